"""Events that two or more institutions take part in."""

from datetime import date

import pandas as pd
import pytest

from shared.agenda.joint_events import (
    campaign_day,
    hashtag_of_the_day,
    joint_events,
    next_joint_event,
    participants,
    running,
    summary,
)

COLUMNS = ["event_id", "institution_id", "role", "status"]


def events(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["id", "starts", "ends", "certainty"])
    days = frame.astype({"starts": "datetime64[s]", "ends": "datetime64[s]"})
    return days.assign(hashtags=pd.Series([["Night"]] * len(rows), dtype=object))


def taking_part(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def both(*ids: int) -> pd.DataFrame:
    rows = [(event, who, "partner", "joined") for event in ids for who in ("louvre", "orsay")]
    return taking_part(*rows)


@pytest.mark.parametrize(
    ("role", "status", "takes_part"),
    [
        ("host", "invited", True),
        ("host", "declined", False),
        ("partner", "invited", True),
        ("partner", "joined", True),
        ("partner", "declined", False),
        ("invited", "invited", False),
        ("invited", "joined", True),
        ("invited", "declined", False),
    ],
)
def test_who_takes_part_follows_role_and_answer(role: str, status: str, takes_part: bool) -> None:
    frame = participants(taking_part((1, "louvre", role, status)))
    assert list(frame["institution_id"]) == (["louvre"] if takes_part else [])


def test_two_institutions_make_a_joint_event_and_one_does_not() -> None:
    alone = taking_part((2, "louvre", "host", "joined"), (2, "orsay", "invited", "invited"))
    frame = joint_events(
        events((1, "2026-05-01", "2026-05-02", "confirmed"), (2, "2026-05-01", "2026-05-02", "x")),
        pd.concat([both(1), alone]),
    )
    assert list(frame["id"]) == [1]
    assert frame["institutions"].iloc[0] == ["louvre", "orsay"]
    assert frame["count"].iloc[0] == 2


def test_only_institutions_that_count_make_an_event_joint() -> None:
    three = pd.concat([both(1), taking_part((1, "prado", "partner", "joined"))])
    held = events((1, "2026-05-01", "2026-05-02", "confirmed"))
    assert joint_events(held, three, among=["louvre", "prado"])["count"].iloc[0] == 2
    assert joint_events(held, three, among=["louvre"]).empty


def test_a_period_takes_events_that_touch_it_and_leaves_out_its_end() -> None:
    held = events(
        (1, "2026-04-28", "2026-05-01", "confirmed"),
        (2, "2026-05-31", "2026-06-02", "confirmed"),
        (3, "2026-06-01", "2026-06-01", "confirmed"),
        (4, "2026-04-29", "2026-04-30", "confirmed"),
    )
    frame = joint_events(held, both(1, 2, 3, 4), start=date(2026, 5, 1), end=date(2026, 6, 1))
    assert list(frame["id"]) == [1, 2]


def test_what_is_postponed_or_cancelled_does_not_take_place() -> None:
    held = events(
        (1, "2026-05-01", "2026-05-01", "cancelled"),
        (2, "2026-05-01", "2026-05-01", "postponed"),
        (3, "2026-05-01", "2026-05-01", "forecast"),
    )
    frame = joint_events(held, both(1, 2, 3))
    assert list(frame["id"]) == [3]
    assert summary(frame) == {"joint": 1, "forecast": 1, "institutions": 2}
    assert list(running(held, day=date(2026, 5, 1))["id"]) == [3]


def test_the_next_one_begins_after_today_and_ties_go_by_id() -> None:
    held = events(
        (3, "2026-05-04", "2026-05-04", "confirmed"),
        (2, "2026-05-04", "2026-05-04", "confirmed"),
        (1, "2026-05-01", "2026-05-09", "confirmed"),
    )
    joint = joint_events(held, both(1, 2, 3))
    following = next_joint_event(joint, after=date(2026, 5, 1))
    assert following is not None
    assert following["id"] == 2
    assert next_joint_event(joint, after=date(2026, 5, 4)) is None


def test_empty_tables_make_an_empty_calendar() -> None:
    joint = joint_events(events(), taking_part())
    assert joint.empty
    assert {"institutions", "count"} <= set(joint.columns)
    assert next_joint_event(joint, after=date(2026, 5, 1)) is None
    assert summary(joint) == {"joint": 0, "forecast": 0, "institutions": 0}
    assert running(events(), day=date(2026, 5, 1)).empty


def test_a_campaign_without_hashtags_is_no_campaign() -> None:
    held = events((1, "2026-05-01", "2026-05-03", "confirmed"))
    silent = held.assign(hashtags=pd.Series([[]], dtype=object))
    assert list(running(held, day=date(2026, 5, 3))["id"]) == [1]
    assert running(held, day=date(2026, 5, 4)).empty
    assert running(silent, day=date(2026, 5, 2)).empty


def test_the_days_of_a_campaign_are_counted_from_one() -> None:
    first, last = date(2026, 5, 1), date(2026, 5, 7)
    assert campaign_day(first, last, day=first) == (1, 7)
    assert campaign_day(first, last, day=last) == (7, 7)
    assert campaign_day(first, last, day=date(2026, 4, 30)) is None
    assert campaign_day(first, last, day=date(2026, 5, 8)) is None


def test_a_day_without_its_own_hashtag_has_the_campaigns_first() -> None:
    day = date(2026, 5, 2)
    assert hashtag_of_the_day(["Week", "Other"], {"2026-05-01": "one"}, day=day) == "Week"
    assert hashtag_of_the_day([], {}, day=day) is None


def test_the_frames_given_are_left_as_they_were() -> None:
    held, who = events((1, "2026-05-01", "2026-05-02", "confirmed")), both(1)
    before = held.copy(), who.copy()
    joint_events(held, who, among=["louvre", "orsay"])
    pd.testing.assert_frame_equal(held, before[0])
    pd.testing.assert_frame_equal(who, before[1])
