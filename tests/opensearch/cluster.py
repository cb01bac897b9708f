"""OpenSearch clusters for tests: each node is a local process, which a test can kill.

Nodes run the published artifacts, which Maven downloads once (pom.xml), in ``SearchNode.java``.
OpenSearch 2 runs on Java 11 and later, OpenSearch 3 on Java 21 and later: ``SEARCH_NODE_JAVA``
names the ``java`` to run, where the one on the PATH is older.
"""

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
VERSION = os.environ.get("TESTS_OPENSEARCH_VERSION", "2.19.6")
"""The version of OpenSearch that tests run, one whose artifacts Maven Central has."""
FAST_START = (
    "-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote",
)  # fmt: skip
"""Java options for a fast start of nodes, at the cost of speed later on.

A third of a start is the verification of classes, which here are those of published artifacts.
"""


def missing_tools() -> str:
    """Return a message that names the tools missing to run a node, or an empty string."""
    missing = [tool for tool in (java_command(), "mvn") if shutil.which(tool) is None]
    return f"no {' and no '.join(missing)} on the PATH" if missing else ""


def java_command() -> str:
    """Return the ``java`` that runs nodes."""
    return os.environ.get("SEARCH_NODE_JAVA", "java")


def node_classpath(folder: Path, version: str = VERSION) -> str:
    """Return the class path of a node. Maven resolves it once and stores it in *folder*."""
    path = folder / f"classpath-{version}"
    if not path.exists():
        part = folder / f"classpath.{os.getpid()}"
        subprocess.run(
            ["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath",
             f"-Dopensearch.version={version}", f"-Dmdep.outputFile={part}"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        part.rename(path)
    return path.read_text(encoding="utf-8").strip()


def compiled_node(folder: Path, classpath: str) -> Path:
    """Compile ``SearchNode.java`` once for all starts of nodes, and return the folder of classes.

    The compiler is that of the ``java`` which runs the nodes.
    """
    classes = folder / "classes"
    subprocess.run(
        [java_command(), "-XX:TieredStopAtLevel=1", "-m", "jdk.compiler/com.sun.tools.javac.Main",
         "-proc:none", "-nowarn", "-cp", classpath, "-d", classes, HERE / "SearchNode.java"],
        check=True,
    )  # fmt: skip
    return classes


@dataclass
class Node:
    """One node: its folder, its ports on 127.0.0.1, and its process while it runs."""

    name: str
    home: Path
    http_port: int
    transport_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL for clients."""
        return f"http://127.0.0.1:{self.http_port}"


@dataclass
class Cluster:
    """Nodes that form one cluster."""

    folder: Path
    nodes: list[Node]
    classpath: str
    java: Sequence[str] = FAST_START
    _logs: list[IO[bytes]] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        """The URLs of all nodes, running or not."""
        return [node.url for node in self.nodes]

    def start(self, positions: Sequence[int] | None = None) -> None:
        """Start the nodes at *positions* in ``nodes``, or all of them, and wait until they run."""
        if positions is None:
            positions = range(len(self.nodes))
        nodes = [self.nodes[position] for position in positions]
        for node in nodes:
            self._start(node)
        for node in nodes:
            self._wait(node)
        self.wait_for(status="yellow", nodes=self.running)

    @property
    def running(self) -> int:
        """The number of running nodes."""
        return sum(node.process is not None for node in self.nodes)

    def kill(self, position: int) -> None:
        """Kill one node with SIGKILL, as a power cut would end it."""
        self._kill(self.nodes[position])

    def send_signal(self, position: int, number: signal.Signals) -> None:
        """Send a signal to one node, if it runs."""
        process = self.nodes[position].process
        if process is not None:
            process.send_signal(number)

    def stop(self) -> None:
        """Kill all nodes and close their logs."""
        for node in self.nodes:
            self._kill(node)
        for log in self._logs:
            log.close()
        self._logs.clear()

    def wait_for(self, *, status: str, nodes: int) -> None:
        """Wait until the cluster has the *status* or a better one, and this number of nodes.

        Raises ``RuntimeError`` after ``START_SECONDS``.
        """
        node = next(node for node in self.nodes if node.process is not None)
        response = httpx.get(
            f"{node.url}/_cluster/health",
            params={
                "wait_for_status": status,
                "wait_for_nodes": str(nodes),
                "timeout": f"{START_SECONDS}s",
            },
            timeout=START_SECONDS + 10,
        )
        if response.status_code != 200:
            raise RuntimeError(f"the cluster is not {status} with {nodes} nodes: {response.text}")

    def _start(self, node: Node) -> None:
        (node.home / "config").mkdir(parents=True, exist_ok=True)
        log = (node.home / "node.log").open("ab")
        self._logs.append(log)
        node.process = subprocess.Popen(
            [java_command(), *self.java, "-cp", self.classpath, "SearchNode",
             node.name, node.home, str(node.http_port), str(node.transport_port),
             ",".join(f"127.0.0.1:{other.transport_port}" for other in self.nodes),
             ",".join(other.name for other in self.nodes)],
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _wait(self, node: Node) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if node.process is None or node.process.poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(node.url, timeout=5).status_code == 200:
                    return
            time.sleep(0.2)
        log = (node.home / "node.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"node {node.name} did not start; the end of its log:\n{log[-2000:]}")

    def _kill(self, node: Node) -> None:
        if node.process is not None:
            node.process.kill()
            node.process.wait()
            node.process = None


def delete_indices(url: str, prefix: str) -> None:
    """Delete the indices of an archive: the nodes of *url* work on them as long as they exist."""
    httpx.delete(f"{url}/{prefix}*", timeout=START_SECONDS).raise_for_status()


@contextlib.contextmanager
def running_cluster(
    folder: Path, *, nodes: int, java: Sequence[str] = FAST_START, version: str = VERSION
) -> Iterator[Cluster]:
    """Run a cluster of *nodes* nodes, with all its files in *folder*, while the context lasts."""
    classpath = node_classpath(folder, version)
    classes = compiled_node(folder, classpath)
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
            os.pathsep.join((str(classes), classpath)),
            java,
        )
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
