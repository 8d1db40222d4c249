import gzip
import json
import time
import tracemalloc
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.collection.files.reading import NoPosts, Source, files_in, read_file
from shared.collection.formats.post import ELSEWHERE, Aside, Erased, SourcePost
from shared.models import Network
from shared.sentences import Refusal

TIME = "2024-07-01T12:00:00.000Z"
COLUMNS = {"author": "who", "time": "when"}


def v2(post_id, **fields):
    return {"id": post_id, "text": "hello", "author_id": "1", "created_at": TIME, **fields}


def v1(post_id):
    user = {"id_str": "1", "screen_name": "museum_a"}
    at = "Mon Jul 01 12:00:00 +0000 2024"
    return {"id_str": post_id, "full_text": "hello", "user": user, "created_at": at}


GONE = {"id": "1170025343920402432", "action": "delete"}
USERS = {"data": [{"id": "1", "username": "museum_a", "name": "A"}]}


def on_disk(folder, content):
    """A file whose name says nothing of what it holds."""
    if not isinstance(content, bytes):
        content = b"\n".join(json.dumps(each).encode() for each in content)
    (folder / "file").write_bytes(content)
    return files_in([folder / "file"])[0]


def read(source, **options):
    return list(read_file(source, **{"wanted": lambda native_id, handle: True, **options}))


def told(items):
    """The ids of the posts, and the lines kept aside."""
    ids = [item.post_id for _, item in items if isinstance(item, SourcePost | Erased)]
    return ids, [line for line, item in items if isinstance(item, Aside)]


@pytest.mark.parametrize(
    "content, ids",
    [
        pytest.param([{"data": [v2("1"), v2("2")]}, {"data": [v2("3")]}], "1 2 3", id="v2 pages"),
        pytest.param([{"data": v2("1")}, v2("2")], "1 2", id="v2 single and flat"),
        pytest.param([v1("1"), v1("2")], "1 2", id="v1 lines"),
        pytest.param([{"statuses": [v1("1"), v1("2")]}], "1 2", id="v1 search page"),
        pytest.param(json.dumps([v1("1"), v1("2")]).encode(), "1 2", id="array on one line"),
        pytest.param(json.dumps([v1("1"), v1("2")], indent=1).encode(), "1 2", id="array, pretty"),
        pytest.param(json.dumps({"data": [v2("1")]}, indent=4).encode(), "1", id="page, pretty"),
        pytest.param([GONE], GONE["id"], id="compliance"),
        pytest.param([v1("1"), v2("2"), {"data": [v2("3")]}, USERS], "1 2 3", id="mixed shapes"),
        pytest.param([{"errors": [{"title": "x"}]}, {"data": v2("1")}], "1", id="stream errors"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(v2("1")).encode() + b"\r\n\r\n", "1", id="BOM"),
        pytest.param(
            b"\xef\xbb\xbf" + json.dumps([v1("1")], indent=1).encode(), "1", id="BOM and pretty"
        ),
        pytest.param(gzip.compress(json.dumps(v2("1")).encode()), "1", id="packed"),
        pytest.param(
            gzip.compress(json.dumps([v1("1")], indent=2).encode()), "1", id="packed and pretty"
        ),
    ],
)
def test_a_file_is_known_by_what_it_holds(tmp_path, content, ids):
    assert told(read(on_disk(tmp_path, content))) == (ids.split(), [])


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        ([USERS], "user profiles"),
        ([{"id_str": "1", "screen_name": "a"}], "user profiles"),
        ([{"data": [{"tweet_count": 3}]}], "counts"),
        ([{"data": [{"id": "1", "name": "A", "owner_id": "2"}]}], "lists"),
        ([{"id": "14", "action": "delete"}], "what became of users"),
        ([{"meta": {"result_count": 0}}], "without posts"),
        ([{"limit": {"track": 1}}], "notices"),
        ([{"feed": []}], "no posts in a form we read"),
        (b"[]", "empty"),
        (b"PK\x03\x04....", "packed folder"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "packed twice"),
        (b"window.YTD.tweets.part0 = [ {} ]", "X archive"),
        (b"Permission is hereby granted, free of charge,\nto any person", "not a file of posts"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 10, "not a file of posts"),
    ],
)
def test_a_file_without_posts_is_skipped_with_the_reason(tmp_path, content, reason):
    with pytest.raises(NoPosts, match=reason):
        read(on_disk(tmp_path, content))


