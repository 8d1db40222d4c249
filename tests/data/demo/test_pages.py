from datetime import date, timedelta

import pytest

from data.demo import sample

FIRST_ID_MS = 1_288_834_974_657


def test_the_same_day_and_seed_give_the_same_bytes(made, lines):
    again = sample(made.today)
    assert list(again.pages) == lines
    assert again.roster_csv == made.roster_csv
    assert again.events == made.events


@pytest.mark.parametrize(("today", "seed"), [(date(2026, 11, 23), 2), (date(2026, 11, 22), 1887)])
def test_another_day_or_seed_gives_other_posts(lines, today, seed):
    assert next(sample(today, seed).pages) != lines[0]


def test_two_years_of_posts_end_on_the_day_itself(posts):
    assert 25_000 <= len(posts) <= 40_000
    assert posts[0]["day"] == 0
    assert posts[-1]["day"] == -729


def test_pages_hold_up_to_a_hundred_posts_newest_first(pages, posts):
    assert all(1 <= len(page["data"]) <= 100 for page in pages)
    assert all(page["meta"]["result_count"] == len(page["data"]) for page in pages)
    moments = [post["at"] for post in posts]
    assert moments == sorted(moments, reverse=True)


def test_every_post_has_an_id_of_its_own_that_holds_its_time(posts):
    ids = [id for post in posts for id in post["edit_history_tweet_ids"]]
    assert len(set(ids)) == len(ids)
    for post in posts:
        first = int(post["edit_history_tweet_ids"][0])
        assert (first >> 22) + FIRST_ID_MS == post["at"].timestamp() * 1000
        assert first & 4095 > 3000  # a sequence number no real post reaches


def test_entities_stand_where_they_say(posts):
    for post in posts:
        text = post["text"]
        for mention in post["entities"].get("mentions", ()):
            assert text[mention["start"] : mention["end"]] == f"@{mention['username']}"
        for tag in post["entities"].get("hashtags", ()):
            assert text[tag["start"] : tag["end"]] == f"#{tag['tag']}"


def test_a_page_brings_along_everyone_it_shows(pages):
    for page in pages:
        brought = {user["id"] for user in page["includes"]["users"]}
        shown = [*page["data"], *page["includes"]["tweets"]]
        assert {post["author_id"] for post in shown} <= brought
        named = (one["id"] for post in shown for one in post["entities"].get("mentions", ()))
        assert set(named) <= brought


def test_most_but_not_all_posts_referred_to_are_brought_along(pages):
    missing = total = 0
    for page in pages:
        brought = {post["id"] for post in page["includes"]["tweets"]}
        referred = [ref["id"] for post in page["data"] for ref in post.get("referenced_tweets", ())]
        total += len(referred)
        missing += sum(id not in brought for id in referred)
    assert 0 < missing < total / 10


def test_replies_say_whom_they_answer_and_begin_with_the_handle(posts):
    wrote = {post["id"]: post for post in posts}
    replies = [post for post in posts if post.get("in_reply_to_user_id")]
    assert len(replies) > 2_000
    longer = 0
    for post in replies:
        parent = wrote[post["referenced_tweets"][0]["id"]]
        assert post["in_reply_to_user_id"] == parent["author_id"]
        assert post["text"].startswith("@")
        assert parent["at"] < post["at"]
        longer += post["text"].split()[1].startswith("@")
    assert longer > 20


def test_reposts_name_the_original_and_some_are_cut_short(posts):
    reposts = [post for post in posts if post["text"].startswith("RT @")]
    assert len(reposts) > 1_000
    for post in reposts:
        first = post["entities"]["mentions"][0]
        assert post["text"].startswith(f"RT @{first['username']}: ")
        assert post["referenced_tweets"][0]["type"] == "retweeted"
        assert len(post["text"]) <= 140
    assert any(post["text"].endswith("…") for post in reposts)


def test_some_posts_were_edited_and_keep_their_first_id(posts):
    edited = [post for post in posts if len(post["edit_history_tweet_ids"]) > 1]
    assert len(edited) > 10
    assert all(post["id"] == post["edit_history_tweet_ids"][-1] for post in edited)


def test_there_are_fewer_posts_in_summer_and_at_weekends(posts):
    members = [post["at"] for post in posts if not post["who"].startswith("visiteur")]
    august = sum(at.month == 8 for at in members)
    october = sum(at.month == 10 for at in members)
    sundays = sum(at.weekday() == 6 for at in members)
    thursdays = sum(at.weekday() == 3 for at in members)
    assert august < 0.7 * october
    assert sundays < 0.7 * thursdays


@pytest.mark.parametrize("days", [1, 97, 200, 311])
def test_any_day_can_be_today(days):
    today = date(2027, 2, 28) + timedelta(days=days)
    first = next(sample(today).pages)
    assert today.isoformat().encode() in first
