"""Writing segments: from articles in memory, or merged from other segments."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.stored_paragraph import shared_fields
from searchapp.engine.embedded.format.arrayfile import Array, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import narrow, put_packed
from searchapp.engine.embedded.format.postings import GAP, Documents, TokenStream, offsets
from searchapp.engine.embedded.format.segment_reader import (
    ARTICLE_FIELDS,
    COUNTED_FIELDS,
    NO_DAY,
    STEMMED_FIELDS,
    VALUE_FIELDS,
    SegmentReader,
)
from searchapp.engine.embedded.format.stored_fields import StoredWriter
from searchapp.engine.embedded.format.term_dictionary import write_lexicon
from searchapp.engine.embedded.search.duplicates import text_hashes
from searchapp.engine.embedded.write.merge import MergeSource, merge_field
from searchapp.engine.schema import PAIR_SEPARATOR, paragraph_schema
from searchapp.models.articles import Article
from searchapp.query import analysis

_KEPT_DAYS = 4096
_SPEECH_FIELDS = (
    *("speaker_name", "role", "speakers"),
    *("quotation", "speaker_quotation", "speaker_role"),
)


def _stem_tables(lexicon: list[bytes]) -> tuple[list[bytes], Array, Array]:
    """Return the stems of *lexicon*, where the words of each start, and the words' numbers."""
    words: dict[str, list[int]] = {}
    for number, stem in enumerate(analysis.stems(word.decode() for word in lexicon)):
        words.setdefault(stem, []).append(number)
    # In Python, texts sort as their UTF-8 does.
    stems = sorted(words)
    starts = offsets(np.fromiter((len(words[s]) for s in stems), np.int64, len(stems)))
    numbers = np.fromiter((n for s in stems for n in words[s]), np.int32)
    return [stem.encode() for stem in stems], starts, numbers


def _write_stems(file: ArrayFileWriter, field: str, lexicon: list[bytes]) -> None:
    stems, starts, numbers = _stem_tables(lexicon)
    write_lexicon(file, field, stems)
    file.put(f"{field}/word_starts", starts, narrow(starts))
    file.put(f"{field}/words", numbers, np.int32)


Speech = tuple[tuple[str, str, str], ...]
"""The name, role and quotation type of each attribution of a paragraph."""


class SegmentBuilder:
    """Collects articles and writes them as a segment.

    What is stored is compressed with *dictionary*; where it is empty, one is trained.
    """

    def __init__(self, path: Path, dictionary: bytes = b"") -> None:
        self._file = ArrayFileWriter(path)
        self._stored = StoredWriter(self._file, dictionary)
        self._streams = {name: TokenStream() for name in (*COUNTED_FIELDS, *VALUE_FIELDS)}
        self._date_field = paragraph_schema()["date"]
        self._date_terms = lru_cache(_KEPT_DAYS)(self._terms_of_day)
        self._first = array("i", [0])
        self._days = array("i")
        self._numbers = array("i")
        self._entered = array("q")
        # Each speech once, and which paragraph has which.
        self._speeches: dict[Speech, int] = {}
        self._speaking = array("i")
        self._speech = array("i")

    @property
    def documents(self) -> int:
        """How many paragraphs have been added."""
        return self._first[-1]

    @property
    def words(self) -> int:
        """How many words of text have been added: what the memory in use goes by."""
        return len(self._streams["exact"])

    def add(self, article: Article, entered: Sequence[int] = ()) -> None:
        """Add the paragraphs of *article*.

        *entered* says when each of them first entered the index, in seconds since 1970,
        UTC; where it is not given, that is unknown and stands as 0.
        """
        if not article.paragraphs:
            return
        self._entered.extend(entered or [0] * len(article.paragraphs))
        self._add_shared(article)
        self._stored.begin(shared_fields(article))
        exact = self._streams["exact"]
        for document, paragraph in enumerate(article.paragraphs, self.documents):
            exact.add(document, exact.numbers(analysis.folded_words(paragraph.text)))
            self._numbers.append(paragraph.number)
            self._stored.add(paragraph)
            if paragraph.mentions:
                names = sorted({mention.name for mention in paragraph.mentions})
                numbers = self._word_numbers("mention_name", names)
                self._streams["mention_name"].add(document, numbers)
            if paragraph.attributions:
                # Who only thinks is no speaker: what is searched is speech.
                speech = tuple(
                    [
                        (a.speaker.name, a.role, a.quotation)
                        for a in paragraph.attributions
                        if a.act == "speech"
                    ]
                )
                if speech:
                    self._speaking.append(document)
                    self._speech.append(self._speeches.setdefault(speech, len(self._speeches)))
        self._first.append(self.documents + len(article.paragraphs))

    def _add_shared(self, article: Article) -> None:
        """Add what the paragraphs of *article* share."""
        number = len(self._days)
        self._days.append(article.date.toordinal() if article.date else NO_DAY)
        for field, text in (("title_exact", article.title), ("author", article.author)):
            if text:
                self._streams[field].add(number, self._word_numbers(field, (text,)))
        values = [("article", article.id.encode()), ("source", article.source.encode())]
        if article.date:
            values += [("date", term) for term in self._date_terms(article.date)]
        for field, value in values:
            if value:
                stream = self._streams[field]
                stream.add(number, [stream.vocabulary[value]])

    def _terms_of_day(self, day: datetime.date) -> list[bytes]:
        midnight = datetime.datetime.combine(day, datetime.time())
        return [term for term, *_ in self._date_field.index(midnight)]

    def _word_numbers(self, field: str, texts: Sequence[str]) -> list[int]:
        """Return the words of *texts*, a gap between one and the next."""
        stream = self._streams[field]
        numbers: list[int] = []
        for text in texts:
            if numbers:
                numbers.append(GAP)
            numbers += stream.numbers(analysis.folded_words(text))
        return numbers

    def _add_speeches(self) -> None:
        """Add what paragraphs are found by for who speaks in them."""
        found = [self._numbers_of_speech(speech) for speech in self._speeches]
        documents = np.frombuffer(self._speaking, np.int32)
        kinds = np.frombuffer(self._speech, np.int32)
        for field in _SPEECH_FIELDS:
            self._streams[field].add_many(documents, kinds, [numbers[field] for numbers in found])

    def _numbers_of_speech(self, speech: Speech) -> dict[str, list[int]]:
        """Return what a paragraph's *speech* is found by: for each field, its terms."""
        names = sorted({name for name, _, _ in speech})
        roles = sorted({role for _, role, _ in speech if role})
        found = {
            "speaker_name": self._word_numbers("speaker_name", names),
            "role": self._word_numbers("role", roles),
        }
        for field, values in (
            ("speakers", names),
            ("quotation", {quotation for _, _, quotation in speech}),
            (
                "speaker_quotation",
                {f"{name}{PAIR_SEPARATOR}{quotation}" for name, _, quotation in speech},
            ),
            (
                "speaker_role",
                {f"{name}{PAIR_SEPARATOR}{role}" for name, role, _ in speech if role},
            ),
        ):
            numbers = self._streams[field].numbers(value.encode() for value in sorted(values))
            found[field] = sorted(numbers)
        return found

    def finish(self, *, stems: bool = True) -> None:
        """Write the segment; without *stems* where it is to be merged, which makes them anew."""
        self._stored.close()
        self._add_speeches()
        self._file.put("article/first", np.frombuffer(self._first, np.int32))
        self._file.put("article/day", np.frombuffer(self._days, np.int32))
        put_packed(self._file, "column/number", np.frombuffer(self._numbers, np.int32))
        wording = text_hashes(self._streams["exact"], self.documents)
        self._file.put("column/wording", wording, np.uint64)
        _put_entered(self._file, np.frombuffer(self._entered, np.int64))
        for name, stream in self._streams.items():
            if len(stream):
                size = len(self._days) if name in ARTICLE_FIELDS else self.documents
                stream.write(self._file, name, size, counted=name in COUNTED_FIELDS)
        for name, words in STEMMED_FIELDS.items():
            if stems and len(self._streams[words]):
                _write_stems(self._file, name, sorted(self._streams[words].vocabulary))
        self._file.close({"documents": self.documents})

    def abandon(self) -> None:
        """Let go of the unfinished file."""
        self._file.abandon()


