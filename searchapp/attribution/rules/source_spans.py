"""Source phrases: whom a reporting verb has beside it, as the sentence words it.

Item positions count within one sentence. Every walk is bounded, so that a long
sentence costs no more than its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.rules.coordination import OWNERS, CoordinatedNames
from searchapp.attribution.syntax.nouns import MAX_NOUN_PHRASE, NounPhrases
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence
from searchapp.models.articles import SpeakerKind

PhraseKind = Literal["name", "pronoun", "nominal"]

_APPOSITIVE_WALK = 60
TITLE_LENGTH = 40
"""Shorter quotations, in code points, may be titles: ``host of “Oban,”``."""

_TIME_LENGTH = 4
_DESCRIBING = 5
_BREAKS = frozenset([",", ";", ":", ".", "?", "!", "--", "---", "—", "–", QUOTE])
_DASHES = frozenset(["--", "---", "—", "–", "-"])
_SUBORDINATORS = word_set(
    "after as before because since until while when if though although that but and so whether"
)
# "two officials familiar with the talks": adjectives that stand after their noun.
_DESCRIBES = word_set("familiar close present involved aware briefed")
NUMBER_WORDS = {
    "both": 2,
    "two": 2,
    "pair": 2,
    "couple": 2,
    "duo": 2,
    "three": 3,
    "trio": 3,
    "four": 4,
}
"""The words that count persons, and how many: ``the two``, ``the trio``."""

_COUNTS = frozenset(NUMBER_WORDS) - {"both", "couple"}
_PLURAL = word_set("are were have both")
_CLAUSE_BREAKS = word_set("that which who whose whom because although while when if whether but")


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A source phrase: items [start, stop), its appositives included.

    ``head`` is the item of the name, the pronoun or the head noun; ``conjuncts`` are
    the heads of further names ("Ruiz and Okafor"), ``nominal_conjunct`` is a nominal that stands
    before "and" and a name ("the mill and Ruiz"). A nominal's own words are the items
    [first, last).
    """

    kind: PhraseKind
    start: int
    stop: int
    head: int
    conjuncts: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    nominal_conjunct: SourceSpan | None = None


def _stretched(phrase: SourceSpan | None, stop: int) -> SourceSpan | None:
    """The phrase with all that belongs to it up to item *stop*."""
    if phrase is None:
        return None
    return replace(phrase, stop=stop, last=stop if phrase.kind == "nominal" else phrase.last)


