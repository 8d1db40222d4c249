"""What a look-up means for the posts we hold: which go, which change, which stand.

Pure: judges one answer, and touches no store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.collection.batch import Batch, take
from shared.collection.directory import Directory
from shared.collection.formats import x_v2
from shared.collection.formats.post import Erased, SourcePost
from shared.collection.formats.x_writing import age, line_of
from shared.collection.look_ups.due_posts import Held
from shared.collection.look_ups.post_lookup import LookedUp
from shared.sentences import Refusal


@dataclass
class Verdict:
    """What is to be written: posts changed or erased in `batch`, the others by id.

    stands: posts that X shows, changed or not. edits: edits to look up, which X told of without
    showing them. unclear: posts of which X says nothing that can be followed.
    """

    batch: Batch
    stands: list[str] = field(default_factory=list)
    edits: list[Held] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def judge(found: LookedUp, asked: Mapping[str, Held], known: Directory, batch: Batch) -> Verdict:
    """Judge an answer.

    asked: id asked for → the post held. batch: an empty one, which is filled.
    """
    verdict = Verdict(batch)
    for id, one in asked.items():
        if id in found.shown:
            _shown(found.shown[id], one, known, verdict)
        elif id in found.gone and not one.heard_of:
            batch.erased[one.post_id] = Erased(one.post_id, found.gone[id], None)
        else:
            verdict.unclear.append(one.post_id)
    return verdict


def _shown(post: dict[str, Any], one: Held, known: Directory, verdict: Verdict) -> None:
    """A post that X shows: as it was, changed, or withheld everywhere."""
    if known.native.get(one.account_id) is None:  # it is whose post this is, by another name
        known.by_id.setdefault(post["author_id"], one.account_id)
    told = _read(post)
    if isinstance(told, Erased):
        verdict.batch.erased[one.post_id] = told._replace(post_id=one.post_id)
    elif not isinstance(told, SourcePost):
        verdict.unclear.append(one.post_id)
    elif told.version_id != post["id"]:
        _earlier(told, one, verdict)
    else:
        before = (one.post_id, one.version_id, one.state, False)
        if (told.post_id, told.version_id, told.state, one.heard_of) != before:
            take(verdict.batch, told, known)
        verdict.stands.append(told.post_id)


def _earlier(told: SourcePost, one: Held, verdict: Verdict) -> None:
    """X shows an edit that is not the newest: its text is not the post's any more."""
    if one.heard_of:
        verdict.unclear.append(one.post_id)
    elif age(told.version_id) > age(one.version_id):
        verdict.edits.append(one._replace(version_id=told.version_id, heard_of=True))
    else:
        verdict.stands.append(told.post_id)


def _read(post: dict[str, Any]) -> object:
    """The post as the rules of what counts see it."""
    try:
        items = x_v2.read(line_of({"data": [post]}), lambda *_: True)
    except Refusal:
        return None
    return items[0] if items else None
