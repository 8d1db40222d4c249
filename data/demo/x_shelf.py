"""The posts of the local X: every version under its own id, and the timelines they stand on."""

from bisect import bisect_left
from typing import Any

Json = dict[str, Any]


class Shelf:
    """Posts by id, the versions of edited ones, and each user's timeline of newest versions.

    Every record is replaced, never changed, so that one taken out stays as it was.
    """

    def __init__(self) -> None:
        self._posts: dict[str, Json] = {}
        self._versions: dict[str, list[str]] = {}  # of edited posts: any id → all ids, oldest first
        self._timelines: dict[str, list[int]] = {}  # oldest first

    def __contains__(self, post_id: str) -> bool:
        return post_id in self._posts

    def copy(self) -> "Shelf":
        """Another shelf that begins like this one."""
        other = Shelf()
        other._posts = dict(self._posts)
        other._versions = dict(self._versions)
        other._timelines = {user: list(ids) for user, ids in self._timelines.items()}
        return other

    def get(self, post_id: str) -> Json | None:
        """The version of that id; one known only from its successor has the successor's text."""
        found = self._posts.get(post_id)
        if found is None and post_id in self._versions:
            found = {**self.newest(post_id), "id": post_id}
        return found

    def newest(self, post_id: str) -> Json:
        """The newest version of a post. Raises KeyError if there is no such post."""
        versions = reversed(self.versions(post_id))
        return self._posts[next(version for version in versions if version in self._posts)]

    def versions(self, post_id: str) -> list[str]:
        """The ids of all versions, oldest first. Raises KeyError if there is no such post."""
        return self._versions.get(post_id) or [self._posts[post_id]["id"]]

    def timeline(self, user_id: str) -> list[int]:
        """Ids of a user's posts, oldest first, of each the newest version; not to be changed."""
        return self._timelines.get(user_id, [])

    def last_id(self) -> int:
        """The highest id on any timeline, 0 if there is none."""
        return max((ids[-1] for ids in self._timelines.values() if ids), default=0)

    def authors(self) -> list[str]:
        """The ids of all who wrote a post that is here, once each."""
        return list(dict.fromkeys(post["author_id"] for post in self._posts.values()))

    def keep(self, post: Json, on_timeline: bool) -> None:
        """The post in its place, and its versions told of one another."""
        self._posts[post["id"]] = post
        history = {post["id"], *(post.get("edit_history_tweet_ids") or ())}
        known = [version for id in history for version in self._versions.get(id, ())]
        versions = sorted({*history, *known}, key=int)
        if len(versions) > 1:
            on_timeline = self._off_timeline(post["author_id"], versions) or on_timeline
            self._tell(versions)
        if on_timeline:
            self._on_timeline(post["author_id"], int(self.newest(post["id"])["id"]))

    def amend(self, post_id: str, **fields: Any) -> None:
        """Fields of all versions of a post. Raises KeyError if there is no such post."""
        for version in self.versions(post_id):
            if version in self._posts:
                self._posts[version] = {**self._posts[version], **fields}

    def drop(self, post_id: str) -> None:
        """The post is gone, in all its versions. Raises KeyError if there is none."""
        versions = self.versions(post_id)
        self._off_timeline(self.newest(post_id)["author_id"], versions)
        for version in versions:
            self._posts.pop(version, None)
            self._versions.pop(version, None)

    def _tell(self, versions: list[str]) -> None:
        for version in versions:
            self._versions[version] = versions
        self.amend(versions[0], edit_history_tweet_ids=versions)

    def _on_timeline(self, user_id: str, number: int) -> None:
        ids = self._timelines.setdefault(user_id, [])
        place = bisect_left(ids, number)
        if place == len(ids) or ids[place] != number:
            ids.insert(place, number)

    def _off_timeline(self, user_id: str, versions: list[str]) -> bool:
        """Whether any of the versions stood on the user's timeline, where none does now."""
        ids = self._timelines.get(user_id, [])
        standing = [int(version) for version in versions if int(version) in ids]
        for number in standing:
            ids.remove(number)
        return bool(standing)
