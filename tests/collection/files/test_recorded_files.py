import json
from collections import Counter

import pytest

from shared.collection.files.reading import NoPosts, files_in, read_file
from shared.collection.formats.post import Aside, Erased, SourcePost
from shared.collection.formats.table_columns import columns_from
from shared.models import Kind
from shared.sentences import Refusal

pytestmark = pytest.mark.realdata

WITHOUT_POSTS = {"counts.jsonl", "users.jsonl", "lists.jsonl", "empty.json"}
WITHOUT_POSTS.add("users_compliance.jsonl")


def anybody(native_id, handle):
    return True


def items(path, **options):
    [source] = files_in([path])
    return [item for _, item in read_file(source, wanted=anybody, **options)]


def test_every_recorded_page_is_read_or_skipped_by_name(realdata):
    found = files_in([realdata / "twarc-csv/test-data", realdata / "twarc-network/test-data"])
    posts, skipped, aside = 0, set(), set()
    for source in found:
        try:
            read = [item for _, item in read_file(source, wanted=anybody)]
        except NoPosts:
            skipped.add(source.path.name)
            continue
        posts += sum(isinstance(item, SourcePost) for item in read)
        if any(isinstance(item, Aside) for item in read):
            aside.add(source.path.name)
    assert skipped == WITHOUT_POSTS
    assert aside == {"streaming_output_with_error.jsonl"}
    assert posts == 1_509 + 500


def test_compliance_lines_mark_posts(realdata):
    read = items(realdata / "twarc-csv/test-data/tweets_compliance.jsonl")
    assert [type(item) for item in read] == [Erased, Erased]


def test_flat_and_not_flat_pages_of_the_same_posts_say_the_same(realdata):
    def acts(name):
        return [
            (
                post.post_id,
                post.author.native_id,
                [(ref.kind, ref.post_id, ref.author.native_id) for ref in post.references],
                [who.handle for who in post.mentions],
            )
            for post in items(realdata / "twarc-csv/test-data" / name)
            if isinstance(post, SourcePost)
        ]

    assert acts("flat.jsonl") == acts("noflat.jsonl")


def bodies(realdata):
    """The answers of API v1.1 that were recorded, as they went over the wire."""
    for path in sorted((realdata / "rtweet-fixtures-v11").glob("*.json")):
        for exchange in json.loads(path.read_bytes())["http_interactions"]:
            body = exchange["response"]["body"]["string"]
            if body.lstrip()[:1] in ("[", "{") and "created_at" in body:
                yield json.loads(body)


def plain_count(posts):
    """Reposts, quotes and replies by the fields alone."""
    count = Counter()
    for post in posts:
        count["posts"] += 1
        if "retweeted_status" in post:
            count[Kind.REPOST] += 1
        else:
            count[Kind.QUOTE] += bool(post.get("quoted_status_id_str"))
            count[Kind.REPLY] += bool(post["in_reply_to_user_id_str"])
    return count


def test_recorded_posts_of_the_old_api_are_read_as_pages_lines_and_arrays(realdata, tmp_path):
    for body in bodies(realdata):
        posts = body["statuses"] if isinstance(body, dict) else body
        for shape in (
            json.dumps(body),
            json.dumps(posts, indent=1),
            "\n".join(json.dumps(post) for post in posts),
        ):
            (tmp_path / "file").write_text(shape)
            read = items(tmp_path / "file")
            assert not [item for item in read if isinstance(item, Aside)]
            found = Counter()
            for post in read:
                if isinstance(post, SourcePost):
                    found["posts"] += 1
                    found.update(reference.kind for reference in post.references)
            assert found == +plain_count(posts)


def test_recordings_in_forms_we_do_not_read_are_refused_in_a_sentence(realdata):
    for source in files_in([realdata / "rtweet-fixtures-v11", realdata / "bluesky-json"]):
        with pytest.raises(NoPosts):
            list(read_file(source, wanted=anybody))


def test_the_table_of_a_league_has_3151_mentions_among_12_accounts(realdata):
    file = realdata / "rugby-pro12-mentions/pro12_mentions.csv"
    with pytest.raises(Refusal, match="tweeting_user"):
        items(file)
    columns = columns_from("author=tweeting_user,time=date,mentions=mentioned_user")
    posts = items(file, columns=columns)
    assert len({post.post_id for post in posts}) == 3_151
    assert sum(len(post.mentions) for post in posts) == 3_151
    assert len({post.author for post in posts}) == 12
