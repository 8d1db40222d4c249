"""The pairs to suggest: gathered from the store, chosen by the filters, their reasons told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard import agenda_seen, cached
from dashboard.decided import Pair, statuses
from dashboard.i18n import _
from dashboard.reasons_said import Happening, Known, sentences
from shared.agenda.joint_events import participants
from shared.cooperation.suggestions import recent_days
from shared.periods import Period
from shared.text import md


@dataclass(frozen=True)
class Choice:
    """Which pairs are asked for: with this institution, and one of this kind and country in it."""

    institution: str | None
    kind: str | None
    country: str | None

    @property
    def everything(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.institution or self.kind or self.country)

    def holds(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """The pairs (columns a, b) that are asked for."""
        about = cached.institutions().set_index("id")
        for wanted, facts in (
            (self.institution, pd.Series(about.index, about.index)),
            (self.kind, about["kind"]),
            (self.country, about["country"]),
        ):
            if wanted is not None:
                one, other = pairs["a"].map(facts), pairs["b"].map(facts)
                pairs = pairs[one.eq(wanted) | other.eq(wanted)]
        return pairs


class Suggested(NamedTuple):
    """A pair, why it should talk (data), and the same in sentences for Markdown."""

    pair: Pair
    reasons: list[dict[str, Any]]
    said: list[str]


def suggested(choice: Choice, today: date, language: str) -> list[Suggested]:
    """The suggestions of the choice that have a reason to tell today, the best first."""
    rows = choice.holds(cached.frame("suggestions"))
    known = _known(today, language, md)
    told = (
        Suggested((a, b), reasons, sentences((a, b), reasons, known))
        for a, b, reasons in zip(rows["a"], rows["b"], rows["reasons"], strict=True)
    )
    return [one for one in told if one.said]


def table(choice: Choice, today: date, language: str) -> pd.DataFrame:
    """The suggestions of the choice without a decision, as a table in the reader's language."""
    known, names, status = _known(today, language, str), cached.names(), statuses(today)
    pairs = cached.result(suggested, choice, today, language)
    waiting = [one for one in pairs if one.pair not in status]
    rows = [
        (
            number,
            *(names[each] for each in one.pair),
            " ".join(sentences(one.pair, one.reasons, known)),
        )
        for number, one in enumerate(waiting, start=1)
    ]
    columns = [_("Rank"), _("Institution"), _("Other institution"), _("Reasons")]
    return pd.DataFrame(rows, columns=columns)


def _known(today: date, language: str, literal: Callable[[str], str]) -> Known:
    return Known(cached.names(), cached.result(_happenings, language), today, literal)


def _happenings(language: str) -> dict[int, Happening]:
    events = cached.result(agenda_seen.events, language)
    inside = participants(cached.frame("participations")).groupby("event_id")["institution_id"]
    who = inside.agg(frozenset).to_dict()
    told = events[~events["certainty"].isin(["cancelled", "postponed"])]
    return {
        row["id"]: Happening(
            title=row["title"],
            starts=row["starts"].date(),
            ends=row["ends"].date(),
            probable=row["certainty"] == "forecast",
            participants=who.get(row["id"], frozenset()),
        )
        for row in told.to_dict("records")
    }


def days_read(today: date) -> Period | None:
    """The recent days from which suggestions are made; None without data."""
    days = cached.data_days()
    if days is None or days[0] > today:
        return None
    return recent_days(days[0], min(days[1], today))
