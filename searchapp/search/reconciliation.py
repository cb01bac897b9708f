"""Reconciliation: the speakers of an archive that a name from elsewhere may mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from searchapp.models.analytics import SpeakersRequest, SpeakerSummary
from searchapp.models.normalize import fold, slug
from searchapp.search.service import SearchService

_MAX_COMPARED = 200
"""The most speakers that a name is compared with, the most quoted first."""


@dataclass(frozen=True, slots=True)
class ReconciledSpeaker:
    """A speaker that a name may mean.

    ``score`` is the similarity of the most similar name of the speaker, 0 to 100; ``certain``
    says that the archive has exactly the name, and for this speaker only.
    """

    speaker: SpeakerSummary
    score: float
    certain: bool


def reconcile(
    service: SearchService, name: str, kinds: Collection[str] = (), limit: int = 5
) -> tuple[ReconciledSpeaker, ...]:
    """Return the speakers that *name* may mean, the most similar first, then the most quoted.

    Speakers with all words of the name are compared with it, or else those with its last word.
    Raises ``NoIndexError``.
    """
    words = fold(name).split()
    if not words:
        return ()
    candidates = _candidates(service, name) or _candidates(service, words[-1])
    table, own_id = service.speaker_table(), service.speaker_id(name)
    reconciled = []
    for speaker in candidates:
        if kinds and speaker.kind not in kinds:
            continue
        names = [form.name for form in table.forms_of(speaker.id)] or [speaker.name]
        certain = speaker.id == own_id and slug(name) in map(slug, names)
        score = max(fuzz.token_sort_ratio(fold(name), fold(other)) for other in names)
        reconciled.append(ReconciledSpeaker(speaker, 100.0 if certain else score, certain))
    reconciled.sort(key=lambda r: (-r.certain, -r.score, -r.speaker.count, r.speaker.id))
    return tuple(reconciled[:limit])


def _candidates(service: SearchService, name: str) -> tuple[SpeakerSummary, ...]:
    request = SpeakersRequest(name=name, limit=_MAX_COMPARED)
    return service.speakers(request).speakers
