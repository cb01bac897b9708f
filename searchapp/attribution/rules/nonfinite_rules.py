"""Rules for participles, gerunds and infinitives of reporting verbs.

The examples of each rule's docstring are its test.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Candidate, Cue, RuleName, SentenceContext
from searchapp.attribution.rules.main_subject import later_subject, main_subject
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.complements import skip_adjuncts
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_BEFORE_PARTICIPLE = frozenset([",", "and", "while", QUOTE, "--", "—", "–", "before", "after"])
_BEFORE_ABSOLUTE = word_set("with and of about watch saw heard see has have had")
# Verbs of beginning, going on and ending: "keeps saying", "began saying".
_ASPECTUAL_VERBS = word_set(
    "keep keeps kept began begin begins start starts started stop stops stopped quit finished"
)
_SPENDING_VERBS = frozenset(["spend", "spends", "spent"])
_PERCEPTION_VERBS = word_set(
    "see saw seen seeing hear heard hearing watch watched watching let lets letting"
)
_OBJECT_PRONOUNS = frozenset(["him", "her", "them"])
_QUOTING = word_set("quote quotes quoted quoting cite cites cited citing")
_FRONTED_REACH = 3
_SPENDING_REACH = 12


def absolute(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``They met again, with Ana Ruiz saying it would close.``: a participle with its subject.

    ``The press quoted Ana Ruiz as saying it would close.``: or the object of "quote", with "as".
    """
    source = _object_before(context, cue, _BEFORE_ABSOLUTE) or _quoted_object(context, cue)
    content = skip_adjuncts(context, cue.stop)
    if source is None or context.word(content) in ("", "."):
        return None
    return Candidate("absolute", cue.at, cue.stop, source, "after", content, form=cue.form)


def _quoted_object(context: SentenceContext, cue: Cue) -> SourceSpan | None:
    """The name between "quoted" and "as", the word before the cue."""
    name = cue.at - 2
    if context.word(cue.at - 1) != "as" or not context.names.is_plain_name(name):
        return None
    start = context.names.start(name)
    if context.word(start - 1) not in _QUOTING:
        return None
    return SourceSpan("name", start, name + 1, name)


def participle(
    context: SentenceContext, cue: Cue, earlier: Sequence[Candidate]
) -> Candidate | None:
    """``The mill is old, Ana Ruiz said, adding it would close.``: a participle of its subject.

    ``Noting the looms are old, Ana Ruiz said they would go.``: before the main clause.
    ``Ana Ruiz opened the fair by saying it was old.``: a gerund after a preposition.
    ``Since saying it was old, Ana Ruiz has bought it.``: such a gerund in front.
    ``Ana Ruiz keeps saying it is old.``: a gerund after an aspectual verb.
    ``Ana Ruiz spent the fair saying it was old.``: a gerund after "spend" and a time.
    """
    if cue.form.tense != "gerund":
        return None
    j = _before_adverbs(context, cue.at)
    gerund = j >= 0 and context.lowered[j] not in _BEFORE_PARTICIPLE
    within = _is_within_content(cue, earlier) and context.word(j) != "by"
    if gerund and (within or not _takes_gerund(context, j)):
        return None
    source = None if j < 0 else main_subject(context, cue.at, earlier)
    if source is None and j < _FRONTED_REACH:
        source = later_subject(context, cue.at, earlier)
    if source is None:
        return None
    content = skip_adjuncts(context, cue.stop)
    if context.word(content) in (",", ":"):
        content += 1
    if context.word(content) in ("", "."):
        return None
    return _subject_controlled("gerund" if gerund else "participle", cue, source, content)


def _takes_gerund(context: SentenceContext, j: int) -> bool:
    """Whether a gerund may follow item *j*: ``by``, ``keeps``, ``spent much of the fair``."""
    word, lexicon = context.lowered[j], context.lexicon
    if word in lexicon.prepositions or word in lexicon.occasion_nouns or word in _ASPECTUAL_VERBS:
        return True
    return not _SPENDING_VERBS.isdisjoint(context.lowered[max(0, j - _SPENDING_REACH) : j])


def infinitive(
    context: SentenceContext, cue: Cue, earlier: Sequence[Candidate]
) -> Candidate | None:
    """``Ana Ruiz used the fair to call for a new mill.``: "to" and a verb of the main subject.

    ``The press forced Ana Ruiz to say it was old.``: or of an object that is made to speak.
    ``The press heard Ana Ruiz say it was old.``: or of an object that is heard, without "to".
    """
    if cue.form.tense != "base":
        return None
    content = skip_adjuncts(context, cue.stop)
    if context.word(cue.at - 1) != "to":
        heard = _object_before(context, cue, _PERCEPTION_VERBS)
        if heard is None or context.word(cue.stop) in ("", "."):
            return None
        return _object_controlled(cue, heard, content)
    prospective = context.word(cue.at - 2) in context.lexicon.prospective_words
    if prospective or _is_within_content(cue, earlier) or context.word(content) in ("", "."):
        return None
    made_to_speak = _causative_object(context, cue)
    if made_to_speak is not None:
        return _object_controlled(cue, made_to_speak, content)
    source = main_subject(context, cue.at - 1, earlier)
    if source is None:
        return None
    return _subject_controlled("infinitive", cue, source, content)


def _causative_object(context: SentenceContext, cue: Cue) -> SourceSpan | None:
    """The object before "to" and the cue: ``forced Ana Ruiz to say``."""
    j = cue.at - 2
    if context.names.is_plain_name(j):
        source = context.source_before(j)
    elif context.word(j) in _OBJECT_PRONOUNS:
        source = SourceSpan("pronoun", j, j + 1, j)
    else:
        return None
    if source is None or context.word(source.start - 1) in ("", ","):
        return None
    return source


def _object_controlled(cue: Cue, source: SourceSpan, content: int) -> Candidate:
    """The candidate of an object that is made, or heard, to speak."""
    return Candidate("made_to_say", cue.at, cue.stop, source, "after", content, form=cue.form)


def _subject_controlled(rule: RuleName, cue: Cue, source: SourceSpan, content: int) -> Candidate:
    """The candidate of a verb form that shares the subject of another verb."""
    return Candidate(rule, cue.at, cue.stop, source, "after", content, shared=True, form=cue.form)


def _is_within_content(cue: Cue, earlier: Sequence[Candidate]) -> bool:
    """Whether the cue is within the content of an earlier cue of the sentence."""
    return any(
        other.cue < cue.at
        and other.direction != "before"
        and other.content <= cue.at
        and not (other.form is not None and other.form.tier == "seldom")
        for other in earlier
    )


def _before_adverbs(context: SentenceContext, k: int) -> int:
    """The item before the adverbs that precede item *k*, -1 if there is none."""
    j = k - 1
    adverbs = context.lexicon.adverbs
    while j >= 0 and (context.lowered[j] in adverbs or context.lowered[j].endswith("ly")):
        j -= 1
    return j


def _object_before(context: SentenceContext, cue: Cue, openers: Set[str]) -> SourceSpan | None:
    """The name or object pronoun before a verb, if one of *openers* precedes it."""
    j = _before_adverbs(context, cue.at)
    if j < 1 or not (context.names.is_plain_name(j) or context.lowered[j] in _OBJECT_PRONOUNS):
        return None
    named = context.lowered[j] == NAME
    start = context.names.start(j) if named else j
    if context.word(start - 1) not in openers:
        return None
    return SourceSpan("name" if named else "pronoun", start, j + 1, j)
