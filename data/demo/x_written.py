"""Users and posts of the local X as X itself would keep them: what a test leaves out is filled in.

Keys are those of X API v2 as spoken until August 2026 (`tweet`); `x_fields.py` renames them.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
Find = Callable[[str], Json | None]

LONGEST = 280  # characters of a post that is not a long one
CUT = 275  # of a long post, so many stand in its ordinary text
REPOST = 140  # of a reposted text, so many are left
_FIRST_ID_MS = 1_288_834_974_657  # the instant from which X's ids count
_HANDLE = re.compile(r"@(\w{1,15})")
_TAG = re.compile(r"#(\w+)\b(?!…)")


def instant(moment: datetime) -> str:
    """A time as X writes it, in UTC, to the millisecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def moment_of(post_id: str) -> datetime:
    """When a post was written: X's ids hold it."""
    return datetime.fromtimestamp(((int(post_id) >> 22) + _FIRST_ID_MS) / 1000, UTC)


def first_id_of(moment: datetime) -> int:
    """The lowest id that a post of that millisecond can have."""
    return max(1, int(moment.timestamp() * 1000) - _FIRST_ID_MS) << 22


def whole_user(user: Json) -> Json:
    """A user with all that X tells of one; `id` and `username` are needed."""
    return {
        "name": user["username"],
        "created_at": "2012-05-18T09:00:00.000Z",
        "description": "",
        "location": "",
        "profile_image_url": f"https://pictures.example/{user['username']}.png",
        "protected": False,
        "verified": False,
        "public_metrics": {
            "followers_count": 0,
            "following_count": 0,
            "tweet_count": 0,
            "listed_count": 0,
        },
    } | user


def whole_post(post: Json, find_post: Find, find_user: Find, by_handle: Find) -> Json:
    """A post with all that X tells of one; `id` and `author_id` are needed, and mostly `text`.

    A repost without text gets the original's, cut at 140 characters. A text of more than 280
    becomes a long post. Names and hashtags are found in the text, unless `entities` are given.
    """
    referenced = {one["type"]: find_post(one["id"]) for one in post.get("referenced_tweets", ())}
    parent = referenced.get("replied_to")
    text = post.get("text", "")
    if "text" not in post and (original := referenced.get("retweeted")):
        text = reposted(original, find_user(original["author_id"]) or {})
    whole: Json = {
        "edit_history_tweet_ids": [post["id"]],
        "created_at": instant(moment_of(post["id"])),
        "conversation_id": (parent or {}).get("conversation_id", post["id"]),
        "lang": "und",
        "possibly_sensitive": False,
        "public_metrics": {
            "retweet_count": 0,
            "reply_count": 0,
            "like_count": 0,
            "quote_count": 0,
        },
    }
    if parent:
        whole["in_reply_to_user_id"] = parent["author_id"]
    return whole | post | worded(text, post.get("entities"), by_handle)


def reposted(original: Json, author: Json) -> str:
    """The text of a repost, which X cuts."""
    text = f"RT @{author.get('username', '')}: {original['text']}"
    return text if len(text) <= REPOST else text[: REPOST - 1] + "…"


def worded(text: str, entities: Json | None, by_handle: Find) -> Json:
    """What of a post follows from its text: the text, its entities, and the long text if any."""
    if len(text) <= LONGEST:
        return {"text": text, "entities": _entities(text, by_handle, entities)}
    short = text[:CUT] + "…"
    note = {"text": text, "entities": _entities(text, by_handle, None)}
    return {
        "text": short,
        "entities": _entities(short, by_handle, entities),
        "note_tweet": note,
    }


def _entities(text: str, by_handle: Find, given: Json | None) -> Json:
    if given is not None:
        return given
    mentions = [
        {"start": m.start(), "end": m.end(), "username": user["username"], "id": user["id"]}
        for m in _HANDLE.finditer(text)
        if (user := by_handle(m[1]))
    ]
    tags = [{"start": m.start(), "end": m.end(), "tag": m[1]} for m in _TAG.finditer(text)]
    return ({"mentions": mentions} if mentions else {}) | ({"hashtags": tags} if tags else {})