def merge_segments(
    path: Path, segments: Sequence[tuple[SegmentReader, Array]], dictionary: bytes
) -> int:
    """Write the live documents of *segments* as one segment; return how many they are.

    Each segment comes with the numbers of its deleted documents; an article is deleted
    whole. Documents keep their order. Those blocks are only copied that were compressed
    with *dictionary*; where it is empty, one is trained. Memory holds the lexicons and a
    piece of the postings.
    """
    by_document: list[MergeSource] = []
    by_article: list[MergeSource] = []
    documents = articles = 0
    for segment, deleted in segments:
        live = np.ones(segment.documents, np.bool_)
        live[deleted] = False
        by_document.append(MergeSource(segment.file, _moved(live, documents)))
        documents += by_document[-1].live
        live = live[segment.first[:-1]]
        by_article.append(MergeSource(segment.file, _moved(live, articles)))
        articles += by_article[-1].live
    file = ArrayFileWriter(path)
    stored = StoredWriter(file, dictionary)
    for (segment, _), source in zip(segments, by_document, strict=True):
        stored.copy(segment.stored, source.moved >= 0)
    stored.close()
    sizes = [np.diff(s.first)[m.moved >= 0] for (s, _), m in zip(segments, by_article, strict=True)]
    file.put("article/first", offsets(np.concatenate(sizes)), np.int32)
    days = [source.file.array("article/day")[source.moved >= 0] for source in by_article]
    file.put("article/day", np.concatenate(days))
    numbers = [
        segment.column("number")[source.moved >= 0]
        for (segment, _), source in zip(segments, by_document, strict=True)
    ]
    put_packed(file, "column/number", np.concatenate(numbers))
    wording = [
        segment.wordings()[source.moved >= 0]
        for (segment, _), source in zip(segments, by_document, strict=True)
    ]
    file.put("column/wording", np.concatenate(wording), np.uint64)
    entered = [
        segment.entered()[source.moved >= 0]
        for (segment, _), source in zip(segments, by_document, strict=True)
    ]
    _put_entered(file, np.concatenate(entered))
    lexicons = {
        name: merge_field(file, name, by_article if name in ARTICLE_FIELDS else by_document)
        for name in (*COUNTED_FIELDS, *VALUE_FIELDS)
    }
    for name, words in STEMMED_FIELDS.items():
        if lexicons[words]:
            _write_stems(file, name, lexicons[words])
    file.close({"documents": documents})
    return documents


def _put_entered(file: ArrayFileWriter, entered: npt.NDArray[np.int64]) -> None:
    """Write when documents entered: few moments, as a run enters all of its at one."""
    times, places = np.unique(entered, return_inverse=True)
    file.put("entered/times", times)
    file.put("column/entered", places, np.min_scalar_type(len(times)))


def _moved(live: npt.NDArray[np.bool_], base: int) -> Documents:
    return np.where(live, np.cumsum(live) - 1 + base, -1).astype(np.int32)
