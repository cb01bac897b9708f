"""File of judged pairs: the forms of an archive, and the pairs of them that were compared.

It lets a run compare only the names that an added, changed or removed article concerns. It is
a SQLite database that a run changes in one transaction, before its generation is published. If
that does not happen, the names that the run changed are still known: the next run reads them
again, and so brings the file back to the live generation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from searchapp.common.atomic_file import fsync
from searchapp.identity.name_keys import Key, stored_keys
from searchapp.identity.namesakes import namesake_reasons
from searchapp.models.identity import Join, PairStates, SpeakerForm

Pair = tuple[str, str]

_SCHEMA = """
CREATE TABLE state (version TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE TABLE changed_names (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE forms (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL, namesakes BLOB
);
CREATE INDEX namesakes ON forms (id, namesakes) WHERE namesakes IS NOT NULL;
CREATE TABLE keys (key INTEGER, form INTEGER, PRIMARY KEY (key, form)) WITHOUT ROWID;
CREATE TABLE pairs (
    first TEXT, second TEXT, confidence REAL NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE INDEX pairs_by_second ON pairs (second);
CREATE TABLE contexts (
    first TEXT, second TEXT, key INTEGER, PRIMARY KEY (first, second, key)
) WITHOUT ROWID;
CREATE INDEX contexts_by_key ON contexts (key);
"""
_encode = msgspec.msgpack.Encoder().encode
_decode_form = msgspec.msgpack.Decoder(SpeakerForm).decode
_decode_reasons = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_decode_join = msgspec.msgpack.Decoder(Join).decode


class PairFileError(Exception):
    """A file of judged pairs that cannot be used: damaged, missing or of another version."""


class PairFile:
    """An open file of judged pairs; see ``create_pair_file`` and ``update_pair_file``."""

    def __init__(
        self, database: sqlite3.Connection, unpublished: frozenset[str] = frozenset()
    ) -> None:
        self._database = database
        self.unpublished = unpublished
        """The names that differ from the live generation, since a run did not publish its own."""

    def forms(self, ids: Collection[str]) -> dict[str, SpeakerForm]:
        """Return the forms with these *ids*, as far as there are such forms."""
        return self._forms("id IN (SELECT value FROM json_each(?))", ids)

    def forms_by_key(self, keys: Collection[Key]) -> dict[str, SpeakerForm]:
        """Return the forms that are stored with any of *keys*."""
        return self._forms(
            "number IN (SELECT form FROM keys WHERE key IN (SELECT value FROM json_each(?)))", keys
        )

    def _forms(
        self, condition: str, values: Collection[str] | Collection[Key]
    ) -> dict[str, SpeakerForm]:
        rows = self._database.execute(
            f"SELECT id, record FROM forms WHERE {condition}",  # noqa: S608 (a constant) # nosec B608
            [_json(values)],
        )
        return {id_: _decode_form(record) for id_, record in rows}

    def add_form(self, form: SpeakerForm) -> None:
        """Store a form whose id the file does not have."""
        execute = self._database.execute
        number = execute(
            "INSERT INTO forms (id, record, namesakes) VALUES (?, ?, ?)",
            [form.id, _encode(form), _namesakes(form)],
        ).lastrowid
        keys = ((key, number) for key in stored_keys(form.id, form.kind))
        self._database.executemany("INSERT INTO keys VALUES (?, ?)", keys)

    def add_forms(self, forms: Iterable[SpeakerForm]) -> None:
        """Store the forms of a new file; in the order of its keys, which is much quicker."""
        rows: list[tuple[str, bytes, bytes | None]] = []
        keys: list[tuple[Key, int]] = []
        for number, form in enumerate(forms, start=1):
            rows.append((form.id, _encode(form), _namesakes(form)))
            keys += [(key, number) for key in stored_keys(form.id, form.kind)]
        keys.sort()
        insert = "INSERT INTO forms (id, record, namesakes) VALUES (?, ?, ?)"
        self._database.executemany(insert, rows)
        self._database.executemany("INSERT INTO keys VALUES (?, ?)", keys)

    def replace_form(self, form: SpeakerForm) -> None:
        """Store a form of which the file has an earlier version of the same kind."""
        self._database.execute(
            "UPDATE forms SET record = ?, namesakes = ? WHERE id = ?",
            [_encode(form), _namesakes(form), form.id],
        )

    def delete_form(self, form: SpeakerForm) -> None:
        """Remove a form, as it was stored."""
        execute = self._database.execute
        ((number,),) = execute("SELECT number FROM forms WHERE id = ?", [form.id])
        keys = ((key, number) for key in stored_keys(form.id, form.kind))
        self._database.executemany("DELETE FROM keys WHERE key = ? AND form = ?", keys)
        execute("DELETE FROM forms WHERE number = ?", [number])

    def add_pairs(self, pairs: Iterable[tuple[Join, Collection[Key]]]) -> None:
        """Store judged pairs, each with the keys of the names that its judgement depends on."""
        for join, keys in pairs:
            self._database.execute(
                "INSERT INTO pairs VALUES (?, ?, ?, ?)",
                [join.first, join.second, join.confidence, _encode(join)],
            )
            contexts = ((join.first, join.second, key) for key in keys)
            self._database.executemany("INSERT INTO contexts VALUES (?, ?, ?)", contexts)

    def delete_pairs(self, pairs: Iterable[Pair]) -> None:
        """Remove pairs."""
        pairs = list(pairs)
        for table in ("pairs", "contexts"):
            self._database.executemany(
                f"DELETE FROM {table} WHERE first = ? AND second = ?",  # noqa: S608 # nosec B608
                pairs,
            )

    def pairs_of(self, ids: Collection[str]) -> set[Pair]:
        """Return the pairs of which any of *ids* is one form."""
        chosen = "IN (SELECT value FROM json_each(?1))"
        query = f"""
            SELECT first, second FROM pairs WHERE first {chosen}
            UNION SELECT first, second FROM pairs WHERE second {chosen}
        """  # noqa: S608 (a constant) # nosec B608
        return set(self._database.execute(query, [_json(ids)]))

    def pairs_in_context(self, keys: Collection[Key]) -> set[Pair]:
        """Return the pairs whose judgement depends on names with any of *keys*."""
        query = "SELECT first, second FROM contexts WHERE key IN (SELECT value FROM json_each(?))"
        return set(self._database.execute(query, [_json(keys)]))

    def namesakes(self, ids: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
        """Return those of *ids*, or all, that several speakers may have, with the reasons."""
        query = "SELECT id, namesakes FROM forms WHERE namesakes IS NOT NULL"
        if ids is None:
            rows = self._database.execute(f"{query} ORDER BY id")
        else:
            chosen = "AND id IN (SELECT value FROM json_each(?)) ORDER BY id"
            rows = self._database.execute(f"{query} {chosen}", [_json(ids)])
        return {id_: _decode_reasons(reasons) for id_, reasons in rows}

    def joins_of(self, ids: Collection[str]) -> list[Join]:
        """Return the pairs of which any of *ids* is one form."""
        chosen = "IN (SELECT value FROM json_each(?1))"
        query = f"""
            SELECT record FROM pairs WHERE first {chosen}
            UNION SELECT record FROM pairs WHERE second {chosen}
        """  # noqa: S608 (a constant) # nosec B608
        return [_decode_join(record) for (record,) in self._database.execute(query, [_json(ids)])]

    def joins(self, at_least: float, at_most: float) -> list[Join]:
        """Return the pairs with a confidence of *at_least* or *at_most* so much."""
        rows = self._database.execute(
            "SELECT record FROM pairs WHERE confidence >= ? OR confidence <= ?",
            [at_least, at_most],
        )
        return [_decode_join(record) for (record,) in rows]


@contextmanager
def create_pair_file(path: Path, version: str, state: str) -> Iterator[PairFile]:
    """Write a file anew, in *state*; the earlier one stays until it is complete.

    Raises ``OSError``.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(new)) as database:
            # What is not complete is not used, and the complete file is flushed below.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_SCHEMA)
            database.execute("INSERT INTO state VALUES (?, ?, ?)", [version, state, state])
            yield PairFile(database)
            database.commit()
    except sqlite3.OperationalError as error:
        raise OSError(f"{path} cannot be written: {error}") from error
    fsync(new)
    new.replace(path)


@contextmanager
def update_pair_file(
    path: Path, version: str, states: PairStates, changed_names: Collection[str]
) -> Iterator[PairFile]:
    """Open a file to change it, as the live generation and *changed_names* ask for.

    Raises ``PairFileError`` where it cannot be used.
    """
    if not path.exists():
        raise PairFileError(f"{path} is missing")
    try:
        with closing(sqlite3.connect(path)) as database:
            before = _state_before(database, path, version, states)
            unpublished: frozenset[str] = frozenset()
            if before != _AFTER:
                rows = database.execute("SELECT name FROM changed_names")
                unpublished = frozenset(name for (name,) in rows)
            yield PairFile(database, unpublished)
            database.execute(
                f"UPDATE state SET before = {before}, after = ?",  # noqa: S608 # nosec B608
                [states.following],
            )
            database.execute("DELETE FROM changed_names")
            names = [[name] for name in unpublished.union(changed_names)]
            database.executemany("INSERT INTO changed_names VALUES (?)", names)
            database.commit()
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise PairFileError(f"{path} cannot be used: {error}") from error


_AFTER, _BEFORE = "after", "before"


def _state_before(
    database: sqlite3.Connection, path: Path, version: str, states: PairStates
) -> str:
    """Return the column of the state in which the live generation was published.

    Raises ``PairFileError`` where neither is.
    """
    stored = database.execute("SELECT version, before, after FROM state").fetchall()
    if not stored or stored[0][0] != version:
        raise PairFileError(f"{path} has the version {stored[:1]}; expected {version!r}")
    _, before, after = stored[0]
    if states.live == after:
        return _AFTER
    if states.live == before:
        return _BEFORE
    raise PairFileError(f"{path} belongs to another generation than the live one")


def _namesakes(form: SpeakerForm) -> bytes | None:
    reasons = namesake_reasons(form)
    return _encode(reasons) if reasons else None


def _json(values: Collection[str] | Collection[Key]) -> str:
    return msgspec.json.encode(list(values)).decode()
