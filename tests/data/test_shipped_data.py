"""The tables that ship: whole, of one form, and true to their own words."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import data
from shared.agenda.series import WEEKDAYS, edition_days
from shared.agenda.shipped import shipped_editions, shipped_series
from shared.models import Certainty, Event, EventSeries, Institution, RuleKind
from shared.slugs import slug

ROSTER = """
id institution kind city country latitude longitude website wikidata languages size closing_day
government contact parent member joined_on left_on x x_id bluesky bluesky_id mastodon instagram
facebook linkedin
"""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_kinds_have_an_id_and_two_names_each() -> None:
    assert data.kinds("fr")["decorative_arts"] == "Arts décoratifs, mode et design"
    assert data.kinds()["park_or_garden"] == "Park or garden"
    assert list(data.kinds("fr")) == list(data.kinds("en"))
    assert all(re.fullmatch(r"[a-z_]+", kind) for kind in data.kinds())
    assert all([*data.kinds("fr").values(), *data.kinds("en").values()])


def test_a_table_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        data.rows("visitors")


def test_the_roster_is_large_and_of_many_countries() -> None:
    rows = data.institutions()
    museums = [row for row in rows if row["member"] == "yes"]
    assert list(rows[0]) == ROSTER.split()
    assert len(museums) >= 60
    assert len({row["country"] for row in museums}) >= 8


@pytest.mark.parametrize(
    ("name", "handle", "member"),
    [
        ("British Museum", "britishmuseum", "yes"),
        ("Cité des sciences et de l'industrie", "citedessciences", "yes"),
        ("Musée du Louvre", "MuseeLouvre", "yes"),
        ("MuseumWeek", "MuseumWeek", "no"),
        ("International Council of Museums", "IcomOfficiel", "no"),
        ("Ministère de la Culture", "MinistereCC", "no"),
    ],
)
def test_the_accounts_it_all_began_with_are_there(name: str, handle: str, member: str) -> None:
    (row,) = [row for row in data.institutions() if row["institution"] == name]
    assert (row["x"], row["member"]) == (handle, member)


def test_every_institution_would_be_accepted_by_the_store() -> None:
    for row in data.institutions():
        cells = {
            name: cell for name, cell in row.items() if cell and name in Institution.model_fields
        }
        held = Institution.model_validate({**cells, "name": row["institution"]})
        assert held.id == slug(row["institution"])
        assert row["kind"] in data.kinds()
        assert re.fullmatch(r"[A-Z]{2}|", row["country"])
        assert re.fullmatch(r"Q[1-9]\d*|", row["wikidata"])
        assert re.fullmatch(r"[a-z]{2}( [a-z]{2})*|", row["languages"])
        assert row["closing_day"] in (*DAYS, "")
        assert bool(row["latitude"]) == bool(row["longitude"])
        assert not row["website"] or urlsplit(row["website"]).scheme == "https"
        assert not row["x_id"]
        assert re.fullmatch(r"\w{1,15}|", row["x"], re.ASCII)


def test_no_id_item_or_handle_stands_twice_and_parents_exist() -> None:
    rows = data.institutions()
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    for column in ("wikidata", "x", "instagram"):
        told = [row[column].lower() for row in rows if row[column]]
        assert len(told) == len(set(told))
    assert {row["parent"] for row in rows} <= {*ids, ""}


def test_every_series_would_be_accepted_by_the_store_and_its_rule_makes_sense() -> None:
    for row in shipped_series().to_dict("records"):
        series = EventSeries.model_validate(row)
        days = edition_days(
            series.rule_kind,
            series.rule,
            year=2027,
            offset_days=series.offset_days,
            duration_days=series.duration_days,
        )
        assert (days is None) == (series.rule_kind == RuleKind.NONE)
        assert series.title_fr
        assert series.title_en
        assert not any(tag.startswith("#") for tag in series.hashtags)
        assert re.fullmatch(r"[A-Z]{2}( [A-Z]{2})*|", series.countries or "")
        if series.rule_kind == RuleKind.NEAREST_WEEKDAY and series.rule:
            assert series.rule[:2] in WEEKDAYS


def test_the_last_day_a_series_was_verified_is_that_of_its_newest_known_edition() -> None:
    newest = shipped_editions().groupby("series")["ends"].max()
    for row in shipped_series().to_dict("records"):
        if row["last_verified"]:
            assert row["last_verified"] == newest[row["id"]]


def test_editions_are_known_once_and_lie_in_the_past_when_written_down() -> None:
    editions = shipped_editions()
    series = set(shipped_series()["id"])
    assert not editions.duplicated(["series", "edition"]).any()
    for row in editions.to_dict("records"):
        held = Event.model_validate({**row, "title": row["series"], "day_tags": {}})
        assert row["series"] in series
        assert row["edition"] == str(row["starts"].year)
        assert date(2000, 1, 1) <= held.starts <= held.ends
        assert held.certainty in (Certainty.CONFIRMED, Certainty.POSTPONED, Certainty.CANCELLED)
        assert len(row["day_tags"]) in (0, (held.ends - held.starts).days + 1)
        assert urlsplit(row["source_url"]).scheme == "https"


def test_the_reader_is_told_where_each_file_comes_from() -> None:
    told = Path(data.__file__).with_name("README.md").read_text(encoding="utf-8")
    for file in Path(data.__file__).parent.glob("*.csv"):
        assert f"`{file.name}`" in told
    assert "checked when first collected" in told
