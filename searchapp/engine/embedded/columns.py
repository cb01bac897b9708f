"""The whole index by document: what filters, facets and sorting look at.

Filters never touch scores, and each facet is counted under all filters but its own;
both come out of arrays over all documents, made once for each generation.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from whoosh.searching import Searcher

from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.records import UNDATED
from searchapp.text import slug

Mask = npt.NDArray[np.bool_]
Documents = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]

NO_DAY = -1
"""The day number of an undated paragraph; other days are ``date.toordinal()``."""

_MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which documents have which values of one field.

    ``documents[starts[i]:starts[i + 1]]`` are those of value ``ids[i]``, in
    ascending order, each once; ``names[i]`` is how a reader sees the value.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    documents: Documents
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, groups: Iterable[tuple[str, str, Documents]]) -> Grouping:
        """Return the grouping of (id, name, documents) triples, in the order given."""
        listed = list(groups)
        sizes = [len(documents) for _, _, documents in listed]
        return cls(
            ids=tuple(id_ for id_, _, _ in listed),
            names=tuple(name for _, name, _ in listed),
            documents=(
                np.concatenate([documents for _, _, documents in listed])
                if listed
                else np.empty(0, np.int32)
            ),
            starts=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        )

    def mask(self, chosen: Collection[str], size: int) -> Mask:
        """Return, for *size* documents, whether each has any of the *chosen* ids."""
        mask = np.zeros(size, np.bool_)
        for i, id_ in enumerate(self.ids):
            if id_ in chosen:
                mask[self.documents[self.starts[i] : self.starts[i + 1]]] = True
        return mask

    def counts(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Return for each value how many of its documents *mask* holds true for."""
        running = np.concatenate([[0], np.cumsum(mask[self.documents], dtype=np.int64)])
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])


def _documents_by_term(searcher: Searcher, field: str) -> dict[str, Documents]:
    parts: dict[str, list[Documents]] = {}
    for leaf, offset in searcher.leaf_searchers():
        reader = leaf.reader()
        for term in reader.field_terms(field):
            found = np.fromiter(reader.postings(field, term).all_ids(), np.int32) + offset
            if len(found):
                parts.setdefault(term, []).append(found.astype(np.int32))
    return {term: np.concatenate(found) for term, found in parts.items()}


def _merged_by_slug(by_name: dict[str, Documents]) -> dict[str, tuple[str, Documents]]:
    """Return name and documents for each speaker id.

    Equal names are one speaker; of spellings that make the same id, the one that
    most paragraphs have is shown.
    """
    merged: dict[str, tuple[str, Documents]] = {}
    for name, documents in sorted(by_name.items(), key=lambda item: (-len(item[1]), item[0])):
        id_ = slug(name)
        if id_ in merged:
            shown, earlier = merged[id_]
            merged[id_] = shown, np.union1d(earlier, documents)
        else:
            merged[id_] = name, documents
    return merged


def _ranks(article: npt.NDArray[np.int32], number: npt.NDArray[np.int32]) -> Documents:
    """Return each document's place in the order of article id and paragraph number."""
    order = np.lexsort((number, article))
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one generation. Every array is as long as ``size``, the documents.

    ``article`` numbers the articles in the order of their ids; ``rank`` is the place
    by article id and paragraph number; ``day`` is the day number or ``NO_DAY``.
    """

    size: int
    article: npt.NDArray[np.int32]
    number: npt.NDArray[np.int32]
    rank: Documents
    day: Days
    speakers: Grouping
    sources: Grouping
    years: Grouping
    quotations: Grouping
    pairs: dict[str, Grouping]
    """Speakers by quotation type: who is quoted directly, and so on."""

    @classmethod
    def of(cls, searcher: Searcher) -> Columns:
        """Read the columns out of an open index."""
        size = searcher.doc_count_all()
        article = np.zeros(size, np.int32)
        for i, (_, documents) in enumerate(sorted(_documents_by_term(searcher, "article").items())):
            article[documents] = i
        number = np.zeros(size, np.int32)
        microseconds = np.zeros(size, np.uint64)
        for leaf, offset in searcher.leaf_searchers():
            reader = leaf.reader()
            count = reader.doc_count_all()
            numbers = reader.column_reader("number", translate=False)
            dates = reader.column_reader("date", translate=False)
            number[offset : offset + count] = [numbers[i] for i in range(count)]
            microseconds[offset : offset + count] = [dates[i] for i in range(count)]
        day = _days(microseconds)
        live = np.zeros(size, np.bool_)
        for leaf, offset in searcher.leaf_searchers():
            live[offset + np.fromiter(leaf.reader().all_doc_ids(), np.int64)] = True
        speakers = _merged_by_slug(_documents_by_term(searcher, "speakers"))
        return cls(
            size=size,
            article=article,
            number=number,
            rank=_ranks(article, number),
            day=day,
            speakers=Grouping.of((id_, name, docs) for id_, (name, docs) in speakers.items()),
            sources=_plain(_documents_by_term(searcher, "source")),
            years=_years(day, live),
            quotations=_plain(_documents_by_term(searcher, "quotation")),
            pairs=_pairs(_documents_by_term(searcher, "speaker_quotation"), speakers),
        )


def _days(microseconds: npt.NDArray[np.uint64]) -> Days:
    # Whoosh counts from the first midnight of the calendar, and gives the largest
    # number that the column holds where a document has no date.
    days = microseconds // np.uint64(_MICROSECONDS_A_DAY) + datetime.date.min.toordinal()
    return np.where(days > datetime.date.max.toordinal(), NO_DAY, days).astype(np.int32)


def _plain(by_term: dict[str, Documents]) -> Grouping:
    return Grouping.of((term, term, documents) for term, documents in sorted(by_term.items()))


def _years(day: Days, live: Mask) -> Grouping:
    groups: list[tuple[str, list[int]]] = []
    for number in np.unique(day[live]):
        year = UNDATED if number == NO_DAY else f"{datetime.date.fromordinal(number).year:04}"
        if not groups or groups[-1][0] != year:
            groups.append((year, []))
        groups[-1][1].append(int(number))
    return Grouping.of(
        (year, year, np.flatnonzero(live & (day >= days[0]) & (day <= days[-1])).astype(np.int32))
        for year, days in groups
    )


def _pairs(
    by_term: dict[str, Documents], speakers: dict[str, tuple[str, Documents]]
) -> dict[str, Grouping]:
    by_quotation: dict[str, dict[str, Documents]] = {}
    for term, documents in by_term.items():
        name, _, quotation = term.rpartition(PAIR_SEPARATOR)
        by_id = by_quotation.setdefault(quotation, {})
        id_ = slug(name)
        by_id[id_] = np.union1d(by_id[id_], documents) if id_ in by_id else documents
    empty = np.empty(0, np.int32)
    return {
        quotation: Grouping.of((id_, speakers[id_][0], by_id.get(id_, empty)) for id_ in speakers)
        for quotation, by_id in by_quotation.items()
    }
