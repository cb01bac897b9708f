"""The rules for lines that name their speaker outside any sentence: labels and signatures.

The examples of their docstrings are their test.
"""

from __future__ import annotations

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_DASHES = frozenset(["--", "—", "–", "-", "―", "---"])
_MAX_SIGNATURES = 48
_MAX_HEADING = 30
_MAX_HEADLINE_SUBJECT = 8


def transcript(context: SentenceContext) -> Candidate | None:
    """``Ana Ruiz: we will close the mill.``: a name, a colon, words.

    ``NO MORE WOOL - Ana Ruiz: "We close it."``, ``More from Ana Ruiz: "We close it."``: also
    after a heading, before a quotation.
    """
    if context.word(0) != NAME or context.word(1) != ":":
        return _headed(context)
    mention = context.sentence.items[0].mention
    if mention is None or len(context.lowered) < 3:
        return None
    if not any(low[0].isalpha() or low[0] == "<" for low in context.lowered[2:]):
        # "Ana Ruiz: 2,316." tells a number, no words.
        return None
    if all(word.isupper() for word in mention.words):
        # "NOTE: ..." is no name; a shouted one is for ``transcripts`` to tell.
        return None
    return Candidate("transcript", 1, 2, SourceSpan("name", 0, 1, 0), "after", 2)


def _headed(context: SentenceContext) -> Candidate | None:
    """The candidate of a name between a heading and the colon before a quotation."""
    lowered = context.lowered
    if QUOTE not in lowered or ":" not in lowered:
        return None
    colon = lowered.index(":")
    head = colon - 1
    if not 0 < head < _MAX_HEADING or context.word(colon + 1) != QUOTE:
        return None
    if not context.finder.names.is_plain_name(head):
        return None
    phrase = context.finder.joined(head, colon)
    before = context.word(phrase.start - 1)
    if before not in _DASHES and before != "from":
        return None
    return Candidate("transcript", colon, colon + 1, phrase, "after", colon + 1)


def dash_signatures(context: SentenceContext) -> list[Candidate]:
    """``"We close the mill." - Ana Ruiz``: quotations signed after a dash."""
    lowered = context.lowered
    if QUOTE not in lowered:
        return []
    return [
        Candidate(
            "dash_signature", k, k + 1, SourceSpan("name", k + 1, k + 2, k + 1), "before", k + 2
        )
        for k in range(1, min(len(lowered) - 1, _MAX_SIGNATURES))
        if lowered[k] in _DASHES and lowered[k - 1] == QUOTE and lowered[k + 1] == NAME
    ]


def headline_colon(context: SentenceContext) -> Candidate | None:
    """``Ana Ruiz to Oban: We Close the Mill.``: a headline that gives words after a colon."""
    lowered = context.lowered
    if not context.headline or lowered[0] != NAME or not context.finder.names.is_plain_name(0):
        return None
    stop = min(len(lowered) - 1, _MAX_HEADLINE_SUBJECT)
    colon = next((k for k in range(1, stop) if lowered[k] == ":"), 0)
    if colon < 2 or (lowered[1] not in context.lexicon.prepositions and lowered[1] != "to"):
        return None
    return Candidate(
        "headline_colon", colon, colon + 1, SourceSpan("name", 0, 1, 0), "after", colon + 1
    )
