"""What goes wrong with the local X when asked to, as a client sees it on the wire."""

import time
from datetime import UTC, datetime

import pytest
import requests

from data.demo.x_server import Fault, World

ANNA = {"id": "9000000000000000001", "username": "anna_ex"}
ADDRESS = "/2/users/:id/tweets"
TIMELINE = f"/2/users/{ANNA['id']}/tweets"
RESET = "x-rate-limit-reset"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def x(serve):
    world = World(users=[ANNA])
    for number in range(12):
        world.add_post(author_id=ANNA["id"], text=f"No. {number}")
    return serve(world, now=lambda: NOW)


@pytest.fixture
def get(x, ask):
    return lambda **query: ask(x, TIMELINE, max_results=5, **query)


@pytest.mark.parametrize(
    ("fault", "status", "title", "kind"),
    [
        (Fault.UNAUTHORIZED, 401, "Unauthorized", "about:blank"),
        (Fault.CREDITS_DEPLETED, 402, "CreditsDepleted", "credits"),
        (Fault.CLIENT_FORBIDDEN, 403, "Client Forbidden", "client-forbidden"),
        (Fault.ACCOUNT_FORBIDDEN, 403, "Authorization Error", "not-authorized-for-resource"),
        (Fault.NOT_FOUND, 404, "Not Found", "about:blank"),
        (Fault.TOO_MANY, 429, "Too Many Requests", "about:blank"),
        (Fault.TOO_MANY_NO_RESET, 429, "Too Many Requests", "about:blank"),
        (Fault.USAGE_CAPPED, 429, "UsageCapExceeded", "usage-capped"),
    ],
)
def test_a_refusal_comes_once_and_costs_nothing(x, get, fault, status, title, kind):
    x.next(fault)
    refused = get()
    assert refused.status_code == status
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert refused.json()["title"] == title
    assert refused.json()["status"] == status
    assert refused.json()["type"].endswith(kind if kind == "about:blank" else "/2/problems/" + kind)
    assert x.bill().dollars == 0
    assert get().status_code == 200


def test_the_app_that_is_not_enrolled_is_told_so(x, get):
    x.next(Fault.CLIENT_FORBIDDEN)
    assert get().json()["reason"] == "client-not-enrolled"


def test_the_account_that_may_not_be_read_is_named(x, get):
    x.next(Fault.ACCOUNT_FORBIDDEN)
    assert get().json()["resource_id"] == ANNA["id"]


def test_too_many_says_when_to_come_back_or_does_not(x, get):
    x.next(Fault.TOO_MANY, seconds=2.5)
    assert get().headers[RESET] == str(int(NOW.timestamp()) + 3)
    for fault in (Fault.TOO_MANY_NO_RESET, Fault.USAGE_CAPPED):
        x.next(fault)
        assert RESET not in get().headers


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.OVER_CAPACITY, 503), (Fault.BAD_GATEWAY, 502), (Fault.HTML_200, 200)],
)
def test_a_page_of_html_comes_instead(x, get, fault, status):
    x.next(fault)
    answer = get()
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert x.bill().dollars == 0
    assert get().json()["meta"]["result_count"] == 5


def test_json_that_stops_half_way_has_the_right_length(x, get):
    x.next(Fault.CUT_JSON)
    answer = get()
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.text.startswith('{"data":[')
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert get().json()["meta"]["result_count"] == 5


def test_a_connection_that_ends_half_way_is_an_error_of_the_network(x, get):
    x.next(Fault.CUT_BODY)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        get()
    assert get().json()["meta"]["result_count"] == 5


def test_what_x_sent_is_billed_even_if_half_of_it_arrives_and_once_with_the_repeat(x, get):
    x.next(Fault.CUT_JSON)
    get()
    assert x.bill().posts == 5
    get()
    assert x.bill().posts == 5


def test_a_slow_answer_is_late_but_right(x, get):
    x.next(Fault.SLOW, seconds=0.05)
    began = time.monotonic()
    assert get().json()["meta"]["result_count"] == 5
    assert time.monotonic() - began >= 0.05


def test_an_endless_token_leads_to_its_own_page(x, get):
    x.next(Fault.ENDLESS_TOKEN)
    first = get().json()
    token = first["meta"]["next_token"]
    assert get(pagination_token=token).json() == get(pagination_token=token).json() == first
    assert x.bill().posts == 5
    assert get().json()["meta"]["next_token"] != token


def test_an_endless_token_may_come_on_the_second_page(x, get):
    token = get().json()["meta"]["next_token"]
    x.next(Fault.ENDLESS_TOKEN)
    second = get(pagination_token=token).json()
    again = get(pagination_token=second["meta"]["next_token"]).json()
    assert again == second
    assert again["data"][0]["text"] == "No. 6"


def test_an_empty_page_with_a_token_leads_to_what_was_asked_for(x, get):
    expected = get().json()
    x.next(Fault.EMPTY_WITH_TOKEN, times=2)
    first = get().json()
    assert first.keys() == {"meta"}
    assert first["meta"]["result_count"] == 0
    second = get(pagination_token=first["meta"]["next_token"]).json()
    assert second["meta"]["result_count"] == 0
    third = get(pagination_token=second["meta"]["next_token"]).json()
    assert third == expected


def test_dropped_fields_are_missing_without_a_word(x, get):
    fields = "author_id,created_at,lang"
    x.next(Fault.DROPPED_FIELDS)
    answer = get(tweet_fields=fields)
    assert answer.status_code == 200
    assert answer.json().keys() == {"data", "meta"}
    assert answer.json()["data"][0].keys() == {"id", "text", "edit_history_tweet_ids", "lang"}
    x.next(Fault.DROPPED_FIELDS, fields=("lang",))
    assert "author_id" in get(tweet_fields=fields).json()["data"][0]


def test_a_refused_token_waits_for_one(x, get):
    x.next(Fault.REFUSED_TOKEN)
    token = get().json()["meta"]["next_token"]
    refused = get(pagination_token=token)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameters"] == {"pagination_token": [token]}
    assert get(pagination_token=token).status_code == 200


def test_a_redirect_points_to_another_host(x, get):
    x.next(Fault.REDIRECT, to="http://127.0.0.1:9")
    answer = get()
    assert answer.status_code == 302
    assert answer.headers["location"] == "http://127.0.0.1:9" + TIMELINE
    assert x.bill().dollars == 0


def test_a_fault_meets_only_the_requests_it_is_for(x, get, ask):
    x.next(Fault.NOT_FOUND, on=ADDRESS, times=2)
    x.next(Fault.BAD_GATEWAY, on="/2/users/77/tweets")
    assert ask(x, "/2/users", ids=ANNA["id"]).status_code == 200
    assert [get().status_code for _ in range(3)] == [404, 404, 200]
    assert ask(x, "/2/users/77/tweets").status_code == 502


def test_faults_come_in_the_order_asked_for_and_until_further_notice(x, get):
    x.next(Fault.NOT_FOUND)
    x.next(Fault.BAD_GATEWAY, times=None)
    assert [get().status_code for _ in range(4)] == [404, 502, 502, 502]
    x.calm()
    assert get().status_code == 200


def test_a_fault_of_timelines_waits_for_one(x, get, ask):
    x.next(Fault.EMPTY_WITH_TOKEN)
    assert ask(x, "/2/users", ids=ANNA["id"]).json()["data"]
    assert "data" not in get().json()


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_keeps_the_headers_about_limits(x, get, fault):
    x.next(fault, seconds=0)
    if fault is Fault.CUT_BODY:
        with pytest.raises(requests.RequestException):
            get()
    else:
        assert "x-rate-limit-remaining" in get().headers
