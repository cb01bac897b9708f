"""Verb groups: what stands between a subject and its reporting verb."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, SentenceContext
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

IRREALIS = word_set("will would should could may might must can to shall 'll 'd")
# What may stand in a verb group, or end what does: ``have each said``, ``has in years said``.
_INSERTED = frozenset(["each", "since", "past", "weeks", "months", "years", "days"])
_OCCASION = 5
_DOING = word_set("did do does cannot")
_SINGULAR = word_set("has is was does doesn't hasn't isn't wasn't")
# Where "both" is no adverb but the subject: ``Both said so.``
_BEFORE_BOTH = word_set(", ; : that but and though although while") | {QUOTE}
_BEFORE_EACH = frozenset([NAME, "they", "who", ","])
PERFECT_AUXILIARIES = word_set("has have had having 've 'd 's")


def verb_group_start(context: SentenceContext, k: int) -> tuple[int, frozenset[str]]:
    """Step left from the verb at *k* over auxiliaries and adverbs.

    Returns the item before the group and the set of its words.
    """
    j, words, lexicon = k - 1, set[str](), context.lexicon
    while j >= 0:
        low = context.lowered[j]
        if low in lexicon.verb_group_words or (
            low.endswith("ly") and low not in lexicon.person_nouns
        ):
            if low == "both" and (j == 0 or context.lowered[j - 1] in _BEFORE_BOTH):
                break
            words.add(low)
            j -= 1
        elif low in lexicon.time_words or low in _INSERTED:
            before = _before_inserted(context, j)
            if before == j:
                break
            j = before
        else:
            break
    return j, frozenset(words)


def _before_inserted(context: SentenceContext, j: int) -> int:
    """The item before what stands in a verb group up to item *j*, *j* where nothing does.

    ``They [each] said``, ``has [since] said``, ``have [in the past] said``.
    """
    low, before = context.lowered[j], context.word(j - 1)
    if low == "each":
        follows = before in _BEFORE_EACH or before in context.lexicon.auxiliaries
        return j - 1 if follows else j
    if low == "since":
        return j - 1 if before in PERFECT_AUXILIARIES else j
    return _before_occasion(context, j)


def _before_occasion(context: SentenceContext, j: int) -> int:
    """The auxiliary before ``in the past`` where that ends with item *j*, else *j*."""
    lexicon = context.lexicon
    for k in range(j - 1, max(0, j - _OCCASION), -1):
        low = context.lowered[k]
        if low in lexicon.prepositions:
            before = context.lowered[k - 1]
            spoken = before in lexicon.auxiliaries or before in lexicon.negatives
            return k - 1 if spoken else j
        if not low[0].isalnum() or low in lexicon.auxiliaries:
            break
    return j


def before_time_phrase(context: SentenceContext, j: int) -> int:
    """The item before ``on Tuesday`` where that ends with item *j*, else *j*."""
    k = j
    while k > 0 and context.lowered[k] in context.lexicon.time_words:
        k -= 1
    return k - 1 if k < j and context.lowered[k] in context.lexicon.prepositions else j


def is_active_voice(context: SentenceContext, cue: Cue, group: frozenset[str]) -> bool:
    """Whether the verb group is one of the active voice that a subject can have."""
    passive = bool(group & context.lexicon.be_forms)
    if cue.form.tense == "gerund":
        return passive
    if group & context.lexicon.be_forms == {"'s"} and cue.form.strong:
        # "She's said so": has, for words are not said of her.
        return cue.form.tense in ("past", "participle")
    if passive:
        return False
    return cue.form.finite or bool(group & PERFECT_AUXILIARIES)


def is_unrealized(context: SentenceContext, group: frozenset[str]) -> bool:
    """Whether the group says that it was not, or not yet, said: ``would say``."""
    return bool(group & context.lexicon.negatives or group & IRREALIS)


def subject_agrees(
    context: SentenceContext, cue: Cue, phrase: SourceSpan, group: frozenset[str]
) -> bool:
    """Whether the subject can go with the verb in number and in kind."""
    head = context.word(phrase.head)
    several = bool(phrase.conjuncts) or phrase.nominal_conjunct is not None
    plural = (
        several or head == "they" or head in context.lexicon.group_nouns or head in NUMBER_WORDS
    )
    free = group & (IRREALIS | _DOING) or any(word.endswith("n't") for word in group)
    if cue.form.tense == "base" and not free:
        if not plural and context.word(phrase.head) not in context.lexicon.organization_nouns:
            return False
        if context.word(phrase.start) in ("a", "an"):
            return False
    if phrase.kind == "nominal" and head in context.lexicon.document_nouns:
        return context.lowered[cue.at] in context.lexicon.document_verbs
    return True


def is_singular_verb(cue: Cue, group: frozenset[str]) -> bool:
    """Whether the verb group can have no more than one subject: ``says``, ``has said``."""
    return cue.form.tense == "third" or not _SINGULAR.isdisjoint(group)


def is_finite_cue(context: SentenceContext, k: int) -> bool:
    """Whether item *k* is a reporting verb in the past or the third person."""
    cue = context.lexicon.cue_verbs.get(context.word(k))
    return cue is not None and cue.tense in ("past", "third")
