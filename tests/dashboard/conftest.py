"""A little consortium to draw pages from: four museums, one of them with a hostile name."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from shared import models
from shared.store.database import set_setting, writing

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
LAST_DAY = date(2026, 11, 22)
HOSTILE = "**Musée** [du](https://evil.example) :material/home: $x$ <b>"
Opened = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Every test starts with empty caches."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def empty_store(sqlite_store: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A store without any museum, as the pages find it."""
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", str(sqlite_store.url))
    return sqlite_store


@pytest.fixture
def consortium(empty_store: Engine) -> Engine:
    """a and b address each other, c (the hostile one) addresses b, d posts to nobody."""
    with writing(empty_store) as session:
        set_setting(session, "sample_today", "2026-11-23")
        for number, name in enumerate(("Aquarium", "Beffroi", HOSTILE, "Donjon"), start=1):
            museum(session, "abcd"[number - 1], name, number)
        session.flush()
        for back in (10, 40, 380, 390):
            post(session, 1, 2, back)
        post(session, 2, 1, 9)
        post(session, 3, 2, 20, models.Kind.REPLY)
        post(session, 4, None, 15)
        exhibition(session)
        session.add(
            models.Suggestion(
                a="a", b="c", computed_at=datetime(2026, 11, 22, tzinfo=UTC), score=0.8,
                reasons=[
                    {"code": "shared_contacts", "contacts": ["b"], "count": 1, "likely": False}
                ],
                method="resource_allocation",
            )
        )  # fmt: skip
    return empty_store


def museum(session: Session, id: str, name: str, number: int) -> None:
    """A member with one account on X, known for 500 days."""
    session.add(models.Institution(id=id, name=name, country="FR", city="Lyon"))
    session.flush()
    session.add(
        models.Account(id=number, institution_id=id, network=models.Network.X, handle=f"at_{id}")
    )
    session.flush()
    first_day = LAST_DAY - timedelta(days=499)
    session.add(
        models.Coverage(account_id=number, source="files", first_day=first_day, last_day=LAST_DAY)
    )


def post(
    session: Session,
    author: int,
    addressed: int | None,
    days_back: int,
    kind: models.Kind = models.Kind.MENTION,
) -> None:
    """One post, so many days before the last day, with its interaction and its roll-up."""
    at = datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=days_back)
    id = f"{author}-{days_back}"
    session.add(
        models.Post(
            network=models.Network.X, post_id=id, account_id=author, created_at=at, version_id=id
        )
    )
    session.flush()
    if addressed is None:
        return
    session.add(
        models.Interaction(
            network=models.Network.X, post_id=id, kind=kind, source_account=author,
            target_account=addressed, occurred_at=at, evidence="id",
        )
    )  # fmt: skip
    month, ends = at.date().replace(day=1), ("abcd"[author - 1], "abcd"[addressed - 1])
    tie = session.get(models.TieMonth, (month, *ends))
    if tie is None:
        tie = models.TieMonth(month=month, source=ends[0], target=ends[1])
    if kind is models.Kind.REPLY:
        tie.replies += 1
    else:
        tie.mentions += 1
    session.add(tie)
    session.flush()


@pytest.fixture
def posted() -> Callable[..., None]:
    """Adds one post to a session: see `post`."""
    return post


def exhibition(session: Session) -> None:
    """A joint event of a and b that starts a week after the last day."""
    session.add(
        models.Event(
            id=1, title="Nuit *blanche*", starts=date(2026, 11, 30), ends=date(2026, 12, 2)
        )
    )
    session.flush()
    for id in "ab":
        session.add(
            models.Participation(
                event_id=1, institution_id=id, status=models.ParticipationStatus.JOINED
            )
        )


@pytest.fixture
def opened() -> Opened:
    """Opens a page in a language, with what else stands in its address."""

    def open_page(view: str = "overview", language: str = "fr", **address: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=30)
        page.query_params["lang"] = language
        for name, value in address.items():
            page.query_params[name.rstrip("_")] = value
        if view != "overview":
            page.switch_page(f"views/{view}.py")
        return page.run()

    return open_page
