from datetime import UTC, datetime

import pytest

from shared.collection.files.lines import Line
from shared.collection.files.repeats import counting
from shared.collection.formats.post import ELSEWHERE, TABLE_RANK, Aside, Reference, SourcePost, Who
from shared.collection.formats.table_columns import columns_from
from shared.collection.formats.tables import read_table
from shared.models import Kind, Network
from shared.sentences import Refusal

KEYS = {"author": "who", "time": "when"}


def read(text, columns=KEYS, *, wanted=lambda native_id, handle: True, **options):
    given = {"timezone": "UTC", "network": Network.X, **options}
    data = enumerate(text.encode().split(b"\n"), 1)
    numbered = [Line(number, line) for number, line in data]
    with counting() as times:
        return list(read_table(numbered, columns=columns, wanted=wanted, times=times, **given))


def posts(text, columns=KEYS, **options):
    return [item for _, item in read(text, columns, **options) if isinstance(item, SourcePost)]


def the_post(**cells):
    """A table of one row in which each column is named after what it holds."""
    given = {"author": "museum_a", "time": "2024-07-01", **cells}
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in given.values()]
    [post] = posts(",".join(given) + "\n" + ",".join(quoted), {key: key for key in given})
    return post


B, C = Who(None, "museum_b"), Who(None, "museum_c")


def test_a_row_is_a_post():
    post = the_post(
        id="123", author_id="9", text="hello", tags="#Art;Night", lang="fr", url="https://x.com/a"
    )
    assert (post.post_id, post.version_id, post.rank) == ("123", "123", TABLE_RANK)
    assert post.author == Who("9", "museum_a")
    assert post.created_at == datetime(2024, 7, 1, tzinfo=UTC)
    assert (post.text, post.tags, post.lang) == ("hello", ["Art", "Night"], "fr")
    assert post.url == "https://x.com/a"


@pytest.mark.parametrize(
    "cells, references, mentions",
    [
        ({"mentions": "@Museum_B https://x.com/museum_c"}, [], [B, C]),
        ({"mentions": "['museum_b', 'museum_b']"}, [], [B]),
        ({"mentions": "museum_b museum_c", "mention_ids": "2|3"}, [], ["2", "3"]),
        ({"mentions": "museum_b museum_c", "mention_ids": "2"}, [], [Who("2", None), B, C]),
        ({"mention_ids": "[2, 3]"}, [], [Who("2", None), Who("3", None)]),
        ({"retweet_of": "museum_b", "mentions": "museum_b,museum_c"}, [(Kind.REPOST, B)], []),
        ({"retweet_of": "museum_b", "quote_of": "museum_c"}, [(Kind.REPOST, B)], []),
        ({"retweet_of_id": "2"}, [(Kind.REPOST, Who("2", None))], []),
        ({"retweet_of": "museum_b", "retweet_of_id": "2"}, [(Kind.REPOST, Who("2", B[1]))], []),
        (
            {"quote_of": "museum_b", "reply_to": "museum_c", "mentions": "museum_b"},
            [(Kind.QUOTE, B), (Kind.REPLY, C)],
            [B],
        ),
        ({"quote_of_id": "2", "reply_to_id": ""}, [(Kind.QUOTE, Who("2", None))], []),
        ({"reply_to": "nan", "mentions": "None"}, [], []),
        (
            {
                "reply_to": "museum_b",
                "text": "@museum_b @museum_c see @museum_c",
                "mentions": "museum_b museum_c",
            },
            [(Kind.REPLY, B)],
            [C],
        ),
        ({"text": "@museum_b hello", "mentions": "museum_b"}, [], [B]),
    ],
)
def test_what_a_row_does_to_others(cells, references, mentions):
    post = the_post(**cells)
    assert post.references == [Reference(kind, None, who) for kind, who in references]
    if mentions == ["2", "3"]:
        mentions = [Who("2", "museum_b"), Who("3", "museum_c")]
    assert post.mentions == mentions


def test_the_hashtags_of_a_repost_are_the_originals():
    assert the_post(retweet_of="museum_b", tags="Art").tags == []


def test_times_without_a_zone_are_in_the_one_told():
    [post] = posts("who,when\na,2024-07-01 12:00:00", timezone="Europe/Paris")
    assert post.created_at == datetime(2024, 7, 1, 10, tzinfo=UTC)


