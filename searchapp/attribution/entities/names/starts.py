"""Starts of names: the capitalised words that may be the first of a name or a title."""

from __future__ import annotations

import re

from msgspec import Struct

from searchapp.attribution.entities.names.common_words import (
    NameWords,
    is_dated_month,
    is_surname_alone,
    is_surname_here,
)
from searchapp.attribution.entities.names.company_names import (
    Conjuncts,
    leads_to_head,
    opens_firm,
    precedes_head,
)
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

ARTICLES = ("al-", "el-", "ul-", "as-", "ad-", "an-")
"""The Arabic articles, in lower case before a capital: ``al-Assad``, ``el-Sisi``."""

ABBREVIATED_COUNTRIES = frozenset(["u.s.", "u.k.", "u.n."])
"""Abbreviations after which some papers write a capital, as after the end of a sentence."""

_PREFIXES = ("non-", "anti-", "pro-")
_MIN_WORD = 3
_MAX_AFTER_INITIALS = 4
# "Paris-based Oban Mills", "Privately-held Oban Rail": the compound is no part of the name.
_COMPOUND = re.compile(
    r"-(?:language|base|born|run|made|old|leaning|led|free|dependent|rich|speaking|oriented"
    r"|[a-z]{2,}ed|held)$"
)


def has_article(word: str) -> bool:
    """Whether a name begins with an Arabic article: ``al-Assad``."""
    return word.startswith(ARTICLES) and word[3:4].isupper()


def after_compound(tokens: Tokens, start: int, stop: int) -> int:
    """Return where the run [start, stop) goes on after a compound: ``New Oban-based [Vask]``."""
    for k in range(start + 1, stop):
        if "-" in tokens.words[k] and _COMPOUND.search(tokens.words[k]):
            return k + 1
    return start


