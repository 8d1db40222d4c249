"""Which messages called for an answer, and which got one in public within 72 hours."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Literal

import pandas as pd

from shared.known_days import known_days

WITHIN = pd.Timedelta(hours=72)
AT_MOST = 5  # members named: a post that names more is a list post, and calls for nothing

_POST = ["network", "post_id"]
_MESSAGE = [*_POST, "source", "target"]
Direction = Literal["forward", "backward"]
_COLUMNS = ["occurred_at", "network", "post_id", "kind", "source", "target"]


def answers(
    interactions: pd.DataFrame,
    *,
    members: Collection[str],
    coverage: pd.DataFrame,
    as_of: datetime,
) -> pd.DataFrame:
    """The messages that call for an answer, with the answer they got.

    A mention or a quote calls for one if its post names at most five members and is not itself
    an answer: not a reply to that institution, nor written within 72 hours after a message from
    it. A repost or a reply never calls. Any interaction back, on any network, answers.

    interactions: one row per post, kind and target institution, columns occurred_at (UTC, no
        zone), network, post_id, kind, source, target; to judge [start, end) give it the 72 hours
        before and after too.
    members: ids of the institutions that count as named.
    coverage: columns institution_id, network, first_day, last_day (days, both included).
    as_of: the moment of looking (aware); what came later is not seen.

    Returns one row per post and institution addressed, in order of time: occurred_at, network,
    post_id, kind (quote where it is also a mention), source, target, answered, answered_at.
    `answered` is NA while the 72 hours run, and where the posts of the institution addressed
    are not known for all of those days: no data is not silence.

    Raises ValueError if `as_of` has no zone.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of needs a zone")
    now = pd.Timestamp(as_of.astimezone(UTC)).tz_localize(None)
    seen = interactions[interactions["occurred_at"] <= now][_COLUMNS]
    seen = seen.assign(occurred_at=seen["occurred_at"].astype("datetime64[us]"))
    seen = seen.sort_values("occurred_at", kind="stable")
    calls = _calls(seen, members)
    calls = calls[~_is_answer(calls, seen)]
    answered_at = _nearest(calls, seen, "forward")
    due = calls["occurred_at"] + WITHIN
    known = answered_at.notna() | ((due <= now) & _covered(calls, coverage))
    answered = answered_at.notna().astype("boolean").where(known)
    found = calls.assign(answered=answered, answered_at=answered_at)
    return found.sort_values(["occurred_at", *_MESSAGE]).reset_index(drop=True)


def _calls(seen: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Mentions and quotes in posts that name at most five members, once per post and target."""
    naming = seen[seen["kind"].isin(["mention", "quote"])]
    counted = naming["target"].where(naming["target"].isin(list(members)))
    named = counted.groupby([naming[name] for name in _POST]).transform("nunique")
    light = naming[named <= AT_MOST]
    once = light.sort_values("kind", ascending=False, kind="stable").drop_duplicates(_MESSAGE)
    return once.sort_values("occurred_at", kind="stable").reset_index(drop=True)


def _is_answer(calls: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
    """Which calls reply to the institution they address, or follow a call from it."""
    replies = seen.loc[seen["kind"] == "reply", _MESSAGE].drop_duplicates().assign(reply=True)
    replied = calls.merge(replies, on=_MESSAGE, how="left")["reply"].eq(True).set_axis(calls.index)
    return _nearest(calls, calls, "backward").notna() | replied


def _nearest(messages: pd.DataFrame, others: pd.DataFrame, direction: Direction) -> pd.Series:
    """When the nearest of the others went the opposite way, strictly after (forward) or before."""
    back = pd.DataFrame(
        {
            "occurred_at": others["occurred_at"],
            "source": others["target"],
            "target": others["source"],
            "at": others["occurred_at"],
        }
    )
    found = pd.merge_asof(
        messages,
        back,
        on="occurred_at",
        by=["source", "target"],
        direction=direction,
        tolerance=WITHIN,
        allow_exact_matches=False,
    )
    return found["at"].set_axis(messages.index)


def _covered(calls: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    """Whether the posts of the institution addressed are known for all the days of waiting."""
    runs = known_days(coverage, ["institution_id", "network"])
    found = pd.merge_asof(
        calls.assign(day=calls["occurred_at"].dt.floor("D")),
        runs,
        left_on="day",
        right_on="first_day",
        left_by=["target", "network"],
        right_by=["institution_id", "network"],
    )
    until = (calls["occurred_at"] + WITHIN).dt.floor("D")
    return (found["last_day"] >= until.array).set_axis(calls.index)
