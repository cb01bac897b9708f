"""Runs of capitalised words: where a name or a title ends that begins at a word."""

from __future__ import annotations

from searchapp.attribution.entities.names.company_names import (
    leads_to_head,
)
from searchapp.attribution.entities.names.starts import (
    ABBREVIATED_COUNTRIES,
    NameContext,
    follows_abbreviation,
    is_capitalised,
)
from searchapp.attribution.entities.names.titles import office_end, opens_league
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens

PATRONYMICS = word_set("bin binti bint ibn a/l a/p s/o d/o")
"""The words before a father's name, which only persons have: ``Fatimah binti Vask``."""

PARTICLES = PATRONYMICS | word_set(
    "de la del della der den van von al el ul ud ben da di du le dos das ter zu zum av af y"
)
"""The lower-case words within names: ``Maria de la Cruz``."""

NICKNAME_MARKS = QUOTATION_MARKS | {"(", ")"}
"""The marks around a nickname within a name: ``Ben "Big Ben" Okafor``, ``William (Bill) Ruiz``."""

_MAX_WORDS = 12
_MAX_NICKNAME = 2
_MAX_CONJOINED = 6
_MAX_OFFICE = 5
_MAX_PARTNERS = 4
_MAX_BRIDGED = 4
_COMPLEMENT_WORDS = frozenset(["of", "for", "on"])
_PARTNERS = (
    ["co"],
    ["co."],
    ["company"],
    ["sons"],
    ["bros."],
    ["associates"],
    ["partners"],
    ["cie"],
)
_SAINTS = word_set("st st. saint king queen")
_VERSUS = frozenset(["v", "vs"])
_LETTERS_BEFORE_APOSTROPHE = frozenset("ond")
_COMMITTEES = word_set(
    "committee commission subcommittee council conference force coalition alliance institute center"
    " centre campaign"
)


