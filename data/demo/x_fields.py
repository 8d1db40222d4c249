"""What of a post or a user a request asks for, in either dialect of X's field names.

Until August 2026 X said `tweet.fields` and `referenced_tweets`; since then `post.fields` and
`referenced_posts`, and three former fields are expansions. Both are answered in their own words.
What is not known is left out without a word, as X does.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_PLAIN = frozenset(
    {
        *("attachments", "community_id", "context_annotations", "conversation_id", "created_at"),
        *("edit_controls", "entities", "geo", "lang", "possibly_sensitive", "public_metrics"),
        *("reply_settings", "source", "withheld"),
    }
)
_DEFAULT = frozenset({"id", "text", "edit_history_tweet_ids"})
_LEGACY = (
    _PLAIN | _DEFAULT | {"author_id", "in_reply_to_user_id", "referenced_tweets", "note_tweet"}
)
_NEW = {name: name for name in _PLAIN | {"id", "text"}} | {
    "note_post": "note_tweet",
    "edit_history_post_ids": "edit_history_tweet_ids",
}
_USER = frozenset(
    {
        *("id", "name", "username", "created_at", "description", "entities", "location"),
        *("pinned_tweet_id", "profile_image_url", "protected", "public_metrics", "url"),
        *("verified", "verified_type", "withheld"),
    }
)
_USER_DEFAULT = frozenset({"id", "name", "username"})
_RENAMED = {
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "edit_history_tweet_ids": "edit_history_post_ids",
}
# Expansion → the field it needs, by dialect.
_EXPANSIONS = {
    "author_id": "author_id",
    "in_reply_to_user_id": "in_reply_to_user_id",
    "entities.mentions.username": "entities",
}
_LEGACY_EXPANSIONS = _EXPANSIONS | {
    "referenced_tweets.id": "referenced_tweets",
    "referenced_tweets.id.author_id": "referenced_tweets",
}
_NEW_EXPANSIONS = _EXPANSIONS | {"referenced_posts": "referenced_tweets"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for; `post` and `user` are fields, in the names of the older dialect."""

    new: bool
    post: frozenset[str]
    user: frozenset[str]
    expansions: frozenset[str]

    @property
    def originals(self) -> str:
        """The expansion that brings the posts referred to, or nothing."""
        name = "referenced_posts" if self.new else "referenced_tweets.id"
        return name if name in self.expansions else ""


def asked(query: dict[str, str]) -> Asked:
    """What the query's fields and expansions ask for; unknown ones are ignored."""
    wanted = _listed(query, "expansions")
    new = "post.fields" in query or "referenced_posts" in wanted
    known = _NEW_EXPANSIONS if new else _LEGACY_EXPANSIONS
    if new:
        fields = {_NEW[name] for name in _listed(query, "post.fields") & _NEW.keys()}
    else:
        fields = set(_listed(query, "tweet.fields") & _LEGACY)
    expansions = frozenset(wanted & known.keys())
    fields |= _DEFAULT | {known[name] for name in expansions}
    user = _USER_DEFAULT | (_listed(query, "user.fields") & _USER)
    return Asked(new, frozenset(fields), frozenset(user), expansions)


def _listed(query: dict[str, str], name: str) -> set[str]:
    return set(query.get(name, "").split(","))


def post_as_asked(post: Json, asked: Asked) -> Json:
    """The post with the fields asked for, in the dialect asked in."""
    shown = {name: value for name, value in post.items() if name in asked.post}
    shown.setdefault("edit_history_tweet_ids", [post["id"]])
    if not shown.get("entities", True):
        del shown["entities"]  # X leaves out what would be empty
    return _renamed(shown) if asked.new else shown


def _renamed(post: Json) -> Json:
    renamed = {_RENAMED.get(name, name): value for name, value in post.items()}
    if "public_metrics" in renamed:
        renamed["public_metrics"] = {
            "repost_count" if name == "retweet_count" else name: count
            for name, count in renamed["public_metrics"].items()
        }
    return renamed


def user_as_asked(user: Json, asked: Asked) -> Json:
    """The user with the fields asked for."""
    return {name: value for name, value in user.items() if name in asked.user}
