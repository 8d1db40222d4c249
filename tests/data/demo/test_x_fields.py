"""What of a post the local X shows: fields, expansions, both dialects, what is not to be had."""

import pytest

from data.demo.x_server import World

ANNA, BERT, CARL = (
    {"id": f"900000000000000000{n}", "username": f"{name}_ex", "name": name.title()}
    for n, name in enumerate(["anna", "bert", "carl"])
)
TIMELINE = f"/2/users/{ANNA['id']}/tweets"
LEGACY = "author_id,created_at,referenced_tweets,in_reply_to_user_id,note_tweet,public_metrics"
NEW = "created_at,conversation_id,note_post,public_metrics,edit_history_post_ids"
LONG = "A long story about @carl_ex. " * 11


@pytest.fixture
def world():
    """Anna answers Bert at length, and reposts him; Carl is named."""
    world = World(users=[ANNA, BERT, CARL])
    asked = world.add_post(author_id=BERT["id"], text="Why?")
    reply = [{"type": "replied_to", "id": asked}]
    world.add_post(author_id=ANNA["id"], text=LONG, referenced_tweets=reply)
    world.add_post(
        author_id=ANNA["id"], referenced_tweets=[{"type": "retweeted", "id": asked}], lang="en"
    )
    return world


@pytest.fixture
def page(world, serve, ask):
    """Anna's timeline as a request sees it."""
    x = serve(world)
    return lambda **query: ask(x, TIMELINE, **query).json()


def asked_id(world):
    return str(world.timeline(BERT["id"])[0])


def test_only_id_text_and_edits_come_unless_asked(page):
    assert [post.keys() for post in page()["data"]] == [
        {"id", "text", "edit_history_tweet_ids"}
    ] * 2
    assert page().keys() == {"data", "meta"}


def test_what_is_unknown_is_left_out_without_a_word(page):
    odd = page(tweet_fields="auther_id,lang", user_fields="age", expansions="friends")
    assert odd.keys() == {"data", "meta"}
    assert odd["data"][0].keys() == {"id", "text", "edit_history_tweet_ids", "lang"}


def test_the_older_dialect_answers_in_its_own_words(world, page):
    repost, reply = page(tweet_fields=LEGACY)["data"]
    assert repost["referenced_tweets"] == [{"type": "retweeted", "id": asked_id(world)}]
    assert "in_reply_to_user_id" not in repost
    assert reply["in_reply_to_user_id"] == BERT["id"]
    assert reply["author_id"] == ANNA["id"]
    assert reply["note_tweet"]["text"] == LONG
    assert reply["public_metrics"].keys() == {
        "retweet_count",
        "reply_count",
        "like_count",
        "quote_count",
    }


def test_the_newer_dialect_answers_in_its_own_words(world, page):
    answer = page(post_fields=NEW, expansions="referenced_posts")
    repost, reply = answer["data"]
    assert repost["referenced_posts"] == [{"type": "retweeted", "id": asked_id(world)}]
    assert reply["edit_history_post_ids"] == [reply["id"]]
    assert reply["note_post"]["text"] == LONG
    assert "repost_count" in reply["public_metrics"]
    assert not any("tweet" in name for post in answer["data"] for name in post)
    assert [post["id"] for post in answer["includes"]["posts"]] == [asked_id(world)]


def test_in_the_newer_dialect_an_author_is_an_expansion_and_no_field(page):
    fields = "author_id,referenced_posts,in_reply_to_user_id"
    assert page(post_fields=fields)["data"][0].keys() == {"id", "text", "edit_history_post_ids"}
    expanded = page(post_fields="lang", expansions=fields)
    assert [user["id"] for user in expanded["includes"]["users"]] == [ANNA["id"], BERT["id"]]
    assert expanded["data"][1]["in_reply_to_user_id"] == BERT["id"]
    assert expanded["data"][1]["author_id"] == ANNA["id"]


def test_words_of_the_other_dialect_are_unknown(page):
    assert page(post_fields="note_tweet", expansions="referenced_tweets.id").keys() == {
        "data",
        "meta",
    }
    assert "note_post" not in page(tweet_fields="note_post")["data"][1]


def test_users_and_posts_are_included_only_when_expanded(world, page):
    assert "includes" not in page(tweet_fields=LEGACY)
    answer = page(
        tweet_fields="author_id",
        expansions="author_id,referenced_tweets.id,referenced_tweets.id.author_id",
        user_fields="protected,profile_image_url",
    )
    assert answer["includes"]["tweets"] == [
        {
            "id": asked_id(world),
            "text": "Why?",
            "author_id": BERT["id"],
            "edit_history_tweet_ids": [asked_id(world)],
        }
    ]
    assert {user["username"] for user in answer["includes"]["users"]} == {"anna_ex", "bert_ex"}
    assert answer["includes"]["users"][0].keys() == {
        "id",
        "name",
        "username",
        "protected",
        "profile_image_url",
    }


def test_those_named_are_included_by_their_handle(page):
    answer = page(expansions="entities.mentions.username,in_reply_to_user_id")
    assert {user["username"] for user in answer["includes"]["users"]} == {"bert_ex", "carl_ex"}


@pytest.mark.parametrize(
    ("happening", "title"),
    [("delete", "Not Found Error"), ("protect", "Authorization Error"), ("suspend", "Forbidden")],
)
def test_an_original_that_is_not_shown_is_missing_with_an_error(world, page, happening, title):
    original = asked_id(world)
    getattr(world, happening)(original if happening == "delete" else BERT["id"])
    answer = page(tweet_fields=LEGACY, expansions="referenced_tweets.id")
    assert "includes" not in answer
    [error] = answer["errors"]
    assert error["title"] == title
    assert (error["parameter"], error["resource_type"]) == ("referenced_tweets.id", "tweet")
    assert error["resource_id"] == original
    assert len(answer["data"]) == 2


def test_a_suspended_user_who_is_named_is_missing_with_an_error(world, page):
    world.suspend(CARL["id"])
    answer = page(expansions="entities.mentions.username")
    [error] = answer["errors"]
    assert error["value"] == "carl_ex"
    assert error["title"] == "Forbidden"


def test_names_are_answered_with_places_and_ids(page):
    named = page(tweet_fields="entities")["data"][1]["entities"]["mentions"][0]
    assert named == {"start": 19, "end": 27, "username": "carl_ex", "id": CARL["id"]}


def test_no_entities_is_no_key(world, page):
    world.add_post(author_id=ANNA["id"], text="Plain words")
    assert "entities" not in page(tweet_fields="entities")["data"][0]
