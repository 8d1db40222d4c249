"""Is X being collected? Who asks, who answers, what it cost; and the button that asks.

Nothing is collected by a page: it leaves a request, and the collector, a process of its own,
takes it up. Its sign of life does not move the store's revision, so it is read anew each time.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import streamlit as st

from dashboard import cached
from dashboard.i18n import _, told
from dashboard.sources import sync_words
from dashboard.sources.import_words import person
from dashboard.sources.moments import when
from dashboard.sources.money import dollars
from shared.access import Action, may, principal
from shared.collection.collector import leader
from shared.collection.collector.ledger import Spent, month_of, spent
from shared.models import CollectorState, Network
from shared.sentences import Refusal, Sentence, say
from shared.settings import MILLION, Settings, settings
from shared.store.database import reading
from shared.text import md

ALIVE = timedelta(minutes=2)  # since its last sign of life
_AGO = timedelta(hours=1)  # how long it is told that a request was taken up
_LOOK_AGAIN = 5  # seconds
_REFUSED = "collect-refused"


class Seen(NamedTuple):
    """The collector and its purse at this moment; `chosen` is a Refusal's sentence if wrong."""

    state: CollectorState | None
    month: Spent
    chosen: Settings | Sentence


def collector() -> None:
    """What is being collected, in a paragraph, and the button; drawn again while it works."""
    seen, now = _seen(), datetime.now(UTC)
    every = _LOOK_AGAIN if _at_work(seen, now) else None
    st.fragment(_paragraph, run_every=every)(was_at_work=every is not None)


def alive(state: CollectorState | None, now: datetime) -> bool:
    """Whether a collector gave a sign of life less than two minutes ago."""
    beat = state and state.leader and state.beat_at
    return bool(beat) and now - beat < ALIVE  # type: ignore[operator]


def is_alive() -> bool:
    """Whether a collector lives at this moment."""
    with reading(cached.engine()) as session:
        return alive(leader.state(session=session), datetime.now(UTC))


def waiting(state: CollectorState | None) -> bool:
    """Whether somebody asked for a collection that nobody took up yet."""
    return state is not None and state.asked_at is not None and state.taken_at is None


def _at_work(seen: Seen, now: datetime) -> bool:
    """Whether what stands here will change within moments."""
    running = cached.fresh("sync_runs")["status"].head(1).tolist() == ["running"]
    return alive(seen.state, now) and (waiting(seen.state) or running)


def _seen() -> Seen:
    start, end = month_of(datetime.now(UTC).date())
    with reading(cached.engine()) as session:
        month = spent(session=session, network=Network.X, start=start, end=end)
        state = leader.state(session=session)
        try:
            return Seen(state, month, settings(session=session))
        except Refusal as refusal:
            return Seen(state, month, refusal.sentence)


def _paragraph(*, was_at_work: bool) -> None:
    seen, now = _seen(), datetime.now(UTC)
    if was_at_work != _at_work(seen, now):  # how often this is drawn again is to change
        st.rerun()
    st.markdown(_("**Collecting from X.** {said}", said=" ".join(_said(seen, now))), width=820)
    if isinstance(seen.chosen, Sentence):
        st.warning(told(seen.chosen), icon=":material/tune:")
    _button()
    _request(seen.state, now)


def _said(seen: Seen, now: datetime) -> list[str]:
    """The sentences of the paragraph, literal in Markdown."""
    runs = cached.fresh("sync_runs")
    if runs.empty and (seen.state is None or seen.state.beat_at is None):
        return [
            _(
                "Nothing has been collected yet. With a key for X, the command "
                "`passerelle collect` reads what the listed accounts post; without one, files "
                "give these pages all they need."
            )
        ]
    beats = alive(seen.state, now)
    words = [] if cached.is_sample() and not beats else [_presence(seen.state, now)]
    if len(runs):
        words.append(_last(runs.to_dict("records")[0], now, beats))
    return [*words, _purse(seen)]


