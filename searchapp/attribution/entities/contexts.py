"""Contexts of names: the words beside a mention that show a person, a firm or a speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.roles import role_after
from searchapp.attribution.lexicons.lexicon import CueForm, Lexicon, word_set
from searchapp.attribution.syntax.tokens import DASHES, Tokens

_AGE = re.compile(r"\d{1,3}$")
_SIGNING_DASHES = DASHES | {"---"}
_CLOSING_MARKS = frozenset(["”", "»", '"', "''", "’"])
_COMPANY_ROLES = word_set(
    "engineer executive chairman chairwoman founder co-founder owner director ceo manager employee"
)
_SURE_LEMMAS = word_set("say tell write add argue insist")
_PLACE_PREPOSITIONS = word_set("for in from at near of")
_POST_PREPOSITIONS = word_set("to in of for")
_EMPLOYED = word_set(
    "analyst economist trader dealer broker strategist engineer executive manager spokesman"
    " spokeswoman analysts economists traders dealers brokers strategists"
)
_FIRM_PARTS = word_set(
    "board shareholders stockholders stock dividend unit subsidiary subsidiaries sales earnings"
)
_FIRMS_OF = word_set("brokers stockbrokers accountants auditors solicitors underwriters publishers")
_OWNED_REACH = 3
_SHARES = word_set("stock subsidiary shareholders stockholders bondholders")
_PERIODICALS = frozenset(["daily", "weekly"])
_APPOSITIVE_REACH = 9
_PERFECT = frozenset(["has", "have", "had"])
_IT_WINDOW = 8


def has_adjacent_cue(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a strong reporting verb is directly before or after the mention.

    An adverb may stand between them: ``Oru himself said``. A dash between a closing quotation
    mark and the name counts too: ``." - Ana Ruiz``.
    """
    start, stop, lowered = mention.start, mention.stop, tokens.lowered
    if start > 1 and lowered[start - 1] in _SIGNING_DASHES and lowered[start - 2] in _CLOSING_MARKS:
        return True
    if stop + 1 < len(tokens) and (lowered[stop] in lexicon.adverbs or lowered[stop] in _PERFECT):
        stop += 1
    after = lexicon.cue_verbs.get(lowered[stop]) if stop < len(tokens) else None
    if after is not None and _is_surely_verb(after):
        return True
    before = lexicon.cue_verbs.get(lowered[start - 1]) if start else None
    return before is not None and _is_surely_verb(before)


def _is_surely_verb(cue: CueForm) -> bool:
    """Whether a strong form is not also a plural noun, as "states" and "claims" are."""
    return cue.strong and (
        cue.tense == "past" or (cue.tense == "third" and cue.lemma in _SURE_LEMMAS)
    )


def has_person_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a role, an age or "who" beside the name shows a person.

    ``his lawyer, Oru Vantell``, ``two weavers, Oru Vantell and``, ``Oru Vantell, 45,``.
    """
    start, stop, lowered = mention.start, mention.stop, tokens.lowered
    before = lowered[max(0, start - 2) : start]
    if before[1:] == [","] and before[0] in lexicon.person_nouns and start == mention.name_start:
        return True
    if before[1:] and before[1] in lexicon.places and before[0] in _POST_PREPOSITIONS:
        # "the ambassador to Oban Oru Vantell"
        return start > 2 and lowered[start - 3] in lexicon.role_nouns
    if stop + 1 >= len(tokens) or lowered[stop] not in (",", "who"):
        return False
    following = lowered[stop + 1]
    if before[1:] and before[1] in _PLACE_PREPOSITIONS and lowered[stop] == ",":
        # "the member for Oban Central, who": the clause is about the member.
        return _AGE.match(following) is not None
    return (
        lowered[stop] == "who"
        or following in ("who", "whose")
        or _AGE.match(following) is not None
        or role_after(tokens, stop, lexicon) != ""
    )


def has_organization_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether the words beside the name show an organization.

    ``its builder Oban Mills``, ``the airline Oban Air``, ``chief engineer of Oban Mills``,
    ``Oban Mills <OBM.L>``.
    """
    lowered, start = tokens.lowered, mention.start
    if has_firm_context(tokens, mention, lexicon):
        return True
    if start < 2:
        return False
    before = lowered[start - 1]
    if before == "of" and lowered[start - 2] in _COMPANY_ROLES:
        return True
    return lowered[start - 2] == "its" and before.islower() and before.isalpha()


