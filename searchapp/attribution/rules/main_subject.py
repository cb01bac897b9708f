"""The subject of a sentence's main clause, which further verbs of the sentence may share."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.clauses import main_clause_start
from searchapp.attribution.syntax.sentences import NAME, QUOTE

_SUBJECT_REACH = 40
_NOMINAL_REACH = 20
_APPOSITIVE_REACH = 12
_TITLE_REACH = 8
_EXAMPLES_REACH = 6
_CLAUSE_REACH = 25
_NO_SUBJECT_RULES = frozenset(["passive", "claim_noun", "noun_of"])
# The source of a less likely candidate is not taken for the subject of another verb.
_LIKELY = 0.3


def main_subject(
    context: SentenceContext, k: int, candidates: Sequence[Candidate]
) -> SourceSpan | None:
    """Return the subject before item *k*: the last source, else the main clause's first."""
    clause = main_clause_start(context.names)
    begin = clause if clause < k else 0
    earlier = [
        candidate
        for candidate in candidates
        if begin <= candidate.cue < k
        and candidate.rule not in _NO_SUBJECT_RULES
        and candidate.probability >= _LIKELY
    ]
    if earlier:
        return max(earlier, key=lambda candidate: candidate.cue).source
    for j in range(begin, min(k, begin + _SUBJECT_REACH)):
        word = context.lowered[j]
        if word in ("he", "she", "they"):
            return SourceSpan("pronoun", j, j + 1, j)
        if word == NAME and context.names.is_plain_name(j) and not _is_adjunct(context, j):
            source = context.source_before(j)
            if source is not None and source.kind == "name":
                return replace(source, conjuncts=source.conjuncts or context.names.after(j))
        if j - begin < _NOMINAL_REACH and _is_whole_noun(context, j):
            source = context.source_before(j)
            if source is None or source.kind != "nominal" or not _opens_clause(context, source):
                continue
            if not _has_apposed_name(context, j, k):
                return source
    return None


def later_subject(
    context: SentenceContext, at: int, candidates: Sequence[Candidate]
) -> SourceSpan | None:
    """Return the subject after item *at*: one after a comma, else the next cue's source."""
    names, lowered = context.names, context.lowered
    for k in range(at + 1, min(at + _CLAUSE_REACH, len(lowered) - 1)):
        if lowered[k] == ",":
            if lowered[k + 1] in ("he", "she", "they"):
                return SourceSpan("pronoun", k + 1, k + 2, k + 1)
            if names.is_plain_name(k + 1) and context.word(k + 2) not in (",", "and"):
                return SourceSpan("name", k + 1, k + 2, k + 1)
    later = [c for c in candidates if c.cue > at and c.probability >= _LIKELY]
    return min(later, key=lambda candidate: candidate.cue).source if later else None


def _is_adjunct(context: SentenceContext, j: int) -> bool:
    """Whether the name at item *j* is part of a phrase: ``in Oban, Maine, on Sunday``."""
    before, after, lexicon = context.word(j - 1), context.word(j + 2), context.lexicon
    if "including" in context.lowered[max(0, j - _EXAMPLES_REACH) : j]:
        # "Other mills, including Oban Mills and Vask Mills, said": an example
        return True
    if before in lexicon.prepositions and before not in lexicon.clause_openers:
        return True
    adjunct_follows = after in lexicon.prepositions or after in lexicon.time_words
    return before == "," and context.word(j + 1) == "," and adjunct_follows


def _is_whole_noun(context: SentenceContext, j: int) -> bool:
    """Whether item *j* is a noun for a source and no part of a longer noun or name."""
    nouns, lowered = context.nouns, context.lowered
    if not nouns.is_source_noun(j) or context.word(j + 1) in (NAME, "'s", "'"):
        return False
    reach = range(j + 1, min(j + _TITLE_REACH, len(lowered)))
    name = next((k for k in reach if lowered[k] == NAME), 0)
    if name and context.names.start(name) <= j:
        return False
    return not (j + 1 < len(lowered) and nouns.is_source_noun(j + 1))


def _opens_clause(context: SentenceContext, source: SourceSpan) -> bool:
    before = context.word(source.start - 1)
    return before in ("", ",", QUOTE) or before in context.lexicon.clause_openers


def _has_apposed_name(context: SentenceContext, noun: int, k: int) -> bool:
    """Whether a name follows the noun after a comma, before item *k*: ``the owner, Ana Ruiz``."""
    lowered = context.lowered
    reach = range(noun, min(noun + _APPOSITIVE_REACH, k))
    name = next((j for j in reach if lowered[j] == NAME), 0)
    return bool(name) and "," in lowered[noun:name]
