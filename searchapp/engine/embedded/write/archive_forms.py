"""Forms of speakers' names in a generation, with where they speak and the texts around them.

They are read from postings, and from stored paragraphs where a text is asked for. Nothing
in them depends on the order in which articles were added.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from whoosh.searching import Searcher

from searchapp.engine.common.stored_paragraph import StoredParagraph
from searchapp.engine.embedded.columns.doc_values import SegmentDocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.facet_values import FacetFile
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.embedded.format.segment_reader import NO_DAY, SegmentReader
from searchapp.engine.embedded.whoosh.codec import FACETS_EXTENSION, ArrayCodec
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import SpeakerForm
from searchapp.models.normalize import slug

_CACHED_TEXTS = 4_000


class GenerationForms:
    """The ``IndexedForms`` of a generation that *searcher* has open."""

    def __init__(self, searcher: Searcher, codec: ArrayCodec) -> None:
        self._segments: list[_LiveSegment] = []
        for leaf, _ in searcher.leaf_searchers():
            reader = leaf.reader()
            segment = reader.segment()
            if segment is None:  # Whoosh's reader of an index without documents.
                continue
            file = codec.file(reader.storage(), segment)
            path = Path(reader.storage().folder) / segment.make_filename(FACETS_EXTENSION)
            live = np.ones(file.documents, np.bool_)
            live[np.fromiter(segment.deleted_docs(), np.int64, segment.deleted_count())] = False
            columns = SegmentDocValues(file, FacetFile(path, file.article_starts))
            self._segments.append(_LiveSegment(columns, live))
        self._cached_text = lru_cache(_CACHED_TEXTS)(self._read_text)

    @cached_property
    def forms(self) -> dict[str, SpeakerForm]:
        """The forms by id."""
        spellings: dict[str, set[str]] = defaultdict(set)
        for segment in self._segments:
            segment.read_all()
            for name in segment.names.terms():
                spellings[slug(name)].add(name)
        forms = map(self.form, spellings.values())
        return {form.id: form for form in forms if form}

    def form(self, names: Iterable[str]) -> SpeakerForm | None:
        """Return the form with the spellings *names*, or None if none of them speaks."""
        spellings, roles = Counter[str](), Counter[str]()
        role_articles: dict[str, frozenset[str]] = {}
        parts: list[tuple[_LiveSegment, DocIds]] = []
        for segment in self._segments:
            by_name = [(name, segment.documents_of(name)) for name in names]
            spoken = [(name, ids) for name, ids in by_name if len(ids)]
            for name, ids in spoken:
                spellings[name] += len(ids)
                for role, documents in segment.roles_of(name):
                    roles[role] += len(documents)
                    articles = segment.articles_of(documents)
                    role_articles[role] = articles | role_articles.get(role, frozenset())
            if len(spoken) == 1:
                parts.append((segment, spoken[0][1]))
            elif spoken:
                parts.append((segment, np.unique(np.concatenate([ids for _, ids in spoken]))))
        if not parts:
            return None
        name = max(spellings, key=lambda name: (spellings[name], name))
        days = np.concatenate([segment.days_of(ids) for segment, ids in parts])
        return SpeakerForm(
            id=slug(name),
            name=name,
            kind=self._kind(parts, slug(name), spellings),
            paragraphs=sum(len(ids) for _, ids in parts),
            articles=frozenset().union(*(segment.articles_of(ids) for segment, ids in parts)),
            roles=dict(sorted(roles.items())),
            first_day=int(days.min()) if len(days) else 0,
            last_day=int(days.max()) if len(days) else 0,
            spellings=tuple(sorted(spellings)),
            role_articles=role_articles if len(role_articles) > 1 else {},
        )

    def _kind(
        self, parts: list[tuple[_LiveSegment, DocIds]], form_id: str, names: Iterable[str]
    ) -> SpeakerKind:
        """Return the kind of a form: that of its first paragraph, by article id."""
        kinds = {kind for segment, _ in parts for name in names for kind in segment.kinds_of(name)}
        if len(kinds) == 1:
            return kinds.pop()
        return min(segment.first_kind(ids, form_id) for segment, ids in parts)[1]

    def names_in(self, articles: Iterable[str]) -> set[str]:
        """Return the names of all who speak in *articles*."""
        return {
            attribution.speaker.name
            for article in articles
            for stored in self._stored(article)
            for attribution in stored.paragraph.attributions
        }

    def text(self, article: str) -> str:
        """Return an article's headline and paragraphs; see ``ArchiveForms``."""
        return self._cached_text(article)

    def read_ahead(self, articles: Collection[str]) -> None:
        """Do nothing: the texts are on this machine."""

    def _read_text(self, article: str) -> str:
        stored = list(self._stored(article))
        texts = (paragraph.paragraph.text for paragraph in stored)
        return f"-{slug(' '.join([stored[0].shared.title, *texts]))}-"

    def _stored(self, article: str) -> Iterator[StoredParagraph]:
        """Yield the paragraphs of an article, none where the generation does not have it."""
        for segment in self._segments:
            yield from segment.stored_of(article)


