"""Noun phrases of a sentence that can be a source: their head nouns and where they begin.

Item positions count within one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.sentences import NAME, Sentence

_MAX_PREMODIFIERS = 3
MAX_NOUN_PHRASE = 14
"""The maximum length of a noun phrase, in items."""


class NounPhrases:
    """The noun phrases of one sentence."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.lowered = sentence.lowered
        self.lexicon = lexicon

    def is_source_noun(self, k: int) -> bool:
        """Whether item *k* is a noun for a person, an organization or a document."""
        word, lexicon = self.lowered[k], self.lexicon
        if (
            word in lexicon.person_nouns
            or word in lexicon.organization_nouns
            or word in lexicon.document_nouns
        ):
            return True
        return word.rpartition("-")[2] in lexicon.person_nouns or word.endswith("-year-old")

    def is_prenominal(self, k: int) -> bool:
        """Whether item *k* can stand between a determiner and its noun or name."""
        word, lexicon = self.lowered[k], self.lexicon
        if (
            word == NAME
            or word in lexicon.determiners
            or word in lexicon.title_modifiers
            or word in lexicon.title_words
        ):
            return True
        return word == "'s" or (
            word[0].isalnum()
            and word not in lexicon.prepositions
            and word not in lexicon.clause_openers
            and word not in lexicon.auxiliaries
            and word not in lexicon.pronouns
            and not self.is_strong_verb(k)
            and (
                not (word.endswith("ing") and word in lexicon.cue_verbs)
                or (k > 0 and self.lowered[k - 1] in ("a", "an"))
            )
        )

    def is_strong_verb(self, k: int) -> bool:
        """Whether item *k* is a finite form of a strong reporting verb: ``said``, ``says``."""
        cue = self.lexicon.cue_verbs.get(self.lowered[k])
        return cue is not None and cue.tense in ("past", "third") and cue.strong

    def phrase_start(self, head: int) -> int:
        """Return the first item of the noun phrase whose head noun is item *head*."""
        k = head
        while k > 0 and head - k < MAX_NOUN_PHRASE:
            before = self.lowered[k - 1]
            if before == "and" and k > 1 and self.lowered[k - 2] in self.lexicon.person_nouns:
                k -= 2
                continue
            if before in self.lexicon.determiners:
                return k - 1
            if not self.is_prenominal(k - 1):
                break
            k -= 1
        return k

    def may_premodify(self, words: Sequence[str]) -> bool:
        """Whether *words* can stand before a title: ``[mechanical] engineer Ana Ruiz``."""
        lexicon = self.lexicon
        return len(words) <= _MAX_PREMODIFIERS and all(
            word.isalpha()
            and word not in lexicon.prepositions
            and word not in lexicon.auxiliaries
            and word not in lexicon.cue_verbs
            and word not in lexicon.pronouns
            and word not in lexicon.clause_openers
            for word in words
        )
