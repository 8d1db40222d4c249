"""What a consortium chooses about collecting: prices, ceilings, depth, retention.

Kept in the store, so that every process that collects or shows goes by the same choices. Each is
written, and stored, as a person writes it: `5`, `0.005` dollars, `yes`, `none`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from shared.access import Action, Principal, permit, record
from shared.models import Setting
from shared.sentences import Refusal, Sentence, say
from shared.store.database import set_setting, setting

MILLION = 1_000_000  # money is in whole millionths of a dollar
_DOLLARS = re.compile(r"\$? ?(\d{1,7}(?:[.,]\d{1,6})?)(?: ?\$)?", re.ASCII)
_DECIMAL = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NONE = "none"
_YES, _NO = ("yes", "true", "on", "oui", "1"), ("no", "false", "off", "non", "0")


@dataclass(frozen=True)
class Settings:
    """How this consortium collects; the values here hold until others are set.

    Prices are in millionths of a dollar, ceilings in posts and in dollars (None: no ceiling).
    """

    x_price_post: int = 5_000
    x_price_user: int = 10_000
    run_posts: int | None = None
    run_dollars: Decimal | None = Decimal(10)
    month_posts: int | None = None
    month_dollars: Decimal | None = Decimal(50)
    backfill_posts: int = 100  # newest posts read of an account never read before, 0 to 3200
    look_up_references: bool = True
    text_retention_days: int | None = None
    recheck_days: int = 30
    longest_wait: int = 900  # seconds
    pause: float = 0.05  # seconds between two transactions
    dialect: str = "tweet"


class WrongSetting(Refusal):
    """A setting that does not exist, or a value that it cannot have."""


class Choice(NamedTuple):
    """One setting: what it means and may be, to a person, and how its value is read and written."""

    meaning: Sentence
    allowed: Sentence
    read: Callable[[str], Any]  # raises ValueError for what is not allowed
    write: Callable[[Any], str]


class Line(NamedTuple):
    """A setting as a person sees it; its values as `settings set` takes them."""

    name: str
    value: str
    default: str
    meaning: Sentence


def settings(*, session: Session) -> Settings:
    """The settings of this store.

    Raises WrongSetting for a value in the store that cannot be: no ceiling is passed over.
    """
    names = [field.name for field in fields(Settings)]
    stored = session.exec(select(Setting).where(col(Setting.name).in_(names))).all()
    return Settings(**{one.name: _read(one.name, one.value) for one in stored})


def set_value(*, session: Session, by: Principal, name: str, value: str) -> None:
    """Set one setting, as a person writes it; `none` removes a ceiling or a limit.

    Raises Refusal if the person may not, and WrongSetting, which says what is allowed.
    """
    permit(by, Action.KEEP_STORE)
    if name not in CHOICES:
        raise WrongSetting(
            say(
                "There is no setting “{name}”. There are: {names}",
                name=name[:40],
                names=", ".join(CHOICES),
            )
        )
    written = CHOICES[name].write(_read(name, value))
    before = setting(session, name)
    if before == written:
        return
    set_setting(session, name, written)
    detail = {"setting": name, "before": before, "after": written}
    record(session, by=by, action=Action.KEEP_STORE, what=f"{name} = {written}", detail=detail)


def table(chosen: Settings) -> list[Line]:
    """Every setting with its value, its default and what it means."""
    default = Settings()
    return [
        Line(name, one.write(getattr(chosen, name)), one.write(getattr(default, name)), one.meaning)
        for name, one in CHOICES.items()
    ]


def _read(name: str, value: str) -> Any:
    try:
        return CHOICES[name].read(value.strip().lower())
    except ValueError as error:
        raise WrongSetting(
            say(
                "“{value}” cannot be {name}: {allowed}",
                value=value[:100],
                name=name,
                allowed=CHOICES[name].allowed,
            )
        ) from error


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(_matched(_WHOLE, text)[0])
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def _dollars(text: str) -> Decimal:
    return Decimal(_matched(_DOLLARS, text)[1].replace(",", "."))


def _price(text: str) -> int:
    """A price in millionths of a dollar; nothing is free, or no ceiling would ever be reached."""
    millionths = int(_dollars(text) * MILLION)
    if not 0 < millionths <= MILLION:
        raise ValueError(text)
    return millionths


def _seconds(text: str) -> float:
    seconds = float(_matched(_DECIMAL, text)[0].replace(",", "."))
    if seconds > 10:
        raise ValueError(text)
    return seconds


def _yes_or_no(text: str) -> bool:
    if text not in _YES + _NO:
        raise ValueError(text)
    return text in _YES


def _dialect(text: str) -> str:
    if text not in ("tweet", "post"):
        raise ValueError(text)
    return text


def _matched(form: re.Pattern[str], text: str) -> re.Match[str]:
    if not (found := form.fullmatch(text)):
        raise ValueError(text)
    return found


def _or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: None if text == _NONE else read(text)


def _plain(value: Decimal | int | float | str) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _written(value: Any) -> str:
    return _NONE if value is None else _plain(value)


def _price_written(millionths: int) -> str:
    return f"{Decimal(millionths) / MILLION:f}"


def _yes_written(value: bool) -> str:
    return "yes" if value else "no"


_A_PRICE = say("a price in dollars, above 0 and at most 1, for example 0.005.")
_POSTS = say("a whole number of posts, or none.")
_MONEY = say("dollars, for example 10 or 7.50, or none.")
_ceiling = _or_none(_whole(0, 999_999_999))

CHOICES = {
    "x_price_post": Choice(
        say("What X bills for a post, in dollars."), _A_PRICE, _price, _price_written
    ),
    "x_price_user": Choice(
        say("What X bills for a profile, in dollars."), _A_PRICE, _price, _price_written
    ),
    "run_posts": Choice(
        say("The most posts one collection may ask for."), _POSTS, _ceiling, _written
    ),
    "run_dollars": Choice(
        say("The most one collection may cost, in dollars."), _MONEY, _or_none(_dollars), _written
    ),
    "month_posts": Choice(
        say("The most posts that may be asked for in a calendar month (UTC)."),
        _POSTS,
        _ceiling,
        _written,
    ),
    "month_dollars": Choice(
        say("The most that a calendar month (UTC) may cost, in dollars."),
        _MONEY,
        _or_none(_dollars),
        _written,
    ),
    "backfill_posts": Choice(
        say("How many of its newest posts are read when an account is read for the first time."),
        say("a whole number from 0 to 3200, which is as far back as X goes."),
        _whole(0, 3200),
        _written,
    ),
    "look_up_references": Choice(
        say("Whether posts that others repost or quote are asked for, to know whose they are."),
        say("yes or no."),
        _yes_or_no,
        _yes_written,
    ),
    "text_retention_days": Choice(
        say("After how many days the text of a post is forgotten; what it counts for stays."),
        say("a whole number of days from 1 to 36500, or none."),
        _or_none(_whole(1, 36_500)),
        _written,
    ),
    "recheck_days": Choice(
        say("After how many days a post is looked up again, to see whether it still stands."),
        say("a whole number of days from 1 to 3650."),
        _whole(1, 3_650),
        _written,
    ),
    "longest_wait": Choice(
        say("How many seconds a collection waits for X at most, before it ends and goes on later."),
        say("a whole number of seconds from 0 to 3600."),
        _whole(0, 3_600),
        _written,
    ),
    "pause": Choice(
        say("How many seconds pass between two writes, so that others can write too."),
        say("a number of seconds from 0 to 10, for example 0.05."),
        _seconds,
        _written,
    ),
    "dialect": Choice(
        say("Which words X is asked in: those of before its change of August 2026, or the new."),
        say("tweet or post."),
        _dialect,
        _written,
    ),
}
