"""On which side of a cue its content lies, and where after the cue it begins."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, Direction, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_FINAL = frozenset(".?!;…")
ADDRESSEE_VERBS = word_set("tell remind assure inform ask advise reassure warn urge")
_OCCASION_PREPOSITIONS = word_set("in on at during to via from by with without")
_ASIDE_OPENERS = word_set("as while when after before during of about when in on at to with")
_CONTENT_OPENERS = frozenset(["that", QUOTE, ":", "if", "whether", "how", "why"])
_WEAK_PREPOSITIONS = word_set("about for that against on to as with")
_INTERJECTIONS = word_set("however though of among for")
_WALK = 9


def skip_adjuncts(context: SentenceContext, k: int) -> int:
    """Step over when, where and to whom it was said, from item *k*.

    ``said [on Monday] the mill``, ``told [reporters] that``, ``said [in a speech],``
    """
    while True:
        low = context.word(k)
        if (
            low in context.lexicon.time_words
            or low in context.lexicon.adverbs
            or low in ("himself", "herself")
        ):
            k += 1
        elif low in _OCCASION_PREPOSITIONS:
            following = _after_occasion(context, k)
            if following == k:
                return k
            k = following
        else:
            return k


def _after_occasion(context: SentenceContext, k: int) -> int:
    """The item after the prepositional phrase at *k*, or *k* where it may be content."""
    if context.word(k + 1) in context.lexicon.time_words:
        return k + 2
    first = context.word(k + 1)
    if context.word(k) == "to" and not (
        first in (NAME, *context.lexicon.determiners) or first in context.lexicon.person_nouns
    ):
        return k
    occasion = False
    for j in range(k + 1, k + _WALK):
        low = context.word(j)
        occasion = (
            occasion or low in context.lexicon.occasion_nouns or low in context.lexicon.person_nouns
        )
        if low == "" or low in _FINAL or low in _CONTENT_OPENERS:
            return j
        if low == ",":
            return j if occasion or context.word(j + 1) == QUOTE else k
        if low in context.lexicon.clause_openers:
            return j if occasion else k
    return k


def skip_addressee(context: SentenceContext, cue: Cue) -> int:
    """Step over whom the verb was said to: ``told [the Oban Post] that``."""
    k = cue.stop
    if cue.form.lemma not in ADDRESSEE_VERBS:
        return k
    for j in range(k, k + 6):
        low = context.word(j)
        if low in context.lexicon.pronouns or low in context.lexicon.person_nouns:
            return j + 1
        if low == NAME:
            following = context.word(j + 1)
            if following != NAME and following not in context.lexicon.person_nouns:
                return j + 1
        elif low == "" or low in _FINAL or low in (",", ":", QUOTE, "that", "to"):
            return j
    return k


def content_start(context: SentenceContext, cue: Cue) -> int:
    """The item at which content after the cue begins, if it lies there."""
    return skip_adjuncts(context, skip_addressee(context, cue))


def content_side(context: SentenceContext, cue: Cue, phrase: SourceSpan) -> tuple[Direction, int]:
    """Return the side of the content of a cue with its subject before it."""
    k = content_start(context, cue)
    low = context.word(k)
    before = context.word(phrase.start - 1)
    if low == "" or low in _FINAL:
        return "before", k
    if low == ",":
        if context.word(k + 1) == "that":
            return "after", k + 1
        if context.word(k + 1) == QUOTE:
            return ("around" if before in (",", QUOTE) and phrase.start > 0 else "after"), k + 1
        following = _after_interjection(context, k)
        if following and (phrase.start == 0 or before not in (",", QUOTE)):
            return "after", following
        return ("around", k + 1) if before == "," and _goes_on(context, k + 1) else ("before", k)
    if low in (":", "that", QUOTE):
        return "after", k + (low == ":")
    if before == QUOTE or (before == "," and context.word(phrase.start - 2) == QUOTE):
        return "before", k
    if before == "," and low in _ASIDE_OPENERS and cue.form.strong and not cue.form.particles:
        return "before", k
    return "after", k


def _goes_on(context: SentenceContext, k: int) -> bool:
    """Whether the content goes on at item *k* after a parenthesis: ``In Oban, he said, it ...``."""
    low = context.word(k)
    if low == "" or low in _FINAL or low in _ASIDE_OPENERS or low in ("who", "which", "according"):
        return False
    cue = context.lexicon.cue_verbs.get(low)
    return cue is None or cue.tense != "gerund"


def _after_interjection(context: SentenceContext, comma: int) -> int:
    """The item after ``, however,`` or ``, in part,`` at *comma*, 0 where there is none."""
    first = context.word(comma + 1)
    if not (
        first in context.lexicon.adverbs
        or first in _INTERJECTIONS
        or first in _OCCASION_PREPOSITIONS
    ):
        return 0
    for k in range(comma + 2, comma + 6):
        if context.word(k) == ",":
            return k + 1 if context.word(k + 1) not in ("", *_FINAL) else 0
    return 0


def takes_content(context: SentenceContext, cue: Cue) -> bool:
    """Whether what follows a weak verb can be content: ``criticized the plan``."""
    low = context.word(cue.stop)
    if low in (",", ":") and context.word(cue.stop + 1) in (QUOTE, ""):
        return True
    if low in _FINAL or low in ("", ",", ":", "and", "or", "by"):
        return (
            low not in ("", "by", "and", "or")
            and cue.at > 1
            and QUOTE in context.lowered[max(0, cue.at - 40) : cue.at]
        )
    if cue.form.clausal:
        return low in _CONTENT_OPENERS or low in context.lexicon.pronouns
    if low in context.lexicon.prepositions:
        return low in _WEAK_PREPOSITIONS
    return True
