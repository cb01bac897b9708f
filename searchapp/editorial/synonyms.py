"""Synonyms of an archive, which an editor keeps in ``synonyms.toml`` of the corpus folder.

[[synonyms]]
terms = ["SPD", "Social Democrats"]        # each of them finds the others

[[synonyms]]
term = "vehicle"                           # one way: finds lorries; a lorry finds no vehicles
finds = ["lorry", "pickup truck"]
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from searchapp.editorial.errors import EditorialError
from searchapp.editorial.toml_tables import TomlTable, read_tables
from searchapp.query.synonyms import NO_SYNONYMS, Synonyms, stems_of

SYNONYMS_FILE = "synonyms.toml"
MAX_TERMS = 50
"""How many terms one entry may have."""

_OPERATORS = frozenset('"*?~():')

_log = logging.getLogger(__name__)


def read_synonyms(folder: Path) -> Synonyms:
    """Return the synonyms of a corpus folder, none without a file. Raises ``EditorialError``."""
    tables = read_tables(folder / SYNONYMS_FILE, "synonyms")
    return Synonyms(pair for table in tables for pair in _pairs(table))


def _pairs(table: TomlTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each term of an entry that is searched, with the terms that it also finds."""
    table.check_names("terms", "term", "finds")
    if "terms" in table.values:
        if len(table.values) > 1:
            raise table.error("expected either 'terms', or 'term' and 'finds'")
        terms = _terms(table, "terms", table.texts("terms"), at_least=2)
        for term in terms:
            yield term, tuple(other for other in terms if other != term)
    else:
        (term,) = _terms(table, "term", [table.text("term")], at_least=1)
        finds = _terms(table, "finds", table.texts("finds"), at_least=1)
        if stems_of(term) in map(stems_of, finds):
            raise table.error(f"'finds' has {term!r}, the term itself; remove it")
        yield term, finds


def _terms(table: TomlTable, name: str, terms: list[str], *, at_least: int) -> tuple[str, ...]:
    if not at_least <= len(terms) <= MAX_TERMS:
        raise table.error(
            f"{name!r} has {len(terms)} terms; expected {at_least} to {MAX_TERMS} in a list"
        )
    by_stems: dict[tuple[str, ...], str] = {}
    for term in terms:
        stems = stems_of(term)
        if not stems or not _OPERATORS.isdisjoint(term):
            raise table.error(f"{name!r} has {term!r}; expected words without operators")
        if stems in by_stems:
            raise table.error(f"{name!r} has {by_stems[stems]!r} and {term!r}, forms of one word")
        by_stems[stems] = term
    return tuple(terms)


class SynonymsFile:
    """The synonyms of a corpus folder, read again when the file changes.

    An invalid file changes nothing: a warning is logged, and the synonyms stay as they were.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, ...] | None = None
        self._synonyms = NO_SYNONYMS

    def current(self) -> Synonyms:
        """Return the synonyms of the file as it is now. Never raises."""
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._synonyms = read_synonyms(self._folder)
            except EditorialError as error:
                _log.warning("%s The synonyms stay as they were.", error)
        return self._synonyms

    def _stamp_now(self) -> tuple[int, ...]:
        try:
            status = os.stat(self._folder / SYNONYMS_FILE)  # noqa: PTH116 (once a request)
        except (OSError, ValueError):
            return ()
        return status.st_mtime_ns, status.st_size, status.st_ino
