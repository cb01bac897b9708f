"""Index settings and mappings of a generation: its paragraphs, catalog, names and trails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from searchapp.engine.opensearch.format.analyzed_text import (
    MAX_TOKEN_CHARACTERS,
    POSITION_FILLER,
    analyzed_fields,
)
from searchapp.models.articles import QUOTATIONS, QuotationType

INDEX_FORMAT_VERSION = 8
"""Version of the documents, mappings and settings. Raise it when any of them changes: indices
of another version are then built anew."""

FIRST, FOLLOWING = "first", "following"
"""The two values of the join field: the first paragraph of an article, and the later ones.

The first is the parent of the others, so one query can select the first paragraph of articles
in which no other paragraph matches.
"""

MAX_RESULT_WINDOW = 1_000_000
"""The deepest hit that a page can show; OpenSearch's ``index.max_result_window``."""

SPARSE_FIELDS = ("speaker_name", "role", "mention_name", "author")
"""Full-text fields that only some paragraphs have. ``present`` lists those that one has."""

_KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 8_000}
_FACET: dict[str, Any] = {**_KEYWORD, "eager_global_ordinals": True}
"""Facets count by ordinals: they are made when a generation is opened, not in a request."""

_K1, _B = 1.2, 0.75

_EXACT_LENGTH, _MEAN_CUT = 40, 0.045
"""Lucene stores longer lengths in one byte, cut by up to an eighth: 0.045 of what exceeds 40 on
average (``SmallFloat.intToByte4``)."""

_BM25_SCRIPT = f"""
double average = (field.sumTotalTermFreq - {{marks}} * field.docCount) / (double) field.docCount;
double length = doc.length - {{marks}};
length += Math.max(length - {_EXACT_LENGTH}, 0) * {_MEAN_CUT};
double norm = {1 - _B} + {_B} * length / Math.max(average, 1e-9);
return weight * doc.freq * {_K1 + 1} / (doc.freq + {_K1} * norm);
"""
_IDF_SCRIPT = """
double others = field.docCount - term.docFreq + 0.5;
return query.boost * Math.log(1.0 + others / (term.docFreq + 0.5));
"""


def _bm25(*, marked: bool) -> dict[str, Any]:
    """Return BM25 as the embedded engine computes it, so that both rank alike.

    Unlike Lucene's own, its inverse document frequency and its average length count all
    paragraphs, with the field or without; so every paragraph has ``FIELD_MARK`` in a *marked*
    field, which is left out of lengths here. It has the factor ``k1 + 1``.
    """
    script = _BM25_SCRIPT.replace("{marks}", "1" if marked else "0")
    return {
        "type": "scripted",
        "weight_script": {"source": " ".join(_IDF_SCRIPT.split())},
        "script": {"source": " ".join(script.split())},
    }


def quotation_subsets() -> Iterator[tuple[QuotationType, ...]]:
    """Yield every non-empty subset of the quotation types."""
    for size in range(1, len(QUOTATIONS) + 1):
        yield from combinations(QUOTATIONS, size)


def quoted_field(quotations: Iterable[QuotationType]) -> str:
    """Return the field with the ids of the speakers who are quoted in any of these types.

    It makes a filter on speakers and quotation types, and the speaker facet under a filter on
    quotation types, hold of one and the same attribution, without a query for each speaker.
    """
    chosen = set(quotations)
    return "quoted_" + "_".join(q for q in QUOTATIONS if q in chosen)


def index_settings(shards: int, replicas: int) -> dict[str, Any]:
    """Return the settings of an index, among them the analyzer that splits at spaces.

    Automatic refresh is off: a generation becomes visible once, when it is complete.
    """
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "max_result_window": MAX_RESULT_WINDOW,
        "similarity": {"whoosh": _bm25(marked=False), "whoosh_sparse": _bm25(marked=True)},
        "analysis": {
            "tokenizer": {
                "spaces": {"type": "whitespace", "max_token_length": MAX_TOKEN_CHARACTERS}
            },
            "filter": {"holes": {"type": "stop", "stopwords": [POSITION_FILLER]}},
            "analyzer": {"words": {"tokenizer": "spaces", "filter": ["holes"]}},
        },
    }


def _text(field: str) -> dict[str, Any]:
    similarity = "whoosh_sparse" if field in SPARSE_FIELDS else "whoosh"
    return {"type": "text", "analyzer": "words", "similarity": similarity}


def _article_text(*, scored: bool) -> dict[str, Any]:
    """Return the field of the words of a whole article, which only its first paragraph has."""
    options = "freqs" if scored else "docs"
    return {**_text("text"), "index_options": options, "norms": scored}


