"""The pieces that every page shares: its head, its empty states, its help, its downloads."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard import address, asked, cached
from dashboard.asked import Asked
from dashboard.i18n import _, day_range, listing, ngettext
from shared.cooperation.coverage import DataStamp, data_stamp
from shared.periods import Period
from shared.reports.tables import csv_text
from shared.text import md

__all__ = ["Asked", "head"]

_SAID = "said"


def platform_name(network: str) -> str:
    """What a platform is called."""
    return {"x": "X", "linkedin": "LinkedIn"}.get(network, network.capitalize())


def kind_name(kind: str) -> str:
    """The page's word for a kind of interaction, in the plural."""
    return {
        "mention": _("Mentions"),
        "repost": _("Reposts (retweets)"),
        "quote": _("Quotes"),
        "reply": _("Replies"),
    }[kind]


def head(
    title: str,
    *,
    scope: bool = True,
    compare: bool = True,
    period: bool = True,
    needs: str | None = "posts",
) -> Asked:
    """The title, the row of selectors and the stamp; what the reader asked for.

    needs: "posts", "institutions" or None. Where it is missing, says what to do and stops.
    """
    days = cached.data_days()
    title_and_language(title)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = asked.selectors(days, scope=scope, compare=compare, period=period)
    if compare and asked.not_a_year_back(wanted):
        st.caption(_("The data do not reach a year back: compared with the preceding period."))
    _say_what_was_said()
    say_wrong_values()
    _stop_if_empty(days, wanted, needs, period)
    if period and days:
        st.caption(stamp(wanted.period))
    return wanted


def say_wrong_values() -> None:
    """A sentence for each value of the address that means nothing; after the filters, too."""
    for sentence in address.wrong_values():
        st.warning(sentence, icon=":material/link_off:")


def title_and_language(title: str) -> None:
    """The page's title, and at its right the choice of language."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(title, anchor=False, width="content")
        st.space("stretch")
        address.language()


def said(sentence: str) -> None:
    """Say this once, at the head of the page, after the run that follows a write."""
    st.session_state.setdefault(_SAID, []).append(sentence)


def _say_what_was_said() -> None:
    for sentence in st.session_state.pop(_SAID, []):
        st.success(sentence, icon=":material/check:")


def _stop_if_empty(days: object, wanted: Asked, needs: str | None, period: bool) -> None:
    if needs is None:
        return
    if cached.institutions().empty:
        empty_store()
        st.stop()
    if needs == "posts" and days is None:
        no_posts()
        st.stop()
    if needs == "posts" and period and reach(wanted.period).last_day is None:
        empty_period(wanted)
        st.stop()


def empty_store() -> None:
    """No museum yet: what to do first."""
    st.info(
        _(
            "No museum yet. Start with the list of institutions, then bring a file of posts: "
            "the pages fill themselves."
        ),
        icon=":material/account_balance:",
    )
    address.link("start", _("Start with our museums"), icon=":material/arrow_forward:")


def no_posts() -> None:
    """Museums, but no post: what to do next."""
    n = len(cached.institutions())
    st.info(
        ngettext(
            "{n} institution is in the list, and no post yet. Bring a file of posts: "
            "the pages fill themselves.",
            "{n} institutions are in the list, and no post yet. Bring a file of posts: "
            "the pages fill themselves.",
            n,
        ),
        icon=":material/upload_file:",
    )
    address.link("sources", _("Bring a file on the data page"), icon=":material/arrow_forward:")


def empty_period(wanted: Asked) -> None:
    """No data in the period: which days there are, one click away."""
    first, last = cached.data_days() or (wanted.period.start, wanted.period.last_day)
    st.info(
        _(
            "No data from {start} to {end}. Data runs from {a} to {b}.",
            start=wanted.period.start,
            end=wanted.period.last_day,
            a=first,
            b=last,
        ),
        icon=":material/event_busy:",
    )
    st.button(
        _("Show that period"),
        icon=":material/date_range:",
        on_click=address.write,
        args=("period", "all"),
    )


def reach(period: Period) -> DataStamp:
    """How far the data of the period reach, over those who are members in it."""
    return cached.result(_reach, period)


def _reach(period: Period) -> DataStamp:
    accounts, roster = cached.frame("accounts"), cached.institutions()
    return data_stamp(cached.coverage(), accounts, roster, period)


def stamp(period: Period) -> str:
    """Which days these are, for how many members we have data, up to when, and from where.

    Last, how many of them also have an account elsewhere, of which the pages know nothing.
    """
    data, days = reach(period), day_range(period.start, period.last_day)
    words = [days[:1].upper() + days[1:]]
    if data.last_day is not None:
        words.append(
            ngettext(
                "Data available for {n} of {total} members, up to {date}",
                "Data available for {n} of {total} members, up to {date}",
                data.with_data,
                total=data.total,
                date=data.last_day,
            )
        )
        platforms = [platform_name(network) for network in data.networks]
        words.append(_("{platforms} only", platforms=md(listing(platforms))))
    if data.elsewhere:
        unread = listing([platform_name(network) for network in data.unread])
        words.append(
            ngettext(
                "{n} member also on {platforms}, which we do not read",
                "{n} members also on {platforms}, which we do not read",
                data.elsewhere,
                platforms=md(unread),
            )
        )
    return " · ".join(words)


def how_to_read(*sentences: str, chart: bool = True, table: pd.DataFrame | None = None) -> None:
    """A folded explanation of a chart or a figure: short paragraphs, then the same as a table."""
    label = _("How to read this chart") if chart else _("How to read this figure")
    with st.expander(label, icon=":material/menu_book:"):
        for sentence in sentences:
            st.markdown(sentence, width=760)
        if table is not None:
            st.dataframe(table, hide_index=True, alt=label)


def download(
    table: pd.DataFrame, name: str, *, label: str | None = None, key: str | None = None
) -> None:
    """The table as a CSV file called `name`, formulas defused; its columns are already titled."""
    st.download_button(
        label or _("Download the table (CSV)"),
        csv_text(table),
        file_name=f"passerelle-{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key=key or f"download-{name}",
        on_click="ignore",
    )


def names_of(ids: Iterable[str]) -> list[str]:
    """The institutions' names, literal in Markdown."""
    names = cached.names()
    return [md(names.get(each, each)) for each in ids]
