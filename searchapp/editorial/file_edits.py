"""Changes of the editorial files under their locks: corrections, and decisions about names.

The files keep their comments and everything else that people wrote by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import filelock

from searchapp.common.atomic_file import replace_file
from searchapp.editorial.corrections import Correction
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.toml_edits import Values, appended, replaced
from searchapp.editorial.toml_files import (
    CORRECTIONS_FILE,
    REGISTRY_FILE,
    correction_values,
    parse_corrections,
    read_overrides,
)
from searchapp.editorial.toml_tables import read_tables
from searchapp.models.normalize import slug

_LOCK_SECONDS = 30

PairState = Literal["same", "different", ""]
"""What the registry says of two names: one speaker, two, or nothing."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of an editorial file. Raises ``EditorialError`` where it is not released."""
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"))
    try:
        with lock.acquire(timeout=_LOCK_SECONDS):
            yield
    except filelock.Timeout:
        raise EditorialError(
            f"{path} has been locked by another process for {_LOCK_SECONDS} seconds; try again."
        ) from None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


class CorrectionsEdit:
    """The corrections of a corpus folder, whose file is locked, and changes of them.

    Raises ``OSError`` and ``EditorialError``.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / CORRECTIONS_FILE
        tables = read_tables(self._path, "correction")
        self._tables: list[Values] = [table.values for table in tables]
        self.corrections = parse_corrections(tables)
        self._text = self._earlier = _text(self._path)

    def replace(self, earlier: Sequence[Correction], later: Sequence[Correction]) -> None:
        """Put *later* in the place of *earlier*, which the file has, or append them.

        Raises ``OSError``, and ``EditorialError`` where the file lacks one of *earlier*.
        """
        text, tables, corrections = self._text, [*self._tables], [*self.corrections]
        unplaced = [*later]
        for correction in earlier:
            if correction not in corrections:
                raise EditorialError(
                    f"{self._path} has been changed: the correction of {correction.paragraph} is"
                    " not there any more."
                )
            index = corrections.index(correction)
            successors = unplaced[:1]
            del unplaced[:1]
            values = [correction_values(successor) for successor in successors]
            text = replaced(text, "correction", tables, index, values[0] if values else None)
            tables[index : index + 1] = values
            corrections[index : index + 1] = successors
        if unplaced:
            values = [correction_values(correction) for correction in unplaced]
            text = appended(text, "correction", tables, values)
            tables += values
            corrections += unplaced
        replace_file(self._path, text)
        self._text, self._tables, self.corrections = text, tables, tuple(corrections)

    def restore(self) -> None:
        """Give the file the content that it had when it was locked. Raises ``OSError``."""
        replace_file(self._path, self._earlier)


@contextmanager
def edit_corrections(folder: Path) -> Iterator[CorrectionsEdit]:
    """Yield the corrections of a corpus folder, for a change under their lock.

    Raises ``OSError`` where the file cannot be read or written, and ``EditorialError`` where it
    is not a file of corrections or its lock is not released.
    """
    with locked((folder / CORRECTIONS_FILE).resolve()):
        yield CorrectionsEdit(folder)


def append_corrections(folder: Path, corrections: Iterable[Correction]) -> None:
    """Append *corrections* to the file of a corpus folder, whose earlier lines stay.

    The file is read and replaced under a lock, so that two people can review at once. Raises
    as ``edit_corrections`` does.
    """
    with edit_corrections(folder) as edit:
        edit.replace([], list(corrections))


def append_decision(
    folder: Path, decision: Literal["same", "different"], name: str, other: str
) -> None:
    """Record in the registry of a corpus folder that two names are one speaker or two.

    Of one speaker, *name* is the name to show. The file keeps its comments. Raises ``OSError``
    where it cannot be read or written, and ``EditorialError`` where it is not a registry, says
    the contrary already, or its lock is not released.
    """
    with edit_registry(folder) as edit:
        earlier = edit.pair(name, other)
        if earlier not in ("", decision):
            raise EditorialError(
                f"{folder / REGISTRY_FILE} says that {name!r} and {other!r} are {earlier};"
                " remove that first"
            )
        edit.set_pair(name, other, decision)


class RegistryEdit:
    """The registry of a corpus folder, whose file is locked, and changes of it.

    Raises ``OSError`` and ``EditorialError``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / REGISTRY_FILE
        read_tables(self._path, "speaker")
        self._earlier = _text(self._path)

    def pair(self, name: str, other: str) -> PairState:
        """Return what the registry says of two names, apart from what follows of a third."""
        decisions = read_overrides(self._folder).decisions
        ids = {slug(name), slug(other)}
        if any(set(pair) == ids for pair in decisions.different):
            return "different"
        if any(group[0] in ids and ids <= set(group) for group in decisions.same):
            return "same"
        return ""

    def set_pair(self, name: str, other: str, state: PairState) -> None:
        """Record that two names are one speaker, shown as *name*, or two, or neither.

        What the file said of the two before is removed. Raises ``OSError`` and
        ``EditorialError``; the file is then as it was.
        """
        # Imported here because few commands write, and the import takes time.
        import tomlkit

        document = tomlkit.parse(_text(self._path))
        tables: Any = document.get("speaker", [])
        emptied = {
            index
            for first, second in ((name, other), (other, name))
            for index in _drop(tables, first, second)
        }
        table = next((t for t in tables if slug(str(t.get("name", ""))) == slug(name)), None)
        if state and table is not None:
            if state in table:
                table[state].append(other)
            else:
                table[state] = [other]
        text = tomlkit.dumps(document)
        values = _values(text)
        for index in sorted(emptied, reverse=True):
            if set(values[index]) == {"name"}:
                text = replaced(text, "speaker", values, index, None)
                del values[index]
        if state and table is None:
            text = appended(text, "speaker", values, [{"name": name, state: [other]}])
        replace_file(self._path, text)
        try:
            read_overrides(self._folder)
        except EditorialError:
            self.restore()
            raise

    def restore(self) -> None:
        """Give the file the content that it had when its lock was acquired."""
        replace_file(self._path, self._earlier)


def _drop(tables: Any, name: str, other: str) -> Iterator[int]:
    """Remove *other* from the decisions of the tables of *name*.

    Yields the places of the tables that a decision was removed from.
    """
    for index, table in enumerate(tables):
        if slug(str(table.get("name", ""))) != slug(name):
            continue
        for key in ("same", "different"):
            names = table.get(key, [])
            places = [k for k, n in enumerate(names) if slug(str(n)) == slug(other)]
            for place in reversed(places):
                del names[place]
            # An empty list keeps the comment behind it.
            if places and not names and not names.trivia.comment:
                del table[key]
            if places:
                yield index


def _values(text: str) -> list[Values]:
    tables: list[Values] = tomllib.loads(text).get("speaker", [])
    return tables


@contextmanager
def edit_registry(folder: Path) -> Iterator[RegistryEdit]:
    """Yield the registry of a corpus folder, for a change under its lock.

    Raises as ``edit_corrections`` does.
    """
    with locked((folder / REGISTRY_FILE).resolve()):
        yield RegistryEdit(folder)
