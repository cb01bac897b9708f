"""A slow and obvious search with relaxation: each clause is tested on each paragraph."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoosh import query as wq

from searchapp.models.articles import Article, Paragraph
from searchapp.models.search import MatchTier
from searchapp.query import analysis
from searchapp.query.analysis import indexed_words
from searchapp.query.compiler import WordsOfValue
from searchapp.query.parsed_query import Condition, ParsedQuery

Hits = dict[str, tuple[MatchTier, tuple[str, ...]]]
"""The tier of each hit, and the words that it lacks, by its address."""


@dataclass(frozen=True)
class _Document:
    """A paragraph with the words of its fields."""

    id: str
    article: Article
    is_first: bool
    words: dict[str, list[str]]

    @classmethod
    def of(cls, article: Article, paragraph: Paragraph) -> _Document:
        names = {a.speaker.name for a in paragraph.attributions}
        exact, title = _words(paragraph.text), _words(article.title)
        words = {
            "exact": exact,
            "text": analysis.stems(exact),
            "title_exact": title,
            "title": analysis.stems(title),
            # Between two names is a gap, which no phrase crosses.
            "speaker_name": [word for name in sorted(names) for word in ["", *_words(name)]],
        }
        address = f"{article.id}#p{paragraph.number}"
        return cls(address, article, paragraph.number == 1, words)

    def matches(self, q: wq.Query) -> bool:
        """Return whether the paragraph matches a query tree."""
        match q:
            case wq.And():
                return all(map(self.matches, q.subqueries))
            case wq.Or():
                return any(map(self.matches, q.subqueries))
            case wq.Not():
                return not self.matches(q.query)
            case wq.Every(fieldname=None):
                return True
            case wq.DateRange():
                day = self.article.date
                first, last = (
                    q.startdate or datetime.datetime.min,
                    q.enddate or datetime.datetime.max,
                )
                return day is not None and first.date() <= day <= last.date()
            case wq.Phrase():
                return _has_phrase(self.words[q.fieldname], q.words, q.slop)
            case wq.Every():
                return any(self.words[q.fieldname])
            case WordsOfValue():
                value = " ".join(_words(self.article.source))
                return f" {' '.join(q.words)} " in f" {value} "
            case wq.Prefix():
                return any(word.startswith(q.text) for word in self.words[q.fieldname])
            case wq.Wildcard():
                return any(fnmatch.fnmatchcase(w, q.text) for w in self.words[q.fieldname] if w)
            case wq.Term():
                return q.text in self.words[q.fieldname]
        raise AssertionError(f"the slow search does not know {q!r}")


def _words(text: str) -> list[str]:
    return [word.decode() for word in indexed_words(text)]


def _has_phrase(words: Sequence[str], phrase: Sequence[str], slop: int) -> bool:
    ends = {at for at, word in enumerate(words) if word == phrase[0]}
    for following in phrase[1:]:
        places = (at for at, word in enumerate(words) if word == following)
        ends = {at for at in places if any(0 < at - end <= slop for end in ends)}
    return bool(ends)


@dataclass(frozen=True)
class _Matches:
    """The documents that match a clause by their text, by their headline, and by either."""

    clause: Condition
    body: set[str]
    headline: set[str]

    @property
    def anywhere(self) -> set[str]:
        """Those that match by either; a clause with a field has no headline of its own."""
        return self.body | self.headline if self.clause.has_headline else self.body


class SlowSearch:
    """Searches *articles*."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._documents = [_Document.of(a, p) for a in articles for p in a.paragraphs]

    def _ids(self, q: wq.Query) -> set[str]:
        return {document.id for document in self._documents if document.matches(q)}

    def hits(self, query: ParsedQuery) -> Hits:
        """Return the hits of *query*, with those that lack words where it can be relaxed."""
        clauses = [_Matches(c, self._ids(c.body), self._ids(c.headline)) for c in query.conditions]
        required = [c for c in clauses if c.clause.demand == "required"]
        optional = [c for c in clauses if c.clause.demand == "optional"]
        excluded = [c for c in clauses if c.clause.demand == "excluded"]
        if not required + optional:
            return dict.fromkeys(self._ids(query.body), ("all", ()))
        in_excluded = set().union(*(c.headline for c in excluded))
        own = set().union(*(c.body for c in clauses if c.clause.has_headline))
        complete = set.intersection(*(c.body for c in required + optional))
        complete -= set().union(*(c.body for c in excluded))
        complete |= own.intersection(*(c.anywhere for c in required + optional)) - in_excluded
        if query.headline is not None:
            complete |= self._below_headlines(required + optional, in_excluded, complete)
        hits: Hits = dict.fromkeys(complete, ("all", ()))
        if not optional or sum(c.clause.has_headline for c in clauses) < 2:
            return hits
        whole = set.intersection(*(self._articles(c.anywhere) for c in optional))
        for id_ in own.intersection(*(c.anywhere for c in required)) - in_excluded - complete:
            missing = tuple(
                c.clause.text
                for c in clauses
                if c.clause.demand != "excluded" and id_ not in c.anywhere
            )
            hits[id_] = ("article" if self._articles({id_}) <= whole else "some", missing)
        return hits

    def _below_headlines(
        self, clauses: list[_Matches], excluded: set[str], complete: set[str]
    ) -> set[str]:
        """Return the first paragraphs of articles of which only the headline matches."""
        articles = self._articles(complete)
        whole = set.intersection(*(c.headline for c in clauses)) - excluded
        return {
            d.id
            for d in self._documents
            if d.is_first and d.id in whole and d.article.id not in articles
        }

    @staticmethod
    def _articles(ids: set[str]) -> set[str]:
        return {id_.partition("#")[0] for id_ in ids}
