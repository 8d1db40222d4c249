"""Three museums, one of them with two accounts, and one that is not a member."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlmodel import Session, delete

from shared.models import Account, Institution, Interaction, Kind, Network, Post, TieMonth
from shared.store import queries
from shared.store.database import reading, writing
from shared.store.recount import recount

COUNTS = ["mentions", "reposts", "quotes", "replies", "listed", "total"]
OF_KIND = {"mention": "mentions", "repost": "reposts", "quote": "quotes", "reply": "replies"}
WHO = {1: "louvre", 2: "prado", 3: "rijks", 4: "rijks", 5: "week"}
CROWD = {10 + n: f"crowd-{n}" for n in range(6)}  # enough members for a list post

Said = tuple[datetime, str, int, int]  # when, kind, from which account, to which account


def furnish(session: Session) -> None:
    """The institutions and their accounts."""
    for one in sorted({*WHO.values(), *CROWD.values()}):
        session.add(Institution(id=one, name=one.title(), member=one != "week"))
    session.flush()
    for account, one in (WHO | CROWD).items():
        session.add(Account(id=account, institution_id=one, network=Network.X, handle=one))
    session.flush()


def post(
    session: Session, post_id: str, at: datetime, author: int, *named: tuple[str, int]
) -> None:
    """A post, and whom it addresses: (kind, account)."""
    session.add(
        Post(network=Network.X, post_id=post_id, account_id=author, created_at=at, version_id="1")
    )
    session.flush()
    for kind, target in named:
        session.add(
            Interaction(
                network=Network.X,
                post_id=post_id,
                kind=Kind(kind),
                target_account=target,
                source_account=author,
                occurred_at=at,
                evidence="id",
            )
        )
    session.flush()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def counted(store: Engine, **days: date | None) -> dict[tuple[str, str], dict[str, int]]:
    """The ties as {(source, target): the counts that are not 0}."""
    with reading(store) as session:
        found = queries.ties(session=session, **days)
    return {
        (row["source"], row["target"]): {name: row[name] for name in COUNTS if row[name]}
        for row in found.to_dict("records")
    }


def test_a_tie_counts_posts_per_kind_in_one_direction(store: Engine) -> None:
    with writing(store) as session:
        furnish(session)
        post(session, "a", at("2026-05-18"), 1, ("mention", 2), ("quote", 2), ("mention", 3))
        post(session, "b", at("2026-05-19"), 1, ("mention", 2))
        post(session, "c", at("2026-05-20"), 2, ("reply", 1))
        recount(session)
    everything = {
        ("louvre", "prado"): {"mentions": 2, "quotes": 1, "total": 3},
        ("louvre", "rijks"): {"mentions": 1, "total": 1},
        ("prado", "louvre"): {"replies": 1, "total": 1},
    }
    assert counted(store) == everything
    assert counted(store, start=date(2026, 5, 18), end=date(2026, 5, 21)) == everything


def test_two_accounts_of_one_museum_make_one_tie_and_none_with_itself(store: Engine) -> None:
    with writing(store) as session:
        furnish(session)
        post(session, "a", at("2026-05-18"), 1, ("mention", 3), ("mention", 4))
        post(session, "b", at("2026-05-18"), 3, ("mention", 4), ("repost", 3))
        recount(session)
    assert counted(store, start=date(2026, 5, 2)) == {
        ("louvre", "rijks"): {"mentions": 1, "total": 1}
    }


def test_mentions_in_a_post_that_names_more_than_five_members_are_listed(store: Engine) -> None:
    everyone = [("mention", account) for account in CROWD]
    with writing(store) as session:
        furnish(session)
        post(session, "list", at("2026-05-18"), 1, *everyone, ("mention", 5), ("quote", 10))
        post(session, "five", at("2026-05-18"), 2, *everyone[:5], ("mention", 5))
        recount(session)
    for days in ({}, {"start": date(2026, 5, 18), "end": date(2026, 5, 19)}):
        found = counted(store, **days)
        assert found["louvre", "crowd-5"] == {"mentions": 1, "listed": 1, "total": 1}
        assert found["louvre", "crowd-0"] == {"mentions": 1, "quotes": 1, "listed": 1, "total": 2}
        assert found["louvre", "week"] == {"mentions": 1, "listed": 1, "total": 1}
        assert found["prado", "crowd-0"] == {"mentions": 1, "total": 1}


@pytest.mark.parametrize(
    ("start", "end", "posts"),
    [
        ("2026-01-31", "2026-03-02", 4),  # an odd day at both ends, a month between
        ("2026-02-01", "2026-03-01", 2),
        ("2026-02-01", "2026-02-28", 1),
        ("2026-01-31", "2026-02-01", 1),
        ("2026-02-28", "2026-02-28", 0),
        ("2026-03-02", "2026-02-01", 0),
        (None, "2026-02-28", 2),
        ("2026-02-28", None, 2),
    ],
)
def test_days_are_utc_the_first_included_and_the_last_not(
    store: Engine, start: str | None, end: str | None, posts: int
) -> None:
    moments = ("2026-01-31T23:59:59.999999", "2026-02-01", "2026-02-28T23:59:59.5", "2026-03-01")
    with writing(store) as session:
        furnish(session)
        for number, moment in enumerate(moments):
            post(session, str(number), at(moment), 1, ("mention", 2))
        recount(session)
    found = counted(
        store, start=start and date.fromisoformat(start), end=end and date.fromisoformat(end)
    )
    assert found.get(("louvre", "prado"), {}).get("mentions", 0) == posts


def test_whole_months_come_from_the_roll_up(store: Engine) -> None:
    with writing(store) as session:
        furnish(session)
        session.add(
            TieMonth(month=date(2026, 2, 1), source="louvre", target="prado", mentions=7, listed=2)
        )
    tie = {("louvre", "prado"): {"mentions": 7, "listed": 2, "total": 7}}
    assert counted(store, start=date(2026, 1, 15), end=date(2026, 3, 15)) == tie
    assert counted(store, start=date(2026, 2, 1), end=date(2026, 3, 1)) == tie
    assert counted(store, start=date(2026, 2, 2), end=date(2026, 3, 15)) == {}
    with reading(store) as session:
        months = queries.tie_months(session=session)
    assert months.to_dict("records") == [
        {
            "month": pd.Timestamp("2026-02-01"),
            "source": "louvre",
            "target": "prado",
            "mentions": 7,
            "reposts": 0,
            "quotes": 0,
            "replies": 0,
            "listed": 2,
        }
    ]


def naive(said: list[Said], start: date | None, end: date | None) -> dict:
    """The same ties, counted line by line from what was said."""
    posts: dict[tuple[str, str], dict[str, set[int]]] = {}
    for number, (when, kind, source, target) in enumerate(said):
        inside = (start is None or when.date() >= start) and (end is None or when.date() < end)
        pair = (WHO[source], WHO[target])
        if inside and pair[0] != pair[1]:
            posts.setdefault(pair, {}).setdefault(OF_KIND[kind], set()).add(number)
    found = {
        pair: {name: len(kinds[name]) for name in OF_KIND.values() if name in kinds}
        for pair, kinds in posts.items()
    }
    return {pair: {**counts, "total": sum(counts.values())} for pair, counts in found.items()}


moments = st.datetimes(datetime(2026, 1, 25), datetime(2026, 4, 5), timezones=st.just(UTC))  # noqa: DTZ001
accounts = st.sampled_from(sorted(WHO))
saids = st.lists(st.tuples(moments, st.sampled_from(sorted(OF_KIND)), accounts, accounts))
ends = st.none() | st.dates(date(2026, 1, 20), date(2026, 4, 10))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=saids, start=ends, end=ends)
def test_any_days_give_what_a_count_line_by_line_gives(
    store: Engine, said: list[Said], start: date | None, end: date | None
) -> None:
    with writing(store) as session:
        for table in (TieMonth, Interaction, Post, Account, Institution):
            session.exec(delete(table))
        furnish(session)
        for number, (when, kind, source, target) in enumerate(said):
            post(session, str(number), when, source, (kind, target))
        recount(session)
    assert counted(store, start=start, end=end) == naive(said, start, end)


def test_without_ties_the_columns_and_their_types_stay(store: Engine) -> None:
    with writing(store) as session:
        furnish(session)
        post(session, "a", at("2026-05-18"), 1, ("mention", 2))
        recount(session)
    spans = ({}, {"start": date(2026, 5, 2)}, {"end": date(2026, 6, 1)})
    empty = ({"end": date(2026, 1, 1)}, {"start": date(2027, 1, 2), "end": date(2027, 1, 3)})
    nothing = {"start": date(2026, 5, 5), "end": date(2026, 5, 5)}
    with reading(store) as session:
        kinds = [
            queries.ties(session=session, **days).dtypes.astype(str).to_dict()
            for days in (*spans, *empty, nothing)
        ]
        assert queries.ties(session=session, **nothing).empty
    assert kinds[0] == {"source": "str", "target": "str", **dict.fromkeys(COUNTS, "int64")}
    assert all(one == kinds[0] for one in kinds)


@pytest.mark.parametrize("query", ["ties", "interactions", "answers"])
def test_a_few_days_are_found_by_the_index_of_moments(sqlite_store: Engine, query: str) -> None:
    """However many interactions there are, only those of the days asked for are read."""
    start = at("2020-01-01")
    with writing(sqlite_store) as session:
        furnish(session)
        for number, (author, target) in zip(range(400), list(product(WHO, WHO)) * 16, strict=True):
            post(session, str(number), start + timedelta(days=number), author, ("mention", target))
        recount(session)
        session.connection().exec_driver_sql("ANALYZE")
    asked: list[tuple[str, tuple]] = []
    days = {"start": date(2020, 6, 10), "end": date(2020, 6, 12)}
    if query == "answers":
        days["as_of"] = at("2026-01-01")
    with reading(sqlite_store) as session:
        listener = lambda _c, _cur, sql, values, _ctx, _many: asked.append((sql, values))  # noqa: E731
        event.listen(sqlite_store, "before_cursor_execute", listener)
        getattr(queries, query)(session=session, **days)
        event.remove(sqlite_store, "before_cursor_execute", listener)
        of_interactions = [(sql, values) for sql, values in asked if "FROM interaction" in sql]
        of_interactions += [(sql, values) for sql, values in asked if "JOIN interaction" in sql]
        plans = [
            str(session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + sql, values).all())
            for sql, values in of_interactions
        ]
    assert plans
    for plan in plans:
        assert "USING INDEX ix_interaction_occurred_at (occurred_at>? AND occurred_at<?)" in plan
        assert "SCAN interaction" not in plan
