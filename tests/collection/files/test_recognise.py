import json

import pytest

from shared.collection.files.recognise import Shape, shape

POST = {"id": "1", "text": "hello", "author_id": "2"}
OLD_POST = {"id_str": "1", "text": "hello", "user": {"id_str": "2", "screen_name": "a"}}


@pytest.mark.parametrize(
    "line, expected",
    [
        ({"data": [POST], "includes": {}, "meta": {}}, Shape.X_V2),
        ({"data": POST}, Shape.X_V2),
        (POST, Shape.X_V2),
        ({"data": [{"id": "1", "edit_history_post_ids": ["1"]}]}, Shape.X_V2),
        ({"data": [POST, 5, "x"]}, Shape.X_V2),
        ({"data": [{}, POST]}, Shape.X_V2),
        ({**POST, "errors": "wrong type"}, Shape.X_V2),
        (OLD_POST, Shape.X_V1),
        ({"statuses": [OLD_POST], "search_metadata": {}}, Shape.X_V1),
        ({"delete": {"status": {"id_str": "1"}}}, Shape.X_V1),
        ({"id": "1170025343920402432", "action": "delete"}, Shape.COMPLIANCE),
        ({"id": "123", "action": "delete", "created_at": "2009-01-01T00:00:00Z"}, Shape.COMPLIANCE),
        (
            {"id": "123", "action": "delete", "created_at": "2013-06-04T16:25:04+00:00"},
            Shape.USER_COMPLIANCE,
        ),
        ({"id": "123", "action": "delete"}, Shape.USER_COMPLIANCE),
        ({"data": [{"id": "1", "username": "a", "name": "A"}]}, Shape.USERS),
        ({"id": "1", "username": "a", "name": "A"}, Shape.USERS),
        ({"id_str": "1", "screen_name": "a"}, Shape.USERS),
        ({"data": [{"start": "", "end": "", "tweet_count": 3}]}, Shape.COUNTS),
        ({"data": [{"id": "1", "name": "A list", "owner_id": "2"}]}, Shape.LISTS),
        ({"meta": {"result_count": 0}}, Shape.NO_POSTS),
        ({"data": [], "meta": {"result_count": 0}}, Shape.NO_POSTS),
        ({"errors": [{"title": "operational-disconnect"}]}, Shape.NO_POSTS),
        ({"limit": {"track": 5}}, Shape.NOTICE),
        ({"feed": []}, Shape.OTHER),
        ({}, Shape.OTHER),
        (5, Shape.OTHER),
    ],
)
def test_a_line_is_known_by_what_it_holds(line, expected):
    assert shape(json.dumps(line).encode()) is expected


@pytest.mark.parametrize("line", [b"", b"{", b"NaN", b'{"id": NaN}', b'{"text": "\\ud800"}'])
def test_what_is_not_json_has_no_shape(line):
    with pytest.raises(ValueError):
        shape(line)
