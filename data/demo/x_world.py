"""What exists on the local X: users, posts and their versions; it may change while it is served."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from threading import RLock
from typing import Any, Self

from data.demo.x_recorded import found_in, placeholder
from data.demo.x_shelf import Shelf
from data.demo.x_written import first_id_of, instant, moment_of, whole_post, whole_user, worded

Json = dict[str, Any]
EDITS = 5


class Standing(Enum):
    """How a user stands with X; a removed one is gone as if never there."""

    ACTIVE = "active"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    MISSING = "missing"


class World:
    """Users and posts by id, with the handles of today and the posts of each timeline.

    Every record is replaced, never changed, so that one taken out stays as it was.
    Hold `lock` to read several things of the same instant.
    """

    def __init__(self, users: Iterable[Json] = (), posts: Iterable[Json] = ()) -> None:
        self.lock = RLock()
        self._users: dict[str, Json] = {}
        self._ids: dict[str, str] = {}  # handle in lower case → user id
        self._standings: dict[str, Standing] = {}
        self._shelf = Shelf()
        for user in users:
            self.add_user(user)
        for post in posts:
            self.add_post(post)

    @classmethod
    def from_pages(cls, lines: Iterable[bytes | str]) -> Self:
        """The world that recorded pages tell of, every record exactly as recorded.

        Posts under `data` stand on timelines; those under `includes` exist for look-ups only.
        Of users told of twice, what comes first is kept.
        """
        world = cls()
        for kind, record, on_timeline in found_in(lines):
            if kind == "user":
                world._users.setdefault(record["id"], record)
            elif on_timeline or record["id"] not in world._shelf:
                world._shelf.keep(record, on_timeline)
        for author in world._shelf.authors():
            if author not in world._users:
                world._users[author] = whole_user(placeholder(author))
        for user in world._users.values():
            world._ids.setdefault(user["username"].lower(), user["id"])
        return world

    def copy(self) -> "World":
        """Another world that begins like this one."""
        other = World()
        with self.lock:
            other._users = dict(self._users)
            other._ids = dict(self._ids)
            other._standings = dict(self._standings)
            other._shelf = self._shelf.copy()
        return other

    # What is there

    def user(self, user_id: str) -> Json | None:
        """The user of that id, removed ones not."""
        return self._users.get(user_id)

    def user_called(self, handle: str) -> Json | None:
        """The user who has that handle today."""
        return self._users.get(self._ids.get(handle.lower(), ""))

    def users(self) -> list[Json]:
        """All users, removed ones not."""
        with self.lock:
            return list(self._users.values())

    def standing(self, user_id: str) -> Standing:
        """How that user stands with X."""
        if user_id not in self._users:
            return Standing.MISSING
        return self._standings.get(user_id, Standing.ACTIVE)

    def post(self, post_id: str) -> Json | None:
        """The version of that id; one known only from its successor has the successor's text."""
        return self._shelf.get(post_id)

    def timeline(self, user_id: str) -> list[int]:
        """Ids of a user's posts, oldest first, of each the newest version; not to be changed."""
        return self._shelf.timeline(user_id)

    # What happens

    def add_user(self, user: Json | None = None, **fields: Any) -> str:
        """A new user; `id` and `username` are needed. Returns the id.

        Raises ValueError if the id or the handle is taken.
        """
        new = whole_user({**(user or {}), **fields})
        with self.lock:
            if new["id"] in self._users:
                raise ValueError(f"the id {new['id']} is taken")
            self._take(new["username"], new["id"])
            self._users[new["id"]] = new
            self._standings.pop(new["id"], None)
        if new["protected"]:
            self.protect(new["id"])
        return str(new["id"])

    def add_post(self, post: Json | None = None, **fields: Any) -> str:
        """A new post; `author_id` is needed, and `text` unless it reposts. Returns the id.

        Without `id` it is newer than all others, or as old as `created_at` says (a datetime, or
        as X writes it). The rest is filled in, see `x_written.whole_post`.
        """
        new = {**(post or {}), **fields}
        with self.lock:
            if isinstance(new.get("created_at"), datetime):
                new["created_at"] = instant(new["created_at"])
            new.setdefault("id", self._fresh_id(new.get("created_at")))
            if new["author_id"] not in self._users:
                raise ValueError(f"no user has the id {new['author_id']}")
            whole = whole_post(new, self.post, self.user, self.user_called)
            self._shelf.keep(whole, on_timeline=True)
        return str(new["id"])

    def edit(self, post_id: str, text: str, at: datetime | None = None) -> str:
        """A new version of a post, half a minute after the last one unless told. Returns its id.

        Raises KeyError if there is no such post, ValueError after five edits.
        """
        with self.lock:
            old = self._shelf.newest(post_id)
            versions = self._shelf.versions(post_id)
            if len(versions) > EDITS:
                raise ValueError("a post is edited five times at most")
            at = at or moment_of(old["id"]) + timedelta(seconds=30)
            kept = {key: value for key, value in old.items() if key != "note_tweet"}
            new_id = self._fresh_id(instant(at))
            new: Json = {"id": new_id, "created_at": instant(at)}
            new["edit_history_tweet_ids"] = [*versions, new_id]
            worded_anew = worded(text, None, self.user_called)
            self._shelf.keep({**kept, **new, **worded_anew}, on_timeline=True)
        return new_id

    def delete(self, post_id: str) -> None:
        """The post is gone, in all its versions. Raises KeyError if there is none."""
        with self.lock:
            self._shelf.drop(post_id)

    def withhold(self, post_id: str, countries: Iterable[str], copyright: bool = False) -> None:
        """The post is withheld in these countries (codes of two letters)."""
        with self.lock:
            withheld = {"copyright": copyright, "country_codes": list(countries)}
            self._shelf.amend(post_id, withheld=withheld)

    def rename(self, user_id: str, handle: str) -> None:
        """The user takes another handle; the old one is free for anyone.

        Raises KeyError if there is no such user, ValueError if another has the handle.
        """
        with self.lock:
            user = self._users[user_id]
            self._take(handle, user_id)
            if handle.lower() != user["username"].lower():
                self._free(user)
            self._users[user_id] = {**user, "username": handle}

    def describe(self, user_id: str, **fields: Any) -> None:
        """The user changes what X tells of one: name, description, picture, counts."""
        with self.lock:
            self._users[user_id] = {**self._users[user_id], **fields}

    def suspend(self, user_id: str) -> None:
        """X suspends the user: neither the user nor the posts are shown."""
        self._stand(user_id, Standing.SUSPENDED)

    def protect(self, user_id: str) -> None:
        """The user is shown, the posts to followers only."""
        self._stand(user_id, Standing.PROTECTED)

    def restore(self, user_id: str) -> None:
        """The user is neither suspended nor protected any more."""
        self._stand(user_id, Standing.ACTIVE)

    def remove(self, user_id: str) -> None:
        """The user is gone with all posts, and the handle is free for anyone."""
        with self.lock:
            user = self._users.pop(user_id)
            self._free(user)
            for post_id in list(self._shelf.timeline(user_id)):
                self._shelf.drop(str(post_id))

    # How it is kept

    def _stand(self, user_id: str, standing: Standing) -> None:
        with self.lock:
            protected = standing is Standing.PROTECTED
            self._users[user_id] = {**self._users[user_id], "protected": protected}
            self._standings[user_id] = standing

    def _take(self, handle: str, user_id: str) -> None:
        if self._ids.setdefault(handle.lower(), user_id) != user_id:
            raise ValueError(f"the handle {handle} is taken")

    def _free(self, user: Json) -> None:
        """The user's handle is anyone's, unless it is another's already."""
        if self._ids.get(handle := user["username"].lower()) == user["id"]:
            del self._ids[handle]

    def _fresh_id(self, created_at: str | None) -> str:
        if created_at:
            number = first_id_of(datetime.fromisoformat(created_at))
        else:
            newest = self._shelf.last_id()
            number = newest + (1000 << 22) if newest else first_id_of(datetime.now(UTC))
        while str(number) in self._shelf:
            number += 1
        return str(number)
