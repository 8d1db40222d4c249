"""A post opens in its network's own site, and never anywhere but on the web."""

import pytest

from dashboard.post_links import post_link


@pytest.mark.parametrize(
    "network, post_id, url, link",
    [
        ("x", "1234", None, "https://x.com/louvre/status/1234"),
        ("x", "1234", "https://t.example/1", "https://t.example/1"),
        ("x", "1234", "javascript:alert(1)", "https://x.com/louvre/status/1234"),
        ("x", "row-5f", None, None),
        ("x", "1234", "http://[", "https://x.com/louvre/status/1234"),
        (
            "bluesky",
            "at://did:plc:abc/app.bsky.feed.post/3k",
            None,
            "https://bsky.app/profile/did:plc:abc/post/3k",
        ),
        ("bluesky", "at://did:plc:abc/app.bsky.feed.like/3k", None, None),
        ("mastodon", "https://m.example/users/a/statuses/1", None,
         "https://m.example/users/a/statuses/1"),
        ("mastodon", "data:text/html,x", None, None),
    ],
)  # fmt: skip
def test_a_posts_link(network: str, post_id: str, url: str | None, link: str | None) -> None:
    assert post_link(network, post_id, "louvre", url) == link


def test_a_handle_cannot_lead_the_link_elsewhere() -> None:
    assert post_link("x", "1", "../evil?x=#") == "https://x.com/..%2Fevil%3Fx%3D%23/status/1"
