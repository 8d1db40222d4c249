"""Three museums: the Louvre (l), the Prado (p), the Rijksmuseum (r). Hours count from noon."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from shared.answers import answers

NOON = pd.Timestamp("2026-05-18 12:00")
LATER = datetime(2026, 6, 30, tzinfo=UTC)
MEMBERS = {"l", "p", "r", *"abcdef"}


def said(*lines: tuple[float, str, str, str, str]) -> pd.DataFrame:
    """Interactions: hours after noon, post id, kind, source, target."""
    rows = [
        (NOON + pd.Timedelta(hours=at), "x", post, kind, a, b) for at, post, kind, a, b in lines
    ]
    columns = ["occurred_at", "network", "post_id", "kind", "source", "target"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"occurred_at": "datetime64[us]", **dict.fromkeys(columns[1:], "str")}
    )


def known(*who: str, first: str = "2026-01-01", last: str = "2026-12-31") -> pd.DataFrame:
    frame = pd.DataFrame({"institution_id": pd.Series(who, dtype="str")})
    days = {"first_day": pd.Timestamp(first), "last_day": pd.Timestamp(last)}
    return frame.assign(network=pd.Series("x", index=frame.index, dtype="str"), **days)


def judged(
    interactions: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
    as_of: datetime = LATER,
) -> dict[str, bool | None]:
    """By post and target, such as "1p": whether it was answered; None: cannot be told."""
    coverage = known(*MEMBERS) if coverage is None else coverage
    found = answers(interactions, members=MEMBERS, coverage=coverage, as_of=as_of)
    return {
        row.post_id + row.target: None if pd.isna(row.answered) else bool(row.answered)
        for row in found.itertuples()
    }


@pytest.mark.parametrize("back", ["mention", "repost", "quote", "reply"])
def test_any_interaction_back_answers(back: str) -> None:
    assert judged(said((0, "1", "mention", "l", "p"), (5, "2", back, "p", "l"))) == {"1p": True}


def test_an_answer_comes_within_72_hours() -> None:
    asked = (0, "1", "quote", "l", "p")
    assert judged(said(asked, (72, "2", "reply", "p", "l"))) == {"1p": True}
    assert judged(said(asked, (72.1, "2", "reply", "p", "l"))) == {"1p": False}


def test_an_answer_comes_from_the_one_addressed_and_goes_back() -> None:
    asked = (0, "1", "mention", "l", "p")
    assert judged(said(asked, (1, "2", "reply", "r", "l"))) == {"1p": False}
    assert judged(said(asked, (1, "2", "reply", "p", "r"))) == {"1p": False}


def test_what_came_before_or_at_the_same_moment_is_no_answer() -> None:
    asked = (0, "1", "mention", "l", "p")
    assert judged(said(asked, (-1, "2", "repost", "p", "l"))) == {"1p": False}
    assert judged(said(asked, (0, "2", "repost", "p", "l"))) == {"1p": False}


def test_reposts_and_replies_call_for_nothing() -> None:
    assert judged(said((0, "1", "repost", "l", "p"), (1, "2", "reply", "l", "p"))) == {}


def test_an_answer_calls_for_nothing_itself() -> None:
    spoken = said((0, "1", "mention", "l", "p"), (5, "2", "mention", "p", "l"))
    assert judged(spoken) == {"1p": True}


def test_a_reply_that_also_names_the_one_it_replies_to_calls_for_nothing() -> None:
    assert judged(said((0, "1", "reply", "l", "p"), (0, "1", "mention", "l", "p"))) == {}


def test_a_reply_to_one_that_names_another_calls_the_other() -> None:
    spoken = said((0, "1", "reply", "l", "p"), (0, "1", "mention", "l", "r"))
    assert judged(spoken) == {"1r": False}


def test_a_message_after_the_72_hours_calls_anew() -> None:
    spoken = said((0, "1", "mention", "l", "p"), (73, "2", "mention", "p", "l"))
    assert judged(spoken) == {"1p": False, "2l": False}


def test_a_post_that_names_more_than_five_members_calls_for_nothing() -> None:
    six = said(*((0, "1", "mention", "l", other) for other in "abcdef"))
    five = said(*((0, "1", "mention", "l", other) for other in "abcde"))
    assert judged(six) == {}
    assert set(judged(five)) == {"1a", "1b", "1c", "1d", "1e"}


def test_those_outside_the_consortium_do_not_make_a_list() -> None:
    spoken = said(*((0, "1", "mention", "l", other) for other in "abcdeXYZ"))
    assert len(judged(spoken)) == 8


def test_a_post_that_mentions_and_quotes_is_one_message() -> None:
    spoken = said((0, "1", "mention", "l", "p"), (0, "1", "quote", "l", "p"))
    found = answers(spoken, members=MEMBERS, coverage=known("p"), as_of=LATER)
    assert found["kind"].tolist() == ["quote"]


def test_while_the_72_hours_run_nobody_is_late() -> None:
    asked = said((0, "1", "mention", "l", "p"))
    assert judged(asked, as_of=datetime(2026, 5, 21, 11, 59, tzinfo=UTC)) == {"1p": None}
    assert judged(asked, as_of=datetime(2026, 5, 21, 12, tzinfo=UTC)) == {"1p": False}


def test_what_comes_after_the_moment_of_looking_is_not_seen() -> None:
    spoken = said((0, "1", "mention", "l", "p"), (10, "2", "reply", "p", "l"))
    assert judged(spoken, as_of=datetime(2026, 5, 18, 13, tzinfo=UTC)) == {"1p": None}


def test_no_data_is_not_silence() -> None:
    asked = said((0, "1", "mention", "l", "p"))
    assert judged(asked, known()) == {"1p": None}
    assert judged(asked, known("p", last="2026-05-20")) == {"1p": None}
    assert judged(asked, known("p", first="2026-05-19")) == {"1p": None}
    assert judged(asked, known("p", first="2026-05-18", last="2026-05-21")) == {"1p": False}


def test_an_answer_seen_counts_whatever_else_is_known() -> None:
    spoken = said((0, "1", "mention", "l", "p"), (2, "2", "reply", "p", "l"))
    found = answers(spoken, members=MEMBERS, coverage=known(), as_of=LATER)
    assert found["answered_at"].tolist() == [NOON + pd.Timedelta(hours=2)]
    assert found["answered"].tolist() == [True]


def test_without_messages_the_columns_stay() -> None:
    full = answers(said((0, "1", "quote", "l", "p")), members=[], coverage=known("p"), as_of=LATER)
    empty = answers(said(), members=[], coverage=known(), as_of=LATER)
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_the_moment_of_looking_has_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        answers(said(), members=[], coverage=known(), as_of=datetime(2026, 1, 1))  # noqa: DTZ001
