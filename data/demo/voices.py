"""The accounts that speak in the sample: museums, organisers, and invented visitors."""

from functools import cache
from random import Random
from typing import NamedTuple

from data.demo.consortium import institutions

VISITORS = 320
_FIRST_VISITOR = 9_100_000_000_000_000_000
_PUBLIC = {"large": 60_000, "medium": 14_000, "small": 3_000}


class Voice(NamedTuple):
    """An account as a page of posts shows it."""

    handle: str
    native_id: str
    name: str
    language: str
    place: str
    followers: int


def visitor(number: int) -> str:
    """The handle of an invented visitor."""
    return f"visiteur_{number % VISITORS:03}_ex"


@cache
def voices() -> dict[str, Voice]:
    """Every account of the sample under its handle."""
    museums = [
        Voice(
            museum.handle,
            museum.native_id,
            museum.name,
            museum.language,
            museum.city,
            _PUBLIC.get(museum.size, 9_000) + int(museum.native_id) % 977,
        )
        for museum in institutions()
        if museum.handle
    ]
    return {voice.handle: voice for voice in [*museums, *_visitors()]}


def _visitors() -> list[Voice]:
    rng = Random("visitors")  # noqa: S311  an invented crowd, no secret
    languages = ("fr", "en", "de", "es", "it", "pt", "nl")
    return [
        Voice(
            visitor(number),
            str(_FIRST_VISITOR + 104_729 * number),
            f"Visiteur inventé {number}",
            rng.choice(languages),
            "",
            rng.randint(12, 900),
        )
        for number in range(VISITORS)
    ]
