"""Which column of a table holds what.

KEYS are what a column can hold: handles or profile addresses (`author`, `retweet_of`,
`quote_of`, `reply_to`, `mentions`), native account ids (the same with `_id`, `mention_ids`),
and the post's own `id`, `time`, `text`, `tags`, `lang`, `url`.
"""

from collections.abc import Mapping

from shared.sentences import Refusal, Sentence, say

KEYS = (
    *("author", "author_id", "retweet_of", "retweet_of_id", "quote_of", "quote_of_id"),
    *("reply_to", "reply_to_id", "mentions", "mention_ids"),
    *("id", "time", "text", "tags", "lang", "url"),
)


def columns_from(text: str) -> dict[str, str]:
    """The mapping that `author=user,time=date` says.

    Raises Refusal for a key that is not one of KEYS, or a part without `=`.
    """
    columns: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        key, equals, name = part.partition("=")
        if not equals or not name.strip():
            raise Refusal(
                say("“{part}” does not say which column holds what: write key=column.", part=part)
            )
        columns[key.strip()] = name.strip()
    check_keys(columns)
    return columns


def how_to_read(names: list[str]) -> Sentence:
    """What to tell somebody whose table came without its columns explained."""
    return say(
        "This is a table with the columns {columns}. Say which of them holds what, for example"
        " --columns author=COLUMN,time=COLUMN,mentions=COLUMN.",
        columns=", ".join(f"“{name[:60]}”" for name in names[:100]),
    )


def check_keys(columns: Mapping[str, str]) -> None:
    """Raises Refusal for a key that is not one of KEYS."""
    for key in columns:
        if key not in KEYS:
            raise Refusal(
                say(
                    "A column cannot hold “{key}”; it can hold {keys}.",
                    key=key[:100],
                    keys=", ".join(KEYS),
                )
            )


def places_of(names: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """The position of each key's column among `names`; a name may differ in case.

    Raises Refusal if a column is not there, or if none says who wrote what and when.
    """
    if not {"author", "author_id"} & columns.keys() or "time" not in columns:
        raise Refusal(how_to_read(names))
    folded = {name.casefold(): position for position, name in reversed([*enumerate(names)])}
    exact = {name: position for position, name in reversed([*enumerate(names)])}
    places = {}
    for key, name in columns.items():
        position = exact.get(name.strip(), folded.get(name.strip().casefold()))
        if position is None:
            raise Refusal(
                say(
                    "There is no column “{name}”; the columns found are {columns}.",
                    name=name[:100],
                    columns=", ".join(f"“{each[:60]}”" for each in names[:100]),
                )
            )
        places[key] = position
    return places
