import pytest

from shared.collection.files.lines import Line
from shared.collection.formats.rows import delimiter_of, names_of_table, rows
from shared.sentences import Sentence


def read(text, columns=()):
    data = text if isinstance(text, bytes) else text.encode()
    numbered = (Line(number, line) for number, line in enumerate(data.split(b"\n"), 1))
    return [
        (number, "aside" if isinstance(cells, Sentence) else cells)
        for number, cells in rows(numbered, columns)
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    assert read(f"a{delimiter}b\n1{delimiter}2") == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_the_delimiter_that_finds_the_asked_columns_wins():
    assert delimiter_of("when, where, how;who", ("who",)) == ";"


def test_a_first_line_for_excel_names_the_delimiter():
    assert read("sep=;\na;b,c,d\n") == [(2, ["a", "b,c,d"])]


def test_a_cell_may_go_over_lines_and_a_row_has_its_first_lines_number():
    assert read('a,b\n"x\ny",2\n3,4') == [(1, ["a", "b"]), (2, ["x\ny", "2"]), (4, ["3", "4"])]


def test_empty_rows_are_passed_over():
    assert read("a,b\n\n,\n1,2\n") == [(1, ["a", "b"]), (4, ["1", "2"])]


@pytest.mark.parametrize(
    "bad", ['"never closed,1', '"x"y,1', "nul\0,1", b"\xff\xfe,1", '"' + "x" * 200_000 + '",1']
)
def test_a_bad_row_is_kept_aside_and_the_next_ones_are_read(bad):
    data = bad if isinstance(bad, bytes) else bad.encode()
    assert read(b"a,b\n" + data + b"\n3,4\n5,6") == [
        (1, ["a", "b"]),
        (2, "aside"),
        (3, ["3", "4"]),
        (4, ["5", "6"]),
    ]


def test_quotation_marks_never_closed_cost_no_more_than_their_lines():
    found = read("a,b\n" + '"x,1\n' * 20_000 + "3,4")
    assert found[-1] == (20_002, ["3", "4"])
    assert len(found) == 20_002


@pytest.mark.parametrize(
    "beginning, names",
    [
        (["a,b", "1,2"], ["a", "b"]),
        (["a;b"], ["a", "b"]),
        (["One, two, three", "is no table."], []),
        (["Words"], []),
        ([], []),
        (["a,a", "1,2"], []),
    ],
)
def test_a_table_is_told_from_prose(beginning, names):
    assert names_of_table(beginning) == names


def test_a_row_of_many_long_cells_is_kept_aside_before_it_fills_the_memory():
    row = ",".join(['"' + "x" * 100_000 + '\ny"'] * 12)
    assert (2, "aside") in read(f"a,b\n{row}\n3,4")
    assert (2, "aside") not in read(f"a,b\n{row[: 8 * 100_005 - 1]}\n3,4")
