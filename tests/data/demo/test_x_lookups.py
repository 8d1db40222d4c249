"""Look-ups on the local X: users by handle and by id, posts by id, and what is not found."""

import pytest

from data.demo.x_server import World

ANNA, BERT, CARL, DORA = (
    {"id": f"900000000000000000{n}", "username": f"{name}_ex"}
    for n, name in enumerate(["anna", "bert", "carl", "dora"])
)


@pytest.fixture
def world():
    """Bert is suspended, Carl protected, Dora removed; each wrote one post, its id like his."""
    world = World(users=[ANNA, BERT, CARL, DORA])
    for user in (ANNA, BERT, CARL, DORA):
        world.add_post(id=user["id"], author_id=user["id"], text="Hello")
    world.suspend(BERT["id"])
    world.protect(CARL["id"])
    world.remove(DORA["id"])
    return world


@pytest.mark.parametrize(
    ("path", "parameter", "key"),
    [("/2/users/by", "usernames", "username"), ("/2/users", "ids", "id")],
)
def test_users_are_found_or_told_to_be_suspended_or_missing(
    world, serve, ask, path, parameter, key
):
    wanted = [user[key] for user in (DORA, CARL, BERT, ANNA)]
    x = serve(world)
    answer = ask(x, path, **{parameter: ",".join(wanted)}, user_fields="protected").json()
    assert [(user["id"], user["protected"]) for user in answer["data"]] == [
        (CARL["id"], True),
        (ANNA["id"], False),
    ]
    missing, suspended = answer["errors"]
    assert missing == {
        "value": DORA[key],
        "detail": f"Could not find user with {parameter}: [{DORA[key]}].",
        "title": "Not Found Error",
        "resource_type": "user",
        "parameter": parameter,
        "resource_id": DORA[key],
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }
    assert suspended["title"] == "Forbidden"
    assert suspended["detail"] == f"User has been suspended: [{BERT[key]}]."
    assert suspended["type"] == missing["type"]
    assert x.bill()[:2] == (0, 2)


def test_posts_are_found_or_told_why_not(world, serve, ask):
    x = serve(world)
    ids = ",".join(user["id"] for user in (DORA, CARL, BERT, ANNA))
    answer = ask(x, "/2/tweets", ids=ids).json()
    assert [post["id"] for post in answer["data"]] == [ANNA["id"]]
    assert [error["title"] for error in answer["errors"]] == [
        "Not Found Error",
        "Authorization Error",
        "Forbidden",
    ]
    assert {error["resource_type"] for error in answer["errors"]} == {"tweet"}
    assert {error["parameter"] for error in answer["errors"]} == {"ids"}
    assert answer["errors"][1]["section"] == "data"
    assert x.bill()[:2] == (1, 0)


def test_nothing_found_is_an_answer_with_errors_only(world, serve, ask):
    x = serve(world)
    for path in ("/2/users", "/2/tweets"):
        answer = ask(x, path, ids="4,5")
        assert answer.status_code == 200
        assert answer.json().keys() == {"errors"}
        assert len(answer.json()["errors"]) == 2
    assert x.bill().dollars == 0


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        ("/2/users/by", "usernames", [f"u{n}" for n in range(101)]),
        ("/2/users", "ids", [str(n) for n in range(101)]),
        ("/2/tweets", "ids", [str(n) for n in range(101)]),
        ("/2/users/by", "usernames", ["anna-ex"]),
        ("/2/users/by", "usernames", ["@anna_ex"]),
        ("/2/users/by", "usernames", ["a" * 16]),
        ("/2/users", "ids", ["12", ""]),
        ("/2/tweets", "ids", ["12a"]),
    ],
)
def test_more_than_a_hundred_or_no_id_at_all_is_refused(world, serve, ask, path, name, values):
    x = serve(world)
    answer = ask(x, path, **{name: ",".join(values)})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameters"].keys() == {name}
    assert ask(x, path, **{name: ",".join(["1"] * 100)}).status_code == 200
    assert ask(x, path).status_code == 400


def test_a_hundred_are_found_at_once_and_each_of_them_once(serve, ask):
    world = World(users=[{"id": str(n), "username": f"u{n}"} for n in range(1, 101)])
    x = serve(world)
    ids = [str(n) for n in range(1, 101)]
    assert [u["id"] for u in ask(x, "/2/users", ids=",".join(ids)).json()["data"]] == ids
    assert len(ask(x, "/2/users", ids="7,7,7").json()["data"]) == 1


def test_any_version_of_a_post_is_found_under_its_own_id(world, serve, ask):
    [first] = world.timeline(ANNA["id"])
    second = world.edit(str(first), "Hello, all")
    answer = ask(serve(world), "/2/tweets", ids=f"{first},{second}").json()
    both = [str(first), second]
    assert answer["data"] == [
        {"id": str(first), "text": "Hello", "edit_history_tweet_ids": both},
        {"id": second, "text": "Hello, all", "edit_history_tweet_ids": both},
    ]


def test_a_withheld_post_says_where(world, serve, ask):
    world.withhold(ANNA["id"], ["DE", "FR"])
    answer = ask(serve(world), "/2/tweets", ids=ANNA["id"], tweet_fields="withheld").json()
    assert answer["data"][0]["withheld"] == {"copyright": False, "country_codes": ["DE", "FR"]}


def test_a_handle_that_was_given_up_may_be_anothers(world, serve, ask):
    world.rename(ANNA["id"], "museum_ex")
    world.add_user(id="77", username="anna_ex")
    answer = ask(serve(world), "/2/users/by", usernames="anna_ex,museum_ex").json()
    assert [user["id"] for user in answer["data"]] == ["77", ANNA["id"]]
