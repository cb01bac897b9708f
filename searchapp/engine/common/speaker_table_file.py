"""The file of a generation's table of speakers, or of its differences from another, as JSON.

{"version": 2,
"fingerprint": see SpeakerTable,
"pairs": the state of the file of judged pairs, see PairStates,
"forms": the ids that this file is about, or null for the whole table,
"speakers": [{"id", "name", "kind", "forms": [{"id", "name", "count"}, ...]}, ...],
"joins", "doubtful": [{"first", "second", "relation", "confidence", "reasons": [...]}, ...],
"same_as": {ID: [URL, ...], ...},
"namesakes": {ID: [reason, ...], ...}}

Version 1 had neither "pairs" nor "forms", and is read.
"""

from __future__ import annotations

import msgspec

from searchapp.models.identity import Join, JoinedSpeaker, SpeakerTable, TableChange

SPEAKER_TABLE_VERSION = 2
_READABLE = (1, SPEAKER_TABLE_VERSION)


class TableHead(msgspec.Struct):
    """What a file says of itself: its version, and the origin of the table."""

    version: int
    fingerprint: str = ""
    pairs: str = ""


class _File(TableHead):
    forms: frozenset[str] | None = None
    speakers: list[JoinedSpeaker] = []
    joins: tuple[Join, ...] = ()
    doubtful: tuple[Join, ...] = ()
    same_as: dict[str, tuple[str, ...]] = {}
    namesakes: dict[str, tuple[str, ...]] = {}


def encode_table(table: SpeakerTable, pairs: str = "") -> bytes:
    """Return *table* as the bytes of its file."""
    return encode_change(TableChange(table), pairs)


def encode_change(change: TableChange, pairs: str = "") -> bytes:
    """Return *change* as the bytes of its file."""
    table = change.part
    file = _File(
        SPEAKER_TABLE_VERSION,
        table.fingerprint,
        pairs,
        change.forms,
        list(table.speakers.values()),
        table.joins,
        table.doubtful,
        dict(table.same_as),
        dict(table.namesakes),
    )
    content = msgspec.json.encode(file, order="deterministic")
    return msgspec.json.format(content, indent=1) + b"\n"


def decode_head(content: bytes) -> TableHead:
    """Return the head of a file. Raises ``ValueError`` where it is none."""
    return msgspec.json.decode(content, type=TableHead)


def decode_table(content: bytes) -> SpeakerTable:
    """Return the table in the bytes of a file.

    Raises ``ValueError`` where they are not such a file. A table of another version counts
    as empty: the next run of ``reindex`` writes it anew.
    """
    return decode_change(content).part


def decode_change(content: bytes) -> TableChange:
    """Return the change in the bytes of a file; raises as ``decode_table`` does."""
    if decode_head(content).version not in _READABLE:
        return TableChange(SpeakerTable())
    file = msgspec.json.decode(content, type=_File)
    table = SpeakerTable(
        {speaker.id: speaker for speaker in file.speakers},
        file.joins,
        file.doubtful,
        file.fingerprint,
        file.same_as,
        file.namesakes,
    )
    return TableChange(table, file.forms)
