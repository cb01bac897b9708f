"""Corpus reader: yields every article below a folder, or the reason for its rejection.

Articles are rejected one by one: a bad file or a bad line does not affect any other. A file that
changes while it is read is deferred: a half-copied file must not replace a whole one.
"""

from __future__ import annotations

import io
import logging
import os
import re
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import IO, TypeGuard

from searchapp.common.safe_open import open_regular
from searchapp.ingest.archive_limits import ArchiveTooLargeError
from searchapp.ingest.dates import DateOrder
from searchapp.ingest.events import (
    ArticleRead,
    Deferred,
    Event,
    PackageRemark,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Unchanged,
    Withdrawn,
)
from searchapp.ingest.formats import known_endings, read_file
from searchapp.ingest.input_file import InputFile, ReadOptions, printable
from searchapp.ingest.scanning import CorpusFile, FileStamp, scan, stamp_of
from searchapp.ingest.time_limit import ReadTooSlowError, limit_read_time
from searchapp.ingest.versions import LatestVersions

_log = logging.getLogger(__name__)

_SNAPSHOT_BYTES = 32 << 20
"""Files of up to this size are copied into memory and read once the copy is known to be whole."""

_YOUNG_SECONDS = 2.0
"""A file changed more recently than this may still be written."""

_SETTLE_SECONDS = 0.02
"""Pause after which young files are looked at again."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Stands for a byte of a file name that is not UTF-8."""

_MAX_MESSAGE_LENGTH = 200
_MAX_NAMED_ITEMS = 5


class CorpusError(Exception):
    """A corpus with nothing to read; the message says why and what to do about it."""


