import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from shared.known_days import known_days

EPOCH = pd.Timestamp("2026-01-01")


def table(spans: list[tuple[str, int, int]]) -> pd.DataFrame:
    rows = [
        (who, EPOCH + pd.Timedelta(days=a), EPOCH + pd.Timedelta(days=b)) for who, a, b in spans
    ]
    return pd.DataFrame(rows, columns=["who", "first_day", "last_day"]).astype(
        {"who": "str", "first_day": "datetime64[s]", "last_day": "datetime64[s]"}
    )


def read(runs: pd.DataFrame) -> set[tuple[str, int, int]]:
    return {
        (row.who, (row.first_day - EPOCH).days, (row.last_day - EPOCH).days)
        for row in runs.itertuples()
    }


def test_runs_that_touch_or_overlap_are_one() -> None:
    runs = known_days(
        table([("a", 0, 3), ("a", 4, 6), ("a", 1, 2), ("a", 8, 9), ("b", 4, 4)]), ["who"]
    )
    assert read(runs) == {("a", 0, 6), ("a", 8, 9), ("b", 4, 4)}


def test_no_coverage_gives_no_run() -> None:
    assert known_days(table([]), ["who"]).columns.tolist() == ["who", "first_day", "last_day"]


spans = st.tuples(st.sampled_from("ab"), st.integers(0, 15), st.integers(0, 5))


@given(st.lists(spans.map(lambda s: (s[0], s[1], s[1] + s[2]))))
def test_the_same_days_are_known_each_in_one_run(found: list[tuple[str, int, int]]) -> None:
    runs = read(known_days(table(found), ["who"]))
    days = [(who, day) for who, first, last in runs for day in range(first, last + 1)]
    assert len(days) == len(set(days))
    assert set(days) == {(w, day) for w, first, last in found for day in range(first, last + 1)}
    assert not {(who, last + 1) for who, _, last in runs} & set(days)
