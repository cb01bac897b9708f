"""Records of speaker identity: what an archive shows of each name, and which names are joined.

A *form* is one name as articles write it, known by its id (``normalize.slug``). Forms that are
one speaker are joined; the speaker has the id and the name of one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from searchapp.models.articles import SpeakerKind


@dataclass(frozen=True, slots=True)
class SpeakerForm:
    """One name and where it speaks.

    ``articles`` are the ids of the articles; ``roles`` maps each role to its number of
    paragraphs; ``first_day`` and ``last_day`` are ``date.toordinal()``, or 0 if none is dated.
    ``spellings`` are all names with the id, in order. ``role_articles`` are the ids of the
    articles of each role, where there are several roles.
    """

    id: str
    name: str
    kind: SpeakerKind
    paragraphs: int
    articles: frozenset[str]
    roles: Mapping[str, int] = field(default_factory=dict)
    first_day: int = 0
    last_day: int = 0
    spellings: tuple[str, ...] = ()
    role_articles: Mapping[str, frozenset[str]] = field(default_factory=dict)


class ArchiveForms(Protocol):
    """The forms of an archive, and the texts of its articles."""

    @property
    def forms(self) -> Mapping[str, SpeakerForm]:
        """The forms by id."""
        ...

    def text(self, article: str) -> str:
        """Return the headline and the paragraphs of an article as folded words.

        That is ``-`` + ``slug(text)`` + ``-``, so that ``-`` + id + ``-`` finds a name.
        """
        ...

    def read_ahead(self, articles: Collection[str]) -> None:
        """Read the texts of *articles*, for which ``text`` is called next, in one go.

        It makes ``text`` faster where an index is on another machine, and may do nothing.
        """
        ...


class IndexedForms(ArchiveForms, Protocol):
    """Forms of an archive that can also be read one by one."""

    def form(self, names: Iterable[str]) -> SpeakerForm | None:
        """Return the form with the spellings *names*, or None if none of them speaks."""
        ...


Relation = Literal[
    "legal form",
    "middle name",
    "short given name",
    "initial",
    "misspelling",
    "title before",
    "last name",
    "short name",
    "cut name",
    "acronym",
    "editor",
]
"""What one name is to another."""


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """Two forms that are, or may be, one speaker.

    ``first`` and ``second`` are ids, in order; ``confidence`` is the estimated probability
    that they are one; ``reasons`` say why, for an editor.
    """

    first: str
    second: str
    relation: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormCount:
    """A form of a speaker's name, and the number of paragraphs in which it speaks."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class JoinedSpeaker:
    """A speaker with several forms; its own is the first of ``forms``."""

    id: str
    name: str
    kind: SpeakerKind
    forms: tuple[FormCount, ...]


@dataclass(frozen=True, slots=True)
class SpeakerTable:
    """Which forms of a generation are one speaker.

    ``speakers`` are those with several forms, by id. ``joins`` are the pairs that were joined,
    ``doubtful`` those left to an editor. ``fingerprint`` is a hash of the rules' version and
    of what editors decided. ``same_as`` are URLs that identify speakers elsewhere, by id.
    ``namesakes`` says of the ids of forms why several speakers may have the name.
    """

    speakers: Mapping[str, JoinedSpeaker] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    doubtful: tuple[Join, ...] = ()
    fingerprint: str = ""
    same_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    namesakes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: Mapping[str, str] = field(init=False)
    """The id of the speaker of each form that is not a speaker's own."""

    def __post_init__(self) -> None:
        """Derive ``canonical``."""
        canonical = {
            form.id: speaker.id
            for speaker in self.speakers.values()
            for form in speaker.forms
            if form.id != speaker.id
        }
        object.__setattr__(self, "canonical", canonical)

    def speaker_of(self, form_id: str) -> str:
        """Return the id of the speaker that the form *form_id* belongs to."""
        return self.canonical.get(form_id, form_id)

    def forms_of(self, speaker_id: str) -> tuple[FormCount, ...]:
        """Return the forms of a speaker with several, or an empty tuple."""
        speaker = self.speakers.get(speaker_id)
        return speaker.forms if speaker else ()

    def joins_of(self, speaker_id: str) -> tuple[Join, ...]:
        """Return the joins that made one speaker of the forms of *speaker_id*."""
        return tuple(join for join in self.joins if self.speaker_of(join.first) == speaker_id)

    def namesakes_of(self, speaker_id: str) -> tuple[str, ...]:
        """Return why a speaker's names may be those of several speakers."""
        ids = [form.id for form in self.forms_of(speaker_id)] or [speaker_id]
        return tuple(reason for form_id in ids for reason in self.namesakes.get(form_id, ()))


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The table of speakers before and after a run. ``gone`` are forms that nobody has after."""

    before: SpeakerTable
    after: SpeakerTable
    gone: frozenset[str] = frozenset()


class IdentifySpeakers(Protocol):
    """Decides which forms of an archive are one speaker."""

    @property
    def fingerprint(self) -> str:
        """A hash of all that decides but the archive."""
        ...

    def table(self, archive: ArchiveForms, scores: Path | None = None) -> SpeakerTable:
        """Return the table of *archive*.

        With *scores*, the scored pairs are written to that file for ``update``. Raises
        ``OSError``.
        """
        ...

    def update(
        self, archive: IndexedForms, scores: Path, changed_names: Collection[str]
    ) -> SpeakerTable:
        """Return the same table as ``table`` does, at the cost of what has changed.

        *scores* is the file of an earlier state of the archive, which is brought up to date;
        *changed_names* are the names of all who speak in an article that has been added,
        changed or removed since. A file that cannot be used is written anew. Raises ``OSError``.
        """
        ...
