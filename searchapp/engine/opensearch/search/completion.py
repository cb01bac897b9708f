"""Completion of what is being typed: speakers, headlines, words."""

from __future__ import annotations

from collections import Counter

from searchapp.engine.common.completion import (
    MAX_HEADLINES,
    MAX_WORDS_TRIED,
    MIN_PREFIX_LETTERS,
)
from searchapp.engine.opensearch.search.query_dsl import MATCH_ALL, Clause
from searchapp.engine.opensearch.search.request_builder import all_of
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.speakers import list_speakers
from searchapp.engine.opensearch.write.documents import read_stored
from searchapp.engine.opensearch.write.mappings import FIRST
from searchapp.models.normalize import slug
from searchapp.models.search import Suggestion
from searchapp.query import analysis

_SAMPLE_PARAGRAPHS = 200
"""Words are completed from this many paragraphs that have a word with the prefix."""


def complete(searcher: ClusterSearcher, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most *limit* completions of *typed*: speakers, then headlines, then words.

    Speakers take at most half of the limit. A name matches by any of its words; all words
    typed must begin a word of the suggestion.
    """
    words = [(m.start(), analysis.folded(m[0])) for m in analysis.find_words(typed)]
    if not words or limit < 1:
        return ()
    suggestions = _speakers(searcher, [word for _, word in words], max(1, limit // 2))
    start, prefix = words[-1]
    if len(prefix) >= MIN_PREFIX_LETTERS:
        earlier = [word for _, word in words[:-1]]
        headlines = min(MAX_HEADLINES, limit - len(suggestions))
        suggestions += _headlines(searcher, earlier, prefix, headlines)
        rest = limit - len(suggestions)
        suggestions += _words(searcher, typed[:start], earlier, prefix, rest)
    return tuple(suggestions)


def _speakers(searcher: ClusterSearcher, words: list[str], limit: int) -> list[Suggestion]:
    prefixes = [f"-{slug(word)}" for word in words]
    matching = [
        speaker
        for speaker in list_speakers(searcher)
        if all(prefix in f"-{speaker.id}" for prefix in prefixes)
    ]
    matching.sort(key=lambda speaker: (-speaker.count, speaker.id))
    return [Suggestion("speaker", s.name, s.id, s.count) for s in matching[:limit]]


def _headlines(
    searcher: ClusterSearcher, earlier: list[str], prefix: str, limit: int
) -> list[Suggestion]:
    """Return the newest headlines with all *earlier* words and a word that begins with *prefix*."""
    clauses: list[Clause] = [{"term": {"title_exact": word}} for word in earlier]
    clauses += [{"prefix": {"title_exact": {"value": prefix}}}, {"term": {"kind": FIRST}}]
    response = searcher.search(
        {
            "query": all_of(*clauses),
            "size": limit,
            "sort": [{"date": {"order": "desc", "missing": "_last"}}, "article"],
            "_source": ["document"],
        }
    )
    articles = [read_stored(raw["_source"]).shared for raw in response["hits"]["hits"]]
    if not articles:
        return []
    by_article = {a.article: {"term": {"article": a.article}} for a in articles}
    sizes = searcher.aggregate(MATCH_ALL, articles={"filters": {"filters": by_article}})
    buckets = sizes["articles"]["buckets"]
    return [
        Suggestion("headline", a.title, a.article, buckets[a.article]["doc_count"])
        for a in articles
    ]


def _words(
    searcher: ClusterSearcher, before: str, earlier: list[str], prefix: str, limit: int
) -> list[Suggestion]:
    """Return words that begin with *prefix*, by the paragraphs that have them and *earlier*.

    Of the words with one stem only the commonest in the sample is suggested.
    """
    by_stem: dict[str, str] = {}
    for word in _common_words(searcher, prefix):
        by_stem.setdefault(analysis.stem(word), word)
    if not by_stem or limit < 1:
        return []
    filters = {
        word: all_of(_word_clause(word), *map(_word_clause, earlier)) for word in by_stem.values()
    }
    counted = searcher.aggregate(MATCH_ALL, words={"filters": {"filters": filters}})
    counts = {word: b["doc_count"] for word, b in counted["words"]["buckets"].items()}
    ranked = sorted((-count, word) for word, count in counts.items() if count)
    return [Suggestion("term", before + word, "", -count) for count, word in ranked[:limit]]


def _common_words(searcher: ClusterSearcher, prefix: str) -> list[str]:
    """Return the commonest words that begin with *prefix* in a sample of paragraphs."""
    response = searcher.search(
        {
            "query": all_of({"prefix": {"exact": {"value": prefix}}}),
            "size": _SAMPLE_PARAGRAPHS,
            "_source": ["document"],
        }
    )
    counts: Counter[str] = Counter()
    for raw in response["hits"]["hits"]:
        text = read_stored(raw["_source"]).paragraph.text
        words = set(map(analysis.folded, analysis.words_of(text)))
        counts.update(w for w in words if w.startswith(prefix) and w not in analysis.STOP_WORDS)
    return sorted(counts, key=lambda word: (-counts[word], word))[:MAX_WORDS_TRIED]


def _word_clause(word: str) -> Clause:
    """Return the clause of *word* without a field; headlines are left out."""
    stem: Clause = {"term": {"text": analysis.stem(word)}}
    return {"bool": {"should": [stem, {"term": {"speaker_name": word}}]}}
