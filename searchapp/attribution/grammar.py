"""Verb groups: what stands between a subject and its reporting verb."""

from __future__ import annotations

from searchapp.attribution.candidates import Cue, View
from searchapp.attribution.lexicon import word_set
from searchapp.attribution.phrases import NUMBERS, Phrase
from searchapp.attribution.sentences import NAME, QUOTE

UNREAL = word_set("will would should could may might must can to shall 'll 'd")
_PAST = frozenset(["past", "weeks", "months", "years", "days"])
_INSERTED = 5
_DOING = word_set("did do does cannot")
_SINGULAR = word_set("has is was does doesn't hasn't isn't wasn't")
# Where "both" is no adverb but the subject: ``Both said so.``
_BEFORE_BOTH = word_set(", ; : that but and though although while") | {QUOTE}
PERFECT = word_set("has have had having 've 'd 's")


def verb_group_start(view: View, k: int) -> tuple[int, frozenset[str]]:
    """Step left from the verb at *k* over auxiliaries and adverbs.

    Returns the item before the group and the set of its words.
    """
    j, words, lexicon = k - 1, set[str](), view.lexicon
    while j >= 0:
        low = view.lows[j]
        if low == "both" and (j == 0 or view.lows[j - 1] in _BEFORE_BOTH):
            break
        if low == "each" and _follows_subject(view, j):
            j -= 1
            continue
        if low == "since" and view.low(j - 1) in PERFECT:
            j -= 1
            continue
        inserted = _before_inserted(view, j)
        if inserted >= 0:
            j = inserted
            continue
        if not (
            low in lexicon.auxiliaries
            or low in lexicon.adverbs
            or low in lexicon.negatives
            or low == "to"
            or (low.endswith("ly") and low not in lexicon.humans)
        ):
            break
        words.add(low)
        j -= 1
    return j, frozenset(words)


def _follows_subject(view: View, j: int) -> bool:
    """Whether "each" at item *j* stands in a verb group: ``They each said``, ``have each said``."""
    before = view.low(j - 1)
    return before in (NAME, "they", "who", ",") or before in view.lexicon.auxiliaries


def before_time(view: View, j: int) -> int:
    """The item before ``on Tuesday`` where that ends with item *j*, else *j*."""
    k = j
    while k > 0 and view.lows[k] in view.lexicon.times:
        k -= 1
    return k - 1 if k < j and view.lows[k] in view.lexicon.prepositions else j


def _before_inserted(view: View, j: int) -> int:
    """The auxiliary before ``in the past`` where that ends with item *j*, else -1."""
    if view.lows[j] not in view.lexicon.times and view.lows[j] not in _PAST:
        return -1
    for k in range(j - 1, max(0, j - _INSERTED), -1):
        low = view.lows[k]
        if low in view.lexicon.prepositions:
            before = view.lows[k - 1]
            spoken = before in view.lexicon.auxiliaries or before in view.lexicon.negatives
            return k - 1 if spoken else -1
        if not low[0].isalnum() or low in view.lexicon.auxiliaries:
            break
    return -1


def is_active(view: View, cue: Cue, group: frozenset[str]) -> bool:
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


def is_open(view: View, group: frozenset[str]) -> bool:
    """Whether the group says that it was not, or not yet, said: ``would say``."""
    return bool(group & view.lexicon.negatives or group & UNREAL)


def agrees(view: View, cue: Cue, phrase: Phrase, group: frozenset[str]) -> bool:
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


def is_finite_cue(view: View, k: int) -> bool:
    """Whether item *k* is a reporting verb in the past or the third person."""
    cue = view.lexicon.cues.get(view.low(k))
    return cue is not None and cue.tense in ("past", "third")
