"""Completion policy: how much both engines look at and list to complete what is typed."""

from __future__ import annotations

MIN_PREFIX_LETTERS = 2
"""Headlines and words are completed from this many letters on; one letter is too vague."""

MAX_HEADLINES = 3
"""Headlines listed at most; words take the places that are left."""

MAX_WORDS_TRIED = 60
"""Commonest words with the prefix whose paragraphs are counted."""
