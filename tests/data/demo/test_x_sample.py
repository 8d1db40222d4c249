"""The sample consortium as a collection would find it on the local X."""

from datetime import date

import pytest

from data.demo import story
from data.demo.consortium import by_id, members
from data.demo.x_server import sample_world

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def world():
    return sample_world(TODAY)


def native(id):
    return by_id()[id].native_id


def test_every_post_of_the_sample_stands_on_the_timeline_of_who_wrote_it(world, posts):
    assert sum(len(world.timeline(user["id"])) for user in world.users()) == len(posts)
    for post in posts[::50]:
        assert int(post["id"]) in world.timeline(post["author_id"])
        assert world.post(post["id"])["text"] == post["text"]


def test_all_members_are_there_but_the_one_of_whom_nothing_is_known(world):
    missing = {
        museum.id for museum in members() if museum.handle and not world.user_called(museum.handle)
    }
    assert missing == {story.NO_DATA}


def test_the_museum_that_left_said_farewell_and_nothing_since(world):
    last = world.post(str(world.timeline(native(story.LEFT))[-1]))
    assert (TODAY - date.fromisoformat(last["created_at"][:10])).days == -story.LEFT_DAY


def test_every_account_has_a_picture_that_is_no_ones(world):
    assert {user["profile_image_url"].split("/")[2] for user in world.users()} == {
        "pictures.example"
    }


def test_a_page_of_a_hundred_is_served_from_the_whole_sample(world, serve, ask):
    user = max((u["id"] for u in world.users()), key=lambda id: len(world.timeline(id)))
    answer = ask(serve(world), f"/2/users/{user}/tweets", max_results=100).json()
    assert answer["meta"]["result_count"] == 100
