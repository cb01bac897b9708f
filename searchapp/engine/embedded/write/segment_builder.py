"""Segment builder: collects articles in memory and writes them as one segment."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from searchapp.engine.common.stored_paragraph import article_fields
from searchapp.engine.embedded.format.arrayfile import ArrayFileWriter
from searchapp.engine.embedded.format.fields import write_stems
from searchapp.engine.embedded.format.packed_ints import write_packed
from searchapp.engine.embedded.format.postings import GAP, TokenStream
from searchapp.engine.embedded.format.segment_reader import (
    ARTICLE_FIELDS,
    COUNTED_FIELDS,
    NO_DAY,
    STEMMED_FIELDS,
    VALUE_FIELDS,
    put_added_at,
)
from searchapp.engine.embedded.format.stored_fields import StoredWriter
from searchapp.engine.embedded.write.text_hashes import text_hashes
from searchapp.engine.schema import PAIR_SEPARATOR, paragraph_schema
from searchapp.models.articles import Article, Paragraph
from searchapp.query.analysis import indexed_words

_DATE_FIELD = paragraph_schema()["date"]
_SPEAKER_FIELDS = (
    *("speaker_name", "role", "speakers"),
    *("quotation", "speech", "speaker_role"),
)

SpeechKey = tuple[tuple[str, str, str, str], ...]
"""The name, kind, role and quotation type of each speech attribution of a paragraph."""

_joined = PAIR_SEPARATOR.join


def _speech_key(paragraph: Paragraph) -> SpeechKey:
    # Thoughts and refusals are left out: by default, speech is what is searched.
    return tuple(
        [
            (a.speaker.name, a.speaker.kind, a.role, a.quotation)
            for a in paragraph.attributions
            if a.act == "speech"
        ]
    )


def _refusal_terms(paragraph: Paragraph) -> list[bytes]:
    """Return the terms of a paragraph's refusals, without duplicates."""
    terms = {
        _joined((a.speaker.kind, a.quotation, a.speaker.name, a.role)).encode()
        for a in paragraph.attributions
        if a.act == "refusal"
    }
    return sorted(terms)


@lru_cache(maxsize=4096)
def _date_terms(day: datetime.date) -> list[bytes]:
    midnight = datetime.datetime.combine(day, datetime.time())
    return [term for term, *_ in _DATE_FIELD.index(midnight)]


