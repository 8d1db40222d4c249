"""Texts that a spreadsheet would take for formulas: guarded on the way out, bared on the way in."""

import re
from typing import Any

# What makes a spreadsheet take a cell for a formula, the full-width forms included.
_FORMULA = re.compile("^'*[=+\\-@\t\r\n＝＋－＠]")


def defused(value: Any) -> Any:
    """The value as a spreadsheet shows it letter by letter.

    A text that would start a formula gets an apostrophe in front. Numbers, days and absent
    values stay as they are.

    >>> defused("=1+1"), defused("Louvre"), defused(-3)
    ("'=1+1", 'Louvre', -3)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def bared(text: str) -> str:
    """The text that `defused` was given.

    >>> bared(defused("-70 °C")), bared("'s-Hertogenbosch")
    ('-70 °C', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
