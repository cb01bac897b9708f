"""Text analysis on our side of the cluster: tokens joined by spaces, in their positions.

The tokens come from the analyzers of the schema, so both engines index the same tokens at the
same positions, to the last accent and stem; the stemmers and foldings of OpenSearch differ
from Whoosh's for many words. The cluster only splits at the spaces.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from whoosh.fields import TEXT

from searchapp.engine.schema import paragraph_schema

MAX_TOKEN_CHARACTERS = 8_000
"""Longer tokens are cut: Lucene takes at most 32,766 bytes."""

POSITION_FILLER = "."
"""Fills a position without a token, so that later tokens keep theirs.

No analyzer yields it, and a stop filter of the cluster drops it.
"""


@cache
def _analyzers() -> dict[str, Any]:
    schema = paragraph_schema()
    return {name: field.analyzer for name, field in schema.items() if isinstance(field, TEXT)}


def analyzed_fields() -> tuple[str, ...]:
    """Return the names of the full-text fields, in the order of the schema."""
    return tuple(_analyzers())


def analyze(field: str, text: str) -> str:
    """Return the tokens of *text* in *field*, in position order and separated by spaces."""
    tokens: list[str] = []
    for token in _analyzers()[field](text, positions=True, mode="index"):
        tokens += [POSITION_FILLER] * (token.pos - len(tokens))
        tokens.append(token.text[:MAX_TOKEN_CHARACTERS])
    return " ".join(tokens)


@lru_cache(maxsize=1_024)
def analyze_cached(field: str, text: str) -> str:
    """Return ``analyze`` of a text that many paragraphs share, such as a headline or a name."""
    return analyze(field, text)
