"""The collections so far: when, how they ended, what they brought and cost, account by account."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _, ngettext
from dashboard.sources import sync_words
from dashboard.sources.collector import is_alive
from dashboard.sources.moments import when, zone
from dashboard.sources.money import dollars

_ROW, _HEAD, _SHOWN = 35, 38, 8  # pixels, pixels, lines without scrolling
_MOST = 300


def collections() -> None:
    """The table of collections, and the accounts of the one chosen."""
    runs = cached.fresh("sync_runs", limit=_MOST)
    if runs.empty:
        return
    st.header(_("Collections so far"), anchor=False)
    table = _table(runs)
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config=_columns(table),
        height=_HEAD + _ROW * min(len(table), _SHOWN),
        alt=_("Collections so far"),
    )
    words = [_("Times are those of {zone}.", zone=zone().key)]
    if len(runs) == _MOST:
        words.append(_("The last {n} are shown.", n=_MOST))
    st.caption(" ".join(words))
    parts.download(table, "collections")
    _one(runs)


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    """Numbers as the reader's browser writes them, reasons with room."""
    number = st.column_config.NumberColumn(format="localized")
    numbers = dict.fromkeys(table.select_dtypes("number").columns, number)
    return {**numbers, _("Reason"): st.column_config.TextColumn(width="large")}


def checked() -> None:
    """Read the address before the head of the page, which says what makes no sense in it."""
    known = cached.fresh("sync_runs", limit=_MOST)["id"].astype(str).tolist()
    address.one_of("collection", known, None)


def _table(runs: pd.DataFrame) -> pd.DataFrame:
    """The collections in words; amounts as the reader writes them."""
    under_way = runs["id"].max() if is_alive() else None
    rows = [
        (
            when(run["started"]),
            sync_words.what_words(run["what"]),
            sync_words.ended(run["status"], cut_off=run["id"] != under_way),
            run["posts"],
            run["posts_new"],
            dollars(run["cost"]),
            run["not_there"],
            run["unresolved"],
            run["requests"],
            sync_words.why(run, plain=True),
        )
        for run in runs.to_dict("records")
    ]
    titles = [
        _("When"),
        _("What"),
        _("Outcome"),
        _("Posts"),
        _("New"),
        _("Cost"),
        _("Accounts not found"),
        _("Targets not told"),
        _("Requests"),
        _("Reason"),
    ]
    return pd.DataFrame(rows, columns=titles)


def _reason(item: sync_words.Row) -> str | None:
    """Why an account was not read; X's own words only where the outcome does not say it."""
    if reason := sync_words.why(item, plain=True):
        return reason
    if not item["problem"] or item["outcome"] in ("missing", "suspended", "protected"):
        return None
    return _("X's answer: {problem}", problem=item["problem"])


def _one(runs: pd.DataFrame) -> None:
    """One collection, account by account."""
    choices = {
        str(run["id"]): _("{moment} · {what}", **_called(run)) for run in runs.to_dict("records")
    }
    chosen = address.select(
        _("One collection, account by account"),
        "collection",
        list(choices),
        index=None,
        format_func=choices.__getitem__,
        placeholder=_("Choose a collection"),
        width=480,
    )
    if chosen is None:
        return
    items = cached.fresh("sync_items", run=int(chosen))
    if items.empty:
        st.info(_("This collection came to no account."), icon=":material/info:")
        return
    _counted(items)
    table = _accounts(items)
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config=_columns(table),
        height=_HEAD + _ROW * min(len(table), _SHOWN),
        alt=_("What came of each account"),
    )
    parts.download(table, f"collection-{chosen}")


def _called(run: sync_words.Row) -> dict[str, str]:
    return {"moment": when(run["started"]), "what": sync_words.what_words(run["what"])}


def _counted(items: pd.DataFrame) -> None:
    """How many accounts were read, and how many were not."""
    read, rest = int(items["outcome"].eq("ok").sum()), int(items["outcome"].ne("ok").sum())
    words = [ngettext("{n} account read", "{n} accounts read", read)]
    if rest:
        words.append(ngettext("{n} not, or in part", "{n} not, or in part", rest))
    st.markdown(f"**{', '.join(words)}**")


def _accounts(items: pd.DataFrame) -> pd.DataFrame:
    """The accounts of one collection in words; those that were not read to the end first."""
    names = cached.names()
    ordered = items.sort_values("outcome", key=lambda one: one.eq("ok"), kind="stable")
    rows = [
        (
            names.get(item["institution_id"], item["institution_id"]),
            f"@{item['handle']}" if item["handle"] else None,
            sync_words.outcome_words(item["outcome"]),
            _reason(item),
            item["posts"],
            item["posts_new"],
        )
        for item in ordered.to_dict("records")
    ]
    titles = [_("Institution"), _("Account"), _("Outcome"), _("Reason"), _("Posts"), _("New")]
    return pd.DataFrame(rows, columns=titles)
