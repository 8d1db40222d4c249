import csv
import io
import re

import data
from data.demo.consortium import institutions, members, organisers
from data.demo.voices import voices
from shared.slugs import folded, slug


def test_sixty_members_from_ten_countries_and_three_organisers():
    assert len(members()) == 60
    assert len({museum.country for museum in members()}) >= 10
    assert len(organisers()) == 3


def test_names_ids_and_handles_are_each_used_once():
    names = [slug(museum.name) for museum in institutions()]
    handles = [museum.handle for museum in institutions() if museum.handle]
    assert len(set(names)) == len(names)
    assert len(set(handles)) == len(handles)
    assert [museum.id for museum in institutions()] == names
    assert len({voice.native_id for voice in voices().values()}) == len(voices())


def test_every_handle_bears_the_mark_of_the_invented_and_fits_the_network():
    for handle in voices():
        assert re.fullmatch(r"[a-z0-9_]{1,12}_ex", handle), handle


def test_nobody_of_the_sample_stands_in_the_shipped_roster():
    real = data.institutions()
    names = {slug(row["institution"]) for row in real}
    handles = {cell.strip().lstrip("@").lower() for row in real for cell in row["x"].split()}
    assert handles
    assert not names & {slug(museum.name) for museum in institutions()}
    assert not handles & set(voices())


def test_no_text_names_an_institution_of_the_shipped_roster(posts):
    said = folded(" ".join({post["text"] for post in posts}))
    for row in data.institutions():
        for name in (row["institution"], row["x"]):
            assert not name or f"-{folded(name)}-" not in said
    assert f"-{folded('@marees_ex')}-" in said


def test_kinds_are_known_and_coordinates_are_in_europe():
    for museum in institutions():
        assert museum.kind in data.kinds()
        assert 36 < float(museum.latitude) < 60
        assert -11 < float(museum.longitude) < 20


def test_the_roster_names_every_institution_with_its_account_after_its_parent(made):
    rows = list(csv.DictReader(io.StringIO(made.roster_csv)))
    seen: set[str] = set()
    for row in rows:
        assert row["institution"]
        assert not row["parent"] or row["parent"] in seen
        assert bool(row["x"]) == bool(row["x_id"])
        seen.add(row["id"])
    assert seen == {museum.id for museum in institutions()}
    assert sum(row["member"] == "yes" for row in rows) == 60
    assert made.organisers == [row["id"] for row in rows if row["member"] == "no"]
