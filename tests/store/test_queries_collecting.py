"""What collecting did, as the pages ask for it."""

from datetime import UTC, datetime

import pytest

from shared.models import (
    Account,
    Checkpoint,
    Institution,
    Kind,
    Network,
    Post,
    Stream,
    SyncItem,
    SyncRun,
    SyncStatus,
    Unresolved,
)

X = Network.X
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def collected(keep) -> None:
    """Two accounts, one of which was not there; two runs."""
    keep(
        Institution(id="a", name="A"),
        Institution(id="b", name="B"),
        Account(id=1, institution_id="a", network=X, handle="a", followers=10, looked_up=AT),
        Account(id=2, institution_id="b", network=X, handle="b", person=True),
        Checkpoint(account_id=1, stream=Stream.RECENT, completed_at=AT, updated_at=AT),
        Checkpoint(account_id=1, stream=Stream.PAST, updated_at=AT),
        Checkpoint(account_id=2, stream=Stream.PAST, completed_at=AT, updated_at=AT),
        SyncRun(id=1, network=X, what="posts", started=AT, finished=AT, by="z", cost=5_000),
        SyncRun(
            id=2, network=X, what="posts", started=AT, by="z", status=SyncStatus.PARTIAL,
            reason="Left: {left}", values={"left": 2}, accounts=2, posts=3, posts_new=1,
        ),
        SyncItem(run=2, account_id=2, outcome="suspended", problem="Forbidden"),
        SyncItem(run=2, account_id=1, outcome="ok", pages=1, posts=3, posts_new=1),
        SyncItem(run=1, account_id=1, outcome="failed"),
    )  # fmt: skip


@pytest.mark.usefixtures("collected")
def test_runs_come_newest_first_with_how_many_accounts_were_not_there(ask):
    found = ask("sync_runs")
    assert found["id"].tolist() == [2, 1]
    assert found["not_there"].tolist() == [1, 0]
    assert found.loc[0, ["status", "reason", "values", "posts_new"]].tolist() == [
        "partial", "Left: {left}", {"left": 2}, 1,
    ]  # fmt: skip
    assert found["finished"].isna().tolist() == [True, False]
    assert ask("sync_runs", limit=1)["id"].tolist() == [2]


@pytest.mark.usefixtures("collected")
def test_a_run_opens_to_its_accounts_in_the_order_they_were_read(ask):
    found = ask("sync_items", run=2)
    assert found[["institution_id", "outcome", "posts_new"]].to_numpy().tolist() == [
        ["b", "suspended", 0],
        ["a", "ok", 1],
    ]
    assert ask("sync_items", run=3).empty


@pytest.mark.usefixtures("collected")
def test_an_account_was_last_read_when_its_new_posts_were_read_to_the_end(ask):
    found = ask("accounts_read")
    assert found["read_at"].isna().tolist() == [False, True]
    assert found["followers"].isna().tolist() == [False, True]
    assert found["person"].tolist() == [False, True]


@pytest.mark.usefixtures("collected")
def test_what_cannot_be_told_comes_with_its_post_newest_first(keep, ask):
    for day, id in ((18, "1"), (19, "2")):
        at = datetime(2026, 11, day, tzinfo=UTC)
        keep(Post(network=X, post_id=id, account_id=1, created_at=at, version_id=id))
        keep(Unresolved(network=X, post_id=id, kind=Kind.REPLY, referenced_id=f"9{id}"))
    found = ask("unresolved_posts")
    assert found[["post_id", "referenced_id", "handle", "kind"]].to_numpy().tolist() == [
        ["2", "92", "a", "reply"],
        ["1", "91", "a", "reply"],
    ]
    assert ask("unresolved_posts", limit=1)["post_id"].tolist() == ["2"]
