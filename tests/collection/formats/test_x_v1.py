import json
from datetime import UTC, datetime

import pytest

from shared.collection.formats.post import (
    ELSEWHERE,
    Aside,
    Erased,
    Identity,
    Reference,
    SourcePost,
    Who,
)
from shared.collection.formats.x_v1 import read
from shared.models import Kind, PostState
from shared.sentences import Refusal

A, B, C, D = (Who(str(n), f"museum_{letter}") for n, letter in enumerate("abcd", 1))


def user(who):
    return {"id_str": who.native_id, "screen_name": who.handle.title(), "name": "A museum"}


def mention(who, start):
    stop = start + 1 + len(who.handle)
    return {"id_str": who.native_id, "screen_name": who.handle.title(), "indices": [start, stop]}


def entities(*mentions, tags=(), urls=()):
    return {
        "user_mentions": list(mentions),
        "hashtags": [{"text": tag, "indices": [0, 1]} for tag in tags],
        "urls": [{"url": "https://t.co/a", "expanded_url": url} for url in urls],
    }


def line(**fields):
    post = {
        "created_at": "Mon Jul 01 12:00:00 +0000 2024",
        "id_str": "100",
        "text": "hello",
        "user": user(A),
        "entities": entities(),
    }
    return json.dumps({**post, **fields}).encode()


def items(data, wanted=lambda native_id, handle: True):
    return read(data, wanted)


def the_post(**fields):
    [post] = [item for item in items(line(**fields)) if isinstance(item, SourcePost)]
    return post


def test_a_post_says_who_when_and_what():
    post = the_post(lang="fr", favorite_count=3, retweet_count=2)
    assert (post.post_id, post.author) == ("100", A)
    assert post.created_at == datetime(2024, 7, 1, 12, tzinfo=UTC)
    assert (post.text, post.lang, post.likes, post.reposts) == ("hello", "fr", 3, 2)
    assert (post.references, post.mentions, post.tags) == ([], [], [])


B_POST = {"id_str": "90", "user": user(B), "text": "original"}
QUOTE_OF_C = {
    "is_quote_status": True,
    "quoted_status_id_str": "80",
    "quoted_status": {"id_str": "80", "user": user(C)},
}
FRONT = {"in_reply_to_status_id_str": "70", "in_reply_to_user_id_str": "2"}
FRONT["in_reply_to_screen_name"] = "Museum_B"


@pytest.mark.parametrize(
    "fields, references, mentions",
    [
        pytest.param({"entities": entities(mention(B, 3))}, [], [B], id="a mention"),
        pytest.param(
            {
                "retweeted_status": B_POST,
                "entities": entities(mention(B, 3), mention(C, 20), tags=["art"]),
            },
            [Reference(Kind.REPOST, "90", B)],
            [],
            id="a repost is nothing else",
        ),
        pytest.param(
            {"retweeted_status": B_POST, **QUOTE_OF_C},
            [Reference(Kind.REPOST, "90", B)],
            [],
            id="a repost of a quote is no quote by the reposter",
        ),
        pytest.param(
            {**QUOTE_OF_C, "entities": entities(mention(B, 0))},
            [Reference(Kind.QUOTE, "80", C)],
            [B],
            id="a quote, and a mention beside",
        ),
        pytest.param(
            {
                "is_quote_status": True,
                "quoted_status_id_str": "80",
                "entities": entities(urls=["https://twitter.com/Museum_C/status/80"]),
            },
            [Reference(Kind.QUOTE, "80", Who(None, "museum_c"))],
            [],
            id="a quote whose post is not given",
        ),
        pytest.param(
            {"quoted_status_id_str": "80", "quoted_status_permalink": {"expanded": "https://a.b"}},
            [Reference(Kind.QUOTE, "80", Who(None, None))],
            [],
            id="a quote whose author cannot be told",
        ),
        pytest.param(
            {
                **FRONT,
                "text": "@museum_b @museum_c see @museum_d and @museum_c",
                "entities": entities(mention(B, 0), mention(C, 10), mention(D, 24), mention(C, 38)),
            },
            [Reference(Kind.REPLY, "70", B)],
            [D, C],
            id="handles in front of a reply are no mentions, those in its body are",
        ),
        pytest.param(
            {
                **FRONT,
                "full_text": "@museum_b x @museum_c see",
                "display_text_range": [22, 25],
                "entities": entities(mention(B, 0), mention(C, 12)),
            },
            [Reference(Kind.REPLY, "70", B)],
            [],
            id="what is not displayed of a reply is its front",
        ),
        pytest.param(
            {"text": "@museum_b hello", "entities": entities(mention(B, 0))},
            [],
            [B],
            id="in front of a post that is no reply, a handle is a mention",
        ),
        pytest.param(
            {**FRONT, **QUOTE_OF_C},
            [Reference(Kind.QUOTE, "80", C), Reference(Kind.REPLY, "70", B)],
            [],
            id="a reply that quotes",
        ),
        pytest.param(
            {"in_reply_to_user_id_str": "2"},
            [Reference(Kind.REPLY, None, Who("2", None))],
            [],
            id="a reply to an account",
        ),
        pytest.param(
            {"in_reply_to_status_id": 1234567890123456789, "in_reply_to_user_id": 2},
            [Reference(Kind.REPLY, "1234567890123456789", Who("2", None))],
            [],
            id="ids as numbers, where there is no text",
        ),
        pytest.param(
            {"entities": entities(mention(B, 0), mention(B, 20))}, [], [B], id="once each"
        ),
        pytest.param(
            {
                "text": "cut @museum_b…",
                "truncated": True,
                "entities": entities(mention(B, 4)),
                "extended_tweet": {
                    "full_text": "cut @museum_b no more @museum_c",
                    "entities": entities(mention(B, 4), mention(C, 22), tags=["art"]),
                },
            },
            [],
            [B, C],
            id="a truncated post speaks in full in its extension",
        ),
    ],
)
def test_what_a_post_does_to_others(fields, references, mentions):
    post = the_post(**fields)
    assert post.references == references
    assert post.mentions == mentions


