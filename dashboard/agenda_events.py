"""Which events the calendar shows, and what each is to the reader (pure: frames in, frames out).

An event is of one sort: `joint` (two or more members take part), `edition` (of a series of
the sector, that nobody joined yet) or `event` (of our own, fewer than two take part so far).
"""

from collections.abc import Collection

import pandas as pd

from shared.agenda.joint_events import joint_events

SORTS = ("joint", "edition", "event")


def described(
    events: pd.DataFrame,
    participations: pd.DataFrame,
    institutions: pd.DataFrame,
    series: pd.DataFrame,
    *,
    language: str,
) -> pd.DataFrame:
    """The events with their titles in the reader's language, their sort and whom they concern.

    events, participations, institutions: as the store's queries return them; series: id,
    title_fr, title_en, countries (ISO codes by spaces, None: all). Adds sort, institutions (ids of
    those who take part or are invited, and have not declined), countries (ISO codes of these, and
    of the series) and everywhere (bool: an edition that concerns every country).
    """
    asked = participations[participations["status"] != "declined"]
    country = dict(zip(institutions["id"], institutions["country"], strict=True))
    invited = {event: list(ids) for event, ids in asked.groupby("event_id")["institution_id"]}
    who = [invited.get(event, []) for event in events["id"]]
    of_series = dict(zip(series["id"], series["countries"], strict=True))
    told = [(of_series.get(one) or "").split() for one in events["series_id"]]
    where = [
        sorted({code for one in ids if isinstance(code := country.get(one), str)} | set(codes))
        for ids, codes in zip(who, told, strict=True)
    ]
    members = institutions.loc[institutions["member"].astype(bool), "id"]
    joint = set(joint_events(events, participations, among=list(members))["id"])
    edition = events["series_id"].notna()
    return events.assign(
        title=_titles(events, series, language),
        sort=[
            "joint" if id in joint else "edition" if of_a_series else "event"
            for id, of_a_series in zip(events["id"], edition, strict=True)
        ],
        institutions=pd.Series(who, index=events.index, dtype=object),
        countries=pd.Series(where, index=events.index, dtype=object),
        everywhere=edition
        & pd.Series([not codes for codes in told], index=events.index, dtype=bool),
    )


def _titles(events: pd.DataFrame, series: pd.DataFrame, language: str) -> list[str]:
    """Editions as shipped go by the series' title in the language; the others keep their own."""
    names = dict(zip(series["id"], series[f"title_{language}"], strict=True))
    return [
        f"{names[of]} {edition}" if of in names and edition and not isinstance(by, str) else title
        for of, edition, by, title in zip(
            events["series_id"], events["edition"], events["edited_by"], events["title"],
            strict=True,
        )
    ]  # fmt: skip


def chosen(
    events: pd.DataFrame,
    *,
    institution: str | None = None,
    home: str | None = None,
    country: str | None = None,
    certainty: str | None = None,
    sort: str | None = None,
) -> pd.DataFrame:
    """Those of the `described` events that the reader asked for; None leaves all.

    institution: events it takes part in or is invited to, and editions for its country `home`.
    """
    kept = pd.Series(True, index=events.index)
    if institution is not None:
        kept &= events["institutions"].map(lambda ids: institution in ids) | (
            (events["sort"] == "edition") & _in(events, {home} - {None})
        )
    if country is not None:
        kept &= _in(events, {country})
    if certainty is not None:
        kept &= events["certainty"] == certainty
    if sort is not None:
        kept &= events["sort"] == sort
    return events[kept]


def _in(events: pd.DataFrame, countries: Collection[str | None]) -> pd.Series:
    """Whether an event concerns one of the countries."""
    there = events["countries"].map(lambda codes: not set(codes).isdisjoint(countries))
    return there.astype(bool) | events["everywhere"]
