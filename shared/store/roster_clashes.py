"""What a sheet says of an institution that contradicts the rest of the list."""

from shared.roster_sheet import Sheet
from shared.sentences import Sentence, say
from shared.slugs import folded
from shared.store.roster_known import Known


def clashes(sheet: Sheet, known: Known) -> dict[str, Sentence]:
    """A sentence for each column that cannot be: name, wikidata, parent."""
    found = {
        "name": _namesake(sheet, known),
        "wikidata": _same_wikidata(sheet, known),
        "parent": _parent(sheet, known),
    }
    return {column: sentence for column, sentence in found.items() if sentence is not None}


def _namesake(sheet: Sheet, known: Known) -> Sentence | None:
    """Another institution of this name, in this city or where one of the two has none."""
    mine, city = known.institutions.get(sheet.id or ""), folded(str(sheet.facts.get("city") or ""))
    if mine and (folded(mine.name), folded(mine.city)) == (folded(sheet.name), city):
        return None  # it was let stand before
    for id in known.called(sheet.name):
        other = known.institutions[id]
        place = folded(other.city)
        if id == sheet.id or (city and place and city != place):
            continue
        if city and place:
            return say("“{name}” of that city is in the list already.", name=other.name)
        return say(
            "“{name}” is in the list already. If this is another one, say the city of both.",
            name=other.name,
        )
    return None


def _same_wikidata(sheet: Sheet, known: Known) -> Sentence | None:
    wikidata = sheet.facts.get("wikidata")
    for id, other in known.institutions.items():
        if wikidata and id != sheet.id and other.wikidata == wikidata:
            return say("{wikidata} is “{name}” in this list.", wikidata=wikidata, name=other.name)
    return None


def _parent(sheet: Sheet, known: Known) -> Sentence | None:
    above = sheet.parent
    if above is None:
        return None
    if above not in known.institutions:
        return say("The parent “{name}” is not in the list.", name=above)
    if sheet.id is None:
        return None
    name = known.institutions[above].name
    met: set[str] = set()
    while above is not None and above not in met:
        if above == sheet.id:
            return say("“{name}” cannot be the parent of its own parent.", name=name)
        met.add(above)
        above = known.institutions[above].parent
    return None
