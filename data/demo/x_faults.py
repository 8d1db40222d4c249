"""What can go wrong with X, to be served when asked for: refusals, and answers that are spoilt."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock
from typing import Any

import msgspec

from data.demo.x_answers import TIMELINE, Answer
from data.demo.x_problems import TYPES, Refused, absent, invalid, plain
from data.demo.x_world import Standing

Json = dict[str, Any]


class Fault(Enum):
    """One way in which X fails; what it takes beside `on` and `times` stands in brackets."""

    UNAUTHORIZED = "401: the token is not valid"
    CREDITS_DEPLETED = "402: the prepaid credits are used up"
    CLIENT_FORBIDDEN = "403: the app is not enrolled"
    ACCOUNT_FORBIDDEN = "403: this one account may not be read"
    NOT_FOUND = "404"
    HTML_404 = "404 with a page of HTML, as something in between answers"
    TOO_MANY = "429 with x-rate-limit-reset [seconds from now, 1 unless told]"
    TOO_MANY_NO_RESET = "429 without x-rate-limit-reset"
    USAGE_CAPPED = "429: the monthly cap is reached; without x-rate-limit-reset"
    OVER_CAPACITY = "503 with a page of HTML"
    BAD_GATEWAY = "502 with a page of HTML"
    HTML_200 = "a page of HTML, with status 200"
    CUT_JSON = "the whole length is there, but the JSON stops half way"
    CUT_BODY = "the connection ends half way through the body"
    SLOW = "the answer comes late [seconds, 1 unless told]"
    ENDLESS_TOKEN = "the page's next token leads to the same page, for ever"  # noqa: S105
    EMPTY_WITH_TOKEN = "no post, but a next token that leads to what was asked for"  # noqa: S105
    DROPPED_FIELDS = "fields are missing [fields, author_id and created_at unless told]"
    REFUSED_TOKEN = "400: the pagination token is not valid (waits for a request with one)"  # noqa: S105
    REDIRECT = "302 to another host [to, a base URL]"


_ON_TIMELINES = {Fault.ENDLESS_TOKEN, Fault.EMPTY_WITH_TOKEN, Fault.REFUSED_TOKEN}
_DROPPED = ("author_id", "created_at")


@dataclass(slots=True)
class Planned:
    """A fault that waits for its requests; `times` None is until further notice."""

    fault: Fault
    on: str | None
    times: int | None
    how: dict[str, Any]

    def meets(self, address: str, path: str, query: dict[str, str]) -> bool:
        """Whether this request is one that the fault waits for."""
        if self.fault in _ON_TIMELINES and address != TIMELINE:
            return False
        if self.fault is Fault.REFUSED_TOKEN and "pagination_token" not in query:
            return False
        return self.on in (None, address, path)


class Faults:
    """The faults to come, in the order asked for, and the pages that lead to themselves."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []
        self._endless: dict[str, Answer] = {}
        self._lock = Lock()

    def plan(self, planned: Planned) -> None:
        """One more fault to come."""
        with self._lock:
            self._planned.append(planned)

    def clear(self) -> None:
        """No fault any more."""
        with self._lock:
            self._planned.clear()
            self._endless.clear()

    def take(self, address: str, path: str, query: dict[str, str]) -> Planned | None:
        """The fault that this request meets, if any."""
        with self._lock:
            for planned in self._planned:
                if planned.meets(address, path, query):
                    if planned.times is not None:
                        planned.times -= 1
                        if planned.times <= 0:
                            self._planned.remove(planned)
                    return planned
        return None

    def same_again(self, query: dict[str, str]) -> Answer | None:
        """The page to which an endless token leads."""
        return self._endless.get(query.get("pagination_token", ""))

    def make_endless(self, answer: Answer) -> Answer:
        """The answer with a next token that leads to itself."""
        token = "endless" + answer.here
        endless = replace(answer, body=_with_meta(answer, next_token=token))
        self._endless[token] = endless
        return endless


