"""A real server for a test, on a port of its own."""

from __future__ import annotations

import asyncio
import http.client
import http.server
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpx
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_START_SECONDS = 300


@contextmanager
def served(app: WSGIApplication, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve *app* while the context lasts; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=tls)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _FilesHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def static_site(folder: Path) -> Iterator[str]:
    """Serve the files of *folder* while the context lasts; give its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_FilesHandler, directory=str(folder))
    )
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def reserved_port() -> Iterator[int]:
    """Reserve a port of 127.0.0.1 for a server in another process; nobody listens on it yet.

    Linux gives a bound port to no other socket that asks for a free one or connects. A server
    can still bind it by its number where both sockets have ``SO_REUSEADDR`` and this one does
    not listen (socket(7)); servers set that option to be able to restart.
    """
    with socket.socket() as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind(("127.0.0.1", 0))
        port: int = reservation.getsockname()[1]
        if sys.platform != "linux":
            reservation.close()
        yield port


@contextmanager
def served_by_command(
    arguments: Sequence[str],
    port: int,
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "searchapp"),
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve by the command ``searchapp`` with *arguments*, which name *port*; give the process.

    *environment* adds to that of the tests; *program* is what Python runs.
    """
    with served_by_process(
        [sys.executable, *program, *arguments], port, "/health", environment
    ) as server:
        yield server


@contextmanager
def served_by_process(
    command: Sequence[str], port: int, path: str, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run *command* until the context ends; give its process once *path* answers on *port*."""
    variables = {**os.environ, **(environment or {})}
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until = time.monotonic() + _START_SECONDS
            while not _answers(port, path):
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{command[0]} does not answer {path} on port {port}")
                time.sleep(0.1)
            yield server
        finally:
            server.terminate()


@contextmanager
def served_by_gunicorn(
    index: Path, port: int, workers: int = 2, threads: int = 4
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve *index* with gunicorn while the context lasts; give the first process."""
    numbers = ("--port", port, "--workers", workers, "--threads", threads)
    arguments = ("serve", *map(str, numbers))
    with served_by_command(arguments, port, {"SEARCHAPP_INDEX_DIR": str(index)}) as server:
        yield server


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def asgi_answers(app: Any, *urls: str) -> list[httpx.Response]:
    """Return the answers of *app* to GET requests of *urls*, one after another.

    They run in a thread of their own, since that of a test may have Playwright's event loop.
    """

    async def answers() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [await client.get(url) for url in urls]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answers()).result()
