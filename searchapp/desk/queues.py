"""Queues of questions about attributions, read from the index once after each ``reindex``.

What editors answer meanwhile is taken from ``corrections.toml``, so that a queue stays right
without reading the index again.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from searchapp.desk.decisions import AttributionKey
from searchapp.desk.odd_names import looks_like_no_name
from searchapp.editorial import CORRECTIONS_FILE, Correction, read_corrections
from searchapp.engine.errors import EngineError
from searchapp.indexing.last_run import FILE_NAME as LAST_RUN_FILE
from searchapp.models.articles import Attribution, paragraph_id
from searchapp.models.search import Hit
from searchapp.search.service import SearchService

QueueName = Literal["doubtful", "odd-names"]

MAX_CONFIDENCE = 0.9
"""Attributions with at least this confidence are in no queue of doubtful ones."""

DEFAULT_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An attribution that waits for an editor, with what queues are filtered by."""

    article_id: str
    number: int
    speaker_id: str
    speaker: str
    cue: str
    confidence: float
    source: str
    date: datetime.date | None

    @property
    def key(self) -> AttributionKey:
        """What identifies the attribution."""
        return AttributionKey(self.article_id, self.number, self.speaker_id, self.cue)

    @property
    def hash(self) -> str:
        """A short hash of the key."""
        text = f"{self.article_id}\0{self.number}\0{self.speaker_id}\0{self.cue}"
        return hashlib.blake2s(text.encode(), digest_size=5).hexdigest()


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What an editor wants to see of a queue.

    ``below`` is a confidence; of a queue of odd names it does not apply.
    """

    source: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    below: float = DEFAULT_CONFIDENCE

    def matches(self, item: QueueItem, queue: QueueName) -> bool:
        """Whether *item* of *queue* is shown."""
        if self.source and item.source != self.source:
            return False
        if queue == "doubtful" and item.confidence >= self.below:
            return False
        if self.first or self.last:
            if item.date is None:
                return False
            return (self.first or item.date) <= item.date <= (self.last or item.date)
        return True


@dataclass(frozen=True, slots=True)
class QueueState:
    """The items of a queue that match a filter: those to answer, and the number answered."""

    open_items: tuple[QueueItem, ...]
    answered: int

    @property
    def total(self) -> int:
        """All items that match."""
        return len(self.open_items) + self.answered


class AttributionQueues:
    """The queues of one index. A thread reads the index; ``ready`` says whether it is done."""

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._items: dict[QueueName, tuple[QueueItem, ...]] | None = None
        self._version: object = None
        self._reading: threading.Thread | None = None
        self._answered = _AnsweredParagraphs(service.settings.corpus_dir)

    def ready(self, seconds: float) -> bool:
        """Read the index if that is due; return whether the queues are read after *seconds*."""
        version = self._current_version()
        with self._lock:
            if version == self._version and self._items is not None:
                return True
            if self._reading is None:
                self._reading = threading.Thread(target=self._read, args=(version,), daemon=True)
                self._reading.start()
            reading = self._reading
        reading.join(seconds)
        return not reading.is_alive()

    def state(self, queue: QueueName, queue_filter: QueueFilter) -> QueueState:
        """Return the items of *queue* that match, the least certain first.

        Raises ``EditorialError``.
        """
        items = [i for i in self._of(queue) if queue_filter.matches(i, queue)]
        corrections = self._answered.by_paragraph()
        open_items = tuple(i for i in items if not _is_answered(i, corrections))
        return QueueState(open_items, len(items) - len(open_items))

    def sources(self, queue: QueueName) -> list[str]:
        """Return the sources of the items of *queue*, the most frequent first."""
        counts = Counter(item.source for item in self._of(queue) if item.source)
        return [source for source, _ in counts.most_common()]

    def _of(self, queue: QueueName) -> tuple[QueueItem, ...]:
        return (self._items or {}).get(queue, ())

    def _current_version(self) -> object:
        """Return what changes with a run of ``reindex``, and not with publications."""
        try:
            status = (self._service.settings.index_dir / LAST_RUN_FILE).stat()
        except OSError:
            return self._service.health().index
        return status.st_mtime_ns, status.st_ino

    def _read(self, version: object) -> None:
        doubtful: list[QueueItem] = []
        odd: list[QueueItem] = []
        try:
            for hit in self._service.scan_speech().hits:
                for item, attribution in _items(hit):
                    if attribution.confidence < MAX_CONFIDENCE:
                        doubtful.append(item)
                    if looks_like_no_name(attribution.speaker):
                        odd.append(item)
        except EngineError:
            version = None  # The next request reads again.
        with self._lock:
            self._items = {"doubtful": _sorted(doubtful), "odd-names": _sorted(odd)}
            self._version = version
            self._reading = None


def _sorted(items: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    return tuple(sorted(items, key=lambda i: (i.confidence, i.article_id, i.number, i.cue)))


def _items(hit: Hit) -> Iterator[tuple[QueueItem, Attribution]]:
    """Yield the attributions of speech of a paragraph that no editor set."""
    for attribution in hit.attributions:
        if attribution.act == "speech" and not attribution.corrected:
            item = QueueItem(
                hit.article_id,
                hit.number,
                attribution.speaker.id,
                attribution.speaker.name,
                attribution.cue,
                attribution.confidence,
                hit.source,
                hit.date,
            )
            yield item, attribution


def _is_answered(item: QueueItem, corrections: dict[str, list[Correction]]) -> bool:
    return any(
        correction.instead_of in ("", item.speaker_id) and correction.cue in ("", item.cue)
        for correction in corrections.get(paragraph_id(item.article_id, item.number), ())
    )


class _AnsweredParagraphs:
    """The corrections of a corpus folder by paragraph, read again where the file has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: object = None
        self._corrections: dict[str, list[Correction]] = {}

    def by_paragraph(self) -> dict[str, list[Correction]]:
        """Return the corrections by the address of the paragraph. Raises ``EditorialError``."""
        try:
            status = (self._folder / CORRECTIONS_FILE).stat()
            stamp: object = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = None
        if stamp != self._stamp or stamp is None:
            corrections: dict[str, list[Correction]] = defaultdict(list)
            for correction in read_corrections(self._folder):
                corrections[correction.paragraph].append(correction)
            self._corrections, self._stamp = dict(corrections), stamp
        return self._corrections


class Hashed(Protocol):
    """An item of a queue; ``hash`` identifies it."""

    @property
    def hash(self) -> str:
        """A hash in hexadecimal."""


Item = TypeVar("Item", bound=Hashed)


def next_item(
    items: Sequence[Item], editor: str, active: Collection[str], later: Collection[str]
) -> Item | None:
    """Return the item for *editor* to answer next, or None.

    Each of the editors who are *active* gets other items first. Once those are answered, an
    editor goes through the others' from the end, so that two do not meet until the last.
    Items whose hash is in *later* come last.
    """
    editors = sorted({*active, editor})
    place = editors.index(editor)

    def rank(position: int) -> tuple[bool, bool, int]:
        item = items[position]
        is_others = int(item.hash, 16) % len(editors) != place
        return item.hash in later, is_others, -position if is_others else position

    best = min(range(len(items)), key=rank, default=None)
    return None if best is None else items[best]
