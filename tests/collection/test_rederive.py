"""When an account joins the roster, what had addressed it is found in the texts that are held."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from shared.collection.rederive import rederive
from shared.models import Account, HandlePeriod, Institution, Network
from shared.store.database import reading, writing
from shared.store.recount import differences


def post(text: str, *named: tuple[str, str], **fields: object) -> dict:
    """A post by alpha that names (handle, id) where they stand in its text."""
    mentions = [{"username": h, "id": i, "start": text.index(f"@{h}")} for h, i in named]
    said = {"id": "2001", "author_id": "101", "created_at": "2026-03-05T10:00:00Z", "text": text}
    return {"data": [{**said, "entities": {"mentions": mentions}, **fields}]}


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
        session.add(Institution(id="newcomer", name="Newcomer"))
        session.flush()
        account = Account(institution_id="newcomer", network=Network.X, handle="newcomer")
        session.add(account)
        session.flush()
        session.add(HandlePeriod(account_id=account.id, handle="newcomer"))
        assert rederive([account.id], session=session) == len(expected)
        assert rederive([account.id], session=session) == 0
    assert {kind for _, kind, _, target in acts() if target == "newcomer"} == expected
    assert outsiders() == counted - len(expected)
    with reading(museums) as session:
        assert differences(session).empty
    bring(said)
    kept = {kind for _, kind, _, target in acts() if target == "newcomer"}
    assert kept == expected | (
        {"reply"} if said["data"][0].get("in_reply_to_user_id") == "105" else set()
    )
