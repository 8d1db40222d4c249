"""Which days of an account we know: a bar in colour on a bar of grey."""

import altair as alt
import pandas as pd

from dashboard import charts
from dashboard.i18n import _, day_range
from shared.known_days import known_days
from shared.periods import Period

_ROW = 34  # pixels


def days_table(accounts: pd.DataFrame, coverage: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The runs of days with data of each account, under them all days as without.

    accounts: id, label. coverage: see `queries.coverage`.
    Returns account (its label), start, end (datetime64, half-open), data (words), days (words).
    """
    with_data, without = _("Data available"), _("No data")
    runs = known_days(coverage[coverage["account_id"].isin(accounts["id"])], ["account_id"])
    labels = dict(zip(accounts["id"], accounts["label"], strict=True))
    rows = [(label, period.start, period.last_day, without) for label in accounts["label"]]
    rows += [
        (labels[run["account_id"]], run["first_day"].date(), run["last_day"].date(), with_data)
        for run in runs.to_dict("records")
    ]
    found = pd.DataFrame(rows, columns=["account", "start", "last", "data"])
    return pd.DataFrame(
        {
            "account": found["account"],
            "start": pd.to_datetime(found["start"]),
            "end": pd.to_datetime(found["last"]) + pd.Timedelta(days=1),
            "data": found["data"],
            "days": [day_range(row[1], row[2]) for row in rows],
        }
    )


def days_chart(days: pd.DataFrame) -> alt.Chart:
    """The table of `days_table` as a line of time for each account."""
    words = [_("Data available"), _("No data")]
    colours = [charts.shade(charts.ACCENT), charts.UNCOVERED]
    return (
        alt.Chart(days, height=alt.Step(_ROW))
        .mark_bar(height=14, cornerRadius=3)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, tickCount=6)),
            x2="end:T",
            y=alt.Y("account:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, ticks=False)),
            color=alt.Color(
                "data:N",
                title=None,
                scale=alt.Scale(domain=words, range=colours),
                legend=alt.Legend(orient="bottom", columns=1),  # side by side, a telephone cuts it
            ),
            tooltip=[
                alt.Tooltip("account:N", title=_("Account")),
                alt.Tooltip("data:N", title=_("Data")),
                alt.Tooltip("days:N", title=_("Days")),
            ],
        )
    )
