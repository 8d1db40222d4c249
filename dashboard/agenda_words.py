"""The calendar in words: how many joint events, which runs, which is next, which clash."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard import parts
from dashboard.i18n import _, day, day_range, listing, month, ngettext
from shared.agenda.joint_events import campaign_day, hashtag_of_the_day, summary
from shared.periods import Period
from shared.text import md

NAMED = 3  # institutions named in a sentence; the rest are counted
SAID = 3  # clashes told in full


def certainty_name(certainty: str) -> str:
    """The page's word for how sure a date is."""
    return {
        "confirmed": _("Confirmed date"),
        "forecast": _("Probable date"),
        "postponed": _("Postponed"),
        "cancelled": _("Cancelled"),
    }[certainty]


def sort_name(sort: str) -> str:
    """The page's word for a sort of event."""
    return {
        "joint": _("Joint event"),
        "edition": _("Edition of a series"),
        "event": _("In preparation"),
    }[sort]


def role_name(role: str) -> str:
    """The page's word for what an institution does in an event."""
    return {"host": _("Host"), "partner": _("Co-host"), "invited": _("Participant")}[role]


def status_name(status: str) -> str:
    """The page's word for what an institution said."""
    return {"invited": _("Invited"), "joined": _("Joined"), "declined": _("Declined")}[status]


def who(ids: list[str]) -> str:
    """The first few by name, the others counted; literal in Markdown."""
    named = parts.names_of(ids[:NAMED])
    others = len(ids) - len(named)
    if others:
        named.append(ngettext("{n} other", "{n} others", others))
    return listing(named)


def in_month(joint: pd.DataFrame, shown: date, institution: str | None = None) -> str:
    """How many joint events have a day in the month, and how many of them are probable.

    institution: whose events these are; None: everybody's.
    """
    count, name = summary(joint), month(shown)
    if not count["joint"] and institution is not None:
        return _("**In {month}.** No joint event with {name}.", month=name, name=_one(institution))
    if not count["joint"]:
        return _("**In {month}.** No joint event.", month=name)
    events = ngettext("{n} joint event", "{n} joint events", count["joint"])
    if not count["forecast"]:
        return _("**In {month}.** {events}.", month=name, events=events)
    probable = ngettext(
        "{n} of them on a probable date", "{n} of them on probable dates", count["forecast"]
    )
    return _("**In {month}.** {events}, {probable}.", month=name, events=events, probable=probable)


def today(campaign: pd.Series, now: date) -> str:
    """A campaign under way: its day of how many, and the hashtag of the day."""
    days = campaign_day(campaign["starts"].date(), campaign["ends"].date(), day=now) or (1, 1)
    tag = hashtag_of_the_day(campaign["hashtags"], campaign["day_tags"], day=now)
    return _(
        "**Today.** {title}: day {n} of {total}; hashtag of the day: {tag}.",
        title=md(campaign["title"]),
        n=days[0],
        total=days[1],
        tag=md(f"#{tag}"),
    )


def _one(institution: str) -> str:
    (name,) = parts.names_of([institution])
    return name


def coming(event: pd.Series | None, institution: str | None = None) -> str:
    """The next joint event (of the institution, if one is given): title, days and who comes."""
    if event is None and institution is not None:
        return _("**Next.** No joint event with {name} is planned yet.", name=_one(institution))
    if event is None:
        return _("**Next.** No joint event is planned yet.")
    words = {
        "title": md(event["title"]),
        "day": day(event["starts"].date()),
        "who": who(list(event["institutions"])),
    }
    if event["certainty"] == "forecast":
        return _("**Next.** {title}, probably on {day}, with {who}.", **words)
    return _("**Next.** {title}, on {day}, with {who}.", **words)


def clashing(
    found: pd.DataFrame,
    titles: dict[int, str],
    probable: set[int],
    institution: str | None = None,
) -> list[str]:
    """A sentence for each of the first clashes, one for the rest, or that there is none.

    institution: whose clashes these are; None: everybody's.
    """
    if found.empty and institution is not None:
        none = _(
            "**Clashes.** None among the joint events to come with {name}.", name=_one(institution)
        )
        return [none]
    if found.empty:
        return [_("**Clashes.** None among the joint events to come.")]
    told = [
        _("**Clash.** {clash}", clash=clash(row, titles, probable))
        for row in found.head(SAID).to_dict("records")
    ]
    if len(found) > SAID:
        rest = len(found) - SAID
        told.append(ngettext("{n} more clash later.", "{n} more clashes later.", rest))
    return told


def clash(row: dict[Any, Any], titles: dict[int, str], probable: set[int]) -> str:
    """Which two events share which days, and which institutions or cities."""
    a, b = (
        _("{title} (probable date)", title=md(titles[one])) if one in probable else md(titles[one])
        for one in (row["a"], row["b"])
    )
    days = day_range(row["first_day"].date(), row["last_day"].date())
    return _("{a} and {b} share {days}: {shared}.", a=a, b=b, days=days, shared=shared(row))


def shared(row: dict[Any, Any]) -> str:
    """What a clash is about: members wanted twice, else cities where both take place."""
    ids = list(row["institutions"])
    if ids:
        return ngettext(
            "{who} takes part in both", "{who} take part in both", len(ids), who=who(ids)
        )
    cities = [md(city) for city in row["cities"]]
    return _("both have participants in {cities}", cities=listing(cities))


def shown_name(view: str, period: Period) -> str:
    """What the days shown are called: a month, a week, or from one month to another."""
    if view == "month":
        name = month(period.start)
    elif view == "week":
        name = day_range(period.start, period.last_day)
    else:
        name = f"{month(period.start)} – {month(period.last_day)}"
    return name[:1].upper() + name[1:]


def first_later(event: pd.Series) -> str:
    """The first event after days without any."""
    return _(
        "The next one is {title}, on {day}.",
        title=md(event["title"]),
        day=day(event["starts"].date()),
    )


def after_titles(events: pd.DataFrame, *, until: bool) -> list[str]:
    """What stands behind each event's title, as text: its certainty; in a list, its last day."""
    sure = {
        "forecast": _("probable"),
        "postponed": _("postponed"),
        "cancelled": _("cancelled"),
    }
    return [
        "".join(f" · {word}" for word in (_until(row) if until else "", sure.get(row["certainty"]))
                if word)
        for row in events.to_dict("records")
    ]  # fmt: skip


def _until(row: dict[Any, Any]) -> str:
    if row["starts"] == row["ends"]:
        return ""
    return _("until {day}", day=day(row["ends"].date(), year=False))


def of_the_grid() -> dict[str, str]:
    """The words FullCalendar needs."""
    return {
        "today": _("Today"),
        "all_day": _("all day"),
        "more": _("more"),
        "none": _("No event in these days"),
    }


def legend() -> str:
    """How the sorts and certainties are told apart, in one line."""
    return _(
        "Green: joint events · brown: editions of the sector's series · outlined: in preparation. "
        "Full: confirmed date · hatched: probable date."
    )


def reading() -> tuple[str, ...]:
    """How to read the calendar."""
    return (
        _(
            "A joint event has at least two members who joined, or who host it. An event of ours "
            "with fewer is still in preparation; an edition is a day of the whole sector, such as "
            "International Museum Day."
        ),
        _(
            "A probable date follows from the rule of a series, and rules are often wrong: it is a "
            "forecast until someone confirms it."
        ),
        _("Hours are those of the place where the event happens."),
    )
