"""Trails of a generation as records: pages of them, and one by its id."""

from __future__ import annotations

from collections import defaultdict

from searchapp.engine.common.highlighting import NO_HIGHLIGHTS
from searchapp.engine.common.trails import TrailMember, hash_in_id, make_trail
from searchapp.engine.embedded.search.result_set import hit_of
from searchapp.engine.embedded.search.searcher import Searcher
from searchapp.models.trails import Trail, TrailList, TrailsRequest


def trails_page(searcher: Searcher, request: TrailsRequest) -> TrailList:
    """Return one page of the trails, those in most articles first."""
    numbers = searcher.trails.statistics.ranked.tolist()
    if request.conflict:
        numbers = searcher.conflicts(lambda number: _trail(searcher, number).conflict)
    first = (request.page - 1) * request.limit
    page = numbers[first : first + request.limit]
    trails = tuple(_trail(searcher, number) for number in page)
    return TrailList(request, searcher.info, len(numbers), trails)


def find_trail(searcher: Searcher, id_: str) -> Trail | None:
    """Return the trail that has, or had, a wording with the hash in *id_*, or None."""
    text_hash = hash_in_id(id_)
    if text_hash is None:
        return None
    number = searcher.trails.with_hash(text_hash)
    if number is None and (target := searcher.trail_aliases.target_of(text_hash)) is not None:
        number = searcher.trails.with_hash(target)
    return None if number is None else _trail(searcher, number)


def _trail(searcher: Searcher, number: int) -> Trail:
    """Return a trail; of paragraphs with one text, the earliest one appears in it."""
    index, groups = searcher.trails, searcher.doc_values.duplicates.group
    members: list[TrailMember] = []
    listed: dict[int, str] = {}
    copies: dict[str, list[str]] = defaultdict(list)
    paragraphs: set[int] = set()
    for doc_id, place, text_hash in index.members(number):
        if doc_id in paragraphs:
            continue
        paragraphs.add(doc_id)
        hit = hit_of(searcher, doc_id, NO_HIGHLIGHTS)
        group = int(groups[doc_id])
        if group >= 0 and group in listed:
            copies[listed[group]].append(hit.id)
            continue
        listed[group] = hit.id
        members.append(TrailMember(hit, index.passage(doc_id, place), text_hash))
    return make_trail(members, copies, searcher.doc_values.speaker_table)
