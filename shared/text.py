"""Text from outside: made safe for the store at the door, and literal on the page.

`clean` is for what comes in (names, posts, cells of a file). `md` is for every value that goes
into an element which reads Markdown: titles, captions, figures, buttons, labels of choices.
`show` is for elements that take text as it is. Data frames, options of select boxes and charts
take the stored text itself.
"""

import re
import unicodedata

LONGEST_POST = 25_000

_KEPT = {"\t", "\n"}
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in _KEPT}
_DIRECTIONS = dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
)
_JOINER = "\u2060"  # invisible; breaks what a backslash does not: icons, addresses, arrows
_ISOLATE, _END = "\u2068", "\u2069"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+!|>~$<&^=-])")
_ARROW = re.compile(r"(?<=[-<>=~])(?=[-<>=~])")
_COLON = re.compile(r":(?=\S)")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"^(\d+)\.(?=\s|$)")


def clean(text: str, limit: int = LONGEST_POST) -> str:
    r"""Text that every store and every screen can hold: composed, without control characters.

    Half characters become the replacement character; new lines and tabs stay; emoji and letters
    of every script stay. At most `limit` characters are kept.

    >>> clean("Mus\x00e\u0301e \ud83c")
    'Musée �'
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # most text is clean
        return text[:limit]
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", whole.translate(_CONTROLS))[:limit]


def _one_direction(text: str) -> str:
    """Without the marks that turn the reading direction of what follows."""
    return clean(text).translate(_DIRECTIONS)


def md(text: str) -> str:
    r"""The text as one line that Markdown shows letter by letter: no link, icon, image, formula.

    >>> print(md("**Louvre**"))
    \*\*Louvre\*\*
    """
    line = " ".join(_one_direction(text).split())
    line = _ARROW.sub(_JOINER, line)
    line = _PUNCTUATION.sub(r"\\\1", line)
    line = _COLON.sub(":" + _JOINER, line)
    line = line.replace("@", "@" + _JOINER)
    line = _WWW.sub(rf"\1{_JOINER}.", line)
    return _LIST_NUMBER.sub(r"\1\\.", line)


def show(text: str) -> str:
    """The text for an element that shows it as it is, kept in a reading direction of its own."""
    return _ISOLATE + _one_direction(text) + _END
