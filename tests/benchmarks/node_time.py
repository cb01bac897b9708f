"""Benchmark of a page's cost for a cluster: the processor time of its node, nothing cached.

    python -m tests.benchmarks.node_time PID URL [PREFIX ...] [--rounds 2] [--all-caches]

Requests a page of results for each of ``QUERIES`` from the archives that have the index names
PREFIX in the cluster at URL, in turns, and prints the mean and the median of what each page
takes of the processor time of the process PID, the cluster's only node; its compiler threads
are left out. Before each page the cluster's query and request caches are cleared, with
``--all-caches`` global ordinals too, and all that the program has cached. Needs Linux.

The node has to be warm: the figures of the first rounds are too high.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from flask import Flask

from searchapp import create_app
from searchapp.cli import EXTENSION

QUERIES = (
    "oil", "opec", "wheat", "gold", "said", "dollar", "yen", "tariffs", "merger", "dividend",
    "bank", "inflation", "coffee", "cocoa", "sugar", "strike", "debt", "brazil", "japan",
    "reagan", "oil prices", "interest rates", "trade deficit", "grain exports",
    "wheat subsidies", "crude output", "gold mine", "money supply", "stock split",
    "share offer", "budget deficit", "foreign exchange", "central bank", "loan losses",
    "sugar quota", "coffee producers", "steel imports", "semiconductor japan", "soviet grain",
    "takeover bid", "tanker gulf", "saudi oil", "baker dollar", "volcker inflation",
    "merger approval", "trade deficit japan", "opec production ceiling",
    "wheat export subsidies", "interest rates rise", "soviet grain purchases",
    "brazil debt moratorium", "gulf tanker attack", "semiconductor trade sanctions",
    "coffee export quotas", "takeover bid rejected", "gold production rises",
    "bank lending rates cut", "japan yen dollar intervention",
    "what did volcker say about inflation", "why did oil prices fall",
)  # fmt: skip


def processor_ms(pid: int) -> float:
    """Return the processor time of a process in milliseconds, without compiler threads."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (thread / "comm").read_text("utf-8")
            nanoseconds = int((thread / "schedstat").read_text("ascii").split()[0])
        except FileNotFoundError:  # The thread has ended.
            continue
        if "Compiler" not in name:
            total += nanoseconds
    return total / 1e6


def page_costs(app: Flask, query: str, pid: int, url: str, caches: str) -> tuple[float, float]:
    """Return the node's processor time and the real time of a page, in milliseconds."""
    httpx.post(f"{url}/_cache/clear{caches}", timeout=60).raise_for_status()
    service = app.extensions[EXTENSION]
    service.close()
    service.info()
    before, started = processor_ms(pid), time.perf_counter()
    response = app.test_client().get("/search", query_string={"q": query})
    real = (time.perf_counter() - started) * 1_000
    assert response.status_code == 200, response.text
    return processor_ms(pid) - before, real


def main() -> None:
    """Run the benchmark that the command line describes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pid", type=int)
    parser.add_argument("url")
    parser.add_argument("prefixes", nargs="*", default=["searchapp"])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--all-caches", action="store_true")
    options = parser.parse_args()
    caches = "" if options.all_caches else "?query=true&request=true"
    with tempfile.TemporaryDirectory() as folder:
        apps = {
            prefix: create_app(
                {"TESTING": True},
                corpus_dir=Path(folder),
                index_dir=Path(folder) / prefix,
                engine="opensearch",
                opensearch_url=[options.url],
                opensearch_index=prefix,
            )
            for prefix in options.prefixes
        }
        for _ in range(options.rounds):
            costs = {
                prefix: [page_costs(app, q, options.pid, options.url, caches) for q in QUERIES]
                for prefix, app in apps.items()
            }
            for prefix, pairs in costs.items():
                node, real = zip(*pairs, strict=True)
                print(
                    f"{prefix}: node {statistics.mean(node):.1f} ms a page, median"
                    f" {statistics.median(node):.1f}, most {max(node):.1f}; page median"
                    f" {statistics.median(real):.1f} ms"
                )
        for app in apps.values():
            app.extensions[EXTENSION].close()


if __name__ == "__main__":
    main()
