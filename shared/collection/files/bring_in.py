"""Bringing in files of posts: read, look up, save in batches, and say what was found.

An import that is cut off, even killed, and run again ends in the same store as one clean run:
each batch holds or does not hold, and saving twice changes nothing. Where an account's id is
learned late, the files are read a second time, so that earlier posts are judged with it too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, update

from shared.access import Action, Principal, permit, record
from shared.collection import retention
from shared.collection.batch import Batch, take
from shared.collection.directory import Directory, directory, write_learned
from shared.collection.files.reading import NoPosts, Source, files_in, read_file
from shared.collection.formats.post import (
    ELSEWHERE,
    Aside,
    Erased,
    Identity,
    Item,
    SourcePost,
)
from shared.collection.rederive import catch_up
from shared.collection.save import save
from shared.models import ImportProblem, ImportRun, Network, RunStatus
from shared.sentences import Refusal, Sentence, say
from shared.settings import settings
from shared.store.coverage import FILES, STATED, Span, cover
from shared.store.database import reading, setting, writing

BATCH = 5_000
MOST_PROBLEMS = 1_000  # kept per file


@dataclass
class Outcome:
    """What an import found, for a person or a program."""

    files: int = 0
    skipped: list[tuple[str, Sentence]] = field(default_factory=list)
    posts_read: int = 0
    posts_new: int = 0
    posts_updated: int = 0
    posts_outsiders: int = 0
    interactions_new: int = 0
    outsiders: int = 0
    unresolved: int = 0
    problems_total: int = 0
    problems: list[tuple[str, int, Sentence]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same, as it is printed with `--json`."""
        counts = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        skipped = [{"file": file, "reason": str(reason)} for file, reason in self.skipped]
        problems = [
            {"file": file, "line": line, "reason": str(reason)}
            for file, line, reason in self.problems
        ]
        return {**counts, "skipped": skipped, "problems": problems}


@dataclass(frozen=True)
class Reading:
    """How files are to be read: see `passerelle import --help`."""

    network: Network = Network.X
    columns: Mapping[str, str] | None = None
    timezone: str = "UTC"
    covers: Span | None = None  # days which the files are stated to hold in full
    covering: bool = True  # False: the files say nothing of the days between their posts
    texts_since: datetime | None = None  # texts of older posts are left out; the store's choice


