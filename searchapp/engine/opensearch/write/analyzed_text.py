"""Texts as the cluster indexes them: their words, made here and told apart by spaces.

The words come from the analyzers of the schema, so that both engines hold the same words
at the same positions, to the last accent and stem; OpenSearch's own stemmers and foldings
differ from Whoosh's in many words. The cluster only cuts at the spaces.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from whoosh.fields import TEXT

from searchapp.engine.schema import paragraph_schema

MAX_WORD_CHARACTERS = 8_000
"""A longer word is cut: Lucene takes at most 32,766 bytes."""

HOLE = "."
"""Stands where there is no word, so that positions stay as they are. No word is written so."""


@cache
def _analyzers() -> dict[str, Any]:
    schema = paragraph_schema()
    return {name: field.analyzer for name, field in schema.items() if isinstance(field, TEXT)}


def analyzed_fields() -> tuple[str, ...]:
    """Return the fields whose texts become words, in the order of the schema."""
    return tuple(_analyzers())


@lru_cache(maxsize=1_024)
def indexed_words_of_name(field: str, text: str) -> str:
    """Return ``indexed_words`` of a text that many paragraphs share."""
    return indexed_words(field, text)


def indexed_words(field: str, text: str) -> str:
    """Return the words of *text* in *field*, at their positions, with spaces between them."""
    words: list[str] = []
    for token in _analyzers()[field](text, positions=True, mode="index"):
        words += [HOLE] * (token.pos - len(words))
        words.append(token.text[:MAX_WORD_CHARACTERS])
    return " ".join(words)
