"""The local X over real HTTP: who is let in, what is counted, how a client meets it."""

from decimal import Decimal

from data.demo.x_server import World

ANNA = {"id": "9000000000000000001", "username": "anna_ex"}
BERT = {"id": "9000000000000000002", "username": "Bert_ex"}
TIMELINE = f"/2/users/{ANNA['id']}/tweets"


def small() -> World:
    return World(users=[ANNA, BERT])


def test_a_timeline_is_paged_and_billed_to_the_last_post(serve, ask):
    world = small()
    ids = [world.add_post(author_id=ANNA["id"], text=f"Nr. {n}") for n in range(12)]
    x = serve(world)
    first = ask(x, TIMELINE, max_results=5).json()
    second = ask(x, TIMELINE, max_results=10, pagination_token=first["meta"]["next_token"]).json()
    assert [post["id"] for post in first["data"] + second["data"]] == ids[::-1]
    assert "next_token" not in second["meta"]
    assert x.bill() == (12, 0, Decimal("0.060"))


def test_handles_are_found_whatever_their_case(serve, ask):
    x = serve(small())
    found = ask(x, "/2/users/by", usernames="ANNA_EX,bert_ex,nobody_ex").json()
    assert found["data"] == [
        {"id": ANNA["id"], "username": "anna_ex", "name": "anna_ex"},
        {"id": BERT["id"], "username": "Bert_ex", "name": "Bert_ex"},
    ]
    [error] = found["errors"]
    assert error["title"] == "Not Found Error"
    assert error["value"] == "nobody_ex"
    assert x.bill() == (0, 2, Decimal("0.020"))
