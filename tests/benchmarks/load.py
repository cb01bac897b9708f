"""How many requests two workers answer, how fast, and what memory they take.

``python -m tests.benchmarks.load INDEX [--corpus FOLDER] [--reading ADDRESS] [--seconds N]``. It
copies the index, serves the copy with gunicorn and asks a seeded mix of questions, by wrk
where that is installed and else by a client of its own. With ``--corpus`` it does so a second
time while ``reindex --full`` of that folder runs again and again beside it, and with
``--reading`` while another client reads that address. It ends with 1 where an answer was an
error or none came.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from tests.campaigns.races import memory_kib
from tests.serving import served_by_gunicorn

PORT = 5401
WARM_UP_SECONDS = 3
_SEED = 7

SEARCHES = (
    *("oil", "said", "trade", "dollar", "bank", "japan", "wheat", "opec", "interest", "rates"),
    *("stock", "shares", "company", "profit", "tax", "company said", "oil prices"),
    *('"interest rates"', '"the company said"', "opec NOT saudi", "trade deficit"),
    *("dollar OR yen", "bank*", "speaker:baker", "date:1987-03", "title:oil", "central bank"),
    *("budget deficit", "wheat exports", "gold mine", '"new york"', "pct rise", "manufactur*"),
    *("inflat~", "zzzz", "econmy"),
)
_KINDS = (
    ("/api/v1/search?q={}", 8),
    ("/api/v1/search?sort=newest&q={}", 4),
    ("/search?q={}", 4),
    ("/api/v1/suggest?q={}", 2),
    ("/api/v1/timeline?q={}", 1),
    ("/search/facets/speaker?q={}", 1),
)
"""Addresses, each so many times in twenty."""

_WRK = """
local addresses = {{{addresses}}}
math.randomseed({seed})
request = function() return wrk.format("GET", addresses[math.random(#addresses)]) end
done = function(summary, latency)
  local e = summary.errors
  local form = '{{"requests": %d, "microseconds": %d, "errors": %d, "p50": %d, "p99": %d}}'
  io.write(string.format(form,
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass
class Figures:
    """What was measured while so many *requests* were answered."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p99_ms: float

    def __str__(self) -> str:
        return (
            f"{self.requests / self.seconds:,.0f} requests a second, p50 {self.p50_ms:.1f} ms,"
            f" p99 {self.p99_ms:.1f} ms, {self.errors} errors in {self.requests:,}"
        )


def addresses(only: str = "", count: int = 400) -> list[str]:
    """Return the seeded mix: addresses that begin with *only*."""
    chance = random.Random(_SEED)
    kinds, weights = zip(*(k for k in _KINDS if k[0].startswith(only)), strict=True)
    return [
        kind.format(quote(chance.choice(SEARCHES)))
        for kind in chance.choices(kinds, weights, k=count)
    ]


def ask_by_wrk(asked: Sequence[str], clients: int, seconds: int) -> Figures:
    """Let wrk ask for so long."""
    script = _WRK.format(addresses=",".join(f"'{a}'" for a in asked), seed=_SEED)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", file.name, _root()],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout[done.stdout.index("{") :])
    return Figures(
        requests=said["requests"],
        seconds=said["microseconds"] / 1e6,
        errors=said["errors"],
        p50_ms=said["p50"] / 1000,
        p99_ms=said["p99"] / 1000,
    )


def _ask_in_turn(
    asked: Sequence[str], seed: int, until: float, port: int = PORT
) -> tuple[list[float], int]:
    """Ask one question after the other on one connection; return the times in ms and errors."""
    chance = random.Random(seed)
    took: list[float] = []
    errors = 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            connection.request("GET", chance.choice(asked))
            answer = connection.getresponse()
            answer.read()
            errors += answer.status >= HTTPStatus.BAD_REQUEST
        except (OSError, http.client.HTTPException):
            errors += 1
            connection.close()
        took.append(1000 * (time.perf_counter() - began))
    connection.close()
    return took, errors


def ask_by_threads(
    asked: Sequence[str], clients: int, seconds: int, ports: Sequence[int] = (PORT,)
) -> Figures:
    """Ask for so long, from threads of this process; each asks one of *ports*."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        seeds = range(_SEED, _SEED + clients)
        found = list(
            pool.map(lambda seed: _ask_in_turn(asked, seed, until, ports[seed % len(ports)]), seeds)
        )
    took = sorted(ms for times, _ in found for ms in times)
    return Figures(
        requests=len(took),
        seconds=seconds,
        errors=sum(errors for _, errors in found),
        p50_ms=took[len(took) // 2],
        p99_ms=took[len(took) * 99 // 100],
    )


def _root() -> str:
    return f"http://127.0.0.1:{PORT}"


def children(process: int) -> list[int]:
    """Return the numbers of the processes that *process* began."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == process:
            found.append(int(path.parent.name))
    return found


def memory_mib(server: int) -> float:
    """Return the memory that the workers of *server* have for themselves, in MiB."""
    return sum(memory_kib(worker) for worker in children(server)) / 1024


@contextmanager
def _reindexing(index: Path, corpus: Path | None) -> Iterator[list[int]]:
    """Run ``reindex --full`` again and again; give the exit codes of those that ended."""
    codes: list[int] = []
    if corpus is None:
        yield codes
        return
    command = [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", "--full"]
    folders = {"SEARCHAPP_INDEX_DIR": str(index), "SEARCHAPP_CORPUS_DIR": str(corpus)}
    stop = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def go_on() -> None:
        while not stop.is_set():
            quiet = subprocess.DEVNULL
            with subprocess.Popen(
                command, env={**os.environ, **folders}, stdout=quiet, stderr=quiet
            ) as process:
                running[:] = [process]
                code = process.wait()
            if not stop.is_set():
                codes.append(code)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield codes
    finally:
        stop.set()
        for process in running:
            process.terminate()
        thread.join()


@contextmanager
def _reading(address: str) -> Iterator[None]:
    """Let another client read *address* again and again while the context lasts."""
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            _ask_in_turn([address], _SEED, time.monotonic() + 1)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _measure(server: int, asked: Sequence[str], clients: int, seconds: int) -> Figures:
    ask = ask_by_wrk if shutil.which("wrk") else ask_by_threads
    before = memory_mib(server)
    figures = ask(asked, clients, seconds)
    print(f"  {figures}; memory {before:.0f} -> {memory_mib(server):.0f} MiB")
    return figures


def main() -> int:
    """Measure what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("index", type=Path)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--threads", type=int, default=4)
    options.add_argument("--reading", default="", help="an address for another client")
    options.add_argument("--only", default="", help="such as /api/v1/search?q")
    chosen = options.parse_args()
    asked = addresses(chosen.only)
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = Path(folder) / "index"
        shutil.copytree(chosen.index, index)
        with served_by_gunicorn(index, PORT, chosen.workers, chosen.threads) as server:
            ask_by_threads(asked, chosen.clients, WARM_UP_SECONDS)
            by = "wrk" if shutil.which("wrk") else "threads"
            print(f"{chosen.workers} workers, {chosen.clients} clients by {by}.")
            print(f"Nothing beside, the machine's load {os.getloadavg()[0]:.1f} before it:")
            failed += _measure(server.pid, asked, chosen.clients, chosen.seconds).errors
            if chosen.reading:
                with _reading(chosen.reading):
                    print(f"Beside a reader of {chosen.reading}:")
                    failed += _measure(server.pid, asked, chosen.clients, chosen.seconds).errors
            if chosen.corpus is not None:
                with _reindexing(index, chosen.corpus) as codes:
                    print("Beside reindex --full:")
                    failed += _measure(server.pid, asked, chosen.clients, chosen.seconds).errors
                print(f"  {len(codes)} ended meanwhile, with {sorted(set(codes))}")
                failed += any(codes)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
