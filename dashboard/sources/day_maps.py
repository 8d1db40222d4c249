"""Two maps of what we know: the days of one account as a calendar, all accounts by month.

What we do not know is a small grey dot, never a shade of the scale: size tells it apart without
colour, and the scale goes from light to dark (in the dark theme from dark to light).
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
from babel.dates import get_day_names, get_month_names

from dashboard import charts
from dashboard.i18n import _, day, lang, listing, month, number
from dashboard.sources.day_frames import NONE, PART, WHOLE

_DAY, _ACCOUNT = 15, 19  # pixels
_THICK = {WHOLE: 15, PART: 5}  # pixels: how much of a month is known
_YEAR = 9  # rows: the months' names, seven days, one of air
_BY_DAY, _BY_MONTH = (0, 1, 2, 4, 8), (0, 1, 5, 20, 60)  # posts, where each shade begins
_SHADES = {
    "light": ("#DCE8E5", "#A9CFCB", "#68ABA6", "#2C807E", "#094848"),
    "dark": ("#243534", "#2E5F5C", "#3E8A85", "#5BBFB5", "#B9F2E9"),
}
_DOT = {"light": "#A19D95", "dark": "#767B83"}
_EVERY_LABEL: dict[str, Any] = {
    "labelOverlap": False,
    "labelFlush": False,
    "ticks": False,
    "domain": False,
}
_PAPER = {"light": "#FAF8F4", "dark": "#14171C"}


def source_words(sources: Sequence[str]) -> str:
    """From where a day is known."""
    words = {
        "x": _("read from X"),
        "files": _("from files, may be incomplete"),
        "stated": _("from files, stated to be complete"),
    }
    known = [words.get(source, source) for source in sources]
    return listing(known) if known else _("No data")


def day_table(days: pd.DataFrame) -> pd.DataFrame:
    """The days of `day_frames.calendar` in words, titled: day, data, posts (NA: not known)."""
    known = days["sources"].map(bool) | days["posts"].gt(0)
    return pd.DataFrame(
        {
            _("Day"): [day(each.date()) for each in days["day"]],
            _("Data"): _each(days["sources"], source_words),
            _("Posts"): days["posts"].astype("Int64").where(known),
        }
    )


def day_map(days: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """The days of `day_frames.calendar`, a band of weeks for each year, the newest on top."""
    years = sorted(days["year"].unique(), reverse=True)
    top = {year: _YEAR * place for place, year in enumerate(years)}
    words = _by_day()
    table = day_table(days)
    cells = pd.DataFrame(
        {
            "week": days["week"],
            "row": days["year"].map(top) + 1 + days["weekday"],
            "shade": [
                _shade(posts, _BY_DAY, words, known=bool(sources))
                for posts, sources in zip(days["posts"], days["sources"], strict=True)
            ],
            "day": table[_("Day")],
            "data": table[_("Data")],
            "posts": _counted(table),
        }
    )
    rows = list(range(_YEAR * len(years) - 1))
    height = alt.Step(_DAY)
    x = alt.X("week:O", axis=None, scale=alt.Scale(domain=list(range(54)), paddingInner=0.12))
    y = alt.Y(
        "row:O",
        title=None,
        scale=alt.Scale(domain=rows, paddingInner=0.12),
        axis=alt.Axis(
            labelExpr=_row_names(years),
            ticks=False,
            domain=False,
            labelOverlap=False,
            labelFlush=False,
            grid=False,
        ),
    )
    tooltip = [
        alt.Tooltip("day:N", title=_("Day")),
        alt.Tooltip("data:N", title=_("Data")),
        alt.Tooltip("posts:N", title=_("Posts")),
    ]
    colour = _colour(words, "bottom", 2)
    base = alt.Chart(cells.assign(known=cells["shade"].ne(words[-1])), height=height).encode(
        x=x, y=y, color=colour, tooltip=tooltip
    )
    ink = charts.shade(charts.INK)
    names = (
        alt.Chart(_month_names(days, top))
        .mark_text(align="left", baseline="middle", dx=-5, fontSize=11, color=ink)
        .encode(x=x, y=y, text="name:N")
    )
    return alt.layer(
        base.transform_filter(alt.datum.known).mark_rect(cornerRadius=2),
        base.transform_filter(~alt.datum.known).mark_square(size=9, opacity=1, filled=True),
        names,
    )


def _by_day() -> list[str]:
    """What the shades of a day mean, then what the dot means."""
    few = [_("No post"), _("1 post"), _("2 or 3 posts")]
    return [*few, _("4 to 7 posts"), _("8 posts or more"), _("No data")]


def _by_month() -> list[str]:
    """What the shades of a month mean, then what the dot means."""
    few = [_("No post"), _("1 to 4 posts"), _("5 to 19 posts")]
    return [*few, _("20 to 59 posts"), _("60 posts or more"), _("No data")]


def _shade(posts: int, begins: Sequence[int], words: list[str], *, known: bool) -> str:
    """The word of the shade for so many posts, or that of the dot."""
    if not known and not posts:
        return words[-1]
    return words[sum(posts >= least for least in begins) - 1]


def _shades() -> list[str]:
    return [*_SHADES["dark" if charts.is_dark() else "light"], charts.shade(_DOT)]


def _row_names(years: Sequence[int]) -> str:
    """The year above its days; Monday, Wednesday and Friday by name."""
    names = get_day_names("abbreviated", "stand-alone", lang())
    shown = {1: names[0], 3: names[2], 5: names[4]}
    days = "".join(f"r == {row} ? '{name}' : " for row, name in shown.items())
    heads = f"{[str(year) for year in years]}[floor(datum.value / {_YEAR})]"
    first = f"datum.value % {_YEAR} == 0 ? {heads} : "
    return first + days.replace("r ==", f"datum.value % {_YEAR} ==") + "''"


def _month_names(days: pd.DataFrame, top: dict[int, int]) -> pd.DataFrame:
    """The name of each month over the week in which it begins."""
    firsts = days[days["day"].dt.day.eq(1)]
    names = get_month_names("abbreviated", "stand-alone", lang())
    return pd.DataFrame(
        {
            "week": firsts["week"],
            "row": firsts["year"].map(top),
            "name": [names[each] for each in firsts["day"].dt.month],
        }
    )


def _colour(words: list[str], where: Literal["top", "bottom"], columns: int) -> alt.Color:
    return alt.Color(
        "shade:N",
        title=None,
        scale=alt.Scale(domain=words, range=_shades()),
        legend=alt.Legend(orient=where, columns=columns, symbolType="square", symbolStrokeWidth=0),
    )


def data_words(data: str) -> str:
    """How much of a month is known."""
    return {WHOLE: _("Whole month"), PART: _("Part of the month"), NONE: _("No data")}[data]


def month_table(months: pd.DataFrame, labels: dict[int, str]) -> pd.DataFrame:
    """`day_frames.months` in words, titled: account, month, data, days, posts (NA: not known)."""
    return pd.DataFrame(
        {
            _("Account"): months["account_id"].map(labels),
            _("Month"): _each(months["start"], lambda at: month(at.date())),
            _("Data"): _each(months["data"], data_words),
            _("Days"): months["days"],
            _("Posts"): months["posts"]
            .astype("Int64")
            .where(months["data"].ne(NONE) | months["posts"].gt(0)),
        }
    )


def month_map(months: pd.DataFrame, labels: dict[int, str]) -> alt.LayerChart | alt.FacetChart:
    """`day_frames.months`: a line for each account (its label), a cell for each month."""
    table = month_table(months, labels)
    words = _by_month()
    cells = pd.DataFrame(
        {
            "account": table[_("Account")],
            "start": months["start"],
            "end": months["end"],
            "middle": months["start"] + (months["end"] - months["start"]) / 2,
            "shade": [
                _shade(posts, _BY_MONTH, words, known=data != NONE)
                for posts, data in zip(months["posts"], months["data"], strict=True)
            ],
            "thick": months["data"].map(_THICK).fillna(_THICK[PART]),
            "month": table[_("Month")],
            "data": table[_("Data")],
            "days": _each(
                pd.Series(list(zip(months["days"], months["length"], strict=True))),
                lambda known: _("{n} of {total}", n=known[0], total=known[1]),
            ),
            "posts": _counted(table),
        }
    )
    axis = alt.Axis(labelLimit=170, **_EVERY_LABEL)
    lines = cells["account"].unique().tolist()  # layers would each bring an order of their own
    cells = cells.assign(known=cells["shade"].ne(words[-1]))
    base = alt.Chart(cells, height=alt.Step(_ACCOUNT)).encode(
        y=alt.Y("account:N", title=None, scale=alt.Scale(domain=lines), axis=axis),
        color=_colour(words, "top", 1),
        tooltip=[
            alt.Tooltip("account:N", title=_("Account")),
            alt.Tooltip("month:N", title=_("Month")),
            alt.Tooltip("data:N", title=_("Data")),
            alt.Tooltip("days:N", title=_("Days")),
            alt.Tooltip("posts:N", title=_("Posts")),
        ],
    )
    return alt.layer(
        *(
            base.transform_filter(alt.datum.known & (alt.datum.thick == thick))
            .mark_bar(height=thick, stroke=charts.shade(_PAPER), strokeWidth=1)
            .encode(x=alt.X("start:T", title=None, axis=_months_axis()), x2="end:T")
            for thick in _THICK.values()
        ),
        base.transform_filter(~alt.datum.known)
        .mark_square(size=9, opacity=1, filled=True)
        .encode(x=alt.X("middle:T", title=None, axis=_months_axis())),
    )


def _months_axis() -> alt.Axis:
    return alt.Axis(format="%b %Y", grid=False, tickCount=6, orient="top", domain=False)


def _counted(table: pd.DataFrame) -> pd.Series:
    """The posts of a table as the reader writes them; a dash where they are not known."""
    return _each(table[_("Posts")], lambda count: "–" if count is pd.NA else number(count))


def _each(values: pd.Series, words: Callable[[Any], str]) -> pd.Series:
    """The values in words, each different one put into words once."""
    told = {value: words(value) for value in values.unique()}
    return pd.Series([told[value] for value in values], index=values.index, dtype="str")
