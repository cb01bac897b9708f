"""Trails compared: how each wording differs from the first, and who else said nearly this."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from searchapp.models.quotes import Change
from searchapp.models.search import Hit
from searchapp.models.trails import ComparedWording, LeftOut, Trail, TrailsRequest
from searchapp.quotes.alignment import changes
from searchapp.search.service import SearchService
from searchapp.text_reuse.words import words_with_offsets

NEARLY = 5
"""How many paragraphs with nearly the words of a trail are listed."""
_CANDIDATES = 20
_ELLIPSIS = re.compile(r"\W*?(?:…|\.\s?\.\s?\.)")
_CONFLICTS = 100
"""How many conflicts are read at a time."""


def compare_wordings(trail: Trail) -> tuple[ComparedWording, ...]:
    """Return the wordings of a trail, each compared with the first."""
    first = words_with_offsets(trail.wordings[0])
    compared = []
    for number, text in enumerate(trail.wordings):
        words = words_with_offsets(text)
        own = changes(words, text, first, trail.wordings[0]) if number else ()
        left_out = _left_out(own, text)
        compared.append(
            ComparedWording(
                text,
                own,
                left_out.total / max(len(first), 1),
                left_out,
                sum(appearance.wording == number for appearance in trail.appearances),
            )
        )
    return tuple(compared)


def _left_out(differences: Iterable[Change], text: str) -> LeftOut:
    """Return how many words the wording *text* lacks.

    Where fewer words stand in place of others, the rest of these is left out.
    """
    counts: Counter[str] = Counter()
    for change in differences:
        lacking = len(words_with_offsets(change.archive))
        replaced = min(lacking, len(words_with_offsets(change.quoted)))
        counts["replaced"] += replaced
        counts[place_of(change, text)] += lacking - replaced
    return LeftOut(**counts)


def place_of(change: Change, text: str) -> Literal["start", "end", "ellipsis", "unmarked"]:
    """Return where the wording *text* lacks the words of *change*, as ``LeftOut`` names it."""
    if not words_with_offsets(text[: change.start]):
        return "start"
    if not words_with_offsets(text[change.end :]):
        return "end"
    return "ellipsis" if _ELLIPSIS.match(text, change.end) else "unmarked"


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
