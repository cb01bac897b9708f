"""How much a cluster takes: time to index, bytes on disk, query times; and a plan from them.

    python -m tests.benchmarks.sizing CORPUS_DIR [--nodes N | --embedded] [--heap 512m]
                                      [--plan PARAGRAPHS]

Runs so many OpenSearch nodes on this machine (one: a shard without replicas; more: a shard
a node, one replica of each), has ``reindex`` fill them from the articles in CORPUS_DIR in a
process of its own, speakers found and all, and asks what a page of results asks: hits,
exact total, facets, marks. Each query is asked six times, of which the median of the last
five counts, in wall time. ``--embedded`` measures the engine of one machine the same way.

``--plan`` prints what so many paragraphs would take: a calculation from the figures just
measured and the rules named below, not a measurement.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from searchapp.cli import EXTENSION
from searchapp.search.service import SearchService
from tests.opensearch.archives import Archive
from tests.opensearch.cluster import Cluster, running_cluster

QUERIES = (
    "said", "oil", "zzzzqq", "trade deficit", "said company", "oil OR gas", "opec NOT saudi",
    '"interest rates"', '"the company said"', '"of the"', "spok*", "speaker:reagan",
    "date:1987-03 oil", "the", "the of", "",
)  # fmt: skip
TIMES = 5

SHARD_BYTES = 30e9
"""OpenSearch's own advice for shards that are searched: 10 to 30 GB."""

NODE_SHARD_BYTES = 400e9
"""So much a node of 8 cores, 64 GB of memory and 1 TB of disk is given at most."""

GENERATIONS = 3
"""The live one, the one before, and the one that ``reindex --full`` writes beside them."""

NODE_CORES = 8
SPARED_CORES = 0.5
"""The share of a cluster's cores that indexing may take while it is searched."""

HOURS = 3_600


@dataclass(frozen=True)
class Measured:
    """What was measured. ``bytes`` are those of the first copies, without replicas."""

    paragraphs: int
    nodes: int
    cores: int
    seconds: float
    bytes: int
    writer_mib: float
    reader_mib: float
    query_ms: dict[str, float]

    @property
    def a_second(self) -> float:
        """Paragraphs indexed a second."""
        return self.paragraphs / self.seconds

    @property
    def bytes_each(self) -> float:
        """Bytes of a paragraph."""
        return self.bytes / self.paragraphs


def query_times(service: SearchService) -> dict[str, float]:
    """Return the median time of each query, in milliseconds."""
    times: dict[str, float] = {}
    for q in QUERIES:
        request = service.request([("q", q)])
        wall = []
        for _ in range(TIMES + 1):
            began = time.perf_counter()
            service.search(request)
            wall.append((time.perf_counter() - began) * 1_000)
        times[q] = statistics.median(wall[1:])
    return times


