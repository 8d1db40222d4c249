"""What X would bill: each post and user returned, once per UTC day."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from data.demo.x_server import Bill, World

ANNA = {"id": "9000000000000000001", "username": "anna_ex"}
BERT = {"id": "9000000000000000002", "username": "bert_ex"}
TIMELINE = f"/2/users/{ANNA['id']}/tweets"


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def world():
    """Anna reposted two of Bert's three posts."""
    world = World(users=[ANNA, BERT])
    said = [world.add_post(author_id=BERT["id"], text=f"No. {n}") for n in range(3)]
    for post in said[:2]:
        reference = [{"type": "retweeted", "id": post}]
        world.add_post(author_id=ANNA["id"], referenced_tweets=reference)
    return world


@pytest.fixture
def x(serve, world, clock):
    return serve(world, now=clock)


def test_nothing_asked_costs_nothing(x):
    assert x.bill() == Bill(0, 0, Decimal("0"))


def test_the_same_post_costs_once_a_day(x, ask, clock):
    for _ in range(2):
        ask(x, TIMELINE)
    ask(x, "/2/tweets", ids=ask(x, TIMELINE).json()["meta"]["newest_id"])
    assert x.bill() == Bill(2, 0, Decimal("0.010"))
    clock.now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    ask(x, TIMELINE)
    assert x.bill() == Bill(4, 0, Decimal("0.020"))


def test_the_day_is_the_one_in_utc(x, ask, clock):
    ask(x, TIMELINE)
    clock.now = datetime.fromisoformat("2026-11-24T00:30:00+01:00")
    ask(x, TIMELINE)
    assert x.bill().posts == 2


def test_expanded_users_cost_and_expanded_posts_do_not(x, ask):
    ask(x, TIMELINE, expansions="author_id,referenced_tweets.id")
    assert x.bill() == Bill(2, 1, Decimal("0.020"))
    ask(x, TIMELINE, expansions="referenced_tweets.id.author_id")
    assert x.bill() == Bill(2, 2, Decimal("0.030"))
    ask(x, "/2/users", ids=f"{ANNA['id']},{BERT['id']}")
    assert x.bill().users == 2


def test_fields_that_x_did_not_know_cost_all_the_same(x, ask):
    ask(x, TIMELINE, tweet_fields="authorid")
    assert x.bill().posts == 2


def test_failures_and_empty_answers_are_free(x, ask):
    ask(x, TIMELINE, max_results=1)
    ask(x, TIMELINE, since_id="9" * 19)
    ask(x, "/2/tweets", ids="1,2")
    ask(x, "/2/users/by", usernames="nobody_ex")
    assert x.bill().dollars == 0


def test_an_edited_post_is_another_one_to_the_bill(x, ask, world):
    timeline = f"/2/users/{BERT['id']}/tweets"
    newest = ask(x, timeline).json()["meta"]["newest_id"]
    world.edit(newest, "Better said")
    ask(x, timeline, since_id=newest)
    assert x.bill().posts == 4
