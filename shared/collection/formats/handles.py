"""A handle, however somebody wrote it: `@Louvre`, a profile's address, `@user@host`.

A handle is kept in lower case, without @. Mastodon's is `user@host`, Bluesky's a host name.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from shared.models import Network
from shared.sentences import Refusal, say

LONGEST = 500  # characters somebody may write to name one account

_HOSTS = {
    "x.com": Network.X,
    "twitter.com": Network.X,
    "bsky.app": Network.BLUESKY,
    "instagram.com": Network.INSTAGRAM,
    "instagr.am": Network.INSTAGRAM,
    "facebook.com": Network.FACEBOOK,
    "fb.com": Network.FACEBOOK,
    "fb.me": Network.FACEBOOK,
    "linkedin.com": Network.LINKEDIN,
}
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
_FORMS = {
    Network.X: re.compile(r"[a-z0-9_]{1,15}"),
    Network.BLUESKY: re.compile(_HOST),
    Network.MASTODON: re.compile(rf"[a-z0-9_](?:[a-z0-9_.-]{{0,98}}[a-z0-9_])?@{_HOST}"),
    Network.INSTAGRAM: re.compile(r"[a-z0-9_.]{1,30}"),
    Network.FACEBOOK: re.compile(r"[\w.-]{1,80}"),
    Network.LINKEDIN: re.compile(r"[\w&%.-]{1,100}"),
}
# First parts of an address that are the network's own pages, not somebody's profile.
_PAGES_OF_X = """
    about account compose download explore followers following hashtag home i intent jobs login
    logout messages notifications oauth privacy search settings share signup topics tos
    who_to_follow
"""
_PAGES_OF_INSTAGRAM = "about accounts developer direct explore p reel reels tv"
_PAGES_OF_FACEBOOK = """
    events groups hashtag help login marketplace people photo photo.php plugins profile.php search
    share sharer sharer.php story.php watch
"""
_OWN_PAGES = {
    Network.X: frozenset(_PAGES_OF_X.split()),
    Network.INSTAGRAM: frozenset(_PAGES_OF_INSTAGRAM.split()),
    Network.FACEBOOK: frozenset(_PAGES_OF_FACEBOOK.split()),
}
_BEFORE_NAME = {  # parts of an address after which the name comes
    Network.BLUESKY: ("profile",),
    Network.FACEBOOK: ("pages", "pg"),
    Network.LINKEDIN: ("company", "school", "showcase", "in"),
}
_FRONT = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_SUBDOMAIN = re.compile(r"^(?:www|mobile|m|[a-z]{2}|[a-z]{2}-[a-z]{2})\.(?=[^.]+\.[^.]+$)")
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])


class Named(NamedTuple):
    """An account somebody named: its network, as far as the writing tells, and its handle."""

    network: Network | None
    handle: str  # lower case, without @


@lru_cache(maxsize=10_000)
def account_named(written: str, network: Network | None = None) -> Named:
    """The account that a handle or a profile's address names.

    `network` is the one expected (a column for X, say): it decides which handles are well
    formed, and an address on another network is refused. Without it, `@name` alone has
    network None, `user@host` is Mastodon's, and a host name alone is Bluesky's.

    Raises Refusal for what cannot be a handle, and for a network's own pages (explore, home).

    >>> account_named("https://mobile.twitter.com/MuseeLouvre?s=20")
    Named(network=<Network.X: 'x'>, handle='museelouvre')
    >>> account_named("https://mastodon.museum/@Atelier").handle
    'atelier@mastodon.museum'
    """
    text = written.strip().translate(_INVISIBLE).replace("＠", "@").strip(" <>\"'")
    if not text or len(text) > LONGEST:
        raise _no_handle(written)
    found = _in_address(text) if _is_address(text) else _bare(text, network)
    if found is None:
        raise _no_handle(written)
    if network is not None and found.network not in (None, network):
        raise Refusal(
            say(
                "“{written}” is an account on {found}, not on {network}.",
                written=written[:100],
                found=found.network.value,
                network=network.value,
            )
        )
    guess = network or found.network
    handle = found.handle.lower()
    form = _FORMS[guess or Network.X]
    if not form.fullmatch(handle) or handle in _OWN_PAGES.get(guess or Network.X, ()):
        raise _no_handle(written)
    return Named(guess, handle)


def _no_handle(written: str) -> Refusal:
    return Refusal(
        say("“{written}” is neither a handle nor a profile's address.", written=written[:100])
    )


def _is_address(text: str) -> bool:
    return "/" in text


def _bare(text: str, network: Network | None) -> Named | None:
    """`@name`, `name`, `user@host` or `name.bsky.social`."""
    handle = text.removeprefix("@")
    if "@" in handle:
        return Named(Network.MASTODON, handle)
    if network is None and "." in handle:
        return Named(Network.BLUESKY, handle)
    if network is Network.MASTODON:
        return None  # a user without a host could be anybody
    return Named(None, handle)


def _in_address(text: str) -> Named | None:
    """The account of a profile's address, also of one of its posts."""
    try:
        address = urlsplit("//" + _FRONT.sub("", text.replace("/#!/", "/")))
        host = (address.hostname or "").removesuffix(".")
    except ValueError:
        return None
    parts = [unquote(part) for part in address.path.split("/") if part]
    network = _HOSTS.get(_SUBDOMAIN.sub("", host)) or _HOSTS.get(host)
    if not parts:
        return None
    if network is None:
        return _on_own_host(host, parts)
    before = _BEFORE_NAME.get(network, ())
    if parts[0].lower() in before:
        parts = parts[1:]
    elif network in (Network.BLUESKY, Network.LINKEDIN):
        return None
    return Named(network, parts[0].removeprefix("@")) if parts else None


def _on_own_host(host: str, parts: list[str]) -> Named | None:
    """A Mastodon profile: `host/@user`, `host/@user@elsewhere` or `host/users/user`."""
    if parts[0] == "users" and len(parts) > 1:
        return Named(Network.MASTODON, f"{parts[1]}@{host}")
    if not parts[0].startswith("@"):
        return None
    user = parts[0][1:]
    return Named(Network.MASTODON, user if "@" in user else f"{user}@{host}")