class CapitalRuns(NameContext):
    """The runs of capitalised words of one paragraph."""

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
        if self._is_final_head(following):
            return following
        if lowered[last] in ABBREVIATED_COUNTRIES and self._is_common_after_period(following):
            return -1
        if is_capitalised(self.tokens, following, self.lexicon):
            ends = self.headline and (word in self.lexicon.cue_verbs or word in self.lowercase)
            return -1 if ends else following
        if word == "'s" and self._is_possessive_firm(last):
            return following
        if self._bridges_to_company(following):
            return following
        if word.isdigit() and len(word) == 1 and self._bridges_to_company(following + 1):
            # "Pier 1 Imports Inc"
            return following + 1
        if word[0].isalpha():
            return self._after_word(start, last)
        return self._after_mark(start, last)

    def _is_common_after_period(self, i: int) -> bool:
        """Whether token *i* has a capital for the period before it: ``U.S. Industrial goods``."""
        tokens, lexicon = self.tokens, self.lexicon
        if follows_abbreviation(tokens, i, lexicon):
            return True
        word = tokens.lowered[i]
        following = tokens.words[i + 1] if i + 1 < len(tokens) else "."
        common = word in self.lowercase and word not in lexicon.organization_heads
        return common and following.islower() and not self.headline

    def _is_final_head(self, i: int) -> bool:
        """Whether token *i* ends a name although it is a common word: ``Oban Rights Watch``."""
        word, lexicon = self.tokens.lowered[i], self.lexicon
        return (
            word in lexicon.not_names
            and word in lexicon.organization_heads
            and self.tokens.words[i].istitle()
            and not self.headline
        )

    def _after_mark(self, start: int, last: int) -> int:
        """Return the token that continues the run [start, last] over a punctuation mark, or -1."""
        lowered, mark = self.tokens.lowered, last + 1
        word = lowered[mark]
        if word == "'" and lowered[last] in _LETTERS_BEFORE_APOSTROPHE and last > start:
            # "Chock Full O' Nuts"
            return self._if_capitalised(mark + 1)
        if word == "'" and last == 0 and lowered[0] in self.lexicon.group_nouns:
            # "Consumers' Gas Co Ltd"
            return mark + 1 if self._bridges_to_company(mark + 1) else -1
        if word in QUOTATION_MARKS or (word == "(" and lowered[last] in self.lexicon.given_names):
            return self._after_nickname(mark)
        if word == "," and self.tokens.words[last][0].isupper():
            # "Ana Ruiz, Vask and Co", "Vask Co, Oru and Co": another name follows the comma.
            person = last > start and lowered[start] in self.lexicon.given_names
            firm = lowered[last] in self.lexicon.company_heads
            return -1 if person or firm else self._after_partners(mark)
        return self._if_capitalised(mark + 1) if word == "&" else -1

    def _after_word(self, start: int, last: int) -> int:
        """Return the token that continues the run [start, last] over a small word, or -1."""
        lowered, following = self.tokens.lowered, last + 1
        word = lowered[following]
        if word in PARTICLES and self.tokens.words[following].islower():
            return self._after_particles(following)
        if start == last and opens_league(lowered[start : start + 3], self.lexicon):
            return self._if_capitalised(following + 1)
        if word in ("of", "for"):
            return self._after_preposition(last)
        if (word == "do" and lowered[start] in self.lexicon.opening_heads) or (
            word == "on" and lowered[last] in _COMMITTEES
        ):
            # "Banco do Brasil", "Committee on Mills"
            return self._if_capitalised(following + 1)
        if word in ("and", "und", "et"):
            return self._after_and(start, last)
        if word in _VERSUS:
            # "Ruiz v. Oban" is a case, not two parties.
            after = following + 1 + (lowered[following + 1 : following + 2] == ["."])
            return self._if_capitalised(after)
        return -1

    def _is_possessive_firm(self, last: int) -> bool:
        """Whether ``'s`` after token *last* belongs to a firm: ``Moody's``, ``Vask's Inc``."""
        lowered = self.tokens.lowered
        if lowered[last] + "'s" in self.lexicon.known_organizations:
            return True
        if (lowered[last], *lowered[last + 2 : last + 3]) in self.name_words.firm_owners:
            return True
        saint = last > 0 and lowered[last - 1] in _SAINTS
        if saint and is_capitalised(self.tokens, last + 2, self.lexicon):
            # "St Mary's Church"
            return lowered[last + 2] in self.lexicon.organization_heads
        if lowered[last] in self.lexicon.person_nouns and last + 2 < len(lowered):
            # "Reader's Digest Association Inc"
            return self._bridges_to_company(last + 2)
        return (
            is_capitalised(self.tokens, last + 2, self.lexicon)
            and lowered[last + 2] in self.lexicon.company_heads
        )

    def _bridges_to_company(self, i: int) -> bool:
        """Whether the common word *i* stands within a firm's name: ``American Can Co``."""
        return not self.headline and leads_to_head(
            self.tokens, i, _MAX_BRIDGED, self.lexicon.company_heads
        )

    def _if_capitalised(self, i: int) -> int:
        return i if is_capitalised(self.tokens, i, self.lexicon) else -1

    def _after_nickname(self, mark: int) -> int:
        """Return the surname after the nickname that the token *mark* opens, or -1."""
        for k in range(mark + 1, mark + 1 + _MAX_NICKNAME):
            if not is_capitalised(self.tokens, k, self.lexicon):
                return -1
            if k + 1 < len(self.tokens) and self.tokens.lowered[k + 1] in NICKNAME_MARKS:
                return self._if_capitalised(k + 2)
        return -1

    def _after_partners(self, comma: int) -> int:
        """Return the next partner of a firm: ``Vask, Lind and Co``, ``Vask, Lind, Oru and Co``."""
        lowered, k = self.tokens.lowered, comma
        if lowered[k + 1 : k + 2] == ["u.s.a."] and self._bridges_to_company(k + 1):
            # "Oban Motor Sales, U.S.A. Inc"
            return k + 1
        portfolios = self.lexicon.portfolios
        if lowered[k - 1] in portfolios and lowered[k - 2] in ("of", ","):
            # "Office of Industry, Trade and Labour"
            return k + 1 if lowered[k + 1 : k + 2] and lowered[k + 1] in portfolios else -1
        for _ in range(_MAX_PARTNERS):
            if lowered[k : k + 1] != [","] or not is_capitalised(self.tokens, k + 1, self.lexicon):
                return -1
            k += 2
            while is_capitalised(self.tokens, k, self.lexicon) and lowered[k] not in ("and", ","):
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
        after = first + 1 if is_capitalised(self.tokens, first + 1, self.lexicon) else first + 2
        if (
            is_capitalised(self.tokens, after, self.lexicon)
            and self.tokens.lowered[after - 1] in PARTICLES
        ):
            return after
        return -1

    def _after_preposition(self, last: int) -> int:
        """Return the token that continues a name or a title over "of" or "for", or -1."""
        lowered, preposition = self.tokens.lowered, last + 1
        after = preposition + 1 + (lowered[preposition + 1 : preposition + 2] == ["the"])
        office = lowered[preposition] == "of" and lowered[last] in self.lexicon.role_nouns
        if office and _is_office_of_person(self.tokens, after, self.lexicon):
            return after
        head = lowered[last] in self.lexicon.complement_heads or self._is_firm_of_place(after)
        if head or lowered[last - 1 : last + 1] == ["high", "commissioner"]:
            return self._if_capitalised(after)
        return -1

    def _is_firm_of_place(self, first: int) -> bool:
        """Whether the end of a firm's name begins with token *first*: ``[Vask of] Canada Ltd``."""
        lowered, places = self.tokens.lowered, self.lexicon.places
        if first + 1 >= len(lowered):
            return False
        place = lowered[first] in places or " ".join(lowered[first : first + 2]) in places
        return place and self._bridges_to_company(first)

    def _after_and(self, start: int, last: int) -> int:
        """Return the token that continues the run [start, last] over "and", or -1."""
        lowered, after = self.tokens.lowered, last + 2
        if lowered[last + 1] != "and":
            # "Brown Boveri und Cie"
            return self._if_capitalised(after) if lowered[after : after + 1] in _PARTNERS else -1
        joined = (
            _continues_complement(self.tokens, start, last, self.lexicon)
            or lowered[after : after + 1] in _PARTNERS
            or (lowered[last], *lowered[after : after + 1]) in self.company_conjuncts
            or _is_conjoined_name(self.tokens, start, last, self.lexicon)
            or _joins_portfolios(self.tokens, last, self.lexicon)
        )
        return self._if_capitalised(after) if joined else -1