def import_posts(
    paths: Iterable[str | Path | Source],
    *,
    engine: Engine,
    by: Principal,
    how: Reading | None = None,
    into_sample: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Bring files, folders of files, or sources kept already, of posts into the store.

    `progress` is told how many bytes have been read since it was last told. Texts that are past
    the time for which the store keeps them are left out, and those held are forgotten.
    Raises Refusal if the person may not, if a file cannot be read at all, or if the store is the
    sample's (which only its own generator fills).
    """
    permit(by, Action.IMPORT_POSTS)
    how, today = how or Reading(), datetime.now(UTC).date()
    with reading(engine) as session:
        if setting(session, "sample") and not into_sample:
            raise Refusal(
                say(
                    "This is the sample consortium: its museums are invented, so real files do not "
                    "belong here. Make a store of your own: passerelle init"
                )
            )
        known = directory(session=session, network=how.network)
        chosen = settings(session=session)
    how = replace(how, texts_since=retention.limit(chosen, today))
    outcome = Outcome()
    sources = list(files_in(paths))
    run = _begin(engine, by, [source.name for source in sources])
    try:
        for source in sources:
            _bring_in(source, known, outcome, run, engine=engine, how=how, progress=progress)
        if known.read_again:
            _read_again(sources, known, outcome, run, engine=engine, how=how)
        if outcome.posts_new:
            outcome.interactions_new += catch_up(engine=engine)
        retention.forget_all(engine=engine, by=by, settings=chosen, today=today)
    except BaseException:
        _end(engine, run, outcome, RunStatus.FAILED)
        raise
    _end(engine, run, outcome, RunStatus.PARTIAL if outcome.problems_total else RunStatus.DONE)
    return outcome


def _begin(engine: Engine, by: Principal, files: list[str]) -> int:
    with writing(engine) as session:
        run = ImportRun(started=datetime.now(UTC), by=by.name, what="posts", files=files[:1000])
        session.add(run)
        record(session, by=by, action=Action.IMPORT_POSTS, what=", ".join(files))
        session.flush()
        return run.id or 0


def _end(engine: Engine, run: int, outcome: Outcome, status: RunStatus) -> None:
    counts = {k: v for k, v in outcome.as_dict().items() if k != "problems"}
    with writing(engine) as session:
        values = {"finished": datetime.now(UTC), "status": status, "counts": counts}
        session.exec(update(ImportRun).where(col(ImportRun.id) == run).values(**values))


def _bring_in(
    source: Source,
    known: Directory,
    outcome: Outcome,
    run: int,
    *,
    engine: Engine,
    how: Reading,
    progress: Callable[[int], None] | None = None,
) -> None:
    """One file: its posts in batches, each with the days it covers so far and what was wrong."""
    batch, spans = _empty(how), dict[int, Span]()
    kept: list[tuple[int, Sentence]] = []
    try:
        for line, item in read_file(
            source,
            wanted=known.wanted,
            columns=how.columns,
            timezone=how.timezone,
            network=how.network,
            progress=progress,
        ):
            said = _take(item, batch, known, outcome)
            if said is not None:
                outcome.problems_total += 1
                if len(kept) < MOST_PROBLEMS:
                    kept.append((line, said))
            if len(batch.posts) >= BATCH or len(batch.erased) >= BATCH:
                _flush(batch, spans, known, outcome, engine=engine, how=how)
                batch = _empty(how)
        outcome.files += 1
    except NoPosts as nothing:
        outcome.skipped.append((source.name, nothing.sentence))
    except Refusal as refusal:
        outcome.problems_total += 1
        kept.append((0, refusal.sentence))
    _flush(batch, spans, known, outcome, engine=engine, how=how)
    outcome.problems += [(source.name, line, said) for line, said in kept]
    if kept:
        _keep_problems(engine, run, source.name, kept)


def _empty(how: Reading) -> Batch:
    return Batch(how.network, texts_since=how.texts_since)


def _take(item: Item, batch: Batch, known: Directory, outcome: Outcome) -> Sentence | None:
    """Put one item where it belongs; a sentence if it cannot be."""
    if isinstance(item, SourcePost):
        outcome.posts_read += 1
        taken = take(batch, item, known)
        if isinstance(taken, Sentence):
            return taken
        if taken:
            outcome.outsiders += len(batch.posts[item.post_id].outsiders)
        else:
            outcome.posts_outsiders += 1
    elif item is ELSEWHERE:
        outcome.posts_read += 1
        outcome.posts_outsiders += 1
    elif isinstance(item, Identity):
        if item.native_id not in known.by_id:
            return known.look_up(*item)
    elif isinstance(item, Erased):
        batch.erased[item.post_id] = item
    elif isinstance(item, Aside):
        return item.reason
    return None


def _flush(
    batch: Batch,
    spans: dict[int, Span],
    known: Directory,
    outcome: Outcome,
    *,
    engine: Engine,
    how: Reading,
) -> None:
    """Save a batch in one transaction, with the ids learned and the days covered so far."""
    if not (batch.posts or batch.erased or known.learned):
        return
    for account, (first, last) in batch.spans.items():
        before = spans.get(account, (first, last))
        spans[account] = (min(first, before[0]), max(last, before[1]))
    covered = {account: spans[account] for account in batch.spans} if how.covering else {}
    with writing(engine) as session:
        write_learned(known, session=session)
        saved = save(batch, covered, session=session, source=FILES)
        if how.covers is not None:
            cover(dict.fromkeys(batch.spans, how.covers), session=session, source=STATED)
    outcome.posts_new += saved.new
    outcome.posts_updated += saved.updated
    outcome.interactions_new += saved.interactions_new
    outcome.unresolved += saved.unresolved


def _read_again(
    sources: list[Source],
    known: Directory,
    outcome: Outcome,
    run: int,
    *,
    engine: Engine,
    how: Reading,
) -> None:
    """Judge every post again, now that the ids are known; only what is new is counted."""
    second = Outcome()
    for source in sources:
        if not any(source.name == name for name, _ in outcome.skipped):
            _bring_in(source, known, second, run, engine=engine, how=how)
    outcome.posts_new += second.posts_new
    outcome.interactions_new += second.interactions_new
    outcome.outsiders, outcome.unresolved = second.outsiders, second.unresolved
    outcome.posts_outsiders = second.posts_outsiders


def _keep_problems(engine: Engine, run: int, file: str, kept: list[tuple[int, Sentence]]) -> None:
    with writing(engine) as session:
        session.add_all(
            ImportProblem(
                run=run, file=file[-500:], line=line, reason=said.template, values=said.values
            )
            for line, said in kept
        )
