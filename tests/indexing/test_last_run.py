import datetime
import json
from pathlib import Path

import pytest

from searchapp.indexing.last_run import FILE_NAME, LastRun, read_last_run, write_last_run

NOON = datetime.datetime(2023, 3, 10, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize("succeeded", [NOON, None])
def test_a_written_record_is_read_back(tmp_path: Path, succeeded: datetime.datetime | None) -> None:
    run = LastRun("rejected", NOON, succeeded, 1.5, 1, 2, 3, 4, 5)
    write_last_run(tmp_path, LastRun("failed", NOON, None, 0.1))
    write_last_run(tmp_path, run)
    assert read_last_run(tmp_path) == run
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_without_a_record_there_is_no_last_run(tmp_path: Path) -> None:
    assert read_last_run(tmp_path) is None
    assert read_last_run(tmp_path / "none") is None


@pytest.mark.parametrize(
    "invalid",
    [
        {"version": 2},
        {"result": "perhaps"},
        {"ended_at": "yesterday"},
        {"ended_at": 5},
        {"seconds": "long"},
        {"added": "many"},
        {"added": None},
    ],
)
def test_a_record_with_an_invalid_value_is_ignored(
    tmp_path: Path, invalid: dict[str, object]
) -> None:
    write_last_run(tmp_path, LastRun("done", NOON, NOON, 1.0))
    file = tmp_path / FILE_NAME
    file.write_text(json.dumps({**json.loads(file.read_text()), **invalid}))
    assert read_last_run(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"5", b"{}", b'{"version": 1'])
def test_a_damaged_record_is_ignored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert read_last_run(tmp_path) is None
