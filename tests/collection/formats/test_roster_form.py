"""What a person types about an institution is checked by a roster's rules, all at once."""

from datetime import date

import pytest

from shared.collection.formats.roster_form import checked_sheet
from shared.models import AccountStatus, Network
from shared.roster_sheet import NotKept, Sheet


def sheet(*accounts: dict, **typed) -> Sheet:
    return checked_sheet({"name": "A", **typed}, accounts)


def complaints(*accounts: dict, **typed) -> dict[str, str]:
    with pytest.raises(NotKept) as refused:
        sheet(*accounts, **typed)
    return {field: str(sentence) for field, sentence in refused.value.complaints.items()}


def x(handle: str = "", **more) -> dict:
    return {"network": "x", "handle": handle, **more}


def test_what_is_typed_becomes_values_and_what_is_empty_becomes_nothing():
    made = sheet(
        name="  Musée\n d’Art ", city="Lyon", country="france", latitude="45,76", member="no",
        joined_on="2024-02-01", wikidata="q19675", website="musee.example",
    )  # fmt: skip
    assert made.name == "Musée d’Art"
    filled = {column: value for column, value in made.facts.items() if value is not None}
    assert filled == {
        "city": "Lyon",
        "country": "FR",
        "latitude": 45.76,
        "member": False,
        "joined_on": date(2024, 2, 1),
        "wikidata": "Q19675",
        "website": "https://musee.example",
    }
    assert sheet().facts["member"] is True


def test_an_account_may_be_named_by_its_profiles_address():
    (line,) = sheet(x("https://twitter.com/MuseeLouvre?s=20")).accounts
    assert (line.network, line.handle) == (Network.X, "museelouvre")


def test_a_day_belongs_to_an_account_that_was_left_not_to_an_active_one():
    day = date(2026, 1, 2)
    left, active = sheet(x("a", status="left", since=day), x("b", since=day)).accounts
    assert (left.status, left.since) == (AccountStatus.LEFT, day)
    assert (active.status, active.since) == (AccountStatus.ACTIVE, None)


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"latitude": "91"}, "latitude"),
        ({"latitude": "nan"}, "latitude"),
        ({"longitude": "-180.1"}, "longitude"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"wikidata": "19675"}, "wikidata"),
        ({"city": "x" * 121}, "city"),
        ({"joined_on": "2024-01-02", "left_on": "2024-01-01"}, "left_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(typed, field):
    assert list(complaints(**typed)) == [field]


@pytest.mark.parametrize(
    "account, field",
    [
        (x("explore"), "0.handle"),
        (x("https://bsky.app/profile/a.example"), "0.handle"),
        (x(), "0.handle"),
        (x("a", native_id="1.2E+17"), "0.native_id"),
        (x("a", native_id="1 2"), "0.native_id"),
        ({"network": "mastodon", "handle": "a@b.example", "native_id": "1"}, "0.native_id"),
    ],
)
def test_a_wrong_account_is_said_at_its_field(account, field):
    assert list(complaints(account)) == [field]


def test_all_that_is_wrong_is_said_at_once():
    found = complaints(x("a"), x("@A"), x("explore"), latitude="100", name="")
    assert set(found) == {"name", "latitude", "1.handle", "2.handle"}
