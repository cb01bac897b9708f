"""Parts of the table of trails: what searches need of trails, changed trail by trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from searchapp.engine.opensearch.trails.documents import (
    CountedTrail,
    Part,
    PartDocument,
    TrailDocument,
    part_of_paragraph,
    part_of_text,
)

MAX_PART_SIZE = 50_000
"""Entries of a part; a filter of the cluster takes a list of at most 65,536 values."""

_MEAN_PART_SIZE = 25_000


class TrailParts:
    """The parts of a table, *stored* or none, to which trails are added and removed."""

    def __init__(self, stored: Sequence[Part] = ()) -> None:
        count = max(len(stored), 1)
        self._trails: list[dict[int, CountedTrail]] = [{} for _ in range(count)]
        self._later: list[Counter[str]] = [Counter() for _ in range(count)]
        self._changed = set() if stored else {0}
        for number, part in enumerate(stored):
            self._trails[number] = dict(zip(part.texts, part.trails, strict=True))
            self._later[number] = Counter(part.later)

    def add(self, trail: TrailDocument) -> None:
        """Add a trail. Set phrases count nowhere."""
        if trail.set_phrase:
            return
        counted = CountedTrail(trail.id, trail.articles, trail.wordings)
        for text in trail.texts:
            self._trails[self._number_of(text)][text] = counted
        for key in trail.later:
            self._later[self._number_of_paragraph(key)][key] += 1

    def remove(self, trail: TrailDocument) -> None:
        """Remove a trail that was added."""
        if trail.set_phrase:
            return
        for text in trail.texts:
            self._trails[self._number_of(text)].pop(text, None)
        for key in trail.later:
            later = self._later[self._number_of_paragraph(key)]
            later[key] -= 1
            if later[key] <= 0:
                del later[key]

    def _number_of(self, text: int) -> int:
        number = part_of_text(text, len(self._trails))
        self._changed.add(number)
        return number

    def _number_of_paragraph(self, key: str) -> int:
        number = part_of_paragraph(key, len(self._later))
        self._changed.add(number)
        return number

    def documents(self) -> Iterator[PartDocument]:
        """Yield the parts that have changed; all of them where one had grown too large."""
        sizes = [
            max(len(t), later.total()) for t, later in zip(self._trails, self._later, strict=True)
        ]
        if max(sizes) > MAX_PART_SIZE:
            self._divide(-(-sum(sizes) // _MEAN_PART_SIZE))
        for number in sorted(self._changed):
            trails = sorted(self._trails[number].items())
            part = Part(
                len(self._trails),
                [text for text, _ in trails],
                [trail for _, trail in trails],
                sorted(self._later[number].elements()),
            )
            yield PartDocument(number, part)

    def _divide(self, count: int) -> None:
        """Divide all entries into *count* parts."""
        trails, later = self._trails, self._later
        self._trails = [{} for _ in range(count)]
        self._later = [Counter() for _ in range(count)]
        self._changed = set(range(count))
        for text, trail in (item for part in trails for item in part.items()):
            self._trails[part_of_text(text, count)][text] = trail
        for key, times in (item for part in later for item in part.items()):
            self._later[part_of_paragraph(key, count)][key] = times
