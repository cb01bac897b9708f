"""Decision on a candidate pair: vetoes, and a score in log-odds whose logistic is the confidence.

The prior of a relation is the share of such pairs that are one speaker in a judged sample of a
1987 newswire archive (1.3 is 78 %); evidence adds to it or takes from it. The weights were
set by hand so that joins are rarely wrong: a wrong join puts words in somebody's mouth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.evidence import Evidence
from searchapp.identity.names import lexicon, listed
from searchapp.identity.vetoes import common_words, is_vetoed
from searchapp.models.identity import Join, Relation, SpeakerForm

JOIN_CONFIDENCE = 0.91
"""Pairs with at least this confidence are joined."""

DOUBTFUL_CONFIDENCE = 0.5
"""Pairs with at least this confidence that are not joined are offered to an editor."""

APART_CONFIDENCE = 0.03
"""Pairs with at most this confidence are never one speaker, not even over a third name."""

_PRIORS: dict[Relation, float] = {
    "legal form": 1.3,
    "middle name": 2.0,
    "short given name": 1.3,
    "initial": 0.5,
    "misspelling": 0.7,
    "title before": 3.0,
    "last name": -0.2,
    "short name": -1.6,
    "cut name": -2.0,
    "acronym": -0.5,
}
_MIN_LETTERS_MISSPELLED = 6
_MIN_LETTERS_LONG = 9
_COMMON_NAME_BEARERS = 4
_SHORT_WORD = 3
_MUCH_MORE_FREQUENT = 5
_MANY_YEARS = 5

Contribution = tuple[float, str]
"""Log-odds, and the reason as an editor reads it ("" for one not worth telling)."""


class Judge:
    """Judges candidates among the forms of *names*."""

    def __init__(self, names: NameIndex) -> None:
        self._names = names

    def judge(self, candidate: Candidate, evidence: Evidence) -> Join | None:
        """Return the pair with its confidence and reasons, or None where it is certainly two."""
        if is_vetoed(self._names, candidate):
            return None
        contributions = [
            (_PRIORS[candidate.relation], candidate.relation),
            *_role_evidence(candidate.relation, evidence),
            *_times(evidence),
            *_RULES[candidate.relation](self, candidate, evidence),
        ]
        confidence = 1 / (1 + math.exp(-sum(weight for weight, _ in contributions)))
        reasons = tuple(reason for _, reason in contributions if reason)
        first, second = sorted((candidate.short, candidate.full))
        return Join(first, second, candidate.relation, round(confidence, 3), reasons)

    def _form(self, form_id: str) -> SpeakerForm:
        return self._names.forms[form_id]

    def _legal_form(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        names = self._names.names
        short, full = names[candidate.short], names[candidate.full]
        families = {names[i].family for i in self._names.by_core[short.core]} - {""}
        if short.family and full.family and short.family != full.family:
            yield -6.0, "legal forms of different countries"
        if not (short.family and full.family) and len(families) > 1:
            yield -3.0, "companies of several countries have the name"
        if len(short.core) > 1 or short.words == full.words[: max(3, len(short.words))]:
            yield 1.5, ""
        elif self._is_common(short.core[0]):
            yield -3.0, "the name is a common word"
        elif self._is_distinctive(candidate):
            yield 1.5, "no other company's name has the word"
        if evidence.named >= 0.5:
            yield 2.0, "texts that have the one name have the other"

    def _is_common(self, word: str) -> bool:
        return word in common_words() or word in lexicon().organization_heads

    def _is_distinctive(self, candidate: Candidate) -> bool:
        """Whether only the two forms and others of the same core have their one word."""
        names = self._names
        (word,) = names.names[candidate.short].core
        kinds = {self._form(candidate.short).kind, self._form(candidate.full).kind}
        others = {*names.by_core_word.get(word, ()), *names.by_last.get(word, ())}
        return kinds == {"organization"} and all(
            names.names[other].core == (word,) for other in others
        )

    def _personal(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        """Judge two full names of persons that differ in the given or the middle name."""
        if evidence.bearers <= 2:
            yield 1.5, "nobody else has the last name"
        elif evidence.bearers >= _COMMON_NAME_BEARERS:
            yield -1.0, f"{evidence.bearers} given names with the last name"
        if max(map(len, self._names.names[candidate.short].words)) <= _SHORT_WORD:
            yield -3.0, "a name of short words"

    def _misspelling(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        short, full = self._form(candidate.short), self._form(candidate.full)
        if full.paragraphs >= _MUCH_MORE_FREQUENT * short.paragraphs:
            yield 1.0, "one spelling is much more frequent"
        if evidence.named:
            yield 3.0, "texts with the one spelling have the other"
        if short.id + "s" == full.id or full.id + "s" == short.id:
            yield -8.0, "the plural of a name"
        if self._names.is_personal(candidate.short):
            return
        one, other = self._differing_words(candidate)
        if min(len(one), len(other)) < _MIN_LETTERS_MISSPELLED:
            yield -4.0, "short words that differ"
        if {one, other} <= listed("contrasts"):
            yield -8.0, "words that mean different things"
        if one + "s" == other or other + "s" == one:
            yield 2.0, "singular and plural"
        elif _american(one) == _american(other):
            yield 4.0, "British and American spelling"
        elif self._is_word_of_names(one) and self._is_word_of_names(other):
            yield -3.0, "both spellings are words of other names"
        elif len(one) >= _MIN_LETTERS_LONG:
            yield 1.0, ""

    def _differing_words(self, candidate: Candidate) -> tuple[str, str]:
        words = self._names.names[candidate.short].words
        others = self._names.names[candidate.full].words
        pairs = zip(words, others, strict=True)
        return next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))

    def _is_word_of_names(self, word: str) -> bool:
        return len(self._names.by_core_word.get(word, ())) > 1

    def _title_before(self, candidate: Candidate, _: Evidence) -> Iterator[Contribution]:
        if self._form(candidate.short).paragraphs < self._form(candidate.full).paragraphs:
            yield -1.5, "the name is rarer without the words before it"

    def _last_name(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        yield from self._named(evidence)
        short, full = self._form(candidate.short), self._form(candidate.full)
        if short.kind == "organization" and full.kind == "person":
            yield -2.0, "the short name is that of an organization"
        if not evidence.named and evidence.bearers == 1 and _same_main_role(short, full):
            yield 7.0, "the same role, and nobody else has the last name"

    def _short_name(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        yield from self._named(evidence)
        if self._form(candidate.full).kind == "organization" and evidence.named == 1:
            yield 1.0, ""
        if not listed("units").isdisjoint(self._names.names[candidate.full].words):
            yield -3.0, "the fuller name may be that of a unit"

    def _named(self, evidence: Evidence) -> Iterator[Contribution]:
        percent = round(100 * evidence.named)
        yield 8 * evidence.named - 4, f"{percent} % of its articles have the full name"
        if evidence.rivals:
            yield -6.0, "their texts also name " + ", ".join(evidence.rivals[:3])

    def _cut_name(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        if evidence.named == 1 and not evidence.alone:
            yield 5.0, "its texts always have the full name"
        else:
            yield -4.0, "its texts have the name by itself"
        if self._form(candidate.full).kind != "organization":
            yield -6.0, ""

    def _acronym(self, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
        if self._names.names[candidate.full].words[0] in lexicon().given_names:
            yield -6.0, "the full name is that of a person"
        if evidence.declared:
            yield 5.0, "its texts have the letters beside the full name"
        elif evidence.declared_elsewhere:
            yield 2.5, "another text has the letters beside the full name"
        for weight, reason in self._named(evidence):
            yield weight / 2, reason


def _american(word: str) -> str:
    return word.replace("isation", "ization").replace("defence", "defense").replace("our", "or")


def _role_evidence(relation: Relation, evidence: Evidence) -> Iterator[Contribution]:
    if evidence.roles_differ and relation != "title before":
        yield -5.0, "roles that share no word"
    elif evidence.role_weight:
        words = ", ".join(evidence.shared_roles[:3])
        yield min(evidence.role_weight, 12.0) / 3, f"roles with {words}"


def _times(evidence: Evidence) -> Iterator[Contribution]:
    if evidence.shared_articles:
        yield 1.5, f"both speak in {evidence.shared_articles} of the same articles"
    if evidence.years_apart >= _MANY_YEARS:
        yield -2.0, f"{evidence.years_apart} years between their articles"


def _same_main_role(short: SpeakerForm, full: SpeakerForm) -> bool:
    """Whether the most frequent role of the short form is one of the full form, too."""
    if not short.roles:
        return False
    most = max(sorted(short.roles), key=lambda role: short.roles[role])
    return most.lower() in {role.lower() for role in full.roles}


_RULES: dict[Relation, Callable[[Judge, Candidate, Evidence], Iterator[Contribution]]] = {
    "legal form": Judge._legal_form,
    "middle name": Judge._personal,
    "short given name": Judge._personal,
    "initial": Judge._personal,
    "misspelling": Judge._misspelling,
    "title before": Judge._title_before,
    "last name": Judge._last_name,
    "short name": Judge._short_name,
    "cut name": Judge._cut_name,
    "acronym": Judge._acronym,
}
