"""The whole sample for one day: roster, posts, events, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from data.demo import story
from data.demo.agenda import events
from data.demo.consortium import NAME, by_id, organisers, roster_csv
from data.demo.decisions import decisions
from data.demo.habits import habits
from data.demo.pages import pages
from data.demo.posts import Conversation
from data.demo.rhythm import Rhythm

SEED = 1887


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything of the imaginary consortium; the posts go through the ordinary import.

    `pages`: lines of X API v2 pages, to be read once. `events`: fields of `shared.models.Event`
    without id, and `participants` (institution_id, role, status). `accounts_status`: (handle,
    status, since). `decisions`: a, b (institution ids, a before b), status, note, until.
    `organisers`: ids of the institutions that are no members.
    """

    name: str
    today: date
    roster_csv: str
    pages: Iterator[bytes]
    events: list[dict[str, Any]]
    accounts_status: list[tuple[str, str, date]]
    decisions: list[dict[str, Any]]
    organisers: list[str]


def sample(today: date, seed: int = SEED) -> Sample:
    """The sample whose 24 months end on `today`; same day and seed, same bytes."""
    rng = Random(seed)  # noqa: S311  invented posts, no secret
    messages = Conversation(rng, Rhythm(today), habits(rng)).posts()
    gone = (by_id()[story.LEFT].handle, "left", today + timedelta(days=story.LEFT_DAY))
    return Sample(
        name=NAME,
        today=today,
        roster_csv=roster_csv(),
        pages=pages(messages),
        events=events(today),
        accounts_status=[gone],
        decisions=decisions(),
        organisers=[organiser.id for organiser in organisers()],
    )
