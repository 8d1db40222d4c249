"""What the sample's members do together: past, running, coming, probable, and clashing."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from data.demo import story
from data.demo.consortium import members

CAMPAIGN = "Semaine des musées rêvés"
NIGHT = "Nuit des Lanternes"
CLASHING = ("Rencontre des ateliers de restauration", "Semaine des petites mains")


class Occasion(NamedTuple):
    """A joint event of the sample; days are counted from today, both included."""

    title: str
    first: int
    last: int
    tag: str
    joined: Sequence[str]
    invited: Sequence[str] = ()
    declined: Sequence[str] = ()
    hosts: Sequence[str] = ()
    day_tags: Sequence[str] = ()
    certainty: str = "confirmed"
    opens: time | None = None
    closes: time | None = None
    place: str | None = None


def occasions() -> list[Occasion]:
    """All joint events of the sample, oldest first."""
    return sorted([*_past(), *_campaigns(), *_coming()], key=lambda occasion: occasion.first)


def _circle(*groups: str, kinds: Sequence[str] = (), skip: int = 0) -> list[str]:
    """Members with an account, by group or kind; every `skip`-th is left out."""
    found = [
        museum.id
        for museum in members()
        if museum.handle
        and museum.id not in (story.ALONE, story.NO_DATA, story.LEFT)
        and (museum.group in groups or museum.kind in kinds)
    ]
    return [id for number, id in enumerate(found, start=1) if not skip or number % skip]


def _past() -> list[Occasion]:
    shore = _circle(kinds=("maritime",))
    paper = _circle(kinds=("art",), skip=4)
    desk = ("the-open-desk",)
    hands = _circle("nature", "adria", skip=3)
    twins = _circle("ponant", "rhein", skip=3)
    nature = _circle("nature", kinds=("science", "natural_history"))
    return [
        Occasion(NIGHT, -725, -725, "NuitLanternes", _circle("ponant", "iberia", skip=3)),
        Occasion("Papiers voyageurs", -640, -638, "PapiersVoyageurs", paper),
        Occasion("Open Desk Day", -590, -590, "OpenDeskDay", _circle("northsea"), hosts=desk),
        Occasion("Rivages", -520, -518, "Rivages", shore),
        Occasion("Objets jumeaux", -440, -438, "ObjetsJumeaux", twins[:9]),
        Occasion("Open Desk Day", -410, -410, "OpenDeskDay", _circle("northsea"), hosts=desk),
        Occasion(NIGHT, -360, -360, "NuitLanternes", _circle("ponant", "iberia", skip=4)),
        Occasion("Petites forces", -300, -298, "PetitesForces", nature),
        Occasion("Papiers voyageurs", -250, -248, "PapiersVoyageurs", paper),
        Occasion("Rivages", -200, -198, "Rivages", shore),
        Occasion("Mains du sel", -150, -149, "MainsDuSel", hands),
        Occasion("Objets jumeaux", -80, -78, "ObjetsJumeaux", twins),
        Occasion("Papiers voyageurs", -50, -48, "PapiersVoyageurs", paper),
        Occasion(
            "Open Desk Day", -25, -25, "OpenDeskDay", _circle("northsea", "nature"), hosts=desk
        ),
    ]


def _campaigns() -> list[Occasion]:
    """The campaign that runs today, and the one a year ago that was smaller."""
    everyone = [m.id for m in members() if (m.handle or m.parent) and m.id != story.ALONE]
    sure = (story.NO_DATA, story.LEFT, *story.NOTHING_SEEN)
    joined = [id for n, id in enumerate(everyone) if n % 3 != 2 or id in sure]
    others = [id for id in everyone if id not in joined]
    hosts = ("semaine-des-musees-reves",)
    running = Occasion(
        CAMPAIGN,
        -3,
        3,
        "MuseesReves",
        joined,
        invited=others[4:],
        declined=others[:4],
        hosts=hosts,
        day_tags=[
            "PorteReves",
            "OmbreReves",
            "MainReves",
            "LettreReves",
            "RueReves",
            "EauReves",
            "NuitReves",
        ],
    )
    before = [id for id in joined if id != story.NO_DATA][::2]
    return [Occasion(CAMPAIGN, -368, -362, "MuseesReves", before, hosts=hosts), running]


def _coming() -> list[Occasion]:
    night = Occasion(
        NIGHT,
        5,
        5,
        "NuitLanternes",
        _circle("ponant", "iberia", skip=4),
        invited=_circle("adria")[:4],
        hosts=("nuit-des-lanternes",),
        opens=time(18),
        closes=time(23),
    )
    studios, hands = CLASHING
    shared = ["musee-de-la-brume", "museo-delle-ombre", "the-lantern-house"]
    shore = _circle(kinds=("maritime",))
    return [
        night,
        Occasion(
            studios,
            12,
            14,
            "AteliersOuverts",
            [*shared, "museum-fur-papiermonde", "haus-der-farben-und-schatten"],
            invited=["museo-dei-disegni-interrotti"],
            place="Rennes",
        ),
        Occasion(
            hands,
            13,
            16,
            "PetitesMains",
            [*shared, *story.TAKEN_UP, "musee-des-jouets-en-bois-flotte"],
            place="York",
        ),
        Occasion("Rivages", 24, 26, "Rivages", shore, certainty="forecast"),
        Occasion("Objets jumeaux", 82, 84, "ObjetsJumeaux", [], certainty="forecast"),
    ]


def events(today: date) -> list[dict[str, Any]]:
    """The occasions as fields of `shared.models.Event`, and `participants` with role and status."""
    return [_event(occasion, today) for occasion in occasions()]


def _event(occasion: Occasion, today: date) -> dict[str, Any]:
    starts = today + timedelta(days=occasion.first)
    tags = {
        (starts + timedelta(days=number)).isoformat(): tag
        for number, tag in enumerate(occasion.day_tags)
    }
    return {
        "title": occasion.title,
        "starts": starts,
        "ends": today + timedelta(days=occasion.last),
        "opens": occasion.opens,
        "closes": occasion.closes,
        "timezone": "Europe/Paris",
        "certainty": occasion.certainty,
        "hashtags": [occasion.tag],
        "day_tags": tags,
        "place": occasion.place,
        "origin": "manual",
        "participants": _participants(occasion),
    }


def _participants(occasion: Occasion) -> list[dict[str, str]]:
    groups = (
        (occasion.hosts, "host", "joined"),
        (occasion.joined, "partner", "joined"),
        (occasion.invited, "invited", "invited"),
        (occasion.declined, "invited", "declined"),
    )
    return [
        {"institution_id": id, "role": role, "status": status}
        for ids, role, status in groups
        for id in ids
    ]
