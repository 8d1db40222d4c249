"""Names as ids: in Latin letters without accents, lower case, words joined by hyphens."""

import re
from collections.abc import Container
from itertools import count

from anyascii import anyascii

LONGEST = 80


def folded(text: str | None) -> str:
    """A name for comparing: without case, accents and punctuation.

    >>> folded("Musée d’Orsay") == folded("MUSEE D'ORSAY"), folded("…"), folded(None)
    (True, '…', '')
    """
    text = text or ""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-") or text.strip()


def slug(text: str) -> str:
    """The text as an id of at most 80 letters, digits and hyphens; empty if it has neither.

    >>> slug("Musée d’Orsay"), slug("Эрмитаж"), slug("…")
    ('musee-d-orsay', 'ermitazh', '')
    """
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")
    return words[:LONGEST].rstrip("-")


def institution_id(name: str, city: str | None, taken: Container[str]) -> str:
    """An id that is not taken yet: the name's slug, then with the city, then with a number.

    >>> institution_id("Musée d'art", "Lyon", {"musee-d-art"})
    'musee-d-art-lyon'
    """
    plain = slug(name) or "institution"
    wider = slug(f"{plain} {city or ''}")
    for candidate in (plain, wider):
        if candidate not in taken:
            return candidate
    return next(
        numbered
        for number in count(2)
        if (numbered := f"{wider[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}")
        not in taken
    )
