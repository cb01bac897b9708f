"""Runs of capitalised words: where a name or a title may begin, and where it ends."""

from __future__ import annotations

from searchapp.attribution.entities.company_names import Conjuncts, leads_to_head
from searchapp.attribution.entities.name_words import NameWords, is_surname_alone, is_surname_here
from searchapp.attribution.entities.titles import office_end
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens

PATRONYMICS = word_set("bin binti bint ibn a/l a/p s/o d/o")
"""The words before a father's name, which only persons have: ``Fatimah binti Vask``."""

PARTICLES = PATRONYMICS | word_set(
    "de la del della der den van von al el ul ud ben da di du le dos das ter zu zum av af y"
)
"""The lower-case words within names: ``Maria de la Cruz``."""

ARTICLES = ("al-", "el-", "ul-", "as-", "ad-", "an-")
"""The Arabic articles, in lower case before a capital: ``al-Assad``, ``el-Sisi``."""

NICKNAME_MARKS = QUOTATION_MARKS | {"(", ")"}
"""The marks around a nickname within a name: ``Ben "Big Ben" Okafor``, ``William (Bill) Ruiz``."""

_PREFIXES = ("non-", "anti-", "pro-")
_MAX_WORDS = 12
_MAX_NICKNAME = 2
_MAX_CONJOINED = 6
_MAX_OFFICE = 5
_MAX_PARTNERS = 4
_MAX_BRIDGED = 4
_MAX_FIRM = 7
_PARTNERS = (["co"], ["co."], ["company"], ["sons"], ["bros."], ["associates"], ["partners"])
_SAINTS = word_set("st st. saint king queen")
_VERSUS = frozenset(["v", "vs"])
# "Paris-based Oban Mills", "state-owned Oban Rail": the compound is no part of the name.
_COMPOUNDS = (
    "-based", "-owned", "-language", "-backed", "-listed", "-led", "-born", "-run", "-controlled",
    "-linked", "-funded", "-sponsored", "-dominated", "-headed", "-made", "-trained", "-educated",
    "-old", "-affiliated", "-leaning", "-registered", "-headquartered",
)  # fmt: skip


def has_article(word: str) -> bool:
    """Whether a name begins with an Arabic article: ``al-Assad``."""
    return word.startswith(ARTICLES) and word[3:4].isupper()


