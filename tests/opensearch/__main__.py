"""Launcher of OpenSearch nodes for development.

    python -m tests.opensearch [--nodes N] [--version 2.19.6] [--heap 512m] [--folder FOLDER]

Starts nodes on this machine from the published artifacts, without security, and prints the
settings of the program for them, as lines for a shell. Runs until Ctrl-C or SIGTERM, and then
stops the nodes. The index is kept where ``--folder`` names a folder, and is gone otherwise.
Needs Java and Maven; see ``tests/opensearch/cluster.py``.
"""

from __future__ import annotations

import argparse
import contextlib
import shlex
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.opensearch.cluster import VERSION, missing_tools, running_cluster


@contextlib.contextmanager
def _folder(path: Path | None) -> Iterator[Path]:
    """Return *path*, made if it is not there, or a temporary folder."""
    if path is None:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
        return
    path.mkdir(parents=True, exist_ok=True)
    yield path.resolve()


def _stopped() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set."""
    stopped = threading.Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped


def main() -> None:
    """Run the nodes that the command line describes."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.opensearch",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--nodes", type=int, default=1, choices=range(1, 10), metavar="N")
    parser.add_argument("--version", default=VERSION, help=f"default: {VERSION}")
    parser.add_argument("--heap", default="512m", help="heap of each node, default: 512m")
    parser.add_argument("--folder", type=Path, help="default: a temporary folder")
    options = parser.parse_args()
    if missing := missing_tools():
        sys.exit(f"An OpenSearch node cannot be run here: {missing}.")
    java = (f"-Xms{options.heap}", f"-Xmx{options.heap}", "-XX:+UseSerialGC")
    stopped = _stopped()
    with (
        _folder(options.folder) as folder,
        running_cluster(folder, nodes=options.nodes, java=java, version=options.version) as cluster,
    ):
        urls = shlex.quote(" ".join(cluster.urls))
        print("export SEARCHAPP_ENGINE=opensearch")
        print(f"export SEARCHAPP_OPENSEARCH_URL={urls}")
        print(f"export SEARCHAPP_OPENSEARCH_SHARDS={options.nodes}")
        print(f"export SEARCHAPP_OPENSEARCH_REPLICAS={min(options.nodes - 1, 1)}")
        print(f"# OpenSearch {options.version}; Ctrl-C stops it.", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
