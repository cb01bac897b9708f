"""Hostile files: each kind is indexed beside a sound article, in a process of its own.

    python -m tests.campaigns.hostile_files

A file passes where ``reindex`` rejects it, indexes the two sound ones, and takes at most 2 seconds
of processor time and 200 MB more than a run over these alone; a file with hostile front matter
1 second and 100 MB. Linux only.
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.campaigns.front_matter import READ, REJECTED, markdown

FILE_LIMITS = (2.0, 200.0)
FRONT_MATTER_LIMITS = (1.0, 100.0)
"""Seconds of processor time, and MB, above those of a run over the sound files alone."""

_SOUND = "2020-01-01\n\nHeadline\n\nThe mill will close, said Ann Lee.\n"
_PAGE = "<html><head><title>T</title></head><body><h1>T</h1>"


def _overlapping(count: int) -> bytes:
    """Return a zip whose *count* members all are the bytes of one."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member-0000.txt", "Headline\n\n" + "x " * 50_000)
    packed = data.getvalue()
    start = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    entry = packed[start:end]
    entries = b"".join(entry.replace(b"-0000", b"-%04d" % n) for n in range(count))
    counts = count.to_bytes(2, "little") * 2 + len(entries).to_bytes(4, "little")
    return packed[:start] + entries + packed[end : end + 8] + counts + packed[end + 16 :]


def _bomb() -> bytes:
    members = io.BytesIO()
    with zipfile.ZipFile(members, "w") as archive:
        for n in range(20):
            spaces = gzip.compress((b" " * 999 + b"\n") * 20_000)
            archive.writestr(f"{n}.jsonl.gz", spaces)
    return members.getvalue()


HOSTILE: dict[str, Callable[[Path], object]] = {
    "attributes.html": lambda p: p.write_text(
        f"{_PAGE}<p {' '.join(f'a{n}=1' for n in range(40_000))}>x"
    ),
    "comments.html": lambda p: p.write_text(_PAGE + "<!--" * 1_500_000),
    "links.html": lambda p: p.write_text(_PAGE + "<a href='/x'>link</a> " * 250_000),
    "tags.html": lambda p: p.write_text(_PAGE + "<p>x" * 1_000_000),
    "overlap-200.zip": lambda p: p.write_bytes(_overlapping(200)),
    "overlap-3000.zip": lambda p: p.write_bytes(_overlapping(3_000)),
    "bomb.zip": lambda p: p.write_bytes(_bomb()),
    "paragraphs.txt": lambda p: p.write_text("Headline\n\n" + "x\n\n" * 1_000_000),
    "fifo.txt": os.mkfifo,
}


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)


_KINDS: dict[str, Callable[[Path], object]] = {
    **HOSTILE,
    **{
        f"{kind}.md": partial(_write, markdown(matter))
        for kind, matter in {**REJECTED, **READ}.items()
    },
}

_RUN = """
import re, resource, sys
from pathlib import Path
from searchapp import create_app
app = create_app(corpus_dir=sys.argv[1], index_dir=sys.argv[2])
result = app.test_cli_runner().invoke(args=["reindex"])
hits = app.test_client().get("/api/v1/search?q=mill").json["total"]["value"]
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(result.exit_code, hits, usage.ru_utime + usage.ru_stime, int(peak) / 1024)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit code of a run, hits of the sound article, processor seconds, and peak in MB."""

    exit_code: int
    hits: int
    seconds: float
    peak_mb: float


def run(folder: Path, name: str = "") -> Outcome:
    """Index two sound articles in *folder*, and the hostile file *name* where one is named."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "sound.txt").write_text(_SOUND)
    (corpus / "page.html").write_text(f"{_PAGE}<p>The mill will stay, said Tom Ray.</p>")
    if name:
        _KINDS[name](corpus / name)
    completed = subprocess.run(
        [sys.executable, "-c", _RUN, str(corpus), str(folder / "index")],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    exit_code, hits, seconds, peak = completed.stdout.split()[-4:]
    return Outcome(int(exit_code), int(hits), float(seconds), float(peak))


def passes(name: str, outcome: Outcome, alone: Outcome) -> bool:
    """Whether the run over the hostile file *name* has the expected result, within its limits."""
    harmless = name == "fifo.txt" or name.removesuffix(".md") in READ
    max_seconds, max_mb = FILE_LIMITS if name in HOSTILE else FRONT_MATTER_LIMITS
    return (
        outcome.exit_code == (0 if harmless else 1)
        and outcome.hits == alone.hits
        and outcome.seconds - alone.seconds <= max_seconds
        and outcome.peak_mb - alone.peak_mb <= max_mb
    )


def main() -> None:
    """Run every kind and print its figures."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        alone = run(Path(folder, "alone"))
        print(f"alone: {alone.seconds:.2f} s, {alone.peak_mb:.0f} MB, {alone.hits} hits")
        for number, name in enumerate(_KINDS):
            outcome = run(Path(folder, str(number)), name)
            passed = passes(name, outcome, alone)
            failures += not passed
            print(
                f"{'passed' if passed else 'FAILED'} {name:<28}"
                f"{outcome.seconds - alone.seconds:7.2f} s"
                f" {outcome.peak_mb - alone.peak_mb:7.0f} MB"
                f"  exit {outcome.exit_code}, {outcome.hits} hits",
                flush=True,
            )
    print(f"{len(_KINDS)} kinds, {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
