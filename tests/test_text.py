"""Hostile names and texts come through as letters, never as orders to a page or a store."""

import sqlite3

import pytest

from shared.text import LONGEST_POST, clean, md, show

JOINER = "\u2060"
HOSTILE = [
    "**Louvre**",
    "[click](https://evil.example)",
    "![beacon](https://evil.example/pixel.png)",
    "$\\frac{1}{2}$",
    ":red[alarm]",
    ":material/home:",
    ":streamlit:",
    ":smile:",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "https://evil.example",
    "www.evil.example",
    "ana@evil.example",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "# Title",
    "1. item",
    "- item",
    "> quotation",
    "`code`",
    "a | b",
    "&lt;b&gt;",
    "=HYPERLINK(1)",
    "~~struck~~",
    "\\*already\\*",
]


def unescaped(markdown: str) -> str:
    """What CommonMark shows for text in which every backslash escapes the next character."""
    letters = iter(markdown)
    return "".join(next(letters) if letter == "\\" else letter for letter in letters)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_label_reads_as_the_text_it_was_made_from(hostile):
    assert unescaped(md(hostile)).replace(JOINER, "") == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_mark_of_markdown_stands_unescaped_in_a_label(hostile):
    label = md(hostile).replace("\\\\", "")
    for mark in "*_`[]()#!|<>$~&":
        assert label.count(mark) == label.count("\\" + mark), mark


@pytest.mark.parametrize(
    "hostile, broken",
    [
        (":material/home:", ":material"),
        ("https://evil.example", "https://"),
        ("www.evil.example", "www."),
        ("WWW.evil.example", "WWW."),
        ("ana@evil.example", "@evil"),
    ],
)
def test_what_a_backslash_does_not_stop_is_broken_by_an_invisible_joiner(hostile, broken):
    assert broken not in unescaped(md(hostile))


@pytest.mark.parametrize("arrow", ["->", "<-", "<->", "--", ">=", "<=", "~="])
def test_arrows_stay_the_two_letters_they_were(arrow):
    assert arrow not in unescaped(md(f"a {arrow} b"))


def test_a_number_at_the_start_opens_no_list():
    assert md("1. January") == "1\\. January"


def test_a_label_is_one_line():
    assert md(" Museum\n\n# of\tcats ") == "Museum \\# of cats"


def test_half_a_character_is_replaced_and_controls_vanish():
    assert clean("a\x00b\x1b[31m \ud83c end\x85") == "ab[31m � end"


def test_accents_are_composed_and_line_ends_are_the_same_everywhere():
    assert clean("Muse\u0301e\r\nd'art\rmoderne") == "Musée\nd'art\nmoderne"


def test_emoji_and_other_scripts_stay():
    assert clean("🏛️ متحف اللوفر 博物馆") == "🏛️ متحف اللوفر 博物馆"


def test_a_text_has_an_end():
    assert len(clean("x" * (LONGEST_POST + 1))) == LONGEST_POST
    assert clean("Louvre", limit=3) == "Lou"


def test_a_store_takes_what_was_cleaned():
    cleaned = clean("nul \x00 half \udc00")
    with sqlite3.connect(":memory:") as store:
        (length,) = store.execute("SELECT length(?)", (cleaned,)).fetchone()
    store.close()
    assert length == len(cleaned)
    assert cleaned.encode("utf-8")


@pytest.mark.parametrize(
    "mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
def test_marks_of_direction_do_not_reach_a_page(mark):
    assert md(f"Lou{mark}vre") == "Louvre"
    assert show(f"Lou{mark}vre") == "\u2068Louvre\u2069"


def test_shown_text_keeps_its_letters_and_its_own_direction():
    assert show("**Louvre**") == "\u2068**Louvre**\u2069"
