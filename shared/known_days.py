"""The days on which posts are known, in the fewest runs that hold them."""

import pandas as pd


def known_days(coverage: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Runs of days that touch or overlap made one, for each value of the columns `by`.

    coverage: the columns `by`, first_day, last_day (days, both included).
    Returns the same columns, in order of first_day.
    """
    days = {name: coverage[name].astype("datetime64[us]") for name in ("first_day", "last_day")}
    rows = coverage[by].assign(**days).sort_values([*by, "first_day"]).reset_index(drop=True)
    who = [rows[name] for name in by]
    until_before = rows.groupby(by)["last_day"].cummax().groupby(who).shift()
    opens = until_before.isna() | (rows["first_day"] > until_before + pd.Timedelta(days=1))
    runs = rows.groupby([*who, opens.cumsum().rename("run")], as_index=False).agg(
        first_day=("first_day", "min"), last_day=("last_day", "max")
    )
    return runs[[*by, "first_day", "last_day"]].sort_values("first_day").reset_index(drop=True)
