"""Trails compared: how each wording differs from the first, and who else said nearly this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import LCSseq

from searchapp.models.quotes import Change
from searchapp.models.search import Hit
from searchapp.models.trails import Trail, TrailsRequest
from searchapp.quotes.alignment import changes
from searchapp.search.service import SearchService
from searchapp.text_reuse.words import forms, words_with_offsets

NEARLY = 5
"""How many paragraphs with nearly the words of a trail are listed."""
_CANDIDATES = 20
_CONFLICTS = 100
"""How many conflicts are read at a time."""


@dataclass(frozen=True, slots=True)
class ComparedWording:
    """A wording of a trail, and its differences from the first one.

    ``changes`` are in places of ``text``. ``cut``, 0 to 1, is the share of the first wording's
    words that this one lacks. ``appearances`` counts the paragraphs that have it.
    """

    text: str
    changes: tuple[Change, ...]
    cut: float
    appearances: int


def compare_wordings(trail: Trail) -> tuple[ComparedWording, ...]:
    """Return the wordings of a trail, each compared with the first."""
    first = words_with_offsets(trail.wordings[0])
    compared = []
    for number, text in enumerate(trail.wordings):
        words = words_with_offsets(text)
        shared = LCSseq.similarity(forms(first), forms(words))
        compared.append(
            ComparedWording(
                text,
                changes(words, text, first, trail.wordings[0]) if number else (),
                1 - shared / max(len(first), 1),
                sum(appearance.wording == number for appearance in trail.appearances),
            )
        )
    return tuple(compared)


def conflicts(service: SearchService) -> Iterator[Trail]:
    """Yield the passages that are credited to different speakers, those in most articles first.

    Raises ``NoIndexError``.
    """
    request = TrailsRequest(conflict=True, limit=_CONFLICTS)
    while True:
        page = service.trails(request)
        yield from page.trails
        if not page.has_next:
            return
        request = replace(request, page=request.page + 1)


def nearly_this(service: SearchService, trail: Trail) -> tuple[Hit, ...]:
    """Return paragraphs of other speakers that share the rare words of a trail's first one.

    Those of the trail are left out, and those in which only the credited speakers speak. Raises
    ``NoIndexError`` and ``QueryTooExpensiveError``.
    """
    first = trail.first.hit
    similar = service.similar(first.article_id, first.number, _CANDIDATES)
    members = {hit_id for one in trail.appearances for hit_id in (one.hit.id, *one.copies)}
    hits = similar.hits if similar else ()
    identities = service.speaker_table()

    def has_another_speaker(hit: Hit) -> bool:
        return any(
            a.act == "speech" and identities.speaker_of(a.speaker.id) not in trail.speaker_ids
            for a in hit.attributions
        )

    others = (hit for hit in hits if hit.id not in members and has_another_speaker(hit))
    return tuple(hit for hit, _ in zip(others, range(NEARLY), strict=False))
