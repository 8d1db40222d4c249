"""What exists on the local X, and what may happen there."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data.demo.x_world import Standing, World
from data.demo.x_written import moment_of

ANNA = {"id": "9000000000000000001", "username": "anna_ex"}
BERT = {"id": "9000000000000000002", "username": "bert_ex"}
START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def world():
    return World(users=[ANNA, BERT])


def said(world, text="Hello", by=BERT, **fields):
    return world.add_post(author_id=by["id"], text=text, **fields)


def test_an_id_holds_its_time(world):
    assert moment_of(said(world, created_at=START)) == START
    assert moment_of(said(world, created_at="2026-11-01T10:00:00+01:00")) == START


def test_two_posts_of_one_instant_are_two(world):
    one, two = said(world, created_at=START), said(world, created_at=START)
    assert int(one) < int(two)
    assert world.timeline(BERT["id"]) == [int(one), int(two)]


def test_a_post_without_a_time_is_the_newest(world):
    old = said(world, created_at=START)
    new = said(world, by=ANNA)
    assert moment_of(new) == moment_of(old) + timedelta(seconds=1)


def test_a_post_by_nobody_is_a_mistake(world):
    with pytest.raises(ValueError, match="no user has the id 3"):
        world.add_post(author_id="3", text="?")


def test_a_repost_is_cut_at_140_characters_with_its_names(world):
    original = said(world, "x" * 120 + " @anna_ex @bert_ex", by=BERT)
    repost = world.post(
        world.add_post(author_id=ANNA["id"], referenced_tweets=[ref("retweeted", original)])
    )
    assert len(repost["text"]) == 140
    assert repost["text"].startswith("RT @bert_ex: xxx")
    assert repost["text"].endswith("…")
    assert [one["username"] for one in repost["entities"]["mentions"]] == ["bert_ex"]


def test_a_repost_may_lack_its_name(world):
    repost = world.add_post(
        author_id=ANNA["id"],
        referenced_tweets=[ref("retweeted", said(world))],
        entities={},
    )
    assert world.post(repost)["text"] == "RT @bert_ex: Hello"
    assert world.post(repost)["entities"] == {}


def test_a_reply_belongs_to_its_conversation(world):
    first = said(world)
    second = said(world, by=ANNA, referenced_tweets=[ref("replied_to", first)])
    third = world.post(said(world, referenced_tweets=[ref("replied_to", second)]))
    assert third["conversation_id"] == first
    assert third["in_reply_to_user_id"] == ANNA["id"]


def test_a_long_post_has_its_whole_text_in_a_note(world):
    text = "word " * 60 + "#Museum by @anna_ex"
    post = world.post(said(world, text))
    assert post["text"] == text[:275] + "…"
    assert post["entities"] == {}
    assert post["note_tweet"]["text"] == text
    assert post["note_tweet"]["entities"]["mentions"][0]["username"] == "anna_ex"
    assert post["note_tweet"]["entities"]["hashtags"][0]["tag"] == "Museum"


def test_a_long_post_that_is_edited_short_has_no_note(world):
    new = world.edit(said(world, "word " * 60), "Short")
    assert "note_tweet" not in world.post(new)


def test_a_post_is_edited_five_times_at_most(world):
    ids = [said(world)]
    for number in range(5):
        ids.append(world.edit(ids[0], f"Version {number}"))
    assert ids == sorted(ids, key=int)
    assert {tuple(world.post(id)["edit_history_tweet_ids"]) for id in ids} == {tuple(ids)}
    assert world.timeline(BERT["id"]) == [int(ids[-1])]
    with pytest.raises(ValueError, match="five times"):
        world.edit(ids[2], "Too much")


def test_a_deleted_post_is_gone_in_all_its_versions(world):
    kept, first = said(world, "Stays"), said(world)
    second = world.edit(first, "Better")
    world.delete(first)
    assert [world.post(id) for id in (first, second)] == [None, None]
    assert world.timeline(BERT["id"]) == [int(kept)]
    with pytest.raises(KeyError):
        world.delete(second)


def test_a_renamed_user_keeps_the_id_and_frees_the_handle(world):
    world.rename(BERT["id"], "Bert_2_ex")
    assert world.user_called("bert_ex") is None
    assert world.user_called("BERT_2_EX")["id"] == BERT["id"]
    world.rename(BERT["id"], "bert_2_EX")
    assert world.user_called("bert_2_ex")["username"] == "bert_2_EX"


def test_no_handle_has_two_users(world):
    for take in (
        lambda: world.rename(BERT["id"], "ANNA_ex"),
        lambda: world.add_user(id="3", username="Anna_ex"),
        lambda: world.add_user(id=ANNA["id"], username="other_ex"),
    ):
        with pytest.raises(ValueError, match="is taken"):
            take()
    assert world.user_called("anna_ex")["id"] == ANNA["id"]
    assert world.user_called("bert_ex")["id"] == BERT["id"]
    assert world.user_called("other_ex") is None


def test_a_removed_user_leaves_nothing(world):
    first = said(world)
    second = world.edit(first, "Better")
    world.remove(BERT["id"])
    assert world.standing(BERT["id"]) is Standing.MISSING
    assert [world.post(first), world.post(second)] == [None, None]
    assert world.timeline(BERT["id"]) == []
    world.add_user(id="3", username="bert_ex")


def test_a_copy_goes_its_own_way(world):
    post = said(world)
    other = world.copy()
    said(other, "Only there")
    other.edit(post, "Other")
    other.rename(ANNA["id"], "other_ex")
    other.suspend(BERT["id"])
    assert world.timeline(BERT["id"]) == [int(post)]
    assert world.post(post)["edit_history_tweet_ids"] == [post]
    assert world.user_called("anna_ex")
    assert world.standing(BERT["id"]) is Standing.ACTIVE


# Pages as others have written them

PAGE = {
    "data": [
        {"id": "30", "author_id": "1", "text": "B", "edit_history_tweet_ids": ["20", "30"]},
        {"id": "12", "author_id": "1", "text": "A", "odd": [1]},
    ],
    "includes": {
        "users": [{"id": "1", "username": "One", "name": "1"}],
        "tweets": [{"id": "5", "author_id": "2", "text": "C"}],
    },
    "meta": {"result_count": 2},
}
FLAT = {
    "id": "40",
    "author_id": "3",
    "text": "D",
    "__twarc": {"version": "2"},
    "author": {"id": "3", "username": "three"},
    "referenced_tweets": [
        {"type": "quoted", "id": "6", "author_id": "4", "text": "E", "author": {"id": "4"}}
    ],
    "entities": {"mentions": [{"start": 0, "end": 1, "username": "one", "id": "1", "name": "1"}]},
}
OTHER_LINES = [
    b"",
    b"{broken",
    b'{"data":[{"end":"2021","tweet_count":3}]}',
    b'{"id":"7","action":"delete"}',
    b"[1]",
]


def told(*pages):
    return World.from_pages([*(json.dumps(page) for page in pages), *OTHER_LINES])


def test_posts_of_a_page_stand_on_timelines_and_those_included_do_not():
    world = told(PAGE)
    assert world.timeline("1") == [12, 30]
    assert world.timeline("2") == []
    assert world.post("12") == PAGE["data"][1]
    assert world.post("5") == PAGE["includes"]["tweets"][0]
    assert world.user_called("one") == PAGE["includes"]["users"][0]


def test_an_author_of_whom_only_the_id_is_told_has_some_handle():
    user = told(PAGE).user("2")
    assert user["id"] == "2"
    assert user["username"] == "u_2"


def test_an_older_version_is_known_from_its_successor_until_it_is_told():
    assert told(PAGE).post("20") == {**PAGE["data"][0], "id": "20"}
    older = {"id": "20", "author_id": "1", "text": "b", "edit_history_tweet_ids": ["20"]}
    for lines in ([PAGE, {"data": older}], [{"data": older}, PAGE]):
        world = told(*lines)
        assert world.post("20")["text"] == "b"
        assert world.post("20")["edit_history_tweet_ids"] == ["20", "30"]
        assert world.timeline("1") == [12, 30]


def test_of_two_users_told_of_with_one_handle_the_first_has_it():
    later = {"data": [{"id": "8", "username": "ONE"}]}
    world = told(PAGE, later)
    world.rename("8", "eight")
    assert world.user_called("one")["id"] == "1"
    world.remove("1")
    assert world.user_called("one") is None


def test_a_post_told_of_without_versions_may_be_edited():
    world = told({"data": {"id": "12", "author_id": "1", "text": "A"}})
    new = world.edit("12", "B")
    assert world.post("12")["edit_history_tweet_ids"] == ["12", new]


def test_versions_follow_one_another_as_numbers():
    newer = {"id": "10", "author_id": "1", "text": "b", "edit_history_tweet_ids": ["9", "10"]}
    world = told({"data": [newer, {"id": "9", "author_id": "1", "text": "a"}]})
    assert world.timeline("1") == [10]
    assert world.post("9")["edit_history_tweet_ids"] == ["9", "10"]


def test_a_flat_line_is_taken_apart_again():
    world = told(FLAT)
    post = world.post("40")
    assert post.keys() == {"id", "author_id", "text", "referenced_tweets", "entities"}
    assert post["referenced_tweets"] == [{"type": "quoted", "id": "6"}]
    assert post["entities"]["mentions"] == [{"start": 0, "end": 1, "username": "one", "id": "1"}]
    assert world.post("6")["text"] == "E"
    assert world.timeline("4") == []
    assert world.user("3")["username"] == "three"


def test_a_post_that_is_included_somewhere_stays_on_its_timeline():
    also = {"data": {"id": "50", "author_id": "2", "text": "F"}, "includes": {}}
    also["includes"] = {"tweets": [{"id": "12", "author_id": "1", "text": "cut"}]}
    for lines in ([PAGE, also], [also, PAGE]):
        world = told(*lines)
        assert world.timeline("1") == [12, 30]
        assert world.post("12")["text"] == "A"


def ref(kind, post_id):
    return {"type": kind, "id": post_id}
