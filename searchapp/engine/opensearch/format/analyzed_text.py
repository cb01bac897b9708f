"""Text analysis on our side of the cluster: tokens joined by spaces, in their positions.

The tokens are those of the analyzers of the schema, so both engines index the same tokens at
the same positions, to the last accent and stem; the stemmers and foldings of OpenSearch differ
from Whoosh's for many words. The cluster only splits at the spaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from whoosh.fields import TEXT

from searchapp.engine.schema import paragraph_schema
from searchapp.query import analysis
from searchapp.query.analysis import indexed_words

MAX_TOKEN_CHARACTERS = 8_000
"""Longer tokens are cut: Lucene takes at most 32,766 bytes."""

POSITION_FILLER = "."
"""Fills a position without a token, so that later tokens keep theirs.

No analyzer yields it, and a stop filter of the cluster drops it.
"""

FIELD_MARK = "\U0010fffd" * 4
"""The token that every paragraph has in a sparse field; see ``mappings``.

It sorts after all words and is no pattern's match: a private character, and too long for the
fuzzy words that are as unlike as that.
"""

_STEMMED_FIELDS = frozenset({"text", "title"})


def analyzed_fields() -> tuple[str, ...]:
    """Return the names of the full-text fields, in the order of the schema."""
    return tuple(name for name, field in paragraph_schema().items() if isinstance(field, TEXT))


def _joined(tokens: Sequence[str]) -> str:
    joined = " ".join(tokens)
    if "" not in tokens and len(joined) <= MAX_TOKEN_CHARACTERS:
        return joined
    return " ".join(token[:MAX_TOKEN_CHARACTERS] or POSITION_FILLER for token in tokens)


def analyze(field: str, text: str) -> str:
    """Return the tokens of *text* in *field*, in position order and separated by spaces."""
    exact, stemmed = analyze_both(text)
    return stemmed if field in _STEMMED_FIELDS else exact


def analyze_both(text: str) -> tuple[str, str]:
    """Return the tokens of *text* as they are and stemmed; the words are split once."""
    words = b"\n".join(indexed_words(text)).decode().split("\n")
    return _joined(words), _joined(analysis.stems(words))


@lru_cache(maxsize=4_096)
def analyze_cached(field: str, text: str) -> str:
    """Return ``analyze`` of a text that many paragraphs share, such as a headline or a name."""
    return analyze(field, text)
