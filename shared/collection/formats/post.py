"""What every format turns its lines into, before anyone asks whose accounts these are.

A format is a pure function `read(line, wanted)`: bytes in, items out. `wanted(native_id, handle)`
says whether an author may belong to the roster, so that the posts of others cost nothing.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from shared.models import Kind, PostState
from shared.sentences import Sentence

Wanted = Callable[[str | None, str | None], bool]

API_RANK = 2  # a network's own words: beats
TABLE_RANK = 1  # what somebody put in a table


class Who(NamedTuple):
    """An account as a post names it: the network's id, the handle (lower case, no @), or both."""

    native_id: str | None
    handle: str | None


NOBODY = Who(None, None)  # nothing is told


class Reference(NamedTuple):
    """A repost, quote or reply: the post referred to and its author, as far as the format tells."""

    kind: Kind
    post_id: str | None
    author: Who


class SourcePost(msgspec.Struct, frozen=True, gc=False):
    """One post as its format states it. The rules of what counts are already applied:

    `references` come first (repost, quote, reply); `mentions` holds only those that count: none in
    a repost, none in the unbroken run of handles at the start of a reply; each account once.
    """

    post_id: str  # the original's: an edit keeps it
    version_id: str
    author: Who
    created_at: datetime  # aware, UTC
    rank: int
    references: list[Reference] = []
    mentions: list[Who] = []
    tags: list[str] = []  # as written, without #
    versions: list[str] = []  # other ids this post went by
    text: str | None = None
    lang: str | None = None
    url: str | None = None
    conversation_id: str | None = None
    state: PostState = PostState.LIVE
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None


class Identity(NamedTuple):
    """A look-up that shows which native id went with which handle (and display name) on a day."""

    native_id: str
    handle: str
    name: str | None
    day: date


class Erased(NamedTuple):
    """A post that its network says is gone (deleted, or withheld everywhere)."""

    post_id: str
    reason: str
    at: datetime | None


class Elsewhere(NamedTuple):
    """A post by somebody outside the roster: counted as read, not kept."""


ELSEWHERE = Elsewhere()


class Aside(NamedTuple):
    """A line, or a part of one, that is kept aside, with the reason."""

    reason: Sentence


Item = SourcePost | Identity | Erased | Elsewhere | Aside
