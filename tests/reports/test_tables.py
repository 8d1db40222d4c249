import csv
from io import StringIO

import pandas as pd

from shared.reports.tables import csv_text


def test_a_table_is_written_with_its_names_and_without_formulas():
    frame = pd.DataFrame(
        {
            "=name": ["=1+1", "a,b", None],
            "count": pd.array([-1, 2, None], dtype="Int64"),
            "day": pd.to_datetime(["2026-05-18", None, "2026-05-19"]),
        }
    )
    rows = list(csv.reader(StringIO(csv_text(frame))))
    assert rows[0] == ["'=name", "count", "day"]
    assert [row[:2] for row in rows[1:]] == [["'=1+1", "-1"], ["a,b", "2"], ["", ""]]
    assert rows[1][2].startswith("2026-05-18")


def test_an_empty_table_keeps_its_header():
    assert csv_text(pd.DataFrame(columns=["a", "b"])) == "a,b\n"
