"""The network in one paragraph: how many address how many, the groups, who stands apart."""

import pandas as pd

from dashboard import cached, observed
from dashboard.asked import members_in
from dashboard.i18n import _, listing, ngettext, number
from dashboard.network_groups import communities_in_words
from dashboard.network_seen import Choice, arrows, in_part, speakers, without_data
from shared.cooperation.network import between
from shared.periods import Period
from shared.text import md


def what_to_read_first(choice: Choice) -> str:
    """The paragraph on top of the map, for the ties between members that the choice shows."""
    members = members_in(choice.period)
    inside = between(cached.result(arrows, choice), members)
    words = [_addressing(inside, members)]
    named = [f"{md(name)} ({number(n)})" for name, n in communities_in_words()]
    if len(named) > 1:
        words.append(
            ngettext("{n} group stands out: {groups}.", "{n} groups stand out: {groups}.",
                     len(named), groups=listing(named))
        )  # fmt: skip
    alone = len(observed.without_exchange(choice.period))
    if alone:
        words.append(
            ngettext(
                "{n} member has no observed exchange.",
                "{n} members have no observed exchange.",
                alone,
            )
        )
    return " ".join(words)


def _addressing(ties: pd.DataFrame, members: frozenset[str]) -> str:
    if ties.empty:
        return _("**No tie between members is observed with these days and filters.**")
    speaking, addressed = (_with_their_voices(ties[end], members) for end in ("source", "target"))
    return _(
        "**{speaking} {addressed}, in {ties}.**",
        speaking=ngettext(
            "{n} of {total} members addresses",
            "{n} of {total} members address",
            speaking,
            total=len(members),
        ),
        addressed=ngettext("{n} member", "{n} members", addressed),
        ties=ngettext("{n} tie", "{n} ties", len(ties)),
    )


def _with_their_voices(ends: pd.Series, members: frozenset[str]) -> int:
    """How many members are at these ends, with those who speak through the account of one."""
    seen = set(ends)
    return len(seen | {one for one, speaker in speakers().items() if speaker in seen} & members)


def data_warning(period: Period) -> str | None:
    """For how many members data are missing, on all days (grey) or on many; None if for none."""
    words = []
    none, part = len(without_data(period)), len(in_part(period))
    if none:
        words.append(
            ngettext(
                "For {n} member we have no data in the period: it is shown in grey, which does "
                "not mean that it exchanges nothing.",
                "For {n} members we have no data in the period: they are shown in grey, which "
                "does not mean that they exchange nothing.",
                none,
            )
        )
    if part:
        words.append(
            ngettext(
                "For {n} member many days are missing: it may have more ties.",
                "For {n} members many days are missing: they may have more ties.",
                part,
            )
        )
    return " ".join(words) or None
