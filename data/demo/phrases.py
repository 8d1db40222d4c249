"""What the museums say: short invented sentences in seven languages (phrases.toml)."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def languages() -> list[str]:
    """The languages in which there are phrases (ISO 639-1)."""
    return list(_phrases())


def phrase(rng: Random, language: str, occasion: str, *, who: str = "", tag: str = "") -> str:
    """A sentence for an occasion (a list of phrases.toml), its gaps filled."""
    words = _phrases()[language]
    template: str = rng.choice(words[occasion])
    return template.format(thing=rng.choice(words["things"]), who=who, tag=tag)