def _presence(state: CollectorState | None, now: datetime) -> str:
    if not alive(state, now):
        if state is None or state.beat_at is None:
            return _("No collector is running.")
        return _(
            "No collector is running; the last one was seen on {moment}.",
            moment=when(state.beat_at),
        )
    if state is not None and state.next_at is not None and state.next_at > now:
        return _("The collector is running, and goes on at {moment}.", moment=when(state.next_at))
    return _("The collector is running.")


def _last(run: sync_words.Row, now: datetime, beats: bool) -> str:
    """What the newest collection did, and when it can go on."""
    told_as = {
        "moment": when(run["started"]),
        "what": md(sync_words.what_words(run["what"])).lower(),
        "brought": sync_words.brought(run),
    }
    if run["status"] == "running" and beats:
        return _("A collection ({what}) began at {moment}: {brought} so far.", **told_as)
    ended = sync_words.ended(run["status"], cut_off=True)
    words = _(
        "The last collection ({what}), on {moment}: {ended}, {brought}.",
        ended=ended[:1].lower() + ended[1:],
        **told_as,
    )
    reason = sync_words.why(run)
    resumes = run["resumes_at"]
    if resumes == resumes and resumes.tz_localize(UTC) > now:
        later = _("It can go on from {moment}.", moment=when(resumes))
        return " ".join(filter(None, (words, reason, later)))
    return " ".join(filter(None, (words, reason)))


def _purse(seen: Seen) -> str:
    cost = dollars(seen.month.cost)
    if cached.is_sample():
        return _("This month X would bill {cost}; nothing was spent.", cost=cost)
    ceiling = seen.chosen.month_dollars if isinstance(seen.chosen, Settings) else None
    if ceiling is None:
        return _("This month it has cost {cost}.", cost=cost)
    most = dollars(int(ceiling * MILLION))
    return _("This month it has cost {cost} of at most {ceiling}.", cost=cost, ceiling=most)


def _button() -> None:
    reason = _why_not()
    st.button(
        _("Collect now"),
        icon=":material/sync:",
        disabled=reason is not None,
        help=reason,
        key="collect-now",
        on_click=_ask,
    )


def _why_not() -> str | None:
    """Why nobody can ask for a collection here, if so."""
    if cached.is_sample():
        return _("The posts of the sample are invented: there is nothing to collect.")
    if not may(principal(), Action.COLLECT):
        return _("These pages are for reading only here.")
    return None


def _ask() -> None:
    """Leave the request for the collector."""
    try:
        if cached.is_sample():
            raise Refusal(say("The posts of the sample are invented: there is nothing to collect."))
        with cached.writing() as session:
            leader.ask(session=session, by=principal())
    except Refusal as refusal:
        st.session_state[_REFUSED] = refusal.sentence


def _request(state: CollectorState | None, now: datetime) -> None:
    """What became of the last request."""
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(told(refused), icon=":material/error:")
    if state is None or state.asked_at is None:
        return
    asked = {"moment": when(state.asked_at), "person": md(person(state.asked_by or "–"))}
    if state.taken_at is not None:
        if now - state.taken_at < _AGO:
            taken = when(state.taken_at)
            st.caption(
                _("Asked for on {moment} by {person}; taken up on {taken}.", taken=taken, **asked)
            )
    elif alive(state, now):
        st.info(
            _("The collector has been asked. It takes this up within a moment."),
            icon=":material/hourglass_top:",
        )
    else:
        st.warning(
            _(
                "Asked for on {moment} by {person}, but no collector is there to take it up. "
                "Start one: `passerelle collect --every 15m`. It needs a key of X "
                "(`X_BEARER_TOKEN`).",
                **asked,
            ),
            icon=":material/hourglass_disabled:",
        )
        _withdrawal()


def _withdrawal() -> None:
    if _why_not() is None:
        st.button(
            _("Withdraw the request"),
            icon=":material/undo:",
            type="tertiary",
            key="collect-withdraw",
            on_click=_withdraw,
        )


def _withdraw() -> None:
    """Take the request back."""
    try:
        with cached.writing() as session:
            leader.withdraw(session=session, by=principal())
    except Refusal as refusal:
        st.session_state[_REFUSED] = refusal.sentence
