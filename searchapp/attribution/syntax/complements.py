"""On which side of a cue its content lies, and where after the cue it begins."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, Direction, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_FINAL = frozenset(".?!;…")
TAKES_LISTENER = word_set("tell remind assure inform ask advise reassure warn urge")
_OCCASION_PREPOSITIONS = word_set("in on at during to via from by with without")
_ASIDE_OPENERS = word_set("as while when after before during of about when in on at to with")
_CONTENT_OPENERS = frozenset(["that", QUOTE, ":", "if", "whether", "how", "why"])
_WEAK_PREPOSITIONS = word_set("about for that against on to as with")
_INTERJECTIONS = word_set("however though of among for")
_WALK = 9


def skip_aside(view: SentenceContext, k: int) -> int:
    """Step over when, where and to whom it was said, from item *k*.

    ``said [on Monday] the mill``, ``told [reporters] that``, ``said [in a speech],``
    """
    while True:
        low = view.low(k)
        if (
            low in view.lexicon.times
            or low in view.lexicon.adverbs
            or low in ("himself", "herself")
        ):
            k += 1
        elif low in _OCCASION_PREPOSITIONS:
            following = _after_occasion(view, k)
            if following == k:
                return k
            k = following
        else:
            return k


def _after_occasion(view: SentenceContext, k: int) -> int:
    """The item after the prepositional phrase at *k*, or *k* where it may be content."""
    if view.low(k + 1) in view.lexicon.times:
        return k + 2
    first = view.low(k + 1)
    if view.low(k) == "to" and not (
        first in (NAME, *view.lexicon.determiners) or first in view.lexicon.humans
    ):
        return k
    occasion = False
    for j in range(k + 1, k + _WALK):
        low = view.low(j)
        occasion = occasion or low in view.lexicon.occasions or low in view.lexicon.humans
        if low == "" or low in _FINAL or low in _CONTENT_OPENERS:
            return j
        if low == ",":
            return j if occasion or view.low(j + 1) == QUOTE else k
        if low in view.lexicon.clause_openers:
            return j if occasion else k
    return k


def skip_listener(view: SentenceContext, cue: Cue) -> int:
    """Step over whom the verb was said to: ``told [the Oban Post] that``."""
    k = cue.stop
    if cue.form.base not in TAKES_LISTENER:
        return k
    for j in range(k, k + 6):
        low = view.low(j)
        if low in view.lexicon.pronouns or low in view.lexicon.humans:
            return j + 1
        if low == NAME:
            following = view.low(j + 1)
            if following != NAME and following not in view.lexicon.humans:
                return j + 1
        elif low == "" or low in _FINAL or low in (",", ":", QUOTE, "that", "to"):
            return j
    return k


def content_start(view: SentenceContext, cue: Cue) -> int:
    """The item at which content after the cue begins, if it lies there."""
    return skip_aside(view, skip_listener(view, cue))


def side(view: SentenceContext, cue: Cue, phrase: SourceSpan) -> tuple[Direction, int]:
    """Return the side of the content of a cue with its subject before it."""
    k = content_start(view, cue)
    low = view.low(k)
    before = view.low(phrase.start - 1)
    if low == "" or low in _FINAL:
        return "before", k
    if low == ",":
        if view.low(k + 1) == "that":
            return "after", k + 1
        if view.low(k + 1) == QUOTE:
            return ("around" if before in (",", QUOTE) and phrase.start > 0 else "after"), k + 1
        following = _after_interjection(view, k)
        if following and (phrase.start == 0 or before not in (",", QUOTE)):
            return "after", following
        return ("around", k + 1) if before == "," and _goes_on(view, k + 1) else ("before", k)
    if low in (":", "that", QUOTE):
        return "after", k + (low == ":")
    if before == QUOTE or (before == "," and view.low(phrase.start - 2) == QUOTE):
        return "before", k
    if before == "," and low in _ASIDE_OPENERS and cue.form.strong and not cue.form.particles:
        return "before", k
    return "after", k


def _goes_on(view: SentenceContext, k: int) -> bool:
    """Whether the content goes on at item *k* after a parenthesis: ``In Oban, he said, it ...``."""
    low = view.low(k)
    if low == "" or low in _FINAL or low in _ASIDE_OPENERS or low in ("who", "which", "according"):
        return False
    cue = view.lexicon.cues.get(low)
    return cue is None or cue.tense != "gerund"


def _after_interjection(view: SentenceContext, comma: int) -> int:
    """The item after ``, however,`` or ``, in part,`` at *comma*, 0 where there is none."""
    first = view.low(comma + 1)
    if not (
        first in view.lexicon.adverbs or first in _INTERJECTIONS or first in _OCCASION_PREPOSITIONS
    ):
        return 0
    for k in range(comma + 2, comma + 6):
        if view.low(k) == ",":
            return k + 1 if view.low(k + 1) not in ("", *_FINAL) else 0
    return 0


def takes_content(view: SentenceContext, cue: Cue) -> bool:
    """Whether what follows a weak verb can be content: ``criticized the plan``."""
    low = view.low(cue.stop)
    if low in (",", ":") and view.low(cue.stop + 1) in (QUOTE, ""):
        return True
    if low in _FINAL or low in ("", ",", ":", "and", "or", "by"):
        return (
            low not in ("", "by", "and", "or")
            and cue.at > 1
            and QUOTE in view.lows[max(0, cue.at - 40) : cue.at]
        )
    if cue.form.clausal:
        return low in _CONTENT_OPENERS or low in view.lexicon.pronouns
    if low in view.lexicon.prepositions:
        return low in _WEAK_PREPOSITIONS
    return True
