"""Rules for finite reporting verbs: inversion, subject and verb, a shared subject, the passive.

A rule is a function that returns a candidate or None; a test runs it on the examples of its
docstring. Rules propose freely; ``scoring`` judges how likely each proposal is.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Candidate, Cue, RuleName, SentenceContext
from searchapp.attribution.rules.main_subject import main_subject
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.complements import ADDRESSEE_VERBS, content_side, takes_content
from searchapp.attribution.syntax.grammar import (
    before_time_phrase,
    is_active_voice,
    is_finite_cue,
    is_singular_verb,
    is_unrealized,
    subject_agrees,
    verb_group_start,
)
from searchapp.attribution.syntax.sentences import QUOTE

_AFTER_INVERSION = frozenset(["", QUOTE]) | word_set(
    ", . ? ! ; : -- — – who and as when while that which whose whom where"
)
_OPENING_REACH = 12
_PREDICATIVE_REACH = 8
_ENDS_PASSIVE = frozenset(["", ",", ".", ";", ":", "--", "—", "–", "to"])
_EMBEDDING = ("whether", "if", "unless", "nor")


def inverted(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``"We close it now," said Ana Ruiz, a deputy.``: the source after its verb.

    ``Said Ana Ruiz: "We close it now."``: the verb may open its sentence.
    ``"We close it now," said Ana Ruiz sadly.``: an adverb may follow the source.
    """
    if cue.form.tense not in ("past", "third", "base") or cue.form.particles:
        return None
    if cue.at == 0:
        return _inverted_opening(context, cue)
    before = context.word(cue.at - 1)
    if cue.form.lemma in ADDRESSEE_VERBS and cue.form.lemma != "ask" and before != QUOTE:
        return None
    quoted = before == QUOTE or (before == "," and context.word(cue.at - 2) == QUOTE)
    if not (quoted or (before in (",", "?", "!") and cue.form.strong)):
        return None
    source = context.source_after(cue.stop)
    if source is None or (source.kind == "pronoun" and not quoted):
        return None
    if source.conjuncts and not _ends_inversion(context, source.stop):
        # "said Ana Ruiz, the Oban and Vask commissioner": the names describe the first.
        source = replace(source, stop=source.head + 1, conjuncts=())
    if not _ends_inversion(context, source.stop):
        return None
    following = context.word(source.stop)
    around = following == "," and context.word(source.stop + 1) == QUOTE
    return Candidate(
        "inverted",
        cue.at,
        cue.stop,
        source,
        "around" if around else "before",
        source.stop + around,
        form=cue.form,
    )


def _ends_inversion(context: SentenceContext, stop: int) -> bool:
    """Whether item *stop* may follow the source of an inverted verb."""
    following, lexicon = context.word(stop), context.lexicon
    return (
        following in _AFTER_INVERSION
        or following in lexicon.prepositions
        or following in lexicon.time_words
        or following.endswith("ly")
    )


def _inverted_opening(context: SentenceContext, cue: Cue) -> Candidate | None:
    """The candidate of a verb that opens its sentence."""
    source = context.source_after(cue.stop) if cue.form.strong else None
    if source is None or context.word(source.stop) not in (",", ":"):
        return None
    if QUOTE not in context.lowered[source.stop : source.stop + _OPENING_REACH]:
        return None
    quote = context.lowered.index(QUOTE, source.stop)
    return Candidate("inverted", cue.at, cue.stop, source, "after", quote, form=cue.form)


def subject_verb(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``On Monday Ana Ruiz said the mill would close.``: the source before its verb.

    ``Ana Ruiz, a deputy, said the mill would close.``: with an appositive.
    ``They met Ana Ruiz, who said the mill would close.``: as the antecedent of "who".
    """
    j, group = verb_group_start(context, cue.at)
    if j < 0 or group == {"to"} or not is_active_voice(context, cue, group):
        return None
    source = context.source_before(j)
    if source is None or not subject_agrees(context, cue, source, group):
        return None
    if _is_parenthetical(context, cue, source) or _is_appearance(context, cue):
        return None
    if context.word(source.start - 1) in _EMBEDDING:
        return None
    if source.conjuncts and is_singular_verb(cue, group):
        source = replace(source, conjuncts=())
    relative = context.word(source.stop - 1) in ("who", "which")
    direction, content = content_side(context, cue, source)
    if relative and direction == "before":
        return None
    rule: RuleName = "relative" if relative else "subject_verb"
    if source.stop - source.head > 1 and context.word(source.stop - 1) == ",":
        rule = "appositive"
    return Candidate(rule, cue.at, cue.stop, source, direction, content, form=cue.form, group=group)


def _is_parenthetical(context: SentenceContext, cue: Cue, source: SourceSpan) -> bool:
    """Whether the cue has its source after it: ``The mill, said Ana Ruiz, was old``."""
    if source.kind != "name" or source.head != cue.at - 2 or context.word(cue.at - 1) != ",":
        return False
    name = context.names.name_starting_at(cue.stop)
    return name >= 0 and context.word(name + 1) == ","


def _is_appearance(context: SentenceContext, cue: Cue) -> bool:
    """Whether "appear" has a place or a time: ``Ana Ruiz appeared on the stage``."""
    following, lexicon = context.word(cue.stop), context.lexicon
    place = following in lexicon.prepositions and following not in ("to", "like", "as")
    return cue.form.lemma == "appear" and (place or following in lexicon.time_words)


def shared_subject(
    context: SentenceContext, cue: Cue, earlier: Sequence[Candidate]
) -> Candidate | None:
    """``Ana Ruiz toured the mill and said it would close.``: a second verb of one subject."""
    j, group = verb_group_start(context, cue.at)
    j = before_time_phrase(context, j)
    if j < 1 or context.word(j) not in ("and", "but", "then", ","):
        return None
    if cue.form.tense not in ("past", "third") or is_unrealized(context, group):
        return None
    if not is_active_voice(context, cue, group):
        return None
    if not cue.form.strong and not takes_content(context, cue):
        return None
    subject = main_subject(context, j, earlier)
    if subject is None:
        return None
    direction, content = content_side(context, cue, SourceSpan("pronoun", cue.at, cue.at, cue.at))
    if direction == "before":
        return None
    return Candidate(
        "shared_subject",
        cue.at,
        cue.stop,
        subject,
        "after",
        content,
        shared=True,
        form=cue.form,
        group=group,
    )


def passive(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``The plan was criticized by Ana Ruiz.``: the source after "by".

    ``The plan was called a disgrace by Ana Ruiz.``: a predicative may stand before "by".
    """
    if cue.form.tense not in ("past", "participle") or "by" not in context.lowered:
        return None
    _, group = verb_group_start(context, cue.at)
    reach = _PREDICATIVE_REACH if group & context.lexicon.be_forms else 1
    by = _agent_preposition(context, cue.stop, reach)
    source = context.source_after(by + 1) if by >= 0 else None
    if source is None:
        return None
    return Candidate(
        "passive",
        cue.at,
        cue.stop,
        source,
        "before",
        source.stop,
        shared=True,
        form=cue.form,
        group=group,
    )


def _agent_preposition(context: SentenceContext, k: int, reach: int) -> int:
    """The "by" among *reach* items from item *k* on, -1 if there is none."""
    for j in range(k, k + reach):
        word = context.word(j)
        if word == "by":
            return j
        clause = word in context.lexicon.clause_openers or is_finite_cue(context, j)
        if clause or word in _ENDS_PASSIVE:
            break
    return -1
