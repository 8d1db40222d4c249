import pytest

from shared.formulas import bared, defused

HOSTILE = ["=1+1", "+33", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_starts_a_formula_is_shown_as_text(text):
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", [*HOSTILE, "'=1", "''@a", "'s-Hertogenbosch", "'", "", "a=b"])
def test_a_guarded_text_comes_back_as_it_was(text):
    assert bared(defused(text)) == text


@pytest.mark.parametrize("value", [-1.5, 3, None, "Louvre", "'s-Hertogenbosch"])
def test_numbers_and_plain_texts_stay_as_they_are(value):
    assert defused(value) == value
