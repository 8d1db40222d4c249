"""One cell of a roster: from what somebody wrote to a value, or a Refusal that says why not."""

import math
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from data import kinds
from shared.collection.formats.handles import account_named
from shared.models import Network
from shared.roster import UNKNOWN, Fact
from shared.sentences import Refusal, Sentence, say
from shared.slugs import folded
from shared.text import clean

_YES = {"1", "yes", "y", "true", "oui", "o", "vrai"}
_NO = {"0", "no", "n", "false", "non", "faux"}
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
_MANGLED = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)
_NATIVE = {
    Network.X: re.compile(r"[0-9]{1,20}"),
    Network.BLUESKY: re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,250}"),
}
_WIKIDATA = re.compile(r"(?:.*/|wd:)?(Q[1-9][0-9]{0,18})", re.IGNORECASE)


def fact(column: str, text: str) -> Fact:
    """The value of a cell of a column of facts (see `shared.roster.FACTS`).

    Raises Refusal if the cell cannot be what its column holds.
    """
    return _READERS.get(column, _plain)(text)


def accounts(network: Network, text: str) -> list[str | Sentence | None]:
    """The handles of a cell, in order; None for `?`, the reason in the place of a wrong one."""
    return [_handle(network, part) for part in _parts(text)]


def native_ids(network: Network, text: str) -> list[str | None]:
    """The network's own ids in a cell, in order; None where one is not known (`?`).

    Raises Refusal if one cannot be an id, such as one that a spreadsheet has rounded.
    """
    if _MANGLED.fullmatch(text.strip()):
        raise Refusal(
            say(
                "“{value}” is an id that a spreadsheet has rounded; bring it as text.",
                value=short(text),
            )
        )
    return [None if part == UNKNOWN else _native_id(network, part) for part in _parts(text)]


def short(text: str) -> str:
    """The beginning of a cell, for a sentence about it."""
    return clean(text, 80)


def _parts(text: str) -> list[str]:
    """The items of a cell: a list as text, or words between spaces, commas, semicolons or bars."""
    return [part for part in re.split(r"[\s,;|\[\]\"'()]+", text) if part]


def _handle(network: Network, part: str) -> str | Sentence | None:
    if part == UNKNOWN:
        return None
    try:
        return account_named(part, network).handle
    except Refusal as refusal:
        return refusal.sentence


def _native_id(network: Network, part: str) -> str:
    if not _NATIVE[network].fullmatch(part):
        raise Refusal(
            say("“{value}” is not an id of {network}.", value=short(part), network=network.value)
        )
    return part


def _plain(text: str) -> str:
    return text


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refusal(say("“{value}” is not a number of degrees.", value=short(text)))
    return number


def _latitude(text: str) -> float:
    if abs(degrees := _number(text)) > 90:
        raise Refusal(say("{value} is no latitude: it runs from -90 to 90.", value=short(text)))
    return degrees


def _longitude(text: str) -> float:
    if abs(degrees := _number(text)) > 180:
        raise Refusal(say("{value} is no longitude: it runs from -180 to 180.", value=short(text)))
    return degrees


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            say("“{value}” is not a day written as 2026-05-18.", value=short(text))
        ) from None


def _yes(text: str) -> bool:
    if (word := folded(text)) not in _YES | _NO:
        raise Refusal(say("“{value}” is neither yes nor no.", value=short(text)))
    return word in _YES


def _wikidata(text: str) -> str:
    if not (found := _WIKIDATA.fullmatch(text)):
        raise Refusal(say("“{value}” is not a Wikidata id such as Q19675.", value=short(text)))
    return found[1].upper()


def _website(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        good = parts.scheme.lower() in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        good = False
    if not good or re.search(r"[\s<>\"]", address):
        raise Refusal(say("“{value}” is not the address of a website.", value=short(text)))
    return address


def _languages(text: str) -> str:
    codes = text.lower().replace(",", " ").replace(";", " ").split()
    for code in codes:
        if not re.fullmatch(r"[a-z]{2,3}", code):
            raise Refusal(say("“{value}” is not a language code such as fr.", value=short(code)))
    return " ".join(codes)


def _country(text: str) -> str:
    if not (code := _countries().get(folded(text))):
        raise Refusal(
            say("“{value}” is not a country or its code of two letters.", value=short(text))
        )
    return code


@cache
def _countries() -> dict[str, str]:
    """Country codes by code and by name in French and English, folded."""
    named = {"uk": "GB"}
    for locale in ("fr", "en"):
        for code, name in Locale(locale).territories.items():
            if re.fullmatch(r"[A-Z]{2}", code) and code not in _NO_COUNTRY:
                named |= {folded(code): code, folded(name): code}
    return named


def _kind(text: str) -> str:
    if not (kind := _kinds().get(folded(text))):
        raise Refusal(
            say(
                "“{value}” is not a kind of institution; the kinds are {kinds}.",
                value=short(text),
                kinds=", ".join(kinds()),
            )
        )
    return kind


@cache
def _kinds() -> dict[str, str]:
    """Ids of kinds by id and by name in French and English, folded."""
    named = {folded(name): id for lang in ("fr", "en") for id, name in kinds(lang).items()}
    return named | {folded(id): id for id in kinds()}


_READERS: dict[str, Callable[[str], Fact]] = {
    "kind": _kind,
    "country": _country,
    "latitude": _latitude,
    "longitude": _longitude,
    "website": _website,
    "wikidata": _wikidata,
    "languages": _languages,
    "government": _yes,
    "member": _yes,
    "joined_on": _day,
    "left_on": _day,
}