def test_a_truncated_post_has_its_full_text_and_tags():
    extended = {"full_text": "the whole", "entities": entities(tags=["Art"])}
    post = the_post(text="the w…", truncated=True, extended_tweet=extended)
    assert (post.text, post.tags) == ("the whole", ["Art"])


def test_the_hashtags_in_a_repost_are_the_originals():
    assert the_post(retweeted_status=B_POST, entities=entities(tags=["Art"])).tags == []


def test_ids_are_the_text_and_not_the_rounded_number():
    assert the_post(id=1234567890123456800, id_str="1234567890123456789").post_id[-3:] == "789"
    assert the_post(id=1234567890123456789, id_str=None).post_id == "1234567890123456789"


def test_an_edit_keeps_the_originals_identity():
    post = the_post(id_str="101", edit_history={"edit_tweet_ids": ["99", "101"]})
    assert (post.post_id, post.version_id, post.versions) == ("99", "101", ["101"])


def test_a_post_of_somebody_else_is_only_counted():
    found = items(line(id_str=None, created_at="never"), lambda native_id, handle: False)
    assert found == [ELSEWHERE]


def test_wanted_is_asked_with_id_and_handle():
    asked = []
    items(line(), lambda *who: bool(asked.append(who)))
    assert asked == [A]


def test_the_look_ups_of_wanted_accounts_are_told():
    found = items(line(retweeted_status=B_POST), lambda native_id, handle: native_id == "2")
    assert found == [Identity("2", "museum_b", "A museum", the_post().created_at.date()), ELSEWHERE]


def test_a_post_withheld_somewhere_hides_its_text_and_everywhere_is_gone():
    post = the_post(withheld_in_countries=["DE"])
    assert (post.state, post.text) == (PostState.WITHHELD, None)
    for everywhere in ({"withheld_in_countries": "XY"}, {"withheld_copyright": True}):
        assert Erased("100", "withheld", None) in items(line(**everywhere))


def test_a_deletion_notice_marks_the_post():
    notice = {"delete": {"status": {"id": 5, "id_str": "5", "user_id": 1, "user_id_str": "1"}}}
    assert items(json.dumps(notice).encode()) == [Erased("5", "deleted", None)]


def test_a_bad_post_of_a_page_is_kept_aside_and_the_others_are_read():
    posts = [line(), line(id_str=5), b"7", line(created_at="soon"), line(id_str="101")]
    found = items(b'{"statuses": [' + b",".join(posts) + b"]}")
    assert [item.post_id for item in found if isinstance(item, SourcePost)] == ["100", "101"]
    assert sum(isinstance(item, Aside) for item in found) == 3


@pytest.mark.parametrize("data", [b"", b"{", b"5", b"[" * 100_000, b'{"statuses": 5}'])
def test_what_is_no_line_of_this_format_is_refused(data):
    with pytest.raises(Refusal):
        items(data)
