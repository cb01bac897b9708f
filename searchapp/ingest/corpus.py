"""Walking a corpus: every file below a folder, each article or the reason why not.

The unit of rejection is the article: one bad file or one bad line costs nothing
but itself.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from searchapp.ingest.events import Event, Found, Place, Rejected, Scope, Untouched
from searchapp.ingest.formats import ENDINGS, has_reader, read_file
from searchapp.ingest.inputs import InputFile, ReadOptions

SETTINGS_ENDING = ".toml"
"""Files that say how the articles are to be read, and hold none."""


Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds since 1970, and its size in bytes."""


class CorpusError(Exception):
    """There is no corpus to read; the message says why and what to do."""


def _place_of_root(root: Path, names_below: Path | None) -> Path:
    """Return the place of *root* itself: a file's name, or where it is below *names_below*."""
    try:
        resolved = root.resolve()
    except (OSError, RuntimeError):
        # A loop of links; reading it says so.
        return Path(root.name)
    if names_below and resolved.is_relative_to(names_below.resolve()):
        return resolved.relative_to(names_below.resolve())
    try:
        return Path(resolved.name) if resolved.is_file() else Path()
    except OSError:
        return Path()


def _printable(name: str) -> str:
    """Return *name* with the bytes that are not UTF-8 written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"


class Corpus:
    """The articles below a folder, or in one file.

    Ids and places are paths below the folder, or below *names_below* where that holds
    the folder or file: a file that is read by itself keeps the id it has in the corpus.
    The folder *left_out*, where the index lies, is not read.
    ``skipped`` counts, after ``files``, the files that are no articles: dotfiles, other
    endings, links to folders and links that lead out of the folder. ``total_bytes`` is the size of
    those that are. Files that are as their stamp in ``known`` says are not read;
    ``stamps`` are those of the files that were read without a fault.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_article_bytes: int,
        csv_columns: Iterable[tuple[str, str]] = (),
        names_below: Path | None = None,
        left_out: Path | None = None,
    ) -> None:
        self.root = root
        self._left_out = left_out
        self._place_of_root = _place_of_root(root, names_below)
        self.options = ReadOptions(max_article_bytes, dict(csv_columns))
        self.known: Mapping[str, Stamp] = {}
        self.stamps: dict[str, Stamp] = {}
        self.skipped = 0
        self.total_bytes = 0
        self._finished_bytes = 0
        self._open: IO[bytes] | None = None
        self._unreadable: list[Rejected] = []

    @property
    def read_bytes(self) -> int:
        """How much of ``total_bytes`` has been read so far."""
        return self._finished_bytes + (self._open.tell() if self._open else 0)

    def files(self) -> list[Path]:
        """Return the files that hold articles, in the order of their paths.

        Raises ``CorpusError`` where the folder is missing, cannot be read, or
        holds no such file.
        """
        self.skipped = 0
        self._unreadable = []
        try:
            self.root.stat()
            if self.root.is_file():
                self.total_bytes = self.root.stat().st_size
                return [self.root]
        except FileNotFoundError:
            raise CorpusError(f"There is no {str(self.root)!r}.") from None
        except OSError as error:
            raise CorpusError(f"{str(self.root)!r} cannot be read: {error.strerror}.") from None
        found: list[tuple[Path, int]] = []
        try:
            next(self.root.iterdir(), None)
        except OSError as error:
            raise CorpusError(
                f"The folder {str(self.root)!r} cannot be read: {error.strerror}."
            ) from None
        self._walk(self.root, found)
        if not found and not self._unreadable:
            raise CorpusError(
                f"The folder {str(self.root)!r} holds no articles ({self.skipped} files of other"
                f" kinds); they end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}."
            )
        self.total_bytes = sum(size for _, size in found)
        return sorted((path for path, _ in found), key=self._relative)

    def _walk(self, folder: Path, found: list[tuple[Path, int]]) -> None:
        try:
            entries = list(folder.iterdir())
        except OSError as error:
            self._cannot_read(folder, error)
            return
        for entry in entries:
            try:
                self._sort_in(entry, found)
            except OSError as error:
                self._cannot_read(entry, error)

    def _sort_in(self, entry: Path, found: list[tuple[Path, int]]) -> None:
        """Put *entry* where it belongs: walked, found, or skipped. Raises ``OSError``."""
        status = entry.lstat()
        if entry.name.startswith(".") or self._is_left_out(entry):
            self.skipped += 1
        elif stat.S_ISDIR(status.st_mode):
            self._walk(entry, found)
        elif stat.S_ISLNK(status.st_mode) and not self._stays_inside(entry):
            self.skipped += 1
        elif entry.is_file() and has_reader(entry.name):
            found.append((entry, entry.stat().st_size))
        elif entry.suffix != SETTINGS_ENDING or entry.parent != self.root:
            self.skipped += 1

    def _is_left_out(self, entry: Path) -> bool:
        return self._left_out is not None and entry.resolve() == self._left_out.resolve()

    def _cannot_read(self, path: Path, error: OSError) -> None:
        place = Place(_printable(self._relative(path)))
        self._unreadable.append(Rejected(place, _reason(error), Scope.DIRECTORY))

    def _stays_inside(self, link: Path) -> bool:
        try:
            return link.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return False

    def _relative(self, path: Path) -> str:
        return (self._place_of_root / path.relative_to(self.root)).as_posix()

    def read(self) -> Iterator[Event]:
        """Yield every article and every rejection, in the order of path and line.

        Of two articles with one id the second is rejected. Files are streamed:
        at most one article is held. Raises ``CorpusError`` as ``files`` does.
        """
        places: dict[str, Place] = {}
        for path in self.files():
            for event in self._read_file(path, self._relative(path)):
                # A rejected article keeps its id: another must not slip into its place.
                id_ = event.article.id if isinstance(event, Found) else None
                if isinstance(event, Rejected):
                    id_ = event.article_id
                first = places.setdefault(id_, event.place) if id_ else event.place
                if isinstance(event, Found) and first is not event.place:
                    reason = f"its id {id_!r} is that of the article in {first}"
                    yield Rejected(event.place, reason, Scope.ARTICLE, id_)
                else:
                    yield event
        yield from self._unreadable

    def _read_file(self, path: Path, name: str) -> Iterator[Event]:
        if _printable(name) != name:
            place = Place(_printable(name))
            yield Rejected(place, "its name is not UTF-8; rename it", Scope.FILE)
            return
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if self.known.get(name) == stamp:
                self.stamps[name] = stamp
                self._finished_bytes += status.st_size
                yield Untouched(Place(name))
                return
            sound = True
            with path.open("rb") as file:
                self._open = file
                for event in read_file(InputFile(name, file, self.options)):
                    sound = sound and not isinstance(event, Rejected)
                    yield event
            self._finished_bytes += status.st_size
            if sound:
                self.stamps[name] = stamp
        except OSError as error:
            yield Rejected(Place(name), _reason(error), Scope.FILE)
        finally:
            self._open = None