def refuse(
    planned: Planned, path: str, query: dict[str, str], headers: dict[str, str], now: float
) -> None:
    """Raises Refused if the fault is a refusal; rewrites the `headers` about limits as it needs."""
    fault = planned.fault
    if fault is Fault.TOO_MANY:
        headers["x-rate-limit-remaining"] = "0"
        headers["x-rate-limit-reset"] = str(math.ceil(now + planned.how.get("seconds", 1)))
    elif fault in (Fault.TOO_MANY_NO_RESET, Fault.USAGE_CAPPED):
        del headers["x-rate-limit-reset"]
    if fault is Fault.REFUSED_TOKEN:
        raise invalid("pagination_token", query["pagination_token"])
    if fault is Fault.ACCOUNT_FORBIDDEN:
        user_id = path.split("/")[3] if path.count("/") > 3 else path
        raise Refused(403, absent("user", "id", user_id, Standing.PROTECTED) | {"status": 403})
    if fault in _REFUSALS:
        raise _REFUSALS[fault]()


def spoil(planned: Planned, answer: Answer, path: str, faults: Faults) -> Answer:
    """The answer as the fault leaves it."""
    match planned.fault:
        case Fault.OVER_CAPACITY:
            return _html(503, "Over capacity")
        case Fault.BAD_GATEWAY:
            return _html(502, "Bad gateway")
        case Fault.HTML_404:
            return _html(404, "Not found")
        case Fault.HTML_200:
            return _html(200, "Something went wrong")
        case Fault.REDIRECT:
            address = planned.how.get("to", "http://elsewhere.invalid") + path
            return Answer(302, {}, raw=b"", headers={"location": address})
        case Fault.CUT_JSON:
            whole = msgspec.json.encode(answer.body)
            return replace(answer, raw=whole[: len(whole) // 2])
        case Fault.ENDLESS_TOKEN:
            return faults.make_endless(answer)
        case Fault.EMPTY_WITH_TOKEN:
            return Answer(200, {"meta": {"result_count": 0, "next_token": answer.here}})
        case Fault.DROPPED_FIELDS:
            return _without(answer, planned.how.get("fields", _DROPPED))
    return answer


def _html(status: int, title: str) -> Answer:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return Answer(
        status, {}, raw=page.encode(), headers={"content-type": "text/html; charset=utf-8"}
    )


def _with_meta(answer: Answer, **more: str) -> Json:
    return answer.body | {"meta": answer.body.get("meta", {"result_count": 0}) | more}


def _without(answer: Answer, names: tuple[str, ...]) -> Answer:
    if "data" not in answer.body:
        return answer
    data = [
        {name: value for name, value in record.items() if name not in names}
        for record in answer.body["data"]
    ]
    return replace(answer, body=answer.body | {"data": data})


def _problem(status: int, title: str, detail: str, kind: str, **more: str) -> Refused:
    body = {"title": title, "detail": detail, "type": TYPES + kind, "status": status}
    return Refused(status, body | more)


_REFUSALS: dict[Fault, Callable[[], Refused]] = {
    Fault.UNAUTHORIZED: lambda: plain(401, "Unauthorized"),
    Fault.CREDITS_DEPLETED: lambda: _problem(
        402,
        "CreditsDepleted",
        "Your enrolled account does not have any credits to fulfill this request.",
        "credits",
        account_id="1887",
    ),
    Fault.CLIENT_FORBIDDEN: lambda: _problem(
        403,
        "Client Forbidden",
        "This app is not enrolled for access to this address.",
        "client-forbidden",
        reason="client-not-enrolled",
        required_enrollment="Appropriate Level of API Access",
        client_id="1887",
    ),
    Fault.NOT_FOUND: lambda: plain(404, "Not Found"),
    Fault.TOO_MANY: lambda: plain(429, "Too Many Requests"),
    Fault.TOO_MANY_NO_RESET: lambda: plain(429, "Too Many Requests"),
    Fault.USAGE_CAPPED: lambda: _problem(
        429,
        "UsageCapExceeded",
        "Usage cap exceeded: Monthly product cap",
        "usage-capped",
        period="Monthly",
        scope="Product",
    ),
}
