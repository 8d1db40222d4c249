import csv
from io import StringIO

from sqlalchemy import Engine
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.formats.roster import read_roster
from shared.models import Account
from shared.reports.tables import csv_text
from shared.store.database import reading, writing
from shared.store.roster import RosterImport, import_roster
from shared.store.roster_table import roster_table


def bring(store: Engine, text: str) -> RosterImport:
    roster = read_roster(text.encode())
    with writing(store) as session:
        return import_roster(session=session, by=LOCAL_ADMINISTRATOR, roster=roster, name="r.csv")


def accounts(store: Engine) -> list[tuple[str, str, str, str | None]]:
    with reading(store) as session:
        return sorted(
            (a.institution_id, a.network.value, a.handle, a.native_id)
            for a in session.exec(select(Account))
        )


def export(store: Engine) -> str:
    with reading(store) as session:
        return csv_text(roster_table(session=session))


def test_what_is_written_out_comes_back_as_it_was(store):
    bring(
        store,
        "institution,city,latitude,longitude,member,government,joined_on,contact,parent,x,x_id\n"
        '=SUM(A1),Rome,-3.5,12.25,no,yes,2024-02-01,a@b.example,P,"a,b","1,?"\n'
        "'s Museum,,,,,,,,,?,7\nP,,,,,,,,,,\n",
    )
    text = export(store)
    rows = list(csv.DictReader(StringIO(text)))
    assert "contact" not in rows[0]
    assert "'=SUM(A1)" in {row["institution"] for row in rows}
    assert "a b" in {row["x"] for row in rows}
    result = bring(store, text)
    assert result.counts() == dict.fromkeys(result.counts(), 0)


def test_what_is_written_out_makes_the_same_roster_in_another_store(sqlite_store, postgresql_store):
    bring(
        sqlite_store,
        "institution,city,member,left_on,parent,x,x_id,bluesky\n"
        "=A,Rome,no,2025-01-31,P,a b,1 2,a.bsky.social\nP,,,,,p,,\n'=A,Rome,,,,,9,\n",
    )
    text = export(sqlite_store)
    assert bring(postgresql_store, text).problems == []
    assert export(postgresql_store) == text
    assert accounts(postgresql_store) == accounts(sqlite_store)
