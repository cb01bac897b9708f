"""Sources before their verb: subjects with their modifiers, appositives and relative clauses.

Positions are item indexes of one sentence. The search goes from the verb to the left; each
walk is bounded, so that the work is linear in the length of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.rules.coordination import OWNERS, CoordinatedNames
from searchapp.attribution.rules.source_spans import (
    BREAKS,
    CLAUSE_BREAKS,
    MAX_TITLE_LENGTH,
    NUMBER_WORDS,
    SourceSpan,
    coordinated_span,
    extended,
)
from searchapp.attribution.syntax.nouns import MAX_NOUN_PHRASE, NounPhrases
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence
from searchapp.models.articles import SpeakerKind

_APPOSITIVE_REACH = 60
_MAX_APPOSITIVES = 8
_DESCRIPTION_REACH = 12
_MAX_TIME_PHRASE = 4
_OFFICE_PREPOSITIONS = frozenset(["of", "for", "from", "at"])
_DASHES = frozenset(["--", "---", "—", "–", "-"])
_SEGMENT_BREAKS = (";", QUOTE, ":")
_SUBORDINATORS = word_set(
    "after as before because since until while when if though although that but and so whether"
)
# Adjectives that follow their noun: "two officials familiar with the talks".
_POSTPOSITIVE = word_set("familiar close present involved aware briefed")
_COUNT_NOUNS = frozenset(NUMBER_WORDS) - {"both", "couple"}
_PLACE_PREPOSITIONS = word_set("from in of near at")
_RELATIVE_WORDS = word_set("where what how why unless once")
_CLAUSE_VERBS = word_set("is are was were")
_PLURAL_VERBS = word_set("are were have both")


class SubjectSpanFinder:
    """Finds the sources before the verbs of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        lexicon: Lexicon,
        names: CoordinatedNames,
        nouns: NounPhrases,
        kinds: Sequence[SpeakerKind] = (),
    ) -> None:
        """*kinds* are those of the article's entities."""
        self.lowered = sentence.lowered
        self.items = sentence.items
        self.lexicon = lexicon
        self.names = names
        self.nouns = nouns
        self.kinds = kinds

    def before(self, k: int) -> SourceSpan | None:
        """Return the source that ends with item *k*, the last before a verb group."""
        if k < 0:
            return None
        word, lexicon = self.lowered[k], self.lexicon
        if word == "," or word in _DASHES:
            return _AppositiveSearch(self).source_before(k)
        if word == NAME:
            return self._name(k)
        counted = self._counted(k)
        if counted is not None:
            return counted
        if word in lexicon.prepositions or word in lexicon.determiners:
            return None
        if word in lexicon.conjunctions:
            return None
        if word in lexicon.pronouns:
            return self.antecedent(k) if word in ("who", "which") else self._pronoun(k)
        if self.nouns.is_source_noun(k):
            return self.nominal(k)
        if word == QUOTE and self._is_quoted_title(k):
            return _AppositiveSearch(self).source_before(k)
        return self._before_modifiers(k)

    def _counted(self, k: int) -> SourceSpan | None:
        """The source of a counting word at item *k*: ``both``, ``each of them``, ``the two``."""
        word = self.lowered[k]
        if word in ("both", "each"):
            return SourceSpan("pronoun", k, k + 1, k)
        if word == "them" and self.lowered[k - 2 : k] in (("both", "of"), ("each", "of")):
            return SourceSpan("pronoun", k - 2, k + 1, k - 2)
        if word in _COUNT_NOUNS and k and self.lowered[k - 1] in ("the", "these"):
            return SourceSpan("nominal", k - 1, k + 1, k, noun_start=k - 1, noun_stop=k + 1)
        return None

    def _is_object(self, start: int) -> bool:
        """Whether the word before item *start* is a preposition."""
        previous = self.lowered[start - 1] if start else ""
        return previous in self.lexicon.prepositions and previous not in _SUBORDINATORS

    def _is_quoted_title(self, k: int) -> bool:
        """Whether the quotation at item *k* ends an appositive: ``host of “Oban,” said``."""
        quotation = self.items[k].quotation
        if quotation is None or k < 3 or self.lowered[k - 1] in BREAKS:
            return False
        return quotation.end - quotation.start < MAX_TITLE_LENGTH

    def _name(self, k: int) -> SourceSpan | None:
        """The name at item *k*, with its conjuncts, or the source that it modifies."""
        mention = self.items[k].mention
        if mention is None or mention.possessive:
            return None
        source = coordinated_span(self.names, k, k + 1)
        start = source.start
        conjoined = start > 2 and self.lowered[start - 1] == "and"
        if conjoined and self.nouns.is_source_noun(start - 2):
            nominal = self.nominal(start - 2)
            if nominal is not None and nominal.kind == "nominal":
                return SourceSpan("name", nominal.start, k + 1, k, nominal_conjunct=nominal)
        if self._is_object(start):
            # The object of a preposition does not speak; the noun that it modifies may.
            modified = extended(self._before_modifiers(start - 1), k + 1)
            if modified is None and source.conjuncts:
                return self._without_object(source)
            return modified
        return source

    def _without_object(self, source: SourceSpan) -> SourceSpan:
        """Leave out the first name, an object: ``In a letter to Ruiz, Lind and Okafor said``."""
        *conjuncts, first = source.conjuncts
        if not conjuncts or self.lowered[first + 1] != ",":
            return SourceSpan("name", self.names.start(source.head), source.stop, source.head)
        start = self.names.start(conjuncts[-1])
        return replace(source, start=start, conjuncts=tuple(conjuncts))

    def _pronoun(self, k: int) -> SourceSpan | None:
        if self.lowered[k] not in ("he", "she", "they", "it") or self._is_object(k):
            return None
        return SourceSpan("pronoun", k, k + 1, k)

    def antecedent(self, relative: int) -> SourceSpan | None:
        """Return the antecedent of "who" or "which" at item *relative*, up to and with it."""
        k = relative - 1
        if k < 0:
            return None
        comma = self.lowered[k] == "," or self.lowered[k] in _DASHES
        if comma:
            k -= 1
        if self.names.is_plain_name(k):
            if comma and self.lowered[self.names.start(k) - 1] in _OFFICE_PREPOSITIONS:
                # "Ana Ruiz, the deputy for Oban, who": the relative clause is the deputy's.
                described = extended(_AppositiveSearch(self).source_before(k + 1), relative + 1)
                if described is not None and described.kind == "name":
                    return described
            return self._antecedent_name(k, relative)
        if comma:
            described = extended(_AppositiveSearch(self).source_before(k + 1), relative + 1)
            if described is not None:
                return described
        return self._antecedent_noun(k, relative)

    def _antecedent_noun(self, k: int, relative: int) -> SourceSpan | None:
        """The noun at item *k* as the antecedent, even as the object of a preposition."""
        if self.lowered[k] not in self.lexicon.person_nouns:
            return None
        start = self.nouns.phrase_start(k)
        nominal = self.nominal(k, relative + 1)
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

    def nominal(self, head: int, stop: int = 0) -> SourceSpan | None:
        """Return the noun phrase with *head*, up to *stop*, or the source that it modifies."""
        if not self.nouns.is_source_noun(head):
            return None
        stop = stop or head + 1
        k, lexicon = self.nouns.phrase_start(head), self.lexicon
        previous, first = self.lowered[k - 1] if k else "", self.lowered[k]
        own_phrase = first in lexicon.articles or first in OWNERS
        if previous == "and" and (own_phrase or self.lowered[head] in lexicon.group_nouns):
            conjuncts = self.names.before(k)
            if conjuncts:
                return SourceSpan("nominal", conjuncts[-1], stop, head, conjuncts, k, head + 1)
        if self._is_object(k):
            modified = self._before_modifiers(k - 1)
            if modified is not None:
                return extended(modified, stop)
            if previous != "of":
                return None
        return SourceSpan("nominal", k, stop, head, noun_start=k, noun_stop=head + 1)

    def _before_modifiers(self, last: int) -> SourceSpan | None:
        """The source whose modifiers end with item *last*: ``Ruiz at a rally in Oban said``."""
        k, limit, lexicon = last, max(-1, last - MAX_NOUN_PHRASE), self.lexicon
        while k > limit:
            word = self.lowered[k]
            if word in BREAKS or word in CLAUSE_BREAKS or self.nouns.is_strong_verb(k):
                return None
            if word in lexicon.auxiliaries:
                return None
            if word in _POSTPOSITIVE and k and self.nouns.is_source_noun(k - 1):
                return extended(self.nominal(k - 1), last + 1)
            adverbial = word in lexicon.time_words or word in lexicon.adverbs
            if adverbial and not self._may_end_modifiers(k + 1, last):
                # "Ana Ruiz also faced federal charges": the adverb belongs to another verb.
                adverbial = False
            if (word in lexicon.prepositions or adverbial) and k:
                before = self.lowered[k - 1]
                if self.names.is_plain_name(k - 1) and word != "to":
                    return extended(self._name(k - 1), last + 1)
                if self.nouns.is_source_noun(k - 1) and word in lexicon.prepositions:
                    return extended(self.nominal(k - 1), last + 1)
                if before in ("he", "she") and adverbial:
                    return SourceSpan("pronoun", k - 1, last + 1, k - 1)
                if before == "who" and k > 1:
                    return extended(self.antecedent(k - 1), last + 1)
                if before == "," and k > 1 and self._is_time_phrase(k, last):
                    return extended(_AppositiveSearch(self).source_before(k - 1), last + 1)
            k -= 1
        return None

    def _may_end_modifiers(self, k: int, last: int) -> bool:
        """Whether item *k* may follow an adverb within the modifiers that end with *last*."""
        word, lexicon = self.lowered[min(k, last)], self.lexicon
        return (
            k > last
            or word in lexicon.prepositions
            or word in lexicon.time_words
            or word in lexicon.adverbs
            or not word[0].isalpha()
        )

    def _is_time_phrase(self, start: int, last: int) -> bool:
        """Whether the items from *start* to *last* are a time phrase: ``on Sunday``."""
        times = self.lexicon.time_words
        return self.lowered[start] in times or (
            last - start < _MAX_TIME_PHRASE
            and any(word in times for word in self.lowered[start : last + 1])
        )


class _AppositiveSearch:
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
            if word in _SUBORDINATORS or word in CLAUSE_BREAKS or word in _RELATIVE_WORDS:
                if word not in ("and", "but", "so"):
                    return False
            elif word in _CLAUSE_VERBS:
                return k > begin
        return False

    def _segment_start(self, right: int, comma: int) -> int:
        """The comma, dash or break before the segment that ends before item *right*, or -1."""
        left = right - 1
        while left >= 0 and self.lowered[left] != "," and self.lowered[left] not in _DASHES:
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
        if head < begin:
            return None
        if self.lowered[head] in ("he", "she", "they") and end - begin <= 3:
            return SourceSpan("pronoun", head, end, head)
        head = self.names.ended_by(head)
        if head < begin or (begin and self._is_place(head)):
            return None
        source = coordinated_span(self.names, head, end)
        start = source.start if source.conjuncts else max(source.start, begin)
        opening = self.lowered[begin:start]
        if len(opening) > 2 and any(word in _SUBORDINATORS for word in opening):
            last = max(k for k, word in enumerate(opening) if word in _SUBORDINATORS)
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
            word in _SUBORDINATORS or word in lexicon.adverbs or word in lexicon.articles
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
