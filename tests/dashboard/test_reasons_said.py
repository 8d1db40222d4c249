"""Reasons are data; what the page says of them is true, in words that hold in both languages."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard import spoken
from dashboard.i18n import speaking
from dashboard.reasons_said import Happening, Known, sentences
from shared.text import md

PAIR = ("a", "b")
WEEK = Happening(
    "Semaine", date(2026, 11, 20), date(2026, 11, 26), probable=False, participants=frozenset(PAIR)
)
DAYS = spoken.day_range(WEEK.starts, WEEK.ends, "fr")
KNOWN = Known(
    names={"a": "Aquarium", "b": "Beffroi", "c": "Citadelle", "d": "Donjon", "e": "Écluse"},
    events={7: WEEK},
    today=date(2026, 11, 23),
    literal=md,
)


def said(reason: dict[str, Any], known: Known = KNOWN, language: str = "fr") -> str:
    with speaking(language):
        (sentence,) = sentences(PAIR, [reason], known)
    return sentence.replace("\u00a0", " ")


def unanswered(count: int) -> dict[str, Any]:
    return {
        "code": "unanswered", "source": "b", "target": "a", "count": count,
        "last": "2026-11-01", "posts": [],
    }  # fmt: skip


def contacts(*ids: str, count: int, likely: bool = False) -> dict[str, Any]:
    return {"code": "shared_contacts", "contacts": list(ids), "count": count, "likely": likely}


def lapsed(count: int, *, two_way: bool) -> dict[str, Any]:
    return {"code": "lapsed", "count": count, "last_month": "2025-09-01", "two_way": two_way}


def tags(*shown: str, count: int) -> dict[str, Any]:
    return {"code": "shared_tags", "tags": list(shown), "count": count}


@pytest.mark.parametrize(
    ("reason", "french"),
    [
        (
            unanswered(1),
            "Beffroi a adressé un message à l’autre le 1er novembre 2026, "
            "sans réponse publique sous 72 heures.",
        ),
        (
            unanswered(3),
            "Beffroi a adressé 3 messages à l’autre, sans réponse publique sous 72 heures ; "
            "le dernier date du 1er novembre 2026.",
        ),
        (contacts("c", count=1), "Les deux ont un interlocuteur en commun : Citadelle."),
        (
            contacts("c", "d", count=2),
            "Les deux ont 2 interlocuteurs en commun : Citadelle et Donjon.",
        ),
        (
            contacts("c", "d", "e", "x", "y", count=9),
            "Les deux ont 9 interlocuteurs en commun, dont Citadelle, Donjon et Écluse.",
        ),
        (
            lapsed(4, two_way=True),
            "Leur relation est en pause : 4 interactions dans les deux sens, "
            "la dernière en septembre 2025.",
        ),
        (
            lapsed(2, two_way=False),
            "Leur relation est en pause : 2 interactions dans un seul sens, "
            "la dernière en septembre 2025.",
        ),
        (
            lapsed(1, two_way=False),
            "Leur relation est en pause : une seule interaction, en septembre 2025.",
        ),
        (tags("sel", count=1), "Les deux utilisent un hashtag rare dans le consortium : \\#sel."),
        (
            tags("sel", "eau", count=2),
            "Les deux utilisent 2 hashtags rares dans le consortium : \\#sel et \\#eau.",
        ),
        (
            tags("sel", "eau", "air", "feu", count=6),
            "Les deux utilisent 6 hashtags rares dans le consortium, "
            "dont \\#sel, \\#eau et \\#air.",
        ),
        ({"code": "same_city", "city": "Lyon", "country": "FR"},
         "Les deux sont dans la même ville : Lyon."),
        ({"code": "same_country_kind", "country": "FR", "kind": "maritime"},
         "Les deux sont du même type, dans le même pays : Mer et navigation, France."),
        ({"code": "same_kind", "kind": "art"}, "Les deux sont du même type : Art."),
    ],
)  # fmt: skip
def test_each_reason_is_a_full_french_sentence(reason: dict[str, Any], french: str) -> None:
    assert said(reason) == french


@pytest.mark.parametrize(
    ("reason", "english"),
    [
        (
            unanswered(3),
            "Beffroi addressed 3 messages to the other, without a public answer within 72 hours; "
            "the last on 1 November 2026.",
        ),
        (contacts("c", count=1), "Both have one contact in common: Citadelle."),
        (
            {"code": "same_event", "event": 7},
            "Both take part in “Semaine”, until 26 November 2026.",
        ),
    ],
)
def test_english_says_the_same(reason: dict[str, Any], english: str) -> None:
    assert said(reason, language="en") == english


@pytest.mark.parametrize(
    ("today", "probable", "french"),
    [
        (date(2026, 11, 19), False, f"Les deux participeront à « Semaine » ({DAYS})."),
        (date(2026, 11, 19), True,
         f"Les deux participeront à « Semaine » (date probable : {DAYS})."),
        (date(2026, 11, 20), True,
         f"Les deux participent à « Semaine » (date probable : {DAYS})."),
        (date(2026, 11, 26), False,
         "Les deux participent à « Semaine », jusqu’au 26 novembre 2026."),
        (date(2026, 11, 27), False, f"Les deux ont participé à « Semaine » ({DAYS})."),
        (date(2026, 11, 27), True,
         f"Les deux ont participé à « Semaine » (date probable : {DAYS})."),
    ],
)  # fmt: skip
def test_an_event_is_told_in_the_tense_of_the_day_of_reading(
    today: date, probable: bool, french: str
) -> None:
    known = replace(KNOWN, today=today, events={7: replace(WEEK, probable=probable)})
    assert said({"code": "same_event", "event": 7, "coming": True}, known) == french


def test_what_no_longer_holds_is_not_said() -> None:
    reason = {"code": "same_event", "event": 7}
    alone = replace(WEEK, participants=frozenset({"a"}))
    assert sentences(PAIR, [reason], replace(KNOWN, events={})) == []
    assert sentences(PAIR, [reason], replace(KNOWN, events={7: alone})) == []


def test_a_pair_that_would_meet_anyway_says_so() -> None:
    sentence = said(contacts("c", "d", "e", count=3, likely=True))
    assert sentence.endswith("les deux se croiseraient sans doute de toute façon.")


def test_at_most_three_reasons_are_told_and_the_strongest_stays_first() -> None:
    many = [lapsed(count, two_way=True) for count in (5, 4, 3, 2)]
    with speaking("en"):
        told = sentences(PAIR, [{"code": "of the future"}, *many], KNOWN)
    assert [sentence.split(": ")[1][:1] for sentence in told] == ["5", "4", "3"]


def test_names_titles_and_tags_are_letters_in_markdown_and_as_stored_in_a_cell() -> None:
    hostile = "**x** [y](https://evil.example)"
    happening = {7: replace(WEEK, title=hostile)}
    known = replace(KNOWN, names={"c": hostile, "b": hostile}, events=happening)
    reasons = (unanswered(2), contacts("c", count=1), {"code": "same_event", "event": 7})
    for reason in (*reasons, tags(hostile, count=1)):
        assert "\\*\\*x\\*\\* \\[y\\]\\(https" in said(reason, known)
        assert hostile in said(reason, replace(known, literal=str))
