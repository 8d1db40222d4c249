"""The imports so far: when, by whom, what they found, and what they kept aside."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _, listing
from dashboard.sources import import_words
from dashboard.sources.moments import when, zone
from shared.sentences import Sentence

_PROBLEMS = "problems_total"
_FILES = 3  # named in a cell
_SKIPPED = 20  # named one by one


def imports() -> None:
    """The table of imports, and the problems of the one chosen."""
    runs = cached.frame("import_runs")
    if runs.empty:
        return
    st.header(_("Files brought in so far"), anchor=False)
    table = _table(runs)
    st.dataframe(
        table,
        hide_index=True,
        column_config={_("Found"): st.column_config.TextColumn(width=560)},
        height=min(38 + 35 * len(table), 318),
        alt=_("Files brought in so far"),
    )
    st.caption(_("Times are those of {zone}.", zone=zone().key))
    parts.download(table, "imports")
    _problems(runs)


def checked() -> None:
    """Read the address before the head of the page, which says what makes no sense in it."""
    address.one_of("run", _to_tell(cached.frame("import_runs")), None)


def _table(runs: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (
            when(run["started"]),
            _files(run["files"]),
            import_words.what_words(run["what"]),
            import_words.ended(
                run["status"], run["started"].to_pydatetime(), run["counts"].get(_PROBLEMS, 0)
            ),
            import_words.person(run["by"]),
            import_words.found(run["what"], run["counts"]),
        )
        for run in runs.to_dict("records")
    ]
    titles = [_("When"), _("File"), _("What"), _("State"), _("By"), _("Found")]
    return pd.DataFrame(rows, columns=titles)


def _files(files: list[str]) -> str:
    names = [import_words.base_name(file) for file in files[:_FILES]]
    if rest := len(files) - len(names):
        names.append(_("{n} more", n=rest))
    return listing(names) if names else "–"


def _problems(runs: pd.DataFrame) -> None:
    """What one of them kept aside, and the files it skipped."""
    choices = {
        id: f"{when(run['started'])} · {_files(run['files'])}" for id, run in _to_tell(runs).items()
    }
    if not choices:
        return
    chosen = address.select(
        _("What was kept aside"),
        "run",
        list(choices),
        index=None,
        format_func=choices.__getitem__,
        placeholder=_("Choose a file brought in"),
        width=480,
    )
    if chosen is None:
        return
    counts: dict[str, Any] = runs.loc[runs["id"].eq(int(chosen)), "counts"].tolist()[0]
    for skipped in counts.get("skipped", [])[:_SKIPPED]:
        words = import_words.skipped(skipped["file"], skipped["reason"])
        st.warning(words, icon=":material/block:")
    found = cached.frame("import_problems", run=int(chosen))
    if len(found):
        table = import_words.problem_table(
            (row["file"], row["line"], Sentence(row["reason"], row["values"]))
            for row in found.to_dict("records")
        )
        import_words.show_problems(table, f"import-{chosen}")


def _to_tell(runs: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    """The imports that kept something aside or skipped a file, by id."""
    return {
        str(run["id"]): run
        for run in runs.to_dict("records")
        if run["counts"].get(_PROBLEMS) or run["counts"].get("skipped")
    }
