"""The three sentences that open the Overview: what changed, what is coming, what to do."""

from datetime import date

import pandas as pd

from dashboard import cached
from dashboard.asked import Asked
from dashboard.i18n import _, day, ngettext
from shared.cooperation.indicators import Headline
from shared.text import md


def changed(figures: Headline, asked: Asked) -> str:
    """How many ties there are, how many of them new, how many paused."""
    if figures.ties.value is None:
        return _("**What changed.** There is no data on these ties for the period.")
    ties = _ties(int(figures.ties.value), asked)
    if figures.new is None or figures.paused is None:
        return _("**What changed.** {ties}; nothing earlier to compare with.", ties=ties)
    new = ngettext("{n} new", "{n} new", figures.new)
    paused = ngettext("{n} paused", "{n} paused", figures.paused)
    if asked.compare == "year":
        return _(
            "**What changed.** {ties}: {new}, {paused}, against the same days a year earlier.",
            ties=ties,
            new=new,
            paused=paused,
        )
    return _(
        "**What changed.** {ties}: {new}, {paused}, against the preceding period.",
        ties=ties,
        new=new,
        paused=paused,
    )


def _ties(n: int, asked: Asked) -> str:
    if asked.institution is None:
        return ngettext("{n} tie between members", "{n} ties between members", n)
    name = md(cached.names()[asked.institution])
    return ngettext("{n} tie with {name}", "{n} ties with {name}", n, name=name)


def coming(ahead: pd.DataFrame, today: date) -> str:
    """The campaign or event under way, and the next one."""
    running = ahead[ahead["starts"] <= pd.Timestamp(today)]
    later = ahead[ahead["starts"] > pd.Timestamp(today)]
    if ahead.empty:
        return _("**What is coming.** No joint event is planned yet.")
    if running.empty:
        return _("**What is coming.** {next}.", next=_starts(later.iloc[0]))
    under_way = _under_way(running.iloc[0])
    if later.empty:
        return _("**What is coming.** {now}.", now=under_way)
    return _("**What is coming.** {now}; {next}.", now=under_way, next=_starts(later.iloc[0]))


def _under_way(event: pd.Series) -> str:
    return ngettext(
        "{title} runs until {day} with {n} member",
        "{title} runs until {day} with {n} members",
        int(event["count"]),
        title=md(event["title"]),
        day=day(event["ends"].date(), year=False),
    )


def _starts(event: pd.Series) -> str:
    words = {"title": md(event["title"]), "day": day(event["starts"].date(), year=False)}
    if event["certainty"] == "forecast":
        return _("{title} will probably start on {day}", **words)
    n = int(event["count"])
    return ngettext(
        "{title} starts on {day} with {n} member", "{title} starts on {day} with {n} members", n,
        **words,
    )  # fmt: skip


def to_do(unanswered: int, suggestions: int, asked: Asked) -> str:
    """Messages that wait for an answer, pairs that wait to be introduced."""
    if asked.institution is not None:
        return _to_do_for(md(cached.names()[asked.institution]), unanswered, suggestions)
    waiting = ngettext(
        "{n} message got no answer within 72 hours",
        "{n} messages got no answer within 72 hours",
        unanswered,
    )
    pairs = ngettext(
        "{n} pair would gain from talking",
        "{n} pairs would gain from talking",
        suggestions,
    )
    return _("**What to do.** {waiting}; {pairs}.", waiting=waiting, pairs=pairs)


def _to_do_for(name: str, unanswered: int, suggestions: int) -> str:
    waiting = ngettext(
        "{n} message to {name} got no answer within 72 hours",
        "{n} messages to {name} got no answer within 72 hours",
        unanswered,
        name=name,
    )
    pairs = ngettext("{n} suggestion is about it", "{n} suggestions are about it", suggestions)
    return _("**What to do.** {waiting}; {pairs}.", waiting=waiting, pairs=pairs)