def is_capitalised(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether token *i* can be part of a name by its first letter."""
    words = tokens.words
    if i >= len(words):
        return False
    word = words[i]
    if not word[0].isupper():
        return has_article(word)
    return (
        tokens.lowered[i] not in lexicon.not_names
        or _is_initials_of_firm(tokens, i, lexicon)
        or is_surname_here(tokens, i, lexicon)
        or is_country(tokens, i)
    )


def _is_initials_of_firm(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether capitals that are also a word begin a firm's name: ``AM Mills``."""
    word, following = tokens.words[i], tokens.words[i + 1 : i + 2]
    if len(word) < 2 or not word.isupper() or following == [] or not following[0].istitle():
        return False
    head = tokens.lowered[i + 1] in lexicon.organization_heads
    return head or leads_to_head(tokens, i, _MAX_AFTER_INITIALS, lexicon.company_heads)


def follows_abbreviation(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether a verb has a capital for the period before it: ``the U.S. Criticised it``."""
    if not i or tokens.lowered[i - 1] not in ABBREVIATED_COUNTRIES:
        return False
    cue = lexicon.cue_verbs.get(tokens.lowered[i])
    return cue is not None and cue.tense == "past"


def is_country(tokens: Tokens, i: int) -> bool:
    """Whether token *i* is "US" and no pronoun in capitals."""
    words = tokens.words
    if words[i] != "US":
        return False
    neighbours = (*words[i - 1 : i], *words[i + 1 : i + 2])
    return not any(len(word) > 1 and word.isupper() for word in neighbours)


class NameContext(Struct, gc=False):
    """What decides about the names of one paragraph.

    ``headline`` says whether the paragraph is set as a headline, ``lowercase`` are the words that
    the article also writes in lower case, ``company_conjuncts`` the words around each "and" that
    is part of a name, ``name_words`` the common words that the article uses as names.
    """

    tokens: Tokens
    headline: bool
    lowercase: frozenset[str]
    lexicon: Lexicon
    company_conjuncts: frozenset[Conjuncts]
    name_words: NameWords


class NameStarts(NameContext):
    """The words of one paragraph that may begin a mention."""

    def is_start(self, i: int, sentence_initial: bool) -> bool:
        """Whether the capitalised token *i* can be the first word of a mention."""
        lowered, word, lexicon = self.tokens.lowered[i], self.tokens.words[i], self.lexicon
        if self._opens_conjuncts(i):
            # "AT and T", "A and P"
            return True
        if lowered in lexicon.not_names or (
            "'" in lowered and lowered.split("'")[0] in lexicon.not_names
        ):
            return self._is_name_like_function_word(i, sentence_initial)
        if self._is_no_name(i):
            return False
        if precedes_head(self.tokens, i, lexicon):
            # "Reading Co said": a company's name, whatever its word is elsewhere.
            return True
        cue = lexicon.cue_verbs.get(lowered)
        if sentence_initial and cue is not None and cue.strong and cue.tense == "past":
            # "Said Ana Ruiz": the verb before its subject.
            return False
        if not (sentence_initial or self.headline):
            return True
        if lowered in lexicon.given_names or lowered in lexicon.places:
            return True
        if lowered in lexicon.title_words or (len(word) > 1 and word.isupper()):
            return True
        if lowered in lexicon.complement_heads and self.tokens.lowered[i + 1 : i + 2] == ["of"]:
            return is_capitalised(self.tokens, i + 2, self.lexicon)
        if (lowered, *self.tokens.lowered[i + 1 : i + 2]) in self.name_words.firm_openings:
            return True
        if lowered in self.lowercase or (self.headline and cue is not None):
            named = opens_firm(self.tokens, i, lexicon) or self._is_named_elsewhere(i)
            return sentence_initial and not self.headline and named
        # "Ding said"
        gerund = (
            lowered.endswith("ing")
            and lowered not in lexicon.family_names
            and (cue is not None or self._modifies_noun(i))
        )
        return not (sentence_initial and (lowered.endswith("ly") or gerund))

    def _is_no_name(self, i: int) -> bool:
        """Whether the capital of token *i* is a compound's, a date's or a verb's."""
        return (
            self._is_adjective(i)
            or is_dated_month(self.tokens, i)
            or follows_abbreviation(self.tokens, i, self.lexicon)
        )

    def _is_named_elsewhere(self, i: int) -> bool:
        """Whether tokens *i* and *i* + 1 begin a name within a sentence too: ``Big Vask said``."""
        words = self.tokens.words
        following = words[i + 1] if i + 1 < len(words) else "."
        return (
            following[0].isupper()
            and not self.headline
            and (words[i], following) in self.name_words.capital_pairs
        )

    def _opens_conjuncts(self, i: int) -> bool:
        """Whether tokens *i* and *i* + 2 are short words around the "and" of a firm's name."""
        lowered = self.tokens.lowered
        return (
            len(lowered[i]) < _MIN_WORD
            and lowered[i + 1 : i + 2] == ["and"]
            and (lowered[i], *lowered[i + 2 : i + 3]) in self.company_conjuncts
        )

    def _is_adjective(self, i: int) -> bool:
        """Whether token *i* is a compound before a name: ``Oban-based``, ``Non-Oban growers``."""
        lowered = self.tokens.lowered[i]
        if "-" not in lowered:
            return False
        if lowered.startswith(_PREFIXES) and not is_capitalised(self.tokens, i + 1, self.lexicon):
            # but "the Anti-Noise League"
            return True
        compound = _COMPOUND.search(self.tokens.words[i]) is not None
        return compound and lowered not in self.lexicon.given_names

    def _modifies_noun(self, i: int) -> bool:
        """Whether token *i* stands before a noun, and not a verb: ``Remaining shareholders``."""
        lowered, lexicon = self.tokens.lowered, self.lexicon
        following = lowered[i + 1] if i + 1 < len(lowered) else "."
        return (
            following.isalpha()
            and self.tokens.words[i + 1].islower()
            and following not in lexicon.cue_verbs
            and following not in lexicon.auxiliaries
            and following not in lexicon.adverbs
            and following not in lexicon.prepositions
            and following not in lexicon.conjunctions
        )

    def _is_name_like_function_word(self, i: int, sentence_initial: bool) -> bool:
        """Whether a capitalised "May" or "Will" begins a name, before another capital."""
        words, lowered = self.tokens.words, self.tokens.lowered
        if (
            is_country(self.tokens, i)
            or _is_initials_of_firm(self.tokens, i, self.lexicon)
            or is_surname_alone(self.tokens, i, self.name_words, self.lexicon)
            or (lowered[i], *lowered[i + 1 : i + 2]) in self.name_words.firm_openings
        ):
            return True
        if sentence_initial and lowered[i] in self.lexicon.auxiliaries:
            return False
        return (
            lowered[i] in self.lexicon.given_names
            and i + 1 < len(words)
            and words[i + 1][0].isupper()
            and lowered[i + 1] not in self.lexicon.not_names
        )
