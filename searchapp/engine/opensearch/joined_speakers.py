"""The table of speakers of a generation: which names are one, as its index of names stores it.

Paragraphs have the ids of names (forms) and not of speakers, so a decision about names changes
no paragraph. Requests take a speaker as all forms; counts of forms are added up on our side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from searchapp.engine.common.speaker_table_file import decode_table
from searchapp.models.identity import SpeakerTable

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

TABLE_KEY = "table"
"""The id of the document with the table, in the index of names."""


@dataclass(frozen=True, slots=True)
class JoinedSpeakers:
    """The speakers with several forms, and which of them a paragraph has under two.

    The count of a speaker that is not in ``overlapping`` is the sum of the counts of its forms.
    """

    table: SpeakerTable = field(default_factory=SpeakerTable)
    overlapping: frozenset[str] = frozenset()

    def form_ids(self, speaker_id: str) -> tuple[str, ...]:
        """Return the ids of a speaker's forms: *speaker_id* alone for one with a single form."""
        return tuple(form.id for form in self.table.forms_of(speaker_id)) or (speaker_id,)

    def all_form_ids(self, speaker_ids: Iterable[str]) -> set[str]:
        """Return the ids of the forms of several speakers."""
        return {form_id for id_ in speaker_ids for form_id in self.form_ids(id_)}

    @property
    def names(self) -> dict[str, str]:
        """The names of the speakers with several forms, by id."""
        return {speaker.id: speaker.name for speaker in self.table.speakers.values()}


class JoinedCounts:
    """Counts of speakers from the counts of forms, *by_form*.

    Where they are *complete*, a form that is not in them has no paragraph; otherwise it has no
    more than the least of them, and *unlisted_error* more where shards list different forms.
    By as much as its *errors* say, the count of a form may be too low. Where a speaker may have
    a paragraph under two forms that ``JoinedSpeakers`` does not know of, they are not *known*.
    """

    def __init__(
        self,
        by_form: Mapping[str, int],
        joined: JoinedSpeakers,
        *,
        complete: bool = True,
        known: bool = True,
        errors: Mapping[str, int] | None = None,
        unlisted_error: int = 0,
    ) -> None:
        self._joined = joined
        self._known = known
        errors = errors or {}
        least = 0 if complete else min(by_form.values(), default=0) + unlisted_error
        self.counts: dict[str, int] = {}
        """The sum of the counts of each speaker's forms, by the speaker's id."""
        self.inexact: set[str] = set()
        """The speakers whose count may be another than the sum."""
        self._lowest: dict[str, int] = {}
        self._highest: dict[str, int] = {}
        forms: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        for form_id, count in by_form.items():
            id_ = joined.table.speaker_of(form_id)
            self.counts[id_] = self.counts.get(id_, 0) + count
            self._lowest[id_] = max(self._lowest.get(id_, 0), count)
            forms[id_] += 1
            missed[id_] += errors.get(form_id, 0)
        for id_, listed in forms.items():
            unlisted = len(joined.form_ids(id_)) - listed if least else 0
            self._highest[id_] = self.counts[id_] + missed[id_] + unlisted * least
            if unlisted or (listed > 1 and self._may_overlap(id_)):
                self.inexact.add(id_)
            else:
                self._lowest[id_] = self.counts[id_]

    def _may_overlap(self, speaker_id: str) -> bool:
        return not self._known or speaker_id in self._joined.overlapping

    def among_first(self, number: int) -> set[str]:
        """Return the speakers that may be among the first *number* by count, ties included."""
        falling = sorted(self._lowest.values(), reverse=True)
        if len(falling) <= number:
            return set(self._highest)
        return {id_ for id_, count in self._highest.items() if count >= falling[number - 1]}


def read_joined_speakers(client: OpenSearch, names: str) -> JoinedSpeakers:
    """Return the joined speakers in the index *names*.

    Raises the errors of the client, also where the index has no such document.
    """
    stored = client.get(index=names, id=TABLE_KEY)["_source"]["table"]
    return JoinedSpeakers(decode_table(stored["speakers"]), frozenset(stored["overlapping"]))
