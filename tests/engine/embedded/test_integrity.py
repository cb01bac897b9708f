"""Damage of segment files is found by runs, by readers and in the background, and is mended."""

import os
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileError
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.integrity import (
    REPORT_NAME,
    ROTATION,
    BackgroundVerification,
    VerificationRecord,
    verify_for_run,
)
from tests.conftest import Write, line
from tests.indexing.runs import health, run_reindex, search


@pytest.fixture
def index(app: Flask, runner: FlaskCliRunner, write: Write) -> Path:
    """An index whose largest segment belongs to two generations."""
    write("many.jsonl", "".join(line(f"n{n}", f"Words of article {n}.") for n in range(300)))
    run_reindex(runner)
    write("one.jsonl", line("one", "Words that came later."))
    run_reindex(runner)
    app.extensions["searchapp"].close()
    return Path(app.config["SEARCHAPP_INDEX_DIR"])


def largest(index: Path) -> Path:
    generations = Generations(index)
    number = generations.current()
    assert number is not None
    return max(generations.files(number).arrays(), key=lambda path: path.stat().st_size)


def flip_bit(path: Path, position: int, *, keep_times: bool = False) -> None:
    """Change a bit in place, so that all generations that share the file have it."""
    status = path.stat()
    with path.open("r+b") as stream:
        stream.seek(position)
        byte = stream.read(1)[0]
        stream.seek(position)
        stream.write(bytes([byte ^ 1]))
    if keep_times:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def is_damaged(path: Path, first: int = 0, step: int = 1) -> bool:
    try:
        ArrayFile(path).verify(first, step)
    except ArrayFileError:
        return True
    return False


def test_a_plain_run_mends_a_segment_that_two_generations_share(
    app: Flask, runner: FlaskCliRunner, index: Path
) -> None:
    flip_bit(largest(index), 2_000)
    output = run_reindex(runner)
    assert "Everything was read again: the index was damaged" in output
    assert len(search(app, "words", limit="100")) == 100
    assert health(app)["status"] == "ok"
    assert "damaged" not in run_reindex(runner)


def test_damage_that_leaves_the_times_is_found_within_the_rotation(index: Path) -> None:
    paths = Generations(index).files(2).arrays()
    verify_for_run(index, paths).save(index)
    flip_bit(largest(index), 2_000, keep_times=True)
    for _ in range(ROTATION):
        verification = verify_for_run(index, paths)
        if verification.damages:
            break
        verification.save(index)
    assert len(verification.damages) == 1


def test_every_block_is_verified_once_in_a_rotation(index: Path) -> None:
    path = largest(index)
    size = path.stat().st_size
    for position in range(64, size - 4_096, size // 12):
        flip_bit(path, position)
        if not is_damaged(path):  # a byte of padding between two arrays
            flip_bit(path, position)
            continue
        damaged = 0
        for first in range(ROTATION):
            damaged += is_damaged(path, first, ROTATION)
        assert damaged in (1, ROTATION)  # damage of the directory is found by every run
        flip_bit(path, position)


def test_verify_finds_damage_that_a_plain_run_may_miss(
    app: Flask, runner: FlaskCliRunner, index: Path
) -> None:
    run_reindex(runner)
    flip_bit(largest(index), 2_000, keep_times=True)
    assert "the index was damaged" in run_reindex(runner, "--verify")
    assert health(app)["status"] == "ok"


def test_a_reader_that_meets_damage_makes_the_next_run_verify_everything(
    app: Flask, runner: FlaskCliRunner, index: Path
) -> None:
    run_reindex(runner)
    path = largest(index)
    for position in range(1_000, path.stat().st_size - 4_096, 997):
        flip_bit(path, position, keep_times=True)
    assert app.test_client().get("/api/v1/search?q=words").status_code == 503
    assert (index / REPORT_NAME).exists()
    assert "the index was damaged" in run_reindex(runner)
    assert not (index / REPORT_NAME).exists()
    assert len(search(app, "words", limit="100")) == 100


def test_a_repaired_file_brings_a_running_worker_back(app: Flask, index: Path) -> None:
    path = largest(index)
    whole = index.parent / "whole"
    shutil.copy2(path, whole)
    for position in range(1_000, path.stat().st_size - 4_096, 997):
        flip_bit(path, position)
    client = app.test_client()
    assert client.get("/api/v1/search?q=words").status_code == 503
    whole.replace(path)
    assert client.get("/api/v1/search?q=words").status_code == 200


def test_health_reports_damage_before_any_search_meets_it(app: Flask, index: Path) -> None:
    flip_bit(largest(index), 2_000)
    messages: list[str] = []
    verification = BackgroundVerification(Generations(index).files(2).arrays(), messages.append)
    assert verification.join(30)
    assert len(messages) == 1
    assert "is damaged between its bytes" in messages[0]


def test_background_verification_of_a_whole_index_reports_nothing(index: Path) -> None:
    messages: list[str] = []
    verification = BackgroundVerification(Generations(index).files(2).arrays(), messages.append)
    assert verification.join(30)
    assert messages == []


@pytest.mark.parametrize("content", ["", "[]", '{"runs": 1}', '{"runs": 1, "files": {"a": [1]}}'])
def test_a_broken_record_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "verified.json").write_text(content)
    assert VerificationRecord.read(tmp_path) == VerificationRecord()
