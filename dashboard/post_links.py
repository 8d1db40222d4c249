"""Where a post can be read in its network's own site."""

import re
from urllib.parse import quote, urlsplit

_RECORD = re.compile(r"at://(did:[a-z0-9:.%_-]+)/app\.bsky\.feed\.post/([\w.~-]+)", re.ASCII)


def post_link(network: str, post_id: str, handle: str, url: str | None = None) -> str | None:
    """The post's address: the stored one if it is a web address, else made from its id.

    network: `x`, `bluesky` or `mastodon`. post_id: the network's own; handle: the author's.
    None where no address is known.
    """
    for known in (url, post_id):
        if known and _is_web(known):
            return known
    if network == "x" and post_id.isdecimal():
        return f"https://x.com/{quote(handle, safe='')}/status/{post_id}"
    record = _RECORD.fullmatch(post_id)
    if network == "bluesky" and record:
        return f"https://bsky.app/profile/{record[1]}/post/{record[2]}"
    return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)
