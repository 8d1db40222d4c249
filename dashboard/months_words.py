"""What is said above the months: of how many members the data begin later or end earlier."""

from typing import Any

import pandas as pd

from dashboard import cached, compared
from dashboard.compared_words import none, one_month
from dashboard.i18n import _, day_range, listing, ngettext
from shared.text import md

_A_MONTH = pd.Timedelta(days=31)  # later or earlier than this, the data of a member lack something


def less_data(months: pd.DataFrame, institution: str | None) -> str | None:
    """Which months hold fewer data, and of how many members; None where there is nothing to say.

    months: column whole (bool). institution: whose own days are told, if one is named.
    """
    said = _of_one(institution) if institution is not None else _of_members()
    if not months["whole"].all():
        return _("On grey, months with less data. {more}", more=said or "").strip()
    return said


def _of_members() -> str | None:
    """Of how many members the data begin later than the first of all, end earlier, or lack."""
    rows, days = _members(), cached.data_days()
    if days is None:
        return None
    first, last = (pd.Timestamp(day) for day in days)
    begin = rows["joined_on"].fillna(first)
    begin = begin.where(begin > first, first)
    end = rows["left_on"].fillna(last)
    end = end.where(end < last, last)
    late = rows.loc[rows["first_day"] > begin + _A_MONTH, "first_day"]
    early = rows.loc[rows["last_day"] < end - _A_MONTH, "last_day"]
    never = int(rows["first_day"].isna().sum())
    said = [words(days) for days, words in ((late, _late), (early, _early)) if len(days)]
    if never:
        said.append(none(never))
    if not said:
        return None
    return _("Of {total} members, {lacks}.", total=len(rows), lacks=listing(said))


def _late(first_days: pd.Series) -> str:
    n, month = len(first_days), one_month(first_days)
    if month is not None:
        return ngettext(
            "{n} has no data before {month}", "{n} have no data before {month}", n, month=month
        )
    return ngettext("the data of {n} begin later", "the data of {n} begin later", n)


def _early(last_days: pd.Series) -> str:
    n, month = len(last_days), one_month(last_days)
    if month is not None:
        return ngettext(
            "{n} has no data after {month}", "{n} have no data after {month}", n, month=month
        )
    return ngettext("the data of {n} end earlier", "the data of {n} end earlier", n)


def _of_one(institution: str) -> str | None:
    name = md(cached.names()[institution])
    ends: Any = cached.result(compared.ends)
    if institution not in ends.index:
        return _("We have no data of {name}.", name=name)
    first, last = ends.loc[institution]
    begin, end = (pd.Timestamp(day) for day in cached.data_days() or (first, last))
    if first - begin <= _A_MONTH and end - last <= _A_MONTH:
        return None
    known = day_range(first.date(), last.date())
    return _("The data of {name}: {days}.", name=name, days=known)


def _members() -> pd.DataFrame:
    """The members with the days on which they joined and left, and with their first and last day
    with data."""
    return cached.members().join(cached.result(compared.ends), on="id")
