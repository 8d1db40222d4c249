"""What a person may write into an event, checked field by field.

Every refusal names its field in `sentence.values["field"]`, so that a form can say it there.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from shared.models import Event
from shared.sentences import Refusal, say
from shared.text import clean

FIELDS = (
    *("series_id", "edition", "title", "starts", "ends", "opens", "closes", "timezone"),
    *("certainty", "hashtags", "day_tags", "url", "place", "origin"),
)
YEARS = range(1900, 2200)
MOST_HASHTAGS = 40
LONGEST_HASHTAG = 100
_LINES = ("title", "url", "place", "edition", "timezone")


def checked_event(fields: Mapping[str, Any]) -> Event:
    """An event made of FIELDS (others are ignored), cleaned; days and hours may be ISO text.

    Raises Refusal, naming the field, for what cannot be: no title, a day or hour that does not
    exist, an end before its start, an unknown time zone, an address that is not of the web.
    """
    read: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(_LINES, _line),
        "starts": _first_day,
        "ends": _last_day,
        "opens": _hour("opens"),
        "closes": _hour("closes"),
        "hashtags": hashtags,
        "day_tags": _day_tags,
    }
    told = {name: fields[name] for name in FIELDS if fields.get(name) is not None}
    told = {name: read.get(name, _as_is)(value) for name, value in told.items()}
    told = {name: value for name, value in told.items() if value is not None}
    _refuse_gaps(told)
    try:
        event = Event.model_validate(told)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise Refusal(say("This cannot be kept as the event's {field}.", field=field)) from error
    _refuse_impossible(event)
    return event


def differences(held: Event, event: Event) -> list[str]:
    """The fields in which two events differ; where an event comes from stays as it is."""
    return [
        name for name in FIELDS if name != "origin" and getattr(held, name) != getattr(event, name)
    ]


def hashtags(told: str | Iterable[str]) -> list[str]:
    """Hashtags without #, each once, in the order given; text is split at spaces and commas.

    >>> hashtags("#MuseumWeek, #NuitDesMusees #MuseumWeek")
    ['MuseumWeek', 'NuitDesMusees']
    """
    words = told.replace(",", " ").split() if isinstance(told, str) else told
    tags = list(dict.fromkeys(tag for word in words if (tag := _tag(word, "hashtags"))))
    if len(tags) > MOST_HASHTAGS:
        raise Refusal(
            say("An event has at most {limit} hashtags.", limit=MOST_HASHTAGS, field="hashtags")
        )
    return tags


def _tag(word: object, field: str) -> str:
    tag = clean(str(word)).strip().lstrip("#＃")
    if len(tag.split()) > 1 or len(tag) > LONGEST_HASHTAG:
        raise Refusal(say("“{tag}” is not one hashtag.", tag=tag[:LONGEST_HASHTAG], field=field))
    return tag


def _as_is(value: Any) -> Any:
    return value


def _line(value: Any) -> str | None:
    """Text of one line, or None if nothing is left."""
    return " ".join(clean(str(value)).split()) or None


def _first_day(value: Any) -> date | None:
    day, text = _day(value)
    if text and day is None:
        raise Refusal(
            say("The first day, “{day}”, is not a day of the calendar.", day=text, field="starts")
        )
    return day


def _last_day(value: Any) -> date | None:
    day, text = _day(value)
    if text and day is None:
        raise Refusal(
            say("The last day, “{day}”, is not a day of the calendar.", day=text, field="ends")
        )
    return day


def _day(value: Any) -> tuple[date | None, str]:
    """The day, or None if there is no such day; and what was written."""
    text = clean(value.isoformat() if isinstance(value, date) else str(value)).strip()[:40]
    try:
        day = date.fromisoformat(text[:10] if isinstance(value, datetime) else text)
    except ValueError:
        return None, text
    return (day if day.year in YEARS else None), text


def _hour(field: str) -> Callable[[Any], time | None]:
    """Reads an hour of the wall clock, to the minute."""

    def hour(value: Any) -> time | None:
        text = clean(value.isoformat() if isinstance(value, time) else str(value)).strip()[:40]
        try:
            return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            if not text:
                return None
            raise Refusal(
                say("“{hour}” is not an hour such as 18:30.", hour=text, field=field)
            ) from None

    return hour


def _day_tags(told: Any) -> dict[str, str]:
    """One hashtag a day: ISO day to hashtag, days without one left out."""
    days = {day: _tag(tag, "day_tags") for day, tag in dict(told).items()}
    return {str(day): days[day] for day in sorted(days, key=str) if days[day]}


def _refuse_gaps(told: Mapping[str, Any]) -> None:
    if "title" not in told:
        raise Refusal(say("An event needs a title.", field="title"))
    if len(told["title"]) > 200:
        raise Refusal(
            say(
                "The title has {count} characters; at most 200 fit.",
                count=len(told["title"]),
                field="title",
            )
        )
    if "starts" not in told:
        raise Refusal(say("An event needs a first day.", field="starts"))
    if "ends" not in told:
        raise Refusal(say("An event needs a last day.", field="ends"))
    if not told.get("url", "https://").lower().startswith(("https://", "http://")):
        raise Refusal(say("The address must begin with https:// or http://.", field="url"))


def _refuse_impossible(event: Event) -> None:
    """Raise Refusal where each field makes sense, but not beside the others."""
    if event.ends < event.starts:
        raise Refusal(
            say(
                "The last day ({ends}) is before the first day ({starts}).",
                starts=f"{event.starts}",
                ends=f"{event.ends}",
                field="ends",
            )
        )
    if event.closes and not event.opens:
        raise Refusal(say("An event that ends at an hour also begins at one.", field="opens"))
    if event.opens and event.closes and event.starts == event.ends and event.closes <= event.opens:
        raise Refusal(
            say(
                "It ends at {closes}, before it begins: if that is the next morning, "
                "the last day is the next day.",
                closes=f"{event.closes:%H:%M}",
                field="closes",
            )
        )
    for day in event.day_tags:
        if not f"{event.starts}" <= day <= f"{event.ends}":
            raise Refusal(
                say("The hashtag of {day} is outside the event's days.", day=day, field="day_tags")
            )
    try:
        ZoneInfo(event.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(
            say(
                "“{zone}” is not a time zone such as Europe/Paris.",
                zone=event.timezone,
                field="timezone",
            )
        ) from None