def paragraph_mappings() -> dict[str, Any]:
    """Return the mappings of the paragraph index."""
    return {
        "dynamic": "strict",
        "_source": {"includes": ["document", "added_at", "wording", "size", "passages"]},
        "properties": {
            "article": _KEYWORD,
            "number": {"type": "integer"},
            # The number of paragraphs of the article.
            "size": {"type": "integer", "index": False, "doc_values": False},
            "kind": {"type": "join", "relations": {FIRST: FOLLOWING}},
            **_text_mappings(),
            **_attribution_mappings(),
            "date": {"type": "date", "format": "strict_date||strict_date_optional_time"},
            "year": _FACET,
            "source": _FACET,
            "source_words": {"type": "text", "analyzer": "words", "norms": False},
            "added_at": {"type": "long"},
            # Equal for paragraphs that are duplicates of each other.
            "wording": {"type": "long"},
            "document": {"type": "object", "enabled": False},
            # Hashes of the passages of reported speech, and all their fingerprints.
            "passages": {"type": "long", "doc_values": False},
            "fingerprints": {"type": "integer", "doc_values": False},
        },
    }


def _text_mappings() -> dict[str, Any]:
    """Return the mappings of the words of a paragraph, its headline, names and article."""
    return {
        **{name: _text(name) for name in analyzed_fields()},
        # The headline as its stems, to find those that are exactly the query.
        "headline": {**_KEYWORD, "doc_values": False},
        # Stems of the texts and words of the speakers' names, of all paragraphs together.
        "article_text": _article_text(scored=True),
        "article_speakers": _article_text(scored=False),
        "present": {**_KEYWORD, "doc_values": False},
    }


def _attribution_mappings() -> dict[str, Any]:
    """Return the mappings of who speaks in a paragraph, in what role and how it is quoted."""
    return {
        # The paragraph's speakers: their ids, their names, and pairs "id SEPARATOR name"
        # and "id SEPARATOR kind" for the index of names.
        "speaker_ids": _FACET,
        "speakers": {**_KEYWORD, "doc_values": False},
        "speaker_names": _KEYWORD,
        "speaker_kinds": _KEYWORD,
        # "speaker id SEPARATOR role", then ids and names of roles as for speakers.
        "speaker_roles": _KEYWORD,
        "role_ids": _FACET,
        "role_names": _KEYWORD,
        # The ids of the speakers who are quoted in any type of each subset.
        **{quoted_field(subset): _KEYWORD for subset in quotation_subsets()},
        "quotation": _FACET,
        "speaker_kind": _FACET,
        # Ids and names of speakers and roles that only refusals have, as above.
        "refusal_speaker_ids": _KEYWORD,
        "refusal_speaker_names": _KEYWORD,
        "refusal_role_ids": _KEYWORD,
        "refusal_role_names": _KEYWORD,
        # Of each speech and refusal: "act SEPARATOR kind SEPARATOR quotation type", and
        # the same with the id of the speaker.
        "attribution_types": _KEYWORD,
        "attributions": _KEYWORD,
    }


def name_mappings() -> dict[str, Any]:
    """Return the mappings of the index of names: speakers, roles, forms, and their table."""
    shown = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "dynamic": "strict",
        "properties": {
            "facet": {**_KEYWORD, "doc_values": False},
            "id": _KEYWORD,
            "name": shown,
            # The folded name, by which names are sorted and found.
            "folded": _KEYWORD,
            # The id from each of its words on: a prefix of one completes a name.
            "starts": {**_KEYWORD, "doc_values": False},
            "kind": shown,
            # The folded names of a speaker's forms.
            "forms": {**_KEYWORD, "doc_values": False},
            # The number of paragraphs, and the first and last of their days.
            "count": {"type": "integer"},
            "first": {"type": "date", "format": "strict_date"},
            "last": {"type": "date", "format": "strict_date"},
            # What is stored of a form, and which of them are one speaker.
            "form": {"type": "object", "enabled": False},
            "table": {"type": "object", "enabled": False},
        },
    }


def trail_mappings() -> dict[str, Any]:
    """Return the mappings of the index of trails, and of the parts of their table."""
    stored: dict[str, Any] = {"type": "object", "enabled": False}
    return {
        "dynamic": "strict",
        "properties": {
            "facet": {**_KEYWORD, "doc_values": False},
            "id": {**_KEYWORD, "index": False, "doc_values": False},
            "texts": {"type": "long", "doc_values": False},
            "aliases": {"type": "long", "doc_values": False},
            "links": stored,
            "first": {"type": "long", "index": False},
            "last": {"type": "date", "format": "strict_date", "index": False},
            "articles": {"type": "integer", "index": False},
            "wordings": stored,
            "set_phrase": {"type": "boolean", "doc_values": False},
            "conflict": {"type": "boolean", "doc_values": False},
            "speakers": {**_KEYWORD, "doc_values": False},
            "later": stored,
            "number": stored,
            "part": stored,
        },
    }


def catalog_mappings() -> dict[str, Any]:
    """Return the mappings of the catalog: one stored, unindexed record for each article."""
    return {
        "dynamic": "strict",
        "properties": {"record": {"type": "object", "enabled": False}},
    }
