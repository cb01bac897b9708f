"""The rules for sources beside a noun or a preposition: reports, claims, "according to".

Each takes a view and an item position and returns a candidate or None; the
examples of its docstring are its test.
"""

from __future__ import annotations

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.complements import skip_adjuncts
from searchapp.attribution.syntax.grammar import IRREALIS, verb_group_start
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_SOURCES_OF = frozenset(["from", "by", "of"])
_OWNED_REACH = 5


def according_to(context: SentenceContext, k: int) -> Candidate | None:
    """``The mill will close, according to Ana Ruiz.``: the source after its preposition."""
    if context.word(k + 1) != "to":
        return None
    phrase = context.finder.after(k + 2)
    if phrase is None:
        return None
    phrase = reporter_of_document(context, phrase)
    after = phrase.stop
    if k == 0:
        while context.word(after) not in (",", "", QUOTE) and after - phrase.stop < 25:
            after += 1
        return Candidate(
            "according_to", k, k + 2, phrase, "after", after + (context.word(after) == ",")
        )
    if context.word(after) == "," and context.word(after + 1) not in (
        "",
        "who",
        "which",
        "a",
        "the",
    ):
        return Candidate("according_to", k, k + 2, phrase, "around", after + 1)
    return Candidate("according_to", k, k + 2, phrase, "before", after)


def findings(context: SentenceContext, k: int) -> Candidate | None:
    """``A survey found that the mill is old.``: a document that finds.

    ``Data from the Ministry of Mills showed that it is old.``: or whoever it comes from.
    """
    j, group = verb_group_start(context, k)
    if (
        j < 0
        or group & context.lexicon.negatives
        or group & IRREALIS
        or group & context.lexicon.be_forms
    ):
        return None
    phrase = _document_before(context, j)
    if phrase is None:
        return None
    content = skip_adjuncts(context, k + 1)
    if context.word(content) in ("", ".", ",", "by"):
        return None
    return Candidate("findings", k, k + 1, phrase, "after", content)


def _document_before(context: SentenceContext, j: int) -> SourceSpan | None:
    """The document whose noun phrase ends at item *j*, or whoever it comes from."""
    for head in range(j, max(-1, j - 14), -1):
        low = context.lowered[head]
        if low in context.lexicon.document_nouns:
            phrase = context.finder.before(head)
            if phrase is None or phrase.kind != "nominal" or phrase.head != head:
                return None
            widened = SourceSpan(
                "nominal", phrase.start, j + 1, head, first=phrase.first, last=j + 1
            )
            return reporter_of_document(context, widened)
        if low in (",", ";", QUOTE) or low in context.lexicon.clause_openers:
            return None
    return None


def reporter_of_document(context: SentenceContext, phrase: SourceSpan) -> SourceSpan:
    """Take ``data from the Ministry`` for the ministry; leave other phrases as they are."""
    if phrase.kind != "nominal" or context.word(phrase.head) not in context.lexicon.document_nouns:
        return phrase
    if context.word(phrase.head + 1) not in _SOURCES_OF:
        return phrase
    for k in range(phrase.head + 2, min(phrase.head + 6, phrase.stop)):
        if context.finder.names.is_plain_name(k):
            return SourceSpan("name", phrase.start, phrase.stop, k)
        if context.word(k) not in context.lexicon.articles:
            break
    return phrase


def claim_noun(context: SentenceContext, k: int) -> Candidate | None:
    """``It rests on Ana Ruiz's claim that the mill is old.``: a noun of saying with its owner."""
    for j in range(k - 1, max(-1, k - _OWNED_REACH), -1):
        low, mention = context.lowered[j], context.sentence.items[j].mention
        if low == NAME and mention is not None:
            if not mention.possessive:
                return None
            names = context.finder.names
            return _owned(context, k, SourceSpan("name", j, k, j, names.before(names.start(j))))
        if low in ("his", "her", "their"):
            return _owned(context, k, SourceSpan("pronoun", j, k, j))
        if low in context.lexicon.determiners or low in context.lexicon.prepositions:
            return None
        if not low[0].isalnum():
            return None
    return None


def _owned(context: SentenceContext, k: int, phrase: SourceSpan) -> Candidate | None:
    content = k + 1
    if context.word(content) in (",", ":"):
        content += 1
    if context.word(content) in ("", "."):
        return None
    return Candidate("claim_noun", k, k + 1, phrase, "after", content)


def noun_of(context: SentenceContext, k: int) -> Candidate | None:
    """``The mill met with criticism from Ana Ruiz over its age.``: the source after its noun."""
    aside = context.word(k + 1) == "," and context.word(k + 2) == "by"
    if context.word(k + 1) not in ("from", "by", "of") and not aside:
        return None
    phrase = context.finder.after(k + 2 + aside)
    if phrase is None or phrase.kind == "pronoun":
        return None
    return Candidate("noun_of", k, k + 1, phrase, "after", phrase.stop)