class SegmentBuilder:
    """Collects articles, and writes them to *path* as a segment.

    Stored documents are compressed with *dictionary*; if it is empty, one is trained.
    """

    def __init__(self, path: Path, dictionary: bytes = b"") -> None:
        self._file = ArrayFileWriter(path)
        self._stored = StoredWriter(self._file, dictionary)
        self._streams = {name: TokenStream() for name in (*COUNTED_FIELDS, *VALUE_FIELDS)}
        # By article: its first paragraph, and its day.
        self._first = array("i", [0])
        self._days = array("i")
        # By paragraph: its number in the article, and when it entered the index.
        self._numbers = array("i")
        self._added_at = array("q")
        # Each combination of speakers once, and which paragraphs have which.
        self._speech_keys: dict[SpeechKey, int] = {}
        self._speech_documents = array("i")
        self._speech_of_document = array("i")

    @property
    def documents(self) -> int:
        """The number of paragraphs added so far."""
        return self._first[-1]

    @property
    def words(self) -> int:
        """The number of words of text added so far, to which the memory in use is proportional."""
        return len(self._streams["exact"])

    def add(self, article: Article, added_at: Sequence[int] = ()) -> None:
        """Add the paragraphs of *article*.

        *added_at* says when each of them first entered the index, in seconds since 1970, UTC;
        0, for all of them if it is empty, means unknown.
        """
        if not article.paragraphs:
            return
        self._added_at.extend(added_at or [0] * len(article.paragraphs))
        self._add_article_fields(article)
        self._stored.begin(article_fields(article))
        exact = self._streams["exact"]
        for document, paragraph in enumerate(article.paragraphs, self.documents):
            exact.add(document, exact.numbers(indexed_words(paragraph.text)))
            self._numbers.append(paragraph.number)
            self._stored.add(paragraph)
            if paragraph.mentions:
                names = sorted({mention.name for mention in paragraph.mentions})
                numbers = self._word_numbers("mention_name", names)
                self._streams["mention_name"].add(document, numbers)
            if paragraph.attributions:
                self._add_attributions(document, paragraph)
        self._first.append(self.documents + len(article.paragraphs))

    def _add_attributions(self, document: int, paragraph: Paragraph) -> None:
        """Add the refusals of a paragraph; note its speech for ``_add_speaker_fields``."""
        if key := _speech_key(paragraph):
            self._speech_documents.append(document)
            number = self._speech_keys.setdefault(key, len(self._speech_keys))
            self._speech_of_document.append(number)
        if terms := _refusal_terms(paragraph):
            stream = self._streams["refusal"]
            stream.add(document, stream.numbers(terms))

    def _add_article_fields(self, article: Article) -> None:
        """Add the fields that the paragraphs of *article* share."""
        number = len(self._days)
        self._days.append(article.date.toordinal() if article.date else NO_DAY)
        for field, text in (("title_exact", article.title), ("author", article.author)):
            if text:
                self._streams[field].add(number, self._word_numbers(field, (text,)))
        values = [("article", article.id.encode()), ("source", article.source.encode())]
        if article.date:
            values += [("date", term) for term in _date_terms(article.date)]
        for field, value in values:
            if value:
                stream = self._streams[field]
                stream.add(number, [stream.vocabulary[value]])

    def _word_numbers(self, field: str, texts: Sequence[str]) -> list[int]:
        """Return the term numbers of the words of *texts*, with a gap between two texts."""
        stream = self._streams[field]
        numbers: list[int] = []
        for text in texts:
            if numbers:
                numbers.append(GAP)
            numbers += stream.numbers(indexed_words(text))
        return numbers

    def _add_speaker_fields(self) -> None:
        """Add the fields of speakers, roles and quotation types to the paragraphs with speech."""
        terms = [self._speaker_terms(key) for key in self._speech_keys]
        documents = np.frombuffer(self._speech_documents, np.int32)
        keys = np.frombuffer(self._speech_of_document, np.int32)
        for field in _SPEAKER_FIELDS:
            self._streams[field].add_many(documents, keys, [numbers[field] for numbers in terms])

    def _speaker_terms(self, key: SpeechKey) -> dict[str, list[int]]:
        """Return the term numbers of each speaker field for a combination of speakers."""
        names = sorted({name for name, _, _, _ in key})
        roles = sorted({role for _, _, role, _ in key if role})
        terms = {
            "speaker_name": self._word_numbers("speaker_name", names),
            "role": self._word_numbers("role", roles),
        }
        values = {
            "speakers": set(names),
            "quotation": {quotation for *_, quotation in key},
            "speech": {_joined((kind, quotation, name)) for name, kind, _, quotation in key},
            "speaker_role": {_joined((name, role)) for name, _, role, _ in key if role},
        }
        for field, field_values in values.items():
            numbers = self._streams[field].numbers(v.encode() for v in sorted(field_values))
            terms[field] = sorted(numbers)
        return terms

    def finish(self, *, stems: bool = True) -> None:
        """Write the segment.

        A segment that is to be merged is written without *stems*: merging makes them anew.
        Raises ``OSError``.
        """
        self._stored.close()
        self._add_speaker_fields()
        self._file.put("article/first", np.frombuffer(self._first, np.int32))
        self._file.put("article/day", np.frombuffer(self._days, np.int32))
        write_packed(self._file, "column/number", np.frombuffer(self._numbers, np.int32))
        hashes = text_hashes(self._streams["exact"], self.documents)
        self._file.put("column/wording", hashes, np.uint64)
        put_added_at(self._file, np.frombuffer(self._added_at, np.int64))
        for name, stream in self._streams.items():
            if len(stream):
                size = len(self._days) if name in ARTICLE_FIELDS else self.documents
                stream.write(self._file, name, size, counted=name in COUNTED_FIELDS)
        for name, words in STEMMED_FIELDS.items():
            if stems and len(self._streams[words]):
                write_stems(self._file, name, sorted(self._streams[words].vocabulary))
        self._file.close({"documents": self.documents})

    def abandon(self) -> None:
        """Close the unfinished file."""
        self._file.abandon()
