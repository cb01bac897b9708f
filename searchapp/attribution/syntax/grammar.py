"""Verb groups: what stands between a subject and its reporting verb."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, SentenceContext
from searchapp.attribution.rules.source_spans import NUMBERS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

UNREAL = word_set("will would should could may might must can to shall 'll 'd")
# What may stand in a verb group, or end what does: ``have each said``, ``has in years said``.
_INSERTED = frozenset(["each", "since", "past", "weeks", "months", "years", "days"])
_OCCASION = 5
_DOING = word_set("did do does cannot")
_SINGULAR = word_set("has is was does doesn't hasn't isn't wasn't")
# Where "both" is no adverb but the subject: ``Both said so.``
_BEFORE_BOTH = word_set(", ; : that but and though although while") | {QUOTE}
_BEFORE_EACH = frozenset([NAME, "they", "who", ","])
PERFECT = word_set("has have had having 've 'd 's")


def verb_group_start(view: SentenceContext, k: int) -> tuple[int, frozenset[str]]:
    """Step left from the verb at *k* over auxiliaries and adverbs.

    Returns the item before the group and the set of its words.
    """
    j, words, lexicon = k - 1, set[str](), view.lexicon
    while j >= 0:
        low = view.lows[j]
        if low in lexicon.helpers or (low.endswith("ly") and low not in lexicon.humans):
            if low == "both" and (j == 0 or view.lows[j - 1] in _BEFORE_BOTH):
                break
            words.add(low)
            j -= 1
        elif low in lexicon.times or low in _INSERTED:
            before = _before_inserted(view, j)
            if before == j:
                break
            j = before
        else:
            break
    return j, frozenset(words)


def _before_inserted(view: SentenceContext, j: int) -> int:
    """The item before what stands in a verb group up to item *j*, *j* where nothing does.

    ``They [each] said``, ``has [since] said``, ``have [in the past] said``.
    """
    low, before = view.lows[j], view.low(j - 1)
    if low == "each":
        follows = before in _BEFORE_EACH or before in view.lexicon.auxiliaries
        return j - 1 if follows else j
    if low == "since":
        return j - 1 if before in PERFECT else j
    return _before_occasion(view, j)


def _before_occasion(view: SentenceContext, j: int) -> int:
    """The auxiliary before ``in the past`` where that ends with item *j*, else *j*."""
    lexicon = view.lexicon
    for k in range(j - 1, max(0, j - _OCCASION), -1):
        low = view.lows[k]
        if low in lexicon.prepositions:
            before = view.lows[k - 1]
            spoken = before in lexicon.auxiliaries or before in lexicon.negatives
            return k - 1 if spoken else j
        if not low[0].isalnum() or low in lexicon.auxiliaries:
            break
    return j


def before_time(view: SentenceContext, j: int) -> int:
    """The item before ``on Tuesday`` where that ends with item *j*, else *j*."""
    k = j
    while k > 0 and view.lows[k] in view.lexicon.times:
        k -= 1
    return k - 1 if k < j and view.lows[k] in view.lexicon.prepositions else j


def is_active(view: SentenceContext, cue: Cue, group: frozenset[str]) -> bool:
    """Whether the verb group is one of the active voice that a subject can have."""
    passive = bool(group & view.lexicon.being)
    if cue.form.tense == "gerund":
        return passive
    if group & view.lexicon.being == {"'s"} and cue.form.strong:
        # "She's said so": has, for words are not said of her.
        return cue.form.tense in ("past", "participle")
    if passive:
        return False
    return cue.form.finite or bool(group & PERFECT)


def is_open(view: SentenceContext, group: frozenset[str]) -> bool:
    """Whether the group says that it was not, or not yet, said: ``would say``."""
    return bool(group & view.lexicon.negatives or group & UNREAL)


def agrees(view: SentenceContext, cue: Cue, phrase: SourceSpan, group: frozenset[str]) -> bool:
    """Whether the subject can go with the verb in number and in kind."""
    head = view.low(phrase.head)
    several = bool(phrase.also) or phrase.beside is not None
    plural = several or head == "they" or head in view.lexicon.groups or head in NUMBERS
    free = group & (UNREAL | _DOING) or any(word.endswith("n't") for word in group)
    if cue.form.tense == "base" and not free:
        if not plural and view.low(phrase.head) not in view.lexicon.organization_nouns:
            return False
        if view.low(phrase.start) in ("a", "an"):
            return False
    if phrase.kind == "nominal" and head in view.lexicon.documents:
        return view.lows[cue.at] in view.lexicon.shown
    return True


def is_singular(cue: Cue, group: frozenset[str]) -> bool:
    """Whether the verb group can have no more than one subject: ``says``, ``has said``."""
    return cue.form.tense == "third" or not _SINGULAR.isdisjoint(group)


def is_finite_cue(view: SentenceContext, k: int) -> bool:
    """Whether item *k* is a reporting verb in the past or the third person."""
    cue = view.lexicon.cues.get(view.low(k))
    return cue is not None and cue.tense in ("past", "third")
