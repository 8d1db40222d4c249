from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from data.demo.x_server import Fault, XServer
from data.demo.x_world import World
from shared.collection.patience import TRIES, patiently
from shared.collection.x import X
from shared.collection.x_failures import Failure, FailureKind
from shared.sentences import say

NOON = datetime(2026, 5, 18, 12, tzinfo=UTC)
PASSING = FailureKind.PASSING


class Asked:
    """Something that fails as told and then answers, with a clock that only pauses move."""

    def __init__(self, *failures: Failure) -> None:
        self.failures = list(failures)
        self.times = 0
        self.pauses: list[float] = []

    def __call__(self) -> str:
        self.times += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answer"

    def now(self) -> datetime:
        return NOON + timedelta(seconds=sum(self.pauses))

    def patiently(self, longest_wait: float = 900) -> tuple[str, float]:
        return patiently(self, pause=self.pauses.append, longest_wait=longest_wait, now=self.now)


def failed(kind: FailureKind, resets_in: float | None = None) -> Failure:
    resets_at = None if resets_in is None else NOON + timedelta(seconds=resets_in)
    return Failure(kind, say("It failed."), resets_at=resets_at)


def test_what_answers_at_once_is_not_waited_for() -> None:
    asked = Asked()
    assert asked.patiently() == ("answer", 0)
    assert asked.pauses == []


def test_what_passes_is_tried_four_times_with_growing_pauses() -> None:
    asked = Asked(*(failed(PASSING) for _ in range(TRIES - 1)))
    answer, waited = asked.patiently()
    assert (answer, asked.times) == ("answer", TRIES)
    assert waited == sum(asked.pauses)
    for least, pause in zip((0.5, 1, 2), asked.pauses, strict=True):
        assert least <= pause <= 3 * least


def test_what_does_not_pass_is_raised_after_four_tries() -> None:
    asked = Asked(*(failed(PASSING) for _ in range(9)))
    with pytest.raises(Failure) as caught:
        asked.patiently()
    assert asked.times == TRIES
    assert caught.value.waited == sum(asked.pauses) > 0


def test_pauses_are_of_uneven_length() -> None:
    first = set()
    for _ in range(20):
        asked = Asked(failed(PASSING))
        asked.patiently()
        first.add(asked.pauses[0])
    assert len(first) > 10


def test_a_limit_is_waited_for_until_it_ends() -> None:
    asked = Asked(failed(FailureKind.TOO_MANY, 600))
    assert asked.patiently()[0] == "answer"
    assert len(asked.pauses) == 1
    assert 600 <= asked.pauses[0] <= 602


def test_a_limit_that_ends_too_late_is_raised_at_once() -> None:
    asked = Asked(failed(FailureKind.TOO_MANY, 601))
    with pytest.raises(Failure) as caught:
        asked.patiently(longest_wait=600)
    assert asked.pauses == []
    assert caught.value.resets_at == NOON + timedelta(seconds=601)


def test_all_waiting_together_stays_within_the_longest() -> None:
    asked = Asked(*(failed(FailureKind.TOO_MANY, end) for end in (500, 1000, 1500)))
    with pytest.raises(Failure):
        asked.patiently(longest_wait=700)
    assert sum(asked.pauses) < 700


def test_a_limit_that_says_it_ended_is_not_asked_again_and_again() -> None:
    asked = Asked(*(failed(FailureKind.TOO_MANY, -60) for _ in range(1_000)))
    with pytest.raises(Failure):
        asked.patiently(longest_wait=900)
    assert 1 < asked.times < 15
    assert all(pause >= 1 for pause in asked.pauses)


@pytest.mark.parametrize(
    "kind", [kind for kind in FailureKind if kind not in (PASSING, FailureKind.TOO_MANY)]
)
def test_everything_else_is_raised_at_once(kind) -> None:
    asked = Asked(failed(kind, 1))
    with pytest.raises(Failure):
        asked.patiently()
    assert (asked.times, asked.pauses) == (1, [])


def test_a_pause_that_is_ended_ends_it_all() -> None:
    class Stop(Exception):
        pass

    def stop(_: float) -> None:
        raise Stop

    asked = Asked(failed(PASSING))
    with pytest.raises(Stop):
        patiently(asked, pause=stop, longest_wait=900)
    assert asked.times == 1


def test_x_out_of_order_and_then_at_its_limit_answers_at_last() -> None:
    pauses: list[float] = []
    with XServer(World(users=[{"id": "101", "username": "alpha", "name": "A"}]), token="t") as x:
        x.next(Fault.OVER_CAPACITY)
        x.next(Fault.TOO_MANY, seconds=30)
        x.next(Fault.HTML_200)
        client = X(SecretStr("t"), base_url=x.base_url)
        answer, waited = patiently(
            lambda: client.users(["101"]), pause=pauses.append, longest_wait=60
        )
        assert answer.body["data"][0]["id"] == "101"
        assert len(x.requests) == 4
    assert len(pauses) == 3
    assert waited == sum(pauses) > 29
