"""Why two institutions should talk, in full sentences that hold for the store as it is now.

A reason is data (see `shared.cooperation.reasons`). What can no longer be said, because the
event was cancelled or one of the two does not take part any more, is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.i18n import _, country, day_range, lang, listing, month, ngettext
from data import kinds

AT_MOST = 3  # sentences about a pair
NAMED = 3  # contacts or hashtags named in a sentence, at most


@dataclass(frozen=True)
class Happening:
    """An event as a sentence needs it: what it is called, its days (both included), who is in it.

    probable: its date is not confirmed yet. Cancelled and postponed events are not told.
    """

    title: str
    starts: date
    ends: date
    probable: bool
    participants: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What the sentences draw on: names by institution id, events by id, and the day of reading.

    literal: what is done to a text from outside; `md` for Markdown, `str` for a cell.
    """

    names: Mapping[str, str]
    events: Mapping[int, Happening]
    today: date
    literal: Callable[[str], str]

    def name(self, institution: str) -> str:
        """What the institution is called, as the sentence may hold it."""
        return self.literal(self.names.get(institution, institution))


def sentences(pair: tuple[str, str], reasons: Sequence[dict[str, Any]], known: Known) -> list[str]:
    """The reasons in the order given, one full sentence each; at most three."""
    said = (_SAYING[one["code"]](one, pair, known) for one in reasons if one["code"] in _SAYING)
    return [sentence for sentence in said if sentence][:AT_MOST]


def _unanswered(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    return ngettext(
        "{source} addressed a message to the other, without a public answer within 72 hours, "
        "on {day}.",
        "{source} addressed {n} messages to the other, without a public answer within 72 hours; "
        "the last on {day}.",
        reason["count"],
        source=known.name(reason["source"]),
        day=date.fromisoformat(reason["last"]),
    )


def _shared_contacts(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    n = reason["count"]
    contacts = listing([known.name(one) for one in reason["contacts"][:NAMED]])
    if n > NAMED:
        said = _("Both have {n} contacts in common, among them {contacts}.", n=n, contacts=contacts)
    else:
        said = ngettext(
            "Both have one contact in common: {contacts}.",
            "Both have {n} contacts in common: {contacts}.",
            n,
            contacts=contacts,
        )
    if not reason["likely"]:
        return said
    meet = _("That is half of all their contacts or more: they would very likely meet anyway.")
    return f"{said} {meet}"


def _same_event(reason: dict[str, Any], pair: tuple[str, str], known: Known) -> str | None:
    event = known.events.get(reason["event"])
    if event is None or not event.participants.issuperset(pair):
        return None
    title, days = known.literal(event.title), day_range(event.starts, event.ends)
    if event.probable:
        days = _("probable date: {days}", days=days)
    if event.ends < known.today:
        return _("Both took part in “{title}” ({days}).", title=title, days=days)
    if event.starts > known.today:
        return _("Both will take part in “{title}” ({days}).", title=title, days=days)
    if event.probable:
        return _("Both take part in “{title}” ({days}).", title=title, days=days)
    return _("Both take part in “{title}”, until {day}.", title=title, day=event.ends)


def _lapsed(reason: dict[str, Any], _pair: tuple[str, str], _known: Known) -> str:
    words = {"n": reason["count"], "month": month(date.fromisoformat(reason["last_month"]))}
    if reason["two_way"]:
        return _(
            "Their tie is paused: {n} interactions in both directions, the last in {month}.",
            **words,
        )
    return ngettext(
        "Their tie is paused: a single interaction, in {month}.",
        "Their tie is paused: {n} interactions in one direction, the last in {month}.",
        **words,
    )


def _shared_tags(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    n = reason["count"]
    tags = listing([known.literal(f"#{tag}") for tag in reason["tags"][:NAMED]])
    if n > NAMED:
        return _(
            "Both use {n} hashtags that are rare in the consortium, among them {tags}.",
            n=n,
            tags=tags,
        )
    return ngettext(
        "Both use a hashtag that is rare in the consortium: {tags}.",
        "Both use {n} hashtags that are rare in the consortium: {tags}.",
        n,
        tags=tags,
    )


def _same_city(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    return _("Both are in the same city: {city}.", city=known.literal(reason["city"]))


def _same_country_kind(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    return _(
        "Both are of the same kind, in the same country: {kind}, {country}.",
        kind=known.literal(kind_of_institution(reason["kind"])),
        country=known.literal(country(reason["country"])),
    )


def _same_kind(reason: dict[str, Any], _pair: tuple[str, str], known: Known) -> str:
    kind = known.literal(kind_of_institution(reason["kind"]))
    return _("Both are of the same kind: {kind}.", kind=kind)


def kind_of_institution(kind: str) -> str:
    """What a kind of institution is called in the reader's language."""
    return kinds(lang()).get(kind, kind)


_SAYING: dict[str, Callable[[dict[str, Any], tuple[str, str], Known], str | None]] = {
    "unanswered": _unanswered,
    "shared_contacts": _shared_contacts,
    "same_event": _same_event,
    "lapsed": _lapsed,
    "shared_tags": _shared_tags,
    "same_city": _same_city,
    "same_country_kind": _same_country_kind,
    "same_kind": _same_kind,
}
