"""Rules for sources beside a noun or a preposition: "according to", reports, claims.

Each takes the context of a sentence and the position of an item, and returns a candidate or
None. The examples of its docstring are its test.
"""

from __future__ import annotations

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.complements import skip_adjuncts
from searchapp.attribution.syntax.grammar import IRREALIS, verb_group_start
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_SOURCE_PREPOSITIONS = frozenset(["from", "by", "of"])
_OPENING_REACH = 25
_DOCUMENT_REACH = 14
_AUTHOR_REACH = 6
_OWNER_REACH = 5


def according_to(context: SentenceContext, k: int) -> Candidate | None:
    """``The mill will close, according to Ana Ruiz.``: the source after its preposition."""
    if context.word(k + 1) != "to":
        return None
    source = context.source_after(k + 2)
    if source is None:
        return None
    source = author_of_document(context, source)
    after = source.stop
    if k == 0:
        while context.word(after) not in (",", "", QUOTE) and after - source.stop < _OPENING_REACH:
            after += 1
        content = after + (context.word(after) == ",")
        return Candidate("according_to", k, k + 2, source, "after", content)
    following = context.word(after + 1)
    if context.word(after) == "," and following not in ("", "who", "which", "a", "the"):
        return Candidate("according_to", k, k + 2, source, "around", after + 1)
    return Candidate("according_to", k, k + 2, source, "before", after)


def findings(context: SentenceContext, k: int) -> Candidate | None:
    """``A survey found that the mill is old.``: a document as the source of its findings.

    ``Data from the Ministry of Mills showed that it is old.``: or the document's author.
    """
    j, group = verb_group_start(context, k)
    if j < 0 or group & context.lexicon.negatives or group & IRREALIS:
        return None
    if group & context.lexicon.be_forms:
        return None
    source = _document_before(context, j)
    if source is None:
        return None
    content = skip_adjuncts(context, k + 1)
    if context.word(content) in ("", ".", ",", "by"):
        return None
    return Candidate("findings", k, k + 1, source, "after", content)


def _document_before(context: SentenceContext, j: int) -> SourceSpan | None:
    """The document whose noun phrase ends with item *j*, or its author."""
    for head in range(j, max(-1, j - _DOCUMENT_REACH), -1):
        word = context.lowered[head]
        if word in context.lexicon.document_nouns:
            source = context.source_before(head)
            if source is None or source.kind != "nominal" or source.head != head:
                return None
            document = SourceSpan(
                "nominal",
                source.start,
                j + 1,
                head,
                noun_start=source.noun_start,
                noun_stop=j + 1,
            )
            return author_of_document(context, document)
        if word in (",", ";", QUOTE) or word in context.lexicon.clause_openers:
            return None
    return None


def author_of_document(context: SentenceContext, source: SourceSpan) -> SourceSpan:
    """Return the ministry for ``data from the Ministry``; other sources as they are."""
    if source.kind != "nominal" or context.word(source.head) not in context.lexicon.document_nouns:
        return source
    if context.word(source.head + 1) not in _SOURCE_PREPOSITIONS:
        return source
    for k in range(source.head + 2, min(source.head + _AUTHOR_REACH, source.stop)):
        if context.names.is_plain_name(k):
            return SourceSpan("name", source.start, source.stop, k)
        if context.word(k) not in context.lexicon.articles:
            break
    return source


def claim_noun(context: SentenceContext, k: int) -> Candidate | None:
    """``It rests on Ana Ruiz's claim that the mill is old.``: a claim noun with its owner."""
    content = k + 1
    if context.word(content) in (",", ":"):
        content += 1
    owner = _owner_before(context, k)
    if owner is None or context.word(content) in ("", "."):
        return None
    return Candidate("claim_noun", k, k + 1, owner, "after", content)


def _owner_before(context: SentenceContext, k: int) -> SourceSpan | None:
    """The possessive name or pronoun before the noun at item *k*."""
    names, lexicon = context.names, context.lexicon
    for j in range(k - 1, max(-1, k - _OWNER_REACH), -1):
        word, mention = context.lowered[j], context.sentence.items[j].mention
        if word == NAME and mention is not None:
            if not mention.possessive:
                return None
            return SourceSpan("name", j, k, j, names.before(names.start(j)))
        if word in ("his", "her", "their"):
            return SourceSpan("pronoun", j, k, j)
        if word in lexicon.determiners or word in lexicon.prepositions or not word[0].isalnum():
            return None
    return None


def noun_of(context: SentenceContext, k: int) -> Candidate | None:
    """``The mill met with criticism from Ana Ruiz over its age.``: the source after its noun."""
    comma = context.word(k + 1) == "," and context.word(k + 2) == "by"
    if context.word(k + 1) not in _SOURCE_PREPOSITIONS and not comma:
        return None
    source = context.source_after(k + 2 + comma)
    if source is None or source.kind == "pronoun":
        return None
    return Candidate("noun_of", k, k + 1, source, "after", source.stop)
