"""Real recordings give what a short, plain count finds: it shares no code with the product."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.files.bring_in import import_posts
from shared.collection.formats.roster import read_roster
from shared.store.database import reading, writing
from shared.store.roster import import_roster

pytestmark = pytest.mark.realdata


def lines_of(folder: Path) -> list[dict]:
    found = []
    for file in sorted(folder.rglob("*.json*")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
    return [line for line in found if isinstance(line, dict)]


def posts_of(line: dict) -> list[dict]:
    data = line.get("data", [line])
    data = data if isinstance(data, list) else [data]
    return [p for p in data if "author_id" in p and "text" in p and "created_at" in p]


def users_of(line: dict) -> list[tuple[str | None, str]]:
    """Every account that occurs: (id, handle)."""
    found = [(u["id"], u["username"]) for u in line.get("includes", {}).get("users", [])]
    for post in posts_of(line):
        referred = post.get("referenced_tweets") or []
        for one in (post, *referred):
            if "author" in one:
                found.append((one["author"]["id"], one["author"]["username"]))
        for mention in post.get("entities", {}).get("mentions", []):
            found.append((mention.get("id"), mention["username"]))
    return [(id, handle.lower()) for id, handle in found]


def roster(lines: list[dict]) -> dict[str, str | None]:
    """Handle → id, each id under the last handle it went by."""
    ids: dict[str, str] = {}
    handles: dict[str, str | None] = {}
    for line in lines:
        for id, handle in users_of(line):
            handles.setdefault(handle, None)
            if id:
                ids[id] = handle
    by_handle = {handle: id for id, handle in ids.items()}
    return {h: by_handle.get(h) for h in handles if h in by_handle or handles[h] is None}


def front(text: str) -> int:
    """Where the unbroken run of handles at the start of a text ends."""
    end = place = 0
    while True:
        while place < len(text) and text[place].isspace():
            place += 1
        if place >= len(text) or text[place] != "@":
            return end
        place += 1
        while place < len(text) and (text[place].isalnum() or text[place] == "_"):
            place += 1
        end = place


def acts_of(post: dict, line: dict) -> list[tuple[str, str | None, str | None, str | None]]:
    """(kind, referenced post, author's id, author's handle) for each act of the post."""
    wrote = {p["id"]: p["author_id"] for p in line.get("includes", {}).get("tweets", [])}
    mentions = post.get("entities", {}).get("mentions", [])
    references = {r["type"]: r for r in post.get("referenced_tweets", [])}

    def author(kind: str) -> str | None:
        reference = references[kind]
        return reference.get("author_id") or wrote.get(reference["id"])

    if "retweeted" in references:
        handle = post["text"].removeprefix("RT @").split(":")[0].lower()
        return [("repost", references["retweeted"]["id"], author("retweeted"), handle)]
    acts = []
    if "quoted" in references:
        id = references["quoted"]["id"]
        addresses = [u.get("expanded_url", "") for u in post.get("entities", {}).get("urls", [])]
        handle = next((a.split("/")[3].lower() for a in addresses if f"/status/{id}" in a), None)
        acts.append(("quote", id, author("quoted"), None if handle == "i" else handle))
    answered = post.get("in_reply_to_user_id")
    if answered or "replied_to" in references:
        parent = references.get("replied_to", {}).get("id")
        by = answered or author("replied_to")
        acts.append(("reply", parent, by, None))
    start = front(post["text"]) if answered or "replied_to" in references else 0
    acts += [
        ("mention", None, m.get("id"), m["username"].lower())
        for m in mentions
        if m["start"] >= start
    ]
    return acts


def plain_count(folder: Path) -> set[tuple[str, str, str]]:
    """(original post, kind, target's handle), each once."""
    lines = lines_of(folder)
    by_handle = roster(lines)
    handle_of = {id: handle for handle, id in by_handle.items() if id}
    handle_of |= {id: h for line in lines for id, h in users_of(line) if id and id not in handle_of}
    newest: dict[str, tuple[int, list]] = {}  # captures of the newest edit
    original: dict[str, str] = {}
    gone = {line["id"] for line in lines if line.get("action") == "delete"}
    for line in lines:
        for post in posts_of(line):
            if post["author_id"] not in handle_of:
                continue  # an account of which no handle occurs is in no roster
            versions = [int(i) for i in post.get("edit_history_tweet_ids", [post["id"]])]
            first, last = str(min(versions)), max(*versions, int(post["id"]))
            original |= {str(v): first for v in versions}
            if first not in newest or newest[first][0] < last:
                newest[first] = (last, [])
            if newest[first][0] == last:
                newest[first][1].append((post, line))
    counted = set()
    for first, post, line in ((f, p, n) for f, (_, copies) in newest.items() for p, n in copies):
        for kind, referred, id, handle in acts_of(post, line):
            target = handle_of.get(id or "") or handle
            if target is None and original.get(referred or "", referred) in newest:
                held = newest[original.get(referred or "", referred or "")][1][0]
                target = handle_of.get(held[0]["author_id"])
            if target in by_handle and target != handle_of[post["author_id"]] and first not in gone:
                counted.add((first, kind, target))
    return counted


def filled(engine: Engine, folder: Path) -> Any:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["institution", "x", "x_id"])
    for handle, id in roster(lines_of(folder)).items():
        writer.writerow([f"Account {handle}", handle, id or ""])
    with writing(engine) as session:
        read = read_roster(rows.getvalue().encode())
        import_roster(session=session, by=LOCAL_ADMINISTRATOR, roster=read, name="r.csv")
    return import_posts([folder], engine=engine, by=LOCAL_ADMINISTRATOR)


