"""What one cell of a table holds: nothing, one thing, an id, or a list."""

import re
from typing import Any

import msgspec

from shared.models import Network
from shared.sentences import Refusal, say

_NOTHING = frozenset(("", "nan", "NaN", "None", "null", "NULL", "<NA>", "[]", "{}", "()"))
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_BETWEEN = re.compile(r"[\s,;|]+")
_LISTED = re.compile(r"\[.*\]|\(.*\)|\{.*\}", re.DOTALL)
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]0+")
_NAMING = ("username", "screen_name", "acct", "handle", "tag", "text")
_X_ID = re.compile(r"\d{1,20}", re.ASCII)
_X_ADDRESS = re.compile(r"https?://\S+/status(?:es)?/(\d{1,20})\b\S*", re.ASCII)
_ID = re.compile(r"\S{1,300}")
MOST_LISTED = 1_000  # things one cell may list


def one(cell: str) -> str | None:
    """The cell's text, or None where a program wrote that there is nothing."""
    text = cell.strip()
    return None if text in _NOTHING else text


def listed(cell: str, naming: tuple[str, ...] = _NAMING) -> list[str]:
    """What the cell lists: Python's or JSON's text, or separated by space, comma, semicolon, bar.

    Of a list of JSON objects, the first of the keys `naming` is taken from each.
    Raises Refusal for more than MOST_LISTED things.

    >>> listed("['a', 'b']"), listed("@a; @b"), listed('[{"username": "a"}]')
    (['a', 'b'], ['@a', '@b'], ['a'])
    """
    text = one(cell)
    if text is None:
        return []
    found = _elements(text, naming) if _LISTED.fullmatch(text) else _BETWEEN.split(text)
    things = [thing for thing in map(str.strip, found) if thing not in _NOTHING]
    if len(things) > MOST_LISTED:
        raise Refusal(
            say(
                "A cell lists {count} things; {most} is the most.",
                count=len(things),
                most=MOST_LISTED,
            )
        )
    return things


def _elements(text: str, naming: tuple[str, ...]) -> list[str]:
    """The elements of a list written as JSON, or as Python writes it."""
    try:
        read = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        read = None
    if isinstance(read, list):
        return [name for name in (_name(each, naming) for each in read) if name]
    quoted = [single or double for single, double in _QUOTED.findall(text)]
    return quoted or _BETWEEN.split(text[1:-1].strip())


def _name(element: Any, naming: tuple[str, ...]) -> str | None:
    if isinstance(element, str):
        return element
    if isinstance(element, int) and not isinstance(element, bool):
        return str(element)
    if isinstance(element, float):
        return repr(element)  # an id that was rounded: refused as such
    if isinstance(element, dict):
        return next((str(element[key]) for key in naming if element.get(key)), None)
    return None


def native(text: str, network: Network) -> str:
    """An id as its network gives it; of a post's address on X, the id in it.

    Raises Refusal for an id that a spreadsheet rounded: its last figures are lost.
    """
    text = text.strip().removeprefix("'")
    if _ROUNDED.fullmatch(text):
        raise Refusal(
            say(
                "“{id}” was rounded by a spreadsheet, and its last figures are lost;"
                " export the table again with its ids as text.",
                id=text[:100],
            )
        )
    if network is Network.X:
        address = _X_ADDRESS.fullmatch(text)
        text = address[1] if address else text
    if not (_X_ID if network is Network.X else _ID).fullmatch(text):
        raise Refusal(say("“{id}” is not an id.", id=text[:100]))
    return text
