"""A store of three museums, asked every question, on both engines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from shared.models import (
    Account,
    Coverage,
    Decision,
    DecisionStatus,
    Event,
    ImportProblem,
    ImportRun,
    Institution,
    Interaction,
    Kind,
    Network,
    Participation,
    Position,
    Post,
    PostState,
    PostTag,
    Suggestion,
    SyncItem,
    SyncRun,
    TieMonth,
    Unresolved,
)
from shared.store import queries
from shared.store.database import writing

Keep = Callable[..., None]
Ask = Callable[..., pd.DataFrame]

NOON = datetime(2026, 5, 18, 12, tzinfo=UTC)
MUSEUMS = [
    Institution(
        id="musee-d-orsay",
        name="Musée d'Orsay",
        city="Paris",
        country="FR",
        latitude=48.86,
        longitude=2.33,
        contact="bureau@example.org",
        joined_on=date(2020, 1, 15),
    ),
    Institution(id="ecomusee", name="Écomusée", parent="musee-d-orsay", left_on=date(2025, 6, 1)),
    Institution(id="week", name="MuseumWeek", member=False),
]
ACCOUNTS = [
    Account(id=1, institution_id="musee-d-orsay", network=Network.X, handle="orsay", native_id="7"),
    Account(id=2, institution_id="ecomusee", network=Network.MASTODON, handle="eco@musees.example"),
    Account(id=3, institution_id="week", network=Network.X, handle="museumweek"),
]


def post(post_id: str, at: datetime, author: int, **more: Any) -> Post:
    return Post(
        network=Network.X, post_id=post_id, account_id=author, created_at=at, version_id="1", **more
    )


def named(post_id: str, at: datetime, kind: Kind, author: int, target: int) -> Interaction:
    return Interaction(
        network=Network.X,
        post_id=post_id,
        kind=kind,
        source_account=author,
        target_account=target,
        occurred_at=at,
        evidence="id",
    )


def test_institutions_stand_by_name_without_their_service_address(keep: Keep, ask: Ask) -> None:
    keep(*MUSEUMS)
    found = ask("institutions")
    assert found["id"].tolist() == ["ecomusee", "musee-d-orsay", "week"]
    assert "contact" not in found.columns
    assert found["member"].tolist() == [True, True, False]
    assert found["joined_on"][1] == pd.Timestamp("2020-01-15")
    assert pd.isna(found["left_on"][1])
    assert found["parent"].tolist() == ["musee-d-orsay", None, None]
    assert found["latitude"][1] == 48.86


def test_accounts_and_their_days_name_their_museum(keep: Keep, ask: Ask) -> None:
    days = Coverage(
        account_id=2, source="files", first_day=date(2026, 1, 2), last_day=date(2026, 3, 4)
    )
    keep(*MUSEUMS, *ACCOUNTS, days)
    accounts = ask("accounts")
    assert accounts[["id", "network", "native_id", "status"]].to_numpy().tolist() == [
        [2, "mastodon", None, "active"],
        [1, "x", "7", "active"],
        [3, "x", None, "active"],
    ]
    assert ask("coverage").to_dict("records") == [
        {
            "account_id": 2,
            "institution_id": "ecomusee",
            "network": "mastodon",
            "source": "files",
            "first_day": pd.Timestamp("2026-01-02"),
            "last_day": pd.Timestamp("2026-03-04"),
        }
    ]


def test_the_posts_behind_a_tie_come_newest_first(keep: Keep, ask: Ask) -> None:
    later = NOON + timedelta(days=1)
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        post("a", NOON, 1, text="Bonjour", url="https://x.example/a"),
        post("b", later, 1, text="hidden", state=PostState.WITHHELD),
        post("c", later, 3, text="another's"),
        named("a", NOON, Kind.MENTION, 1, 2),
        named("a", NOON, Kind.QUOTE, 1, 2),
        named("b", later, Kind.REPLY, 1, 2),
        named("b", later, Kind.MENTION, 1, 3),
        named("c", later, Kind.MENTION, 3, 2),
    )
    pair = {"source": "musee-d-orsay", "target": "ecomusee"}
    found = ask("posts_between", **pair)
    assert found[["post_id", "kind", "handle", "text", "url"]].to_numpy().tolist() == [
        ["b", "reply", "orsay", None, None],
        ["a", "mention", "orsay", "Bonjour", "https://x.example/a"],
        ["a", "quote", "orsay", "Bonjour", "https://x.example/a"],
    ]
    assert found["occurred_at"].tolist()[1] == pd.Timestamp("2026-05-18 12:00")
    first_day = {"start": date(2026, 5, 18), "end": date(2026, 5, 19)}
    assert ask("posts_between", **pair, **first_day)["post_id"].tolist() == ["a", "a"]
    assert ask("posts_between", **pair, limit=1)["post_id"].tolist() == ["b"]


def test_posts_of_other_kinds_are_left_out_before_the_newest_are_taken(
    keep: Keep, ask: Ask
) -> None:
    later = NOON + timedelta(days=1)
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        post("a", NOON, 1),
        post("b", later, 1),
        named("a", NOON, Kind.REPLY, 1, 3),
        named("b", later, Kind.MENTION, 1, 3),
    )
    pair = {"source": "musee-d-orsay", "target": "week", "limit": 1}
    assert ask("posts_between", **pair, kinds=("reply",))["post_id"].tolist() == ["a"]
    assert ask("posts_between", **pair, kinds=("mention", "reply"))["post_id"].tolist() == ["b"]
    assert ask("posts_between", **pair, kinds=()).empty


def test_mentions_from_list_posts_are_left_out_before_the_newest_are_taken(
    keep: Keep, ask: Ask
) -> None:
    later = NOON + timedelta(days=1)
    crowd = range(10, 16)
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        *(Institution(id=f"m{n}", name=f"m{n}") for n in crowd),
        *(Account(id=n, institution_id=f"m{n}", network=Network.X, handle=f"m{n}") for n in crowd),
        post("few", NOON, 1),
        post("list", later, 1),
        *(named("few", NOON, Kind.MENTION, 1, n) for n in crowd[:5]),
        *(named("list", later, Kind.MENTION, 1, n) for n in crowd),
        named("list", later, Kind.QUOTE, 1, 11),
    )

    def found(target: str, **more: Any) -> list[list[str]]:
        rows = ask("posts_between", source="musee-d-orsay", target=target, **more)
        answer: list[list[str]] = rows[["post_id", "kind"]].to_numpy().tolist()
        return answer

    assert found("m10", limit=1) == [["list", "mention"]]
    assert found("m10", limit=1, with_lists=False) == [["few", "mention"]]
    assert found("m11", with_lists=False) == [["list", "quote"], ["few", "mention"]]
    assert found("m15", with_lists=False) == []


def test_only_posts_that_stand_are_counted(keep: Keep, ask: Ask) -> None:
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        post("a", NOON, 1),
        post("b", NOON + timedelta(days=3), 1, state=PostState.WITHHELD),
        post("c", NOON + timedelta(days=9), 1, state=PostState.DELETED),
        post("d", NOON, 3),
    )
    found = ask("posts_count")
    assert found.to_numpy().tolist() == [
        ["musee-d-orsay", 2, pd.Timestamp("2026-05-18"), pd.Timestamp("2026-05-21")],
        ["week", 1, pd.Timestamp("2026-05-18"), pd.Timestamp("2026-05-18")],
    ]
    later = ask("posts_count", start=date(2026, 5, 19))
    assert later[["institution_id", "posts"]].to_numpy().tolist() == [["musee-d-orsay", 1]]


def test_moments_are_told_in_utc_whatever_zone_they_came_in(keep: Keep, ask: Ask) -> None:
    after_midnight = datetime(2026, 5, 19, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        post("a", after_midnight, 1),
        named("a", after_midnight, Kind.MENTION, 1, 3),
    )
    found = ask("interactions", start=date(2026, 5, 18), end=date(2026, 5, 19))
    assert found["occurred_at"].tolist() == [pd.Timestamp("2026-05-18 23:30")]
    assert ask("interactions", start=date(2026, 5, 19)).empty


def test_the_first_moment_of_a_day_belongs_to_that_day(keep: Keep, ask: Ask) -> None:
    midnight = datetime(2026, 5, 19, tzinfo=UTC)
    said = (post("a", midnight, 1), named("a", midnight, Kind.MENTION, 1, 3))
    keep(*MUSEUMS, *ACCOUNTS, *said)
    assert ask("interactions", end=date(2026, 5, 19)).empty
    assert len(ask("interactions", start=date(2026, 5, 19))) == 1


def test_a_post_counts_once_per_kind_and_museum_and_never_for_itself(keep: Keep, ask: Ask) -> None:
    second = Account(id=4, institution_id="week", network=Network.X, handle="museumweek_fr")
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        second,
        post("a", NOON, 1),
        post("b", NOON, 3),
        named("a", NOON, Kind.MENTION, 1, 3),
        named("a", NOON, Kind.MENTION, 1, 4),
        named("b", NOON, Kind.REPOST, 3, 4),
    )
    found = ask("interactions")
    assert found[["post_id", "kind", "source", "target"]].to_numpy().tolist() == [
        ["a", "mention", "musee-d-orsay", "week"]
    ]


def test_a_hashtag_is_shown_as_it_is_written_most_often(keep: Keep, ask: Ask) -> None:
    spelled = [("a", 1, "JourneeDesMusees"), ("b", 1, "JournéeDesMusées")]
    spelled += [("c", 3, "JournéeDesMusées"), ("d", 3, "Art")]
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        *(post(post_id, NOON, author) for post_id, author, _ in spelled),
        *(
            PostTag(
                network=Network.X,
                post_id=post_id,
                tag="art" if shown == "Art" else "journeedesmusees",
                shown=shown,
            )
            for post_id, _, shown in spelled
        ),
    )
    assert ask("tags").to_numpy().tolist() == [
        ["musee-d-orsay", "journeedesmusees", "JournéeDesMusées", 2],
        ["week", "art", "Art", 1],
        ["week", "journeedesmusees", "JournéeDesMusées", 1],
    ]
    assert ask("tags", start=date(2026, 5, 19)).empty


def test_a_message_without_answer_is_told_with_its_address(
    store: Engine, keep: Keep, ask: Ask
) -> None:
    before = NOON - timedelta(days=2)
    keep(
        *MUSEUMS,
        *ACCOUNTS,
        *(
            Coverage(account_id=n, source="stated", first_day=date(2026, 1, 1), last_day=last)
            for n, last in ((1, date(2026, 12, 31)), (3, date(2026, 12, 31)))
        ),
        post("early", before, 3),
        post("a", NOON, 1, url="https://x.example/a"),
        post("b", NOON + timedelta(days=30), 1),
        post("c", NOON + timedelta(days=31), 3),
        named("early", before, Kind.MENTION, 3, 1),
        named("a", NOON, Kind.MENTION, 1, 3),
        named("b", NOON + timedelta(days=30), Kind.MENTION, 1, 3),
        named("c", NOON + timedelta(days=31), Kind.REPLY, 3, 1),
    )
    as_of = datetime(2026, 12, 1, tzinfo=UTC)
    assert ask("unanswered", as_of=as_of).empty  # "a" itself answers "early"
    assert ask(
        "unanswered", as_of=as_of, start=date(2026, 5, 18)
    ).empty  # also when that is outside
    june = {"start": date(2026, 6, 1), "end": date(2026, 6, 18), "as_of": as_of}
    answered = ask("answers", **june)  # the answer comes on the first day after
    assert answered[["post_id", "answered"]].to_numpy().tolist() == [["b", True]]
    with writing(store) as session:
        session.delete(session.get(Post, (Network.X, "early")))
    late = ask("unanswered", as_of=as_of)
    assert late.to_dict("records") == [
        {
            "occurred_at": pd.Timestamp("2026-05-18 12:00"),
            "network": "x",
            "post_id": "a",
            "url": "https://x.example/a",
            "source": "musee-d-orsay",
            "target": "week",
            "kind": "mention",
        }
    ]
    assert ask("unanswered", as_of=as_of, start=date(2026, 5, 19)).empty
    assert ask("unanswered", as_of=NOON + timedelta(hours=71)).empty


def test_references_that_cannot_be_told_are_counted_by_kind(keep: Keep, ask: Ask) -> None:
    told = [(Kind.REPLY, ""), (Kind.QUOTE, "8"), (Kind.QUOTE, "9")]
    rows = [
        Unresolved(network=Network.X, post_id="a", kind=kind, referenced_id=id) for kind, id in told
    ]
    keep(*MUSEUMS, *ACCOUNTS, post("a", NOON, 1), *rows)
    assert ask("unresolved").to_dict("records") == [
        {"network": "x", "kind": "quote", "references": 2},
        {"network": "x", "kind": "reply", "references": 1},
    ]


QUESTIONS: dict[str, dict[str, Any]] = {
    **{query: {} for query in queries.__all__},
    "posts_between": {"source": "a", "target": "b"},
    "import_problems": {"run": 1},
    "sync_items": {"run": 1},
    "posts_by_day": {"account": 1},
    "answers": {"as_of": NOON},
    "unanswered": {"as_of": NOON},
}
DATED = {"occurred_at", "started", "finished", "at", "computed_at", "answered_at"}
DATED |= {"looked_up", "read_at", "resumes_at"}
DAYS = {"joined_on", "left_on", "status_since", "first_day", "last_day", "month", "starts", "ends"}
DAYS |= {"day", "addressed_since"}


@pytest.mark.parametrize("query", sorted(QUESTIONS))
def test_an_empty_store_answers_with_the_columns_of_a_full_one(ask: Ask, query: str) -> None:
    empty = ask(query, **QUESTIONS[query])
    assert empty.empty
    for name in empty:
        kind = str(empty[name].dtype)
        if name in DATED:
            assert kind == "datetime64[us]", name
        elif name in DAYS | {"until"}:
            assert kind == "datetime64[s]", name
        else:
            assert not kind.startswith("datetime"), name


def test_rows_do_not_change_the_types_of_the_columns(keep: Keep, ask: Ask) -> None:
    event = Event(id=1, title="Day", starts=date(2026, 6, 1), ends=date(2026, 6, 1))
    rows = [
        *(*MUSEUMS, *ACCOUNTS, event, Participation(event_id=1, institution_id="week")),
        Coverage(
            account_id=3, source="api", first_day=date(2026, 1, 1), last_day=date(2026, 12, 1)
        ),
        *(post("a", NOON, 1), named("a", NOON, Kind.MENTION, 1, 3)),
        PostTag(network=Network.X, post_id="a", tag="art", shown="Art"),
        TieMonth(month=date(2026, 5, 1), source="ecomusee", target="week", mentions=1),
        Position(institution_id="week", x=1, y=0, computed_at=NOON),
        Suggestion(a="ecomusee", b="week", computed_at=NOON, score=0.1, method="m"),
        Decision(a="ecomusee", b="week", status=DecisionStatus.LATER, by="me", at=NOON),
        ImportRun(id=1, started=NOON, by="me", what="posts"),
        ImportProblem(run=1, file="a", line=0, reason="bad"),
        Unresolved(network=Network.X, post_id="a", kind=Kind.QUOTE, referenced_id="9"),
        SyncRun(id=1, network=Network.X, what="posts", started=NOON, by="me"),
        SyncItem(run=1, account_id=1, outcome="ok"),
    ]
    asked = QUESTIONS | {
        "posts_between": {"source": "musee-d-orsay", "target": "week"},
        "answers": {"as_of": datetime(2026, 11, 1, tzinfo=UTC)},
        "unanswered": {"as_of": datetime(2026, 11, 1, tzinfo=UTC)},
    }
    empty = {query: ask(query, **arguments).dtypes for query, arguments in asked.items()}
    keep(*rows)
    for query, arguments in asked.items():
        full = ask(query, **arguments)
        assert len(full), query
        assert full.dtypes.to_dict() == empty[query].to_dict(), query


def test_a_question_sees_what_the_same_session_just_wrote(store: Engine) -> None:
    with Session(store) as session:
        session.add(Institution(id="new", name="New"))
        assert queries.institutions(session=session)["id"].tolist() == ["new"]
