"""Completing what is being typed: speakers, headlines, words."""

from __future__ import annotations

from collections import Counter

from searchapp.engine.common.completion import (
    MAX_HEADLINES,
    MAX_WORDS_TRIED,
    MIN_PREFIX_LETTERS,
)
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import both
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.speakers import everybody
from searchapp.engine.opensearch.write.documents import stored
from searchapp.engine.opensearch.write.mappings import FIRST
from searchapp.models.normalize import slug
from searchapp.models.search import Suggestion
from searchapp.query import analysis

_SAMPLE_PARAGRAPHS = 200
"""Words are completed to those of so many paragraphs that have one that begins so."""


def suggestions(generation: ClusterSearcher, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most *limit* completions: speakers, then headlines, then words.

    Speakers take at most half of the places. A name matches by any of its words; all words
    typed must begin a word of what is suggested.
    """
    words = [(m.start(), analysis.folded(m[0])) for m in analysis.find_words(typed)]
    if not words or limit < 1:
        return ()
    found = _speakers(generation, [word for _, word in words], max(1, limit // 2))
    start, last = words[-1]
    if len(last) >= MIN_PREFIX_LETTERS:
        earlier = [word for _, word in words[:-1]]
        found += _headlines(generation, earlier, last, min(MAX_HEADLINES, limit - len(found)))
        found += _words(generation, typed[:start], earlier, last, limit - len(found))
    return tuple(found)


def _speakers(generation: ClusterSearcher, words: list[str], limit: int) -> list[Suggestion]:
    begun = [f"-{slug(word)}" for word in words]
    found = [s for s in everybody(generation) if all(word in f"-{s.id}" for word in begun)]
    found.sort(key=lambda s: (-s.count, s.id))
    return [Suggestion("speaker", s.name, s.id, s.count) for s in found[:limit]]


def _headlines(
    generation: ClusterSearcher, earlier: list[str], last: str, limit: int
) -> list[Suggestion]:
    wanted: list[Clause] = [{"term": {"title_exact": word}} for word in earlier]
    wanted += [{"prefix": {"title_exact": {"value": last}}}, {"term": {"kind": FIRST}}]
    answer = generation.search(
        {
            "query": both(*wanted),
            "size": limit,
            "sort": [{"date": {"order": "desc", "missing": "_last"}}, "article"],
            "_source": ["document"],
        }
    )
    found = [stored(raw["_source"]).shared for raw in answer["hits"]["hits"]]
    if not found:
        return []
    sizes = generation.aggregate(
        {"match_all": {}},
        articles={
            "filters": {"filters": {s.article: {"term": {"article": s.article}} for s in found}}
        },
    )["articles"]["buckets"]
    return [
        Suggestion("headline", s.title, s.article, sizes[s.article]["doc_count"]) for s in found
    ]


def _words(
    generation: ClusterSearcher, before: str, earlier: list[str], last: str, limit: int
) -> list[Suggestion]:
    answer = generation.search(
        {
            "query": both({"prefix": {"exact": {"value": last}}}),
            "size": _SAMPLE_PARAGRAPHS,
            "_source": ["document"],
        }
    )
    common: Counter[str] = Counter()
    for raw in answer["hits"]["hits"]:
        words = set(map(analysis.folded, analysis.words_of(stored(raw["_source"]).paragraph.text)))
        common.update(w for w in words if w.startswith(last) and w not in analysis.STOP_WORDS)
    of_stem: dict[str, str] = {}
    for word, _ in sorted(common.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_WORDS_TRIED]:
        of_stem.setdefault(analysis.stem(word), word)
    if not of_stem or limit < 1:
        return []
    filters = {word: both(finding(word), *map(finding, earlier)) for word in of_stem.values()}
    found = generation.aggregate({"match_all": {}}, words={"filters": {"filters": filters}})
    counts = {w: b["doc_count"] for w, b in found["words"]["buckets"].items()}
    ranked = sorted((-count, word) for word, count in counts.items() if count)
    return [Suggestion("term", before + word, "", -count) for count, word in ranked[:limit]]


def finding(word: str) -> Clause:
    """Return the clause that *word* without a field stands for, headlines left out."""
    stem: Clause = {"term": {"text": analysis.stem(word)}}
    return {"bool": {"should": [stem, {"term": {"speaker_name": word}}]}}
