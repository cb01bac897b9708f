"""Rules for lines that name their speaker without a verb: headings and signatures.

``transcript``, ``dash_signatures`` and ``headline_colon`` propose candidates in a sentence;
the examples of their docstrings are their test. The ``find_*`` functions look at the tokens
of a whole paragraph: ``The mill closes. [Oban Post.]``,
``We close it. — Ana Ruiz (@anaruiz) May 3, 2016``, ``"We close it. Ana Ruiz, mill owner."``.
"""

from __future__ import annotations

from dataclasses import dataclass

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan, coordinated_span
from searchapp.attribution.syntax.sentences import NAME, QUOTE
from searchapp.attribution.syntax.tokens import DASHES, Tokens

_SIGNING_DASHES = DASHES | {"---"}
_MAX_SIGNATURES = 48
_MAX_HEADING = 30
_MAX_HEADLINE_SUBJECT = 12
_TOPIC_WORDS = frozenset(["why", "how", "what", "whether"])
_MAX_LABEL = 4
_MAX_TWEET_NAME = 7
_MAX_TWEET_DATE = 18
_MAX_PULL_QUOTE_SIGNATURE = 14
_SENTENCE_ENDS = frozenset(".?!")
_OPENING_MARKS = frozenset(["“", "„", "«", '"', "''", "``", "-", "—"])
_CLOSING_MARKS = frozenset(["”", "“", "»", '"', "''"])


def transcript(context: SentenceContext) -> Candidate | None:
    """``Ana Ruiz: we will close the mill.``: a name, a colon, words.

    ``NO MORE WOOL - Ana Ruiz: "We close it."``, ``More from Ana Ruiz: "We close it."``: a
    heading may stand before the name, if a quotation follows the colon.
    """
    if context.word(0) != NAME or context.word(1) != ":":
        return _after_heading(context)
    mention = context.sentence.items[0].mention
    if mention is None or len(context.lowered) < 3:
        return None
    if not any(word[0].isalpha() or word[0] == "<" for word in context.lowered[2:]):
        # "Ana Ruiz: 2,316." is a number, no speech.
        return None
    if all(word.isupper() for word in mention.words):
        # "NOTE: ..." is not a name; ``find_transcript`` finds labels in capitals.
        return None
    return Candidate("transcript", 1, 2, SourceSpan("name", 0, 1, 0), "after", 2)


def _after_heading(context: SentenceContext) -> Candidate | None:
    """The candidate of a name between a heading and the colon before a quotation."""
    lowered = context.lowered
    if QUOTE not in lowered or ":" not in lowered:
        return None
    colon = lowered.index(":")
    head = colon - 1
    if not 0 < head < _MAX_HEADING or context.word(colon + 1) != QUOTE:
        return None
    if not context.names.is_plain_name(head):
        return None
    source = coordinated_span(context.names, head, colon)
    before = context.word(source.start - 1)
    if before not in _SIGNING_DASHES and before != "from":
        return None
    return Candidate("transcript", colon, colon + 1, source, "after", colon + 1)


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
        if lowered[k] in _SIGNING_DASHES and lowered[k - 1] == QUOTE and lowered[k + 1] == NAME
    ]


def headline_colon(context: SentenceContext) -> Candidate | None:
    """``Ana Ruiz to Oban: We Close the Mill.``: a headline with the content after a colon.

    ``Ana Ruiz on why the mill should close.``: or after "on" and a question.
    """
    lowered = context.lowered
    if not lowered or lowered[0] != NAME or not context.names.is_plain_name(0):
        return None
    if context.word(1) == "on" and context.word(2) in _TOPIC_WORDS:
        return Candidate("headline_colon", 1, 2, SourceSpan("name", 0, 1, 0), "after", 2)
    if not context.headline:
        return None
    stop = min(len(lowered) - 1, _MAX_HEADLINE_SUBJECT)
    colon = next((k for k in range(1, stop) if lowered[k] == ":"), 0)
    if colon < 2 or (lowered[1] not in context.lexicon.prepositions and lowered[1] != "to"):
        return None
    return Candidate(
        "headline_colon", colon, colon + 1, SourceSpan("name", 0, 1, 0), "after", colon + 1
    )


@dataclass(frozen=True, slots=True)
class Signature:
    """The name of a line's speaker: tokens [start, stop) of a paragraph."""

    start: int
    stop: int


def find_credit(tokens: Tokens) -> Signature | None:
    """Return the name in the brackets that end a paragraph, or None.

    ``The mill closes. [Oban Post.]``: one to four capitalised words, with or without a
    period. The opening bracket is token ``start - 1``.
    """
    stop = len(tokens) - 1
    if stop < 3 or tokens.words[stop] != "]":
        return None
    if tokens.words[stop - 1] == ".":
        stop -= 1
    start = stop
    while start > 0 and stop - start < _MAX_LABEL and tokens.words[start - 1][0].isupper():
        start -= 1
    if start == stop or start < 2 or tokens.words[start - 1] != "[":
        return None
    return Signature(start, stop)


def find_tweet_signature(tokens: Tokens) -> Signature | None:
    """Return the name that signs an embedded tweet, or None.

    The name is between a dash, token ``start - 1``, and a handle in brackets; a date of a
    few tokens after it ends the paragraph.
    """
    words = tokens.words
    if "@" not in tokens.text:
        return None
    for k in range(len(words) - 2, max(0, len(words) - _MAX_TWEET_DATE), -1):
        if words[k] == "(" and words[k + 1] == "@":
            dash = k - 1
            while dash > 0 and k - dash < _MAX_TWEET_NAME and words[dash] not in DASHES:
                dash -= 1
            signed = words[dash] in DASHES and dash + 1 < k and words[dash + 1][0].isupper()
            return Signature(dash + 1, k) if signed else None
    return None


def find_pull_quote_signature(tokens: Tokens, lexicon: Lexicon) -> Signature | None:
    """Return the signature within the quotation marks of a pull quote, or None.

    ``"We close it. Ana Ruiz, mill owner."``: the words after the quotation's last sentence,
    if they begin with a capital and have no verb. Token ``start - 1`` ends that sentence.
    """
    words, stop = tokens.words, len(tokens) - 1
    if stop < 6 or words[0] not in _OPENING_MARKS or words[stop] not in _CLOSING_MARKS:
        return None
    stop -= words[stop - 1] == "."
    start, reach = stop, _MAX_PULL_QUOTE_SIGNATURE
    while start > 1 and stop - start < reach and words[start - 1] not in _SENTENCE_ENDS:
        start -= 1
    signature = tokens.lowered[start:stop]
    if len(signature) < 2 or words[start - 1] not in _SENTENCE_ENDS:
        return None
    if not words[start][0].isupper() or signature[0] in lexicon.not_names:
        return None
    if any(word in lexicon.auxiliaries or word in lexicon.pronouns for word in signature):
        return None
    if any(word in _OPENING_MARKS for word in words[start:stop]):
        return None
    return Signature(start, stop)
