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

    def with_part(self, part: SpeakerTable, forms: frozenset[str]) -> SpeakerTable:
        """Return this table with all that it says of *forms* as *part* has it."""

        def kept(joins: tuple[Join, ...], new: tuple[Join, ...]) -> tuple[Join, ...]:
            others = (j for j in joins if j.first not in forms and j.second not in forms)
            return tuple(sorted([*others, *new], key=_pair))

        speakers = {
            id_: speaker
            for id_, speaker in self.speakers.items()
            if not any(form.id in forms for form in speaker.forms)
        }
        return SpeakerTable(
            dict(sorted((speakers | dict(part.speakers)).items())),
            kept(self.joins, part.joins),
            kept(self.doubtful, part.doubtful),
            part.fingerprint,
            _others(self.same_as, forms) | dict(part.same_as),
            _others(self.namesakes, forms) | dict(part.namesakes),
        )


def _pair(join: Join) -> tuple[str, str]:
    return join.first, join.second


def _others(
    values: Mapping[str, tuple[str, ...]], forms: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    return {form_id: value for form_id, value in values.items() if form_id not in forms}


@dataclass(frozen=True, slots=True)
class TableChange:
    """A new table of speakers, or the part of it that is not as it was.

    ``part`` is all that the table says of ``forms``, or all of the table where that is None.
    """

    part: SpeakerTable
    forms: frozenset[str] | None = None

    def apply(self, before: SpeakerTable) -> SpeakerTable:
        """Return the new table; *before* is the one that the change was made for."""
        return self.part if self.forms is None else before.with_part(self.part, self.forms)

    def after(self, earlier: TableChange | None) -> TableChange:
        """Return *earlier*, if there is one, and this change as one."""
        if self.forms is None or earlier is None:
            return self
        if earlier.forms is None:
            return TableChange(self.apply(earlier.part))
        return TableChange(
            earlier.part.with_part(self.part, self.forms), earlier.forms | self.forms
        )


@dataclass(frozen=True, slots=True)
class PairStates:
    """Which state of a file of judged pairs belongs to which generation.

    ``live`` is the state that the live generation was published with, ``fingerprint`` that of
    its table, and ``following`` the state to write. A file in another state than that, for
    example one that a run wrote that published nothing, is brought up to date as far as it can
    be told what differs.
    """

    live: str = ""
    fingerprint: str = ""
    following: str = ""


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

    def table(
        self, archive: ArchiveForms, scores: Path | None = None, state: str = ""
    ) -> SpeakerTable:
        """Return the table of *archive*.

        With *scores*, the scored pairs are written to that file, in *state*, for ``update``.
        Raises ``OSError``.
        """
        ...

    def update(
        self,
        archive: IndexedForms,
        scores: Path,
        changed_names: Collection[str],
        states: PairStates,
    ) -> TableChange:
        """Return how the table changes to the one of ``table``, at the cost of what has changed.

        *scores* is the file of an earlier state of the archive, which is brought up to date;
        *changed_names* are the names of all who speak in an article that has been added,
        changed or removed since. A file that cannot be used is written anew. Raises ``OSError``.
        """
        ...
