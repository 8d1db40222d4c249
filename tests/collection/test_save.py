"""Bulk writing stores what the ORM would have stored, value by value."""

from datetime import UTC, datetime

from sqlalchemy import Engine, text
from sqlmodel import SQLModel, select

from shared.collection.batch import Batch, take
from shared.collection.directory import directory
from shared.collection.formats.post import API_RANK, Reference, SourcePost, Who
from shared.collection.save import save
from shared.models import (
    Account,
    Interaction,
    Kind,
    Network,
    Post,
    PostState,
    PostTag,
    PostVersion,
    Unresolved,
)
from shared.store.database import reading, writing

AT = datetime(2026, 3, 5, 10, 0, 0, 123000, tzinfo=UTC)
SAID = SourcePost(
    post_id="2001",
    version_id="2003",
    author=Who("101", "alpha"),
    created_at=AT,
    rank=API_RANK,
    references=[Reference(Kind.QUOTE, "1001", Who(None, None))],
    mentions=[Who("102", "beta"), Who("900", "visitor")],
    tags=["MuséesEnFête", "museesenfete"],
    versions=["2003"],
    text="Été 🖼 “ok”\nà demain",
    lang="fr",
    url="https://example.org/1",
    conversation_id="2001",
    likes=3,
    reposts=0,
)


def by_the_orm(accounts: dict[str, int]) -> list[SQLModel]:
    key = {"network": Network.X, "post_id": "3001"}
    return [
        Post(
            **key,
            account_id=accounts["alpha"],
            created_at=AT,
            text=SAID.text,
            lang="fr",
            url=SAID.url,
            conversation_id="2001",
            version_id="2003",
            state=PostState.LIVE,
            refs=[["quote", "1001"]],
            outsiders=1,
            likes=3,
            reposts=0,
            source_rank=API_RANK,
        ),
        PostVersion(network=Network.X, version_id="3003", post_id="3001"),
        PostTag(**key, tag="museesenfete", shown="MuséesEnFête"),
        Unresolved(**key, kind=Kind.QUOTE, referenced_id="1001"),
        Interaction(
            **key,
            kind=Kind.MENTION,
            target_account=accounts["beta"],
            source_account=accounts["alpha"],
            occurred_at=AT,
            evidence="id",
        ),
    ]


def rows(engine: Engine, table: str, post_id: str) -> list[tuple]:
    """The raw row without its key; on SQLite with the type each value is stored as."""
    columns = [
        c for c in SQLModel.metadata.tables[table].c if c.name not in ("post_id", "version_id")
    ]
    shown = [f"CAST({c.name} AS TEXT)" for c in columns]
    if engine.dialect.name == "sqlite":
        shown += [f"typeof({c.name})" for c in columns]
    query = f"SELECT {', '.join(shown)} FROM {table} WHERE post_id = '{post_id}'"
    with reading(engine) as session:
        return [tuple(row) for row in session.connection().execute(text(query))]


def test_bulk_writing_stores_what_the_orm_would_have_stored(museums: Engine) -> None:
    with writing(museums) as session:
        known = directory(session=session, network=Network.X)
        batch = Batch(Network.X)
        assert take(batch, SAID, known) is True
        save(batch, {}, session=session, source="files")
    with writing(museums) as session:
        found = session.exec(select(Account.handle, Account.id)).all()
        for row in by_the_orm(dict(found)):
            session.add(row)
            session.flush()
    for table in ("post", "post_version", "post_tag", "unresolved", "interaction"):
        bulk = rows(museums, table, "2001")
        assert len(bulk) == 1, table
        assert bulk == rows(museums, table, "3001"), table
