"""What every account of the sample means to post, before it is known what can be answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from data.demo import story
from data.demo.agenda import NIGHT, Occasion, occasions
from data.demo.consortium import Museum, by_id, institutions, members, organisers
from data.demo.habits import Habit
from data.demo.message import Message
from data.demo.rhythm import Rhythm
from data.demo.voices import VISITORS, visitor

_PACE = {"large": 52.0, "medium": 36.0, "small": 22.0}  # plain posts in 90 days
_KINDS = ("mention", "retweeted", "quoted", "replied_to")
_SHARES = (0.46, 0.26, 0.10, 0.18)
_LISTS = 44
_VISITS = 3600


@dataclass(slots=True)
class Plan:
    """An intended post: what for, by whom, to whom (handles), with which hashtags."""

    at: datetime
    author: str
    what: str  # a list of phrases.toml, or retweeted, quoted, replied_to
    targets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    about: Message | None = None


def plans(rng: Random, rhythm: Rhythm, habits: list[Habit]) -> list[Plan]:
    """All intended posts, in no order."""
    return [
        *_news(rng, rhythm),
        *_habitual(rng, rhythm, habits),
        *_lists(rng, rhythm),
        *_visits(rng, rhythm),
        *_questions(rng, rhythm),
        *_burst(rng, rhythm),
        *(plan for occasion in occasions() for plan in _taking_part(rng, rhythm, occasion)),
    ]


def last_day(museum: Museum) -> int:
    """The last day on which a museum posts."""
    return story.LEFT_DAY if museum.id == story.LEFT else 0


def _talkers() -> list[Museum]:
    return [m for m in institutions() if m.handle and m.id != story.NO_DATA]


def _news(rng: Random, rhythm: Rhythm) -> Iterator[Plan]:
    for museum in _talkers():
        last = last_day(museum)
        pace = _PACE.get(museum.size, 18.0) * rng.uniform(0.7, 1.35)
        for _ in range(int(pace * rhythm.quarters(story.FIRST_DAY, last))):
            yield Plan(rhythm.draw(rng, story.FIRST_DAY, last), museum.handle, "news")
    leaver = by_id()[story.LEFT].handle
    yield Plan(_evening(rhythm, story.LEFT_DAY), leaver, "farewell")


def _evening(rhythm: Rhythm, day: int) -> datetime:
    return rhythm.end() + timedelta(days=day, hours=10)


def _habitual(rng: Random, rhythm: Rhythm, habits: list[Habit]) -> Iterator[Plan]:
    handles = {museum.id: museum.handle for museum in institutions()}
    for habit in habits:
        times = habit.per_quarter * rhythm.quarters(habit.first, habit.last)
        for _ in range(int(times + rng.random())):
            at = rhythm.draw(rng, habit.first, habit.last)
            what = rng.choices(_KINDS, _SHARES)[0]
            yield Plan(at, handles[habit.source], what, (handles[habit.target],))


def _lists(rng: Random, rhythm: Rhythm) -> Iterator[Plan]:
    shy = (*story.LISTENERS, *story.NEWCOMERS)
    hosts = [museum for museum in _open() if museum.id not in shy]
    for _ in range(_LISTS):
        author = rng.choice([*hosts, *organisers(), *organisers()])
        at = rhythm.draw(rng, story.FIRST_DAY, 0)
        known = [m.handle for m in _open() if not story.barred(author.id, m.id)]
        yield Plan(at, author.handle, "list", tuple(rng.sample(known, rng.randint(6, 9))))


def _open() -> list[Museum]:
    """Members whom chance may bring together at any time."""
    closed = (story.ALONE, story.NO_DATA, story.LEFT)
    return [m for m in members() if m.handle and m.id not in closed]


def _visits(rng: Random, rhythm: Rhythm) -> Iterator[Plan]:
    museums = [m for m in _talkers() if m.member]
    fame = [_PACE[m.size] for m in museums]
    for museum in rng.choices(museums, fame, k=_VISITS):
        at = rhythm.draw(rng, story.FIRST_DAY, last_day(museum))
        yield Plan(at, visitor(rng.randrange(VISITORS)), "visitor", (museum.handle,))


def _questions(rng: Random, rhythm: Rhythm) -> Iterator[Plan]:
    for source, target in story.ONE_SIDED:
        one, other = by_id()[source], by_id()[target]
        for day in story.UNANSWERED_DAYS:
            yield Plan(rhythm.moment(rng, day), one.handle, "question", (other.handle,))


def _burst(rng: Random, rhythm: Rhythm) -> Iterator[Plan]:
    first, last = story.BURST_DAYS
    for id in story.BURST_BY:
        for day in range(first, last + 1):
            at = rhythm.moment(rng, day)
            yield Plan(at, by_id()[id].handle, "event", tags=(story.BURST_TAG,))


def _taking_part(rng: Random, rhythm: Rhythm, occasion: Occasion) -> Iterator[Plan]:
    """Posts of those who joined, on every day of an event up to today."""
    museums = [by_id()[id] for id in (*occasion.hosts, *occasion.joined) if by_id()[id].handle]
    quiet = (story.NO_DATA, *(story.NOTHING_SEEN if occasion.last >= 0 else ()))
    for day in range(occasion.first, min(occasion.last, 0) + 1):
        for number, museum in enumerate(museums):
            if museum.id in quiet or day > last_day(museum):
                continue
            if day == occasion.first or (number + day) % 3:
                yield from _day_of(rng, rhythm, occasion, day, museum, museums)


def _day_of(
    rng: Random,
    rhythm: Rhythm,
    occasion: Occasion,
    day: int,
    museum: Museum,
    museums: list[Museum],
) -> Iterator[Plan]:
    tags = [occasion.tag]
    if occasion.day_tags:
        tags.append(occasion.day_tags[day - occasion.first])
    yield Plan(rhythm.moment(rng, day), museum.handle, "event", tags=tuple(tags))
    others = [m for m in museums if not _kept_apart(museum, m, day)]
    if others and rng.random() < (0.9 if occasion.title == NIGHT else 0.3):
        near = [2.5 if other.group == museum.group else 0.4 for other in others]
        other = rng.choices(others, near)[0]
        at = rhythm.moment(rng, day)
        yield Plan(at, museum.handle, "together", (other.handle,), (occasion.tag,))


def _kept_apart(one: Museum, other: Museum, day: int) -> bool:
    if one.id in story.LISTENERS or (one.id in story.NEWCOMERS and day < story.NEWCOMERS_DAY):
        return True
    return story.barred(one.id, other.id) or day > last_day(other)