@pytest.mark.parametrize("recorded", ["twarc-csv/test-data", "twarc-network/test-data"])
def test_recorded_pages_give_what_a_plain_count_finds(
    recorded: str, realdata: Path, store: Engine
) -> None:
    expected = plain_count(realdata / recorded)
    filled(store, realdata / recorded)
    with reading(store) as session:
        rows = session.connection().execute(
            text(
                "SELECT i.post_id, i.kind, t.handle FROM interaction i "
                "JOIN account t ON t.id = i.target_account"
            )
        )
        stored = {tuple(row) for row in rows}
    assert len(expected) > 400
    assert Counter(kind for _, kind, _ in stored) == Counter(kind for _, kind, _ in expected)
    assert stored == expected


def test_files_without_posts_are_named_and_are_no_failure(
    realdata: Path, sqlite_store: Engine
) -> None:
    outcome = filled(sqlite_store, realdata / "twarc-csv/test-data")
    skipped = {Path(file).name for file, _ in outcome.skipped}
    assert {"counts.jsonl", "users.jsonl", "lists.jsonl", "empty.json"} <= skipped


def test_importing_a_recording_twice_changes_nothing(realdata: Path, store: Engine) -> None:
    folder = realdata / "twarc-csv/test-data"
    filled(store, folder)
    before = contents(store)
    again = import_posts([folder], engine=store, by=LOCAL_ADMINISTRATOR)
    assert (again.posts_new, again.interactions_new) == (0, 0)
    assert contents(store) == before


def contents(engine: Engine) -> dict[str, list[tuple]]:
    tables = ("post", "post_version", "post_tag", "interaction", "unresolved", "tie_month")
    tables += ("coverage", "erasure", "account")
    with reading(engine) as session:
        connection = session.connection()
        rows = {t: connection.execute(text(f"SELECT * FROM {t}")).all() for t in tables}
    return {table: sorted(map(repr, found)) for table, found in rows.items()}


def test_the_mentions_of_a_league_come_in_as_a_table(
    realdata: Path, tmp_path: Path, passerelle: Callable
) -> None:
    recorded = realdata / "rugby-pro12-mentions/pro12_mentions.csv"
    with recorded.open() as file:
        clubs = sorted({row["tweeting_user"] for row in csv.DictReader(file)})
    rows = "".join(f"Club {club},{club}\n" for club in clubs)
    (tmp_path / "clubs.csv").write_text(f"institution,x\n{rows}")
    store = tmp_path / "league.db"
    assert passerelle("init", "--db", store).returncode == 0
    assert passerelle("roster", "import", tmp_path / "clubs.csv", "--db", store).returncode == 0
    columns = "author=tweeting_user,time=date,mentions=mentioned_user"
    ran = passerelle("import", recorded, "--columns", columns, "--db", store, "--json")
    assert ran.returncode == 0, ran.stderr
    outcome = json.loads(ran.stdout)
    assert (outcome["posts_new"], outcome["interactions_new"]) == (3151, 3151)
    ties = json.loads(passerelle("ties", "--json", "--db", store).stdout)["ties"]
    assert sum(tie["mentions"] for tie in ties) == 3151
    assert len({tie["source"] for tie in ties} | {tie["target"] for tie in ties}) == 12