class SourceSpanFinder:
    """Finds source phrases in one sentence."""

    def __init__(
        self, sentence: Sentence, lexicon: Lexicon, kinds: Sequence[SpeakerKind] = ()
    ) -> None:
        """*kinds* are those of the article's entities."""
        self.sentence = sentence
        self.kinds = kinds
        self.lowered = sentence.lowered
        self.items = sentence.items
        self.lexicon = lexicon
        self.names = CoordinatedNames(sentence, lexicon)
        self.nouns = NounPhrases(sentence, lexicon)

    # -- before the verb

    def before(self, j: int) -> SourceSpan | None:
        """The phrase whose last item is *j*, directly before a verb group."""
        if j < 0:
            return None
        low = self.lowered[j]
        if low == "," or low in _DASHES:
            return self._before_comma(j)
        if low == NAME:
            return self._name_before(j)
        if low in ("both", "each"):
            return SourceSpan("pronoun", j, j + 1, j)
        if low == "them" and self.lowered[j - 2 : j] in (("both", "of"), ("each", "of")):
            return SourceSpan("pronoun", j - 2, j + 1, j - 2)
        if low in _COUNTS and j and self.lowered[j - 1] in ("the", "these"):
            return SourceSpan("nominal", j - 1, j + 1, j, first=j - 1, last=j + 1)
        lexicon = self.lexicon
        if low in lexicon.prepositions or low in lexicon.determiners or low in lexicon.conjunctions:
            return None
        if low in self.lexicon.pronouns:
            return self._pronoun_before(j)
        if low in ("who", "which"):
            return self._antecedent(j)
        if self.nouns.is_source_noun(j):
            return self._nominal_before(j)
        if low == QUOTE and self._is_quoted_title(j):
            return self._before_comma(j)
        return self._past_modifiers(j)

    def _is_quoted_title(self, k: int) -> bool:
        """Whether the quotation at item *k* ends an appositive: ``host of “Oban,” said``."""
        quotation = self.items[k].quotation
        if quotation is None or k < 3 or self.lowered[k - 1] in _BREAKS:
            return False
        return quotation.end - quotation.start < TITLE_LENGTH

    def _name_before(self, j: int) -> SourceSpan | None:
        mention = self.items[j].mention
        if mention is None or mention.possessive:
            return None
        phrase = self.joined(j, j + 1)
        start = phrase.start
        previous = self.lowered[start - 1] if start else ""
        if previous == "and" and start > 2 and self.nouns.is_source_noun(start - 2):
            nominal_conjunct = self._nominal_before(start - 2)
            if nominal_conjunct is not None and nominal_conjunct.kind == "nominal":
                return SourceSpan(
                    "name", nominal_conjunct.start, j + 1, j, nominal_conjunct=nominal_conjunct
                )
        if previous in self.lexicon.prepositions and previous not in _SUBORDINATORS:
            # The object of a preposition does not speak; what the phrase belongs to may.
            outer = _stretched(self._past_modifiers(start - 1), j + 1)
            if outer is None and phrase.conjuncts:
                return self._after_object(phrase)
            return outer
        return phrase

    def _after_object(self, phrase: SourceSpan) -> SourceSpan:
        """Leave out the first name, an object: ``In a letter to Ruiz, Lind and Okafor said``."""
        *joined, first = phrase.conjuncts
        if not joined or self.lowered[first + 1] != ",":
            return SourceSpan("name", self.names.start(phrase.head), phrase.stop, phrase.head)
        return replace(phrase, start=self.names.start(joined[-1]), conjuncts=tuple(joined))

    def joined(self, j: int, stop: int) -> SourceSpan:
        """The phrase of the name at item *j*, and of those joined to it, up to item *stop*."""
        start = self.names.start(j)
        conjuncts = self.names.before(start)
        return SourceSpan(
            "name", self.names.start(conjuncts[-1]) if conjuncts else start, stop, j, conjuncts
        )

    def _pronoun_before(self, j: int) -> SourceSpan | None:
        if self.lowered[j] in ("he", "she", "they", "it"):
            previous = self.lowered[j - 1] if j else ""
            if previous in self.lexicon.prepositions and previous not in _SUBORDINATORS:
                return None
            return SourceSpan("pronoun", j, j + 1, j)
        if self.lowered[j] in ("who", "which"):
            return self._antecedent(j)
        return None

    def _antecedent(self, j: int) -> SourceSpan | None:
        """What "who" at item *j* takes up."""
        k = j - 1
        if k < 0:
            return None
        if self.lowered[k] == "," or self.lowered[k] in _DASHES:
            k -= 1
            if self.names.is_plain_name(k):
                return self._taken_up(k, j)
            return _stretched(self._before_comma(j - 1), j + 1) or self._noun_taken_up(k, j)
        return self._taken_up(k, j) if self.names.is_plain_name(k) else self._noun_taken_up(k, j)

    def _noun_taken_up(self, k: int, j: int) -> SourceSpan | None:
        """The noun at item *k* that "who" at item *j* takes up, whatever it is the object of."""
        if self.lowered[k] not in self.lexicon.person_nouns:
            return None
        first = self.nouns.phrase_start(k)
        outer = self._nominal_before(k, j + 1)
        return outer or SourceSpan("nominal", first, j + 1, k, first=first, last=k + 1)

    def _taken_up(self, k: int, j: int) -> SourceSpan:
        """The name at item *k* that "who" at item *j* takes up, with those joined to it."""
        verb = self.lowered[j + 1] if j + 1 < len(self.lowered) else ""
        form = self.lexicon.cue_verbs.get(verb)
        if verb in _PLURAL or (form is not None and form.tense == "base"):
            return self.joined(k, j + 1)
        return SourceSpan("name", self.names.start(k), j + 1, k)

    def _before_comma(self, comma: int) -> SourceSpan | None:
        """The name that the appositives before *comma* belong to."""
        right, hops = comma, 0
        thing: SourceSpan | None = None
        while right > 0 and comma - right < _APPOSITIVE_WALK and hops < 8:
            left = right - 1
            while left >= 0 and self.lowered[left] != "," and self.lowered[left] not in _DASHES:
                if self.lowered[left] in (";", QUOTE, ":") or comma - left > _APPOSITIVE_WALK:
                    break
                left -= 1
            head = self._lone_subject(left + 1, right)
            if head is None:
                if right - left == 2 and self.lowered[right - 1] == "who":
                    return _stretched(self._antecedent(right - 1), comma + 1)
            elif head.kind == "pronoun" or self._is_person(head.head):
                return self._with_description(head, left, comma)
            else:
                thing = thing or self._with_description(head, left, comma)
            if left < 0 or self.lowered[left] in (";", QUOTE, ":"):
                break
            right, hops = left, hops + 1
        return thing or self._nominal_before_comma(comma)

    def _is_person(self, k: int) -> bool:
        """Whether the name at item *k* is, or may be, a person's."""
        entity = self.items[k].entity
        return not 0 <= entity < len(self.kinds) or self.kinds[entity] == "person"

    def _with_description(self, head: SourceSpan, left: int, comma: int) -> SourceSpan:
        """Widen ``A spokesman for the mill, Ana Ruiz,`` over its first part."""
        start = head.start
        if left > 0 and self.lowered[left] == ",":
            begin = left - 1
            while begin >= 0 and self.lowered[begin] not in _BREAKS and left - begin < 12:
                begin -= 1
            if self.lowered[begin + 1] in self.lexicon.articles and any(
                low in self.lexicon.role_nouns for low in self.lowered[begin + 1 : left]
            ):
                start = begin + 1
        return SourceSpan(head.kind, start, comma + 1, head.head, head.conjuncts)

    def _lone_subject(self, begin: int, end: int) -> SourceSpan | None:
        """The name or pronoun that [begin, end) consists of, but for small words before it."""
        head = end - 1
        if head < begin:
            return None
        if self.lowered[head] in ("he", "she", "they") and end - begin <= 3:
            return SourceSpan("pronoun", head, end, head)
        head = self.names.ended_by(head)
        if head < begin or (begin and self._is_place(head)):
            return None
        phrase = self.joined(head, end)
        start = phrase.start if phrase.conjuncts else max(phrase.start, begin)
        opening = self.lowered[begin:start]
        if len(opening) > 2 and any(low in _SUBORDINATORS for low in opening):
            opening = opening[max(k for k, low in enumerate(opening) if low in _SUBORDINATORS) :]
        if (
            len(opening) == 1
            and opening[0] in self.lexicon.cue_verbs
            and begin
            and (self.lowered[begin - 1] == QUOTE)
        ):
            # `"We close it," said Ana Ruiz, a deputy, who`: the name after an inverted verb.
            opening = ()
        small = all(
            low in _SUBORDINATORS or low in self.lexicon.adverbs or low in self.lexicon.articles
            for low in opening
        )
        return replace(phrase, start=start) if small else None

    def _is_place(self, k: int) -> bool:
        """Whether the name at item *k* is a known place's: ``Ana Ruiz of Oban, Colorado, said``."""
        mention = self.items[k].mention
        return mention is not None and " ".join(mention.words).lower() in self.lexicon.places

    def _nominal_before_comma(self, comma: int) -> SourceSpan | None:
        """``Two officials, both of the ministry, said``: a noun before one appositive."""
        left = comma - 1
        while left >= 0 and self.lowered[left] not in _BREAKS and comma - left < MAX_NOUN_PHRASE:
            left -= 1
        if (
            left > 0
            and self.lowered[left] == ","
            and self.lowered[left - 1] in self.lexicon.person_nouns
        ):
            return self._nominal_before(left - 1, comma + 1)
        return None

    def _nominal_before(self, j: int, stop: int = 0) -> SourceSpan | None:
        """Return the noun phrase whose head noun is item *j*, None where it is no source."""
        if not self.nouns.is_source_noun(j):
            return None
        k = self.nouns.phrase_start(j)
        previous = self.lowered[k - 1] if k else ""
        first = self.lowered[k]
        lexicon = self.lexicon
        several = (
            first in lexicon.articles or first in OWNERS or self.lowered[j] in lexicon.group_nouns
        )
        if previous == "and" and several:
            conjuncts = self.names.before(k)
            if conjuncts:
                return SourceSpan("nominal", conjuncts[-1], stop or j + 1, j, conjuncts, k, j + 1)
        if previous in self.lexicon.prepositions and previous not in _SUBORDINATORS:
            outer = self._past_modifiers(k - 1)
            if outer is not None:
                return _stretched(outer, stop or j + 1)
            if previous != "of":
                return None
        return SourceSpan("nominal", k, stop or j + 1, j, first=k, last=j + 1)

    def _past_modifiers(self, j: int) -> SourceSpan | None:
        """Step left over prepositional phrases: ``Ruiz at a rally in Oban said``."""
        k, limit = j, max(-1, j - MAX_NOUN_PHRASE)
        while k > limit:
            low = self.lowered[k]
            if low in _BREAKS or low in _CLAUSE_BREAKS or self.nouns.is_strong_verb(k):
                return None
            if low in self.lexicon.auxiliaries:
                return None
            if low in _DESCRIBES and k and self.nouns.is_source_noun(k - 1):
                return _stretched(self._nominal_before(k - 1), j + 1)
            small = low in self.lexicon.time_words or low in self.lexicon.adverbs
            if (low in self.lexicon.prepositions or small) and k:
                if self.names.is_plain_name(k - 1) and low != "to":
                    return _stretched(self._name_before(k - 1), j + 1)
                if self.nouns.is_source_noun(k - 1) and low in self.lexicon.prepositions:
                    return _stretched(self._nominal_before(k - 1), j + 1)
                if self.lowered[k - 1] in ("he", "she") and small:
                    return SourceSpan("pronoun", k - 1, j + 1, k - 1)
                if self.lowered[k - 1] == "who" and k > 1:
                    return _stretched(self._antecedent(k - 1), j + 1)
                if self.lowered[k - 1] == "," and k > 1 and self._tells_when(k, j):
                    return _stretched(self._before_comma(k - 1), j + 1)
            k -= 1
        return None

    def _tells_when(self, k: int, j: int) -> bool:
        """Whether the items from *k* to *j* only tell when: ``on Sunday``."""
        return self.lowered[k] in self.lexicon.time_words or (
            j - k < _TIME_LENGTH
            and any(low in self.lexicon.time_words for low in self.lowered[k : j + 1])
        )

    # -- after the verb

    def after(self, k: int) -> SourceSpan | None:
        """The phrase that begins at item *k*, directly after a verb or "to"."""
        count = len(self.lowered)
        while k < count and (
            self.lowered[k] in self.lexicon.time_words or self.lowered[k] in self.lexicon.adverbs
        ):
            if self.lowered[k] == "both":
                break
            k += 1
        if k >= count:
            return None
        if self.lowered[k] in ("he", "she", "they", "it", "him", "them") or (
            self.lowered[k] == "her" and (k + 1 == count or not self.lowered[k + 1][0].isalpha())
        ):
            return SourceSpan("pronoun", k, k + 1, k)
        if self.lowered[k : k + 3] in (("one", "of", "them"), ("two", "of", "them")):
            return SourceSpan("nominal", k, k + 3, k, first=k, last=k + 3)
        if self.lowered[k : k + 2] == ("one", "of"):
            k += 2
        name, noun, conjunction = self._scan(k)
        if name >= 0 and conjunction >= 0:
            return self._joined_after(k, name, conjunction)
        if name >= 0:
            return self._listed_after(k, name)
        return self._nominal_after(k, noun) if noun >= 0 else None

    def _scan(self, k: int) -> tuple[int, int, int]:
        """Read a noun phrase from item *k*: its name, its head noun, the "and" after its name.

        Each is an item or -1. A noun after a name takes the name's place ("the
        Oban spokesman"), a name after a noun the noun's ("spokesman Ana Ruiz").
        """
        name, noun = -1, -1
        for j in range(k, min(k + MAX_NOUN_PHRASE, len(self.lowered))):
            low = self.lowered[j]
            if low == "and":
                if name >= 0:
                    return name, -1, j
                if noun < 0 and self.lowered[j - 1] not in self.lexicon.title_words:
                    return -1, -1, -1
            elif not self.nouns.is_prenominal(j):
                break
            elif low == NAME:
                if name >= 0 and self.lowered[j - 1] == NAME and self.names.is_plain_name(j):
                    break
                name, noun = (j, -1) if self.names.is_plain_name(j) else (-1, noun)
            elif self.nouns.is_source_noun(j):
                name, noun = (-1 if self.lowered[j - 1] != "and" else name), j
            elif name >= 0 and not self._goes_on_to_name(j):
                # "said Oban constituent Ana Ruiz": words may stand between two names.
                break
        return name, noun, -1

    def _goes_on_to_name(self, j: int) -> bool:
        """Whether item *j*, after a name, describes the next: ``Oban mill scholar Ana Ruiz``."""
        if self.lowered[j] in self.lexicon.time_words:
            return False
        for k in range(j + 1, j + _DESCRIBING):
            if self.names.is_plain_name(k):
                return k == j + 1 or self.lowered[k - 1] in self.lexicon.role_nouns
            if k >= len(self.lowered) or not self.nouns.is_prenominal(k):
                return False
        return False

    def _listed_after(self, k: int, name: int) -> SourceSpan:
        """The name at *name* and those joined to it: ``Ruiz, Okafor and Lind``."""
        conjuncts = self.names.after(name)
        return SourceSpan("name", k, (conjuncts[-1] if conjuncts else name) + 1, name, conjuncts)

    def _joined_after(self, k: int, name: int, conjunction: int) -> SourceSpan:
        second = conjunction + 1
        while (
            second < len(self.lowered) and second - conjunction < 6 and self.lowered[second] != NAME
        ):
            if not self.nouns.is_prenominal(second):
                break
            second += 1
        if second < len(self.lowered) and self.names.is_plain_name(second):
            return SourceSpan("name", k, second + 1, name, (second,))
        return SourceSpan("name", k, name + 1, name)

    def _nominal_after(self, k: int, noun: int) -> SourceSpan:
        """A nominal, or the name after it: ``the mill's owner, Ana Ruiz``."""
        stop = noun + 1
        while stop < len(self.lowered) and stop - noun < 12 and self.lowered[stop] not in _BREAKS:
            if self.lowered[stop] in _CLAUSE_BREAKS or self.lowered[stop] == "in":
                break
            stop += 1
        if (
            stop + 1 < len(self.lowered)
            and self.lowered[stop] == ","
            and self.names.is_plain_name(stop + 1)
        ):
            following = self.lowered[stop + 2] if stop + 2 < len(self.lowered) else "."
            human = self.lowered[noun] in self.lexicon.person_nouns
            if human and (following in _BREAKS or following in self.lexicon.prepositions):
                return SourceSpan("name", k, stop + 2, stop + 1)
        if self.lowered[noun + 1 : noun + 2] and self.lowered[
            noun + 1
        ] not in self.lexicon.prepositions | {"familiar", "close"}:
            stop = noun + 1
        return SourceSpan("nominal", k, stop, noun, first=k, last=stop)
