"""Sources before their verb: subjects with their modifiers, appositives and relative clauses.

Positions are item indexes of one sentence. The search goes from the verb to the left; each
walk is bounded, so that the work is linear in the length of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.rules.coordination import OWNERS, CoordinatedNames
from searchapp.attribution.rules.source_spans import (
    APPOSITION_MARKS,
    BREAKS,
    CLAUSE_BREAKS,
    MAX_TITLE_LENGTH,
    NUMBER_WORDS,
    SUBORDINATORS,
    SourceSpan,
    coordinated_span,
    extended,
)
from searchapp.attribution.rules.subjects.antecedent_search import AntecedentSearch
from searchapp.attribution.rules.subjects.appositive_search import AppositiveSearch
from searchapp.attribution.syntax.nouns import MAX_NOUN_PHRASE, NounPhrases
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence
from searchapp.models.articles import SpeakerKind

_MAX_TIME_PHRASE = 4
# Adjectives that follow their noun: "two officials familiar with the talks".
_POSTPOSITIVE = word_set("familiar close present involved aware briefed")
_COUNT_NOUNS = frozenset(NUMBER_WORDS) - {"both", "couple"}
_PARTICIPLES = word_set("led run known held born hit shot caught seen found sent")


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
        if word in APPOSITION_MARKS:
            return AppositiveSearch(self).source_before(k)
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
            return AppositiveSearch(self).source_before(k)
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
        return previous in self.lexicon.prepositions and previous not in SUBORDINATORS

    def _is_object_of_gerund(self, start: int) -> bool:
        """Whether a gerund after a preposition is before item *start*: ``accused of killing``."""
        return start > 2 and self.lowered[start - 1].endswith("ing") and self._is_object(start - 1)

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
        if self._is_object(start) or self._is_object_of_gerund(start):
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
        return AntecedentSearch(self).antecedent(relative)

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
            # "Ana Ruiz also faced federal charges": the adverb belongs to another verb.
            adverbial = _is_adverbial(word, lexicon) and (
                k == last or _may_follow_adverb(self.lowered[k + 1], lexicon)
            )
            if (word in lexicon.prepositions or adverbial) and k:
                modified = self._modified_before(k, last, adverbial=adverbial)
                if modified is not None:
                    return extended(modified, last + 1)
            k -= 1
        return None

    def _modified_before(self, k: int, last: int, *, adverbial: bool) -> SourceSpan | None:
        """The source before the preposition or the adverb at item *k*.

        ``Ana Ruiz at``, ``the man accused of``, ``the group led by``, ``Ana Ruiz, on Sunday``.
        """
        word, before = self.lowered[k], self.lowered[k - 1]
        if self.names.is_plain_name(k - 1) and word != "to":
            return self._name(k - 1)
        if word in self.lexicon.prepositions:
            noun = k - 1 - _is_participle(before)
            if self.nouns.is_source_noun(noun):
                return self.nominal(noun)
            if noun < k - 1 and self.names.is_plain_name(noun):
                return self._name(noun)
        if before in ("he", "she") and adverbial:
            return SourceSpan("pronoun", k - 1, last + 1, k - 1)
        if before == "who" and k > 1:
            return self.antecedent(k - 1)
        if before == "," and k > 1 and self._is_time_phrase(k, last):
            return AppositiveSearch(self).source_before(k - 1)
        return None

    def _is_time_phrase(self, start: int, last: int) -> bool:
        """Whether the items from *start* to *last* are a time phrase: ``on Sunday``."""
        times = self.lexicon.time_words
        return self.lowered[start] in times or (
            last - start < _MAX_TIME_PHRASE
            and any(word in times for word in self.lowered[start : last + 1])
        )


def _is_adverbial(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.time_words or word in lexicon.adverbs


def _may_follow_adverb(word: str, lexicon: Lexicon) -> bool:
    """Whether a word after an adverb is another modifier: ``Ana Ruiz later on Sunday``."""
    return word in lexicon.prepositions or _is_adverbial(word, lexicon) or not word[0].isalpha()


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES
