"""What X says when it does not answer as asked, sorted by what to do about it."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from shared.models import AccountStatus, SyncStatus
from shared.sentences import Sentence, say
from shared.text import clean

_LONGEST_PROBLEM = 200
_PARAMETERS = ("pagination_token", "since_id", "until_id", "start_time", "max_results", "ids")
_CLIENT = ("client-forbidden", "unsupported-authentication", "client-not-enrolled")
_RESOURCE = ("not-authorized-for-resource", "resource-not-found", "disallowed-resource")


class FailureKind(StrEnum):
    """What a failure asks of those who collect."""

    AUTH = "auth"  # 401: no request will do until the token is another
    CREDITS = "credits"  # 402: no request will do until credits are bought
    FORBIDDEN = "forbidden"  # 403, redirects: this app or this address cannot read
    ACCOUNT = "account"  # 403 for one account: others can be read
    MISSING = "missing"  # 404: what was asked for is not there
    TOO_MANY = "too_many"  # 429: wait until `resets_at`
    CAPPED = "capped"  # 429: a cap is used up, or nobody says until when
    REFUSED = "refused"  # 400: this request is wrong; `parameters` tells what in it
    PASSING = "passing"  # out of order, out of reach, cut off: try again


_ENDS_AS = {
    FailureKind.AUTH: SyncStatus.AUTH,
    FailureKind.CREDITS: SyncStatus.CREDITS,
    FailureKind.TOO_MANY: SyncStatus.PARTIAL,
    FailureKind.CAPPED: SyncStatus.PARTIAL,
}


def ends_as(kind: FailureKind) -> SyncStatus:
    """How a collection ends that this failure stops."""
    return _ENDS_AS.get(kind, SyncStatus.FAILED)


class Failure(Exception):
    """One request that X did not answer as asked. Holds no request, no header and no token.

    problem: X's own words, cleaned, of at most 200 characters.
    parameters: the names of the parameters which X refuses (REFUSED).
    standing: how the account asked for stands, where X says so (ACCOUNT, MISSING).
    waited: seconds spent waiting before this was given up.
    """

    def __init__(
        self,
        kind: FailureKind,
        sentence: Sentence,
        *,
        status: int | None = None,
        problem: str | None = None,
        resets_at: datetime | None = None,
        parameters: frozenset[str] = frozenset(),
        standing: AccountStatus | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.status = status
        self.problem = problem
        self.resets_at = resets_at
        self.parameters = parameters
        self.standing = standing
        self.waited = 0.0


def failure(
    status: int, body: bytes, *, one_account: bool, resets_at: datetime | None, host: str
) -> Failure:
    """The failure that an answer with a status other than 200 is.

    one_account: whether a single account was asked for (its timeline), not many at once. A status
    alone, perhaps a gateway's, says nothing of how that account stands: X's own words must.
    resets_at: when the window of requests begins anew, as the answer's headers say.
    """
    told = _told(body)
    kind = _kind(status, told, one_account, resets_at)
    problem = _problem(told) or (f"HTTP {status}" if status != 200 else None)
    about_one = kind is FailureKind.ACCOUNT or (kind is FailureKind.MISSING and one_account)
    standing = standing_told(told) if about_one else None
    return Failure(
        kind,
        _sentence(kind, status, problem, standing, resets_at, host),
        status=status,
        problem=problem,
        resets_at=resets_at if kind is FailureKind.TOO_MANY else None,
        parameters=frozenset(_parameters(told)) if kind is FailureKind.REFUSED else frozenset(),
        standing=standing,
    )


def withheld_account(error: Mapping[str, Any]) -> Failure:
    """The failure that an answer is which holds nothing but why an account is not shown."""
    standing = standing_told(error)
    gone = standing is AccountStatus.MISSING
    kind = FailureKind.MISSING if gone else FailureKind.ACCOUNT
    problem = _problem(error)
    sentence = _sentence(kind, 200, problem, standing, None, "")
    return Failure(kind, sentence, status=200, problem=problem, standing=standing)


def standing_told(error: Mapping[str, Any]) -> AccountStatus | None:
    """How an account stands, by X's reason for not showing it; None if that says nothing."""
    kind, words = _last_part(error.get("type")), f"{error.get('title')} {error.get('detail')}"
    if kind == "not-authorized-for-resource":
        return AccountStatus.PROTECTED
    if "suspended" in words.lower():
        return AccountStatus.SUSPENDED
    if kind == "resource-not-found":
        return AccountStatus.MISSING
    return None


def reset_time(text: str | None) -> datetime | None:
    """The instant of an `x-rate-limit-reset` header; None without one that can be."""
    if text is None or not re.fullmatch(r"\d{9,10}", text.strip(), re.ASCII):
        return None
    return datetime.fromtimestamp(int(text), UTC)


def _told(body: bytes) -> dict[str, Any]:
    """What the body says as JSON; nothing if it says nothing."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _errors(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    errors = told.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            yield error


def _kind(
    status: int, told: dict[str, Any], one_account: bool, resets_at: datetime | None
) -> FailureKind:
    if status == 403:
        return _forbidden(told, one_account)
    if status == 429:
        words = f"{told.get('type')} {told.get('title')}".lower().replace("-", "")
        capped = resets_at is None or "usagecap" in words or "period" in told
        return FailureKind.CAPPED if capped else FailureKind.TOO_MANY
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return FailureKind.FORBIDDEN
    return FailureKind.REFUSED if 400 <= status < 500 else FailureKind.PASSING


_BY_STATUS = {
    401: FailureKind.AUTH,
    402: FailureKind.CREDITS,
    404: FailureKind.MISSING,
    408: FailureKind.PASSING,
    425: FailureKind.PASSING,
}


def _forbidden(told: dict[str, Any], one_account: bool) -> FailureKind:
    """Whether a 403 is about the app or about the account asked for.

    Where it does not tell, it is about the account if only one was asked for: then one account
    that X will not show does not keep all others from being read.
    """
    types = [_last_part(one.get("type")) for one in (told, *_errors(told))]
    if not told or "reason" in told or any(one in _CLIENT for one in types):
        return FailureKind.FORBIDDEN
    if any("code" in error for error in _errors(told)):  # the older form, of the app's own account
        return FailureKind.FORBIDDEN
    if any(one in _RESOURCE for one in types) or one_account:
        return FailureKind.ACCOUNT
    return FailureKind.FORBIDDEN


def _problem(told: Mapping[str, Any]) -> str | None:
    """X's own words: the title, and what it says of it."""
    first = next(_errors(told), {})
    title = told.get("title") or first.get("title")
    detail = first.get("message") or told.get("detail") or first.get("detail")
    words = [str(one) for one in (title, detail) if one]
    text = " ".join(clean(": ".join(dict.fromkeys(words)), 1000).split())
    return text[:_LONGEST_PROBLEM] or None


def _parameters(told: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that a 400 is about."""
    for error in _errors(told):
        named = error.get("parameters")
        if isinstance(named, dict):
            yield from (name for name in named if name in _PARAMETERS)
        message = str(error.get("message"))
        yield from (name for name in _PARAMETERS if f"'{name}'" in message)


def _last_part(address: object) -> str:
    return str(address or "").rsplit("/", 1)[-1]


def _sentence(
    kind: FailureKind,
    status: int,
    problem: str | None,
    standing: AccountStatus | None,
    resets_at: datetime | None,
    host: str,
) -> Sentence:
    words = problem or f"HTTP {status}"
    match kind:
        case FailureKind.AUTH:
            return say(
                "X does not accept the token. Make a new bearer token in X's developer console, "
                "put it where the old one stands, and collect again."
            )
        case FailureKind.CREDITS:
            return say(
                "The credits at X are used up. Buy credits in X's developer console; the next "
                "collection goes on from here."
            )
        case FailureKind.FORBIDDEN if 300 <= status < 400:
            return say(
                "{host} sends the request on to another address, where the token is not sent. "
                "Correct X_API_BASE_URL.",
                host=host,
            )
        case FailureKind.FORBIDDEN:
            return say(
                "X does not let this app read ({problem}). Look at the app's access in X's "
                "developer console.",
                problem=words,
            )
        case FailureKind.TOO_MANY if resets_at is not None:
            return say(
                "X asks for patience: its next requests are due at {time} (UTC).",
                time=f"{resets_at:%Y-%m-%d %H:%M:%S}",
            )
        case FailureKind.TOO_MANY | FailureKind.CAPPED:
            return say(
                "X answers no more requests for now, and does not say until when ({problem}). "
                "Look at the usage in X's developer console, or collect again later.",
                problem=words,
            )
        case FailureKind.REFUSED:
            return say("X does not take this request ({problem}).", problem=words)
        case FailureKind.PASSING:
            return say("X is out of order at the moment ({problem}).", problem=words)
    return _about_account(standing, words)


def _about_account(standing: AccountStatus | None, words: str) -> Sentence:
    match standing:
        case AccountStatus.PROTECTED:
            return say("This account is protected: X shows its posts to its followers only.")
        case AccountStatus.SUSPENDED:
            return say("X has suspended this account.")
        case AccountStatus.MISSING:
            return say("X knows no such account (any more).")
    return say("X does not show what was asked for ({problem}).", problem=words)
