"""The rules for reporting verbs: each finds one way in which a source stands by its verb.

Every rule is a function of a view of a sentence and a cue and returns a candidate
or None; the examples of its docstring are its test. They propose widely; ``scoring`` says
how likely each proposal is.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Candidate, Cue, RuleName, SentenceContext
from searchapp.attribution.rules.source_spans import TITLE_LENGTH, SourceSpan
from searchapp.attribution.syntax.clauses import main_clause_start
from searchapp.attribution.syntax.complements import (
    ADDRESSEE_VERBS,
    content_side,
    skip_adjuncts,
    takes_content,
)
from searchapp.attribution.syntax.grammar import (
    before_time_phrase,
    is_active_voice,
    is_finite_cue,
    is_singular_verb,
    is_unrealized,
    subject_agrees,
    verb_group_start,
)
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_AFTER_INVERSION = frozenset(["", QUOTE]) | word_set(
    ", . ? ! ; : -- — – who and as when while that which whose whom where"
)
_BEFORE_PARTICIPLE = frozenset([",", "and", "while", QUOTE, "--", "—", "–", "before", "after"])
_BEFORE_ABSOLUTE = frozenset(["with", "and", "of", "about", "watch", "saw", "heard", "see"])
# "keeps saying", "began saying": verbs that have a participle for their content.
_ASPECTS = word_set(
    "keep keeps kept began begin begins start starts started stop stops stopped quit finished"
)
_OPENING_REACH = 12
_CLAUSE_WALK = 25
_FRONTED_REACH = 3
_SPENT = 12
_SPENDING = frozenset(["spend", "spends", "spent"])
_NOMINAL_REACH = 20
_APPOSED = 12
_TITLES = 8
_NO_SUBJECT = frozenset(["passive", "claim_noun", "noun_of"])
# Less likely candidates do not tell whose deeds a sentence tells.
_LIKELY = 0.3
_TOLD = 8
_BY_NONE = frozenset(["", ",", ".", ";", ":", "--", "—", "–", "to"])
_SEEN = word_set("see saw seen seeing hear heard hearing watch watched watching let lets letting")
_CAUSED = frozenset(["him", "her", "them"])


def inverted(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``"We close it now," said Ana Ruiz, a deputy.``: the source after its verb.

    ``Said Ana Ruiz: "We close it now."``: or the verb opens its sentence.
    """
    if cue.form.tense not in ("past", "third", "base") or cue.form.particles:
        return None
    if cue.at == 0:
        return _opening(context, cue)
    before = context.word(cue.at - 1)
    if cue.form.lemma in ADDRESSEE_VERBS and cue.form.lemma != "ask" and before != QUOTE:
        return None
    quoted = before == QUOTE or (before == "," and context.word(cue.at - 2) == QUOTE)
    if not (quoted or (before in (",", "?", "!") and cue.form.strong)):
        return None
    phrase = context.finder.after(cue.stop)
    if phrase is None:
        return None
    following = context.word(phrase.stop)
    ends = following in _AFTER_INVERSION or (
        following in context.lexicon.prepositions or following in context.lexicon.time_words
    )
    if not ends or (phrase.kind == "pronoun" and not quoted):
        return None
    around = following == "," and context.word(phrase.stop + 1) == QUOTE
    return Candidate(
        "inverted",
        cue.at,
        cue.stop,
        phrase,
        "around" if around else "before",
        phrase.stop + around,
        form=cue.form,
    )


def _opening(context: SentenceContext, cue: Cue) -> Candidate | None:
    """The candidate of a verb that opens its sentence."""
    phrase = context.finder.after(cue.stop) if cue.form.strong else None
    if phrase is None or context.word(phrase.stop) not in (",", ":"):
        return None
    if QUOTE not in context.lowered[phrase.stop : phrase.stop + _OPENING_REACH]:
        return None
    quote = context.lowered.index(QUOTE, phrase.stop)
    return Candidate("inverted", cue.at, cue.stop, phrase, "after", quote, form=cue.form)


