"""Who addresses whom, how often, from when to when."""

from random import Random
from typing import NamedTuple

from data.demo import story
from data.demo.consortium import Museum, members

_SAME_GROUP = 0.36
_OTHER_GROUP = 0.010
_SAME_KIND = 0.07  # on top, across groups
_RETURNED = 0.45  # how often a tie is answered by one the other way, at least
_FAME = {"large": 1.5, "medium": 1.0, "small": 0.65}


class Habit(NamedTuple):
    """One museum addressing another about `per_quarter` times in 90 days."""

    source: str
    target: str
    per_quarter: float
    first: int
    last: int

    def alive(self, day: int) -> bool:
        """Whether the museum addresses the other in those days, with time left to answer."""
        return self.first <= day and (self.last == 0 or day <= self.last - 3)


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
        start = max(first, story.NEWCOMERS_DAY) if one in story.NEWCOMERS else first
        if start < stop and one not in story.LISTENERS:
            per_quarter = 1.6 + rng.lognormvariate(0.5, 0.8)
            known[one, other] = Habit(one, other, per_quarter, start, stop)
        if rng.random() > _RETURNED:
            return


def _life(rng: Random) -> tuple[int, int]:
    """First and last day: one in three begins within the two years, some of the others end."""
    if rng.random() < 0.33:
        return rng.randint(-680, -4), 0
    if rng.random() < 0.10:
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
