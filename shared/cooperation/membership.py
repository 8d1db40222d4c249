"""Who belongs to the consortium when, and who speaks through whom.

Membership counts by whole months: whoever belonged on one day of a month belonged all month.
"""

import pandas as pd

from shared.periods import Period

READ_NETWORKS = ("x", "bluesky", "mastodon")  # an account elsewhere is known, but not read


def members(institutions: pd.DataFrame, period: Period) -> frozenset[str]:
    """Ids of those who are members in some month of the period.

    institutions: columns id, member, joined_on, left_on (days, NaT: always).
    """
    known = _membership(institutions)
    joined = known["joined"].isna() | (known["joined"] <= pd.Timestamp(period.last_day))
    stayed = known["left"].isna() | (known["left"] >= pd.Timestamp(period.start.replace(day=1)))
    return frozenset(known.loc[joined & stayed, "id"])


def tie_months_between_members(
    tie_months: pd.DataFrame, institutions: pd.DataFrame
) -> pd.DataFrame:
    """The rows whose two ends are members in that row's month; columns as given.

    tie_months: columns month (its first day), source, target. institutions: see `members`.
    """
    known = _membership(institutions).set_index("id")
    inside = pd.Series(True, index=tie_months.index)
    for end in ("source", "target"):
        joined = tie_months[end].map(known["joined"])
        left = tie_months[end].map(known["left"])
        inside &= tie_months[end].isin(known.index)
        inside &= joined.isna() | (joined <= tie_months["month"])
        inside &= left.isna() | (left >= tie_months["month"])
    return tie_months[inside].reset_index(drop=True)


def spoken_for(institutions: pd.DataFrame, accounts: pd.DataFrame) -> dict[str, str]:
    """Who has no account of its own on a network we read, and whose account it speaks through.

    The speaker is the nearest parent that has one. Such an institution has the data of its
    speaker, and is neither without exchange nor without posts for having none of its own.

    institutions: columns id, parent (id or missing). accounts: columns institution_id, network.
    Returns institution id to the speaker's id, by id.
    """
    read = accounts[accounts["network"].isin(READ_NETWORKS)]
    speaking = set(read["institution_id"])
    with_parent = institutions[institutions["parent"].notna()]
    parents = dict(zip(with_parent["id"], with_parent["parent"], strict=True))
    found = {child: _speaker(child, parents, speaking) for child in sorted(parents)}
    return {
        child: speaker
        for child, speaker in found.items()
        if speaker is not None and speaker != child
    }


def _speaker(institution: str, parents: dict[str, str], speaking: set[str]) -> str | None:
    """Itself or its nearest parent that speaks; None if there is none, or parents run in a ring."""
    met: set[str] = set()
    while institution not in speaking:
        met.add(institution)
        if institution not in parents or parents[institution] in met:
            return None
        institution = parents[institution]
    return institution


def _membership(institutions: pd.DataFrame) -> pd.DataFrame:
    """Members with the first day of the month they joined, and the day they left (or NaT)."""
    known = institutions[institutions["member"].astype(bool)]
    joined = known["joined_on"].astype("datetime64[s]")
    first = joined - pd.to_timedelta(joined.dt.day - 1, unit="D")
    return pd.DataFrame(
        {"id": known["id"], "joined": first, "left": known["left_on"].astype("datetime64[s]")}
    )
