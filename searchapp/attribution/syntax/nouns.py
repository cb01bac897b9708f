"""Which words of a sentence are nouns for a source, and where their phrases begin.

Item positions count within one sentence.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.sentences import NAME, Sentence

MAX_NOUN_PHRASE = 14
"""How many items a noun phrase has at most."""


class NounPhrases:
    """The nouns of one sentence."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.lowered = sentence.lowered
        self.lexicon = lexicon

    def is_source_noun(self, k: int) -> bool:
        """Whether item *k* is a noun for a person, a body or a document."""
        low, lexicon = self.lowered[k], self.lexicon
        if (
            low in lexicon.person_nouns
            or low in lexicon.organization_nouns
            or low in lexicon.document_nouns
        ):
            return True
        return low.rpartition("-")[2] in lexicon.person_nouns or low.endswith("-year-old")

    def is_prenominal(self, k: int) -> bool:
        """Whether item *k* can stand between a determiner and its noun or name."""
        low, lexicon = self.lowered[k], self.lexicon
        if (
            low == NAME
            or low in lexicon.determiners
            or low in lexicon.title_modifiers
            or low in lexicon.title_words
        ):
            return True
        return low == "'s" or (
            low[0].isalnum()
            and low not in lexicon.prepositions
            and low not in lexicon.clause_openers
            and low not in lexicon.auxiliaries
            and low not in lexicon.pronouns
            and not self.is_strong_verb(k)
            and (
                not (low.endswith("ing") and low in self.lexicon.cue_verbs)
                or (k > 0 and self.lowered[k - 1] in ("a", "an"))
            )
        )

    def is_strong_verb(self, k: int) -> bool:
        """Whether item *k* is a verb that nearly always reports: ``said``, ``says``."""
        cue = self.lexicon.cue_verbs.get(self.lowered[k])
        return cue is not None and cue.tense in ("past", "third") and cue.strong

    def phrase_start(self, j: int) -> int:
        """The first item of the noun phrase whose head noun is item *j*."""
        k = j
        while k > 0 and j - k < MAX_NOUN_PHRASE:
            low = self.lowered[k - 1]
            if low == "and" and k > 1 and self.lowered[k - 2] in self.lexicon.person_nouns:
                k -= 2
                continue
            if low in self.lexicon.determiners:
                return k - 1
            if not self.is_prenominal(k - 1):
                break
            k -= 1
        return k
