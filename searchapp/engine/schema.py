"""Whoosh schema of the index: one document is one paragraph.

A query such as ``speaker:xi`` searches the field ``speaker_name``; the names that users type
are in query/compiler.py.
"""

from __future__ import annotations

from importlib import metadata

from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from searchapp.query import analysis

PAIR_SEPARATOR = "\x1f"
"""Separates the values of one attribution that are indexed as one term."""

DUPLICATE_MIN_WORDS = 8
"""Shorter paragraphs, such as "He declined to comment.", are never treated as duplicates."""


def _day_field() -> DATETIME:
    field = DATETIME(stored=True)
    # One term per day. Whoosh's coarser terms make ranges quicker only where the postings of
    # neighbouring terms are apart; here they are contiguous.
    field.shift_step = 0
    return field


def paragraph_schema() -> Schema:
    """Return the schema. A change of it needs a new ``INDEX_FORMAT_VERSION``."""
    return Schema(
        article=ID(stored=True),
        number=STORED(),
        title=TEXT(analyzer=analysis.stemmed(), stored=True),
        title_exact=TEXT(analyzer=analysis.exact()),
        text=TEXT(analyzer=analysis.stemmed(), stored=True),
        exact=TEXT(analyzer=analysis.exact()),
        # The names of the speakers whose words the paragraph reports, each as one term.
        speakers=ID(),
        speaker_name=TEXT(analyzer=analysis.exact()),
        role=TEXT(analyzer=analysis.exact()),
        quotation=ID(),
        # Kind of speaker, quotation type and speaker of each speech attribution, as one term, so
        # that filters on several of them match one and the same attribution.
        speech=ID(),
        # The same of each refusal, and its role. Refusals are in no other field.
        refusal=ID(),
        # Speaker and role of each attribution with a role, as one term.
        speaker_role=ID(),
        # A calendar day: midnight, without a time zone.
        date=_day_field(),
        source=ID(stored=True),
        author=TEXT(analyzer=analysis.exact(), stored=True),
        url=STORED(),
        language=STORED(),
        # The names of persons whom the paragraph mentions and who do not speak in it.
        mention_name=TEXT(analyzer=analysis.exact()),
        # Arrays, see common/stored_paragraph.py.
        attributions=STORED(),
        mentions=STORED(),
    )


def stemmer_version() -> str:
    """Return the version of the stemming algorithms: PyStemmer's major and minor version.

    Its other releases package the same Snowball algorithms again.
    """
    return ".".join(metadata.version("pystemmer").split(".")[:2])
