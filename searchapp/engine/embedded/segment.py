"""Writing segments: from articles in memory, or merged from other segments."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from searchapp.engine import analysis
from searchapp.engine.embedded.arrayfile import Array, ArrayFileWriter
from searchapp.engine.embedded.documents import stored_document
from searchapp.engine.embedded.layout import (
    COUNTED_FIELDS,
    NO_DAY,
    STEMMED_FIELDS,
    VALUE_FIELDS,
    SegmentFile,
)
from searchapp.engine.embedded.lexicon import write_lexicon
from searchapp.engine.embedded.merging import MergeSource, merge_field
from searchapp.engine.embedded.postings import GAP, Documents, TokenStream, narrow, offsets
from searchapp.engine.embedded.storage import StoredWriter
from searchapp.engine.schema import PAIR_SEPARATOR, paragraph_schema
from searchapp.records import Article, Attribution, paragraph_id

_COLUMNS = ("number", "day")


class _WordNumbers(dict[str, int]):
    """From a word as it stands to the number of its folded form; fills itself."""

    def __init__(self, stream: TokenStream) -> None:
        super().__init__()
        self._stream = stream

    def __missing__(self, word: str) -> int:
        number = self[word] = self._stream.number(analysis.folded(word).encode())
        return number


class _ValueNumbers(dict[str, list[int]]):
    """From a value to the numbers of its terms; fills itself."""

    def __init__(self, stream: TokenStream, terms: Callable[[str], Iterable[bytes]]) -> None:
        super().__init__()
        self._stream = stream
        self._terms = terms

    def __missing__(self, value: str) -> list[int]:
        numbers = self[value] = [self._stream.number(term) for term in self._terms(value)]
        return numbers


def _stem_tables(lexicon: list[bytes]) -> tuple[list[bytes], Array, Array]:
    """Return the stems of *lexicon*, where the words of each start, and the words' numbers."""
    words: dict[bytes, list[int]] = {}
    for number, word in enumerate(lexicon):
        words.setdefault(analysis.stem(word.decode()).encode(), []).append(number)
    stems = sorted(words)
    starts = offsets(np.fromiter((len(words[s]) for s in stems), np.int64, len(stems)))
    numbers = np.fromiter((n for s in stems for n in words[s]), np.int32)
    return stems, starts, numbers


def _write_stems(file: ArrayFileWriter, field: str, lexicon: list[bytes]) -> None:
    stems, starts, numbers = _stem_tables(lexicon)
    write_lexicon(file, field, stems)
    file.put(f"{field}/word_starts", starts, narrow(starts))
    file.put(f"{field}/words", numbers, np.int32)


