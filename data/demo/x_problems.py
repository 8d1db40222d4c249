"""How X says that it cannot: whole answers that refuse, and the `errors` beside what it found."""

from typing import Any

from data.demo.x_world import Standing

Json = dict[str, Any]
TYPES = "https://api.twitter.com/2/problems/"


class Refused(Exception):
    """A request that is answered by a problem instead of data."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(body.get("title"))
        self.status = status
        self.body = body


def plain(status: int, title: str) -> Refused:
    """A refusal of which X says no more than its name."""
    return Refused(
        status, {"title": title, "detail": title, "type": "about:blank", "status": status}
    )


def invalid(parameter: str, value: str, why: str = "is not valid") -> Refused:
    """400: a parameter has a value that X does not take."""
    message = f"The `{parameter}` query parameter value [{value}] {why}"
    return _invalid({"parameters": {parameter: [value]}, "message": message})


def unknown_parameter(name: str, value: str, allowed: list[str]) -> Refused:
    """400: there is no such parameter here."""
    message = f"The query parameter [{name}] is not one of [{','.join(allowed)}]"
    return _invalid({"parameters": {name: [value]}, "message": message})


def _invalid(error: Json) -> Refused:
    body = {
        "errors": [error],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": TYPES + "invalid-request",
    }
    return Refused(400, body)


def absent(resource: str, parameter: str, value: str, standing: Standing) -> Json:
    """Why a user or a post (`tweet`) is not shown, as X says it beside what it shows."""
    error = {
        "value": value,
        "resource_type": resource,
        "parameter": parameter,
        "resource_id": value,
    }
    if standing is Standing.PROTECTED:
        what = "Tweet" if resource == "tweet" else resource
        seen = f"Sorry, you are not authorized to see the {what} with"
        return error | {
            "section": "data" if parameter in ("id", "ids", "usernames") else "includes",
            "title": "Authorization Error",
            "detail": f"{seen} {parameter}: [{value}].",
            "type": TYPES + "not-authorized-for-resource",
        }
    if standing is Standing.SUSPENDED:
        title, detail = "Forbidden", f"User has been suspended: [{value}]."
    else:
        title = "Not Found Error"
        detail = f"Could not find {resource} with {parameter}: [{value}]."
    return error | {"title": title, "detail": detail, "type": TYPES + "resource-not-found"}
