"""Source spans: the name, pronoun or noun phrase that a cue has for its source.

Positions are item indexes of one sentence.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.sentences import QUOTE

SourceKind = Literal["name", "pronoun", "nominal"]

MAX_TITLE_LENGTH = 40
"""Shorter quotations, in code points, may be titles: ``host of “Oban,”``."""

BREAKS = frozenset([",", ";", ":", ".", "?", "!", "--", "---", "—", "–", QUOTE])
"""The marks that end a noun phrase."""

CLAUSE_BREAKS = word_set("that which who whose whom because although while when if whether but")
"""The words that open a clause behind a noun phrase."""

APPOSITION_MARKS = frozenset([",", "--", "---", "—", "–", "-"])
"""The marks before and after an appositive."""

SUBORDINATORS = word_set(
    "after as before because since until while when if though although that but and so whether"
)
"""Conjunctions that may precede a subject: ``because Ana Ruiz said``. They are not part of it."""

NUMBER_WORDS = {
    "both": 2,
    "two": 2,
    "pair": 2,
    "couple": 2,
    "duo": 2,
    "three": 3,
    "trio": 3,
    "four": 4,
}
"""The words that count persons, and how many: ``the two``, ``the trio``."""


class SourceSpan(Struct, frozen=True, gc=False):
    """A source: items [start, stop), its appositives included.

    ``head`` is the item of the name, the pronoun or the head noun. ``conjuncts`` are the
    heads of coordinated names ("Ruiz and Okafor"), ``nominal_conjunct`` is a noun phrase
    coordinated with a name ("the mill and Ruiz"). The noun phrase of a nominal, without
    appositives, is [noun_start, noun_stop).
    """

    kind: SourceKind
    start: int
    stop: int
    head: int
    conjuncts: tuple[int, ...] = ()
    noun_start: int = 0
    noun_stop: int = 0
    nominal_conjunct: SourceSpan | None = None


def extended(source: SourceSpan | None, stop: int) -> SourceSpan | None:
    """Return *source* extended to item *stop* over what modifies it."""
    if source is None:
        return None
    return replace(
        source, stop=stop, noun_stop=stop if source.kind == "nominal" else source.noun_stop
    )


def coordinated_span(names: CoordinatedNames, k: int, stop: int) -> SourceSpan:
    """Return the source up to item *stop* of the name at item *k* and its conjuncts before it."""
    start = names.start(k)
    conjuncts = names.before(start)
    begin = names.start(conjuncts[-1]) if conjuncts else start
    return SourceSpan("name", begin, stop, k, conjuncts)
