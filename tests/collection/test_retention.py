"""Texts are kept as long as the consortium chose; what they counted for stays."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection import retention
from shared.collection.retention import forget_all, limit
from shared.sentences import Refusal
from shared.settings import Settings, set_value
from shared.store.database import reading, revision, writing
from shared.store.recount import differences

NOW = datetime.now(UTC)
TODAY = NOW.date()


def post(id: str, days_ago: int, **fields: object) -> dict:
    said = {"id": id, "author_id": "101", "text": "With @beta #museums", **fields}
    said["created_at"] = (NOW - timedelta(days_ago)).isoformat()
    named = {"username": "beta", "id": "102", "start": 5}
    return said | {"entities": {"mentions": [named], "hashtags": [{"tag": "museums"}]}}


def page(*posts: dict) -> dict:
    return {"data": list(posts)}


def texts(store: Engine) -> dict[str, str | None]:
    with reading(store) as session:
        rows = session.connection().execute(text("SELECT post_id, text FROM post"))
        return {row.post_id: row.text for row in rows}


def choose(store: Engine, name: str, value: str) -> None:
    with writing(store) as session:
        set_value(session=session, by=LOCAL_ADMINISTRATOR, name=name, value=value)


def test_texts_past_their_time_are_kept_up_to_the_beginning_of_a_day() -> None:
    assert limit(Settings(), TODAY) is None
    kept = Settings(text_retention_days=1)
    assert limit(kept, date(2026, 3, 1)) == datetime(2026, 2, 28, tzinfo=UTC)


def test_an_old_text_goes_and_no_import_brings_it_back(
    museums: Engine, bring: Callable, acts: Callable
) -> None:
    posts = page(post("2001", 40), post("2002", 20))
    bring(posts)
    assert None not in texts(museums).values()
    before = acts()
    choose(museums, "text_retention_days", "30")
    bring(page(post("2003", 50)))
    told = {"2001": None, "2002": "With @beta #museums", "2003": None}
    assert texts(museums) == told
    again = bring(posts, page(post("2003", 50, text="Still with @beta #museums")))
    assert (again.posts_new, again.posts_updated) == (0, 0)
    assert texts(museums) == told
    bring(page(post("2009", 40, edit_history_tweet_ids=["2001", "2009"])))
    assert texts(museums) == told
    assert acts() == before | {("2003", "mention", "alpha", "beta")}
    with reading(museums) as session:
        tags = session.connection().execute(text("SELECT count(*) FROM post_tag")).scalar()
        assert tags == 3
        assert differences(session).empty


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two posts in a transaction."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)


@pytest.mark.usefixtures("small")
def test_texts_are_forgotten_in_small_transactions_with_pauses(
    museums: Engine, bring: Callable
) -> None:
    bring(page(*(post(f"200{n}", 40) for n in range(5)), post("2009", 20)))
    kept, held, waits = Settings(text_retention_days=30, pause=0.25), list[int](), list[float]()

    def hold(session: Session) -> None:
        held.append(sum(told is None for told in texts(museums).values()))

    def forget(today: date) -> int:
        return forget_all(
            engine=museums,
            by=LOCAL_ADMINISTRATOR,
            settings=kept,
            today=today,
            hold=hold,
            pause=waits.append,
        )

    assert forget(TODAY) == 5
    assert (held, waits) == ([0, 2, 4], [0.25, 0.25])
    with reading(museums) as session:
        before = revision(session)
    assert forget(TODAY) == 0
    with reading(museums) as session:
        assert revision(session) == before
    assert of(texts(museums)) == ["2009"]


def of(told: dict[str, str | None]) -> Iterable[str]:
    return [post_id for post_id, said in told.items() if said is not None]


def test_a_reader_forgets_nothing(sqlite_store: Engine) -> None:
    kept = Settings(text_retention_days=1)
    with pytest.raises(Refusal):
        forget_all(engine=sqlite_store, by=READER, settings=kept, today=TODAY)
