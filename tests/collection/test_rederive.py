"""When an account joins the roster, what had addressed it is found in the texts that are held."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.rederive import catch_up, rederive
from shared.collection.retention import forget_all
from shared.models import Account, HandlePeriod, Institution, Network
from shared.settings import Settings
from shared.store.database import reading, revision, writing
from shared.store.recount import differences


def post(text: str, *named: tuple[str, str], **fields: object) -> dict:
    """A post by alpha that names (handle, id) where they stand in its text."""
    mentions = [{"username": h, "id": i, "start": text.index(f"@{h}")} for h, i in named]
    said = {"id": "2001", "author_id": "101", "created_at": "2026-03-05T10:00:00Z", "text": text}
    return {"data": [{**said, "entities": {"mentions": mentions}, **fields}]}


def join(session: Session, native_id: str | None = "105") -> int:
    """The newcomer is in the roster from now on."""
    session.add(Institution(id="newcomer", name="Newcomer"))
    session.flush()
    account = Account(
        institution_id="newcomer", network=Network.X, handle="newcomer", native_id=native_id
    )
    session.add(account)
    session.flush()
    session.add(HandlePeriod(account_id=account.id, handle="newcomer"))
    session.flush()
    return account.id or 0


def since(museums: Engine) -> dict[str, date | None]:
    """From which day on it is known who addressed each account."""
    with reading(museums) as session:
        accounts = session.exec(select(Account)).all()
        return {one.handle: one.addressed_since for one in accounts if one.addressed_since}


NEWCOMER = ("newcomer", "105")
SAID = {
    "a mention in the body": (post("With @newcomer", NEWCOMER), {"mention"}),
    "a repost": (
        post(
            "RT @newcomer: hello",
            NEWCOMER,
            referenced_tweets=[{"type": "retweeted", "id": "1001"}],
        ),
        {"repost"},
    ),
    "the handles before a reply": (
        post(
            "@beta @newcomer thank you",
            ("beta", "102"),
            NEWCOMER,
            in_reply_to_user_id="102",
            referenced_tweets=[{"type": "replied_to", "id": "1001"}],
        ),
        set(),
    ),
    "the handle before a reply whose parent is not told": (
        post("@newcomer thank you", NEWCOMER, in_reply_to_user_id="105"),
        set(),
    ),
    "an address that only looks like a handle": (post("Write to me@newcomer.example"), set()),
}


@pytest.mark.parametrize(("said", "expected"), SAID.values(), ids=SAID)
def test_what_addressed_an_account_before_it_joined_is_found(
    said: dict, expected: set, museums: Engine, bring: Callable, acts: Callable, outsiders: Callable
) -> None:
    bring(said)
    counted = outsiders()
    with writing(museums) as session:
        account = join(session, native_id=None)
        assert rederive([account], session=session) == len(expected)
        assert rederive([account], session=session) == 0
    assert {kind for _, kind, _, target in acts() if target == "newcomer"} == expected
    assert outsiders() == counted - len(expected)
    with reading(museums) as session:
        assert differences(session).empty
    bring(said)
    kept = {kind for _, kind, _, target in acts() if target == "newcomer"}
    assert kept == expected | (
        {"reply"} if said["data"][0].get("in_reply_to_user_id") == "105" else set()
    )


def referring(id: str, kind: str, referred: str, **fields: object) -> dict:
    """A post by alpha that refers to a post of the newcomer, and does not name it in its text."""
    author = {"id": "105", "username": "newcomer"}
    told = {"type": kind, "id": referred, "author_id": "105", "author": author}
    return {
        "id": id,
        "text": "Look",
        "author_id": "101",
        "author": {"id": "101", "username": "alpha"},
        "created_at": "2026-03-05T10:00:00Z",
        "referenced_tweets": [told],
        **fields,
    }


def test_a_newcomers_own_posts_tell_who_had_quoted_and_answered_it(
    museums: Engine, bring: Callable, acts: Callable, outsiders: Callable
) -> None:
    bring(
        referring("2001", "quoted", "5001"),
        referring("2002", "replied_to", "5002", in_reply_to_user_id="105"),
        referring("2003", "quoted", "5009"),
    )
    assert (acts(), outsiders()) == (set(), 3)
    with writing(museums) as session:
        assert rederive([join(session)], session=session) == 0
    edited = {"edit_history_tweet_ids": ["5002", "5003"], "id": "5003"}
    own = {"text": "Ours", "author_id": "105", "created_at": "2026-03-04T10:00:00Z"}
    found = bring({"data": [{**own, "id": "5001"}, {**own, **edited}]})
    expected = {
        ("2001", "quote", "alpha", "newcomer"),
        ("2002", "reply", "alpha", "newcomer"),
    }
    assert acts() == expected
    assert (found.interactions_new, outsiders()) == (2, 1)
    with reading(museums) as session:
        assert differences(session).empty


def test_a_post_that_quotes_and_names_a_newcomer_loses_one_outsider_only(
    museums: Engine, bring: Callable, acts: Callable, outsiders: Callable
) -> None:
    visitor = {"username": "visitor", "id": "900", "start": 19}
    named = [{"username": "newcomer", "id": "105", "start": 5}, visitor]
    words = "With @newcomer and @visitor"
    bring(referring("2001", "quoted", "5001", text=words, entities={"mentions": named}))
    assert outsiders() == 2
    with writing(museums) as session:
        rederive([join(session)], session=session)
    assert outsiders() == 1
    own = {"id": "5001", "text": "Ours", "author_id": "105", "created_at": "2026-03-04T10:00:00Z"}
    bring({"data": [own]})
    assert {kind for _, kind, _, _ in acts()} == {"mention", "quote"}
    assert outsiders() == 1
    with reading(museums) as session:
        before = revision(session)
    assert catch_up(engine=museums) == 0
    with reading(museums) as session:
        assert revision(session) == before


def test_where_texts_were_forgotten_it_is_said_since_when_who_addressed_a_newcomer_is_known(
    museums: Engine, bring: Callable, acts: Callable
) -> None:
    bring(
        post("With @newcomer", NEWCOMER),
        post("Alone", id="2002", created_at="2026-03-09T10:00:00Z"),
        post("With @newcomer", NEWCOMER, id="2003", created_at="2026-03-12T10:00:00Z"),
    )
    kept = Settings(text_retention_days=10)
    forget_all(engine=museums, by=LOCAL_ADMINISTRATOR, settings=kept, today=date(2026, 3, 20))
    with writing(museums) as session:
        newcomer = join(session)
        rederive([1, newcomer], session=session)
    assert {post_id for post_id, _, _, _ in acts()} == {"2003"}
    assert since(museums) == {"newcomer": date(2026, 3, 6)}
    forget_all(engine=museums, by=LOCAL_ADMINISTRATOR, settings=kept, today=date(2026, 4, 20))
    with writing(museums) as session:
        rederive([newcomer], session=session)
    assert since(museums) == {"newcomer": date(2026, 3, 6)}
