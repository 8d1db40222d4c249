"""Why two institutions should talk, and the proof of it."""

from datetime import date

import pandas as pd
import pytest

from shared.cooperation import reasons

TODAY = date(2026, 5, 1)


def pairs_of(reason: reasons.Reason) -> list[tuple[str, str]]:
    return sorted(zip(reason.pairs["a"], reason.pairs["b"], strict=True))


def strength_of(reason: reasons.Reason, a: str, b: str) -> float:
    table = reason.pairs.set_index(["a", "b"])["strength"]
    return float(table[a, b])


def messages(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["source", "target", "post_id", "occurred_at"])
    table["occurred_at"] = pd.to_datetime(table["occurred_at"])
    return table.assign(network="x", url=None)


def events(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["id", "starts", "ends", "certainty", "hashtags"])
    table["hashtags"] = table["hashtags"].astype("object")
    return table.astype({"starts": "datetime64[s]", "ends": "datetime64[s]"})


def taking_part(event: int, ids: str, status="joined", role="partner") -> pd.DataFrame:
    return pd.DataFrame({"event_id": event, "institution_id": list(ids), "role": role}).assign(
        status=status
    )


def roster(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "kind", "city", "country"]).astype("object")


def test_shared_contacts_are_named_those_with_fewest_contacts_first(drawn):
    told = reasons.shared_contacts(
        drawn("a>hub b>hub c>hub a>quiet b>quiet"), ["a", "b", "c", "hub", "quiet"]
    )
    assert told.tell("a", "b") == {
        "code": "shared_contacts",
        "contacts": ["quiet", "hub"],
        "count": 2,
        "likely": False,
    }
    assert strength_of(told, "a", "b") > strength_of(told, "a", "c")


def test_two_with_mostly_the_same_contacts_would_meet_anyway(drawn):
    told = reasons.shared_contacts(drawn("a>c a>d a>e b>c b>d b>e"), list("abcde"))
    assert told.tell("a", "b")["likely"] is True
    assert told.tell("c", "d")["likely"] is False  # two shared contacts are few


def test_an_unanswered_message_is_told_with_its_posts_newest_first():
    told = reasons.unanswered(
        messages(("b", "a", "1", "2026-04-01"), ("b", "a", "2", "2026-04-03"))
    )
    assert told.tell("a", "b") == {
        "code": "unanswered",
        "source": "b",
        "target": "a",
        "count": 2,
        "last": "2026-04-03",
        "posts": [
            {"network": "x", "post_id": "2", "url": None},
            {"network": "x", "post_id": "1", "url": None},
        ],
    }


def test_a_post_that_mentions_and_quotes_is_one_message():
    one = messages(("b", "a", "1", "2026-04-01"))
    assert reasons.unanswered(pd.concat([one, one])).tell("a", "b")["count"] == 1


def test_nothing_unanswered_is_no_reason():
    assert reasons.unanswered(messages()).pairs.empty


def test_two_who_spoke_and_paused_are_told_until_when(drawn):
    months = drawn("a>b:2 b>a a>c").assign(
        month=pd.to_datetime(["2025-01-01", "2025-03-01", "2025-02-01"])
    )
    told = reasons.lapsed(months, drawn("c>a"))
    assert pairs_of(told) == [("a", "b")]
    assert told.tell("a", "b") == {
        "code": "lapsed",
        "count": 3,
        "last_month": "2025-03-01",
        "two_way": True,
    }


def test_a_list_post_long_ago_is_no_conversation(drawn):
    months = drawn("a>b").assign(month=pd.Timestamp("2025-01-01"), listed=1)
    assert reasons.lapsed(months, drawn("")).pairs.empty


def test_of_whom_nothing_is_known_lately_nobody_says_that_they_paused(drawn):
    months = drawn("a>b b>c").assign(month=pd.Timestamp("2026-01-01"))
    assert pairs_of(reasons.lapsed(months, drawn(""), observed={"b", "c"})) == [("b", "c")]


