"""Search of an index in a read-only folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import Write, line

# Root may write to any folder, so the process drops its capabilities first.
_CHILD = """
import ctypes, sys
from pathlib import Path
header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of capset(2), this process
if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()):
    sys.exit(f"capset failed: {ctypes.get_errno()}")
from searchapp import create_app
app = create_app({"TESTING": True})
index = Path(app.config["SEARCHAPP_INDEX_DIR"])
try:
    (index / "probe").touch()
except PermissionError:
    pass
else:
    sys.exit("the folder can be written")
client = app.test_client()
for address in sys.argv[1:]:
    with client.get(address) as answer:
        print(answer.status_code, "apple" in answer.get_data(as_text=True), address)
result = app.test_cli_runner().invoke(args=["reindex"])
print(result.exit_code, result.output)
"""

_ADDRESSES = (
    *("/search?q=apple", "/api/v1/search?q=apple", "/api/v1/export?q=apple&format=jsonl"),
    *("/articles/a", "/api/v1/suggest?q=app", "/feed?q=apple"),
)


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_an_index_in_a_read_only_folder_is_searched(
    app: Flask, runner: FlaskCliRunner, write: Write
) -> None:
    write("a.jsonl", line("a", "apple"))
    assert runner.invoke(args=["reindex"]).exit_code == 0
    index = Path(app.config["SEARCHAPP_INDEX_DIR"])
    paths = [index, *index.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, *_ADDRESSES],
            env={
                **os.environ,
                "SEARCHAPP_CORPUS_DIR": str(app.config["SEARCHAPP_CORPUS_DIR"]),
                "SEARCHAPP_INDEX_DIR": str(index),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    *answers, refused = done.stdout.strip().splitlines()
    assert answers == [f"200 True {address}" for address in _ADDRESSES]
    assert refused.startswith("2 Error:")
    assert "cannot be written" in refused
