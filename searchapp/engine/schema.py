"""The fields of a paragraph in the Whoosh index.

One document is one paragraph. What a reader types as ``speaker:xi`` is the field
``speaker_name``; ``language.py`` holds the names that readers use.
"""

from __future__ import annotations

from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from searchapp.query import analysis

PAIR_SEPARATOR = "\x1f"
"""Stands between speaker name and quotation type, or role, of one attribution."""

DUPLICATE_MIN_WORDS = 8
"""A shorter paragraph is no duplicate of another, however often "He declined to comment." is
printed."""


def _day_field() -> DATETIME:
    field = DATETIME(stored=True)
    # One term for each day: coarser terms beside it, which Whoosh makes for ranges, gain
    # nothing where the documents of neighbouring terms lie side by side.
    field.shift_step = 0
    return field


def paragraph_schema() -> Schema:
    """Return the schema. Its version is part of the index's fingerprint."""
    return Schema(
        article=ID(stored=True),
        number=STORED(),
        title=TEXT(analyzer=analysis.stemmed(), stored=True),
        title_exact=TEXT(analyzer=analysis.exact()),
        text=TEXT(analyzer=analysis.stemmed(), stored=True),
        exact=TEXT(analyzer=analysis.exact()),
        # The exact names of those whose words the paragraph reports.
        speakers=ID(),
        speaker_name=TEXT(analyzer=analysis.exact()),
        role=TEXT(analyzer=analysis.exact()),
        quotation=ID(),
        # Name and quotation type of each attribution, so that filters on both
        # hold of one and the same attribution.
        speaker_quotation=ID(),
        # Name and role of each attribution that gives a role.
        speaker_role=ID(),
        # Midnight of the day, without a time zone: a day and not an instant.
        date=_day_field(),
        source=ID(stored=True),
        author=TEXT(analyzer=analysis.exact(), stored=True),
        url=STORED(),
        language=STORED(),
        # The names of those whom the paragraph names and who do not speak in it.
        mention_name=TEXT(analyzer=analysis.exact()),
        # Arrays, see embedded/documents.py.
        attributions=STORED(),
        # Who is named without speaking: arrays, too.
        mentions=STORED(),
    )
