"""Pagination tokens: opaque to a client, good for one query only, and valid for ever.

A token holds from which post on to go, and in which direction, signed together with the query.
So posts that arrive between two pages shift nothing, and a token outlives the server.
"""

import base64
import hashlib
import hmac
from typing import NamedTuple

_SIGNED = 8  # bytes of the signature


class Place(NamedTuple):
    """Where a page begins: next to `post_id`, or at the newest post if that is 0."""

    post_id: int = 0
    newer: bool = False


def token_for(place: Place, query: str, key: bytes) -> str:
    """The token for going on at a place of a query."""
    held = bytes([place.newer]) + place.post_id.to_bytes(8, "big")
    packed = base64.b32encode(_signature(held, query, key) + held)
    return packed.decode().rstrip("=").lower()


def place_of(token: str, query: str, key: bytes) -> Place | None:
    """The place a token means; None if it was not given out for this query."""
    try:
        packed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    signature, held = packed[:_SIGNED], packed[_SIGNED:]
    if not hmac.compare_digest(signature, _signature(held, query, key)):
        return None
    return Place(int.from_bytes(held[1:], "big"), bool(held[0]))


def _signature(held: bytes, query: str, key: bytes) -> bytes:
    return hmac.digest(key, held + query.encode(), hashlib.sha256)[:_SIGNED]
