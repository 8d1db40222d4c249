"""The figures of the Overview: each on a card, with what it is part of, its change, its reading."""

import pandas as pd
import streamlit as st

from dashboard import address, cached, parts
from dashboard.asked import Asked
from dashboard.i18n import _, change, day, ngettext, number
from shared.agenda.joint_events import next_joint_event
from shared.cooperation.indicators import Figure, Headline
from shared.text import md


def row(figures: Headline, asked: Asked, ahead: pd.DataFrame) -> None:
    """Four cards: activity, ties, exchanges both ways, joint events."""
    one = asked.institution is not None
    versus = _versus(asked)
    unknown = _unknown(asked)
    with st.grid(4, min_column_width=230):
        _card(
            _("Posts") if one else _("Active institutions"),
            figures.active,
            _("Posts of the period that still stand.")
            if one
            else _active(figures.active) + unknown,
            versus,
        )
        _card(_("Ties"), figures.ties, _turnover(figures, _tie_reading()), versus)
        _card(
            _("Two-way exchanges"),
            figures.reciprocal,
            _("Contacts who addressed it, and whom it addressed.")
            if one
            else _reciprocal(figures.reciprocal) + unknown,
            versus,
        )
        _card(
            _("Joint events"),
            figures.joint_events,
            _("Events of the period that it shares with another member.")
            if one
            else _joint(figures, ahead),
            versus,
            of_posts=False,
        )


def _card(
    label: str, figure: Figure, reading: str, versus: str | None, *, of_posts: bool = True
) -> None:
    with st.container(border=True, height="stretch"):
        value = "–" if figure.value is None else number(figure.value)
        if figure.value is not None and figure.of is not None:
            value = f"{value} / {number(figure.of)}"
        known = figure.change is not None and versus is not None
        st.metric(
            label,
            value,
            _delta(figure) if known else None,
            delta_description=versus if known else None,
            delta_color="off",
            delta_arrow="off",
        )
        if figure.median is not None:
            median = number(figure.median, 1)
            st.caption(
                _("Median of the members with data: {n}", n=median)
                if of_posts
                else _("Median of the members: {n}", n=median)
            )
        st.caption(reading)


def _delta(figure: Figure) -> str | int:
    """The change as text with its sign; nothing changed is the number 0, which has no arrow."""
    return change(int(figure.change)) if figure.change else 0


def _versus(asked: Asked) -> str | None:
    words = {
        "year": _("compared with a year earlier"),
        "previous": _("compared with the preceding period"),
    }
    return words[asked.compare] if asked.compare else None


def _unknown(asked: Asked) -> str:
    """Of how many members nothing is known: they are in the denominator, and not among them."""
    data = parts.reach(asked.period)
    missing = data.total - data.with_data
    if not missing or not data.with_data:
        return ""
    said = ngettext("For {n} member we have no data.", "For {n} members we have no data.", missing)
    return f" {said}"


def _active(figure: Figure) -> str:
    if figure.value is None:
        return _("No data for these members in the period.")
    return ngettext(
        "{n} of {total} members posted at least once in the period, on the platforms we read.",
        "{n} of {total} members posted at least once in the period, on the platforms we read.",
        int(figure.value),
        total=figure.of or 0,
    )


def _tie_reading() -> str:
    return _(
        "A tie counts from the first interaction, and in one direction: A to B and B to A make two."
    )


def _turnover(figures: Headline, reading: str) -> str:
    """New and paused ties under the number of ties."""
    if figures.new is None or figures.paused is None:
        return reading
    new = ngettext("{n} new", "{n} new", figures.new)
    paused = ngettext("{n} other paused", "{n} others paused", figures.paused)
    if figures.unobservable:
        more = ngettext("{n} not observable", "{n} not observable", figures.unobservable)
        said = _("**{new}, {paused}, {more}.**", new=new, paused=paused, more=more)
        return f"{said} {reading}"
    return _("**{new}, and {paused}.**", new=new, paused=paused) + " " + reading


def how_to_read(figures: Headline) -> None:
    """What new and paused ties are, folded; nothing where there is nothing to compare with."""
    if figures.new is None or figures.paused is None:
        return
    new = ngettext(
        "{n} tie seen in this period and not in the compared one, between members with data "
        "in both.",
        "{n} ties seen in this period and not in the compared one, between members with data "
        "in both.",
        figures.new,
    )
    paused = ngettext(
        "{n} tie of the compared period was not seen this time; a quiet season is enough to "
        "explain it.",
        "{n} ties of the compared period were not seen this time; a quiet season is enough to "
        "explain it.",
        figures.paused,
    )
    unobservable = _(
        "A tie seen in one of the two periods only, with an end that lacks data in the other, or "
        "whose account or membership began or ended between: it is neither new nor paused."
    )
    parts.how_to_read(
        _("**New ties.** {reading}", reading=new),
        _("**Paused ties.** {reading}", reading=paused),
        _("**Ties that are not observable.** {reading}", reading=unobservable),
        chart=False,
    )


def _reciprocal(figure: Figure) -> str:
    if figure.value is None:
        return _("No data for these members in the period.")
    return ngettext(
        "{n} of {total} members has at least one contact who also addressed it.",
        "{n} of {total} members have at least one contact who also addressed them.",
        int(figure.value),
        total=figure.of or 0,
    )


def _joint(figures: Headline, ahead: pd.DataFrame) -> str:
    n = int(figures.joint_events.value or 0)
    events = ngettext(
        "{n} event of the period brought at least two members together",
        "{n} events of the period brought at least two members together",
        n,
    )
    if n == 0:
        events = _("No event of the period brought at least two members together")
    event = next_joint_event(ahead, after=cached.now().date())
    if event is None:
        return f"{events}."
    words = {"title": md(event["title"]), "date": day(event["starts"].date(), year=False)}
    if event["certainty"] == "forecast":
        return _("{events}; the next is {title}, probably on {date}.", events=events, **words)
    return _("{events}; the next is {title}, on {date}.", events=events, **words)


def without_exchange(institutions: list[str], well_covered: frozenset[str]) -> None:
    """The members who posted and were seen with nobody: folded, without blame, one click each.

    well_covered: ids of those with enough data; of the others it is said.
    """
    n = len(institutions)
    label = ngettext(
        "{n} member without observed exchange", "{n} members without observed exchange", n
    )
    with st.expander(label, icon=":material/person_search:"):
        st.markdown(
            ngettext(
                "This member posted, but no interaction with another member was seen; "
                "they may cooperate elsewhere.",
                "These {n} members posted, but no interaction with another member was seen; "
                "they may cooperate elsewhere.",
                n,
            )
        )
        for institution, name in zip(institutions, parts.names_of(institutions), strict=True):
            label = _("{name} (data on few days)", name=name)
            address.link("network", name if institution in well_covered else label, who=institution)
