"""Sends alerts in processes that kill themselves, each a little later than the one before.

python -m tests.alerts.killed_sender POINTS

The settings come from the environment. Before each point, the outbox is put back as it was at
the beginning. Writes a line when a killed process and then a whole one have run, and waits for a
line in return.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from searchapp import create_app
from searchapp.alerts import AlertSender


def _send(kill_at: int = 0) -> int:
    """Send in a process of its own; return its number of calls, or 0 where it was killed.

    It kills itself with SIGKILL at its call number *kill_at*, unless that is 0.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        calls = 0

        def count(_frame: FrameType, _event: str, _argument: object) -> None:
            nonlocal calls
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        service = create_app().extensions["searchapp"]
        sys.setprofile(count)
        AlertSender(service).send()
        sys.setprofile(None)
        os.write(write_end, str(calls).encode())
        os._exit(0)
    os.close(write_end)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read_end) as reader:
        calls_text = reader.read()
    if not kill_at and status:
        raise RuntimeError(f"the sender ended with status {status}")
    return int(calls_text or 0)


def main(points: int) -> None:
    """Kill at so many points, evenly apart."""
    index_dir = Path(os.environ["SEARCHAPP_INDEX_DIR"])
    outbox, copy = index_dir / "alerts.sqlite", index_dir / "alerts.copy"
    shutil.copyfile(outbox, copy)
    calls = _send()
    for point in range(1, points + 1):
        shutil.copyfile(copy, outbox)
        outbox.with_name(f"{outbox.name}-journal").unlink(missing_ok=True)
        print("again", flush=True)
        sys.stdin.readline()
        _send(kill_at=max(1, calls * point // (points + 1)))
        _send()
        print("sent", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main(int(sys.argv[1]))
