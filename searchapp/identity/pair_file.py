"""File of judged pairs: the forms of an archive, and the pairs of them that were compared.

It lets a run compare only the names that an added, changed or removed article concerns. It is
a SQLite database, written before its generation is published and never changed afterwards, so
that it needs no journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from searchapp.identity.name_keys import Key, stored_keys
from searchapp.identity.namesakes import namesake_reasons
from searchapp.models.identity import Join, SpeakerForm

Pair = tuple[str, str]

_SCHEMA = """
CREATE TABLE version (version TEXT NOT NULL);
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

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

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

    def namesakes(self) -> dict[str, tuple[str, ...]]:
        """Return the ids of names that several speakers may have, with the reasons."""
        rows = self._database.execute(
            "SELECT id, namesakes FROM forms WHERE namesakes IS NOT NULL ORDER BY id"
        )
        return {id_: _decode_reasons(reasons) for id_, reasons in rows}

    def joins(self, at_least: float, at_most: float) -> list[Join]:
        """Return the pairs with a confidence of *at_least* or *at_most* so much."""
        rows = self._database.execute(
            "SELECT record FROM pairs WHERE confidence >= ? OR confidence <= ?",
            [at_least, at_most],
        )
        return [_decode_join(record) for (record,) in rows]


@contextmanager
def create_pair_file(path: Path, version: str) -> Iterator[PairFile]:
    """Write a file anew. Raises ``OSError``."""
    path.unlink(missing_ok=True)
    try:
        with _open(path) as database:
            database.executescript(_SCHEMA)
            database.execute("INSERT INTO version VALUES (?)", [version])
            yield PairFile(database)
            database.commit()
    except sqlite3.OperationalError as error:
        raise OSError(f"{path} cannot be written: {error}") from error


@contextmanager
def update_pair_file(path: Path, version: str) -> Iterator[PairFile]:
    """Open a file to change it. Raises ``PairFileError`` where it cannot be used."""
    if not path.exists():
        raise PairFileError(f"{path} is missing")
    try:
        with _open(path) as database:
            found = database.execute("SELECT version FROM version").fetchall()
            if found != [(version,)]:
                raise PairFileError(f"{path} has the version {found}; expected {version!r}")
            yield PairFile(database)
            database.commit()
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise PairFileError(f"{path} cannot be used: {error}") from error


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as database:
        # The file is flushed to the disk as a whole, when its generation is published.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        yield database


def _namesakes(form: SpeakerForm) -> bytes | None:
    reasons = namesake_reasons(form)
    return _encode(reasons) if reasons else None


def _json(values: Collection[str] | Collection[Key]) -> str:
    return msgspec.json.encode(list(values)).decode()
