"""Who addresses whom, how often, from when to when."""

from random import Random
from typing import NamedTuple

from data.demo import story
from data.demo.consortium import Museum, members

_SAME_GROUP = 0.34
_OTHER_GROUP = 0.022
_SAME_KIND = 0.11  # on top, across groups
_RETURNED = 0.45  # how often a tie is answered by one the other way, at least
_FAME = {"large": 1.5, "medium": 1.0, "small": 0.65}


class Habit(NamedTuple):
    """One museum addressing another about `per_quarter` times in 90 days."""

    source: str
    target: str
    per_quarter: float
    first: int
    last: int


def habits(rng: Random) -> list[Habit]:
    """All habits of the sample: those of chance, and the planted ones."""
    voices = [museum for museum in members() if museum.handle]
    by_chance: dict[tuple[str, str], Habit] = {}
    for one in voices:
        for other in voices:
            if rng.random() < _odds(one, other):
                _begin(by_chance, rng, one.id, other.id)
    planted = _planted()
    taken = {(habit.source, habit.target) for habit in planted}
    return planted + [habit for pair, habit in by_chance.items() if pair not in taken]


def _odds(one: Museum, other: Museum) -> float:
    if one.group == other.group:
        return _SAME_GROUP * _FAME[other.size]
    return (_OTHER_GROUP + _SAME_KIND * (one.kind == other.kind)) * _FAME[other.size]


def _begin(known: dict[tuple[str, str], Habit], rng: Random, source: str, target: str) -> None:
    first, last = _life(rng)
    for one, other in ((source, target), (target, source)):
        if (one, other) in known or story.barred(one, other):
            continue
        stop = min(last, story.LEFT_DAY) if story.LEFT in (one, other) else last
        if first < stop:
            per_quarter = 1.0 + rng.lognormvariate(0.35, 0.8)
            known[one, other] = Habit(one, other, per_quarter, first, stop)
        if rng.random() > _RETURNED:
            return


def _life(rng: Random) -> tuple[int, int]:
    """First and last day: three in ten begin within the two years, one in nine ends."""
    if rng.random() < 0.30:
        return rng.randint(-680, -4), 0
    if rng.random() < 0.12:
        return story.FIRST_DAY, rng.randint(-640, -30)
    return story.FIRST_DAY, 0


def _planted() -> list[Habit]:
    first = story.FIRST_DAY
    found = [Habit(one, other, 2.0, first, 0) for one, other in story.ONE_SIDED]
    for one, other in story.LAPSED:
        found += [
            Habit(one, other, 4.0, first, story.LAPSED_DAY),
            Habit(other, one, 3.0, first, story.LAPSED_DAY),
        ]
    for pair, contacts in story.COMMON_CONTACTS.items():
        found += [Habit(one, contact, 3.0, first, 0) for one in pair for contact in contacts]
        found += [Habit(contact, one, 2.5, first, 0) for one in pair for contact in contacts]
    return list({(habit.source, habit.target): habit for habit in found}.values())
