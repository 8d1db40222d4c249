"""The three sentences that open the Overview: what changed, what is coming, what to do."""

from datetime import date

import pandas as pd

from dashboard import cached
from dashboard.asked import Asked
from dashboard.compared import comparability
from dashboard.compared_words import reason
from dashboard.i18n import _, day, ngettext
from shared.cooperation.indicators import Headline
from shared.periods import Period
from shared.text import md


def changed(figures: Headline, asked: Asked) -> str:
    """How many ties there are, how many of them new, how many paused or not observable."""
    if figures.ties.value is None:
        return _("**What changed.** There is no data on these ties for the period.")
    ties = _ties(int(figures.ties.value), asked)
    if asked.compared is None:
        return _("**What changed.** {ties}; nothing earlier to compare with.", ties=ties)
    if figures.new is None or figures.paused is None:
        return _not_compared(ties, asked.institution, asked.period, asked.compared)
    new = ngettext("{n} of them new", "{n} of them new", figures.new)
    if figures.new == 0:
        new = _("none of them new")
    paused = _paused(figures.paused, a_year_earlier=asked.compare == "year")
    if figures.unobservable:  # lacking data in one of the two periods: neither new nor paused
        n = figures.unobservable
        more = ngettext("{n} not observable", "{n} not observable", n)
        paused = _("{paused}; {more}", paused=paused, more=more)
    return _("**What changed.** {ties}, {new}; {paused}.", ties=ties, new=new, paused=paused)


def _not_compared(ties: str, institution: str | None, period: Period, compared: Period) -> str:
    """The ties, and why they do not compare; of one institution, what stands against it."""
    if institution is not None:
        rows = cached.result(comparability, period, compared)
        own = rows[rows["institution_id"].eq(institution) & ~rows["comparable"]]
        if not own.empty:
            why = reason(own, period, compared)
            return _("**What changed.** {ties}; not compared: {why}.", ties=ties, why=why)
    return _("**What changed.** {ties}; too little data to compare both periods.", ties=ties)


def _paused(n: int, *, a_year_earlier: bool) -> str:
    """Those of the compared days that were not seen again: they are not among the ties."""
    if a_year_earlier and n == 0:
        return _("no tie seen a year earlier is paused")
    if a_year_earlier:
        return ngettext(
            "{n} other, seen a year earlier, is paused",
            "{n} others, seen a year earlier, are paused",
            n,
        )
    if n == 0:
        return _("no tie seen in the preceding period is paused")
    return ngettext(
        "{n} other, seen in the preceding period, is paused",
        "{n} others, seen in the preceding period, are paused",
        n,
    )


def _ties(n: int, asked: Asked) -> str:
    if asked.institution is None:
        return ngettext("{n} tie between members", "{n} ties between members", n)
    name = md(cached.names()[asked.institution])
    return ngettext("{n} tie with {name}", "{n} ties with {name}", n, name=name)


def coming(ahead: pd.DataFrame, today: date, asked: Asked) -> str:
    """The campaign or event under way, and the next one; with whom, where one is asked for."""
    name = None if asked.institution is None else md(cached.names()[asked.institution])
    if ahead.empty and name is not None:
        return _("**What is coming.** No joint event with {name} is planned yet.", name=name)
    if ahead.empty:
        return _("**What is coming.** No joint event is planned yet.")
    running = ahead[ahead["starts"] <= pd.Timestamp(today)]
    later = ahead[ahead["starts"] > pd.Timestamp(today)]
    if running.empty:
        return _("**What is coming.** {next}.", next=_starts(later.iloc[0], name))
    now = _under_way(running.iloc[0], name)
    if later.empty:
        return _("**What is coming.** {now}.", now=now)
    return _("**What is coming.** {now}; {next}.", now=now, next=_starts(later.iloc[0], name))


def _under_way(event: pd.Series, name: str | None) -> str:
    words = {"title": md(event["title"]), "day": day(event["ends"].date(), year=False)}
    if event["certainty"] == "forecast":
        return _("{title} probably runs until {day} {company}", company=_with(event, name), **words)
    return _("{title} runs until {day} {company}", company=_with(event, name), **words)


def _starts(event: pd.Series, name: str | None) -> str:
    words = {"title": md(event["title"]), "day": day(event["starts"].date(), year=False)}
    if event["certainty"] == "forecast":
        return _("{title} will probably start on {day} {company}", company=_with(event, name),
                 **words)  # fmt: skip
    return _("{title} starts on {day} {company}", company=_with(event, name), **words)


def _with(event: pd.Series, name: str | None) -> str:
    """With how many members, or with that one and how many others."""
    n = int(event["count"])
    if name is None:
        return ngettext("with {n} member", "with {n} members", n)
    return ngettext(
        "with {name} and {n} other member", "with {name} and {n} other members", n - 1, name=name
    )


def to_do(figures: Headline, unanswered: int, suggestions: int, asked: Asked) -> str:
    """Messages that wait for an answer, pairs that wait to be introduced.

    Without data in the period, of answers nothing is said.
    """
    what = _pairs(suggestions) if asked.institution is None else _about(suggestions)
    if figures.active.value is not None:
        waiting = _waiting(unanswered, asked.institution)
        what = _("{waiting}; {pairs}", waiting=waiting, pairs=what)
    return _("**What to do.** {what}.", what=what[:1].upper() + what[1:])


def _waiting(n: int, institution: str | None) -> str:
    if institution is None and n == 0:
        return _("no message stayed without an answer within 72 hours")
    if institution is None:
        return ngettext(
            "{n} message got no answer within 72 hours",
            "{n} messages got no answer within 72 hours",
            n,
        )
    name = md(cached.names()[institution])
    if n == 0:
        return _("no message to {name} stayed without an answer within 72 hours", name=name)
    return ngettext(
        "{n} message to {name} got no answer within 72 hours",
        "{n} messages to {name} got no answer within 72 hours",
        n,
        name=name,
    )


def _pairs(n: int) -> str:
    if n == 0:
        return _("no pair to suggest for now")
    return ngettext("{n} pair would gain from talking", "{n} pairs would gain from talking", n)


def _about(n: int) -> str:
    if n == 0:
        return _("no suggestion about it for now")
    return ngettext("{n} suggestion about it", "{n} suggestions about it", n)
