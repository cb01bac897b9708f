"""Search for the source whose appositives, between commas, end before a verb.

``Ana Ruiz, a deputy, who``, ``A spokesman for the mill, Ana Ruiz,``. Positions are item indexes
of one sentence; each walk to the left is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.source_spans import (
    APPOSITION_MARKS,
    BREAKS,
    CLAUSE_BREAKS,
    SUBORDINATORS,
    SourceSpan,
    coordinated_span,
    extended,
)
from searchapp.attribution.syntax.nouns import MAX_NOUN_PHRASE
from searchapp.attribution.syntax.sentences import QUOTE

if TYPE_CHECKING:
    from searchapp.attribution.rules.subjects.subject_spans import SubjectSpanFinder

_APPOSITIVE_REACH = 60
_MAX_APPOSITIVES = 8
_DESCRIPTION_REACH = 12
_SEGMENT_BREAKS = (";", QUOTE, ":")
_EXAMPLES = frozenset(["including", "like", "notably", "such"])
_PLACE_PREPOSITIONS = word_set("from in of near at")
_RELATIVE_WORDS = word_set("where what how why unless once")
_CLAUSE_VERBS = word_set("is are was were has have had will would can could may might must")


class AppositiveSearch:
    """The search for the source whose appositives, between commas, end before a verb."""

    def __init__(self, subjects: SubjectSpanFinder) -> None:
        self.subjects = subjects
        self.lowered = subjects.lowered
        self.items = subjects.items
        self.lexicon = subjects.lexicon
        self.names = subjects.names

    def source_before(self, comma: int) -> SourceSpan | None:
        """Return the source whose appositives end with the comma at item *comma*.

        Of several segments between commas, the first from the right that is a person or a
        pronoun, else the first that is another name.
        """
        right = comma
        organization: SourceSpan | None = None
        for _ in range(_MAX_APPOSITIVES):
            if right <= 0 or comma - right >= _APPOSITIVE_REACH:
                break
            left = self._segment_start(right, comma)
            subject = self._segment_subject(left + 1, right)
            if subject is None:
                if self._is_main_clause(left + 1, right):
                    break
                if right - left == 2 and self.lowered[right - 1] == "who":
                    return extended(self.subjects.antecedent(right - 1), comma + 1)
            elif subject.kind == "pronoun" or self._may_be_person(subject.head):
                return self._with_description(subject, left, comma)
            else:
                organization = organization or self._with_description(subject, left, comma)
            if left < 0 or self.lowered[left] in _SEGMENT_BREAKS:
                break
            right = left
        return organization or self._nominal_before_appositive(comma)

    def _is_main_clause(self, begin: int, end: int) -> bool:
        """Whether [begin, end) is a clause and no appositive: ``Cyprus and Oman are off it``."""
        for k in range(begin, end):
            word = self.lowered[k]
            if word in SUBORDINATORS or word in CLAUSE_BREAKS or word in _RELATIVE_WORDS:
                if word not in ("and", "but", "so"):
                    return False
            elif word in _CLAUSE_VERBS:
                return k > begin
        return False

    def _segment_start(self, right: int, comma: int) -> int:
        """The comma, dash or break before the segment that ends before item *right*, or -1."""
        left = right - 1
        while left >= 0 and self.lowered[left] not in APPOSITION_MARKS:
            if self.lowered[left] in _SEGMENT_BREAKS or comma - left > _APPOSITIVE_REACH:
                break
            left -= 1
        return left

    def _may_be_person(self, k: int) -> bool:
        """Whether the name at item *k* is a person's or of unknown kind."""
        entity = self.items[k].entity
        kinds = self.subjects.kinds
        return not 0 <= entity < len(kinds) or kinds[entity] == "person"

    def _with_description(self, subject: SourceSpan, left: int, comma: int) -> SourceSpan:
        """Add the description before a name: ``A spokesman for the mill, Ana Ruiz,``."""
        start = subject.start
        if left > 0 and self.lowered[left] == ",":
            begin = left - 1
            while (
                begin >= 0
                and self.lowered[begin] not in BREAKS
                and left - begin < _DESCRIPTION_REACH
            ):
                begin -= 1
            description = self.lowered[begin + 1 : left]
            if self.lowered[begin + 1] in self.lexicon.articles and any(
                word in self.lexicon.role_nouns for word in description
            ):
                start = begin + 1
        return SourceSpan(subject.kind, start, comma + 1, subject.head, subject.conjuncts)

    def _segment_subject(self, begin: int, end: int) -> SourceSpan | None:
        """The name or pronoun that [begin, end) consists of, but for function words before it."""
        head = end - 1
        if head < begin or self.lowered[begin] in _EXAMPLES:
            return None
        if self.lowered[head] in ("he", "she", "they") and end - begin <= 3:
            return SourceSpan("pronoun", head, end, head)
        head = self.names.ended_by(head)
        if head < begin or (begin and self._is_place(head)):
            return None
        source = coordinated_span(self.names, head, end)
        start = source.start if source.conjuncts else max(source.start, begin)
        opening = self.lowered[begin:start]
        if len(opening) > 2 and any(word in SUBORDINATORS for word in opening):
            last = max(k for k, word in enumerate(opening) if word in SUBORDINATORS)
            opening = opening[last:]
        inverted = len(opening) == 1 and opening[0] in self.lexicon.cue_verbs
        if start < source.head and self.lowered[start] in self.lexicon.role_nouns and not begin:
            # "Mechanical engineer Ana Ruiz, 60, from Oban, said"
            is_prenominal = self.subjects.nouns.is_prenominal
            opening = () if all(map(is_prenominal, range(begin, start))) else opening
        if inverted and begin and self.lowered[begin - 1] == QUOTE:
            # `"We close it," said Ana Ruiz, a deputy, who`: the name after an inverted verb.
            opening = ()
        lexicon = self.lexicon
        function_words = all(
            word in SUBORDINATORS or word in lexicon.adverbs or word in lexicon.articles
            for word in opening
        )
        described = begin == 0 and start < head and self.subjects.nouns.may_premodify(opening)
        if opening and opening[-1] in lexicon.organization_nouns:
            # "The state oil company Oban Oil, a unit of Oban, said"
            described = all(map(self.subjects.nouns.is_prenominal, range(begin, start)))
            start = begin if described else start
        return replace(source, start=start) if function_words or described else None

    def _is_place(self, k: int) -> bool:
        """Whether the name at item *k* is a known place's: ``Ana Ruiz of Oban, Colorado, said``."""
        mention = self.items[k].mention
        inner = k - 2
        if (
            inner > 0
            and self.lowered[k - 1] == ","
            and self.lowered[inner - 1] in _PLACE_PREPOSITIONS
            and self.names.is_plain_name(inner)
            and not self._may_be_person(k)
        ):
            # "from Whitby, North Oban,"
            return True
        return mention is not None and " ".join(mention.words).lower() in self.lexicon.places

    def _nominal_before_appositive(self, comma: int) -> SourceSpan | None:
        """A noun before one appositive: ``Two officials, both of the ministry, said``."""
        left = comma - 1
        while left >= 0 and self.lowered[left] not in BREAKS and comma - left < MAX_NOUN_PHRASE:
            left -= 1
        if (
            left > 0
            and self.lowered[left] == ","
            and self.lowered[left - 1] in self.lexicon.person_nouns
        ):
            return self.subjects.nominal(left - 1, comma + 1)
        return None
