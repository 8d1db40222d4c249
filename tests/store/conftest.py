"""How the tests of the store's questions put rows in and ask."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from shared.store import queries
from shared.store.database import reading, writing


@pytest.fixture
def keep(store: Engine) -> Callable[..., None]:
    """Puts copies of rows into the store, in the order given."""

    def put(*rows: SQLModel) -> None:
        with writing(store) as session:
            for row in rows:
                session.add(type(row)(**row.model_dump()))
                session.flush()

    return put


@pytest.fixture
def ask(store: Engine) -> Callable[..., pd.DataFrame]:
    """What a query of that name answers."""

    def answer(query: str, **arguments: Any) -> pd.DataFrame:
        with reading(store) as session:
            frame: pd.DataFrame = getattr(queries, query)(session=session, **arguments)
        return frame

    return answer
