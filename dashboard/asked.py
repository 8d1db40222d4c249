"""What the reader asked for: which days, set against which, for whom. The address holds it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from dashboard import address, cached
from dashboard.i18n import _, day_range
from shared.cooperation.membership import members
from shared.periods import Period, period_from
from shared.sentences import Refusal

_OWN = "own"  # days of one's own: their dates stand in the address
_DEFAULT = "90d"
_EVERYONE = ""


@dataclass(frozen=True)
class Asked:
    """What a page shows.

    period: half-open days. compared: the days it is set against, None where the store does not
    hold them. compare: "year" or "previous", which of the two that is, else None.
    institution: the id chosen under "For", None for the whole consortium.
    """

    period: Period
    compared: Period | None
    compare: str | None
    institution: str | None


def selectors(days: tuple[date, date] | None, *, scope: bool, compare: bool, period: bool) -> Asked:
    """The selectors in a row, and what they say; what is not shown still holds."""
    institution = _institution(scope)
    chosen = _period(days, shown=period)
    which = _comparison(chosen, days, shown=compare)
    return Asked(chosen, _compared(chosen, which), which, institution)


def not_a_year_back(shown: Asked) -> bool:
    """Whether the address asks for a year earlier, and the days just before stand in for it."""
    return address.text("compare") == "year" and shown.compare == "previous"


def usual(days: tuple[date, date] | None) -> Asked:
    """What a page shows without anything in its address."""
    period = _usual(*(days or (None, None)))
    which = next(iter(_possible(period, days)), None)
    return Asked(period, _compared(period, which), which, None)


def _compared(period: Period, which: str | None) -> Period | None:
    if which is None:
        return None
    return period.year_earlier() if which == "year" else period.previous()


def _possible(period: Period, days: tuple[date, date] | None) -> list[str]:
    """With which days the data let the period be compared, the usual first."""
    starts = {"year": period.year_earlier().start, "previous": period.previous().start}
    return [which for which, start in starts.items() if days and days[0] <= start]


def members_in(period: Period) -> frozenset[str]:
    """Ids of the members of the consortium in some month of the period."""
    return members(cached.institutions(), period)


def _institution(shown: bool) -> str | None:
    names = cached.names()
    ids = list(cached.members()["id"])
    if not shown or not ids:
        return address.one_of("for", ids, None) if ids else None
    return (
        address.select(
            _("For"),
            "for",
            [_EVERYONE, *ids],
            default=_EVERYONE,
            format_func=lambda each: (
                _("For: {name}", name=names[each]) if each else _("For: the whole consortium")
            ),
            label_visibility="collapsed",
            width=290,
        )
        or None
    )


def _period(days: tuple[date, date] | None, *, shown: bool) -> Period:
    first, last = days or (None, None)
    text = address.text("period")
    try:
        chosen = period_from(text, first_day=first, last_day=last)
    except Refusal:
        if text and days:
            address.wrong(text[:60])
        text, chosen = None, _usual(first, last)
    if shown and days:
        _period_box(text, chosen, days)
    return chosen


def _usual(first: date | None, last: date | None) -> Period:
    """The last 90 days of data; without data, the 90 days up to today."""
    today = datetime.now(UTC).date()
    if first is None or last is None:
        return period_from("90d", first_day=today, last_day=today)
    return period_from(None, first_day=first, last_day=last)


def _period_box(text: str | None, chosen: Period, days: tuple[date, date]) -> None:
    """The usual periods, the years of the data, and days of one's own."""
    years = [str(year) for year in range(days[1].year, days[0].year - 1, -1)]
    words = _usual_words() | {year: year for year in years}
    current = _OWN if text and ".." in text else (text or _DEFAULT).strip()
    if current not in words:
        days_said = day_range(chosen.start, chosen.last_day)
        words[current] = days_said[:1].upper() + days_said[1:]
    st.session_state["at-period"] = current

    def picked() -> None:
        wish = st.session_state["at-period"]
        own = f"{chosen.start}..{chosen.last_day}"
        address.write("period", {_DEFAULT: None, _OWN: own}.get(wish, wish))

    st.selectbox(
        _("Period"),
        list(words),
        format_func=lambda each: words.get(each, each),
        key="at-period",
        on_change=picked,
        label_visibility="collapsed",
        width=200 if len(words[current]) < 25 else 320,
    )
    if current == _OWN:
        _own_days(chosen)


def _usual_words() -> dict[str, str]:
    return {
        "30d": _("Last 30 days"),
        _DEFAULT: _("Last 90 days"),
        "365d": _("Last 12 months"),
        "all": _("All the data"),
        _OWN: _("Own days…"),
    }


def _own_days(chosen: Period) -> None:
    """Two days to pick; the address changes once both are."""
    if len(st.session_state.get("at-days", ())) != 1:  # else the second day is still to come
        st.session_state["at-days"] = (chosen.start, chosen.last_day)

    def picked() -> None:
        if len(ends := st.session_state["at-days"]) == 2:
            address.write("period", f"{ends[0]}..{ends[1]}")

    st.date_input(
        _("First and last day"),
        key="at-days",
        on_change=picked,
        format="DD/MM/YYYY",
        label_visibility="collapsed",
        width=230,
    )


def _comparison(chosen: Period, days: tuple[date, date] | None, *, shown: bool) -> str | None:
    """ "year" where the data reach a year before the period, else "previous", else None."""
    words = {
        "year": _("Compare with: the same period a year earlier"),
        "previous": _("Compare with: the preceding period"),
    }
    possible = _possible(chosen, days)
    if not possible:
        return None
    looks: dict[str, Any] = {"format_func": words.__getitem__, "label_visibility": "collapsed"}
    looks["width"] = 350
    if address.text("compare") in set(words) - set(possible):  # it means something, elsewhere
        if shown:
            st.selectbox(_("Compare with"), possible, key="at-compare-only", **looks)
        return possible[0]
    if not shown:
        return address.one_of("compare", possible, possible[0])
    return address.select(_("Compare with"), "compare", possible, **looks)
