"""Outage campaign: nodes of a cluster fail while it is searched and indexed.

``python -m tests.campaigns.outage [--rounds N] [--how kill|stop]``. Readers search without a
pause through a server, while a writer adds articles and runs ``reindex`` again and again. In
each round one of three nodes fails at a random moment and comes back later. It is killed
(SIGKILL) or stopped (SIGSTOP: it keeps its connections and does not answer, like a machine that
has lost its network). Articles that a successful ``reindex`` has added must be found from then
on, and every response must be 200, or 503 with ``Retry-After``.
"""

from __future__ import annotations

import argparse
import logging
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.opensearch.archives import WITH_REPLICAS, Archive, notices
from tests.opensearch.cluster import Cluster, running_cluster
from tests.serving import served

READERS = 3
PAUSE_SECONDS = 0.02
"""Between two searches of a reader, so that the nodes and their clients share one machine."""

ARTICLES_PER_WRITE = 30

DOWN_SECONDS = {"kill": 20.0, "stop": 60.0}
"""How long a node is down. The others remove a stopped node after 30 seconds."""

SEARCH_URL = "/api/v1/search?q=harbour&copies=all"


@dataclass
class Observed:
    """What the readers and the writer observed. Times are in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    longest_request_seconds: float = 0.0
    outage_seconds: float = 0.0
    """The longest time from a reader's failed request to its next successful one."""
    writes: Counter[str] = field(default_factory=Counter)
    longest_write_seconds: float = 0.0
    longest_without_write_seconds: float = 0.0
    """The longest time from one successful ``reindex`` to the next."""
    acknowledged: int = 0
    """Articles that successful runs of ``reindex`` have added."""
    errors: list[str] = field(default_factory=list)


def _search_until(ended: threading.Event, url: str, observed: Observed) -> None:
    failing_since = 0.0
    with httpx.Client(base_url=url, timeout=600) as client:
        while not ended.is_set():
            acknowledged, started = observed.acknowledged, time.monotonic()
            response = client.get(SEARCH_URL)
            now = time.monotonic()
            observed.statuses[response.status_code] += 1
            observed.longest_request_seconds = max(observed.longest_request_seconds, now - started)
            if response.status_code == 200:
                if failing_since:
                    observed.outage_seconds = max(observed.outage_seconds, now - failing_since)
                failing_since = 0.0
                ended.wait(PAUSE_SECONDS)
                continue
            failing_since = failing_since or started
            if response.status_code != 503 or "Retry-After" not in response.headers:
                observed.errors.append(f"{response.status_code} after {acknowledged} articles")
            ended.wait(0.1)


@contextmanager
def _readers(url: str, observed: Observed) -> Iterator[None]:
    """Search again and again, from several threads, while the context lasts."""
    ended = threading.Event()
    threads = [
        threading.Thread(target=_search_until, args=(ended, url, observed)) for _ in range(READERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _add_articles(archive: Archive, observed: Observed, turn: int) -> bool:
    """Add articles and run ``reindex``; then search for all that are acknowledged.

    Returns whether the run succeeded.
    """
    articles = range(turn * ARTICLES_PER_WRITE, (turn + 1) * ARTICLES_PER_WRITE)
    archive.write(f"{turn}.jsonl", notices(articles.start, articles.stop))
    started = time.monotonic()
    reindex = archive.start_reindex()
    output, _ = reindex.communicate()
    duration = time.monotonic() - started
    observed.longest_write_seconds = max(observed.longest_write_seconds, duration)
    succeeded = reindex.returncode == 0
    observed.writes["done" if succeeded else "failed"] += 1
    if succeeded:
        observed.acknowledged = articles.stop
    elif "Traceback" in output or "unchanged" not in output:
        observed.errors.append(output)
    response = archive.app().test_client().get(SEARCH_URL)
    if response.status_code == 200 and response.json is not None:
        total = response.json["total"]["value"]
        if total < observed.acknowledged:
            observed.errors.append(
                f"a search has {total} hits; {observed.acknowledged} articles are acknowledged"
            )
    return succeeded


def _fail_nodes(cluster: Cluster, *, rounds: int, failure: str, seed: int) -> None:
    """Let one random node fail in each round, and come back."""
    chance = random.Random(seed)
    for _ in range(rounds):
        time.sleep(chance.uniform(0.5, 5.0))
        position = chance.randrange(len(cluster.nodes))
        if failure == "kill":
            cluster.kill(position)
        else:
            cluster.send_signal(position, signal.SIGSTOP)
        time.sleep(DOWN_SECONDS[failure])
        if failure == "kill":
            cluster.start([position])
        else:
            cluster.send_signal(position, signal.SIGCONT)
        cluster.wait_for(status="green", nodes=len(cluster.nodes))


def run_campaign(
    cluster: Cluster, folder: Path, *, rounds: int, failure: str, seed: int = 1
) -> Observed:
    """Run the campaign on *cluster*. *failure* is ``kill`` or ``stop``."""
    observed = Observed()
    archive = Archive(
        folder, cluster.urls, {"SEARCHAPP_OPENSEARCH_TIMEOUT_SECONDS": "10", **WITH_REPLICAS}
    )
    _add_articles(archive, observed, 0)
    turn = 1
    failing = threading.Thread(
        target=_fail_nodes,
        args=(cluster,),
        kwargs={"rounds": rounds, "failure": failure, "seed": seed},
    )
    with served(archive.app()) as url, _readers(url, observed):
        failing.start()
        last_success = time.monotonic()
        while failing.is_alive():
            if _add_articles(archive, observed, turn):
                now = time.monotonic()
                observed.longest_without_write_seconds = max(
                    observed.longest_without_write_seconds, now - last_success
                )
                last_success = now
            turn += 1
        failing.join()
    if not _add_articles(archive, observed, turn):
        observed.errors.append("the last reindex failed though all nodes are back")
    return observed


def _report(observed: Observed) -> Iterator[str]:
    yield f"searches by status: {dict(observed.statuses)}"
    yield f"  longest request {observed.longest_request_seconds:.1f} s"
    yield f"  longest time without an answer {observed.outage_seconds:.1f} s"
    yield f"reindex: {dict(observed.writes)}, longest run {observed.longest_write_seconds:.1f} s"
    longest = observed.longest_without_write_seconds
    yield f"  longest time between two that ended with 0 {longest:.1f} s"
    yield f"{observed.acknowledged} articles acknowledged"
    for error in observed.errors[:20]:
        yield f"WRONG: {error}"


def main() -> None:
    """Run the campaign that the command line describes; exit 1 where it observed errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--how", choices=("kill", "stop"), default="kill")
    options = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_cluster(folder, nodes=3) as cluster:
            observed = run_campaign(cluster, folder, rounds=options.rounds, failure=options.how)
    print(f"{options.rounds} rounds: one of three nodes, {options.how}")
    for line in _report(observed):
        print(line)
    sys.exit(1 if observed.errors else 0)


if __name__ == "__main__":
    main()
