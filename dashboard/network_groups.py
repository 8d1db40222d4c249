"""How institutions are coloured: by who speaks with whom, by country or by kind; and in words."""

import pandas as pd

import data
from dashboard import cached
from dashboard.charts import GROUP_COLOURS, NON_MEMBER, UNCOVERED
from dashboard.i18n import _, country, lang
from dashboard.network_chart import FULL, GREY, HOLLOW, PALE, group_colour
from shared.cooperation.communities import label
from shared.cooperation.membership import spoken_for
from shared.cooperation.network import contacts

BY = ("community", "country", "kind")
_REST = "rest"


def kind_word(kind: str) -> str:
    """The reader's word for a kind of institution; the kind itself if it is not in the list."""
    return data.kinds(lang()).get(kind, kind)


def groups(by: str, language: str) -> tuple[dict[str, str], pd.DataFrame]:
    """Each institution's group, and the legend; the same in every period.

    by: community, country or kind. language: the reader's.
    The legend has key, name, colour, look; the groups first, the largest first, then those
    without exchange, without data, and not members.
    """
    belongs, names = _communities() if by == "community" else _shared(by)
    order = [key for key in names if key not in (_REST, "alone")]
    if len(order) > len(GROUP_COLOURS) or _REST in names:
        kept = order[: len(GROUP_COLOURS) - 1]
        names[_REST] = _("Others")
        belongs = {one: key if key in (*kept, "alone") else _REST for one, key in belongs.items()}
        order = [*kept, _REST]
    rows = [(key, names[key], group_colour(place), FULL) for place, key in enumerate(order)]
    rows += [
        ("alone", _("No exchange observed"), "", HOLLOW),
        ("uncovered", _("No data"), UNCOVERED, GREY),
        ("others", _("Not members"), NON_MEMBER, PALE),
    ]
    return belongs, pd.DataFrame(rows, columns=["key", "name", "colour", "look"])


def communities_in_words() -> list[tuple[str, int]]:
    """The name and the number of members of every community, the largest first."""
    belongs, names = cached.result(_communities_in, lang())
    members = pd.Series(belongs).reindex(cached.members()["id"]).value_counts()
    found = [(name, int(members.get(key, 0))) for key, name in names.items() if key != "alone"]
    return sorted(((name, n) for name, n in found if n > 1), key=lambda each: -each[1])


def _communities_in(language: str) -> tuple[dict[str, str], dict[str, str]]:
    return _communities(in_a_sentence=True)


def _communities(in_a_sentence: bool = False) -> tuple[dict[str, str], dict[str, str]]:
    """Each institution's community, and the communities' names in the order of their numbers."""
    placed, roster = cached.frame("positions"), cached.institutions()
    roster_members = placed[placed["institution_id"].isin(cached.members()["id"])]
    number = placed.dropna(subset=["community"]).set_index("institution_id")["community"]
    through = spoken_for(roster, cached.frame("accounts"))
    belongs = {each: str(number.get(through.get(each, each), "alone")) for each in roster["id"]}
    centres = _centres(number)
    names: dict[str, str] = {}
    for community in sorted(set(number)):
        centre = cached.names()[centres[community]]
        around = (
            _("around {name}", name=centre) if in_a_sentence else _("Around {name}", name=centre)
        )
        inside = roster_members["community"].eq(community).any()
        shared = label(community, roster_members, roster) if inside else None
        name = around if shared is None else _value_word(shared["by"], shared["value"])
        names[str(community)] = around if name in names.values() else name
    return belongs, names


def _centres(number: pd.Series) -> dict[int, str]:
    """In each community, the institution with the most contacts over all the data."""
    counted = contacts(cached.frame("ties")).set_index("institution_id")["contacts"]
    rows = number.rename_axis("id").rename("community").reset_index()
    rows = rows.assign(contacts=rows["id"].map(counted).fillna(0))
    first = rows.sort_values(["contacts", "id"], ascending=[False, True])
    first = first.drop_duplicates("community")
    return dict(zip(first["community"], first["id"], strict=True))


def _shared(by: str) -> tuple[dict[str, str], dict[str, str]]:
    """Each institution's country or kind, and their names, the most frequent first."""
    roster = cached.institutions()
    counted = roster.loc[roster["member"], by].value_counts()
    order = sorted(counted.index, key=lambda value: (-counted[value], value))
    belongs = dict(zip(roster["id"], roster[by].where(roster[by].isin(order), _REST), strict=True))
    names = {value: _value_word(by, value) for value in order}
    if _REST in belongs.values():
        names[_REST] = ""
    return belongs, names


def _value_word(by: str, value: str) -> str:
    return country(value) if by == "country" else kind_word(value)
