"""What counts as an interaction: one row per rule, and per trap that real files hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from shared.models import Account, HandlePeriod, Network
from shared.store.database import reading, writing

AT = "2026-03-05T10:00:00.000Z"
ALPHA, BETA, GAMMA, VISITOR = "101", "102", "103", "900"


def post(text: str = "Hello", *, id: str = "2001", by: str = ALPHA, **fields: Any) -> dict:
    """A post of API v2 by alpha, unless said otherwise."""
    return {"id": id, "author_id": by, "created_at": AT, "text": text, **fields}


def page(*posts: dict, tweets: Any = (), users: Any = ()) -> dict:
    """A page as the API answers it."""
    looked_up = [{"id": id, "username": handle, "name": handle} for id, handle in users]
    written = [{"id": id, "author_id": by} for id, by in tweets]
    return {"data": list(posts), "includes": {"users": looked_up, "tweets": written}}


def names(*mentions: tuple[str, str | None, int]) -> dict:
    """Entities that mention (handle, id, start)."""
    found = [{"username": h, "id": i, "start": s, "end": s + len(h) + 1} for h, i, s in mentions]
    return {"mentions": [{k: v for k, v in m.items() if v is not None} for m in found]}


def refers(kind: str, id: str = "1001") -> dict:
    return {"referenced_tweets": [{"type": kind, "id": id}]}


B_WROTE = [("1001", BETA)]

CASES = {
    "a museum named in the text is mentioned": (
        page(post("With @beta", entities=names(("beta", BETA, 5)))),
        {("mention", "beta")},
    ),
    "handles are the same in capitals": (
        page(post("With @Beta", entities=names(("Beta", None, 5)))),
        {("mention", "beta")},
    ),
    "a repost is one repost, and the mentions in it are the original author's": (
        page(
            post(
                "RT @beta: with @gamma",
                entities=names(("beta", BETA, 3), ("gamma", GAMMA, 14)),
                **refers("retweeted"),
            ),
            tweets=B_WROTE,
        ),
        {("repost", "beta")},
    ),
    "a repost whose original is not included is told by the handle in front": (
        page(
            post("RT @beta: hello", entities=names(("beta", None, 3)), **refers("retweeted")),
        ),
        {("repost", "beta")},
    ),
    "a repost that is cut and carries no mention is told by the handle in front": (
        page(post("RT @beta: a long text that is cut…", **refers("retweeted"))),
        {("repost", "beta")},
    ),
    "a quote is a quote; the address of the quoted post names its author": (
        page(
            post(
                "Look",
                entities={"urls": [{"expanded_url": "https://twitter.com/Beta/status/1001"}]},
                **refers("quoted"),
            )
        ),
        {("quote", "beta")},
    ),
    "a quote that also names the quoted museum gives both": (
        page(
            post("Look @beta", entities=names(("beta", BETA, 5)), **refers("quoted")),
            tweets=B_WROTE,
        ),
        {("quote", "beta"), ("mention", "beta")},
    ),
    "the address of a post without a name in it tells nothing": (
        page(
            post(
                entities={"urls": [{"expanded_url": "https://twitter.com/i/web/status/1001"}]},
                **refers("quoted"),
            )
        ),
        set(),
    ),
    "a reply goes to the parent's author, and the handles in front are no mentions": (
        page(
            post(
                "@beta @gamma thank you",
                in_reply_to_user_id=BETA,
                entities=names(("beta", BETA, 0), ("gamma", GAMMA, 6)),
                **refers("replied_to"),
            )
        ),
        {("reply", "beta")},
    ),
    "a handle in the body of a reply is a mention": (
        page(
            post(
                "@beta ask @gamma",
                in_reply_to_user_id=BETA,
                entities=names(("beta", BETA, 0), ("gamma", GAMMA, 10)),
                **refers("replied_to"),
            )
        ),
        {("reply", "beta"), ("mention", "gamma")},
    ),
    "the parent's author named again in the body is also mentioned": (
        page(
            post(
                "@beta as @beta says",
                in_reply_to_user_id=BETA,
                entities=names(("beta", BETA, 0), ("beta", BETA, 9)),
                **refers("replied_to"),
            )
        ),
        {("reply", "beta"), ("mention", "beta")},
    ),
    "a reply without in_reply_to_user_id is told by the included parent": (
        page(post("@beta yes", **refers("replied_to")), tweets=B_WROTE),
        {("reply", "beta")},
    ),
    "in_reply_to_user_id alone is a reply": (
        page(post("@beta yes", in_reply_to_user_id=BETA)),
        {("reply", "beta")},
    ),
    "handles in front of a post that is no reply are mentions": (
        page(post("@beta @gamma good day", entities=names(("beta", BETA, 0), ("gamma", GAMMA, 6)))),
        {("mention", "beta"), ("mention", "gamma")},
    ),
    "a post that quotes and replies gives both": (
        page(
            post(
                in_reply_to_user_id=GAMMA,
                referenced_tweets=[
                    {"type": "replied_to", "id": "1002"},
                    {"type": "quoted", "id": "1001"},
                ],
            ),
            tweets=B_WROTE,
        ),
        {("quote", "beta"), ("reply", "gamma")},
    ),
    "a museum replying to itself addresses nobody": (
        page(post(in_reply_to_user_id=ALPHA, **refers("replied_to"))),
        set(),
    ),
    "a museum named twice is mentioned once": (
        page(post("@beta and @beta", entities=names(("beta", BETA, 0), ("beta", BETA, 10)))),
        {("mention", "beta")},
    ),
    "names in a long post's own entities count": (
        page(
            post(
                "A long text…",
                note_tweet={
                    "text": "A long text with @beta",
                    "entities": names(("beta", BETA, 17)),
                },
            )
        ),
        {("mention", "beta")},
    ),
    "a name in both the post's and the long post's entities counts once": (
        page(
            post(
                "With @beta…",
                entities=names(("beta", BETA, 5)),
                note_tweet={"text": "With @beta and more", "entities": names(("beta", BETA, 5))},
            )
        ),
        {("mention", "beta")},
    ),
    "the field names of 2026 say the same": (
        page(
            post(
                "RT @beta: hello",
                referenced_posts=[{"type": "retweeted", "id": "1001"}],
                edit_history_post_ids=["2001"],
            )
        ),
        {("repost", "beta")},
    ),
    "another account that took over a museum's handle is not the museum": (
        page(post("With @beta", entities=names(("beta", "999", 5)))),
        set(),
    ),
    "a renamed museum is found by its id": (
        page(post("With @beta_new", entities=names(("beta_new", BETA, 5)))),
        {("mention", "beta")},
    ),
    "a handle is enough for an account whose id is not known yet": (
        page(post("With @delta", entities=names(("delta", "104", 5)))),
        {("mention", "delta")},
    ),
    "a visitor is not stored": (
        page(post("With @visitor", entities=names(("visitor", VISITOR, 5)))),
        set(),
    ),
    "a post by a visitor is not stored": (
        page(post("With @beta", by=VISITOR, entities=names(("beta", BETA, 5)))),
        set(),
    ),
    "a flat post says it all by itself": (
        {
            **post("Look"),
            "author": {"id": ALPHA, "username": "alpha"},
            "referenced_tweets": [
                {"type": "quoted", "id": "1001", "author": {"id": BETA, "username": "beta"}}
            ],
        },
        {("quote", "beta")},
    ),
    "a page may hold one post that is not in a list": (
        {"data": post("With @beta", entities=names(("beta", BETA, 5)))},
        {("mention", "beta")},
    ),
}


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_one_post_gives(lines: Any, expected: set, bring: Callable, acts: Callable) -> None:
    outcome = bring(lines)
    assert outcome.problems == []
    assert {(kind, target) for _, kind, source, target in acts() if source == "alpha"} == expected


def test_outsiders_are_a_count_without_name(
    bring: Callable, acts: Callable, outsiders: Callable
) -> None:
    mentions = names(("visitor", VISITOR, 0), ("visitor", VISITOR, 9), ("other", None, 18))
    bring(page(post("@visitor @visitor @other", entities=mentions)))
    assert outsiders() == 2
    assert acts() == set()


def test_a_reference_nobody_can_tell_is_kept_for_the_administrator(
    bring: Callable, open_references: Callable
) -> None:
    outcome = bring(page(post("Look", **refers("quoted"))))
    assert open_references() == {("2001", "quote", "1001")}
    assert outcome.unresolved == 1


@pytest.mark.parametrize("parent_first", [True, False], ids=["before", "afterwards"])
def test_a_reference_is_told_by_the_post_it_refers_to_once_that_is_held(
    parent_first: bool, bring: Callable, acts: Callable, open_references: Callable
) -> None:
    lines = [page(post("Mine", id="1001", by=BETA)), page(post("Look", **refers("quoted")))]
    for line in lines if parent_first else reversed(lines):
        bring(line)
    assert acts() == {("2001", "quote", "alpha", "beta")}
    assert open_references() == set()


def test_a_reference_to_any_edit_finds_the_post(bring: Callable, acts: Callable) -> None:
    history = {"edit_history_tweet_ids": ["1001", "1005"]}
    bring(page(post("Mine", id="1005", by=BETA, **history)))
    bring(page(post("Look", **refers("quoted", "1005")), post("So", id="2002", **refers("quoted"))))
    assert acts() == {("2001", "quote", "alpha", "beta"), ("2002", "quote", "alpha", "beta")}


def test_an_edit_replaces_what_the_post_said_and_keeps_its_identity(
    bring: Callable, acts: Callable
) -> None:
    first = post("With @beta", entities=names(("beta", BETA, 5)))
    edit = post("With @gamma", id="2003", entities=names(("gamma", GAMMA, 5)))
    edit["edit_history_tweet_ids"] = ["2001", "2003"]
    for line in (page(first), page(edit), page(first)):
        bring(line)
    assert acts() == {("2001", "mention", "alpha", "gamma")}


def test_an_edit_that_came_first_without_its_history_is_one_post_with_it(
    bring: Callable, acts: Callable
) -> None:
    alone = post("With @gamma", id="2003", entities=names(("gamma", GAMMA, 5)))
    bring(page(alone))
    bring(page({**alone, "edit_history_tweet_ids": ["2001", "2003"]}))
    assert acts() == {("2001", "mention", "alpha", "gamma")}


def test_a_deleted_post_takes_its_interactions_with_it_for_good(
    bring: Callable, acts: Callable
) -> None:
    long_id = "2124825453000683466"  # only such an id is sure to be a post's
    mention = page(post("With @beta", id=long_id, entities=names(("beta", BETA, 5))))
    gone = {
        "id": long_id,
        "action": "delete",
        "created_at": AT,
        "redacted_at": AT,
        "reason": "deleted",
    }
    bring(mention)
    assert len(acts()) == 1
    bring(gone)
    assert acts() == set()
    bring(mention)
    assert acts() == set()


def test_a_post_withheld_everywhere_is_as_deleted(bring: Callable, acts: Callable) -> None:
    mention = post("With @beta", entities=names(("beta", BETA, 5)))
    bring(page(mention))
    bring(page({**mention, "withheld": {"country_codes": ["XX"]}}))
    assert acts() == set()


def test_two_handles_of_one_name_cannot_be_told_apart(
    museums: Engine, bring: Callable, acts: Callable, open_references: Callable
) -> None:
    with writing(museums) as session:
        other = Account(institution_id="gamma", network=Network.X, handle="delta")
        session.add(other)
        session.flush()
        session.add(HandlePeriod(account_id=other.id, handle="delta"))
    bring(page(post("With @delta", entities=names(("delta", None, 5)))))
    assert acts() == set()
    assert open_references() == {("2001", "mention", "")}


def test_an_id_learned_late_is_known_for_earlier_posts_too(bring: Callable, acts: Callable) -> None:
    early = page(post("@x yes", in_reply_to_user_id="104"))
    late = page(post("Good day", id="2002", by="104"), users=[("104", "delta")])
    bring(early, late)
    assert acts() == {("2001", "reply", "alpha", "delta")}


def test_an_id_that_a_mention_shows_is_learned(bring: Callable, acts: Callable) -> None:
    bring(page(post("With @delta", entities=names(("delta", "104", 5)))))
    bring(page(post("With @renamed", id="2002", entities=names(("renamed", "104", 5)))))
    assert acts() == {("2001", "mention", "alpha", "delta"), ("2002", "mention", "alpha", "delta")}


def test_an_old_look_up_says_nothing_of_who_has_the_handle_today(
    museums: Engine, bring: Callable, acts: Callable
) -> None:
    with writing(museums) as session:
        session.add(Account(id=77, institution_id="delta", network=Network.X, handle="epsilon"))
        session.flush()
        session.add(HandlePeriod(account_id=77, handle="epsilon", seen_from=date(2026, 6, 1)))
    earlier_owner = page(post("With @epsilon"), users=[("900", "epsilon")])
    bring(earlier_owner)
    bring(page(post("With 900", id="2002", entities=names(("other", "900", 0)))))
    assert acts() == set()


def test_a_second_id_for_a_handle_is_reported(bring: Callable) -> None:
    outcome = bring(page(post("Good day", by="999"), users=[("999", "beta")]))
    assert [str(said) for _, _, said in outcome.problems] == [
        "The handle beta shows the id 999, but the list knows it by the id 102."
    ]


def test_the_file_covers_an_account_from_its_first_to_its_last_post(
    museums: Engine, bring: Callable
) -> None:
    last = {**post("Later", id="2002"), "created_at": "2026-03-09T23:59:59.000Z"}
    bring(page(last), page(post("First")))
    with reading(museums) as session:
        rows = session.connection().execute(
            text("SELECT account_id, source, first_day, last_day FROM coverage")
        )
        assert [(s, str(f), str(t)) for _, s, f, t in rows] == [
            ("files", "2026-03-05", "2026-03-09")
        ]
