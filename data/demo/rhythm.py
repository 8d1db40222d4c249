"""When museums post: fewer on Mondays, at weekends and in summer, a little more every year."""

from bisect import bisect
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from data.demo.story import FIRST_DAY

_WEEKDAYS = (0.70, 1.10, 1.10, 1.15, 1.10, 0.75, 0.60)  # from Monday
_MONTHS = (0.90, 0.95, 1.05, 1.05, 1.15, 1.05, 0.75, 0.55, 1.05, 1.10, 1.05, 0.95)
_QUARTER = 90.0


class Rhythm:
    """The days of the sample with their weights; an average day weighs about one."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._until = list(accumulate((self._weight(day) for day in _days()), initial=0.0))

    def _weight(self, day: int) -> float:
        on = self.today + timedelta(days=day)
        growth = 1.04 + 0.12 * day / -FIRST_DAY
        return _WEEKDAYS[on.weekday()] * _MONTHS[on.month - 1] * growth

    def quarters(self, first: int, last: int) -> float:
        """How many average quarters of posting lie between two days, both included."""
        return self._span(first, last)[1] / _QUARTER

    def _span(self, first: int, last: int) -> tuple[float, float]:
        low = self._until[first - FIRST_DAY]
        return low, self._until[last - FIRST_DAY + 1] - low

    def draw(self, rng: Random, first: int, last: int) -> datetime:
        """A moment between two days, both included."""
        low, width = self._span(first, last)
        place = bisect(self._until, low + width * rng.random()) - 1
        return self.moment(rng, min(max(place + FIRST_DAY, first), last))

    def moment(self, rng: Random, day: int) -> datetime:
        """A moment of one day: mostly mid-morning or mid-afternoon; today only the morning."""
        if day == 0:
            hour = rng.uniform(6.2, 11.0)
        else:
            peak = 9.3 if rng.random() < 0.55 else 15.2
            hour = min(max(rng.gauss(peak, 1.7), 5.5), 20.8)
        midnight = datetime.combine(self.today + timedelta(days=day), time(), UTC)
        return midnight + timedelta(seconds=int(hour * 3600))

    def end(self) -> datetime:
        """The moment after which nothing is known."""
        return datetime.combine(self.today, time(11, 30), UTC)

    def day(self, moment: datetime) -> int:
        """The day of a moment, counted from today."""
        return (moment.date() - self.today).days


def _days() -> range:
    return range(FIRST_DAY, 1)
