"""Posts are counted by account and day, and by account and month, on both engines alike."""

from datetime import UTC, datetime

import pytest

from shared.models import Account, Erasure, Institution, Network, Post, PostState

X = Network.X


def post(id: str, account: int, at: str, state: PostState = PostState.LIVE) -> Post:
    when = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Post(
        network=X, post_id=id, account_id=account, created_at=when, version_id=id, state=state
    )


@pytest.fixture
def posts(keep) -> None:
    """Two accounts; one posts at the very edges of months, and took one post back."""
    keep(
        Institution(id="a", name="A"),
        Account(id=1, institution_id="a", network=X, handle="a"),
        Account(id=2, institution_id="a", network=X, handle="b"),
        Account(id=3, institution_id="a", network=X, handle="quiet"),
        post("1", 1, "2026-01-31T23:59:59"),
        post("2", 1, "2026-02-01T00:00:00"),
        post("3", 1, "2026-02-01T23:59:59", PostState.WITHHELD),
        post("4", 1, "2026-02-02T12:00:00", PostState.DELETED),
        Erasure(network=X, post_id="4", reason="deleted", at=datetime(2026, 3, 1, tzinfo=UTC)),
        Erasure(network=X, post_id="99", reason="deleted", at=datetime(2026, 3, 1, tzinfo=UTC)),
        post("5", 2, "2026-04-30T12:00:00", PostState.DELETED),
        Erasure(network=X, post_id="5", reason="deleted", at=datetime(2026, 5, 1, tzinfo=UTC)),
        post("6", 2, "2025-11-30T12:00:00"),
    )


@pytest.mark.usefixtures("posts")
def test_a_months_posts_are_those_that_still_stand(ask):
    found = ask("posts_by_month")
    assert [(a, f"{m:%Y-%m-%d}", n) for a, m, n in found.itertuples(index=False)] == [
        (1, "2026-01-01", 1),
        (1, "2026-02-01", 2),
        (2, "2025-11-01", 1),
    ]
    assert found.dtypes.astype(str).tolist() == ["int64", "datetime64[s]", "int64"]


@pytest.mark.usefixtures("posts")
def test_a_days_posts_are_those_of_one_account_that_still_stand(ask):
    found = ask("posts_by_day", account=1)
    assert [(f"{d:%Y-%m-%d}", n) for d, n in found.itertuples(index=False)] == [
        ("2026-01-31", 1),
        ("2026-02-01", 2),
    ]
    assert found.dtypes.astype(str).tolist() == ["datetime64[s]", "int64"]
    assert ask("posts_by_day", account=3).empty


def test_without_posts_both_are_empty_with_their_columns(ask):
    assert ask("posts_by_month").dtypes.astype(str).tolist() == ["int64", "datetime64[s]", "int64"]
    assert list(ask("posts_by_day", account=1)) == ["day", "posts"]
