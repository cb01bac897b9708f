"""Kill or stop nodes of a cluster while it is searched and written.

``python -m tests.campaigns.outage [--rounds N] [--how kill|stop]``. Readers search through
a server without a pause, and a writer adds articles and runs ``reindex`` again and again.
In every round one of three nodes is killed (SIGKILL) or stopped (SIGSTOP: it is there but
answers nothing, as a machine does that has lost its network) at a random moment, and comes
back after a while. Whatever a ``reindex`` that ended with 0 has added must be found from
then on; nothing is answered by anything but 200 and 503 with ``Retry-After``.
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

from tests.opensearch.archives import Archive, notices
from tests.opensearch.cluster import Cluster, running_cluster
from tests.serving import served

READERS = 3
ARTICLES = 30
"""So many articles each ``reindex`` adds."""

AWAY_SECONDS = {"kill": 20.0, "stop": 60.0}
"""How long a node is away: a stopped one is taken for dead by the others after 30 seconds."""

ALL = "/api/v1/search?q=harbour&copies=all"


@dataclass
class Seen:
    """What readers and the writer got."""

    statuses: Counter[int] = field(default_factory=Counter)
    longest_request_seconds: float = 0.0
    outage_seconds: float = 0.0
    """The longest time from an answer that failed to the next of the same reader that did not."""
    writes: Counter[str] = field(default_factory=Counter)
    longest_write_seconds: float = 0.0
    longest_without_write_seconds: float = 0.0
    """The longest time from one ``reindex`` that ended with 0 to the next."""
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


@contextmanager
def readers(url: str, seen: Seen) -> Iterator[None]:
    """Search without a pause while the context lasts."""
    ended = threading.Event()

    def read() -> None:
        failing_since = 0.0
        with httpx.Client(base_url=url, timeout=600) as client:
            while not ended.is_set():
                least, began = seen.acknowledged, time.monotonic()
                answer = client.get(ALL)
                now = time.monotonic()
                seen.statuses[answer.status_code] += 1
                seen.longest_request_seconds = max(seen.longest_request_seconds, now - began)
                if answer.status_code == 200:
                    if failing_since:
                        seen.outage_seconds = max(seen.outage_seconds, now - failing_since)
                    failing_since = 0.0
                    continue
                failing_since = failing_since or began
                if answer.status_code != 503 or "Retry-After" not in answer.headers:
                    seen.wrong.append(f"{answer.status_code} after {least} articles")
                ended.wait(0.1)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _write(archive: Archive, seen: Seen, turn: int) -> None:
    """Add articles in a process of its own, and look for all that are acknowledged."""
    archive.write(f"{turn}.jsonl", notices(turn * ARTICLES, (turn + 1) * ARTICLES))
    began = time.monotonic()
    writing = archive.begin()
    output, _ = writing.communicate()
    seen.longest_write_seconds = max(seen.longest_write_seconds, time.monotonic() - began)
    if writing.returncode == 0:
        seen.writes["done"] += 1
        seen.acknowledged = (turn + 1) * ARTICLES
    else:
        seen.writes["failed"] += 1
        if "Traceback" in output or "unchanged" not in output:
            seen.wrong.append(output)
    answer = archive.app().test_client().get(ALL)
    if answer.status_code == 200 and answer.json is not None:
        found = answer.json["total"]["value"]
        if found < seen.acknowledged:
            seen.wrong.append(f"{found} articles are found of {seen.acknowledged} acknowledged")


def campaign(cluster: Cluster, folder: Path, *, rounds: int, how: str, seed: int = 1) -> Seen:
    """Run so many rounds on *cluster*; return what was seen."""
    chance, seen = random.Random(seed), Seen()
    archive = Archive(folder, cluster.urls)
    _write(archive, seen, 0)
    turn, back = 1, threading.Event()

    def harm() -> None:
        for _ in range(rounds):
            time.sleep(chance.uniform(0.5, 5.0))
            position = chance.randrange(len(cluster.nodes))
            if how == "kill":
                cluster.kill(position)
            else:
                cluster.send(position, signal.SIGSTOP)
            time.sleep(AWAY_SECONDS[how])
            if how == "kill":
                cluster.start([position])
            else:
                cluster.send(position, signal.SIGCONT)
            cluster.wait_for(status="green", nodes=len(cluster.nodes))
        back.set()

    harming = threading.Thread(target=harm)
    with served(archive.app()) as url, readers(url, seen):
        harming.start()
        last = time.monotonic()
        while not back.is_set():
            done = seen.writes["done"]
            _write(archive, seen, turn)
            if seen.writes["done"] > done:
                now = time.monotonic()
                seen.longest_without_write_seconds = max(
                    seen.longest_without_write_seconds, now - last
                )
                last = now
            turn += 1
        harming.join()
    _write(archive, seen, turn)
    if seen.acknowledged != (turn + 1) * ARTICLES:
        seen.wrong.append("the last reindex failed though all nodes are back")
    return seen


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--how", choices=("kill", "stop"), default="kill")
    chosen = options.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_cluster(folder, nodes=3) as cluster:
            seen = campaign(cluster, folder, rounds=chosen.rounds, how=chosen.how)
    print(f"{chosen.rounds} rounds: one of three nodes, {chosen.how}")
    print(f"searches by status: {dict(seen.statuses)}")
    print(f"  longest request {seen.longest_request_seconds:.1f} s")
    print(f"  longest time without an answer {seen.outage_seconds:.1f} s")
    print(f"reindex: {dict(seen.writes)}, longest run {seen.longest_write_seconds:.1f} s")
    print(
        f"  longest time between two that ended with 0 {seen.longest_without_write_seconds:.1f} s"
    )
    print(f"{seen.acknowledged} articles acknowledged")
    for each in seen.wrong[:20]:
        print(f"WRONG: {each}")
    sys.exit(1 if seen.wrong else 0)


if __name__ == "__main__":
    main()
