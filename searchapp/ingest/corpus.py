"""Walking a corpus: every file below a folder, each article or the reason why not.

The unit of rejection is the article: one bad file or one bad line costs nothing
but itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation, Unchanged
from searchapp.ingest.formats import ENDINGS, read_file
from searchapp.ingest.input_file import InputFile, ReadOptions
from searchapp.ingest.scanning import CorpusFile, Stamp, scan, stamp_of


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
    The folder *left_out*, where the index lies, is not read; *follow_links* is as in ``scan``.
    After ``look``, ``skipped`` counts the files that are no articles, and ``total_bytes`` is
    the size of those that are. Files that are as their stamp in ``known`` says are not read;
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
        follow_links: bool = False,
    ) -> None:
        self.root = root
        self._left_out = left_out
        self._follow_links = follow_links
        self._place_of_root = _place_of_root(root, names_below)
        self.options = ReadOptions(max_article_bytes, dict(csv_columns))
        self.known: Mapping[str, Stamp] = {}
        self.stamps: dict[str, Stamp] = {}
        self.skipped = 0
        self.total_bytes = 0
        self._finished_bytes = 0
        self._open: IO[bytes] | None = None
        self._unreadable: list[Rejected] = []
        self._looked: list[CorpusFile] | None = None

    @property
    def read_bytes(self) -> int:
        """How much of ``total_bytes`` has been read so far."""
        return self._finished_bytes + (self._open.tell() if self._open else 0)

    def look(self) -> list[CorpusFile]:
        """Return the files that hold articles, in the order of their names.

        Until they are read they are not looked for again. Raises ``CorpusError`` where
        the folder is missing, cannot be read, or holds no such file.
        """
        if self._looked is None:
            self._looked = self._look()
            self.total_bytes = sum(file.stamp[1] for file in self._looked)
        return self._looked

    def files(self) -> list[Path]:
        """Return the paths of the files that hold articles. Raises as ``look`` does."""
        return [Path(file.path) for file in self.look()]

    def _look(self) -> list[CorpusFile]:
        self.skipped = 0
        self._unreadable = []
        try:
            status = self.root.stat()
            if self.root.is_file():
                name = self._place_of_root.as_posix()
                return [CorpusFile(name, str(self.root), stamp_of(status))]
        except FileNotFoundError:
            raise CorpusError(f"There is no {str(self.root)!r}.") from None
        except OSError as error:
            raise CorpusError(f"{str(self.root)!r} cannot be read: {error.strerror}.") from None
        try:
            next(self.root.iterdir(), None)
        except OSError as error:
            raise CorpusError(
                f"The folder {str(self.root)!r} cannot be read: {error.strerror}."
            ) from None
        found = scan(self.root, self._left_out, follow_links=self._follow_links)
        self.skipped = found.skipped
        self._unreadable = [
            Rejected(SourceLocation(_printable(self._place(name))), _reason(error), Scope.DIRECTORY)
            for name, error in found.unreadable
        ]
        if not found.files and not self._unreadable:
            raise CorpusError(
                f"The folder {str(self.root)!r} holds no articles ({self.skipped} files of other"
                f" kinds); they end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}."
            )
        if self._place_of_root == Path():
            return found.files
        return [file._replace(name=self._place(file.name)) for file in found.files]

    def _place(self, name: str) -> str:
        return (self._place_of_root / name).as_posix()

    def read(self) -> Iterator[Event]:
        """Yield every article and every rejection, in the order of path and line.

        Of two articles with one id the second is rejected. Files are streamed:
        at most one article is held. Raises ``CorpusError`` as ``files`` does.
        """
        places: dict[str, SourceLocation] = {}
        files, self._looked = self.look(), None
        for file in files:
            for event in self._read_file(file):
                # A rejected article keeps its id: another must not slip into its place.
                id_ = event.article.id if isinstance(event, ArticleRead) else None
                if isinstance(event, Rejected):
                    id_ = event.article_id
                first = places.setdefault(id_, event.place) if id_ else event.place
                if isinstance(event, ArticleRead) and first is not event.place:
                    reason = f"its id {id_!r} is that of the article in {first}"
                    yield Rejected(event.place, reason, Scope.ARTICLE, id_)
                else:
                    yield event
        yield from self._unreadable

    def _read_file(self, file: CorpusFile) -> Iterator[Event]:
        name = file.name
        if _printable(name) != name:
            place = SourceLocation(_printable(name))
            yield Rejected(place, "its name is not UTF-8; rename it", Scope.FILE)
            return
        if self.known.get(name) == file.stamp:
            self.stamps[name] = file.stamp
            self._finished_bytes += file.stamp[1]
            yield Unchanged(SourceLocation(name))
            return
        try:
            sound = True
            with Path(file.path).open("rb") as stream:
                stamp = stamp_of(os.fstat(stream.fileno()))
                self._open = stream
                for event in read_file(InputFile(name, stream, self.options)):
                    sound = sound and not isinstance(event, Rejected)
                    yield event
            self._finished_bytes += stamp[1]
            if sound:
                self.stamps[name] = stamp
        except OSError as error:
            yield Rejected(SourceLocation(name), _reason(error), Scope.FILE)
        finally:
            self._open = None