def has_firm_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether the words beside the name show a firm, which persons never have.

    ``Oban <OBM.L>``, ``an analyst at Oban``, ``Oban stock``, ``Oban, the state oil company,``,
    ``the news agency Oban``.
    """
    lowered, start, stop = tokens.lowered, mention.start, mention.stop
    if has_ticker(tokens, mention):
        return True
    employed = start > 1 and lowered[start - 1] in ("at", "with")
    if employed and lowered[start - 2] in _EMPLOYED:
        return True
    before = lowered[start - 1] if start else ""
    if before in lexicon.organization_nouns or before in _PERIODICALS:
        return True
    if before in _FIRMS_OF and (stop == len(lowered) or lowered[stop] not in ("and", ",")):
        # "the brokers Oban said"
        return True
    if _owns_firm_parts(tokens, stop) or (before == "<" and lowered[stop : stop + 1] == [">"]):
        # "Oban said its board", "<Oban>"
        return True
    if before == "lead-manager" or lowered[start - 2 : start] == ["lead", "manager"]:
        # "lead manager Oban": a bank
        return True
    following = lowered[stop] if stop < len(lowered) else ""
    if following in _SHARES:
        return True
    if following != "," or stop + 1 == len(lowered):
        return False
    return lowered[stop + 1] == "which" or bool(organization_apposed(lowered, stop + 1, lexicon))


def is_cited(tokens: Tokens, mention: Mention) -> bool:
    """Whether a name follows "according to" or "As reported by": ``according to Vask,``."""
    before = tokens.lowered[max(0, mention.start - 3) : mention.start]
    if before[-1:] == ["the"] and tokens.words[mention.start - 1] == "The":
        # "according to The Vask", a newspaper
        before = before[:-1]
    return before[-2:] == ["according", "to"] or before[-2:] == ["reported", "by"]


def _owns_firm_parts(tokens: Tokens, stop: int) -> bool:
    """Whether "its board" or the like follows a name and its verb: ``Oban said its board``."""
    owned = tokens.lowered[stop + 1 : stop + 2 + _OWNED_REACH]
    return owned[:1] == ["its"] and not _FIRM_PARTS.isdisjoint(owned)


def organization_apposed(lowered: Sequence[str], k: int, lexicon: Lexicon) -> str:
    """Return the noun for an organization in the apposition at token *k*: ``a unit of``; or ""."""
    last = ""
    for word in lowered[k : k + _APPOSITIVE_REACH]:
        if word in (",", ".") or word in lexicon.prepositions:
            break
        if word in lexicon.auxiliaries and word != "'s":
            return ""
        if word in lexicon.conjunctions or word in lexicon.person_nouns:
            return ""
        last = word
    return last if last in lexicon.organization_nouns else ""


def has_ticker(tokens: Tokens, mention: Mention) -> bool:
    """Whether a company's ticker follows the name: ``Oban <OBM.L>``."""
    return tokens.lowered[mention.stop : mention.stop + 1] == ["<"]


def is_antecedent_of_it(tokens: Tokens, mention: Mention) -> bool:
    """Whether "it" or "its" follows the name soon, before any "he" or "she"."""
    for word in tokens.lowered[mention.stop : mention.stop + _IT_WINDOW]:
        if word in ("it", "its"):
            return True
        if word in ("he", "she", "his", "her"):
            return False
    return False