def _is_conjoined_name(tokens: Tokens, start: int, last: int, lexicon: Lexicon) -> bool:
    """Whether "and" after *last* is part of one name: ``the Wool and Linen Union``."""
    lowered = tokens.lowered
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
    while k - last < _MAX_CONJOINED and is_capitalised(tokens, k, lexicon):
        k += 1
    return k - last > 3 and lowered[k - 1] in lexicon.organization_heads


def _joins_portfolios(tokens: Tokens, last: int, lexicon: Lexicon) -> bool:
    """Whether "and" after *last* is part of an office: ``Oban Energy and Mines Minister``."""
    lowered = tokens.lowered
    portfolio, office = (*lowered[last + 2 : last + 4], "", "")[:2]
    joined = lowered[last] in lexicon.portfolios and portfolio in lexicon.portfolios
    return joined and office in lexicon.role_nouns


def _continues_complement(tokens: Tokens, start: int, last: int, lexicon: Lexicon) -> bool:
    """Whether "and" after *last* continues what follows "of": ``Department of Food and Mills``.

    A person or another organization after the "and" is no part of the name.
    """
    lowered = tokens.lowered
    following = lowered[last + 2] if last + 2 < len(lowered) else ""
    other = (
        following in lexicon.given_names
        or following in lexicon.honorifics
        or following in lexicon.known_organizations
    )
    return not other and not _COMPLEMENT_WORDS.isdisjoint(lowered[start:last])


def _is_office_of_person(tokens: Tokens, first: int, lexicon: Lexicon) -> bool:
    """Whether the capitals from token *first* on end in a full name: ``State Ana Ruiz``."""
    name = office_end(tokens.lowered[: first + _MAX_OFFICE], first, lexicon)
    if name:
        return is_capitalised(tokens, first, lexicon) and is_capitalised(tokens, name, lexicon)
    for k in range(first + 1, first + _MAX_OFFICE):
        if not is_capitalised(tokens, k, lexicon):
            return False
        if tokens.lowered[k] in lexicon.given_names and is_capitalised(tokens, k + 1, lexicon):
            return is_capitalised(tokens, first, lexicon)
    return False
