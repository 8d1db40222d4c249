"""The posts as pages of X's API v2, the way twarc2 writes them: one page a line, newest first."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from data.demo.message import Message
from data.demo.posts import link
from data.demo.voices import Voice, voices

_SIZE = 100
_HANDLE = re.compile(r"@([a-z0-9_]+)")
_TAG = re.compile(r"#(\w+)\b(?!…)")
_MISSING = 23  # one referenced post in so many is not on the page, as happens

Json = dict[str, Any]


def pages(messages: list[Message]) -> Iterator[bytes]:
    """Pages of up to 100 posts, a line of JSON each; `messages` come oldest first."""
    newest_first = messages[::-1]
    for start in range(0, len(newest_first), _SIZE):
        page = newest_first[start : start + _SIZE]
        older = start + _SIZE < len(newest_first)
        yield msgspec.json.encode(_page(page, older)) + b"\n"


def _page(messages: list[Message], older: bool) -> Json:
    originals = {
        original.id: original
        for number, message in enumerate(messages)
        if (original := message.original) and number % _MISSING
    }
    data = [_post(message) for message in messages]
    shown = [*data, *(_post(original) for original in originals.values())]
    meta = {
        "newest_id": data[0]["id"],
        "oldest_id": data[-1]["id"],
        "result_count": len(data),
    }
    return {
        "data": data,
        "includes": {"users": _users(messages, shown), "tweets": shown[len(data) :]},
        "meta": meta | ({"next_token": f"sample{data[-1]['id']}"} if older else {}),
        "__twarc": {
            "url": "https://sample.example/2/tweets/search/all?expansions=author_id",
            "version": "2.14.0",
            "retrieved_at": messages[0].at.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        },
    }


def _users(messages: list[Message], shown: list[Json]) -> list[Json]:
    """Authors, those they refer to, and those they name, once each."""
    handles = [message.author for message in messages]
    handles += [message.original.author for message in messages if message.original]
    for post in shown:
        handles += [one["username"] for one in post["entities"].get("mentions", ())]
    authors = {voice.native_id: voice.handle for voice in voices().values()}
    handles += [authors[post["author_id"]] for post in shown]
    return [_user(voices()[handle]) for handle in dict.fromkeys(handles)]


def _user(voice: Voice) -> Json:
    return {
        "id": voice.native_id,
        "username": voice.handle,
        "name": voice.name,
        "location": voice.place,
        "created_at": "2012-05-18T09:00:00.000Z",
        "description": "Compte inventé pour un consortium imaginaire.",
        "protected": False,
        "verified": False,
        "public_metrics": {
            "followers_count": voice.followers,
            "following_count": voice.followers // 20,
            "tweet_count": voice.followers // 3,
            "listed_count": voice.followers // 400,
        },
    }


def _post(message: Message) -> Json:
    original = message.original
    history = [message.first_id, message.id] if message.first_id else [message.id]
    post: Json = {
        "id": message.id,
        "edit_history_tweet_ids": history,
        "author_id": voices()[message.author].native_id,
        "created_at": _instant(message.at),
        "text": message.text,
        "lang": message.language,
        "conversation_id": _thread(message),
        "source": "Web App",
        "reply_settings": "everyone",
        "possibly_sensitive": False,
        "public_metrics": _metrics(message),
        "entities": _entities(message),
    }
    if original:
        post["referenced_tweets"] = [{"type": message.kind, "id": original.id}]
        if message.kind == "replied_to":
            post["in_reply_to_user_id"] = voices()[original.author].native_id
    return post


def _thread(message: Message) -> str:
    """The id of the post with which the conversation began."""
    while message.kind == "replied_to" and message.original:
        message = message.original
    return message.first_id or message.id


def _metrics(message: Message) -> Json:
    source = message.original if message.kind == "retweeted" and message.original else message
    own = source is message
    return {
        "retweet_count": source.shares,
        "reply_count": message.likes // 9 if own else 0,
        "like_count": message.likes if own else 0,
        "quote_count": message.shares // 5 if own else 0,
    }


def _entities(message: Message) -> Json:
    text = message.text
    known = voices()
    mentions = [
        {"start": m.start(), "end": m.end(), "username": m[1], "id": known[m[1]].native_id}
        for m in _HANDLE.finditer(text)
        if m[1] in known
    ]
    tags = [{"start": m.start(), "end": m.end(), "tag": m[1]} for m in _TAG.finditer(text)]
    found: Json = {}
    if mentions:
        found["mentions"] = mentions
    if tags:
        found["hashtags"] = tags
    if message.kind == "quoted" and message.original:
        found["urls"] = [_url(message, message.original)]
    return found


def _url(message: Message, original: Message) -> Json:
    address = link(original)
    start = message.text.index(address)
    target = f"https://x.com/{original.author}/status/{original.id}"
    return {
        "start": start,
        "end": start + len(address),
        "url": address,
        "expanded_url": target,
        "display_url": target.removeprefix("https://")[:26] + "…",
    }


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
