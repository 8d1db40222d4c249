"""What museums plan and decide, and what was brought in, asked of a store on both engines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pandas as pd

from shared.models import (
    Decision,
    DecisionStatus,
    Event,
    EventOrigin,
    ImportProblem,
    ImportRun,
    Institution,
    Participation,
    Position,
    Suggestion,
)

Keep = Callable[..., None]
Ask = Callable[..., pd.DataFrame]

NOON = datetime(2026, 5, 18, 12, tzinfo=UTC)
MUSEUMS = [Institution(id=one, name=one) for one in ("ecomusee", "musee-d-orsay", "week")]


def test_events_keep_their_hours_lists_and_days(keep: Keep, ask: Ask) -> None:
    day = {"starts": date(2026, 5, 18), "ends": date(2026, 5, 19)}
    keep(
        *MUSEUMS,
        Event(id=1, title="Later", starts=date(2026, 6, 1), ends=date(2026, 6, 1)),
        Event(
            id=2,
            title="Nuit",
            **day,
            opens=time(19, 5),
            closes=time(0, 0),
            hashtags=["Nuit"],
            day_tags={"2026-05-18": "Un"},
            origin=EventOrigin.DETECTED,
        ),
        Participation(event_id=2, institution_id="week"),
    )
    found = ask("events")
    assert found["title"].tolist() == ["Nuit", "Later"]
    assert found["opens"].tolist() == ["19:05", None]
    assert found["closes"].tolist() == ["00:00", None]
    assert found["hashtags"].tolist() == [["Nuit"], []]
    assert found["day_tags"].tolist() == [{"2026-05-18": "Un"}, {}]
    assert found["origin"].tolist() == ["detected", "manual"]
    assert found["ends"].tolist()[0] == pd.Timestamp("2026-05-19")
    assert ask("participations").to_numpy().tolist() == [[2, "week", "partner", "invited"]]


def test_the_map_tells_who_is_in_no_community(keep: Keep, ask: Ask) -> None:
    keep(
        *MUSEUMS,
        Position(institution_id="week", x=1, y=-0.5, community=2, computed_at=NOON),
        Position(institution_id="ecomusee", x=0, y=0, computed_at=NOON),
    )
    found = ask("positions")
    assert found["institution_id"].tolist() == ["ecomusee", "week"]
    assert found["community"].dtype == "Int64"
    assert found["community"].isna().tolist() == [True, False]


def test_suggestions_come_best_first_with_their_reasons(keep: Keep, ask: Ask) -> None:
    reasons = [{"code": "same_city", "city": "Paris"}]
    keep(
        *MUSEUMS,
        Suggestion(a="ecomusee", b="week", computed_at=NOON, score=0.1, method="m"),
        Suggestion(
            a="ecomusee",
            b="musee-d-orsay",
            computed_at=NOON,
            score=0.9,
            method="m",
            reasons=reasons,
        ),
    )
    found = ask("suggestions")
    assert found["b"].tolist() == ["musee-d-orsay", "week"]
    assert found["reasons"].tolist() == [reasons, []]


def test_the_last_decision_about_a_pair_holds(keep: Keep, ask: Ask) -> None:
    def decision(
        number: int, b: str, status: DecisionStatus, until: date | None = None
    ) -> Decision:
        return Decision(id=number, a="ecomusee", b=b, status=status, by="me", at=NOON, until=until)

    keep(
        *MUSEUMS,
        decision(1, "week", DecisionStatus.DISMISSED),
        decision(2, "musee-d-orsay", DecisionStatus.LATER, date(2026, 9, 1)),
        decision(3, "week", DecisionStatus.OPEN),
    )
    found = ask("decisions")
    assert found[["id", "b", "status"]].to_numpy().tolist() == [
        [3, "week", "open"],
        [2, "musee-d-orsay", "later"],
    ]
    assert found["until"].tolist() == [pd.NaT, pd.Timestamp("2026-09-01")]


def test_imports_come_newest_first_each_with_its_own_problems(keep: Keep, ask: Ask) -> None:
    keep(
        ImportRun(id=1, started=NOON, by="me", what="posts", files=["a.jsonl"]),
        ImportRun(
            id=2, started=NOON, finished=NOON, by="me", what="roster", counts={"posts_read": 3}
        ),
        ImportProblem(run=1, file="a.jsonl", line=2, reason="{n} bytes", values={"n": 3}),
        ImportProblem(run=2, file="b.csv", line=1, reason="no name"),
    )
    runs = ask("import_runs")
    assert runs["id"].tolist() == [2, 1]
    assert runs["finished"].isna().tolist() == [False, True]
    assert runs["counts"].tolist() == [{"posts_read": 3}, {}]
    problems = ask("import_problems", run=1)
    assert problems[["file", "line", "reason", "values"]].to_numpy().tolist() == [
        ["a.jsonl", 2, "{n} bytes", {"n": 3}]
    ]
