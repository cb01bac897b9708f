"""How an index of paragraphs, and the catalog beside it, are laid out in the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, get_args

from searchapp.engine.opensearch.write.analyzed_text import (
    HOLE,
    MAX_WORD_CHARACTERS,
    analyzed_fields,
)
from searchapp.models.articles import QuotationType

LAYOUT_VERSION = 1
"""Raise it with every change to what is sent to the cluster: older indexes are then rebuilt."""

FIRST, FOLLOWING = "first", "following"
"""The two kinds of paragraph: an article's first, and those that follow it.

They are parent and children in the cluster's terms, so that one query can ask for the first
paragraph of articles in which nothing else matches.
"""


QUOTATIONS: tuple[QuotationType, ...] = get_args(QuotationType)

Choice = tuple[QuotationType, ...]


def quotation_choices() -> Iterator[Choice]:
    """Yield every set of quotation types that a filter can choose."""
    for size in range(1, len(QUOTATIONS) + 1):
        yield from combinations(QUOTATIONS, size)


def quoted_field(chosen: Iterable[QuotationType]) -> str:
    """Return the field of those who are quoted in any of these ways.

    With it a filter on speakers and quotation types, and a facet of speakers under it, hold
    of one and the same attribution without a query for each speaker.
    """
    return "quoted_" + "_".join(q for q in QUOTATIONS if q in set(chosen))


DEEPEST_HIT = 1_000_000
"""How far down the list of hits pages reach."""


def index_settings(shards: int, replicas: int) -> dict[str, Any]:
    """Return the settings of an index: how it is spread, and how it cuts words at spaces.

    What is written is seen when it is complete, and not before.
    """
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "max_result_window": DEEPEST_HIT,
        "analysis": {
            "tokenizer": {
                "spaces": {"type": "whitespace", "max_token_length": MAX_WORD_CHARACTERS}
            },
            "filter": {"holes": {"type": "stop", "stopwords": [HOLE]}},
            "analyzer": {"words": {"tokenizer": "spaces", "filter": ["holes"]}},
        },
    }


def paragraph_mappings() -> dict[str, Any]:
    """Return the fields of a paragraph."""
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
            # Those whose words it reports: ids, exact names, "id, separator, name".
            "speaker_ids": keyword,
            "speakers": keyword,
            "speaker_names": keyword,
            # "id of the speaker, separator, role", and the same of roles as of speakers.
            "speaker_roles": keyword,
            "role_ids": keyword,
            "role_names": keyword,
            # The ids of those quoted in any of these ways.
            **{quoted_field(chosen): keyword for chosen in quotation_choices()},
            "quotation": keyword,
            "date": {"type": "date", "format": "strict_date||strict_date_optional_time"},
            "year": keyword,
            "source": keyword,
            "source_words": {"type": "text", "analyzer": "words"},
            "added_at": {"type": "long"},
            # The same in paragraphs of the same wording.
            "wording": keyword,
            "document": {"type": "object", "enabled": False},
        },
    }


def catalog_mappings() -> dict[str, Any]:
    """Return the fields of a catalog's record: what is known of an article, kept as it is."""
    return {
        "dynamic": "strict",
        "properties": {"record": {"type": "object", "enabled": False}},
    }
