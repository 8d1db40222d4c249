"""Where an account can be seen on its network's own site."""

import re
from urllib.parse import quote

_NAME = re.compile(r"[\w.&%@-]+")
_SITES = {
    "x": "https://x.com/",
    "bluesky": "https://bsky.app/profile/",
    "instagram": "https://www.instagram.com/",
    "facebook": "https://www.facebook.com/",
    "linkedin": "https://www.linkedin.com/company/",
}
SHOWN = r"#(@.+)$"
"""What a link column shows of an address made by `profile_link`."""


def profile_link(network: str, handle: str) -> str | None:
    """The address of the profile, its handle after the #; None where none can be made.

    handle: as the store keeps it (Mastodon's is `user@host`).
    """
    if not handle or not _NAME.fullmatch(handle):
        return None
    shown = quote(handle, safe="@")
    if network == "mastodon":
        user, at, host = handle.partition("@")
        return f"https://{quote(host)}/@{quote(user)}#@{shown}" if at and "@" not in host else None
    site = _SITES.get(network)
    return f"{site}{quote(handle, safe='')}#@{shown}" if site else None
