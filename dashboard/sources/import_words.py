"""Imports in words: what they found, how they ended, what they kept aside."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import parts
from dashboard.i18n import _, catalogue, listing, ngettext, told
from shared.access import LOCAL_ADMINISTRATOR
from shared.sentences import Sentence
from shared.text import clean, md

CUT_OFF_AFTER = timedelta(hours=2)  # an import that runs longer was ended from outside

Problem = tuple[str, int, Sentence]  # file, line (0: all of it), why


def base_name(path: str) -> str:
    """The last part of a file's path, whichever way its slashes lean."""
    return clean(path.replace("\\", "/").rstrip("/").rpartition("/")[2], 200) or "–"


def found(what: str, counts: Mapping[str, Any]) -> str:
    """What an import found, from its counts; nothing if it left none."""
    if not counts:
        return ""
    if what == "roster":
        return _roster(counts)
    n = counts["posts_read"]
    if not n:
        return _("No post")
    return _(
        "{posts} ({details}), {interactions}",
        posts=ngettext("{n} post read", "{n} posts read", n),
        details=_of_posts(counts),
        interactions=ngettext(
            "{n} new interaction", "{n} new interactions", counts["interactions_new"]
        ),
    )


def _of_posts(counts: Mapping[str, Any]) -> str:
    new, updated, outside = (
        counts[name] for name in ("posts_new", "posts_updated", "posts_outsiders")
    )
    words = [ngettext("{n} new", "{n} new", new)]
    if updated:
        words.append(ngettext("{n} updated", "{n} updated", updated))
    if outside:
        words.append(
            ngettext(
                "{n} by an author outside the list", "{n} by authors outside the list", outside
            )
        )
    return ", ".join(words)


def _roster(counts: Mapping[str, Any]) -> str:
    said = [
        (
            counts["institutions_new"],
            ngettext("{n} new institution", "{n} new institutions", counts["institutions_new"]),
        ),
        (
            counts["institutions_updated"],
            ngettext(
                "{n} institution updated",
                "{n} institutions updated",
                counts["institutions_updated"],
            ),
        ),
        (
            counts["accounts_new"],
            ngettext("{n} new account", "{n} new accounts", counts["accounts_new"]),
        ),
        (
            counts["accounts_updated"],
            ngettext("{n} account updated", "{n} accounts updated", counts["accounts_updated"]),
        ),
    ]
    words = [sentence for n, sentence in said if n]
    return listing(words) if words else _("Nothing new")


def kept_aside(n: int) -> str:
    """How many lines an import did not take."""
    return ngettext("{n} line kept aside", "{n} lines kept aside", n)


def skipped(file: str, reason: str) -> str:
    """Why a file was not read, literal in Markdown; a reason kept as text is in English."""
    known = reason if isinstance(reason, Sentence) else _as_sentence(reason)
    return _("{file} was not read: {reason}", file=md(base_name(file)), reason=told(known))


def _as_sentence(text: str) -> Sentence:
    """A sentence of the house, which has its French; else a text from outside."""
    ours = text in catalogue("fr") and "{" not in text
    return Sentence(text, {}) if ours else Sentence("{text}", {"text": text})


def ended(status: str, started: datetime, problems: int) -> str:
    """How an import ended. started: in UTC, with or without its zone."""
    if status == "running":
        late = datetime.now(UTC).replace(tzinfo=None) - started.replace(tzinfo=None)
        return _("Cut off: bring it again") if late > CUT_OFF_AFTER else _("Running")
    if status == "partial":
        return _("Done, {aside}", aside=kept_aside(problems))
    return _("Done") if status == "done" else _("Interrupted: bring it again")


def person(name: str) -> str:
    """Who brought it, as the page calls them."""
    return _("Local administrator") if name == LOCAL_ADMINISTRATOR.name else name


def what_words(what: str) -> str:
    """What kind of file it was."""
    return _("List of institutions") if what == "roster" else _("Posts")


def problem_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """What was kept aside, its columns titled: file, line (NA: the whole file), reason."""
    rows = [(base_name(file), line or None, told(why, plain=True)) for file, line, why in problems]
    table = pd.DataFrame(rows, columns=[_("File"), _("Line"), _("Reason")])
    return table.astype({_("Line"): "Int64"})


def show_problems(table: pd.DataFrame, name: str) -> None:
    """The table, with its download."""
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config={_("Reason"): st.column_config.TextColumn(width="large")},
        alt=_("Lines kept aside, with the reason"),
    )
    parts.download(table, name)