class CapitalRuns:
    """The runs of capitalised words of one paragraph.

    *headline* says whether the paragraph is set as a headline, *lowercase* are the words that
    the article also writes in lower case, *company_conjuncts* the words around each "and" that
    is part of a name, *name_words* the common words that the article uses as names.
    """

    def __init__(
        self,
        tokens: Tokens,
        headline: bool,
        lowercase: frozenset[str],
        lexicon: Lexicon,
        company_conjuncts: frozenset[Conjuncts],
        name_words: NameWords,
    ) -> None:
        self.tokens = tokens
        self.headline = headline
        self.lowercase = lowercase
        self.lexicon = lexicon
        self.company_conjuncts = company_conjuncts
        self.name_words = name_words

    def starts_run(self, i: int, sentence_initial: bool) -> bool:
        """Whether the capitalised token *i* can be the first word of a mention."""
        lowered, word, lexicon = self.tokens.lowered[i], self.tokens.words[i], self.lexicon
        if lowered in lexicon.not_names or (
            "'" in lowered and lowered.split("'")[0] in lexicon.not_names
        ):
            return self._is_name_like_function_word(i, sentence_initial)
        if "-" in lowered and (
            lowered.endswith(_COMPOUNDS)
            or (lowered.startswith(_PREFIXES) and not self._is_capitalised(i + 1))
        ):
            # "Non-Oban growers", but "the Anti-Noise League"
            return False
        if _precedes_company_head(self.tokens, i, lexicon):
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
            return self._is_capitalised(i + 2)
        if lowered in self.lowercase or (self.headline and cue is not None):
            return sentence_initial and not self.headline and _opens_firm(self.tokens, i, lexicon)
        gerund = lowered.endswith("ing") and cue is not None
        return not (sentence_initial and (lowered.endswith("ly") or gerund))

    def _is_name_like_function_word(self, i: int, sentence_initial: bool) -> bool:
        """Whether a capitalised "May" or "Will" begins a name, before another capital."""
        words, lowered = self.tokens.words, self.tokens.lowered
        if (
            _is_country(self.tokens, i)
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

    def _is_capitalised(self, i: int) -> bool:
        """Whether token *i* can be part of a name by its first letter."""
        tokens = self.tokens
        if i >= len(tokens):
            return False
        word = tokens.words[i]
        if not word[0].isupper():
            return has_article(word)
        return (
            tokens.lowered[i] not in self.lexicon.not_names
            or is_surname_here(tokens, i, self.lexicon)
            or _is_country(tokens, i)
        )

    def run_end(self, start: int) -> int:
        """Return the token after the run that begins at token *start*."""
        last = start
        while last - start < _MAX_WORDS:
            following = self._next_in_run(start, last)
            if following < 0:
                break
            last = following
        return last + 1

    def _next_in_run(self, start: int, last: int) -> int:
        """Return the token that continues the run [start, last], or -1."""
        lowered, following = self.tokens.lowered, last + 1
        if following >= len(lowered):
            return -1
        word = lowered[following]
        if self._is_capitalised(following):
            ends = self.headline and (word in self.lexicon.cue_verbs or word in self.lowercase)
            return -1 if ends else following
        if word == "'s" and self._is_possessive_firm(last):
            return following
        if self._bridges_to_company(following):
            return following
        if word.isdigit() and len(word) == 1 and self._bridges_to_company(following + 1):
            # "Pier 1 Imports Inc"
            return following + 1
        if word in QUOTATION_MARKS or (word == "(" and lowered[last] in self.lexicon.given_names):
            return self._after_nickname(following)
        if word == "," and self.tokens.words[last][0].isupper():
            return self._after_partners(following)
        if word in PARTICLES and self.tokens.words[following].islower():
            return self._after_particles(following)
        if word in ("of", "for"):
            return self._after_preposition(last)
        if word == "and":
            return self._after_and(start, last)
        if word in _VERSUS:
            # "Ruiz v. Oban" is a case, not two parties.
            after = following + 1 + (lowered[following + 1 : following + 2] == ["."])
            return self._if_capitalised(after)
        return self._if_capitalised(following + 1) if word == "&" else -1

    def _is_possessive_firm(self, last: int) -> bool:
        """Whether ``'s`` after token *last* belongs to a firm: ``Moody's``, ``Vask's Inc``."""
        lowered = self.tokens.lowered
        if lowered[last] + "'s" in self.lexicon.known_organizations:
            return True
        saint = last > 0 and lowered[last - 1] in _SAINTS
        if saint and self._is_capitalised(last + 2):
            # "St Mary's Church"
            return lowered[last + 2] in self.lexicon.organization_heads
        if lowered[last] in self.lexicon.person_nouns and last + 2 < len(lowered):
            # "Reader's Digest Association Inc"
            return self._bridges_to_company(last + 2)
        return self._is_capitalised(last + 2) and lowered[last + 2] in self.lexicon.company_heads

    def _bridges_to_company(self, i: int) -> bool:
        """Whether the common word *i* stands within a firm's name: ``American Can Co``."""
        return not self.headline and leads_to_head(
            self.tokens, i, _MAX_BRIDGED, self.lexicon.company_heads
        )

    def _if_capitalised(self, i: int) -> int:
        return i if self._is_capitalised(i) else -1

    def _after_nickname(self, mark: int) -> int:
        """Return the surname after the nickname that the token *mark* opens, or -1."""
        for k in range(mark + 1, mark + 1 + _MAX_NICKNAME):
            if not self._is_capitalised(k):
                return -1
            if k + 1 < len(self.tokens) and self.tokens.lowered[k + 1] in NICKNAME_MARKS:
                return self._if_capitalised(k + 2)
        return -1

    def _after_partners(self, comma: int) -> int:
        """Return the next partner of a firm: ``Vask, Lind and Co``, ``Vask, Lind, Oru and Co``."""
        lowered, k = self.tokens.lowered, comma
        for _ in range(_MAX_PARTNERS):
            if lowered[k : k + 1] != [","] or not self._is_capitalised(k + 1):
                return -1
            k += 2
            while self._is_capitalised(k) and lowered[k] not in ("and", ","):
                k += 1
            joined = k + (lowered[k : k + 1] == [","])
            if lowered[joined : joined + 1] in (["and"], ["&"]):
                pair = lowered[joined - 1], *lowered[joined + 1 : joined + 2]
                firm = (
                    lowered[joined + 1 : joined + 2] in _PARTNERS
                    or pair in self.lexicon.company_conjuncts
                )
                return comma + 1 if firm else -1
        return -1

    def _after_particles(self, first: int) -> int:
        """Return the name after one or two particles from token *first*, or -1."""
        after = first + 1 if self._is_capitalised(first + 1) else first + 2
        if self._is_capitalised(after) and self.tokens.lowered[after - 1] in PARTICLES:
            return after
        return -1

    def _after_preposition(self, last: int) -> int:
        """Return the token that continues a name or a title over "of" or "for", or -1."""
        lowered, preposition = self.tokens.lowered, last + 1
        after = preposition + 1 + (lowered[preposition + 1 : preposition + 2] == ["the"])
        office = lowered[preposition] == "of" and lowered[last] in self.lexicon.role_nouns
        if office and self._is_office_of_person(after):
            return after
        head = lowered[last] in self.lexicon.complement_heads
        if head or lowered[last - 1 : last + 1] == ["high", "commissioner"]:
            return self._if_capitalised(after)
        return -1

    def _is_office_of_person(self, first: int) -> bool:
        """Whether the capitals from token *first* on end in a full name: ``State Ana Ruiz``."""
        name = office_end(self.tokens.lowered[: first + _MAX_OFFICE], first, self.lexicon)
        if name:
            return self._is_capitalised(first) and self._is_capitalised(name)
        for k in range(first + 1, first + _MAX_OFFICE):
            if not self._is_capitalised(k):
                return False
            if self.tokens.lowered[k] in self.lexicon.given_names and self._is_capitalised(k + 1):
                return self._is_capitalised(first)
        return False

    def _after_and(self, start: int, last: int) -> int:
        """Return the token that continues the run [start, last] over "and", or -1."""
        lowered, after = self.tokens.lowered, last + 2
        joined = (
            "of" in lowered[start:last]
            or lowered[after : after + 1] in _PARTNERS
            or (lowered[last], *lowered[after : after + 1]) in self.company_conjuncts
            or self._is_conjoined_name(start, last)
        )
        return self._if_capitalised(after) if joined else -1

    def _is_conjoined_name(self, start: int, last: int) -> bool:
        """Whether "and" after *last* is part of one name: ``the Wool and Linen Union``."""
        lowered, lexicon = self.tokens.lowered, self.lexicon
        if not start or lowered[start - 1] not in ("the", "'s") or last - start > 2:
            return False
        if any(
            word in lexicon.organization_heads
            or word in lexicon.known_organizations
            or word in lexicon.given_names
            or word in lexicon.title_words
            for word in lowered[start : last + 1]
        ):
            return False
        k = last + 2
        while k - last < _MAX_CONJOINED and self._is_capitalised(k):
            k += 1
        return k - last > 3 and lowered[k - 1] in lexicon.organization_heads


def _precedes_company_head(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether the end of a company's name follows token *i*: ``Reading Co``."""
    k = i + 1
    return (
        k < len(tokens)
        and tokens.words[k][0].isupper()
        and tokens.lowered[k] in lexicon.company_heads
    )


def _is_country(tokens: Tokens, i: int) -> bool:
    """Whether token *i* is "US" and no pronoun in capitals."""
    words = tokens.words
    if words[i] != "US":
        return False
    neighbours = (*words[i - 1 : i], *words[i + 1 : i + 2])
    return not any(len(word) > 1 and word.isupper() for word in neighbours)


def _opens_firm(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether the common word *i* begins a firm's full name: ``Computer Weavers Inc``."""
    word = tokens.lowered[i]
    described = word in lexicon.organization_nouns or word in lexicon.person_nouns
    if described or word.endswith("ly"):
        return False
    return leads_to_head(tokens, i, _MAX_FIRM, lexicon.company_heads)
