"""Corpus files are opened without following links out of the corpus, and only regular ones."""

import os
from pathlib import Path

import pytest

from searchapp.common.safe_open import open_regular


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "folder").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.txt").write_text("secret")
    (tmp_path / "corpus" / "folder" / "a.txt").write_text("open")
    return tmp_path / "corpus"


def test_a_file_and_a_link_to_it_inside_the_root_are_opened(root: Path) -> None:
    (root / "link.txt").symlink_to("folder/a.txt")
    for name in ("folder/a.txt", "link.txt"):
        with open_regular(root / name, root) as stream:
            assert stream.read() == b"open"


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_what_was_swapped_for_a_link_out_of_the_root_is_not_opened(
    root: Path, swapped: str
) -> None:
    if swapped == "file":
        (root / "folder" / "a.txt").unlink()
        (root / "folder" / "a.txt").symlink_to(root.parent / "secret" / "a.txt")
    else:
        (root / "folder").rename(root / "other")
        (root / "folder").symlink_to(root.parent / "secret")
    with pytest.raises(OSError, match="out of the corpus"):
        open_regular(root / "folder" / "a.txt", root)
    with open_regular(root / "folder" / "a.txt", None) as stream:
        assert stream.read() == b"secret"


def test_a_named_pipe_is_refused_without_waiting_for_a_writer(root: Path) -> None:
    os.mkfifo(root / "b.txt")
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(root / "b.txt", root)


def test_a_corpus_of_one_file_is_opened(root: Path) -> None:
    path = root / "folder" / "a.txt"
    with open_regular(path, path) as stream:
        assert stream.read() == b"open"