def test_a_table_is_refused_with_its_columns_until_they_are_explained(tmp_path):
    source = on_disk(tmp_path, b"who;when\nmuseum_a;2024-07-01\n")
    with pytest.raises(Refusal, match=r"“who”, “when”.*--columns") as refused:
        read(source)
    assert not isinstance(refused.value, NoPosts)
    [(line, post)] = read(source, columns=COLUMNS)
    assert (line, post.author.handle) == (2, "museum_a")


def test_a_table_with_other_columns_than_explained_names_those_it_has(tmp_path):
    with pytest.raises(Refusal, match="“a”, “b”"):
        read(on_disk(tmp_path, b"a,b\n1,2\n"), columns=COLUMNS)


def test_columns_do_not_make_a_table_of_json(tmp_path):
    source = on_disk(tmp_path, [v2("1")])
    assert told(read(source, columns=COLUMNS)) == (["1"], [])


def test_text_in_another_encoding_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(Refusal, match="save it as UTF-8"):
        read(on_disk(tmp_path, "who,when".encode("utf-16")))


def test_posts_of_x_are_no_posts_of_another_network(tmp_path):
    with pytest.raises(Refusal, match="posts of X, not of mastodon"):
        read(on_disk(tmp_path, [v2("1")]), network=Network.MASTODON)


def test_a_document_too_long_to_hold_is_refused_with_what_to_do(tmp_path):
    posts = [v1(str(number)) for number in range(40_000)]
    with pytest.raises(Refusal, match="jq"):
        read(on_disk(tmp_path, json.dumps(posts, indent=1).encode()))