def resident_mib() -> float:
    """Return the memory that this process holds, in MiB."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE)
    if found is None:
        raise RuntimeError("/proc/self/status tells no RssAnon; expected Linux 4.5 or later")
    return int(found[1]) / 1024


def folder_bytes(folder: Path) -> int:
    """Return the bytes of the live generation in the index folder of the embedded engine."""
    live = folder / (folder / "CURRENT").read_text("ascii").strip()
    return sum(path.stat().st_size for path in live.rglob("*") if path.is_file())


def cluster_bytes(archive: Archive) -> int:
    """Return the bytes of the paragraphs and catalog in the cluster, without replicas."""
    stats = httpx.get(f"{archive.urls[0]}/{archive.prefix}-*/_stats/store", timeout=60)
    size: int = stats.json()["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def measure(archive: Archive, *, nodes: int) -> Measured:
    """Index the corpus of *archive* and search it."""
    began = time.monotonic()
    print(archive.reindex().strip().splitlines()[-1])
    seconds = time.monotonic() - began
    writer = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    before = resident_mib()
    service: SearchService = archive.app().extensions[EXTENSION]
    times = query_times(service)
    return Measured(
        paragraphs=service.info().paragraphs,
        nodes=nodes,
        cores=os.cpu_count() or 1,
        seconds=seconds,
        bytes=cluster_bytes(archive) if nodes else folder_bytes(archive.folder / "index"),
        writer_mib=writer,
        reader_mib=resident_mib() - before,
        query_ms=times,
    )


def report(measured: Measured) -> Iterator[str]:
    """Yield the lines that tell what was measured."""
    where = f"{measured.nodes} OpenSearch node(s)" if measured.nodes else "embedded engine"
    times = measured.query_ms
    slowest = max(times, key=times.__getitem__)
    yield f"{measured.paragraphs:,} paragraphs, {where}, {measured.cores} cores for everything"
    yield f"  indexed in {measured.seconds:.0f} s, {measured.a_second:,.0f} paragraphs a second"
    yield f"  {measured.bytes / 1e6:,.0f} MB, {measured.bytes_each:,.0f} bytes a paragraph"
    yield f"  {measured.writer_mib:,.0f} MiB for reindex, {measured.reader_mib:,.0f} for a reader"
    yield (
        f"  queries: median {statistics.median(times.values()):.0f} ms, slowest"
        f" {times[slowest]:.0f} ms ({slowest!r})"
    )
    yield "  " + ", ".join(f"{q!r} {ms:.0f}" for q, ms in times.items())


def plan(measured: Measured, paragraphs: int) -> Iterator[str]:
    """Yield the lines of a plan for so many paragraphs, extrapolated."""
    first = paragraphs * measured.bytes_each
    shards = math.ceil(first / SHARD_BYTES)
    disk = first * 2 * GENERATIONS
    nodes = max(3, math.ceil(disk / NODE_SHARD_BYTES))
    a_second_a_core = measured.a_second / measured.cores
    a_second = a_second_a_core * nodes * NODE_CORES * SPARED_CORES
    grows = paragraphs / shards / (measured.paragraphs / max(measured.nodes, 1))
    yield f"{paragraphs:,} paragraphs, extrapolated from {measured.paragraphs:,}:"
    yield f"  {first / 1e9:,.0f} GB, {shards} shards of at most {SHARD_BYTES / 1e9:.0f} GB"
    yield f"  with a replica of each and {GENERATIONS} generations {disk / 1e9:,.0f} GB of disk"
    yield f"  {nodes} nodes of {NODE_CORES} cores, 64 GB of memory, 1 TB of disk"
    yield (
        f"  indexing anew {paragraphs / a_second / HOURS:,.1f} hours at {a_second:,.0f} paragraphs"
        " a second, if it is spread over half of these cores"
    )
    yield f"  a shard holds {grows:.1f} times what one held here"


@contextmanager
def running(folder: Path, nodes: int, heap: str) -> Iterator[Cluster | None]:
    """Run a cluster of so many nodes; none where *nodes* is 0."""
    if not nodes:
        yield None
        return
    java = (f"-Xms{heap}", f"-Xmx{heap}")
    with running_cluster(folder, nodes=nodes, java=java) as cluster:
        yield cluster


def main() -> None:
    """Measure what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--nodes", type=int, default=1)
    options.add_argument("--embedded", action="store_true")
    options.add_argument("--heap", default="512m")
    options.add_argument("--plan", type=int, default=0)
    chosen = options.parse_args()
    nodes = 0 if chosen.embedded else chosen.nodes
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    with tempfile.TemporaryDirectory() as name, running(Path(name), nodes, chosen.heap) as cluster:
        settings = {
            "SEARCHAPP_CORPUS_DIR": str(chosen.corpus.resolve()),
            "SEARCHAPP_OPENSEARCH_SHARDS": str(max(nodes, 1)),
            "SEARCHAPP_OPENSEARCH_REPLICAS": str(min(max(nodes - 1, 0), 1)),
        }
        if cluster is None:
            settings["SEARCHAPP_ENGINE"] = "embedded"
        urls = cluster.urls if cluster else ["http://localhost:9200"]
        measured = measure(Archive(Path(name), urls, settings), nodes=nodes)
    for line in report(measured):
        print(line)
    if chosen.plan:
        for line in plan(measured, chosen.plan):
            print(line)


if __name__ == "__main__":
    main()
