"""Index settings and mappings: the paragraphs of a generation, and its catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, get_args

from searchapp.engine.opensearch.write.analyzed_text import (
    MAX_TOKEN_CHARACTERS,
    POSITION_FILLER,
    analyzed_fields,
)
from searchapp.models.articles import QuotationType

INDEX_FORMAT_VERSION = 1
"""Version of the documents, mappings and settings. Raise it when any of them changes: indices
of another version are then built anew."""

FIRST, FOLLOWING = "first", "following"
"""The two values of the join field: the first paragraph of an article, and the later ones.

The first is the parent of the others, so one query can select the first paragraph of articles
in which no other paragraph matches.
"""

QUOTATION_TYPES: tuple[QuotationType, ...] = get_args(QuotationType)

MAX_RESULT_WINDOW = 1_000_000
"""The deepest hit that a page can show; OpenSearch's ``index.max_result_window``."""


def quotation_subsets() -> Iterator[tuple[QuotationType, ...]]:
    """Yield every non-empty subset of the quotation types."""
    for size in range(1, len(QUOTATION_TYPES) + 1):
        yield from combinations(QUOTATION_TYPES, size)


def quoted_field(quotations: Iterable[QuotationType]) -> str:
    """Return the field with the ids of the speakers who are quoted in any of these types.

    It makes a filter on speakers and quotation types, and the speaker facet under a filter on
    quotation types, hold of one and the same attribution, without a query for each speaker.
    """
    chosen = set(quotations)
    return "quoted_" + "_".join(q for q in QUOTATION_TYPES if q in chosen)


def index_settings(shards: int, replicas: int) -> dict[str, Any]:
    """Return the settings of an index, among them the analyzer that splits at spaces.

    Automatic refresh is off: a generation becomes visible once, when it is complete.
    """
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "max_result_window": MAX_RESULT_WINDOW,
        "analysis": {
            "tokenizer": {
                "spaces": {"type": "whitespace", "max_token_length": MAX_TOKEN_CHARACTERS}
            },
            "filter": {"holes": {"type": "stop", "stopwords": [POSITION_FILLER]}},
            "analyzer": {"words": {"tokenizer": "spaces", "filter": ["holes"]}},
        },
    }


def paragraph_mappings() -> dict[str, Any]:
    """Return the mappings of the paragraph index."""
    keyword = {"type": "keyword", "ignore_above": 8_000}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["document", "added_at", "wording"]},
        "properties": {
            "id": keyword,
            "article": keyword,
            "number": {"type": "integer"},
            "kind": {"type": "join", "relations": {FIRST: FOLLOWING}},
            **{name: {"type": "text", "analyzer": "words"} for name in analyzed_fields()},
            # The paragraph's speakers: their ids, their names, and "id SEPARATOR name".
            "speaker_ids": keyword,
            "speakers": keyword,
            "speaker_names": keyword,
            # "speaker id SEPARATOR role", then ids and names of roles as for speakers.
            "speaker_roles": keyword,
            "role_ids": keyword,
            "role_names": keyword,
            # The ids of the speakers who are quoted in any type of each subset.
            **{quoted_field(subset): keyword for subset in quotation_subsets()},
            "quotation": keyword,
            "date": {"type": "date", "format": "strict_date||strict_date_optional_time"},
            "year": keyword,
            "source": keyword,
            "source_words": {"type": "text", "analyzer": "words"},
            "added_at": {"type": "long"},
            # Equal for paragraphs that are duplicates of each other.
            "wording": keyword,
            "document": {"type": "object", "enabled": False},
        },
    }


def catalog_mappings() -> dict[str, Any]:
    """Return the mappings of the catalog: one stored, unindexed record for each article."""
    return {
        "dynamic": "strict",
        "properties": {"record": {"type": "object", "enabled": False}},
    }
