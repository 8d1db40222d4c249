"""Bring a file: a list of institutions or a file of posts, through the import of the commands."""

from typing import Any

import streamlit as st
from streamlit.typing import UploadedFile

from dashboard import address, cached
from dashboard.i18n import _, told
from dashboard.main_button import main_button
from dashboard.sources import import_words
from dashboard.sources.reading_form import reading
from shared.access import Action, may, principal
from shared.collection.files.bring_in import Outcome, Reading, import_posts
from shared.collection.files.looks import columns_found
from shared.collection.files.sources import Source, kept
from shared.collection.formats.roster import LARGEST, read_roster
from shared.collection.rederive import rederive
from shared.refresh import refresh
from shared.sentences import Refusal, Sentence
from shared.store.roster import RosterImport, import_roster
from shared.text import md

_KEPT, _RESULT, _COUNT = "file-kept", "file-result", "file-count"
_NEEDS = {"posts": Action.IMPORT_POSTS, "roster": Action.EDIT_ROSTER}


def bring_a_file(*, first: str) -> None:
    """The form, for those who may; on the sample, where to go instead.

    first: "posts" or "roster", what is asked for unless the address says otherwise.
    """
    allowed = _allowed()
    if not allowed:
        return
    st.header(_("Bring a file"), anchor="file")
    if cached.is_sample():
        _not_into_the_sample()
        return
    with st.container(border=True, key="bring-a-file"):
        what = _what(allowed, first)
        upload = _uploader(what)
        if upload is None:
            _result()
        elif what == "posts":
            _posts(upload)
        else:
            _roster(upload)


def checked() -> None:
    """Read the address before the head of the page, which says what makes no sense in it."""
    address.one_of("file", _allowed() or list(_NEEDS), None)


def _allowed() -> list[str]:
    """What this person may bring in."""
    return [what for what, action in _NEEDS.items() if may(principal(), action)]


def _not_into_the_sample() -> None:
    st.info(
        _(
            "This is the sample consortium: its museums are invented, so real files do not "
            "belong here. Make a store of your own: passerelle init"
        ),
        icon=":material/info:",
    )
    address.link("start", _("Start with our museums"), icon=":material/arrow_forward:")


def _what(allowed: list[str], first: str) -> str:
    words = {"posts": _("Posts"), "roster": _("List of institutions")}
    return address.segments(
        _("What the file holds"),
        "file",
        allowed,
        default=first if first in allowed else allowed[0],
        format_func=words.__getitem__,
        label_visibility="collapsed",
    )


def _uploader(what: str) -> UploadedFile | None:
    most = _most(what)
    if what == "roster":
        label = _("A table with one line for each institution (CSV)")
        bound = _("At most {size} MB here.", size=most)
    else:
        label = _("Posts as X or twarc give them (JSON, JSONL), or a table (CSV, TSV); also .gz")
        bound = _("At most {size} MB here. A larger file: `passerelle import FILE`", size=most)
    file: UploadedFile | None = st.file_uploader(
        label,
        key=f"upload-{what}-{st.session_state.get(_COUNT, 0)}",
        max_upload_size=most,
        on_change=_forget,
    )
    st.markdown(bound)  # no caption: code in its pale ink is too faint to read
    return file


def _most(what: str) -> int:
    """How many megabytes a file brought here may have."""
    most: int = st.get_option("server.maxUploadSize")
    return min(most, LARGEST // 1_000_000) if what == "roster" else most


def _forget() -> None:
    """Another file: what was said about the one before is no longer of interest."""
    st.session_state.pop(_RESULT, None)


def _posts(upload: UploadedFile) -> None:
    try:
        source = _source(upload)
        columns = columns_found(source)
    except Refusal as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    how = reading(columns, upload.file_id)
    if _asked(disabled=how is None) and how is not None:
        _bring(source.name, lambda: _bring_posts(source, how))


def _source(upload: UploadedFile) -> Source:
    """The file in a private place on disk, as long as it is the one chosen."""
    held: tuple[str, Source] | None = st.session_state.get(_KEPT)
    if held is None or held[0] != upload.file_id:
        upload.seek(0)
        held = upload.file_id, kept(import_words.base_name(upload.name), upload)
        st.session_state[_KEPT] = held
    return held[1]


def _roster(upload: UploadedFile) -> None:
    name = import_words.base_name(upload.name)
    if _asked():
        _bring(name, lambda: _bring_roster(name, upload.getvalue()))


def _asked(*, disabled: bool = False) -> bool:
    return st.button(
        _("Bring in this file"),
        type=main_button(),
        icon=":material/upload:",
        disabled=disabled,
        key="bring-in",
    )


def _bring(name: str, act: Any) -> None:
    """Do it, and begin again with the result said and no file chosen."""
    try:
        st.session_state[_RESULT] = (name, act())
    except Refusal as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    st.session_state.pop(_KEPT, None)
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.rerun()


def _bring_posts(source: Source, how: Reading) -> Outcome:
    words = _("Reading {name}. Stay on this page until it is done.", name=md(source.name))
    bar = st.progress(0.0, text=words)
    read = shown = 0

    def progress(more: int) -> None:
        nonlocal read, shown
        read += more
        share = min(100, 100 * read // max(source.size, 1))
        if share > shown:
            shown = share
            bar.progress(shown, text=words)

    outcome = import_posts(
        [source], engine=cached.engine(), by=principal(), how=how, progress=progress
    )
    if outcome.posts_new or outcome.posts_updated:
        bar.progress(100, text=_("Drawing the map and the suggestions anew…"))
        refresh(engine=cached.engine(), by=principal())
    return outcome


def _bring_roster(name: str, content: bytes) -> RosterImport:
    roster = read_roster(content)
    words = _("Reading {name}. Stay on this page until it is done.", name=md(name))
    with st.spinner(words):
        with cached.writing() as session:
            result = import_roster(session=session, by=principal(), roster=roster, name=name)
            rederive(result.account_ids, session=session)
        if result.changed:
            refresh(engine=cached.engine(), by=principal())
    return result


def _result() -> None:
    """What the last file held, until another is chosen."""
    said: tuple[str, Outcome | RosterImport] | None = st.session_state.get(_RESULT)
    if said is None:
        return
    name, result = said
    if isinstance(result, Outcome):
        _posts_result(name, result)
    else:
        _say(name, import_words.found("roster", result.counts()))
        for warning in result.warnings:
            st.info(told(warning), icon=":material/info:")
        _kept_aside(result.problems_total, [(result.file, *kept) for kept in result.problems])


def _posts_result(name: str, outcome: Outcome) -> None:
    for file, reason in outcome.skipped:
        st.warning(import_words.skipped(file, reason), icon=":material/block:")
    if outcome.files:
        _say(name, import_words.found("posts", outcome.as_dict()))
    if outcome.posts_read and outcome.posts_outsiders == outcome.posts_read:
        st.info(
            _("None of these posts is by an account of your list: compare its accounts."),
            icon=":material/person_search:",
        )
    _kept_aside(outcome.problems_total, outcome.problems)


def _say(name: str, found: str) -> None:
    words = _("{file} has been read: {found}.", file=md(name), found=found)
    st.success(words, icon=":material/check:")


def _kept_aside(total: int, problems: list[tuple[str, int, Sentence]]) -> None:
    if not total:
        return
    st.markdown(f"**{import_words.kept_aside(total)}**")
    import_words.show_problems(import_words.problem_table(problems), "kept-aside")
