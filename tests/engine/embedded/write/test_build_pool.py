"""Building segments in worker processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from searchapp.attribution import attribute
from searchapp.common.process_pool import WorkerDiedError
from searchapp.engine.embedded.format.arrayfile import ArrayFile
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.format.stored_fields import DictionaryTraining
from searchapp.engine.embedded.whoosh.codec import EXTENSION, PASSAGES_EXTENSION
from searchapp.engine.embedded.write.build_pool import SegmentBuildPool
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import BuildLimits, MergePolicy
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.engine.errors import IndexWriteError
from searchapp.engine.protocol import identity
from searchapp.indexing.reindex import reindex
from searchapp.ingest import Corpus
from searchapp.models.articles import Article, Paragraph
from tests.conftest import Write, line
from tests.engine.embedded.write.test_segment_writer import contents

TEXT = "Oil rose {0} percent, Ann Lee, the chairwoman of Gree {0}, said on Tuesday."


def articles(count: int) -> list[Article]:
    return [
        Article(f"a{n}", f"Title {n % 7}", None, (Paragraph(1, TEXT.format(n)), Paragraph(2, "x")))
        for n in range(count)
    ]


def build(folder: Path, workers: int, count: int, batch_characters: int) -> Path:
    folder.mkdir()
    writer = SegmentWriter(
        folder,
        prepare=attribute,
        workers=workers,
        policy=MergePolicy(max_new_segments=4),
        limits=BuildLimits(batch_characters=batch_characters),
    )
    try:
        for article in articles(count):
            writer.add(article)
        writer.commit()
    finally:
        writer.close()
    [path] = folder.glob(f"*{EXTENSION}")
    return path


def stored(path: Path) -> list[object]:
    segment = SegmentReader(path)
    return [segment.stored.get(document) for document in range(segment.documents)]


def assert_same_arrays(first: Path, second: Path) -> None:
    files = ArrayFile(first), ArrayFile(second)
    assert files[0].names() == files[1].names()
    for name in files[0].names():
        assert files[0].array(name).tobytes() == files[1].array(name).tobytes(), name


@pytest.mark.parametrize(("characters", "count"), [(500, 30), (160_000, 3_000)])
def test_a_segment_is_the_same_whatever_the_number_of_workers(
    tmp_path: Path, characters: int, count: int
) -> None:
    alone, two, three = (build(tmp_path / str(n), n, count, characters) for n in (1, 2, 3))
    # A batch of many articles is enough to train a dictionary.
    assert bool(SegmentReader(two).stored.dictionary) == (count > DictionaryTraining().blocks)
    assert stored(alone) == stored(two) == stored(three)
    assert contents(alone.parent) == contents(two.parent)
    assert_same_arrays(two, three)
    # One process writes them itself, several let a worker do it.
    assert_same_arrays(*(path.with_suffix(PASSAGES_EXTENSION) for path in (alone, two)))
    assert {p.suffix for p in two.parent.iterdir()} == {".arrays", ".facets", ".passages", ".toc"}


def test_a_small_run_starts_no_worker(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, workers=2)
    for article in articles(5):
        writer.add(article)
    writer.commit()
    assert multiprocessing.active_children() == []
    [path] = tmp_path.glob(f"*{EXTENSION}")
    assert SegmentReader(path).documents == 10


def kill_workers() -> None:
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


def test_a_worker_that_dies_is_an_error(tmp_path: Path) -> None:
    workers = SegmentBuildPool(1, identity)
    batch = [(article, ()) for article in articles(3)]
    try:
        workers.submit(tmp_path / "a", batch)
        workers.wait()
        kill_workers()
        with pytest.raises(WorkerDiedError, match="memory ran out"):  # noqa: PT012
            for number in range(9):
                workers.submit(tmp_path / str(number), batch)
            workers.wait()
    finally:
        workers.close()


def test_a_worker_that_dies_leaves_the_index_as_it_was(
    corpus: Path, write: Write, tmp_path: Path
) -> None:
    store = EmbeddedStore(tmp_path / "index", limits=BuildLimits(batch_characters=100))
    write("a.jsonl", line("a", "apple"))
    assert reindex(Corpus(corpus, max_article_bytes=10**6), store, full=False).index
    write("b.jsonl", "".join(line(f"b{n}", TEXT.format(n)) for n in range(60)))
    with pytest.raises(
        IndexWriteError, match=r"is unchanged\. Run the command again with --workers 1"
    ):
        reindex(
            Corpus(corpus, max_article_bytes=10**6),
            store,
            full=False,
            workers=2,
            progress=lambda _event: kill_workers(),
        )
    assert {p.name for p in (tmp_path / "index").iterdir()} == {
        "CURRENT",
        "LOCK",
        "gen-1",
        "speaker-pairs.sqlite",
    }
    assert (tmp_path / "index" / "CURRENT").read_text() == "gen-1\n"
    assert multiprocessing.active_children() == []


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in tasks for child in path.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: object) -> None:
    deadline = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")


def start_reindex(corpus: Path, write: Write, tmp_path: Path) -> subprocess.Popen[str]:
    """Start a reindex with much to read, in a process group of its own."""
    write("a.jsonl", "".join(line(f"a{n}", *[TEXT.format(n) * 8] * 4) for n in range(2000)))
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", "--workers", "2"],
        env={
            **os.environ,
            "SEARCHAPP_CORPUS_DIR": str(corpus),
            "SEARCHAPP_INDEX_DIR": str(tmp_path / "index"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@NEEDS_PROC
def test_workers_end_with_the_process_that_started_them(
    corpus: Path, write: Write, tmp_path: Path
) -> None:
    running = start_reindex(corpus, write, tmp_path)
    # The first child is the resource tracker of multiprocessing.
    wait_until(lambda: len(children(running.pid)) >= 3)
    workers = children(running.pid)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    wait_until(lambda: not any(map(alive, workers)))


@NEEDS_PROC
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_all_processes_and_leaves_the_index_as_it_was(
    corpus: Path, write: Write, tmp_path: Path, workers: int
) -> None:
    running = start_reindex(corpus, write, tmp_path)
    # A terminal sends Ctrl-C to the whole process group; here, a worker is still starting.
    wait_until(lambda: len(children(running.pid)) > workers)
    processes = children(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    _, errors = running.communicate()
    assert running.returncode == 2
    *progress, error = errors.splitlines()
    assert error == "Error: Stopped. The index is unchanged."
    # A busy machine may have told how far it had come.
    assert [line for line in progress if not line.startswith("read ")] == []
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["LOCK"]
    wait_until(lambda: not any(map(alive, processes)))