def test_identical_rows_are_posts_of_their_own_and_the_same_ones_every_time():
    text = "who,when,names\n" + "museum_a,2024-07-01,museum_b\n" * 3 + "museum_a,2024-07-02,b\n"
    columns = {**KEYS, "mentions": "names"}
    first, again = (
        [post.post_id for post in posts(each, columns)] for each in (text, text.replace(",", ";"))
    )
    assert len(set(first)) == 4
    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        {"author": "museum_x"},
        {"time": "2024-07-02"},
        {"text": "bye"},
        {"mentions": "museum_c"},
        {"quote_of": "museum_b"},
        {"reply_to": "museum_b"},
    ],
)
def test_rows_that_say_different_things_have_different_identities(other):
    same = {"text": "hello", "mentions": "museum_b"}
    assert the_post(**same).post_id == the_post(**same, quote_of="").post_id
    assert the_post(**same).post_id != the_post(**{**same, **other}).post_id


def test_the_network_is_part_of_the_identity():
    text = "who,when\na,2024-07-01"
    [on_x], [elsewhere] = posts(text), posts(text, network=Network.INSTAGRAM)
    assert on_x.post_id != elsewhere.post_id


def test_rows_of_others_are_only_counted():
    found = read("who,when\nmuseum_a,soon\nmuseum_b,soon", wanted=lambda i, handle: False)
    assert found == [(2, ELSEWHERE), (3, ELSEWHERE)]


@pytest.mark.parametrize(
    "row, reason",
    [
        ("museum_a,soon,1,,", "not a time"),
        (",2024-07-01,1,,", "does not say who wrote it"),
        ("no handle,2024-07-01,1,,", "neither a handle"),
        ("museum_a,2024-07-01,8.10E+17,,", "rounded by a spreadsheet"),
        ('museum_a,2024-07-01,"8,10E+17",,', "rounded by a spreadsheet"),
        ("museum_a,2024-07-01,810000000000000000.0,,", "rounded by a spreadsheet"),
        ("museum_a,2024-07-01,1,8.1E+17,", "rounded by a spreadsheet"),
        ("museum_a,2024-07-01,1,,https://bsky.app/profile/a.example.org", "on bluesky"),
        ('museum_a,2024-07-01,"never closed', "not well-formed CSV"),
        ("museum_a,2024-07-01,\0,,", "NUL"),
    ],
)
def test_a_bad_row_is_kept_aside_and_the_others_are_read(row, reason):
    columns = {**KEYS, "id": "id", "mention_ids": "ids", "reply_to": "to"}
    good = "museum_a,2024-07-01,7,,"
    (one, aside), (two, post) = read(f"who,when,id,ids,to\n{row}\n{good}", columns)
    assert (one, two, post.post_id) == (2, 3, "7")
    assert isinstance(aside, Aside)
    assert reason in aside.reason


def test_one_bad_handle_among_mentions_costs_only_itself():
    [(_, post), (_, aside)] = read(
        'who,when,names\na,2024-07-01,"museum_b explore"', {**KEYS, "mentions": "names"}
    )
    assert post.mentions == [B]
    assert "explore" in aside.reason


def test_a_short_row_has_nothing_in_the_cells_it_lacks():
    [post] = posts("who,when,text\nmuseum_a,2024-07-01", {**KEYS, "text": "text"})
    assert post.text is None


def test_names_of_columns_may_differ_in_case_and_space():
    assert len(posts("\ufeffx,  Who ,WHEN\n1,a,2024-07-01")) == 1


@pytest.mark.parametrize(
    "columns, reason",
    [
        ({"time": "when"}, "with the columns “who”, “when”.*--columns"),
        ({"author": "who"}, "with the columns “who”, “when”.*--columns"),
        ({"author": "user", "time": "when"}, "no column “user”.*“who”, “when”"),
        ({**KEYS, "likes": "x"}, "cannot hold “likes”"),
    ],
)
def test_a_table_whose_columns_do_not_suffice_is_refused_by_name(columns, reason):
    with pytest.raises(Refusal, match=reason):
        read("who,when\na,2024-07-01", columns)


def test_an_unknown_time_zone_is_refused():
    for zone in ("Mars/Phobos", "../../etc/passwd", "", "x" * 500):
        with pytest.raises(Refusal, match="not a time zone"):
            read("who,when\na,2024-07-01", timezone=zone)


def test_the_mapping_is_read_from_one_line():
    assert columns_from("author=user, time=created at") == {"author": "user", "time": "created at"}
    for wrong in ("author", "author=", "likes=x"):
        with pytest.raises(Refusal):
            columns_from(wrong)
