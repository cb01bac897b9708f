"""Search for the antecedent of a relative pronoun: ``Ana Ruiz, a deputy for Oban, who said``.

Positions are item indexes of one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.source_spans import (
    APPOSITION_MARKS,
    SourceSpan,
    coordinated_span,
    extended,
)
from searchapp.attribution.rules.subjects.appositive_search import AppositiveSearch

if TYPE_CHECKING:
    from searchapp.attribution.rules.subjects.subject_spans import SubjectSpanFinder

_OFFICE_PREPOSITIONS = frozenset(["of", "for", "from", "at"])
_PLURAL_VERBS = word_set("are were have both")


class AntecedentSearch:
    """The search for the source that "who" or "which" refers to."""

    def __init__(self, subjects: SubjectSpanFinder) -> None:
        self.subjects = subjects
        self.lowered = subjects.lowered
        self.lexicon = subjects.lexicon
        self.names = subjects.names

    def antecedent(self, relative: int) -> SourceSpan | None:
        """Return the antecedent of "who" or "which" at item *relative*, up to and with it."""
        k = relative - 1
        comma = k >= 0 and self.lowered[k] in APPOSITION_MARKS
        k -= comma
        if k < 0:
            return None
        if self.names.is_plain_name(k):
            if comma and self.lowered[self.names.start(k) - 1] in _OFFICE_PREPOSITIONS:
                # "Ana Ruiz, the deputy for Oban, who": the relative clause is the deputy's.
                described = self._described(k + 1, relative)
                if described is not None and described.kind == "name":
                    return described
            return self._antecedent_name(k, relative)
        if comma:
            described = self._described(k + 1, relative)
            if described is not None:
                return described
        return self._antecedent_noun(k, relative)

    def _described(self, comma: int, relative: int) -> SourceSpan | None:
        """The source whose appositives end with the comma at item *comma*."""
        return extended(AppositiveSearch(self.subjects).source_before(comma), relative + 1)

    def _antecedent_noun(self, k: int, relative: int) -> SourceSpan | None:
        """The noun at item *k* as the antecedent, even as the object of a preposition."""
        if self.lowered[k] not in self.lexicon.person_nouns:
            return None
        start = self.subjects.nouns.phrase_start(k)
        nominal = self.subjects.nominal(k, relative + 1)
        return nominal or SourceSpan(
            "nominal", start, relative + 1, k, noun_start=start, noun_stop=k + 1
        )

    def _antecedent_name(self, k: int, relative: int) -> SourceSpan:
        """The name at item *k* as the antecedent, with its conjuncts before a plural verb."""
        verb = self.lowered[relative + 1] if relative + 1 < len(self.lowered) else ""
        form = self.lexicon.cue_verbs.get(verb)
        if verb in _PLURAL_VERBS or (form is not None and form.tense == "base"):
            return coordinated_span(self.names, k, relative + 1)
        return SourceSpan("name", self.names.start(k), relative + 1, k)
