"""Conflicts of quotes for editors: the same words, credited to different speakers.

A conflict ends when an editor corrects a paragraph, or notes in the log of changes that both
are right, or that the words are not one quote. A note holds for two speakers of one quote,
whichever paragraphs have it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from searchapp.desk.decisions import AttributionKey, ConflictError, DecisionRecorder
from searchapp.desk.questions import Judgement
from searchapp.editorial.change_log import Change, read_changes, undone_ids
from searchapp.editorial.pending import PendingDecisions
from searchapp.models.search import IndexInfo
from searchapp.models.trails import Appearance, Trail, TrailsRequest
from searchapp.query.analysis import folded_words
from searchapp.quotes.trails import conflicts
from searchapp.search.service import SearchService
from searchapp.text_reuse.conflicts import Credit, contradictions

ConflictAnswer = Literal["first", "second", "both right", "no conflict"]
"""``first`` and ``second``: that speaker is right in both paragraphs."""

CONFLICT_ANSWERS: tuple[ConflictAnswer, ...] = get_args(ConflictAnswer)

_Decided = frozenset[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class QuoteConflict:
    """Two appearances of a quote that credit different speakers."""

    trail: Trail
    first: Appearance
    second: Appearance

    @property
    def speaker_ids(self) -> frozenset[str]:
        """The ids of both speakers in the whole archive."""
        return frozenset((self.first.speaker_id, self.second.speaker_id))

    @property
    def hash(self) -> str:
        """A short hash of the quote and its speakers."""
        text = "\0".join((self.trail.id, *sorted(self.speaker_ids)))
        return hashlib.blake2s(text.encode(), digest_size=5).hexdigest()

    @property
    def subject(self) -> str:
        """What the log of changes calls it."""
        return f"{self.first.hit.id} = {self.second.hit.id}"

    @property
    def evidence(self) -> dict[str, Any]:
        """What a note about it is recognized by."""
        return {"quote": self.trail.id, "speakers": sorted(self.speaker_ids)}


def conflicts_of(trail: Trail) -> Iterator[QuoteConflict]:
    """Yield the conflicts of a trail, one for each two speakers."""
    all_credits = [
        Credit(a.attribution, a.speaker_id, _forms(a.passage)) for a in trail.appearances
    ]
    pairs: set[frozenset[str]] = set()
    for first, second in contradictions(all_credits):
        conflict = QuoteConflict(trail, trail.appearances[first], trail.appearances[second])
        if conflict.speaker_ids not in pairs:
            pairs.add(conflict.speaker_ids)
            yield conflict


def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.decode() for word in folded_words(text))


class ConflictQueue:
    """The open conflicts of one index, read anew for each generation.

    All methods raise ``NoIndexError``, and ``EditorialError`` where the log of changes cannot
    be read.
    """

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._pending = PendingDecisions(service.settings.index_dir)
        self._cached: tuple[IndexInfo, tuple[QuoteConflict, ...]] | None = None

    def open_conflicts(self) -> list[QuoteConflict]:
        """Return the conflicts that nobody has decided, those in most articles first."""
        every = self._conflicts()
        decided = self._decided(every)
        pending = {decision.subject for decision in self._pending.decisions()}
        return [
            conflict
            for conflict in every
            if (conflict.trail.id, conflict.speaker_ids) not in decided
            and pending.isdisjoint((conflict.first.hit.id, conflict.second.hit.id))
        ]

    def _conflicts(self) -> tuple[QuoteConflict, ...]:
        index = self._service.trails(TrailsRequest(conflict=True, limit=1)).index
        if self._cached is None or self._cached[0] != index:
            every = (c for trail in conflicts(self._service) for c in conflicts_of(trail))
            self._cached = index, tuple(every)
        return self._cached[1]

    def _decided(self, every: Sequence[QuoteConflict]) -> _Decided:
        """Return the quotes and speakers that notes are about, by the ids of today."""
        known = {conflict.trail.id for conflict in every}
        table = self._service.speaker_table()
        decided = set()
        for note in _notes(read_changes(self._service.settings.corpus_dir)):
            id_ = str(note.evidence.get("quote", ""))
            if id_ not in known:
                trail = self._service.trail(id_)
                id_ = trail.id if trail else ""
            speakers = note.evidence.get("speakers", ())
            decided.add((id_, frozenset(table.speaker_of(str(one)) for one in speakers)))
        return frozenset(decided)


def _notes(changes: list[Change]) -> Iterator[Change]:
    undone = undone_ids(changes)
    return (c for c in changes if c.action == "conflict" and c.id not in undone)


def attribution_key(appearance: Appearance) -> AttributionKey:
    """Return what identifies the attribution of an appearance."""
    hit, attribution = appearance.hit, appearance.attribution
    return AttributionKey(hit.article_id, hit.number, attribution.speaker.id, attribution.cue)


def settle(
    recorder: DecisionRecorder,
    who: str,
    conflict: QuoteConflict | None,
    answer: ConflictAnswer,
    states: tuple[str, str],
) -> Change:
    """Record the answer of the editor *who* to *conflict*, which is None if it is not open.

    *states* are those of ``DecisionRecorder.state`` for the two paragraphs. Raises what
    ``DecisionRecorder.judge`` does.
    """
    if conflict is None:
        raise ConflictError("This conflict has been decided, or the articles have changed.")
    if answer == "both right" or answer == "no conflict":
        return recorder.note(who, "conflict", conflict.subject, answer, conflict.evidence)
    right, wrong = conflict.first, conflict.second
    if answer == "second":
        right, wrong = wrong, right
    speaker = right.attribution.speaker
    judgement = Judgement("speaker", speaker.name, speaker.kind)
    state = states[1] if answer == "first" else states[0]
    return recorder.judge(who, attribution_key(wrong), judgement, state)
