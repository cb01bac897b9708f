"""Gathering passages: which of them are wordings of one, in a whole archive or near a change.

A full run compares the passages that share fingerprints, which it has collected itself. An
incremental run searches the index for what shares fingerprints with the passages that were
added, and takes the links of all others from the stored trails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
import numpy as np

from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.index_reader import IndexReader, RawHit, batches
from searchapp.engine.opensearch.trails.documents import TRAIL_FACET, Link, TrailDocument
from searchapp.engine.opensearch.trails.passage_reader import PassageReader
from searchapp.engine.opensearch.trails.passages import (
    paragraph_passages,
    stored_passages,
)
from searchapp.engine.opensearch.trails.shingle_file import Hashes
from searchapp.text_reuse.fingerprints import MAX_TEXTS, MIN_SHARED, Fingerprints
from searchapp.text_reuse.passages import ReportedPassage
from searchapp.text_reuse.similarity import is_wording

_PAIRS_PER_REQUEST = 2_000
_TEXTS_PER_REQUEST = 5_000
_TRAILS_PER_REQUEST = 5_000

Passages = dict[int, ReportedPassage]
"""Passages by their hashes."""


class Component(NamedTuple):
    """Passages that are linked, directly or through others, and their links."""

    texts: tuple[int, ...]
    links: tuple[Link, ...]


def passages_in(hits: Iterable[RawHit]) -> Iterator[tuple[int, ReportedPassage]]:
    """Yield the passages of paragraphs with their hashes."""
    for raw in hits:
        passages = paragraph_passages(read_stored(raw["_source"]).paragraph)
        yield from zip(stored_passages(raw), passages, strict=True)


def linked_pairs(
    passages: PassageReader, pairs: Hashes, renew: Callable[[], None]
) -> Iterator[Link]:
    """Yield those of the ascending *pairs* of passages that are wordings of one."""
    for start in range(0, len(pairs), _PAIRS_PER_REQUEST):
        renew()
        batch = pairs[start : start + _PAIRS_PER_REQUEST]
        texts = frozenset(np.unique(batch).tolist())
        read: Passages = {}
        for text, passage in passages_in(passages.with_any(texts)):
            if text in texts:
                read.setdefault(text, passage)
        for one, other in batch.tolist():
            if one in read and other in read and is_wording(read[one], read[other]):
                yield one, other


def components(texts: Collection[int], links: Iterable[Link]) -> Iterator[Component]:
    """Yield the connected components of *texts*; links with other texts do not count."""
    remaining = set(texts)
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in links:
        if one in remaining and other in remaining:
            neighbours[one].add(other)
            neighbours[other].add(one)
    for start in sorted(remaining):
        if start not in remaining:
            continue
        members, pending = {start}, [start]
        while pending:
            new = neighbours[pending.pop()] - members
            members |= new
            pending += new
        remaining -= members
        yield Component(
            tuple(sorted(members)),
            tuple((a, b) for a in sorted(members) for b in sorted(neighbours[a]) if a < b),
        )


@dataclass(frozen=True, slots=True)
class StoredTrails:
    """Reads the trails in the index *index*. All methods raise the errors of the client."""

    reader: IndexReader
    index: str

    def with_texts(self, texts: Collection[int]) -> Iterator[TrailDocument]:
        """Yield the trails that have any of the passages *texts*."""
        yield from self._with_any("texts", texts)

    def with_speakers(self, ids: Collection[str]) -> Iterator[TrailDocument]:
        """Yield the trails in which any of the names *ids* is credited."""
        yield from self._with_any("speakers", ids)

    def _with_any(
        self, name: str, values: Collection[int] | Collection[str]
    ) -> Iterator[TrailDocument]:
        for batch in batches(sorted(values), _TEXTS_PER_REQUEST):
            clauses = [{"term": {"facet": TRAIL_FACET}}, {"terms": {name: batch}}]
            yield from self._read({"bool": {"filter": clauses}})

    def all(self) -> Iterator[TrailDocument]:
        """Yield all trails."""
        yield from self._read({"bool": {"filter": [{"term": {"facet": TRAIL_FACET}}]}})

    def _read(self, query: Mapping[str, object]) -> Iterator[TrailDocument]:
        body = {
            "query": query,
            "sort": ["first"],
            "size": _TRAILS_PER_REQUEST,
            "track_total_hits": False,
        }
        while True:
            hits = self.reader.search(self.index, body)["hits"]["hits"]
            for hit in hits:
                yield msgspec.convert(hit["_source"], TrailDocument)
            if len(hits) < _TRAILS_PER_REQUEST:
                return
            body["search_after"] = hits[-1]["sort"]


@dataclass(slots=True)
class Neighbourhood:
    """The passages that a change concerns: all that are linked with it, through others too.

    ``stored`` are the trails that it had before, by key.
    """

    passages: PassageReader
    trails: StoredTrails
    renew: Callable[[], None]
    texts: set[int] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)
    stored: dict[str, TrailDocument] = field(default_factory=dict)
    _fingerprints: dict[int, Fingerprints] = field(default_factory=dict)

    def explore(self, texts: Collection[int], passages: Mapping[int, ReportedPassage]) -> None:
        """Add the passages *texts* and all that are linked with them.

        *passages* are those of them that the generation has.
        """
        pending = dict.fromkeys(texts) | dict(passages)
        while pending:
            self.renew()
            known = self._add_stored(pending)
            self.texts.update(pending)
            unknown = {
                text: passage
                for text, passage in pending.items()
                if passage is not None and text not in known
            }
            pending = {
                text: passage
                for text, passage in self._add_wordings(unknown).items()
                if text not in self.texts
            }

    def _add_stored(self, texts: Collection[int]) -> set[int]:
        """Add the stored trails that have any of *texts*, and return their passages."""
        known: set[int] = set()
        for trail in self.trails.with_texts(texts):
            self.stored[trail.key] = trail
            self.links.update(trail.links)
            known.update(trail.texts)
        self.texts |= known
        return known

    def _add_wordings(self, passages: Mapping[int, ReportedPassage]) -> Passages:
        """Add the links of *passages* with other wordings, and return these."""
        texts = list(passages)
        own = [self._fingerprints_of(text, passages[text]) for text in texts]
        wordings: Passages = {}
        candidates = self.passages.candidates(own)
        for text, fingerprints, hits in zip(texts, own, candidates, strict=True):
            others = dict(passages_in(hits))
            for other in self._sharing(text, fingerprints, others):
                if is_wording(passages[text], others[other]):
                    self.links.add((min(text, other), max(text, other)))
                    wordings[other] = others[other]
        return wordings

    def _sharing(self, text: int, own: Fingerprints, others: Passages) -> Iterator[int]:
        """Yield those of *others* that share enough fingerprints with the passage *text*.

        Fingerprints of set phrases do not count.
        """
        owners: defaultdict[int, list[int]] = defaultdict(list)
        own_hashes = frozenset(own.hashes.tolist())
        for other, passage in others.items():
            hashes = self._fingerprints_of(other, passage).hashes.tolist()
            for value in own_hashes.intersection(hashes):
                owners[value].append(other)
        shared: defaultdict[int, int] = defaultdict(int)
        for sharing in owners.values():
            if len({text, *sharing}) <= MAX_TEXTS:
                for other in sharing:
                    shared[other] += 1
        for other, count in shared.items():
            least = min(len(own.hashes), len(self._fingerprints[other].hashes))
            if other != text and count >= MIN_SHARED * least:
                yield other

    def _fingerprints_of(self, text: int, passage: ReportedPassage) -> Fingerprints:
        if text not in self._fingerprints:
            self._fingerprints[text] = Fingerprints.of([passage.forms])
        return self._fingerprints[text]


def batched_components(some: Iterable[Component], texts: int) -> Iterator[Sequence[Component]]:
    """Yield whole components in batches of at least *texts* passages, but for the last."""
    batch: list[Component] = []
    size = 0
    for component in some:
        batch.append(component)
        size += len(component.texts)
        if size >= texts:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