class _LivePostings:
    """The documents of the terms of a field that are not deleted.

    They are read term by term, or all at once by ``read_all``.
    """

    def __init__(self, segment: SegmentReader, field: str, live: Mask) -> None:
        self._field = segment.word_field(field)
        self._live = live
        self._documents: DocIds | None = None
        self._starts: list[int] = []

    def read_all(self) -> None:
        """Read the documents of all terms in one go."""
        if self._field is not None:
            size = len(self._field.terms)
            self._documents = self._field.documents(0, size)
            self._starts = offsets(self._field.document_frequencies(0, size)).tolist()

    def terms(self) -> Iterator[str]:
        """Yield all terms, those of deleted documents only included."""
        return (term.decode() for term in (self._field.terms if self._field else ()))

    def of(self, term: str) -> DocIds:
        """Return the documents of *term*, ascending."""
        number = self._field.terms.find(term.encode()) if self._field else -1
        return self._of_number(number) if number >= 0 else np.empty(0, np.int32)

    def with_prefix(self, prefix: str) -> Iterator[tuple[str, DocIds]]:
        """Yield the rest of each term after *prefix*, with its documents if it has any."""
        if self._field is None:
            return
        terms, start = self._field.terms, prefix.encode()
        for number in range(bisect_left(terms, start), len(terms)):
            term = terms[number]
            if not term.startswith(start):
                break
            documents = self._of_number(number)
            if len(documents):
                yield term[len(start) :].decode(), documents

    def _of_number(self, number: int) -> DocIds:
        if self._documents is not None:
            documents = self._documents[self._starts[number] : self._starts[number + 1]]
        elif self._field is not None:
            documents = self._field.documents(number, number + 1)
        live: DocIds = documents[self._live[documents]]
        return live


class _LiveSegment:
    """The documents of a segment that are not deleted."""

    def __init__(self, columns: SegmentDocValues, live: Mask) -> None:
        self._columns = columns
        self._live = live
        self.names = _LivePostings(columns.segment, "speakers", live)
        self.roles = _LivePostings(columns.segment, "speaker_role", live)
        self._articles = columns.segment.word_field("article")
        self._article_ids: dict[int, str] = {}
        self._kinds: dict[str, set[SpeakerKind]] = {}

    def read_all(self) -> None:
        """Read what all names need in one go; without it, each is read when it is needed."""
        self.names.read_all()
        self.roles.read_all()
        speech = self._columns.segment.word_field("speech")
        for term in speech.terms if speech else ():
            kind, _, name = term.decode().split(PAIR_SEPARATOR)
            self._kinds.setdefault(name, set()).add(cast("SpeakerKind", kind))

    def kinds_of(self, name: str) -> Collection[SpeakerKind]:
        """Return the kinds of *name* in documents, deleted or not, if ``read_all`` read them."""
        return self._kinds.get(name, ())

    def documents_of(self, name: str) -> DocIds:
        """Return the documents in which *name* speaks, ascending."""
        return self.names.of(name)

    def roles_of(self, name: str) -> Iterator[tuple[str, DocIds]]:
        """Yield the roles of *name*, with the documents of each."""
        return self.roles.with_prefix(f"{name}{PAIR_SEPARATOR}")

    def days_of(self, ids: DocIds) -> DocIds:
        """Return the days of the dated ones of *ids*."""
        days = self._columns.day[ids]
        dated: DocIds = days[days != NO_DAY]
        return dated

    def articles_of(self, ids: DocIds) -> frozenset[str]:
        """Return the ids of the articles of *ids*."""
        numbers = set(self._columns.article[ids].tolist())
        return frozenset(map(self._article_id, numbers))

    def _article_id(self, number: int) -> str:
        id_ = self._article_ids.get(number)
        if id_ is None:
            terms = self._articles.terms if self._articles else ()
            id_ = self._article_ids[number] = terms[number].decode()
        return id_

    def first_kind(self, ids: DocIds, form_id: str) -> tuple[tuple[str, int], SpeakerKind]:
        """Return the address of the first of *ids* by article id, and the form's kind there."""
        # The paragraphs of an article follow one another in a segment.
        stored = self._columns.stored(int(ids[np.argmin(self._columns.article[ids])]))
        kinds = (
            attribution.speaker.kind
            for attribution in stored.paragraph.attributions
            if attribution.act == "speech" and slug(attribution.speaker.name) == form_id
        )
        return (stored.shared.article, stored.paragraph.number), next(kinds, "person")

    def stored_of(self, article: str) -> Iterator[StoredParagraph]:
        """Yield the paragraphs of an article, in order."""
        field = self._columns.segment.field("article")
        number = field.terms.find(article.encode()) if field else -1
        if field is None or number < 0:
            return
        ids = field.documents(number, number + 1)
        ids = ids[self._live[ids]]
        for id_ in ids[np.argsort(self._columns.number[ids])].tolist():
            yield self._columns.stored(id_)
