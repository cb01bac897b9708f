"""Documents of the index of names of a generation: speakers, roles, forms, and tables.

A *form* is one name of a speaker (``models.identity``). The forms are kept with what they show
of the speaker, so that a run reads from the paragraphs only those that it changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from searchapp.engine.common.speaker_table_file import encode_table
from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.opensearch.day_counts import DAYS_KEY, stored_days
from searchapp.engine.opensearch.format.documents import document_key
from searchapp.engine.opensearch.joined_speakers import TABLE_KEY, JoinedSpeakers
from searchapp.models.identity import JoinedSpeaker, SpeakerForm
from searchapp.models.normalize import fold

NAME_FACETS = ("role", "refusal_speaker", "refusal_role")
"""What has names and is counted as it is: roles, and speakers and roles of refusals."""

FORM_FACET = "form"

Days = tuple[str | None, str | None]
"""The first and the last day, ISO 8601, or None where no paragraph has a date."""


class NameDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A speaker or a role, and the number of its paragraphs.

    ``facet`` is "speaker" or one of ``NAME_FACETS``. ``kind``, the folded ``forms`` and the
    first and last day, ISO 8601, are of speakers only; the days are missing where no paragraph
    has a date.
    """

    facet: str
    id: str
    name: str
    folded: str
    starts: list[str]
    count: int
    kind: str = ""
    forms: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    @property
    def key(self) -> str:
        """The id of the document."""
        return name_key(self.facet, self.id)


class FormDocument(msgspec.Struct, frozen=True):
    """A form, stored and not indexed but for its facet."""

    id: str
    form: SpeakerForm
    facet: str = FORM_FACET

    @property
    def key(self) -> str:
        """The id of the document."""
        return name_key(self.facet, self.id)


class TableDocument(msgspec.Struct, frozen=True):
    """A table of the whole generation, of which there is one: it has its *facet* as its id.

    ``joined_speakers`` reads that of speakers, ``day_counts`` that of the days of paragraphs.
    """

    table: dict[str, Any]
    facet: str = TABLE_KEY

    @property
    def key(self) -> str:
        """The id of the document."""
        return self.facet


def name_key(facet: str, id_: str) -> str:
    """Return the id of the document of a speaker, role or form."""
    return document_key(f"{facet}:{id_}")


def role_document(facet: str, id_: str, name: str, count: int) -> NameDocument:
    """Return the document of a value of one of ``NAME_FACETS``."""
    return NameDocument(facet, id_, name, fold(name), _starts(id_), count)


def speaker_document(form: SpeakerForm) -> NameDocument:
    """Return the document of a speaker with a single form."""
    return NameDocument(
        "speaker",
        form.id,
        form.name,
        fold(form.name),
        _starts(form.id),
        form.paragraphs,
        form.kind,
        (fold(form.name),),
        _iso(form.first_day),
        _iso(form.last_day),
    )


def joined_document(speaker: JoinedSpeaker, count: int, days: Days) -> NameDocument:
    """Return the document of a speaker with several forms, who has *count* paragraphs."""
    starts = {start for form in speaker.forms for start in _starts(form.id)}
    return NameDocument(
        "speaker",
        speaker.id,
        speaker.name,
        fold(speaker.name),
        sorted(starts),
        count,
        speaker.kind,
        tuple(fold(form.name) for form in speaker.forms),
        *days,
    )


def table_document(joined: JoinedSpeakers) -> TableDocument:
    """Return the document of the table of speakers."""
    table = encode_table(joined.table).decode()
    return TableDocument({"speakers": table, "overlapping": sorted(joined.overlapping)})


def days_document(counts: DayCounts) -> TableDocument:
    """Return the document with the number of paragraphs of each day."""
    return TableDocument(stored_days(counts), DAYS_KEY)


def read_forms(sources: Iterable[Mapping[str, Any]]) -> dict[str, SpeakerForm]:
    """Return the forms in the ``_source`` of their documents, by id."""
    return {source["id"]: msgspec.convert(source["form"], SpeakerForm) for source in sources}


def _iso(day: int) -> str | None:
    return datetime.date.fromordinal(day).isoformat() if day else None


def _starts(id_: str) -> list[str]:
    """Return *id_* from each of its words on."""
    return [id_, *(id_[k + 1 :] for k, letter in enumerate(id_) if letter == "-")]
