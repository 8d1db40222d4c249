"""Collections in words: what was collected, how it ended, what came of each account."""

from collections.abc import Hashable, Mapping
from typing import Any

from dashboard.i18n import _, ngettext, told
from dashboard.sources.money import dollars
from shared.sentences import Sentence

Row = Mapping[Hashable, Any]


def what_words(what: str) -> str:
    """What a collection was about."""
    words = {
        "posts": _("New posts"),
        "accounts": _("Profiles"),
        "check": _("Posts looked up again"),
        "references": _("Posts referred to"),
    }
    return words.get(what, what)


def ended(status: str, *, cut_off: bool = False) -> str:
    """How a collection ended, in two or three words."""
    if status == "running":
        return _("Cut off") if cut_off else _("Under way")
    return {
        "ok": _("Done"),
        "partial": _("Done in part"),
        "stopped": _("Stopped"),
        "budget": _("Ceiling reached"),
        "credits": _("Credits used up"),
        "auth": _("Key not accepted"),
        "drift": _("Unexpected answers"),
        "failed": _("Failed"),
    }.get(status, status)


def outcome_words(outcome: str) -> str:
    """What came of one account; the network's own word where we have none."""
    words = {
        "ok": _("Read"),
        "partial": _("Read in part"),
        "failed": _("Failed"),
        "missing": _("Not found"),
        "suspended": _("Suspended"),
        "protected": _("Protected"),
        "renamed": _("Renamed"),
        "skipped": _("Left for the next time"),
    }
    return words.get(outcome, outcome)


def why(row: Row, *, plain: bool = False) -> str | None:
    """The reason that a collection or an account of it gives, if it gives one."""
    if not row["reason"]:
        return None
    return told(Sentence(row["reason"], row["values"]), plain=plain)


def brought(run: Row) -> str:
    """What a collection brought and cost: posts read, new ones, dollars."""
    if run["what"] == "accounts":
        read = ngettext("{n} profile read", "{n} profiles read", run["users"])
        return _("{read} for {cost}", read=read, cost=dollars(run["cost"]))
    read = ngettext("{n} post read", "{n} posts read", run["posts"])
    new = ngettext("{n} new", "{n} new", run["posts_new"])
    return _("{read}, {new}, for {cost}", read=read, new=new, cost=dollars(run["cost"]))
