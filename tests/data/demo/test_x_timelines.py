"""Timelines of the local X: pages, bounds, and a world that changes while it is read."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from data.demo.x_server import World
from data.demo.x_timeline import REACH, REACH_WITHOUT_REPLIES

ANNA = {"id": "9000000000000000001", "username": "anna_ex"}
BERT = {"id": "9000000000000000002", "username": "bert_ex"}
TIMELINE = f"/2/users/{ANNA['id']}/tweets"
START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def world():
    """Anna wrote a post an hour, ten in all."""
    world = World(users=[ANNA, BERT])
    for hour in range(10):
        at = START + timedelta(hours=hour)
        world.add_post(author_id=ANNA["id"], text=f"Hour {hour}", created_at=at)
    return world


def ids_of(answer):
    return [post["id"] for post in answer.json().get("data", [])]


def newest_first(world, user=ANNA):
    return [str(number) for number in reversed(world.timeline(user["id"]))]


def refusal(answer):
    assert answer.status_code == 400
    body = answer.json()
    assert body["title"] == "Invalid Request"
    assert body["type"].endswith("/2/problems/invalid-request")
    [parameter] = body["errors"][0]["parameters"]
    return parameter


def test_ids_are_as_long_as_x_makes_them_and_newest_comes_first(world, serve, ask):
    answer = ask(serve(world), TIMELINE, max_results=5).json()
    ids = [post["id"] for post in answer["data"]]
    assert {len(id) for id in ids} == {19}
    assert ids == newest_first(world)[:5]
    assert answer["meta"] | {"next_token": ""} == {
        "result_count": 5,
        "newest_id": ids[0],
        "oldest_id": ids[-1],
        "next_token": "",
    }


def test_ten_posts_come_unless_told_otherwise(world, serve, ask):
    world.add_post(author_id=ANNA["id"], text="The eleventh")
    assert len(ids_of(ask(serve(world), TIMELINE))) == 10


@pytest.mark.parametrize("size", ["4", "101", "0", "-5", "many", ""])
def test_a_page_has_from_5_to_100_posts(world, serve, ask, size):
    assert refusal(ask(serve(world), TIMELINE, max_results=size)) == "max_results"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since_id", "yesterday"),
        ("until_id", "1" * 20),
        ("start_time", "2026-11-01"),
        ("end_time", "soon"),
        ("exclude", "quotes"),
        ("pagination_token", "7140dibdnow9c7btw3w29grvxfcgvpb9n9coehpk7xz5i"),
        ("pagination_token", ""),
        ("tweet_field", "author_id"),
    ],
)
def test_what_x_would_not_take_is_refused_by_name(world, serve, ask, name, value):
    assert refusal(ask(serve(world), TIMELINE, **{name: value})) == name


def test_a_user_id_is_a_number(world, serve, ask):
    assert refusal(ask(serve(world), "/2/users/anna_ex/tweets")) == "id"


def test_since_and_until_leave_out_the_post_they_name(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    assert ids_of(ask(x, TIMELINE, since_id=ids[3])) == ids[:3]
    assert ids_of(ask(x, TIMELINE, until_id=ids[6])) == ids[7:]
    assert ids_of(ask(x, TIMELINE, since_id=ids[6], until_id=ids[3])) == ids[4:6]


def test_ids_compare_as_numbers(serve, ask):
    world = World(users=[ANNA])
    for id in ("9", "10", "100"):
        world.add_post(id=id, author_id=ANNA["id"], text=id)
    x = serve(world)
    assert ids_of(ask(x, TIMELINE)) == ["100", "10", "9"]
    assert ids_of(ask(x, TIMELINE, since_id="9")) == ["100", "10"]


def test_times_bound_a_timeline_from_the_first_to_before_the_last(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    start = "2026-11-01T11:00:00Z"
    assert ids_of(ask(x, TIMELINE, start_time=start)) == ids[:8]
    assert ids_of(ask(x, TIMELINE, end_time=start)) == ids[8:]
    assert ids_of(ask(x, TIMELINE, start_time="2026-11-01T12:00:00+01:00")) == ids[:8]


def test_replies_and_reposts_are_left_out_if_asked(world, serve, ask):
    theirs = world.add_post(author_id=BERT["id"], text="Hello")
    kinds = {
        kind: world.add_post(
            author_id=ANNA["id"], text=kind, referenced_tweets=[{"type": kind, "id": theirs}]
        )
        for kind in ("replied_to", "retweeted", "quoted")
    }
    x = serve(world)

    def left(exclude):
        return set(ids_of(ask(x, TIMELINE, max_results=100, exclude=exclude))) & {*kinds.values()}

    assert left("replies") == {kinds["retweeted"], kinds["quoted"]}
    assert left("retweets") == {kinds["replied_to"], kinds["quoted"]}
    assert left("replies,retweets") == {kinds["quoted"]}


def test_nothing_to_show_is_a_page_without_data(world, serve, ask):
    x = serve(world)
    nothing = {"meta": {"result_count": 0}}
    assert ask(x, TIMELINE, since_id=newest_first(world)[0]).json() == nothing
    assert ask(x, f"/2/users/{BERT['id']}/tweets").json() == nothing
    assert x.bill().dollars == 0


def test_x_goes_back_3200_posts_and_800_without_replies(serve, ask):
    world = World(users=[ANNA])
    for number in range(REACH + 5):
        world.add_post(id=str(1000 + number), author_id=ANNA["id"], text=".")
    x = serve(world)

    def oldest(**query):
        page = ask(x, TIMELINE, max_results=100, **query).json()
        count = 0
        while "next_token" in page["meta"]:
            count += page["meta"]["result_count"]
            token = page["meta"]["next_token"]
            page = ask(x, TIMELINE, max_results=100, pagination_token=token, **query).json()
        return count + page["meta"]["result_count"], page["meta"]["oldest_id"]

    assert oldest() == (REACH, "1005")
    assert oldest(exclude="replies") == (
        REACH_WITHOUT_REPLIES,
        str(1005 + REACH - REACH_WITHOUT_REPLIES),
    )


def test_a_post_that_arrives_between_two_pages_shifts_nothing(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    token = ask(x, TIMELINE, max_results=5).json()["meta"]["next_token"]
    arrived = world.add_post(author_id=ANNA["id"], text="Just now")
    world.delete(ids[4])
    assert ids_of(ask(x, TIMELINE, max_results=5, pagination_token=token)) == ids[5:]
    assert ids_of(ask(x, TIMELINE, max_results=5))[0] == arrived


def test_who_reads_while_others_write_misses_nothing_and_sees_nothing_twice(serve, ask):
    world = World(users=[ANNA])
    there = [world.add_post(author_id=ANNA["id"], text=f"No. {n}") for n in range(60)]
    x, done = serve(world), threading.Event()

    def write():
        while not done.wait(0.0005):
            world.edit(world.add_post(author_id=ANNA["id"], text="New"), "Newer")

    writer = threading.Thread(target=write)
    writer.start()
    seen, query = [], {}
    while True:
        page = ask(x, TIMELINE, until_id=int(there[-1]) + 1, max_results=5, **query)
        seen += ids_of(page)
        if "next_token" not in page.json()["meta"]:
            break
        query = {"pagination_token": page.json()["meta"]["next_token"]}
    done.set()
    writer.join()
    assert seen == there[::-1]


def test_the_last_page_may_hold_a_single_post(world, serve, ask):
    world.add_post(author_id=ANNA["id"], text="The eleventh")
    x = serve(world)
    token = ask(x, TIMELINE, max_results=10).json()["meta"]["next_token"]
    assert ids_of(ask(x, TIMELINE, pagination_token=token)) == newest_first(world)[10:]


def test_the_size_of_a_page_may_change_on_the_way(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    token = ask(x, TIMELINE, max_results=5).json()["meta"]["next_token"]
    assert ids_of(ask(x, TIMELINE, max_results=100, pagination_token=token)) == ids[5:]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (TIMELINE, {}),
        (TIMELINE, {"since_id": "2"}),
        (TIMELINE, {"since_id": "1", "exclude": "replies"}),
        (f"/2/users/{BERT['id']}/tweets", {"since_id": "1"}),
    ],
)
def test_a_token_is_good_for_its_own_query_only(world, serve, ask, path, query):
    x = serve(world)
    token = ask(x, TIMELINE, max_results=5, since_id="1").json()["meta"]["next_token"]
    assert ask(x, TIMELINE, since_id="1", pagination_token=token).status_code == 200
    assert refusal(ask(x, path, pagination_token=token, **query)) == "pagination_token"


def test_a_token_tells_nothing_and_outlives_the_server(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    token = ask(x, TIMELINE, max_results=5).json()["meta"]["next_token"]
    assert ids[4] not in token
    x.close()
    assert ids_of(ask(serve(world), TIMELINE, max_results=5, pagination_token=token)) == ids[5:]


def test_a_previous_token_leads_back(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    first = ask(x, TIMELINE, max_results=5).json()["meta"]
    second = ask(x, TIMELINE, max_results=5, pagination_token=first["next_token"]).json()["meta"]
    assert "previous_token" not in first
    back = ask(x, TIMELINE, max_results=5, pagination_token=second["previous_token"])
    assert ids_of(back) == ids[:5]


def test_an_edited_post_comes_back_under_its_new_id(world, serve, ask):
    x, ids = serve(world), newest_first(world)
    seen = ids_of(ask(x, TIMELINE, max_results=5))
    edited = world.edit(ids[1], "Better said", at=START + timedelta(hours=9, minutes=5))
    [post] = ask(x, TIMELINE, since_id=seen[0]).json()["data"]
    assert post == {
        "id": edited,
        "text": "Better said",
        "edit_history_tweet_ids": [ids[1], edited],
    }
    assert ids[1] not in ids_of(ask(x, TIMELINE, max_results=100))


@pytest.mark.parametrize(
    ("happening", "title", "kind"),
    [
        ("suspend", "Forbidden", "resource-not-found"),
        ("protect", "Authorization Error", "not-authorized-for-resource"),
        ("remove", "Not Found Error", "resource-not-found"),
    ],
)
def test_a_timeline_that_is_not_shown_is_an_answer_with_errors_only(
    world, serve, ask, happening, title, kind
):
    x = serve(world)
    getattr(world, happening)(ANNA["id"])
    answer = ask(x, TIMELINE)
    assert answer.status_code == 200
    assert answer.json().keys() == {"errors"}
    [error] = answer.json()["errors"]
    assert error["title"] == title
    assert error["type"].endswith("/2/problems/" + kind)
    assert (error["parameter"], error["resource_type"]) == ("id", "user")
    assert error["value"] == error["resource_id"] == ANNA["id"]
    assert x.bill().dollars == 0


def test_who_is_restored_is_shown_again(world, serve, ask):
    world.suspend(ANNA["id"])
    world.restore(ANNA["id"])
    assert len(ids_of(ask(serve(world), TIMELINE))) == 10
