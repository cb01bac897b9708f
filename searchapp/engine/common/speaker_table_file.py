"""The file of a generation's table of speakers, as JSON.

{"version": 1,
"fingerprint": see SpeakerTable,
"speakers": [{"id", "name", "kind", "forms": [{"id", "name", "count"}, ...]}, ...],
"joins", "doubtful": [{"first", "second", "relation", "confidence", "reasons": [...]}, ...],
"same_as": {ID: [URL, ...], ...},
"namesakes": {ID: [reason, ...], ...}}
"""

from __future__ import annotations

import msgspec

from searchapp.models.identity import Join, JoinedSpeaker, SpeakerTable

SPEAKER_TABLE_VERSION = 1


class _Version(msgspec.Struct):
    version: int


class _File(_Version):
    fingerprint: str
    speakers: list[JoinedSpeaker]
    joins: tuple[Join, ...]
    doubtful: tuple[Join, ...]
    same_as: dict[str, tuple[str, ...]] = {}
    namesakes: dict[str, tuple[str, ...]] = {}


def encode_table(table: SpeakerTable) -> bytes:
    """Return *table* as the bytes of its file."""
    file = _File(
        SPEAKER_TABLE_VERSION,
        table.fingerprint,
        list(table.speakers.values()),
        table.joins,
        table.doubtful,
        dict(table.same_as),
        dict(table.namesakes),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def decode_table(content: bytes) -> SpeakerTable:
    """Return the table in the bytes of a file.

    Raises ``ValueError`` where they are not such a file. A table of another version counts
    as empty: the next run of ``reindex`` writes it anew.
    """
    if msgspec.json.decode(content, type=_Version).version != SPEAKER_TABLE_VERSION:
        return SpeakerTable()
    file = msgspec.json.decode(content, type=_File)
    return SpeakerTable(
        {speaker.id: speaker for speaker in file.speakers},
        file.joins,
        file.doubtful,
        file.fingerprint,
        file.same_as,
        file.namesakes,
    )
