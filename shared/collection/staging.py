"""A batch of posts on its way into the store: temporary tables of the connection.

Rows go in as the column types would bind them, by `executemany` on SQLite and by COPY on
PostgreSQL; from there, statements that are the same on both engines move them on.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Enum, Integer, MetaData, Table, text
from sqlmodel import SQLModel

from shared.models import Interaction, Post, PostTag, PostVersion, Unresolved, table_of

_METADATA = MetaData()


def _stage(model: type[SQLModel], name: str, *more: Column[Any]) -> Table:
    columns = [Column(c.name, c.type) for c in table_of(model).c]
    return Table(name, _METADATA, *columns, *more)


post = _stage(Post, "stage_post", Column("outcome", Integer))
tag = _stage(PostTag, "stage_tag")
version = _stage(PostVersion, "stage_version")
interaction = _stage(Interaction, "stage_interaction")
pending = _stage(
    Unresolved,
    "stage_pending",
    Column("source_account", Integer),
    Column("occurred_at", table_of(Post).c.created_at.type),
)
"""References whose author the file does not tell: looked up among the posts that are held."""

TABLES = (post, tag, version, interaction, pending)


def prepare(connection: Connection) -> None:
    """Make the temporary tables, empty."""
    for table in TABLES:
        columns = ", ".join(f"{c.name} {_declared(c, connection.dialect)}" for c in table.c)
        connection.execute(text(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table.name} ({columns})"))
        schema = "temp." if connection.dialect.name == "sqlite" else ""
        index = f"CREATE INDEX IF NOT EXISTS {schema}ix_{table.name} ON {table.name} (post_id)"
        connection.execute(text(index))
        connection.execute(table.delete())


def _declared(column: Column[Any], dialect: Dialect) -> str:
    if dialect.name == "postgresql":
        return column.type.compile(dialect)
    return "INTEGER" if isinstance(column.type, Integer) else "TEXT"


def fill(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into a temporary table; each row in the order of the table's columns."""
    if not rows:
        return
    bound: Any = _bound(rows, _processors(table, connection.dialect))
    names = [column.name for column in table.c]
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                for row in bound:
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {table.name}")
        else:
            marks = ", ".join("?" * len(names))
            cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", bound)  # noqa: S608
    finally:
        cursor.close()


def _bound(
    rows: Iterable[tuple[Any, ...]], processors: list[tuple[int, Callable[[Any], Any]]]
) -> Iterable[Sequence[Any]]:
    """The rows with those values converted whose column types ask for it."""
    for row in rows:
        values = list(row)
        for place, process in processors:
            values[place] = process(values[place])
        yield values


@cache
def _processors(table: Table, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """The columns whose values must be converted before they are bound, by their place.

    Enums come as the values that are stored (what their columns' processors would make of them).
    """
    found = [
        None if isinstance(c.type, Enum) else c.type.dialect_impl(dialect).bind_processor(dialect)
        for c in table.c
    ]
    return [(place, process) for place, process in enumerate(found) if process is not None]
