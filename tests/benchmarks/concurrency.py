"""Concurrency benchmark: how many worker processes and threads serve best.

    python -m tests.benchmarks.concurrency INDEX [WORKERSxTHREADS...] [--clients N] [--seconds N]

For each number of workers and of threads in each, gunicorn serves INDEX, and clients ask for
search results, of the API and then as pages, all of them made anew (the response cache is off).
It prints a Markdown table: p50, p99 and requests a second, and the memory of all processes of the
server at the end. PSS counts a page of memory that processes share, such as those of the index,
once; private memory is what a process has for itself. INDEX is not written to.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.load import Figures, addresses, ask_by_threads, children
from tests.campaigns.races import memory_kib
from tests.serving import reserved_port, served_by_gunicorn

CONFIGURATIONS = ("2x1", "2x2", "2x4", "4x1", "4x2")
WARM_UP_SECONDS = 2


def pss_mib(process: int) -> float:
    """Return the proportional set size of a process. Linux only."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line) / 1024


def _row(name: str, api: Figures, page: Figures, processes: Sequence[int]) -> str:
    pss = sum(map(pss_mib, processes))
    private = sum(map(memory_kib, processes)) / 1024
    cells = [
        f"{figures.p50_ms:.1f} | {figures.p99_ms:.1f} | {figures.requests / figures.seconds:,.0f}"
        for figures in (api, page)
    ]
    return f"| {name} | {' | '.join(cells)} | {pss:,.0f} | {private:,.0f} |"


def measure(index: Path, workers: int, threads: int, clients: int, seconds: int) -> tuple[str, int]:
    """Serve and ask; return a row of the table, and the number of errors."""
    asked = [addresses(f"{path}?q") for path in ("/api/v1/search", "/search")]
    with reserved_port() as port, served_by_gunicorn(index, port, workers, threads) as server:
        for of_kind in asked:
            ask_by_threads(of_kind, clients, WARM_UP_SECONDS, [port])
        api, page = (ask_by_threads(of_kind, clients, seconds, [port]) for of_kind in asked)
        row = _row(f"{workers} x {threads}", api, page, [server.pid, *children(server.pid)])
    return row, api.errors + page.errors


def main() -> int:
    """Measure what the command line asks for; return 1 where an answer was an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("configurations", nargs="*", default=CONFIGURATIONS)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    os.environ["SEARCHAPP_RESPONSE_CACHE_BYTES"] = "0"
    kinds = "".join(f" {kind} p50, ms | p99 | a second |" for kind in ("API", "page"))
    print(f"| workers x threads |{kinds} PSS, MiB | private, MiB |\n|{'---|' * 9}")
    errors = 0
    for configuration in options.configurations:
        workers, threads = map(int, configuration.split("x"))
        row, failed = measure(options.index, workers, threads, options.clients, options.seconds)
        print(row, flush=True)
        errors += failed
    print(f"\n{errors} errors; load {os.getloadavg()[0]:.1f}; {options.clients} clients")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
