"""Sizing benchmark of a cluster: indexing time, bytes on disk, query times; and a plan.

    python -m tests.benchmarks.sizing CORPUS_DIR [--nodes N | --embedded] [--heap 512m]
                                      [--plan PARAGRAPHS]

Runs N OpenSearch nodes on this machine: one node has one shard without replicas, several have
a shard each and one replica of each shard. ``reindex`` indexes the articles in CORPUS_DIR in a
process of its own, attribution included. Then each query is run as a page of results runs it:
hits, exact total, facets, highlights. A query runs six times; its time is the median of the
last five, in wall time. ``--embedded`` measures the embedded engine in the same way.

``--plan`` prints what an archive of that many paragraphs would take: a calculation from the
figures just measured and the constants below, not a measurement.
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
TIMED_RUNS = 5

SHARD_BYTES = 30e9
"""The upper end of OpenSearch's recommendation for shards that are searched: 10 to 30 GB."""

NODE_SHARD_BYTES = 400e9
"""The most data planned for a node of 8 cores, 64 GB of memory and 1 TB of disk."""

GENERATIONS = 3
"""The live one, the one before, and the one that ``reindex --full`` writes beside them."""

NODE_CORES = 8
INDEXING_CORE_SHARE = 0.5
"""The share of a cluster's cores that indexing may take while it is searched."""

HOUR_SECONDS = 3_600


@dataclass(frozen=True)
class Measurement:
    """The results of a run. ``nodes`` is 0 for the embedded engine.

    ``index_bytes`` leaves replicas out. The memory is that of ``reindex`` at its peak, and
    what a process that searches takes more than before.
    """

    paragraphs: int
    nodes: int
    cores: int
    indexing_seconds: float
    index_bytes: int
    writer_mib: float
    reader_mib: float
    query_ms: dict[str, float]

    @property
    def paragraphs_per_second(self) -> float:
        """Paragraphs indexed per second."""
        return self.paragraphs / self.indexing_seconds

    @property
    def bytes_per_paragraph(self) -> float:
        """Bytes on disk per paragraph."""
        return self.index_bytes / self.paragraphs


def query_times(service: SearchService) -> dict[str, float]:
    """Return the median time of each query, in milliseconds."""
    medians: dict[str, float] = {}
    for q in QUERIES:
        request = service.parser.request([("q", q)])
        times = []
        for _ in range(TIMED_RUNS + 1):
            started = time.perf_counter()
            service.search(request)
            times.append((time.perf_counter() - started) * 1_000)
        medians[q] = statistics.median(times[1:])
    return medians


def resident_mib() -> float:
    """Return the anonymous resident memory of this process, in MiB."""
    status = Path("/proc/self/status").read_text("ascii")
    match = re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE)
    if match is None:
        raise RuntimeError("/proc/self/status has no RssAnon; expected Linux 4.5 or later")
    return int(match[1]) / 1024


def folder_bytes(folder: Path) -> int:
    """Return the size of the live generation in an index folder of the embedded engine."""
    live = folder / (folder / "CURRENT").read_text("ascii").strip()
    return sum(path.stat().st_size for path in live.rglob("*") if path.is_file())


