"""The events shown on the calendar as a table, for reading and for the CSV file."""

import pandas as pd

from dashboard import agenda_words, cached
from dashboard.i18n import _


def table(events: pd.DataFrame) -> pd.DataFrame:
    """One row per event, its columns titled in the reader's language; days as ISO text."""
    names = cached.names()
    cells = {
        _("Event"): list(events["title"]),
        _("First day"): list(events["starts"].dt.strftime("%Y-%m-%d")),
        _("Last day"): list(events["ends"].dt.strftime("%Y-%m-%d")),
        _("Hours"): [_hours(row) for row in events.to_dict("records")],
        _("Certainty"): [agenda_words.certainty_name(one) for one in events["certainty"]],
        _("Sort"): [agenda_words.sort_name(one) for one in events["sort"]],
        _("Place"): [place if isinstance(place, str) else "" for place in events["place"]],
        _("Hashtags"): [" ".join(f"#{tag}" for tag in tags) for tags in events["hashtags"]],
        _("Participants and guests"): [
            ", ".join(names.get(id, id) for id in ids) for ids in events["institutions"]
        ],
    }
    return pd.DataFrame(cells, dtype="str")


def _hours(row: dict[object, object]) -> str:
    """ "18:00–23:00 Europe/Paris", or nothing for the whole day."""
    if not isinstance(row["opens"], str):
        return ""
    closes = f"–{row['closes']}" if isinstance(row["closes"], str) else ""
    return f"{row['opens']}{closes} {row['timezone']}"
