"""Completion of what is being typed: speakers, headlines, words.

It takes two requests: one for speakers, headlines and words that begin so, one that counts the
paragraphs of the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from searchapp.engine.common.completion import (
    MAX_HEADLINES,
    MAX_WORDS_TRIED,
    MIN_PREFIX_LETTERS,
)
from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.format.mappings import FIRST
from searchapp.engine.opensearch.index_reader import Body, Search, total
from searchapp.engine.opensearch.query.query_dsl import Clause, all_of
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.models.normalize import slug
from searchapp.models.search import Suggestion
from searchapp.query import analysis

_SAMPLE_PARAGRAPHS = 100
"""Words are completed from this many paragraphs that have a word with the prefix."""


def complete(searcher: ClusterSearcher, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most *limit* completions of *typed*: speakers, then headlines, then words.

    Speakers take at most half of the limit. A name matches by any of its words; all words
    typed must begin a word of the suggestion.
    """
    words = [(m.start(), analysis.folded(m[0])) for m in analysis.find_words(typed)]
    if not words or limit < 1:
        return ()
    start, prefix = words[-1]
    earlier = [word for _, word in words[:-1]]
    searches = [_speaker_search(searcher, [word for _, word in words], max(1, limit // 2))]
    if len(prefix) >= MIN_PREFIX_LETTERS:
        searches.append(_headline_search(searcher, earlier, prefix, min(MAX_HEADLINES, limit)))
        searches.append(_sample_search(searcher, prefix))
    speakers, *responses = searcher.multi_search(searches)
    suggestions = _read_speakers(speakers)
    if responses:
        headlines, sample = responses
        suggestions += _read_headlines(headlines)[: limit - len(suggestions)]
        rest = limit - len(suggestions)
        common = _common_words(sample, prefix)
        suggestions += _words(searcher, typed[:start], earlier, common, rest)
    return tuple(suggestions)


def _speaker_search(searcher: ClusterSearcher, words: Sequence[str], limit: int) -> Search:
    prefixes = [{"prefix": {"starts": {"value": slug(word)}}} for word in words]
    body = {
        "query": all_of({"term": {"facet": "speaker"}}, *prefixes),
        "size": limit,
        "sort": [{"count": "desc"}, {"id": "asc"}],
        "track_total_hits": False,
        "_source": ["name", "id", "count"],
    }
    return Search(searcher.names, body)


def _read_speakers(response: Body) -> list[Suggestion]:
    sources = [raw["_source"] for raw in response["hits"]["hits"]]
    return [Suggestion("speaker", s["name"], s["id"], s["count"]) for s in sources]


def _headline_search(
    searcher: ClusterSearcher, earlier: Sequence[str], prefix: str, limit: int
) -> Search:
    """Search for the newest headlines with all *earlier* words and one that begins so."""
    clauses: list[Clause] = [{"term": {"title_exact": word}} for word in earlier]
    clauses += [{"prefix": {"title_exact": {"value": prefix}}}, {"term": {"kind": FIRST}}]
    body = {
        "query": all_of(*clauses),
        "size": limit,
        "sort": [{"date": {"order": "desc", "missing": "_last"}}, "article"],
        "track_total_hits": False,
        "_source": ["document", "size"],
    }
    return searcher.on_paragraphs(body)


def _read_headlines(response: Body) -> list[Suggestion]:
    suggestions = []
    for raw in response["hits"]["hits"]:
        shared = read_stored(raw["_source"]).shared
        suggestions.append(
            Suggestion("headline", shared.title, shared.article, raw["_source"]["size"])
        )
    return suggestions


def _sample_search(searcher: ClusterSearcher, prefix: str) -> Search:
    body = {
        "query": all_of({"prefix": {"exact": {"value": prefix}}}),
        "size": _SAMPLE_PARAGRAPHS,
        "track_total_hits": False,
        "_source": ["document.paragraph.text"],
    }
    return searcher.on_paragraphs(body)


def _common_words(response: Body, prefix: str) -> list[str]:
    """Return the commonest words that begin with *prefix* in a sample of paragraphs."""
    counts: Counter[str] = Counter()
    for raw in response["hits"]["hits"]:
        text = raw["_source"]["document"]["paragraph"]["text"]
        words = set(map(analysis.folded, analysis.words_of(text)))
        counts.update(w for w in words if w.startswith(prefix) and w not in analysis.STOP_WORDS)
    return sorted(counts, key=lambda word: (-counts[word], word))[:MAX_WORDS_TRIED]


def _words(
    searcher: ClusterSearcher, before: str, earlier: Sequence[str], common: list[str], limit: int
) -> list[Suggestion]:
    """Return those of *common* words that most paragraphs have, together with *earlier* ones.

    Of the words with one stem only the commonest is suggested.
    """
    by_stem: dict[str, str] = {}
    for word in common:
        by_stem.setdefault(analysis.stem(word), word)
    if not by_stem or limit < 1:
        return []
    words = list(by_stem.values())
    if not earlier:
        words = words[: 2 * limit]
    clauses = [all_of(_word_clause(word), *map(_word_clause, earlier)) for word in words]
    responses = searcher.multi_search([searcher.counting(clause) for clause in clauses])
    counted = zip(words, map(total, responses), strict=True)
    ranked = sorted((-count, word) for word, count in counted if count)
    return [Suggestion("term", before + word, None, -count) for count, word in ranked[:limit]]


def _word_clause(word: str) -> Clause:
    """Return the clause of *word* without a field; headlines are left out."""
    stem: Clause = {"term": {"text": analysis.stem(word)}}
    return {"bool": {"should": [stem, {"term": {"speaker_name": word}}]}}