def subject_verb(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``On Monday Ana Ruiz said the mill would close.``: the source before its verb.

    ``Ana Ruiz, a deputy, said the mill would close.``: with an appositive.
    ``They met Ana Ruiz, who said the mill would close.``: or taken up by a relative.
    """
    j, group = verb_group_start(context, cue.at)
    if j < 0 or group == {"to"} or not is_active_voice(context, cue, group):
        return None
    phrase = context.finder.before(j)
    if (
        phrase is None
        or not subject_agrees(context, cue, phrase, group)
        or _is_inserted(context, cue, phrase)
    ):
        return None
    if context.word(phrase.start - 1) in ("whether", "if", "unless", "nor") or _comes_up(
        context, cue
    ):
        return None
    if phrase.conjuncts and is_singular_verb(cue, group):
        phrase = replace(phrase, conjuncts=())
    relative = context.word(phrase.stop - 1) in ("who", "which")
    direction, content = content_side(context, cue, phrase)
    if relative and direction == "before":
        return None
    rule: RuleName = "relative" if relative else "subject_verb"
    if phrase.stop - phrase.head > 1 and context.word(phrase.stop - 1) == ",":
        rule = "appositive"
    return Candidate(rule, cue.at, cue.stop, phrase, direction, content, form=cue.form, group=group)


def _is_inserted(context: SentenceContext, cue: Cue, phrase: SourceSpan) -> bool:
    """Whether who told it is put in, as in ``The mill, said Ana Ruiz, was old``."""
    if phrase.kind != "name" or phrase.head != cue.at - 2 or context.word(cue.at - 1) != ",":
        return False
    names = context.finder.names
    told = names.name_starting_at(cue.stop)
    return told >= 0 and context.word(told + 1) == ","


def _comes_up(context: SentenceContext, cue: Cue) -> bool:
    """Whether "appear" tells of a place, as in ``Ana Ruiz appeared on the stage``."""
    following = context.word(cue.stop)
    place = following in context.lexicon.prepositions and following not in ("to", "like", "as")
    return cue.form.lemma == "appear" and (place or following in context.lexicon.time_words)


def shared_subject(context: SentenceContext, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """``Ana Ruiz toured the mill and said it would close.``: a second verb of one subject."""
    j, group = verb_group_start(context, cue.at)
    j = before_time_phrase(context, j)
    if (
        j < 1
        or context.word(j) not in ("and", "but", "then", ",")
        or not is_active_voice(context, cue, group)
    ):
        return None
    if cue.form.tense not in ("past", "third") or is_unrealized(context, group):
        return None
    if not cue.form.strong and not takes_content(context, cue):
        return None
    main = main_subject(context, j, found)
    if main is None:
        return None
    direction, content = content_side(context, cue, SourceSpan("pronoun", cue.at, cue.at, cue.at))
    if direction == "before":
        return None
    return _shared("shared_subject", cue, main, content, group)


def _shared(
    rule: RuleName, cue: Cue, phrase: SourceSpan, content: int, group: frozenset[str] = frozenset()
) -> Candidate:
    return Candidate(
        rule,
        cue.at,
        cue.stop,
        phrase,
        "after",
        content,
        shared=True,
        form=cue.form,
        group=group,
    )


def _before_adverbs(context: SentenceContext, k: int) -> int:
    """The item before the adverbs that stand before item *k*, -1 where there is none."""
    j = k - 1
    while j >= 0 and (
        context.lowered[j] in context.lexicon.adverbs or context.lowered[j].endswith("ly")
    ):
        j -= 1
    return j


def _object_before(context: SentenceContext, cue: Cue, openers: Set[str]) -> SourceSpan | None:
    """The name or ``him`` right before a verb, where one of *openers* stands before it."""
    j = _before_adverbs(context, cue.at)
    if j < 1 or not (context.finder.names.is_plain_name(j) or context.lowered[j] in _CAUSED):
        return None
    named = context.lowered[j] == NAME
    start = context.finder.names.start(j) if named else j
    if context.word(start - 1) not in openers:
        return None
    return SourceSpan("name" if named else "pronoun", start, j + 1, j)


def absolute(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``They met again, with Ana Ruiz saying it would close.``: a participle with its subject."""
    phrase = _object_before(context, cue, _BEFORE_ABSOLUTE)
    content = skip_adjuncts(context, cue.stop)
    if phrase is None or context.word(content) in ("", "."):
        return None
    return Candidate("absolute", cue.at, cue.stop, phrase, "after", content, form=cue.form)


def participle(context: SentenceContext, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """``The mill is old, Ana Ruiz said, adding it would close.``: a participle of its subject.

    ``Noting the looms are old, Ana Ruiz said they would go.``: also before it.
    ``Ana Ruiz opened the fair by saying it was old.``: or a gerund.
    ``Since saying it was old, Ana Ruiz has bought it.``: or a gerund in front.
    ``Ana Ruiz keeps saying it is old.``: or after a verb of beginning, going on and ending;
    ``Ana Ruiz spent the fair saying it was old.``: or what time was spent with.
    """
    if cue.form.tense != "gerund":
        return None
    j = _before_adverbs(context, cue.at)
    loose = j >= 0 and context.lowered[j] not in _BEFORE_PARTICIPLE
    if loose and _within_content(cue, found):
        return None
    if loose and not _leads_on(context, j):
        return None
    phrase = None if j < 0 else main_subject(context, cue.at, found)
    if phrase is None and j < _FRONTED_REACH:
        phrase = _later_subject(context, cue.at, found)
    if phrase is None:
        return None
    content = skip_adjuncts(context, cue.stop)
    if context.word(content) in (",", ":"):
        content += 1
    if context.word(content) in ("", "."):
        return None
    return _shared("gerund" if loose else "participle", cue, phrase, content)


def _leads_on(context: SentenceContext, j: int) -> bool:
    """Whether a gerund may follow item *j*: ``by``, ``keeps``, ``spent much of the fair``."""
    low, lexicon = context.lowered[j], context.lexicon
    if low in lexicon.prepositions or low in lexicon.occasion_nouns or low in _ASPECTS:
        return True
    return not _SPENDING.isdisjoint(context.lowered[max(0, j - _SPENT) : j])


def infinitive(context: SentenceContext, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """``Ana Ruiz used the fair to call for a new mill.``: a verb with "to" of the main subject.

    ``The press forced Ana Ruiz to say it was old.``: or of who is made to speak.
    ``The press heard Ana Ruiz say it was old.``: or of who is heard.
    """
    if cue.form.tense != "base":
        return None
    if context.word(cue.at - 1) != "to":
        return _witnessed(context, cue)
    if context.word(cue.at - 2) in context.lexicon.prospective_words or _within_content(cue, found):
        return None
    caused = _caused(context, cue)
    if caused is not None:
        return caused
    phrase = main_subject(context, cue.at - 1, found)
    if phrase is None:
        return None
    content = skip_adjuncts(context, cue.stop)
    if context.word(content) in ("", "."):
        return None
    return _shared("infinitive", cue, phrase, content)


def _witnessed(context: SentenceContext, cue: Cue) -> Candidate | None:
    """The candidate of one who is heard to speak, whose verb has no "to"."""
    phrase = _object_before(context, cue, _SEEN)
    if phrase is None or context.word(cue.stop) in ("", "."):
        return None
    content = skip_adjuncts(context, cue.stop)
    return Candidate("made_to_say", cue.at, cue.stop, phrase, "after", content, form=cue.form)


def _within_content(cue: Cue, found: list[Candidate]) -> bool:
    """Whether the cue stands in what an earlier cue of the sentence reports."""
    return any(
        c.cue < cue.at
        and c.direction != "before"
        and c.content <= cue.at
        and not (c.form is not None and c.form.tier == "seldom")
        for c in found
    )


def _caused(context: SentenceContext, cue: Cue) -> Candidate | None:
    """The candidate of one who is made to speak, who stands before "to"."""
    j = cue.at - 2
    content = skip_adjuncts(context, cue.stop)
    if context.word(content) in ("", "."):
        return None
    if context.finder.names.is_plain_name(j):
        phrase = context.finder.before(j)
    elif context.word(j) in _CAUSED:
        phrase = SourceSpan("pronoun", j, j + 1, j)
    else:
        return None
    if phrase is None or context.word(phrase.start - 1) in ("", ","):
        return None
    return Candidate("made_to_say", cue.at, cue.stop, phrase, "after", content, form=cue.form)


def passive(context: SentenceContext, cue: Cue) -> Candidate | None:
    """``The plan was criticized by Ana Ruiz.``: the source after "by".

    ``The plan was called a disgrace by Ana Ruiz.``: also behind what was said of it.
    """
    if cue.form.tense not in ("past", "participle") or "by" not in context.lowered:
        return None
    _, group = verb_group_start(context, cue.at)
    by = _agent(context, cue.stop, told=bool(group & context.lexicon.be_forms))
    phrase = context.finder.after(by + 1) if by >= 0 else None
    if phrase is None:
        return None
    return Candidate(
        "passive",
        cue.at,
        cue.stop,
        phrase,
        "before",
        phrase.stop,
        shared=True,
        form=cue.form,
        group=group,
    )


def _agent(context: SentenceContext, k: int, *, told: bool) -> int:
    """The "by" at item *k*, or, where something is *told* of the subject, behind that; else -1."""
    for j in range(k, k + (_TOLD if told else 1)):
        low = context.word(j)
        if low == "by":
            return j
        if low in _BY_NONE or low in context.lexicon.clause_openers or is_finite_cue(context, j):
            break
    return -1


def quoting(context: SentenceContext, found: list[Candidate]) -> Candidate | None:
    """``Ana Ruiz took the stage: "We close it now."``: a quotation in a sentence of one subject.

    ``"We close it now," Ana Ruiz waved.``: the words after the quotation stand for the verb.
    ``Ana Ruiz turned to the crowd:``: or the next paragraph is the quotation.
    """
    lowered = context.lowered
    if found:
        return None
    if QUOTE not in lowered:
        return _announcing(context)
    quote = lowered.index(QUOTE)
    if quote == 0:
        return _quoting_from_behind(context)
    quotation = context.sentence.items[quote].quotation
    marked = lowered[quote - 1] in (":", ",")
    if not marked and quotation is not None and quotation.end - quotation.start < TITLE_LENGTH:
        # "on “Oban Tonight”", "a “mill town”": a title, a word that is not the writer's own.
        return None
    at = quote - 1
    while at > 0 and not lowered[at][0].isalpha() and lowered[at] != NAME:
        at -= 1
    return _quoted_after(context, at, quote)


def _announcing(context: SentenceContext) -> Candidate | None:
    """The candidate of a sentence that ends in a colon."""
    at = len(context.lowered) - 2
    if at < 1 or context.lowered[-1] != ":" or not context.lowered[at].isalpha():
        return None
    return _quoted_after(context, at, at + 2)


def _quoted_after(context: SentenceContext, at: int, content: int) -> Candidate | None:
    """The candidate whose cue is the last word, at item *at*, before what is quoted."""
    phrase = main_subject(context, at, [])
    if phrase is None or phrase.stop > at:
        return None
    return Candidate("quoting", at, at + 1, phrase, "after", content, shared=True)


def _quoting_from_behind(context: SentenceContext) -> Candidate | None:
    """The candidate of a quotation that opens its sentence."""
    k = 2 if context.word(1) == "," else 1
    phrase = context.finder.after(k)
    if phrase is None or phrase.kind == "nominal" or not context.word(phrase.stop)[:1].isalpha():
        return None
    if context.word(phrase.stop) == NAME:
        return None
    return Candidate("quoting", phrase.stop, phrase.stop + 1, phrase, "before", phrase.stop)


def _later_subject(context: SentenceContext, at: int, found: list[Candidate]) -> SourceSpan | None:
    """The name or pronoun after a comma, else the source of the first cue after item *at*."""
    for k in range(at + 1, min(at + _CLAUSE_WALK, len(context.lowered) - 1)):
        if context.lowered[k] == ",":
            if context.lowered[k + 1] in ("he", "she", "they"):
                return SourceSpan("pronoun", k + 1, k + 2, k + 1)
            if context.finder.names.is_plain_name(k + 1) and context.word(k + 2) not in (
                ",",
                "and",
            ):
                return SourceSpan("name", k + 1, k + 2, k + 1)
    later = [c for c in found if c.cue > at and c.probability >= _LIKELY]
    return min(later, key=lambda c: c.cue).phrase if later else None


def _is_aside(context: SentenceContext, j: int) -> bool:
    """Whether the name at item *j* tells where: ``in Oban, Maine, on Sunday``."""
    before, after = context.word(j - 1), context.word(j + 2)
    if before in context.lexicon.prepositions and before not in context.lexicon.clause_openers:
        return True
    told = after in context.lexicon.prepositions or after in context.lexicon.time_words
    return before == "," and context.word(j + 1) == "," and told


def _is_whole_noun(context: SentenceContext, j: int) -> bool:
    """Whether item *j* is a noun for a source and goes on into no longer name of one."""
    after = context.word(j + 1)
    if not context.finder.nouns.is_source_noun(j) or after in (NAME, "'s", "'"):
        return False
    name = next(
        (
            k
            for k in range(j + 1, min(j + _TITLES, len(context.lowered)))
            if context.lowered[k] == NAME
        ),
        0,
    )
    if name and context.finder.names.start(name) <= j:
        return False
    return not (j + 1 < len(context.lowered) and context.finder.nouns.is_source_noun(j + 1))


def _opens_clause(context: SentenceContext, phrase: SourceSpan) -> bool:
    before = context.word(phrase.start - 1)
    return before in ("", ",", QUOTE) or before in context.lexicon.clause_openers


def main_subject(context: SentenceContext, k: int, found: list[Candidate]) -> SourceSpan | None:
    """Whose deeds the sentence tells before item *k*: the last source, else its first subject."""
    begin = main_clause_start(context.finder.names)
    begin = begin if begin < k else 0
    earlier = [
        c
        for c in found
        if begin <= c.cue < k and c.rule not in _NO_SUBJECT and c.probability >= _LIKELY
    ]
    if earlier:
        return max(earlier, key=lambda c: c.cue).phrase
    for j in range(begin, min(k, begin + 40)):
        low = context.lowered[j]
        if low in ("he", "she", "they"):
            return SourceSpan("pronoun", j, j + 1, j)
        if low == NAME and context.finder.names.is_plain_name(j) and not _is_aside(context, j):
            phrase = context.finder.before(j)
            if phrase is not None and phrase.kind == "name":
                return replace(phrase, conjuncts=phrase.conjuncts or context.finder.names.after(j))
        if j - begin < _NOMINAL_REACH and _is_whole_noun(context, j):
            phrase = context.finder.before(j)
            if phrase is None or phrase.kind != "nominal" or not _opens_clause(context, phrase):
                continue
            apposed = next(
                (n for n in range(j, min(j + _APPOSED, k)) if context.lowered[n] == NAME), 0
            )
            if not apposed or "," not in context.lowered[j:apposed]:
                return phrase
    return None
