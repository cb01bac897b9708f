"""All paragraphs of an index over HTTP: how long, how many, and the server's memory.

Run it with ``python -m tests.benchmarks.exporting INDEX`` on Linux. It exits with 1 where
paragraphs are missing or the server took more than 200 MB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = 5271
MOST_MEGABYTES = 200
_ADDRESS = f"http://127.0.0.1:{PORT}"


def _peak_megabytes(process_id: int) -> int:
    """Return the largest resident memory of a process so far."""
    for line in Path(f"/proc/{process_id}/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError(f"/proc/{process_id}/status has no VmHWM")


def _export(form: str) -> tuple[int, int, bytes]:
    """Return the number of lines, of bytes, and the last line."""
    lines = size = 0
    last = b""
    with urllib.request.urlopen(f"{_ADDRESS}/api/v1/export?format={form}") as answer:  # noqa: S310
        for last in answer:
            lines += 1
            size += len(last)
    return lines, size, last


def _wait_until_up() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{_ADDRESS}/health").close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"nothing answers at {_ADDRESS}")


def main(index_dir: str) -> int:
    """Export the index in both forms and print the figures."""
    command = [sys.executable, "-m", "flask", "--app", "searchapp", "run", "--port", str(PORT)]
    environment = {**os.environ, "SEARCHAPP_INDEX_DIR": index_dir}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_up()
            complete = True
            for form in ("jsonl", "csv"):
                start = time.perf_counter()
                lines, size, last = _export(form)
                seconds = time.perf_counter() - start
                if form == "jsonl":
                    end = json.loads(last)["end"]
                    complete = end["complete"] and end["count"] == end["total"] == lines - 1
                else:
                    complete = complete and last.startswith(b"#end,,complete")
                print(f"{form}: {lines:,} lines, {size / 1e6:.0f} MB, {seconds:.1f} s")
            peak = _peak_megabytes(server.pid)
        finally:
            server.terminate()
    print(f"complete: {complete}; the server's memory at most {peak} MB")
    return 0 if complete and peak < MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
