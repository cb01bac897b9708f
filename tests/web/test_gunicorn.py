"""The application under gunicorn with two workers, as in the README."""

import http.client
import json
import os
import signal
import socket
import time
from collections import Counter
from pathlib import Path

from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Write, line
from tests.serving import reserved_port, served_by_gunicorn


def total(port: int, q: str = "*") -> tuple[int, str]:
    """Return the total of a query, and the generation that it was counted in."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/api/v1/search?q={q}")
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer["total"]["value"], answer["index"]["version"]


def test_every_worker_uses_a_new_generation_at_once(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    index = Path(app.config["SEARCHAPP_INDEX_DIR"])
    write("a.jsonl", line("a", "apple"))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    with reserved_port() as port, served_by_gunicorn(index, port):
        assert Counter(total(port) for _ in range(20)) == {(1, "1"): 20}
        write("b.jsonl", line("b", "pear"))
        assert runner.invoke(args=["reindex"]).exit_code == 0
        assert Counter(total(port) for _ in range(20)) == {(2, "2"): 20}


def test_a_started_response_is_finished_before_shutdown(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    index = Path(app.config["SEARCHAPP_INDEX_DIR"])
    texts = ["apple " * 200 + str(number) for number in range(3000)]
    write("a.jsonl", "".join(line(f"a{number}", text) for number, text in enumerate(texts)))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    with (
        reserved_port() as port,
        served_by_gunicorn(index, port) as server,
        socket.socket() as reader,
    ):
        # So small that most of the response is still in the worker when it is stopped.
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(60)
        reader.connect(("127.0.0.1", port))
        reader.sendall(b"GET /api/v1/export?q=apple&copies=all&format=jsonl HTTP/1.0\r\n\r\n")
        pieces = [reader.recv(4096)]
        server.send_signal(signal.SIGTERM)
        while piece := reader.recv(1 << 16):
            pieces.append(piece)
        assert server.wait(60) == 0
    *_, last = b"".join(pieces).strip().splitlines()
    end = json.loads(last)["end"]
    assert (end["count"], end["complete"]) == (3000, True)


def total_or_failure(port: int, q: str) -> int | None:
    """Return the total of a query, None for a 503 or a worker that died of the request."""
    try:
        return total(port, q)[0]
    except (OSError, http.client.HTTPException, KeyError):
        return None


def test_a_truncated_segment_gives_no_wrong_answer_and_reindex_heals(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    index = Path(app.config["SEARCHAPP_INDEX_DIR"])
    texts = [f"{'apple ' * 50} word{number}" for number in range(400)]
    write("a.jsonl", "".join(line(f"a{number}", text) for number, text in enumerate(texts)))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    with reserved_port() as port, served_by_gunicorn(index, port):
        assert total(port)[0] == 400
        for path in (index / "gen-1").glob("*.arrays"):
            # A file that is mapped into memory, shortened in place: reading on is SIGBUS.
            os.truncate(path, 4096)
        # Each another query, since answers are cached.
        assert {total_or_failure(port, f"word{n}") for n in range(4)} <= {1, None}
        assert runner.invoke(args=["reindex"]).exit_code == 0
        deadline = time.monotonic() + 60
        while total_or_failure(port, "word7") != 1:
            assert time.monotonic() < deadline
        assert {total(port, f"word{n}")[0] for n in range(4)} == {1}
