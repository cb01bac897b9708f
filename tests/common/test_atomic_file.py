import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.common.atomic_file import replace_file

REPLACE = "import sys; from pathlib import Path; from searchapp.common.atomic_file import *\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_created(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.txt", "Zürich\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "Zürich\r\n".encode()
    assert names(tmp_path) == ["a.txt"]


def test_the_content_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a long earlier text")
    with path.open() as earlier:
        replace_file(path, "short")
        assert earlier.read() == "a long earlier text"
    assert path.read_text() == "short"
    assert names(tmp_path) == ["a.txt"]


def test_a_full_disk_leaves_the_earlier_content_and_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("earlier")
    code = REPLACE + "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "replace_file(Path(sys.argv[1]), 'x' * 100_000)"
    written = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)),
        check=False,
    )
    assert written.returncode == 1
    assert "File too large" in written.stderr
    assert path.read_text() == "earlier"
    assert names(tmp_path) == ["a.txt"]


def test_what_a_killed_process_left_is_deleted_by_the_next_replacement(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".a.txt.{ended.pid}.0123abcd.new"
    of_a_running_process = tmp_path / f".a.txt.{os.getpid()}.0123abcd.new"
    of_another_file = tmp_path / f".b.txt.{ended.pid}.0123abcd.new"
    for path in (left, of_a_running_process, of_another_file):
        path.write_text("half")
    replace_file(tmp_path / "a.txt", "x")
    assert names(tmp_path) == sorted([of_a_running_process.name, of_another_file.name, "a.txt"])


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "a.txt", "x")


def test_content_and_name_are_flushed_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[str, list[str]]] = []

    def fsync(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append((target.name, names(tmp_path)))

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(tmp_path / "a.txt", "x")
    [(temporary, names_before), after] = flushed
    assert re.fullmatch(r"\.a\.txt\.\d+\.[0-9a-f]{8}\.new", temporary)
    assert names_before == [temporary]
    assert after == (tmp_path.name, ["a.txt"])
