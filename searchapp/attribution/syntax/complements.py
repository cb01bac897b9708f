"""Complements of a cue: on which side of the cue its content is, and where it begins."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, Direction, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

ADDRESSEE_VERBS = word_set("tell remind assure inform ask advise reassure warn urge")
"""The verbs with an object that is addressed: ``told [reporters] that``."""

_SENTENCE_MARKS = frozenset(".?!;…")
_ADJUNCT_PREPOSITIONS = word_set("in on at during to via from by with without")
_PARENTHESIS_OPENERS = word_set("as while when after before during of about when in on at to with")
_CONTENT_OPENERS = frozenset(["that", QUOTE, ":", "if", "whether", "how", "why"])
_CONTENT_PREPOSITIONS = word_set("about for that against on to as with")
_INTERJECTIONS = word_set("however though of among for")
_MAX_ADJUNCT = 9
_MAX_ADDRESSEE = 6
_MAX_INTERJECTION = 5
_QUOTATION_REACH = 40


def skip_adjuncts(context: SentenceContext, k: int) -> int:
    """Return the item after the adjuncts of time, place and occasion that begin at item *k*.

    ``said [on Monday] the mill``, ``told [reporters] that``, ``said [in a speech],``
    """
    lexicon = context.lexicon
    while True:
        word = context.word(k)
        if word in lexicon.time_words or word in lexicon.adverbs or word in ("himself", "herself"):
            k += 1
        elif word in _ADJUNCT_PREPOSITIONS:
            end = _prepositional_adjunct_end(context, k)
            if end == k:
                return k
            k = end
        else:
            return k


def _prepositional_adjunct_end(context: SentenceContext, k: int) -> int:
    """Return the item after the prepositional phrase at item *k*; *k* if it may be content."""
    lexicon = context.lexicon
    first = context.word(k + 1)
    if first in lexicon.time_words:
        return k + 2
    if context.word(k) == "to" and not (
        first == NAME or first in lexicon.determiners or first in lexicon.person_nouns
    ):
        return k
    is_occasion = False
    for j in range(k + 1, k + _MAX_ADJUNCT):
        word = context.word(j)
        is_occasion = is_occasion or word in lexicon.occasion_nouns or word in lexicon.person_nouns
        if word == "" or word in _SENTENCE_MARKS or word in _CONTENT_OPENERS:
            return j
        if word == ",":
            return j if is_occasion or context.word(j + 1) == QUOTE else k
        if word in lexicon.clause_openers:
            return j if is_occasion else k
    return k


def skip_addressee(context: SentenceContext, cue: Cue) -> int:
    """Return the item after a cue and the person addressed: ``told [the Oban Post] that``."""
    lexicon = context.lexicon
    if cue.form.lemma not in ADDRESSEE_VERBS:
        return cue.stop
    for k in range(cue.stop, cue.stop + _MAX_ADDRESSEE):
        word = context.word(k)
        if word in lexicon.pronouns or word in lexicon.person_nouns:
            return k + 1
        if word == NAME:
            following = context.word(k + 1)
            if following != NAME and following not in lexicon.person_nouns:
                return k + 1
        elif word == "" or word in _SENTENCE_MARKS or word in (",", ":", QUOTE, "that", "to"):
            return k
    return cue.stop


def content_start(context: SentenceContext, cue: Cue) -> int:
    """Return the item where the content begins if it follows the cue."""
    return skip_adjuncts(context, skip_addressee(context, cue))


def content_side(context: SentenceContext, cue: Cue, source: SourceSpan) -> tuple[Direction, int]:
    """Return on which side of a cue and the subject before it the content is.

    The second value is the item where content after the cue begins.
    """
    k = content_start(context, cue)
    word = context.word(k)
    before = context.word(source.start - 1)
    if word == "" or word in _SENTENCE_MARKS:
        return "before", k
    if word == ",":
        return _side_after_comma(context, k, source)
    if word in (":", "that", QUOTE):
        return "after", k + (word == ":")
    if before == QUOTE or (before == "," and context.word(source.start - 2) == QUOTE):
        return "before", k
    opens_parenthesis = word in _PARENTHESIS_OPENERS
    if before == "," and opens_parenthesis and cue.form.strong and not cue.form.particles:
        return "before", k
    return "after", k


def _side_after_comma(
    context: SentenceContext, comma: int, source: SourceSpan
) -> tuple[Direction, int]:
    """Return ``content_side`` for a cue before item *comma*."""
    before, first = context.word(source.start - 1), comma + 1
    in_middle = before in (",", QUOTE)
    if context.word(first) == "that":
        return "after", first
    if context.word(first) == QUOTE:
        return ("around" if in_middle and source.start > 0 else "after"), first
    after_interjection = _interjection_end(context, comma)
    if after_interjection and (source.start == 0 or not in_middle):
        return "after", after_interjection
    return ("around", first) if before == "," and _resumes(context, first) else ("before", comma)


def _resumes(context: SentenceContext, k: int) -> bool:
    """Whether content resumes at item *k* after a parenthesis: ``In Oban, he said, it ...``."""
    word = context.word(k)
    if word == "" or word in _SENTENCE_MARKS or word in _PARENTHESIS_OPENERS:
        return False
    cue = context.lexicon.cue_verbs.get(word)
    return word not in ("who", "which", "according") and (cue is None or cue.tense != "gerund")


def _interjection_end(context: SentenceContext, comma: int) -> int:
    """Return the item after ``, however,`` or ``, in part,`` at item *comma*, or 0."""
    first = context.word(comma + 1)
    if not (
        first in context.lexicon.adverbs
        or first in _INTERJECTIONS
        or first in _ADJUNCT_PREPOSITIONS
    ):
        return 0
    for k in range(comma + 2, comma + 1 + _MAX_INTERJECTION):
        if context.word(k) == ",":
            following = context.word(k + 1)
            return k + 1 if following and following not in _SENTENCE_MARKS else 0
    return 0


def takes_content(context: SentenceContext, cue: Cue) -> bool:
    """Whether the complement of a weak verb can be content: ``criticized the plan``."""
    word = context.word(cue.stop)
    if word in (",", ":") and context.word(cue.stop + 1) in (QUOTE, ""):
        return True
    if word in ("", "and", "or", "by"):
        return False
    if word in _SENTENCE_MARKS or word in (",", ":"):
        before = context.lowered[max(0, cue.at - _QUOTATION_REACH) : cue.at]
        return cue.at > 1 and QUOTE in before
    if cue.form.clausal:
        return word in _CONTENT_OPENERS or word in context.lexicon.pronouns
    return word not in context.lexicon.prepositions or word in _CONTENT_PREPOSITIONS