GOOD = json.dumps(v2("7")).encode()
DEEP = b"[" * 100_000 + b"]" * 100_000
BAD_LINES = {
    "broken": b'{"data": [{"id": "1", "te',
    "surrogate": b'{"id": "1", "text": "\\ud800", "author_id": "1"}',
    "not UTF-8": b'{"id": "1", "text": "\xff", "author_id": "1"}',
    "NUL": b'{"id": "1", "text": "\0"}',
    "only NULs": b"\0" * 1000,
    "NaN": b'{"id": "1", "text": "x", "likes": NaN}',
    "Infinity": b'{"id": "1", "text": "x", "likes": -Infinity}',
    "nested": b'{"id": "1", "text": "x", "x": ' + DEEP + b"}",
    "nested array": DEEP,
    "nested data": b'{"data": ' + DEEP + b"}",
    "too long": b'{"id": "1", "text": "' + b"x" * 5_000_001 + b'"}',
    "digits": b'{"id": ' + b"9" * 5000 + b', "text": "x"}',
    "wrong types": b'{"data": [{"id": {}, "text": []}]}',
    "words": b"a log message",
    "more than one": b"{}{}",
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("where", [1, 2])
@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_is_kept_aside_with_its_number_and_the_rest_is_read(
    tmp_path, bad, where, packed
):
    rest = json.dumps(v2("8")).encode()
    given = [GOOD, rest]
    given.insert(where - 1, BAD_LINES[bad])
    content = b"\n".join(given)
    started = time.perf_counter()
    found = told(read(on_disk(tmp_path, gzip.compress(content, 1) if packed else content)))
    assert found == (["7", "8"], [where])
    assert time.perf_counter() - started < 10


def test_a_line_of_something_else_among_posts_is_kept_aside(tmp_path):
    found = read(on_disk(tmp_path, [v2("1"), {"feed": []}, v2("2"), {"feed": []}]))
    assert told(found) == (["1", "2"], [2])
    assert "2 lines" in found[-1][1].reason


def test_a_file_of_bad_lines_only_tells_them_and_is_not_skipped(tmp_path):
    assert told(read(on_disk(tmp_path, b'{"data": [{\n{"data": [{\n'))) == ([], [1, 2])


def test_a_bomb_ends_the_file_and_keeps_what_stood_before(tmp_path):
    packed = gzip.compress(GOOD + b"\n") + gzip.compress(b"\0" * 100_000_000)
    started = time.perf_counter()
    ids, aside = told(read(on_disk(tmp_path, packed)))
    assert (ids, aside) == (["7"], [2])
    assert time.perf_counter() - started < 5


def test_a_packed_file_cut_off_gives_what_stands_before(tmp_path):
    content = b"\n".join(json.dumps(v2(str(n))).encode() for n in range(10_000))
    ids, [aside] = told(read(on_disk(tmp_path, gzip.compress(content)[:-5000])))
    assert ids[:2] == ["0", "1"]
    assert aside == len(ids) + 1


def test_a_packed_table_cut_off_gives_what_stands_before(tmp_path):
    content = b"who,when\n" + b"".join(b"museum_%d,2024-07-01\n" % n for n in range(20_000))
    source = on_disk(tmp_path, gzip.compress(content)[:-5000])
    ids, [aside] = told(read(source, columns=COLUMNS))
    assert len(ids) > 1_000
    assert aside == len(ids) + 2


@pytest.mark.parametrize("kind", ["posts", "rows", "bad lines", "identical rows"])
def test_a_long_file_is_read_in_little_memory(tmp_path, kind):
    line = {
        "posts": lambda n: json.dumps(v2(str(n))),
        "rows": lambda n: f"museum_a,{1_700_000_000 + n}",
        "bad lines": lambda n: GOOD.decode() if n == 0 else "{" + str(n),
        "identical rows": lambda n: "museum_a,1700000000",
    }[kind]
    with (tmp_path / "file").open("w") as file:
        if "rows" in kind:
            file.write("who,when\n")
        file.writelines(line(n) + "\n" for n in range(15_000))
    [source] = files_in([tmp_path / "file"])
    columns = COLUMNS if "rows" in kind else None
    tracemalloc.start()
    count = sum(
        1 for _ in read_file(source, wanted=lambda native_id, handle: True, columns=columns)
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 15_000
    assert peak < 10_000_000


def test_posts_of_others_are_told_as_such(tmp_path):
    source = on_disk(tmp_path, [v1("1"), v2("2")])
    found = [item for _, item in read(source, wanted=lambda native_id, handle: False)]
    assert found == [ELSEWHERE, ELSEWHERE]


def test_progress_adds_up_to_the_size_of_the_file(tmp_path):
    for content, columns in (([v2("1")] * 2000, None), (b"who,when\na,2024-07-01\n", COLUMNS)):
        source, steps = on_disk(tmp_path, content), []
        read(source, progress=steps.append, columns=columns)
        assert sum(steps) == source.size


SCRAPS = st.sampled_from(
    [GOOD, *(bad for bad in BAD_LINES.values() if len(bad) < 100), json.dumps(v1("1")).encode()]
)
NAMES = """
    id id_str text full_text author_id author user username screen_name name created_at data
    includes users tweets posts errors statuses delete status entities mentions user_mentions
    hashtags urls indices start tag type referenced_tweets referenced_posts retweeted_status
    quoted_status in_reply_to_user_id in_reply_to_status_id_str extended_tweet note_tweet
    display_text_range edit_history edit_history_tweet_ids withheld country_codes action
    redacted_at reason public_metrics withheld_in_countries
"""
FIELDS = st.sampled_from(NAMES.split())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(TIME),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)
ODD_LINES = st.dictionaries(FIELDS, VALUES, max_size=8).map(lambda each: json.dumps(each).encode())
CONTENT = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(gzip.compress),
    st.lists(ODD_LINES | SCRAPS, max_size=6).map(b"\n".join),
    st.text("who,when;\n\t\"'\r0123456789-ab", max_size=200).map(
        lambda text: ("who,when\n" + text).encode()
    ),
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=CONTENT, columns=st.sampled_from([None, COLUMNS]))
def test_whatever_a_file_holds_reading_it_ends_in_items_or_a_refusal(tmp_path, content, columns):
    source = on_disk(tmp_path, content)
    try:
        items = read(source, columns=columns)
    except Refusal:
        return
    kinds = Counter(type(item).__name__ for _, item in items)
    assert set(kinds) <= {"SourcePost", "Identity", "Erased", "Elsewhere", "Aside"}
    assert all(line >= 1 for line, _ in items)


def test_a_file_gone_by_now_is_refused(tmp_path):
    source = on_disk(tmp_path, [v2("1")])
    (tmp_path / "file").unlink()
    with pytest.raises(Refusal, match="cannot be opened"):
        read(source)


def test_a_source_names_its_file(tmp_path):
    source = on_disk(tmp_path, [v2("1")])
    assert isinstance(source, Source)
    assert source.name == str(tmp_path / "file")
