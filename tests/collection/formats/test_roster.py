from datetime import date

import pytest

from data import kinds
from shared.collection.formats import roster as formats
from shared.collection.formats.roster import LONGEST_CELL, read_roster
from shared.models import Network
from shared.roster import Claim, Row
from shared.sentences import Refusal


def rows(text: str) -> list[Row]:
    read = read_roster(text.encode())
    assert read.problems == []
    return read.rows


def cell(column: str, value: str) -> object:
    """What a cell is read as; None if it is reported."""
    read = read_roster(f'institution\t{column}\nA\t"{value}"\n'.encode())
    (row,) = read.rows
    assert [kept.line for kept in read.problems] == ([] if column in row.facts else [2])
    return row.facts.get(column)


def claims(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(c.network.value, c.handle, c.native_id) for row in rows(text) for c in row.claims]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("front", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_commas_semicolons_and_tabs_with_or_without_bom(delimiter, front, end):
    lines = [["City", " INSTITUTION "], ["Lyon", "Musée d’Art"], ["", ""], ["Rome", "B"]]
    text = front + end.join(delimiter.join(line) for line in lines)
    assert [(row.name, row.facts) for row in rows(text)] == [
        ("Musée d’Art", {"city": "Lyon"}),
        ("B", {"city": "Rome"}),
    ]


@pytest.mark.parametrize(
    "column, value, expected",
    [
        ("latitude", "48,85", 48.85),
        ("latitude", "-90", -90.0),
        ("latitude", "90.01", None),
        ("longitude", "180", 180.0),
        ("longitude", "-181", None),
        ("longitude", "nan", None),
        ("longitude", "1e999", None),
        ("latitude", "48°51′N", None),
        ("kind", "Art", "art"),
        ("kind", "histoire naturelle", "natural_history"),
        ("kind", "spaceship", None),
        ("country", "fr", "FR"),
        ("country", "Royaume-Uni", "GB"),
        ("country", "Netherlands", "NL"),
        ("country", "XX", None),
        ("country", "FRA", None),
        ("wikidata", "q19675", "Q19675"),
        ("wikidata", "https://www.wikidata.org/wiki/Q19675", "Q19675"),
        ("wikidata", "Q0", None),
        ("wikidata", "Louvre", None),
        ("member", "Oui", True),
        ("member", "NON", False),
        ("member", "1", True),
        ("government", "faux", False),
        ("government", "perhaps", None),
        ("joined_on", "2026-05-18", date(2026, 5, 18)),
        ("joined_on", "2026-02-30", None),
        ("joined_on", "18/05/2026", None),
        ("left_on", "2026-W01-1", None),
        ("website", "www.louvre.example/fr", "https://www.louvre.example/fr"),
        ("website", "HTTP://a.example", "HTTP://a.example"),
        ("website", "javascript:alert(1)//a.b", None),
        ("website", "http://[", None),
        ("languages", "FR, en", "fr en"),
        ("languages", "French", None),
        ("city", "x" * 121, None),
        ("city", "x" * (LONGEST_CELL + 1), None),
        ("city", "Saint-\x00Étienne", "Saint-Étienne"),
        ("size", "'-100", "-100"),
        ("city", "'s-Hertogenbosch", "'s-Hertogenbosch"),
    ],
)
def test_a_cell_is_read_or_reported_and_left_empty(column, value, expected):
    assert cell(column, value) == expected


@pytest.mark.parametrize("lang", ["id", "fr", "en"])
def test_a_kind_is_named_by_its_id_or_by_its_name_in_either_language(lang):
    for id in kinds():
        assert cell("kind", id if lang == "id" else kinds(lang)[id]) == id


@pytest.mark.parametrize(
    "written",
    [
        "@Art_A, @art_b",
        "art_a art_b",
        "https://x.com/Art_A;https://twitter.com/art_b",
        "['art_a', 'art_b']",
        '[""art_a"", ""art_b""]',
    ],
)
def test_a_cell_holds_several_handles_however_they_are_written(written):
    assert claims(f'institution,x,x_id\nA,"{written}","11 22"\n') == [
        ("x", "art_a", "11"),
        ("x", "art_b", "22"),
    ]


def test_each_network_has_its_column():
    text = (
        "institution,x,bluesky,bluesky_id,mastodon,instagram,facebook,linkedin\n"
        "A,a,a.bsky.social,did:plc:abc,@a@b.example,a.b,https://facebook.com/A.page,"
        "https://www.linkedin.com/company/a-b\n"
    )
    assert claims(text) == [
        ("x", "a", None),
        ("bluesky", "a.bsky.social", "did:plc:abc"),
        ("mastodon", "a@b.example", None),
        ("instagram", "a.b", None),
        ("facebook", "a.page", None),
        ("linkedin", "a-b", None),
    ]


def test_an_account_may_be_named_by_its_id_alone():
    assert claims('institution,x,x_id\nA,,7\nB,"b, ?","?, 8"\n') == [
        ("x", None, "7"),
        ("x", "b", None),
        ("x", None, "8"),
    ]


@pytest.mark.parametrize("ids", ["8,10E+17", "8.1e17", "12a", "1 2"])
def test_ids_that_are_mangled_or_cannot_be_paired_are_left_out(ids):
    read = read_roster(f'institution,x,x_id\nA,a,"{ids}"\n'.encode())
    assert read.rows[0].claims == (Claim(Network.X, "a", None),)
    assert [kept.line for kept in read.problems] == [2]


def test_a_wrong_handle_does_not_move_the_ids_of_the_others():
    read = read_roster(b'institution,x,x_id\nA,"a!, b","1, 2"\n')
    assert Claim(Network.X, "b", "2") in read.rows[0].claims
    assert len(read.problems) == 1


@pytest.mark.parametrize("line", [",Rome", "A,Rome,too,many", "x" * 301 + ",Rome"])
def test_a_line_without_a_usable_name_is_left_out_and_the_rest_read(line):
    read = read_roster(f"institution,city\n{line}\nB,Rome\n".encode())
    assert [row.name for row in read.rows] == ["B"]
    assert [kept.line for kept in read.problems] == [2]


def test_a_line_is_named_by_where_it_begins():
    read = read_roster(b'institution,latitude\n"A\nB",1\n\nC,91\n')
    assert [row.line for row in read.rows] == [2, 5]
    assert read.rows[0].name == "A B"
    assert [kept.line for kept in read.problems] == [5]


def test_other_columns_are_left_out_with_a_warning():
    read = read_roster(b"institution,colour,city,city\nA,red,Rome,Paris\n")
    assert read.rows[0].facts == {"city": "Rome"}
    assert [str(warning) for warning in read.warnings] == [
        "These columns are left out: colour, city."
    ]


def test_text_that_is_not_utf8_is_reported_where_it_stands():
    read = read_roster("institution,city\nOpéra,Rome\nB,Orléans\n".encode("latin-1"))
    assert [(row.name, row.facts) for row in read.rows] == [("B", {})]
    assert {kept.line for kept in read.problems} == {2, 3}


def test_an_institution_cannot_leave_before_it_joins():
    read = read_roster(b"institution,joined_on,left_on\nA,2025-01-01,2024-01-01\n")
    assert read.rows[0].facts == {"joined_on": date(2025, 1, 1)}
    assert [kept.line for kept in read.problems] == [2]


@pytest.mark.parametrize("id", ["Musée", "a b", "-a", "x" * 81])
def test_an_id_of_another_form_is_reported_and_made_anew(id):
    read = read_roster(f"id,institution\n{id},A\n".encode())
    assert read.rows[0].id is None
    assert [kept.line for kept in read.problems] == [2]


@pytest.mark.parametrize("text", ["", "\n\n", "museum,city\nA,Rome\n", "{}"])
def test_a_file_without_the_column_is_refused(text):
    with pytest.raises(Refusal, match="“institution”"):
        read_roster(text.encode())


def test_an_endless_cell_does_not_stop_the_reading():
    read = read_roster(b'institution\nA\n"' + b"x" * 200_000)
    assert [row.name for row in read.rows] == ["A"]
    assert read.problems[0].line == 3


def test_a_list_has_a_last_line_that_is_read(monkeypatch):
    monkeypatch.setattr(formats, "MOST_ROWS", 3)
    read = read_roster(b"institution\n" + b"A\n" * 6)
    assert [row.line for row in read.rows] == [2, 3, 4]
    assert [kept.line for kept in read.problems] == [5]


def test_a_list_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(formats, "LARGEST", 10)
    with pytest.raises(Refusal, match="larger than"):
        read_roster(b"institution\nA\n")
