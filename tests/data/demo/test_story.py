from datetime import timedelta
from random import Random

import pytest

from data.demo import story
from data.demo.consortium import members
from data.demo.rhythm import Rhythm


def test_one_museum_posts_but_exchanges_with_no_member(posts, addressed):
    assert sum(post["who"] == story.ALONE for post in posts) > 100
    assert not [one for one in addressed if story.ALONE in (one.source, one.target)]


def test_nothing_is_known_of_one_museum(posts, lines):
    assert not [post for post in posts if post["who"] == story.NO_DATA]
    assert b"steine_ex" not in b"".join(lines)


def test_one_museum_left_on_a_day_says_so_and_is_not_addressed_after(made, posts, addressed, on):
    theirs = [post["day"] for post in posts if post["who"] == story.LEFT]
    assert max(theirs) == story.LEFT_DAY
    assert made.accounts_status == [("lieder_ex", "left", on(story.LEFT_DAY))]
    after = [one for one in addressed if story.LEFT in one[2:4] and one.day > story.LEFT_DAY + 21]
    assert not after


def test_two_museums_of_a_city_speak_through_the_account_of_their_parent(posts):
    children = [museum for museum in members() if museum.parent == story.SHARED]
    assert len(children) == 2
    assert not any(child.handle for child in children)
    assert {child.city for child in children} == {"La Rochelle"}
    assert sum(post["who"] == story.SHARED for post in posts) > 100


@pytest.mark.parametrize("pair", story.ONE_SIDED)
def test_a_one_sided_tie_is_never_returned_and_leaves_questions_without_answer(pair, addressed):
    a, b = pair
    forth = [one for one in addressed if (one.source, one.target) == (a, b)]
    assert len(forth) >= 8
    assert not [one for one in addressed if (one.source, one.target) == (b, a)]
    recent = [one for one in forth if -90 < one.day < -3 and one.how == "mention"]
    assert {one.day for one in recent} >= set(story.UNANSWERED_DAYS)


@pytest.mark.parametrize("pair", story.LAPSED)
def test_a_lapsed_pair_exchanged_both_ways_and_then_no_more(pair, addressed):
    ours = [one for one in addressed if {one.source, one.target} == set(pair)]
    assert {one.source for one in ours} == set(pair)
    assert -365 < max(one.day for one in ours) <= story.LAPSED_DAY + 3


@pytest.mark.parametrize("pair", [story.TAKEN_UP, story.DISMISSED])
def test_a_decided_pair_never_met_but_has_contacts_in_common(pair, ties):
    a, b = pair
    seen = ties(-729, 0)
    assert not seen & {(a, b), (b, a)}
    recent = ties(-89, 0)
    contacts = [{y for x, y in recent | {(y, x) for x, y in recent} if x == one} for one in pair]
    assert len(contacts[0] & contacts[1]) >= 3


def test_list_posts_name_more_than_five_members(addressed):
    lists = {one.post for one in addressed if one.named > 5}
    assert len(lists) > 30


def test_several_members_share_a_hashtag_in_a_burst_that_no_event_explains(made, posts):
    using = [post for post in posts if story.BURST_TAG in post["tags"]]
    assert {post["who"] for post in using if post["text"][:2] != "RT"} == set(story.BURST_BY)
    assert not [e for e in made.events if story.BURST_TAG in e["hashtags"]]


def test_some_messages_are_answered_within_three_days_and_some_are_not(addressed):
    answered = waiting = 0
    back = {}
    for one in addressed:
        back.setdefault((one.source, one.target), []).append(one.at)
    for one in addressed:
        if one.how in ("mention", "quoted") and -90 < one.day < -3 and one.named <= 5:
            times = back.get((one.target, one.source), [])
            soon = [at for at in times if one.at < at <= one.at + timedelta(hours=72)]
            answered += bool(soon)
            waiting += not soon
    assert answered > 60
    assert waiting > 60


def test_cooperation_grew_by_about_a_tenth_in_a_year(ties):
    now, before = ties(-89, 0), ties(-454, -365)
    assert 1.05 < len(now) / len(before) < 1.25
    assert len(now - before) > 20
    assert len(before - now) > 20


def test_more_members_exchange_both_ways_than_a_year_ago(ties):
    def both_ways(seen):
        return {a for a, b in seen if (b, a) in seen}

    now, before = both_ways(ties(-89, 0)), both_ways(ties(-454, -365))
    assert len(before) + 2 <= len(now) <= 55


@pytest.mark.parametrize("id", story.LISTENERS)
def test_some_are_named_but_never_address_a_member(id, ties):
    seen = ties(-729, 0)
    assert not [pair for pair in seen if pair[0] == id]
    assert [pair for pair in seen if pair[1] == id]


@pytest.mark.parametrize("id", story.NEWCOMERS)
def test_newcomers_begin_to_address_members_within_the_last_year(id, addressed, ties):
    members_of = [pair for pair in ties(-729, story.NEWCOMERS_DAY - 1) if pair[0] == id]
    assert not members_of
    assert [pair for pair in ties(story.NEWCOMERS_DAY, 0) if pair[0] == id]


def test_groups_talk_more_among_themselves_than_chance_would_have_it(ties):
    group = {museum.id: museum.group for museum in members()}
    seen = ties(-89, 0)
    inside = sum(group[a] == group[b] for a, b in seen)
    assert inside > 0.45 * len(seen)  # at random about one in six
    assert len(seen) - inside > 0.1 * len(seen)


def test_visitors_write_to_museums_and_get_answers(posts):
    visits = [post for post in posts if post["who"].startswith("visiteur")]
    assert len(visits) > 3_000
    ids = {post["id"] for post in visits}
    replies = [p for p in posts if any(r["id"] in ids for r in p.get("referenced_tweets", ()))]
    assert len(replies) > 1_000


@pytest.mark.parametrize(("first", "last"), [(-729, 0), (-729, -729), (0, 0), (-40, -31)])
def test_a_moment_is_drawn_between_its_days_and_never_after_the_end(made, first, last):
    rhythm = Rhythm(made.today)
    rng = Random(5)
    moments = [rhythm.draw(rng, first, last) for _ in range(300)]
    assert all(first <= rhythm.day(at) <= last for at in moments)
    assert max(moments) <= rhythm.end()
