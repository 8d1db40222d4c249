from itertools import combinations

import pytest

from data.demo import story
from data.demo.agenda import CAMPAIGN, CLASHING
from data.demo.consortium import by_id, members
from shared.models import DecisionStatus, Event, ParticipationRole, ParticipationStatus


@pytest.fixture
def running(made):
    (event,) = [e for e in made.events if e["title"] == CAMPAIGN and e["ends"] >= made.today]
    return event


def _joined(event):
    return {one["institution_id"] for one in event["participants"] if one["status"] == "joined"}


def test_events_have_the_fields_of_an_event_and_known_participants(made):
    for event in made.events:
        fields = {name: value for name, value in event.items() if name != "participants"}
        Event.model_validate(fields)
        ids = [one["institution_id"] for one in event["participants"]]
        assert len(set(ids)) == len(ids)
        for one in event["participants"]:
            assert one["institution_id"] in by_id()
            assert ParticipationRole(one["role"])
            assert ParticipationStatus(one["status"])


def test_a_campaign_runs_today_with_a_hashtag_for_every_day(made, running):
    assert running["starts"] < made.today < running["ends"]
    days = (running["ends"] - running["starts"]).days + 1
    assert len(set(running["day_tags"].values())) == days == 7
    assert made.today.isoformat() in running["day_tags"]
    said = {one["status"] for one in running["participants"]}
    assert said == {"joined", "invited", "declined"}


def test_the_hashtag_of_the_day_is_in_use_today_but_not_by_all_who_joined(made, posts, running):
    tag = running["day_tags"][made.today.isoformat()]
    today = {post["who"] for post in posts if tag in post["tags"] and post["day"] == 0}
    joined = _joined(running) & {museum.id for museum in members()}
    assert len(today & joined) > 10
    assert len(joined - today) > 10


def test_of_some_who_joined_nothing_is_seen(posts, running):
    (tag,) = running["hashtags"]
    seen = {post["who"] for post in posts if tag in post["tags"] and post["day"] >= -3}
    assert set(story.NOTHING_SEEN) <= _joined(running)
    assert not seen & set(story.NOTHING_SEEN)
    assert {story.NO_DATA, story.LEFT} <= _joined(running) - seen


def test_a_joint_event_comes_within_a_week_and_a_probable_one_within_five(made):
    soon = [e for e in made.events if 0 < (e["starts"] - made.today).days <= 7]
    assert [len(_joined(event)) >= 2 for event in soon] == [True]
    probable = [e for e in made.events if e["certainty"] == "forecast"]
    assert 7 < min((event["starts"] - made.today).days for event in probable) <= 35


def test_exactly_one_pair_of_coming_events_clashes(made):
    coming = [event for event in made.events if event["ends"] >= made.today]
    clashing = [
        {a["title"], b["title"]}
        for a, b in combinations(coming, 2)
        if a["starts"] <= b["ends"] and b["starts"] <= a["ends"] and _joined(a) & _joined(b)
    ]
    assert clashing == [set(CLASHING)]


def test_past_events_left_bursts_of_their_hashtag(made, posts):
    past = [event for event in made.events if event["ends"] < made.today]
    assert len(past) >= 12
    for event in past:
        days = range((event["starts"] - made.today).days, (event["ends"] - made.today).days + 1)
        using = {
            post["who"]
            for post in posts
            if post["day"] in days and set(event["hashtags"]) & post["tags"]
        }
        assert len(using & _joined(event)) >= 4, event["title"]


def test_one_suggestion_is_taken_up_and_one_dismissed(made):
    assert [DecisionStatus(one["status"]) for one in made.decisions] == ["taken_up", "dismissed"]
    for one in made.decisions:
        assert one["a"] < one["b"]
        assert {one["a"], one["b"]} <= set(by_id())
