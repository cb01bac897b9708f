"""A real OpenSearch cluster on this machine, each node its own process that can be killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from tests.serving import reserved_port

HERE = Path(__file__).parent
START_SECONDS = 600
"""How long a node may take to start, and the cluster to form, on a busy machine."""
QUICK = ("-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options of Java for nodes that start soon, rather than work fast when they have run long."""


def missing() -> str:
    """Return what this machine lacks to run a node, or an empty string."""
    lacking = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    return f"no {' and no '.join(lacking)} on the PATH" if lacking else ""


def classpath(folder: Path) -> str:
    """Return the class path of a node; its archives come by Maven, once a *folder*."""
    written = folder / "classpath"
    if not written.exists():
        part = folder / f"classpath.{os.getpid()}"
        subprocess.run(
            ["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath",
             f"-Dmdep.outputFile={part}"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        part.rename(written)
    return written.read_text(encoding="utf-8").strip()


@dataclass
class Node:
    """One node: where it listens, where it keeps its data, and its process while it runs."""

    name: str
    home: Path
    http_port: int
    transport_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The node's address for clients."""
        return f"http://127.0.0.1:{self.http_port}"


@dataclass
class Cluster:
    """Nodes that form one cluster."""

    folder: Path
    nodes: list[Node]
    classpath: str
    java: Sequence[str] = QUICK
    _logs: list[IO[bytes]] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        """The addresses of all nodes, those that were killed too."""
        return [node.url for node in self.nodes]

    def start(self, which: Sequence[int] | None = None) -> None:
        """Start the nodes of these positions (all of them unless told), and wait for them."""
        chosen = self.nodes if which is None else [self.nodes[position] for position in which]
        for node in chosen:
            self._start(node)
        for node in chosen:
            self._wait(node)
        self.wait_for(status="yellow", nodes=self.running)

    @property
    def running(self) -> int:
        """How many nodes run."""
        return sum(node.process is not None for node in self.nodes)

    def kill(self, position: int) -> None:
        """End one node as a power cut would: SIGKILL."""
        self._end(self.nodes[position], signal.SIGKILL)

    def send(self, position: int, number: signal.Signals) -> None:
        """Send a signal to one node that runs."""
        process = self.nodes[position].process
        if process is not None:
            process.send_signal(number)

    def stop(self) -> None:
        """End all nodes, and let go of their files."""
        for node in self.nodes:
            self._end(node, signal.SIGKILL)
        for log in self._logs:
            log.close()
        self._logs.clear()

    def wait_for(self, *, status: str, nodes: int) -> None:
        """Wait until the cluster is *status* or better with that many nodes."""
        node = next(node for node in self.nodes if node.process is not None)
        answer = httpx.get(
            f"{node.url}/_cluster/health",
            params={
                "wait_for_status": status,
                "wait_for_nodes": str(nodes),
                "timeout": f"{START_SECONDS}s",
            },
            timeout=START_SECONDS + 10,
        )
        if answer.status_code != 200:
            raise RuntimeError(f"the cluster is not {status} with {nodes} nodes: {answer.text}")

    def _start(self, node: Node) -> None:
        (node.home / "config").mkdir(parents=True, exist_ok=True)
        log = (node.home / "node.log").open("ab")
        self._logs.append(log)
        node.process = subprocess.Popen(
            ["java", *self.java, "-cp", self.classpath, HERE / "SearchNode.java",
             node.name, node.home, str(node.http_port), str(node.transport_port),
             ",".join(f"127.0.0.1:{other.transport_port}" for other in self.nodes),
             ",".join(other.name for other in self.nodes)],
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _wait(self, node: Node) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if node.process is None or node.process.poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(node.url, timeout=5).status_code == 200:
                    return
            time.sleep(0.2)
        log = (node.home / "node.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"node {node.name} did not start; the end of its log:\n{log[-2000:]}")

    def _end(self, node: Node, how: signal.Signals) -> None:
        if node.process is not None:
            node.process.send_signal(how)
            node.process.wait()
            node.process = None


@contextlib.contextmanager
def running_cluster(folder: Path, *, nodes: int, java: Sequence[str] = QUICK) -> Iterator[Cluster]:
    """Run a cluster of that many nodes that keeps everything in *folder*."""
    with contextlib.ExitStack() as ports:
        cluster = Cluster(
            folder,
            [
                Node(
                    f"node-{number}",
                    folder / f"node-{number}",
                    http_port=ports.enter_context(reserved_port()),
                    transport_port=ports.enter_context(reserved_port()),
                )
                for number in range(1, nodes + 1)
            ],
            classpath(folder),
            java,
        )
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
