"""Every sentence a person may read has its French, in the reader's words and typography."""

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from dashboard import i18n
from dashboard.i18n import _, ngettext, speaking, told
from shared.sentences import Refusal, say

ROOT = Path(__file__).parents[2]
ROOMS = ("dashboard", "shared", "data")
CATALOGUES = sorted((ROOT / "dashboard" / "locale" / "fr").glob("*.po"))
FORBIDDEN = re.compile(r"partenaire|isolée?s?\b|silencieu|couverture", re.IGNORECASE)
NO_BREAK, NARROW = "\u00a0", "\u202f"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function that takes a sentence, with the place it stands at."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and named(node) in ("_", "ngettext", "say"):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literal(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def sentences() -> dict[str, str]:
    """Each English template that can reach a reader, and a place where it stands."""
    found = {}
    for place, call in calls():
        for argument in call.args[: 2 if named(call) == "ngettext" else 1]:
            if (sentence := literal(argument)) is not None:
                found.setdefault(sentence, place)
    return found


def messages() -> Iterator[tuple[str, Message]]:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    yield path.name, message


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name}


def test_every_sentence_is_a_literal_so_that_it_can_be_translated() -> None:
    not_literal = [
        place
        for place, call in calls()
        if not call.args or literal(call.args[0]) is None
        if not place.startswith(("dashboard/i18n.py", "shared/sentences.py"))
    ]
    assert not_literal == []


def test_every_sentence_has_its_french() -> None:
    known = {form for _name, message in messages() for form in forms(message.id)}
    missing = [f"{place}: {text}" for text, place in sentences().items() if text not in known]
    assert not missing, "no French for:\n" + "\n".join(missing)


def test_no_translation_is_empty_or_uncertain() -> None:
    for name, message in messages():
        assert all(forms(message.string)), (name, message.id)
        assert not message.fuzzy, (name, message.id)


def test_a_sentence_is_translated_the_same_way_in_every_catalogue() -> None:
    seen: dict[object, object] = {}
    for name, message in messages():
        assert seen.setdefault(message.id, message.string) == message.string, (name, message.id)


def test_both_languages_have_the_same_values_in_a_sentence() -> None:
    for name, message in messages():
        for english, french in zip(forms(message.id), forms(message.string), strict=True):
            assert placeholders(english) == placeholders(french), (name, message.id)


def test_no_word_of_blame_stands_in_a_french_sentence() -> None:
    for name, message in messages():
        for french in forms(message.string):
            assert not FORBIDDEN.search(french), (name, french)


@pytest.mark.parametrize("sign", [":", ";", "?", "!", "%", "»"])
def test_a_no_break_space_stands_before_french_signs(sign: str) -> None:
    plain = re.compile(
        r"`[^`]*`|:(?:material|[a-z]+-badge|[a-z]+\[)[^ ]*|\{[^}]*\}|https?:\S+|\S*[=/@.]\S*"
    )
    for name, message in messages():
        for french in forms(message.string):
            text = plain.sub("x", french)
            for before in re.findall(rf"(.){re.escape(sign)}(?=\s|$|[.,)*…])", text):
                assert before in NO_BREAK + NARROW + "?!…", (name, french)


def test_a_no_break_space_stands_inside_french_quotation_marks() -> None:
    for name, message in messages():
        for french in forms(message.string):
            for after in re.findall("«(.)", french):
                assert after in NO_BREAK + NARROW, (name, french)
            assert '"' not in re.sub("`[^`]*`", "", french), (name, french)


def test_markdown_marks_are_the_same_in_both_languages() -> None:
    for name, message in messages():
        for english, french in zip(forms(message.id), forms(message.string), strict=True):
            counted = [Counter(re.findall(r"\*\*|`", text)) for text in (english, french)]
            assert counted[0] == counted[1], (name, french)


def test_a_sentence_reads_in_the_language_spoken() -> None:
    with speaking("fr"):
        assert _("Overview") == "Vue d’ensemble"
        assert ngettext("{n} new", "{n} new", 1234) == "1\u202f234 nouvelles"
        assert ngettext("{n} new", "{n} new", 0) == "0 nouvelle"
    with speaking("en"):
        assert _("Overview") == "Overview"
        assert ngettext("{n} tie between members", "{n} ties between members", 0) == (
            "0 ties between members"
        )


def test_values_are_written_the_readers_way() -> None:
    when = {"start": date(2026, 1, 1), "end": date(2026, 2, 3), "a": date(2025, 1, 1)}
    template = "No data from {start} to {end}. Data runs from {a} to {b}."
    with speaking("fr"):
        assert "du 1er janvier 2026 au 3 février 2026" in _(template, b="x", **when)
    with speaking("en"):
        assert "from 1 January 2026 to 3 February 2026" in _(template, b="x", **when)


def test_what_the_product_says_is_literal_on_a_page_and_plain_in_a_cell() -> None:
    sentence = say("{url} is not the address of a store.", url="**x**:material/home:")
    with speaking("en"):
        assert told(sentence).startswith("\\*\\*x\\*\\*:\u2060material")
        assert told(Refusal(sentence), plain=True) == str(sentence)


def test_a_sentence_within_a_sentence_is_told_in_the_same_language() -> None:
    inner = say("Overview")
    with speaking("fr"):
        assert told(say("{reason}", reason=inner)) == "Vue d’ensemble"


@pytest.mark.parametrize(
    "address, choice, browser, expected",
    [
        ("en", "fr", "fr-FR", "en"),
        (None, "en", "fr-FR", "en"),
        (None, None, "en-GB", "en"),
        (None, None, "de-DE", "fr"),
        ("de", None, "de-DE", "fr"),
        (None, None, None, "fr"),
    ],
)
def test_the_language_is_the_addresss_then_the_choice_then_the_browsers_then_french(
    monkeypatch: pytest.MonkeyPatch,
    address: str | None,
    choice: str | None,
    browser: str | None,
    expected: str,
) -> None:
    class Page:
        """What Streamlit knows of a reader, without a running server."""

        query_params = {"lang": address} if address else {}
        session_state = {i18n.CHOICE: choice} if choice else {}
        context = type("Context", (), {"locale": browser})

    monkeypatch.setattr(i18n, "st", Page)
    assert i18n.lang() == expected
