"""Pages of X API v2 of any size: 500 museums, 50,000 others, about 2 kB a post with its includes.

Same seed, same bytes. Six posts in ten are by museums; two in three address a museum.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

MUSEUMS, OTHERS, A_PAGE = 500, 50_000, 100
START_MS = 1_609_459_200_000  # 2021-01-01, in milliseconds
THREE_YEARS_MS = 94_608_000_000
FIRST_ID_MS = 1_288_834_974_657
WORDS = [
    "museum",
    "gallery",
    "collection",
    "exhibition",
    "today",
    "new",
    "open",
    "visit",
    "discover",
    "artist",
    "archive",
    "painting",
    "sculpture",
    "join",
    "us",
    "free",
    "online",
    "tour",
    "curator",
    "talk",
    "workshop",
    "family",
    "history",
    "world",
    "heritage",
    "été",
    "à",
]
KINDS = ("none", "mention", "retweeted", "quoted", "replied_to")


def handle(number: int) -> str:
    return f"museum{number:04d}" if number < MUSEUMS else f"visitor{number:06d}"


def native_id(number: int) -> str:
    return str(10_000_000 + number * 7919) if number < MUSEUMS else str(10**18 + number * 104_729)


def roster() -> str:
    """The museums as a roster, with their ids."""
    rows = (f"Museum {n},{handle(n)},{native_id(n)}\n" for n in range(MUSEUMS))
    return "institution,x,x_id\n" + "".join(rows)


def pages(posts: int, seed: int = 7) -> Iterator[bytes]:
    """Lines of pages holding so many posts, in the order of time."""
    chance = Random(seed)
    for start in range(0, posts, A_PAGE):
        numbers = range(start, min(start + A_PAGE, posts))
        made = [_post(number, posts, chance) for number in numbers]
        users = {who: _user(who, chance) for _, people, _ in made for who in people}
        referred = [one for _, _, one in made if one]
        includes = {"users": list(users.values()), "tweets": referred}
        page = {"data": [post for post, _, _ in reversed(made)], "includes": includes}
        yield json.dumps(page, ensure_ascii=False).encode() + b"\n"


def _post(number: int, posts: int, chance: Random) -> tuple[dict, list[int], dict | None]:
    at = START_MS + THREE_YEARS_MS * number // posts
    author = _somebody(chance, museum=0.6)
    target = _somebody(chance, museum=0.65)
    kind = chance.choices(KINDS, (30, 32, 22, 7, 9))[0]
    text = " ".join(chance.choices(WORDS, k=chance.randrange(8, 32)))
    post = _written(_id(at, number), author, at, text, chance)
    if kind == "none":
        return post, [author], None
    name = handle(target)
    entities = {"mentions": [{"start": 0, "end": 1, "username": name, "id": native_id(target)}]}
    referred = None
    if kind == "mention":
        post["text"] += f" @{name}"
        entities["mentions"][0]["start"] = len(text) + 1
    else:
        earlier = at - 3_600_000 * chance.randrange(1, 200)
        referred = _written(_id(earlier, number), target, earlier, text[::-1], chance)
        post["referenced_tweets"] = [{"type": kind, "id": referred["id"]}]
        if kind == "retweeted":
            post["text"] = f"RT @{name}: {text}"[:140]
        elif kind == "replied_to":
            post["text"] = f"@{name} {text}"
            post["in_reply_to_user_id"] = native_id(target)
        else:
            entities = {}
    post["entities"] = {**entities, "hashtags": [{"start": 0, "end": 5, "tag": "MuseumWeek"}]}
    return post, [author, target], referred


def _somebody(chance: Random, museum: float) -> int:
    if chance.random() < museum:
        return int(MUSEUMS * chance.random() ** 2)
    return MUSEUMS + int(OTHERS * chance.random() ** 3)


def _id(at: int, number: int) -> str:
    return str(((at - FIRST_ID_MS) << 22) | (number & 0x3FFFFF))


def _written(id: str, author: int, at: int, text: str, chance: Random) -> dict:
    seconds, ms = divmod(at, 1000)
    return {
        "id": id,
        "text": text,
        "author_id": native_id(author),
        "conversation_id": id,
        "created_at": f"{_iso(seconds)}.{ms:03d}Z",
        "lang": "en",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "edit_history_tweet_ids": [id],
        "public_metrics": {
            f"{name}_count": chance.randrange(900) for name in ("like", "reply", "retweet", "quote")
        },
        "context_annotations": [
            {
                "domain": {"id": "46", "name": "Business Taxonomy", "description": "A taxonomy"},
                "entity": {"id": str(800_000 + chance.randrange(999)), "name": "Museums"},
            }
        ],
    }


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _user(number: int, chance: Random) -> dict:
    return {
        "id": native_id(number),
        "username": handle(number),
        "name": f"Museum {number}" if number < MUSEUMS else f"Visitor {number}",
        "created_at": "2012-03-11T08:30:00.000Z",
        "protected": False,
        "verified": number < MUSEUMS,
        "description": " ".join(chance.choices(WORDS, k=10)),
        "location": "Paris",
        "url": f"https://example.org/{number}",
        "profile_image_url": f"https://example.org/{number}_normal.jpg",
        "public_metrics": {
            name: chance.randrange(9000)
            for name in ("followers_count", "following_count", "tweet_count", "listed_count")
        },
    }