class Corpus:
    """The articles below the folder *root*, or in the file *root*.

    Ids and locations are paths below *root*, or below *base_dir* where that contains
    *root*: a single file has the same id as in the whole corpus. The folder *exclude*,
    which holds the index, is not read; *follow_links* is as for ``scan``.

    A file whose stamp is in ``known_stamps`` is not read again; ``stamps`` collects those
    of the files read without a rejection. ``list_files`` sets ``skipped_files``, the number
    of files that hold no articles, and ``total_bytes``, the size of those that do.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_article_bytes: int,
        max_article_paragraphs: int = 20_000,
        max_read_seconds: int = 10,
        csv_columns: Iterable[tuple[str, str]] = (),
        date_order: DateOrder = "",
        base_dir: Path | None = None,
        exclude: Path | None = None,
        follow_links: bool = False,
    ) -> None:
        self.root = root
        self._exclude = exclude
        self._follow_links = follow_links
        self._root_name = _root_name(root, base_dir)
        self.options = ReadOptions(
            max_article_bytes,
            dict(csv_columns),
            max_article_paragraphs,
            max_read_seconds,
            date_order,
        )
        self.known_stamps: Mapping[str, FileStamp] = {}
        self.stamps: dict[str, FileStamp] = {}
        self.skipped_files = 0
        self.total_bytes = 0
        self._finished_bytes = 0
        self._open: IO[bytes] | None = None
        self._unreadable: list[Rejected] = []
        self._files: list[CorpusFile] | None = None
        self._growing: frozenset[str] = frozenset()

    @property
    def read_bytes(self) -> int:
        """The bytes of ``total_bytes`` that have been read so far."""
        return self._finished_bytes + (self._open.tell() if self._open else 0)

    def list_files(self) -> list[CorpusFile]:
        """Return the files that hold articles, in the order of their names.

        The folder is not scanned again until the files have been read. Raises
        ``CorpusError`` where it is missing, cannot be read, or holds no such file.
        """
        if self._files is None:
            self._files = self._list_files()
            self.total_bytes = sum(file.stamp[1] for file in self._files)
            self._growing = self._growing_files(self._files)
        return self._files

    def paths(self) -> list[Path]:
        """Return the paths of the files that hold articles. Raises as ``list_files`` does."""
        return [Path(file.path) for file in self.list_files()]

    def _growing_files(self, files: list[CorpusFile]) -> frozenset[str]:
        """Return the names of those *files* that were changed just now and are growing."""
        now = time.time()
        young = [
            file
            for file in files
            if 0 <= now - file.stamp[0] / 1e9 < _YOUNG_SECONDS
            and self.known_stamps.get(file.name) != file.stamp
        ]
        if not young:
            return frozenset()
        time.sleep(_SETTLE_SECONDS)
        return frozenset(file.name for file in young if _has_grown(file))

    def _list_files(self) -> list[CorpusFile]:
        self.skipped_files = 0
        self._unreadable = []
        try:
            status = self.root.stat()
            if self.root.is_file():
                name = self._root_name.as_posix()
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
        return self._scan()

    def _scan(self) -> list[CorpusFile]:
        result = scan(self.root, self._exclude, follow_links=self._follow_links)
        self.skipped_files = result.skipped
        self._unreadable = [
            Rejected(
                SourceLocation(printable(self._full_name(name))),
                _unreadable_reason(error),
                Scope.DIRECTORY,
            )
            for name, error in result.unreadable
        ]
        if not result.files and not self._unreadable:
            *endings, last_ending = known_endings()
            raise CorpusError(
                f"The folder {str(self.root)!r} contains no articles ({self.skipped_files}"
                " files of other kinds). The files of articles end in"
                f" {', '.join(endings)} or {last_ending}."
            )
        if self._root_name == Path():
            return result.files
        return [file._replace(name=self._full_name(file.name)) for file in result.files]

    def _full_name(self, name: str) -> str:
        return (self._root_name / name).as_posix()

    def read(self) -> Generator[Event, None, None]:
        """Yield an event for every article and every rejection, in the order of location.

        Of two articles with one id the second is rejected, and of the versions of one the
        highest is yielded, after all other articles. Files are streamed; at most one article
        is in memory. Raises ``CorpusError`` as ``list_files`` does.
        """
        locations: dict[str, SourceLocation] = {}
        packages: list[PackageRemark] = []
        files, self._files = self.list_files(), None
        with LatestVersions() as versions:
            for file in files:
                for event in self._read_file(file):
                    if isinstance(event, PackageRemark):
                        packages.append(event)
                    if _is_versioned(event):
                        yield from versions.add(event)
                    else:
                        yield _unless_id_is_taken(event, locations)
            for article in versions.articles():
                yield _unless_id_is_taken(article, locations)
            if not self.root.is_file():
                yield from _missing_items(packages, versions.ids() | locations.keys())
        yield from self._unreadable

    def _read_file(self, file: CorpusFile) -> Iterator[Event]:
        name = file.name
        if printable(name) != name:
            fault = "is not UTF-8" if _SURROGATE.search(name) else "contains control characters"
            reason = f"its name {fault}; rename it"
            yield Rejected(SourceLocation(printable(name)), reason, Scope.FILE)
            return
        if self.known_stamps.get(name) == file.stamp:
            self.stamps[name] = file.stamp
            self._finished_bytes += file.stamp[1]
            yield Unchanged(SourceLocation(name))
            return
        if name in self._growing:
            yield Deferred(SourceLocation(name), "it is still growing")
            return
        try:
            complete = True
            root = None if self._follow_links else self.root
            with open_regular(Path(file.path), root) as stream:
                stamp = stamp_of(os.fstat(stream.fileno()))
                for event in self._read_stream(file, stream, stamp):
                    # Another file may have another version of the article.
                    final = not (isinstance(event, Rejected | Deferred) or _is_versioned(event))
                    complete = complete and final
                    yield event
            self._finished_bytes += stamp[1]
            if complete:
                self.stamps[name] = stamp
        except OSError as error:
            yield Rejected(SourceLocation(name), _unreadable_reason(error), Scope.FILE)
        except (ArchiveTooLargeError, ReadTooSlowError) as error:
            yield Rejected(SourceLocation(name), str(error), Scope.FILE)
        except Exception as error:
            # Whatever a reader raises for one file must not end the run of all others.
            _log.debug("Reader of %s failed", name, exc_info=True)
            message = f"{type(error).__name__}: {str(error)[:_MAX_MESSAGE_LENGTH]}"
            reason = f"its reader failed ({message})"
            yield Rejected(SourceLocation(name), reason, Scope.FILE)
        finally:
            self._open = None

    def _read_stream(
        self, file: CorpusFile, stream: io.BufferedReader, stamp: FileStamp
    ) -> Iterator[Event]:
        """Yield the events of an open file, or that it changed while it was read.

        Small files are read from a copy that is whole. The articles of a larger one that
        changes are read as far as they come; those that are missing keep their earlier
        version.
        """
        location = SourceLocation(file.name)
        source: io.BufferedReader = stream
        if stamp[1] <= _SNAPSHOT_BYTES:
            data = stream.read(stamp[1] + 1)
            if len(data) != stamp[1] or _has_changed(file, stream, stamp):
                yield Deferred(location, "it changed while it was read")
                return
            source = io.BufferedReader(io.BytesIO(data))
        self._open = source
        events = read_file(InputFile(file.name, source, self.options))
        for event in limit_read_time(events, self.options.max_read_seconds):
            yield self._within_limits(event)
        if source is stream and _has_changed(file, stream, stamp):
            yield Deferred(location, "it changed while it was read")

    def _within_limits(self, event: Event) -> Event:
        """Return *event*, or the rejection of its article for too many paragraphs."""
        if not isinstance(event, ArticleRead):
            return event
        article, limit = event.article, self.options.max_article_paragraphs
        if len(article.paragraphs) <= limit:
            return event
        reason = (
            f"it has {len(article.paragraphs):,} paragraphs; at most {limit:,} are allowed"
            " (SEARCHAPP_MAX_ARTICLE_PARAGRAPHS)"
        )
        return Rejected(event.location, reason, Scope.ARTICLE, article.id)


def _is_versioned(event: Event) -> TypeGuard[ArticleRead | Withdrawn]:
    is_article = isinstance(event, ArticleRead) and event.version is not None
    return is_article or isinstance(event, Withdrawn)


def _missing_items(packages: Iterable[PackageRemark], ids: Set[str]) -> Iterator[ReadWarning]:
    """Yield a remark on each of *packages* that refers to an article without one of *ids*."""
    for package in packages:
        missing = [id_ for id_ in package.references if id_ not in ids]
        if missing:
            names = ", ".join(map(repr, missing[:_MAX_NAMED_ITEMS]))
            more = f" and {len(missing) - _MAX_NAMED_ITEMS:,} more" * (
                len(missing) > _MAX_NAMED_ITEMS
            )
            text = f"it refers to items that are in none of the files read: {names}{more}"
            yield ReadWarning(package.location, text)


def _unless_id_is_taken(event: Event, locations: dict[str, SourceLocation]) -> Event:
    """Return *event*, or a rejection of its article if another has its id.

    *locations* has the location of each id, and gains that of *event*.
    """
    # A rejected article keeps its id, so that no other article replaces it.
    id_ = event.article.id if isinstance(event, ArticleRead) else None
    if isinstance(event, Rejected):
        id_ = event.article_id
    first = locations.setdefault(id_, event.location) if id_ else event.location
    if isinstance(event, ArticleRead) and first is not event.location:
        reason = f"the article in {first} already has the id {id_!r}"
        return Rejected(event.location, reason, Scope.ARTICLE, id_)
    return event


def _root_name(root: Path, base_dir: Path | None) -> Path:
    """Return the path of *root* below *base_dir*, or a file's name, or the empty path."""
    try:
        resolved = root.resolve()
    except (OSError, RuntimeError):
        # A loop of links, which is reported when the corpus is read.
        return Path(root.name)
    if base_dir and resolved.is_relative_to(base_dir.resolve()):
        return resolved.relative_to(base_dir.resolve())
    try:
        return Path(resolved.name) if resolved.is_file() else Path()
    except OSError:
        return Path()


def _has_grown(file: CorpusFile) -> bool:
    try:
        return Path(file.path).stat().st_size > file.stamp[1]
    except OSError:
        # Opening it will say what is wrong.
        return False


def _has_changed(file: CorpusFile, stream: io.BufferedReader, stamp: FileStamp) -> bool:
    """Whether a file, or what its path leads to, is no longer what was opened."""
    try:
        return stamp_of(os.fstat(stream.fileno())) != stamp or (
            stamp_of(Path(file.path).stat()) != stamp
        )
    except FileNotFoundError:
        # Deleted while it was read: what was read is whole, and the next run removes it.
        return False


def _unreadable_reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"
