"""Whom a look-up of profiles found: X's users as we know accounts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.text import clean

_LONGEST_NAME, _LONGEST_DESCRIPTION, _LONGEST_ADDRESS = 300, 1000, 500


class Profile(NamedTuple):
    """An account as its network tells it. `handle` is in lower case; None: not told."""

    native_id: str
    handle: str
    name: str | None
    description: str | None
    followers: int | None
    picture: str | None  # https only
    protected: bool


def profile(user: Mapping[str, Any]) -> Profile | None:
    """The profile of one of X's users; None for what names nobody."""
    native_id, handle = user.get("id"), user.get("username")
    if not (isinstance(native_id, str) and native_id and isinstance(handle, str) and handle):
        return None
    metrics = user.get("public_metrics")
    followers = metrics.get("followers_count") if isinstance(metrics, dict) else None
    counted = isinstance(followers, int) and 0 <= followers < 2**31
    return Profile(
        native_id,
        handle.lower(),
        _line(user.get("name")),
        _text(user.get("description"), _LONGEST_DESCRIPTION),
        followers if counted else None,
        _picture(user.get("profile_image_url")),
        user.get("protected") is True,
    )


def _line(text: object) -> str | None:
    cleaned = _text(text, _LONGEST_NAME)
    return " ".join(cleaned.split()) or None if cleaned else None


def _text(text: object, limit: int) -> str | None:
    return clean(text, limit).strip() or None if isinstance(text, str) else None


def _picture(address: object) -> str | None:
    """The address of a picture, if a page may show it: https, whole, without blanks."""
    if not isinstance(address, str) or len(address) > _LONGEST_ADDRESS:
        return None
    plain = address.isascii() and address.isprintable() and " " not in address
    return address if plain and address.lower().startswith("https://") else None
