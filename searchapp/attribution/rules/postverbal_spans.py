"""Sources after their verb or preposition: ``said Ana Ruiz``, ``according to the mill's owner``.

Positions are item indexes of one sentence; each walk to the right is bounded.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.source_spans import BREAKS, CLAUSE_BREAKS, SourceSpan
from searchapp.attribution.syntax.nouns import MAX_NOUN_PHRASE, NounPhrases
from searchapp.attribution.syntax.sentences import NAME, Sentence

_DESCRIPTION_REACH = 5
_CONJUNCT_REACH = 6
_MODIFIER_REACH = 12
_POSTPOSITIVE = frozenset(["familiar", "close"])


class PostverbalSpanFinder:
    """Finds the sources after the verbs and prepositions of one sentence."""

    def __init__(
        self, sentence: Sentence, lexicon: Lexicon, names: CoordinatedNames, nouns: NounPhrases
    ) -> None:
        self.lowered = sentence.lowered
        self.lexicon = lexicon
        self.names = names
        self.nouns = nouns

    def after(self, k: int) -> SourceSpan | None:
        """Return the source that begins at item *k*, or after the adverbs there."""
        count, lowered, lexicon = len(self.lowered), self.lowered, self.lexicon
        while k < count and (lowered[k] in lexicon.time_words or lowered[k] in lexicon.adverbs):
            if lowered[k] == "both":
                break
            k += 1
        if k >= count:
            return None
        object_her = lowered[k] == "her" and (k + 1 == count or not lowered[k + 1][0].isalpha())
        if lowered[k] in ("he", "she", "they", "it", "him", "them") or object_her:
            return SourceSpan("pronoun", k, k + 1, k)
        if lowered[k : k + 3] in (("one", "of", "them"), ("two", "of", "them")):
            return SourceSpan("nominal", k, k + 3, k, noun_start=k, noun_stop=k + 3)
        if lowered[k : k + 2] == ("one", "of"):
            k += 2
        name, noun, conjunction = self._heads(k)
        if name >= 0 and conjunction >= 0:
            return self._pair(k, name, conjunction)
        if name >= 0:
            return self._list(k, name)
        return self._nominal(k, noun) if noun >= 0 else None

    def _heads(self, k: int) -> tuple[int, int, int]:
        """The name, the head noun and the "and" of the noun phrase at item *k*.

        Each is an item or -1. A noun after a name replaces it ("the Oban spokesman"), a
        name after a noun replaces that ("spokesman Ana Ruiz").
        """
        name, noun = -1, -1
        for j in range(k, min(k + MAX_NOUN_PHRASE, len(self.lowered))):
            word = self.lowered[j]
            if word == "and":
                if name >= 0:
                    return name, -1, j
                if noun < 0 and self.lowered[j - 1] not in self.lexicon.title_words:
                    return -1, -1, -1
            elif not self.nouns.is_prenominal(j):
                break
            elif word == NAME:
                plain = self.names.is_plain_name(j)
                if name >= 0 and self.lowered[j - 1] == NAME and plain:
                    break
                name, noun = (j, -1) if plain else (-1, noun)
            elif self.nouns.is_source_noun(j):
                name, noun = (-1 if self.lowered[j - 1] != "and" else name), j
            elif name >= 0 and not self._describes_next_name(j):
                # "said Oban constituent Ana Ruiz": words may stand between two names.
                break
        return name, noun, -1

    def _describes_next_name(self, j: int) -> bool:
        """Whether item *j*, after a name, describes the next: ``Oban mill scholar Ana Ruiz``."""
        if self.lowered[j] in self.lexicon.time_words:
            return False
        for k in range(j + 1, j + _DESCRIPTION_REACH):
            if self.names.is_plain_name(k):
                return k == j + 1 or self.lowered[k - 1] in self.lexicon.role_nouns
            if k >= len(self.lowered) or not self.nouns.is_prenominal(k):
                return False
        return False

    def _list(self, k: int, name: int) -> SourceSpan:
        """The name at item *name* and its conjuncts: ``Ruiz, Okafor and Lind``."""
        conjuncts = self.names.after(name)
        return SourceSpan("name", k, (conjuncts[-1] if conjuncts else name) + 1, name, conjuncts)

    def _pair(self, k: int, name: int, conjunction: int) -> SourceSpan:
        """The name at item *name* and the one after the "and" at item *conjunction*."""
        second, count = conjunction + 1, len(self.lowered)
        limit = min(count, conjunction + _CONJUNCT_REACH)
        while second < limit and self.lowered[second] != NAME:
            if not self.nouns.is_prenominal(second):
                break
            second += 1
        if second < count and self.names.is_plain_name(second):
            return SourceSpan("name", k, second + 1, name, (second,))
        return SourceSpan("name", k, name + 1, name)

    def _nominal(self, k: int, noun: int) -> SourceSpan:
        """The noun phrase with the head *noun*, or its appositive: ``the owner, Ana Ruiz``."""
        lowered, count, lexicon = self.lowered, len(self.lowered), self.lexicon
        stop = noun + 1
        while stop < count and stop - noun < _MODIFIER_REACH and lowered[stop] not in BREAKS:
            if lowered[stop] in CLAUSE_BREAKS or lowered[stop] == "in":
                break
            stop += 1
        if stop + 1 < count and lowered[stop] == "," and self.names.is_plain_name(stop + 1):
            following = lowered[stop + 2] if stop + 2 < count else "."
            apposed = following in BREAKS or following in lexicon.prepositions
            if lowered[noun] in lexicon.person_nouns and apposed:
                return SourceSpan("name", k, stop + 2, stop + 1)
        following = lowered[noun + 1] if noun + 1 < count else ""
        if following and following not in lexicon.prepositions and following not in _POSTPOSITIVE:
            stop = noun + 1
        return SourceSpan("nominal", k, stop, noun, noun_start=k, noun_stop=stop)
