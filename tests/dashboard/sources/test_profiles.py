"""Links to profiles lead to their platforms, and money reads as each language writes it."""

import re

import pytest

from dashboard.i18n import speaking
from dashboard.sources.money import dollars
from dashboard.sources.profiles import SHOWN, profile_link


@pytest.mark.parametrize(
    "network, handle, link",
    [
        ("x", "louvre", "https://x.com/louvre#@louvre"),
        ("bluesky", "a.bsky.social", "https://bsky.app/profile/a.bsky.social#@a.bsky.social"),
        ("mastodon", "art@musees.example", "https://musees.example/@art#@art@musees.example"),
        ("mastodon", "art", None),
        ("mastodon", "a@b@c", None),
        ("x", "", None),
        ("x", "a/../b", None),
        ("x", "a b", None),
        ("x", "javascript:alert(1)", None),
        ("elsewhere", "a", None),
    ],
)
def test_a_profile_is_linked_by_its_platform_and_nothing_else(
    network: str, handle: str, link: str | None
) -> None:
    assert profile_link(network, handle) == link
    if link:
        shown = re.search(SHOWN, link)
        assert shown is not None
        assert shown[1] == f"@{handle}"


@pytest.mark.parametrize(
    "millionths, french, english",
    [
        (0, "0,00\u00a0$US", "US$0.00"),
        (5_000, "0,005\u00a0$US", "US$0.005"),
        (1_234_560_000, "1\u202f234,56\u00a0$US", "US$1,234.56"),
    ],
)
def test_money_is_written_the_readers_way(millionths: int, french: str, english: str) -> None:
    with speaking("fr"):
        assert dollars(millionths) == french
    with speaking("en"):
        assert dollars(millionths) == english
