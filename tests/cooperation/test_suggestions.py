"""Pairs that should talk next."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from shared.cooperation.suggestions import Evidence, recent_days, suggestions

TODAY = date(2026, 5, 1)


def roster(ids, **columns) -> pd.DataFrame:
    known = {"kind": None, "city": None, "country": None, "parent": None} | columns
    return pd.DataFrame({"id": list(ids)}).assign(**known).astype("object")


def pairs(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["a"], found["b"], strict=True))


def messages(*ends: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(ends, columns=["source", "target"])
    posts = [str(number) for number in range(len(ends))]
    return table.assign(
        post_id=posts, network="x", url=None, occurred_at=pd.Timestamp("2026-04-01")
    )


def test_two_with_a_shared_contact_are_suggested(drawn):
    found = suggestions(Evidence(roster("abc"), drawn("a>b c>b")), today=TODAY)
    assert pairs(found) == [("a", "c")]
    assert found["reasons"][0][0]["contacts"] == ["b"]


def test_a_two_way_exchange_is_never_suggested(drawn):
    found = suggestions(Evidence(roster("abc", kind="art"), drawn("a>b b>a a>c")), today=TODAY)
    assert pairs(found) == [("b", "c"), ("a", "c")]


def test_reasons_come_strongest_first_and_at_most_three(drawn):
    rows = roster("abcd", kind="art", city="Lille", country="FR")
    known = Evidence(rows, drawn("b>a a>c b>c"), unanswered=messages(*[("b", "a")] * 4))
    found = suggestions(known, today=TODAY)
    assert pairs(found)[0] == ("a", "b")
    assert next(reason["code"] for reason in found["reasons"][0]) == "unanswered"
    assert all(1 <= len(reasons) <= 3 for reasons in found["reasons"])


def test_the_order_of_scores_is_the_order_of_rows(drawn):
    ids = [f"m{number:02}" for number in range(30)]
    chance = np.random.default_rng(5)
    ties = drawn(f"{a}>{b}" for a, b in chance.choice(ids, (80, 2)))
    found = suggestions(Evidence(roster(ids, kind="art"), ties), today=TODAY)
    assert found["score"].is_monotonic_decreasing
    assert found["score"].between(0, 1, inclusive="neither").all()
    assert (found["a"] < found["b"]).all() and not found.duplicated(["a", "b"]).any()


def test_no_institution_is_in_more_than_a_few(drawn):
    found = suggestions(Evidence(roster("abcdefghij", kind="art"), drawn("")), today=TODAY)
    number = pd.concat([found["a"], found["b"]]).value_counts()
    assert number.max() == 4 and len(number) == 10
    fewer = suggestions(
        Evidence(roster("abcdefghij", kind="art"), drawn("")), today=TODAY, at_most=1
    )
    assert len(fewer) == 5


def test_a_decided_pair_stays_beside_the_few(drawn):
    known = Evidence(roster("abc", kind="art"), drawn(""), decided=frozenset({("a", "b")}))
    assert pairs(suggestions(known, today=TODAY, at_most=1)) == [("a", "b"), ("a", "c")]


def test_one_without_exchange_comes_before_one_who_knows_everybody(drawn):
    rows = roster("abcdefg", kind=["art", "art", "art", "w", "x", "y", "z"])
    found = suggestions(Evidence(rows, drawn("a>d a>e a>f b>g b>d")), today=TODAY)
    kinds = [
        pair
        for pair, why in zip(pairs(found), found["reasons"], strict=True)
        if why[0]["code"] == "same_kind"
    ]
    assert "c" in kinds[0] and "c" in kinds[1]


def test_of_two_equal_pairs_the_one_with_few_contacts_comes_first(drawn):
    rows = roster("abcdef", kind=["art", "art", "zoo", "zoo", None, None])
    found = suggestions(Evidence(rows, drawn("a>e b>f")), today=TODAY)
    assert pairs(found) == [("c", "d"), ("a", "b")]


def test_a_pair_that_would_meet_anyway_comes_last(drawn):
    rows = roster("abcdefg", kind=["art", "art", "v", "w", "x", "y", "art"])
    ties = drawn("a>c a>d a>e b>c b>d b>e c>d d>c c>e e>c d>e e>d f>a f>b")
    found = suggestions(Evidence(rows, ties), today=TODAY, at_most=9)
    last = found[found["a"].eq("a") & found["b"].eq("b")].iloc[0]
    assert last["score"] < 0.5 and last["reasons"][0]["likely"]
    assert found.loc[found["score"] > 0.5, "score"].size
    assert all(
        score > 0.5
        for score, why in zip(found["score"], found["reasons"], strict=True)
        if not any(reason.get("likely") for reason in why)
    )


def test_only_the_institutions_given_are_suggested(drawn):
    known = Evidence(roster("ab"), drawn("x>a y>a x>b"), unanswered=messages(("x", "a")))
    assert suggestions(known, today=TODAY).empty


def test_a_house_is_not_suggested_to_itself(drawn):
    rows = roster("abc", kind="art", parent=[None, "a", "a"])
    assert suggestions(Evidence(rows, drawn("")), today=TODAY).empty


def test_list_posts_make_nobody_a_contact(drawn):
    ties = drawn("a>b c>b").assign(listed=1)
    assert suggestions(Evidence(roster("abc"), ties), today=TODAY).empty


@pytest.mark.parametrize("ids", ["", "a", "abc"])
def test_where_nothing_can_be_said_no_row_keeps_its_columns(drawn, ids):
    found = suggestions(Evidence(roster(ids), drawn("")), today=TODAY)
    assert found.empty and list(found) == ["a", "b", "score", "reasons"]


def test_everybody_tied_in_both_directions_leaves_nothing_to_suggest(drawn):
    known = Evidence(roster("abc", kind="art"), drawn("a>b b>a a>c c>a b>c c>b"))
    assert suggestions(known, today=TODAY).empty


def test_the_reasons_can_be_stored(drawn):
    rows = roster("abc", kind="art", city="Lille", country="FR")
    months = drawn("a>c").assign(month=pd.Timestamp("2025-01-01"))
    known = Evidence(rows, drawn("a>b c>b"), months, messages(("a", "b")))
    told = suggestions(known, today=TODAY)["reasons"].tolist()
    assert json.loads(json.dumps(told)) == told


def test_the_evidence_stays_as_it_was(drawn):
    rows, ties = roster("abc", kind="art"), drawn("a>b c>b")
    before = rows.copy(), ties.copy()
    suggestions(Evidence(rows, ties), today=TODAY)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(ties, before[1])


@pytest.mark.parametrize(
    ("days", "recent"),
    [(1, 1), (89, 89), (90, 45), (100, 50), (359, 179), (360, 180), (2000, 180)],
)
def test_the_recent_days_are_the_later_half_of_a_long_history(days: int, recent: int) -> None:
    last = date(2026, 11, 22)
    period = recent_days(last - timedelta(days=days - 1), last)
    assert (period.days, period.last_day) == (recent, last)