def test_two_in_the_same_coming_event_are_told_which():
    told = reasons.same_event(
        events((7, "2026-05-18", "2026-05-19", "confirmed", [])), taking_part(7, "ab"), TODAY
    )
    assert told.tell("a", "b") == {
        "code": "same_event",
        "event": 7,
        "coming": True,
        "starts": "2026-05-18",
        "ends": "2026-05-19",
    }


def test_a_coming_event_says_more_than_a_past_campaign():
    both = events(
        (1, "2025-09-01", "2025-09-07", "confirmed", ["#a"]),
        (2, "2026-06-01", "2026-06-07", "forecast", []),
    )
    there = pd.concat([taking_part(1, "abc"), taking_part(2, "abd")])
    told = reasons.same_event(both, there, TODAY)
    assert told.tell("a", "b")["event"] == 2
    assert told.tell("a", "c") | {"coming": False} == told.tell("a", "c")
    assert strength_of(told, "a", "b") > strength_of(told, "a", "c")


@pytest.mark.parametrize(
    "event",
    [
        (1, "2026-05-18", "2026-05-18", "cancelled", []),
        (1, "2026-05-18", "2026-05-18", "postponed", []),
        (1, "2025-09-01", "2025-09-01", "confirmed", []),  # past, and no campaign
        (1, "2024-09-01", "2024-09-01", "confirmed", ["#a"]),  # more than a year ago
        (1, "2028-09-01", "2028-09-01", "forecast", ["#a"]),
    ],
)
def test_other_events_are_no_reason(event):
    assert reasons.same_event(events(event), taking_part(1, "ab"), TODAY).pairs.empty


def test_only_those_who_joined_or_host_take_part():
    there = pd.concat(
        [
            taking_part(1, "a"),
            taking_part(1, "b", status="invited"),
            taking_part(1, "c", status="invited", role="host"),
            taking_part(1, "d", status="declined"),
        ]
    )
    event = events((1, "2026-05-18", "2026-05-18", "confirmed", []))
    assert pairs_of(reasons.same_event(event, there, TODAY)) == [("a", "c")]


def test_hashtags_of_few_are_shared_and_those_of_everybody_are_not():
    tags = pd.DataFrame(
        [("a", "rare", "Rare"), ("b", "rare", "Rare"), *((one, "all", "All") for one in "abcd")],
        columns=["institution_id", "tag", "shown"],
    )
    told = reasons.shared_tags(tags, list("abcd"))
    assert pairs_of(told) == [("a", "b")]
    assert told.tell("a", "b") == {"code": "shared_tags", "tags": ["Rare"], "count": 1}


def test_the_same_city_is_one_in_the_same_country():
    rows = roster(
        ("a", "art", "Paris", "FR"), ("b", "art", "Paris", "US"), ("c", "x", "Paris", "FR")
    )
    told = reasons.alike(rows, "same_city")
    assert pairs_of(told) == [("a", "c")]
    assert told.tell("a", "c") == {"code": "same_city", "country": "FR", "city": "Paris"}


def test_the_same_kind_is_said_with_the_country_or_without():
    rows = roster(("a", "art", None, "FR"), ("b", "art", None, "FR"), ("c", "art", None, "BE"))
    assert pairs_of(reasons.alike(rows, "same_country_kind")) == [("a", "b")]
    assert pairs_of(reasons.alike(rows, "same_kind")) == [("a", "c"), ("b", "c")]
    assert reasons.alike(rows, "same_kind").tell("a", "c") == {"code": "same_kind", "kind": "art"}


def test_what_many_share_says_less():
    rows = roster(
        *((one, "art", None, None) for one in "abc"), *((one, "zoo", None, None) for one in "de")
    )
    told = reasons.alike(rows, "same_kind")
    assert strength_of(told, "d", "e") > strength_of(told, "a", "b")


@pytest.mark.parametrize("code", ["same_city", "same_country_kind", "same_kind"])
def test_what_is_unknown_is_not_shared(code):
    rows = roster(("a", None, None, None), ("b", None, None, None))
    assert reasons.alike(rows, code).pairs.empty
