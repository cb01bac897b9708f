"""Takeover campaign: a writer is stopped, another takes the lease over, the first goes on.

``python -m tests.campaigns.takeover [--points N]``. At N points, a writer is held back at its
request of that number to the cluster, from the one that acquires the lease on. Another writer,
on what looks like another machine, takes the lease over and publishes. Then the first goes on.
It must fail, and no document of it may be written, or be found, after the other's start.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from searchapp.engine.catalog import entry_for
from searchapp.engine.errors import EngineError
from searchapp.engine.opensearch.connection import ClusterAddress
from searchapp.engine.opensearch.write.store import ClusterStore
from searchapp.models.articles import Article, Paragraph
from tests.opensearch.cluster import running_cluster
from tests.opensearch.proxies import pausing_proxy

ARTICLES = 2
POINTS = 30
FIRST_POINT = 5
"""The number of the request that acquires the lease."""


@dataclass(frozen=True)
class Takeover:
    """What happened at one point. Counts are of the first writer's paragraphs."""

    point: int
    error: str
    """The error of the first writer, or empty where it ended before the other began."""
    written_before: int
    written_after: int
    live: tuple[str, ...]
    """The articles of the live generation at the end."""

    @property
    def problem(self) -> str:
        """What is wrong, or an empty string."""
        if self.live != _ids("second"):
            return f"point {self.point}: the live generation has {self.live}"
        if self.written_after > self.written_before:
            return f"point {self.point}: {self.written_after - self.written_before} written later"
        return ""


def _ids(writer: str) -> tuple[str, ...]:
    return tuple(f"{writer}-{number}" for number in range(ARTICLES))


def _write(store: ClusterStore, writer: str) -> str:
    """Write a generation with the articles of *writer*; return the error, or an empty string."""
    try:
        with store.writer(attribution="a", full=False) as index_writer:
            for id_ in _ids(writer):
                text = f"Ann Lee wrote {id_}: the harbour of Port Ellory is closed."
                article = Article(id_, f"About {id_}", None, (Paragraph(1, text),))
                index_writer.add(article, entry_for(article, "a.jsonl", 1, None, 1))
            index_writer.commit()
    except EngineError as error:
        return str(error)
    return ""


def _written_by(url: str, prefix: str, writer: str) -> int:
    """Count the paragraphs of *writer* in all indices, unpublished ones included."""
    pattern = f"{url}/{prefix}-paragraphs-*"
    httpx.post(f"{pattern}/_refresh", timeout=60)
    query = {"query": {"prefix": {"article": writer}}}
    count: int = httpx.post(f"{pattern}/_count", json=query, timeout=60).json().get("count", 0)
    return count


def _live_articles(url: str, prefix: str) -> tuple[str, ...]:
    body = {"size": 100, "_source": False, "docvalue_fields": ["article"], "sort": ["article"]}
    hits = httpx.post(f"{url}/{prefix}/_search", json=body, timeout=60).json()["hits"]["hits"]
    return tuple(hit["fields"]["article"][0] for hit in hits)


def _delete_all(url: str, prefix: str) -> None:
    for index in httpx.get(f"{url}/_cat/indices/{prefix}-*?h=index", timeout=60).text.split():
        httpx.delete(f"{url}/{index}", timeout=60)


def take_over(url: str, folder: Path, point: int, pattern: str = "") -> Takeover:
    """Stop a writer at a request, let another take over, and let the first go on.

    The request is that with the number *point* of those whose method and path match *pattern*.
    """
    prefix = f"t{uuid.uuid4().hex[:12]}"
    with pausing_proxy(url, pattern, point) as (paused_url, arrived, resumed):
        first = ClusterStore(
            ClusterAddress((paused_url,), prefix), folder / "first", shards=1, replicas=0
        )
        second = ClusterStore(
            ClusterAddress((url,), prefix), folder / "second", shards=1, replicas=0, lease_seconds=0
        )
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(_write, first, "first")
            while not arrived.wait(0.05) and not writing.done():
                pass
            written_before = _written_by(url, prefix, "first")
            second_error = _write(second, "second")
            resumed.set()
            error = writing.result()
        if second_error:
            raise RuntimeError(f"point {point}: the second writer failed: {second_error}")
        result = Takeover(
            point,
            error,
            written_before,
            _written_by(url, prefix, "first"),
            _live_articles(url, prefix),
        )
    _delete_all(url, prefix)
    return result


def run_campaign(url: str, folder: Path, points: Sequence[int]) -> Iterator[Takeover]:
    """Yield what happens at each of *points*."""
    for point in points:
        home = folder / str(point)
        home.mkdir()
        yield take_over(url, home, point)


def main() -> None:
    """Run the campaign that the command line describes; exit 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--url", help="a node to use, instead of starting one")
    options = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    points = range(FIRST_POINT, FIRST_POINT + options.points)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.url:
            outcomes = list(run_campaign(options.url, folder, points))
        else:
            with running_cluster(folder, nodes=1) as cluster:
                outcomes = list(run_campaign(cluster.urls[0], folder, points))
    for outcome in outcomes:
        print(f"point {outcome.point}: {outcome.error or 'ended before'}")
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    print(f"{len(outcomes)} points, {len(problems)} problems")
    for problem in problems:
        print(f"WRONG: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
