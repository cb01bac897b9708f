"""Verb groups: the auxiliaries and adverbs before a reporting verb, and its agreement."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Cue, SentenceContext
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, QUOTE

IRREALIS = word_set("will would should could may might must can to shall 'll 'd")
"""The modals, and "to": what they precede did not happen, or not yet."""

_PERFECT_AUXILIARIES = word_set("has have had having 've 'd 's")
_DO_FORMS = word_set("did do does cannot")
_SINGULAR_AUXILIARIES = word_set("has is was does doesn't hasn't isn't wasn't")
# Words that can interrupt a verb group, or end what does: "have each said", "has in years said".
_INTERRUPTING_WORDS = frozenset(["each", "since", "past", "weeks", "months", "years", "days"])
# After these "both" is the subject and not an adverb: "Both said so."
_BEFORE_SUBJECT_BOTH = word_set(", ; : that but and though although while") | {QUOTE}
_BEFORE_EACH = frozenset([NAME, "they", "who", ","])
_MAX_INTERRUPTION = 5


def verb_group_start(context: SentenceContext, verb: int) -> tuple[int, frozenset[str]]:
    """Return the item before the verb group of the verb at item *verb*, and the group's words.

    The group is the auxiliaries and adverbs directly before the verb; -1 is the item before a
    group at the start of the sentence.
    """
    known = context.verb_groups.get(verb)
    if known is None:
        known = context.verb_groups[verb] = _find_verb_group(context, verb)
    return known


def _find_verb_group(context: SentenceContext, verb: int) -> tuple[int, frozenset[str]]:
    """The result of ``verb_group_start``, which several rules need of each verb."""
    group: set[str] = set()
    k, lexicon = verb - 1, context.lexicon
    while k >= 0:
        word = context.lowered[k]
        if word in lexicon.verb_group_words or (
            word.endswith("ly") and word not in lexicon.person_nouns
        ):
            if word == "both" and (k == 0 or context.lowered[k - 1] in _BEFORE_SUBJECT_BOTH):
                break
            group.add(word)
            k -= 1
        elif word in lexicon.time_words or word in _INTERRUPTING_WORDS:
            before = _before_interruption(context, k)
            if before == k:
                break
            k = before
        else:
            break
    return k, frozenset(group)


def _before_interruption(context: SentenceContext, last: int) -> int:
    """Return the item before the words that interrupt a verb group up to item *last*.

    ``They [each] said``, ``has [since] said``, ``have [in the past] said``; *last* itself if
    nothing interrupts it.
    """
    word, before = context.lowered[last], context.word(last - 1)
    if word == "each":
        interrupts = before in _BEFORE_EACH or before in context.lexicon.auxiliaries
        return last - 1 if interrupts else last
    if word == "since":
        return last - 1 if before in _PERFECT_AUXILIARIES else last
    return _auxiliary_before_phrase(context, last)


def _auxiliary_before_phrase(context: SentenceContext, last: int) -> int:
    """Return the auxiliary before ``in the past`` that ends with item *last*, else *last*."""
    lexicon = context.lexicon
    for k in range(last - 1, max(0, last - _MAX_INTERRUPTION), -1):
        word = context.lowered[k]
        if word in lexicon.prepositions:
            before = context.lowered[k - 1]
            interrupts = before in lexicon.auxiliaries or before in lexicon.negatives
            return k - 1 if interrupts else last
        if not word[0].isalnum() or word in lexicon.auxiliaries:
            break
    return last


def before_time_phrase(context: SentenceContext, last: int) -> int:
    """Return the item before ``on Tuesday`` if that ends with item *last*, else *last*."""
    k = last
    while k > 0 and context.lowered[k] in context.lexicon.time_words:
        k -= 1
    return k - 1 if k < last and context.lowered[k] in context.lexicon.prepositions else last


def is_active_voice(context: SentenceContext, cue: Cue, group: frozenset[str]) -> bool:
    """Whether a verb and its *group* are in the active voice and can have a subject."""
    be_forms = group & context.lexicon.be_forms
    if cue.form.tense == "gerund":
        return bool(be_forms)
    if be_forms == {"'s"} and cue.form.strong:
        # "She's said so": "has", because a person cannot be said.
        return cue.form.tense in ("past", "participle")
    if be_forms:
        return False
    return cue.form.finite or not _PERFECT_AUXILIARIES.isdisjoint(group)


def is_unrealized(context: SentenceContext, group: frozenset[str]) -> bool:
    """Whether the verb group shows that nothing was said, or not yet: ``would say``."""
    return not group.isdisjoint(context.lexicon.negatives) or not group.isdisjoint(IRREALIS)


def subject_agrees(
    context: SentenceContext, cue: Cue, subject: SourceSpan, group: frozenset[str]
) -> bool:
    """Whether the subject agrees with the verb in number, and can be its subject at all.

    A document can only be the subject of the verbs of documents.
    """
    lexicon, head = context.lexicon, context.word(subject.head)
    plural = (
        bool(subject.conjuncts)
        or subject.nominal_conjunct is not None
        or head == "they"
        or head in lexicon.group_nouns
        or head in NUMBER_WORDS
    )
    any_number = group & (IRREALIS | _DO_FORMS) or any(word.endswith("n't") for word in group)
    if cue.form.tense == "base" and not any_number:
        if not plural and head not in lexicon.organization_nouns:
            return False
        if context.word(subject.start) in ("a", "an"):
            return False
    if subject.kind == "nominal" and head in lexicon.document_nouns:
        return context.lowered[cue.at] in lexicon.document_verbs
    return True


def is_singular_verb(cue: Cue, group: frozenset[str]) -> bool:
    """Whether the verb group agrees only with one person: ``says``, ``has said``."""
    return cue.form.tense == "third" or not _SINGULAR_AUXILIARIES.isdisjoint(group)


def is_finite_cue(context: SentenceContext, k: int) -> bool:
    """Whether item *k* is a reporting verb in the past or the third person."""
    cue = context.lexicon.cue_verbs.get(context.word(k))
    return cue is not None and cue.tense in ("past", "third")
