import io
import os
import threading
from pathlib import Path

import pytest

from shared.collection.files.sources import files_in, kept
from shared.sentences import Refusal


def names(found):
    return [Path(source.name).name for source in found]


def test_folders_are_searched_through_in_sorted_order_and_each_file_comes_once(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.csv", "b/1.json", "c.gz", "a.txt", ".hidden"):
        (tmp_path / name).write_bytes(b"x")
    found = files_in([tmp_path, tmp_path / "a.txt", str(tmp_path / "b")])
    assert names(found) == ["a.txt", "c.gz", "1.json", "2.csv"]
    assert [source.size for source in found] == [1] * 4


def test_links_in_a_folder_do_not_lead_out_of_it(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.jsonl").write_text("{}")
    (folder / "own.jsonl").write_text("{}")
    (folder / "link.jsonl").symlink_to(outside / "secret.jsonl")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere").symlink_to(tmp_path / "missing")
    assert names(files_in([folder])) == ["own.jsonl"]
    assert names(files_in([folder / "link.jsonl"])) == ["link.jsonl"]  # a person said so


def test_standard_input_can_be_read_twice():
    [source] = files_in(["-"], stdin=io.BytesIO(b"a\nb\n"))
    assert (source.name, source.size) == ("-", 4)
    for _ in range(2):
        with source.open() as file:
            assert file.read() == b"a\nb\n"


def test_a_pipe_is_kept_like_standard_input(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"ab",))
    writer.start()
    [source] = files_in([tmp_path / "pipe"])
    writer.join()
    with source.open() as file:
        assert file.read() == b"ab"


def test_a_pipe_in_a_folder_is_left_alone(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert files_in([tmp_path]) == []


@pytest.mark.parametrize("path", ["missing.jsonl", "nul\0.jsonl", "/dev/zero"])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(Refusal):
        files_in([path])


def test_standard_input_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("shared.collection.files.sources.LARGEST_INPUT", 10)
    with pytest.raises(Refusal, match="over 10 bytes"):
        files_in(["-"], stdin=io.BytesIO(b"x" * 11))


def test_what_a_page_brings_is_kept_under_its_own_name_and_read_as_often_as_needed():
    page = kept("posts.jsonl", io.BytesIO(b"a\n"))
    [source] = files_in([page])
    assert source is page
    assert (source.name, source.size, source.path) == ("posts.jsonl", 2, None)
    for _ in range(2):
        with source.open() as file:
            assert file.read() == b"a\n"
