"""Verification of segment files: by each run of ``reindex``, and in the background of readers.

Incremental generations share segments by hard links, so damage to one is damage to all of them.
A run therefore verifies, before it builds upon the live generation,

- every block of a file whose inode, size or modification time differs from what they were
  when it was last verified,
- every ``ROTATION``-th block of the other files, beginning one block later each time, so that
  damage that leaves all three alike is found within ``ROTATION`` runs,
- every block of every file where a reader has reported damage.

``verified.json`` in the index folder records what was verified; readers report damage in
``damage-reported.txt``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from searchapp.common.atomic_file import replace_file
from searchapp.engine.embedded.format.arrayfile import BLOCK_BYTES, ArrayFile, ArrayFileError

ROTATION = 32
"""Runs within which every block is verified once."""

RECORD_NAME = "verified.json"
REPORT_NAME = "damage-reported.txt"

BACKGROUND_BYTES_PER_SECOND = 32 << 20
_BACKGROUND_BLOCKS = 16
"""Blocks that the background thread verifies between two pauses."""

FileIdentity = tuple[int, int, int]
"""Inode, size in bytes, and modification time in nanoseconds."""


def file_identity(path: Path) -> FileIdentity:
    """Return the identity of the file at *path*. Raises ``OSError``."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


@dataclass
class VerificationRecord:
    """The files that earlier runs verified, by name, and the number of those runs."""

    runs: int = 0
    files: dict[str, FileIdentity] = field(default_factory=dict)

    @classmethod
    def read(cls, index_dir: Path) -> VerificationRecord:
        """Return the record in *index_dir*, or an empty one if it is missing or invalid."""
        try:
            record = json.loads((index_dir / RECORD_NAME).read_bytes())
            files = {
                str(name): (int(inode), int(size), int(modified))
                for name, (inode, size, modified) in record["files"].items()
            }
            return cls(int(record["runs"]), files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, index_dir: Path) -> None:
        """Replace the record in *index_dir*. Raises ``OSError``."""
        record = {"runs": self.runs, "files": self.files}
        replace_file(index_dir / RECORD_NAME, json.dumps(record) + "\n")


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a run's verification: a message for each damaged file, and the next record.

    Damaged files are not recorded as verified, so that the next run verifies them whole.
    """

    damages: list[str]
    record: VerificationRecord

    def save(self, index_dir: Path) -> None:
        """Write the record and delete the report of readers, where the folder allows it."""
        with suppress(OSError):
            self.record.write(index_dir)
            (index_dir / REPORT_NAME).unlink(missing_ok=True)


def verify_for_run(index_dir: Path, files: Iterable[Path]) -> Verification:
    """Verify the segment *files* as described above, and write nothing."""
    record = VerificationRecord.read(index_dir)
    reported = (index_dir / REPORT_NAME).exists()
    verified: dict[str, FileIdentity] = {}
    damages: list[str] = []
    for path in files:
        try:
            identity = file_identity(path)
            unchanged = record.files.get(path.name) == identity
            array_file = ArrayFile(path)
            if unchanged and not reported:
                array_file.verify(record.runs % ROTATION, ROTATION)
            else:
                array_file.verify()
            verified[path.name] = identity
        except (ArrayFileError, OSError) as error:
            damages.append(str(error))
    return Verification(damages, VerificationRecord(record.runs + 1, verified))


def report_damage(index_dir: Path, message: str) -> None:
    """Let the next run verify every block, because a reader met damage.

    Does nothing where the reader may not write the index folder.
    """
    with suppress(OSError):
        (index_dir / REPORT_NAME).write_text(f"{message}\n", encoding="utf-8")


class BackgroundVerification:
    """A daemon thread that verifies *files* at a limited rate, and calls *on_damage* once.

    It ends at the first damage, when all is verified, or when ``stop`` is called.
    """

    def __init__(
        self,
        files: Iterable[Path],
        on_damage: Callable[[str], None],
        *,
        bytes_per_second: int = BACKGROUND_BYTES_PER_SECOND,
    ) -> None:
        self._files = list(files)
        self._on_damage = on_damage
        self._pause_seconds = _BACKGROUND_BLOCKS * BLOCK_BYTES / bytes_per_second
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="searchapp-verify", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread soon."""
        self._stopped.set()

    def join(self, seconds: float) -> bool:
        """Wait until the thread has ended, for at most *seconds*; return whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        for path in self._files:
            try:
                for _ in ArrayFile(path).verify_steps(_BACKGROUND_BLOCKS):
                    if self._stopped.wait(self._pause_seconds):
                        return
            except ArrayFileError as error:
                self._on_damage(str(error))
                return
            except OSError:
                # A generation that was deleted meanwhile.
                return
