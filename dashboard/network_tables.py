"""The network as tables whose columns bear the reader's words: all ties, and one institution's."""

import pandas as pd

from dashboard import cached, parts
from dashboard.i18n import _
from dashboard.network_seen import PLURAL, Choice, arrows
from shared.cooperation.network import strongest


def one(kind: str) -> str:
    """The page's word for a single interaction of a kind; `parts.kind_name` is its plural."""
    return {
        "mention": _("Mention"),
        "repost": _("Repost"),
        "quote": _("Quote"),
        "reply": _("Reply"),
    }[kind]


def all_ties(choice: Choice, language: str) -> pd.DataFrame:
    """Every tie shown, the strongest first: from, to, posts, and how many of each kind.

    language: the reader's, for the columns' titles.
    """
    rows, _left = strongest(cached.result(arrows, choice), most=len(cached.result(arrows, choice)))
    names = cached.names()
    return pd.DataFrame(
        {
            _("From"): rows["source"].map(names),
            _("To"): rows["target"].map(names),
            _("Interactions"): rows["weight"],
            **{parts.kind_name(kind): rows[PLURAL[kind]] for kind in choice.kinds},
            _("Of which in list posts"): rows["listed"],
        }
    )


def own_ties(choice: Choice, institution: str) -> pd.DataFrame:
    """The institution's contacts, the one with most exchange first.

    Columns: contact (an id), sent, received, balance (sent − received), and for each kind
    of the choice `{kind}_sent` and `{kind}_received` (posts).
    """
    rows = cached.result(arrows, choice)
    sides = []
    for end, other, way in (("source", "target", "sent"), ("target", "source", "received")):
        side = rows[rows[end].eq(institution)].set_index(other)
        counts = {f"{kind}_{way}": side[PLURAL[kind]] for kind in choice.kinds}
        sides.append(pd.DataFrame({way: side["weight"], **counts}))
    both = pd.concat(sides, axis=1).fillna(0).astype("int64")
    both = both.rename_axis("contact").reset_index()
    both = both.assign(
        balance=both["sent"] - both["received"], total=both["sent"] + both["received"]
    )
    both = both.sort_values(["total", "contact"], ascending=[False, True])
    return both.drop(columns="total").reset_index(drop=True)


def told_own_ties(choice: Choice, institution: str, language: str) -> pd.DataFrame:
    """The same with names and the reader's titles."""
    rows = own_ties(choice, institution)
    named = {
        "contact": _("Contact"),
        "sent": _("Addressed to it"),
        "received": _("Received from it"),
        "balance": _("Balance"),
    }
    for kind in choice.kinds:
        named[f"{kind}_sent"] = f"{one(kind)} →"
        named[f"{kind}_received"] = f"{one(kind)} ←"
    rows = rows.assign(contact=rows["contact"].map(cached.names()))
    return rows[list(named)].rename(columns=named)
