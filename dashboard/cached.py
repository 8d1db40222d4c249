"""The only caching: the store's engines, its frames, and what pages compute from them.

Everything is known by the store's address and revision, which moves on with every write; a frame
is never hashed. What comes out of here is shared between readers: it is read, never changed.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from shared.store import database, queries

Result = TypeVar("Result")
_FRAMES, _RESULTS = 128, 256  # how many are kept


@st.cache_resource(show_spinner=False, max_entries=8)
def _engine(url: str) -> Engine:
    return database.open_store(url)


def engine() -> Engine:
    """The store's engine, opened once. Raises Refusal if there is no store to open."""
    return _engine(database.default_url())


@contextmanager
def writing() -> Iterator[Session]:
    """A session to write in: all of it holds or none, and what was kept here is out of date."""
    with database.writing(engine()) as session:
        yield session


def revision() -> int:
    """How many times the store was written to: asked on every run."""
    with database.reading(engine()) as session:
        return database.revision(session)


@st.cache_resource(show_spinner=False, max_entries=_FRAMES)
def _frame(url: str, revision: int, query: str, arguments: tuple[tuple[str, Any], ...]) -> Any:
    with database.reading(_engine(url)) as session:
        return getattr(queries, query)(session=session, **dict(arguments))


def frame(query: str, **arguments: Hashable) -> pd.DataFrame:
    """What a query of `shared.store.queries` answers for the store as it is now."""
    asked = tuple(sorted(arguments.items()))
    answer: pd.DataFrame = _frame(database.default_url(), revision(), query, asked)
    return answer


def fresh(query: str, **arguments: Any) -> pd.DataFrame:
    """What a query answers at this moment, kept by nobody.

    For what a collector writes down without moving the revision: that it looked and found nothing.
    """
    with database.reading(engine()) as session:
        answer: pd.DataFrame = getattr(queries, query)(session=session, **arguments)
    return answer


@st.cache_resource(show_spinner=False, max_entries=_RESULTS)
def _result(
    url: str, revision: int, name: tuple[str, str], arguments: tuple[Hashable, ...], _make: Any
) -> Any:
    return _make(*arguments)


def result(make: Callable[..., Result], *arguments: Hashable) -> Result:
    """What `make(*arguments)` returns, computed once for the store as it is now.

    `make` is a function with a name of its own in its file, and reads frames from here;
    what it depends on besides the store (period, language, filters) is in the arguments.
    """
    name = (make.__code__.co_filename, make.__qualname__)
    made: Result = _result(database.default_url(), revision(), name, arguments, make)
    return made


def setting(name: str) -> str | None:
    """A fact about the store itself."""
    return _setting(database.default_url(), revision(), name)


@st.cache_resource(show_spinner=False, max_entries=_FRAMES)
def _setting(url: str, revision: int, name: str) -> str | None:
    with database.reading(_engine(url)) as session:
        return database.setting(session, name)


def is_sample() -> bool:
    """Whether the store is the imaginary consortium's."""
    return setting("sample") == "1"


def now() -> datetime:
    """The present moment (UTC). The sample's stands still on the day it was made for."""
    made_for = setting("sample_today")
    moment = datetime.now(UTC)
    if made_for is None:
        return moment
    day = date.fromisoformat(made_for)
    return moment.replace(year=day.year, month=day.month, day=day.day)


def institutions() -> pd.DataFrame:
    """The roster, sorted by name (columns: see `queries.institutions`)."""
    return frame("institutions")


def members() -> pd.DataFrame:
    """The members of the consortium among them, at any time."""
    everyone = institutions()
    return everyone[everyone["member"]]


def names() -> dict[str, str]:
    """Every institution's name by its id, as stored: `md` it where Markdown is read."""
    everyone = institutions()
    return dict(zip(everyone["id"], everyone["name"], strict=True))


def coverage() -> pd.DataFrame:
    """Of which days we have data (columns: see `queries.coverage`)."""
    return frame("coverage")


def data_days() -> tuple[date, date] | None:
    """The first and last day with any data, both included; None where there is none."""
    days = coverage()
    if days.empty:
        return None
    return days["first_day"].min().date(), days["last_day"].max().date()