def cluster_bytes(archive: Archive) -> int:
    """Return the size of an archive's indices in the cluster, without replicas."""
    stats = httpx.get(f"{archive.urls[0]}/{archive.prefix}-*/_stats/store", timeout=60)
    size: int = stats.json()["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def measure(archive: Archive, *, nodes: int) -> Measurement:
    """Index the corpus of *archive* and search it."""
    started = time.monotonic()
    print(archive.reindex().strip().splitlines()[-1])
    seconds = time.monotonic() - started
    writer_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    before_mib = resident_mib()
    service: SearchService = archive.app().extensions[EXTENSION]
    times = query_times(service)
    return Measurement(
        paragraphs=service.info().paragraphs,
        nodes=nodes,
        cores=os.cpu_count() or 1,
        indexing_seconds=seconds,
        index_bytes=cluster_bytes(archive) if nodes else folder_bytes(archive.folder / "index"),
        writer_mib=writer_mib,
        reader_mib=resident_mib() - before_mib,
        query_ms=times,
    )


def report(m: Measurement) -> Iterator[str]:
    """Yield the lines of a report."""
    engine = f"{m.nodes} OpenSearch node(s)" if m.nodes else "embedded engine"
    slowest = max(m.query_ms, key=m.query_ms.__getitem__)
    yield f"{m.paragraphs:,} paragraphs, {engine}, {m.cores} cores for everything"
    yield (
        f"  indexed in {m.indexing_seconds:.0f} s,"
        f" {m.paragraphs_per_second:,.0f} paragraphs a second"
    )
    yield f"  {m.index_bytes / 1e6:,.0f} MB, {m.bytes_per_paragraph:,.0f} bytes a paragraph"
    yield f"  {m.writer_mib:,.0f} MiB for reindex, {m.reader_mib:,.0f} for a reader"
    yield (
        f"  queries: median {statistics.median(m.query_ms.values()):.0f} ms, slowest"
        f" {m.query_ms[slowest]:.0f} ms ({slowest!r})"
    )
    yield "  " + ", ".join(f"{q!r} {ms:.0f}" for q, ms in m.query_ms.items())


def plan(m: Measurement, paragraphs: int) -> Iterator[str]:
    """Yield the lines of a plan for an archive of *paragraphs*, extrapolated from *m*."""
    primary_bytes = paragraphs * m.bytes_per_paragraph
    shards = math.ceil(primary_bytes / SHARD_BYTES)
    disk_bytes = primary_bytes * 2 * GENERATIONS
    nodes = max(3, math.ceil(disk_bytes / NODE_SHARD_BYTES))
    per_core = m.paragraphs_per_second / m.cores
    per_second = per_core * nodes * NODE_CORES * INDEXING_CORE_SHARE
    hours = paragraphs / per_second / HOUR_SECONDS
    shard_growth = paragraphs / shards / (m.paragraphs / max(m.nodes, 1))
    yield f"{paragraphs:,} paragraphs, extrapolated from {m.paragraphs:,}:"
    yield (
        f"  {primary_bytes / 1e9:,.0f} GB, {shards} shards of at most {SHARD_BYTES / 1e9:.0f} GB"
    )
    yield (
        f"  with a replica of each and {GENERATIONS} generations {disk_bytes / 1e9:,.0f} GB of disk"
    )
    yield f"  {nodes} nodes of {NODE_CORES} cores, 64 GB of memory, 1 TB of disk"
    yield (
        f"  indexing anew {hours:,.1f} hours at {per_second:,.0f} paragraphs"
        " a second, if it is spread over half of these cores"
    )
    yield f"  a shard holds {shard_growth:.1f} times what one held here"


@contextmanager
def running(folder: Path, nodes: int, heap: str) -> Iterator[Cluster | None]:
    """Run a cluster of *nodes* nodes while the context lasts; yield None for 0 nodes."""
    if not nodes:
        yield None
        return
    java = (f"-Xms{heap}", f"-Xmx{heap}")
    with running_cluster(folder, nodes=nodes, java=java) as cluster:
        yield cluster


def main() -> None:
    """Run the benchmark that the command line describes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--plan", type=int, default=0)
    options = parser.parse_args()
    nodes = 0 if options.embedded else options.nodes
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    with tempfile.TemporaryDirectory() as name, running(Path(name), nodes, options.heap) as cluster:
        settings = {
            "SEARCHAPP_CORPUS_DIR": str(options.corpus.resolve()),
            "SEARCHAPP_OPENSEARCH_SHARDS": str(max(nodes, 1)),
            "SEARCHAPP_OPENSEARCH_REPLICAS": str(min(max(nodes - 1, 0), 1)),
        }
        if cluster is None:
            settings["SEARCHAPP_ENGINE"] = "embedded"
        urls = cluster.urls if cluster else ["http://localhost:9200"]
        measurement = measure(Archive(Path(name), urls, settings), nodes=nodes)
    for line in report(measurement):
        print(line)
    if options.plan:
        for line in plan(measurement, options.plan):
            print(line)


if __name__ == "__main__":
    main()
