"""Whether X still answers as agreed: an unknown field is left out in silence, and still billed."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.sentences import Sentence, say

_NEEDED = ("id", "text", "author_id", "created_at")
_REPOST = re.compile(r"RT @\w{1,15}: ")
_HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+(?![\w…#]|://)")  # as X finds them
_HANDLE = re.compile(r"(?<![\w@/.])@\w{1,15}\b")
_HANDLES = 3  # X marks no handle that nobody has: one text in twelve of those recorded


class Drift(Exception):
    """X answers otherwise than agreed; `sentence` says what is missing.

    of_all: whether it is sure to be so for every account. Where only the texts of one account
    suggest it, somebody may have written something odd.
    """

    def __init__(self, sentence: Sentence, *, of_all: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.of_all = of_all


def check(body: Mapping[str, Any], native_id: str) -> None:
    """Raises Drift if the posts of a timeline's page are not what was asked for.

    Every post needs its id, text, author and time; the author is the account of that id. Reposts
    must refer to something, and entities must stand somewhere if the texts call for them. An
    answer without posts says that there are none: silence is no end of a timeline.
    """
    posts = body.get("data") or []
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise Drift(say("X answers with something else than a list of posts."))
    if not posts and _counted(body) != 0:
        raise Drift(say("X answers without posts, and does not say that there are none."))
    if missing := _missing(posts):
        raise Drift(_left_out(missing))
    if any(post["author_id"] != native_id for post in posts):
        raise Drift(
            say("X answers with posts of others than the account asked for. None was kept.")
        )
    if missing := _references(posts) or _entities(posts):
        raise Drift(_left_out(missing), of_all=False)


def _counted(body: Mapping[str, Any]) -> Any:
    meta = body.get("meta")
    return meta.get("result_count") if isinstance(meta, dict) else None


def _left_out(field: str) -> Sentence:
    return say(
        "X leaves out what was asked for: “{field}”. Nothing of this answer was kept; "
        "Passerelle may need a newer version.",
        field=field,
    )


def _missing(posts: Sequence[Mapping[str, Any]]) -> str | None:
    for field in _NEEDED:
        if not all(isinstance(post.get(field), str) for post in posts):
            return field
    if not all(_is_a_time(post["created_at"]) for post in posts):
        return "created_at"
    return None


def _is_a_time(written: str) -> bool:
    try:
        return datetime.fromisoformat(written).tzinfo is not None
    except ValueError:
        return False


def _references(posts: Sequence[Mapping[str, Any]]) -> str | None:
    """Some write “RT @…” by hand: what a post beside it refers to shows that the field is there."""
    told = any("referenced_tweets" in post or "referenced_posts" in post for post in posts)
    reposts = any(_REPOST.match(post["text"]) for post in posts)
    return "referenced_tweets" if reposts and not told else None


def _entities(posts: Sequence[Mapping[str, Any]]) -> str | None:
    if any("entities" in post for post in posts):
        return None
    tagged = any(_HASHTAG.search(post["text"]) for post in posts)
    named = sum(bool(_HANDLE.search(post["text"])) for post in posts)
    return "entities" if tagged or named >= _HANDLES else None
