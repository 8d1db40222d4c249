"""The reader's language: sentences, numbers and dates, in French first and in English.

A sentence is written in English where it is used: `_("{n} members posted.", n=12)`. Its French
stands in `locale/fr/*.po`, one catalogue per room. Numbers and days given as values are written
the reader's way; a value from outside the house passes `md` before it gets here.

Which language: `?lang=` of the address, then the choice made in this visit, then the browser's
own language if it is English or French, then French.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from babel.messages.pofile import read_po

from dashboard import spoken
from shared.sentences import Refusal, Sentence
from shared.text import md

LANGUAGES = ("fr", "en")
CATALOGUES = Path(__file__).parent / "locale"
CHOICE = "lang-choice"  # where a visit remembers the language chosen

_said: ContextVar[str | None] = ContextVar("language", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use this language inside the block, whatever the reader's is (reports, tests)."""
    before = _said.set(language)
    try:
        yield
    finally:
        _said.reset(before)


def lang() -> str:
    """The reader's language: "fr" or "en"."""
    browser = (st.context.locale or "").partition("-")[0].lower()
    wishes = (_said.get(), st.query_params.get("lang"), st.session_state.get(CHOICE), browser)
    return next((wish for wish in wishes if wish in LANGUAGES), "fr")


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Every translated sentence of a language: English template → its forms (one, many)."""
    sentences: dict[str, tuple[str, ...]] = {}
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    told = message.string
                    sentences[one] = (told,) if isinstance(told, str) else tuple(told)
    return sentences


def _filled(template: str, values: dict[str, Any]) -> str:
    language = lang()
    return template.format(**{name: _value(value, language) for name, value in values.items()})


def _value(value: Any, language: str) -> str:
    """A value as the reader writes it: 1,234 or 1 234, 22 November or 22 novembre."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return spoken.number(value, language)
    if isinstance(value, date):
        return spoken.day(value, language)
    return str(value)


def _(template: str, **values: Any) -> str:
    """The sentence in the reader's language, its values filled in."""
    forms = catalogue(lang()).get(template, (template,))
    return _filled(forms[0], values)


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """The form that goes with `n`; in French, zero goes with one."""
    if lang() == "en":
        return _filled(one if n == 1 else many, {"n": n, **values})
    forms = catalogue(lang()).get(one, (one, many))
    return _filled(forms[0 if abs(n) < 2 else -1], {"n": n, **values})


def told(sentence: Sentence | Refusal, *, plain: bool = False) -> str:
    """What the product says, in the reader's language.

    Its texts are made literal for elements that read Markdown; `plain` leaves them as they are,
    for cells and options.
    """
    if isinstance(sentence, Refusal):
        sentence = sentence.sentence
    values = {name: _part(value, plain) for name, value in sentence.values.items()}
    return _filled(catalogue(lang()).get(sentence.template, (sentence.template,))[0], values)


def _part(value: Any, plain: bool) -> Any:
    if isinstance(value, Sentence):
        return told(value, plain=plain)
    return md(value) if isinstance(value, str) and not plain else value


def number(value: float, decimals: int = 0) -> str:
    """1,234 or 1 234."""
    return spoken.number(value, lang(), decimals)


def change(value: int) -> str:
    """+27, −9 or ±0: a difference with its sign."""
    return spoken.change(value, lang())


def percent(share: float, decimals: int = 0) -> str:
    """A share from 0 to 1 as 41% or 41 %."""
    return spoken.percent(share, lang(), decimals)


def day(value: date, *, year: bool = True) -> str:
    """22 November 2026, or 22 novembre 2026."""
    return spoken.day(value, lang(), year=year)


def day_range(first: date, last: date) -> str:
    """1–22 November 2026, or 1er–22 novembre 2026; both days included."""
    return spoken.day_range(first, last, lang())


def month(value: date) -> str:
    """November 2026, or novembre 2026."""
    return spoken.month(value, lang())


def moment(value: Any) -> str:
    """A time with its day, as given: whoever calls has chosen the time zone."""
    return spoken.moment(value, lang())


def listing(items: list[str]) -> str:
    """ "A, B and C", or "A, B et C"."""
    return spoken.listing(items, lang())


def country(code: str) -> str:
    """The country's name for an ISO 3166-1 code; the code itself if unknown."""
    return spoken.country(code, lang())
