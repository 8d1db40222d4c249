import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.collection.formats.handles import Named, account_named
from shared.models import Network
from shared.sentences import Refusal

X, BLUESKY, MASTODON = Network.X, Network.BLUESKY, Network.MASTODON


@pytest.mark.parametrize(
    "written, network, handle",
    [
        ("@MuseumA", None, "museuma"),
        (" MuseumA ", None, "museuma"),
        ("＠museum_a", None, "museum_a"),
        ("\u200e@MuseumA\u200f", None, "museuma"),
        ("https://x.com/MuseumA", X, "museuma"),
        ("https://x.com/MuseumA?s=20", X, "museuma"),
        ("twitter.com/@MuseumA", X, "museuma"),
        ("HTTP://WWW.Twitter.com/MuseumA/", X, "museuma"),
        ("https://mobile.twitter.com/MuseumA#m", X, "museuma"),
        ("//m.twitter.com/MuseumA", X, "museuma"),
        ("http://twitter.com/#!/MuseumA", X, "museuma"),
        ("https://x.com/MuseumA/status/12?s=20", X, "museuma"),
        ("https://bsky.app/profile/Museum-A.bsky.social", BLUESKY, "museum-a.bsky.social"),
        ("@museum-a.example.org", BLUESKY, "museum-a.example.org"),
        ("@Museum@Host.example", MASTODON, "museum@host.example"),
        ("museum@host.example", MASTODON, "museum@host.example"),
        ("https://host.example/@Museum", MASTODON, "museum@host.example"),
        ("https://host.example/@Museum/123", MASTODON, "museum@host.example"),
        ("https://host.example/users/museum", MASTODON, "museum@host.example"),
        ("https://host.example/@museum@other.example", MASTODON, "museum@other.example"),
        ("https://www.instagram.com/museum.a/", Network.INSTAGRAM, "museum.a"),
        ("https://fr-fr.facebook.com/MuseumA", Network.FACEBOOK, "museuma"),
        ("https://facebook.com/pages/MuseumA/123", Network.FACEBOOK, "museuma"),
        ("https://fr.linkedin.com/company/museum-a/about", Network.LINKEDIN, "museum-a"),
    ],
)
def test_an_account_is_found_however_it_is_written(written, network, handle):
    assert account_named(written) == Named(network, handle)


@pytest.mark.parametrize(
    "written",
    [
        *("", "@", "  ", "museum a", "museо_a", "sixteen_letters_", "a" * 10_000),
        *("https://x.com/", "https://x.com/explore", "x.com/home", "twitter.com/hashtag/museum"),
        *("https://x.com/i/status/12", "https://twitter.com/intent/tweet", "@explore"),
        *("https://museum.example/contact", "https://bsky.app/", "https://bsky.app/search"),
        *("https://facebook.com/profile.php?id=1", "https://[::1/@museum", "https://x.com/a%2Fb"),
        "https://instagram.com/p/Cxyz/",
    ],
)
def test_what_is_no_handle_is_refused(written):
    with pytest.raises(Refusal, match="neither a handle"):
        account_named(written)


def test_an_address_of_another_network_is_refused_where_one_is_expected():
    with pytest.raises(Refusal, match="on bluesky, not on x"):
        account_named("https://bsky.app/profile/museum.bsky.social", X)


def test_the_expected_network_decides_what_is_well_formed():
    assert account_named("museum.a", Network.INSTAGRAM) == Named(Network.INSTAGRAM, "museum.a")
    with pytest.raises(Refusal):
        account_named("museum.a", X)
    with pytest.raises(Refusal):
        account_named("@museum", MASTODON)


@given(st.text())
def test_any_text_is_a_handle_or_refused(text):
    try:
        handle = account_named(text).handle
    except Refusal:
        return
    assert handle == handle.lower()
    assert account_named(handle).handle == handle
