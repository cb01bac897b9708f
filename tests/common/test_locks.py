import os
import socket
from pathlib import Path

import pytest

from searchapp.common.locks import LockHeldError, writer_lock


def test_a_second_holder_is_told_who_has_the_lock(tmp_path: Path) -> None:
    expected = f"process {os.getpid()} on {socket.gethostname()}, since "
    with (
        writer_lock(tmp_path / "index"),
        pytest.raises(LockHeldError, match=f"^{expected}"),
        writer_lock(tmp_path / "index"),
    ):
        raise AssertionError


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    with writer_lock(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["LOCK"]


def test_a_holder_without_a_readable_name_is_still_a_holder(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / "LOCK.holder.json").write_text("[]")
        with pytest.raises(LockHeldError, match="an unknown process"), writer_lock(tmp_path):
            raise AssertionError


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), writer_lock(tmp_path / "file" / "index"):
        raise AssertionError