class SegmentBuilder:
    """Collects articles and writes them as a segment."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFileWriter(path)
        self._stored = StoredWriter(self._file)
        self._streams = {name: TokenStream() for name in (*COUNTED_FIELDS, *VALUE_FIELDS)}
        self._words = {name: _WordNumbers(self._streams[name]) for name in COUNTED_FIELDS}
        date_field = paragraph_schema()["date"]
        self._dates = _ValueNumbers(
            self._streams["date"],
            lambda day: (
                term for term, *_ in date_field.index(datetime.datetime.fromisoformat(day))
            ),
        )
        self._columns = {name: array("i") for name in _COLUMNS}
        self.documents = 0

    @property
    def words(self) -> int:
        """How many words of text have been added: what the memory in use goes by."""
        return len(self._streams["exact"])

    def add(self, article: Article) -> None:
        """Add the paragraphs of *article*."""
        streams, tokenize = self._streams, analysis.WORDS.findall
        words = self._words["exact"]
        title = self._numbers("title_exact", (article.title,))
        author = self._numbers("author", (article.author,)) if article.author else None
        values = {
            name: streams[name] for name in ("article", "source") if getattr(article, _OF[name])
        }
        numbers = {
            name: [stream.number(getattr(article, _OF[name]).encode())]
            for name, stream in values.items()
        }
        if article.date:
            numbers["date"] = self._dates[article.date.isoformat()]
        day = article.date.toordinal() if article.date else NO_DAY
        for paragraph in article.paragraphs:
            document = self.documents
            self.documents += 1
            streams["exact"].add(document, [words[w] for w in tokenize(paragraph.text)])
            streams["title_exact"].add(document, title)
            if author is not None:
                streams["author"].add(document, author)
            for name, terms in numbers.items():
                streams[name].add(document, terms)
            identity = paragraph_id(article.id, paragraph.number).encode()
            streams["id"].add(document, [streams["id"].number(identity)])
            # Who only thinks is no speaker: what is searched is speech.
            speech = [a for a in paragraph.attributions if a.act == "speech"]
            if speech:
                self._add_attributions(document, speech)
            self._columns["number"].append(paragraph.number)
            self._columns["day"].append(day)
            self._stored.add(stored_document(article, paragraph))

    def _numbers(self, field: str, texts: Sequence[str]) -> list[int]:
        """Return the words of *texts*, a gap between one and the next."""
        words = self._words[field]
        numbers: list[int] = []
        for text in texts:
            if numbers:
                numbers.append(GAP)
            numbers += (words[word] for word in analysis.WORDS.findall(text))
        return numbers

    def _add_attributions(self, document: int, attributions: Sequence[Attribution]) -> None:
        names = sorted({a.speaker.name for a in attributions})
        self._streams["speaker_name"].add(document, self._numbers("speaker_name", names))
        roles = sorted({a.role for a in attributions if a.role})
        if roles:
            self._streams["role"].add(document, self._numbers("role", roles))
        for field, values in (
            ("speakers", names),
            ("quotation", {a.quotation for a in attributions}),
            (
                "speaker_quotation",
                {f"{a.speaker.name}{PAIR_SEPARATOR}{a.quotation}" for a in attributions},
            ),
            (
                "speaker_role",
                {f"{a.speaker.name}{PAIR_SEPARATOR}{a.role}" for a in attributions if a.role},
            ),
        ):
            stream = self._streams[field]
            if values:
                stream.add(document, sorted(stream.number(value.encode()) for value in values))

    def finish(self) -> None:
        """Write the segment and bring it to the disk."""
        self._stored.close()
        for name, column in self._columns.items():
            self._file.put(f"column/{name}", np.frombuffer(column, np.int32), np.int32)
        for name, stream in self._streams.items():
            if len(stream):
                counted = name in COUNTED_FIELDS
                stream.write(self._file, name, self.documents, counted=counted)
        for name, words in STEMMED_FIELDS.items():
            if len(self._streams[words]):
                _write_stems(self._file, name, sorted(self._streams[words].vocabulary))
        self._file.close({"documents": self.documents})

    def abandon(self) -> None:
        """Let go of the unfinished file."""
        self._file.abandon()


_OF = {"article": "id", "source": "source"}


def merge_segments(path: Path, segments: Sequence[tuple[SegmentFile, Array]]) -> int:
    """Write the live documents of *segments* as one segment; return how many they are.

    Each segment comes with the numbers of its deleted documents. Documents keep their
    order. Memory holds the lexicons and a piece of the postings.
    """
    sources: list[MergeSource] = []
    total = 0
    for segment, deleted in segments:
        live = np.ones(segment.documents, np.bool_)
        live[deleted] = False
        moved: Documents = np.where(live, np.cumsum(live) - 1 + total, -1).astype(np.int32)
        total += int(np.count_nonzero(live))
        sources.append(MergeSource(segment.file, moved))
    file = ArrayFileWriter(path)
    stored = StoredWriter(file)
    for (segment, _), source in zip(segments, sources, strict=True):
        for document in np.flatnonzero(source.moved >= 0).tolist():
            stored.add_text(segment.stored.text(document))
    stored.close()
    for name in _COLUMNS:
        file.begin(f"column/{name}", np.int32)
        for (segment, _), source in zip(segments, sources, strict=True):
            file.append(segment.column(name)[source.moved >= 0])
        file.end()
    lexicons = {name: merge_field(file, name, sources) for name in (*COUNTED_FIELDS, *VALUE_FIELDS)}
    for name, words in STEMMED_FIELDS.items():
        if lexicons[words]:
            _write_stems(file, name, lexicons[words])
    file.close({"documents": total})
    return total
