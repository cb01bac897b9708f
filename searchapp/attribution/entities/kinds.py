"""Kinds of what mentions name, by the words of the name and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.names.capital_runs import PATRONYMICS
from searchapp.attribution.entities.names.variants import acronym_name_start
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_INITIAL = re.compile(r"[A-Z]\.$")
_INITIALS = re.compile(r"(?:[A-Z]\.){2,3}$")
_KOREAN_GIVEN_NAME = re.compile(r"[A-Z][a-z]+-[a-z]{2,6}$")
# "BankVask", "VaskLB", but "McRuiz", "LaVask" and "O'Vask"
_INNER_CAPITAL = re.compile(
    r"(?!(?:Mac|Mc|De[lns]?|Di|Du|El|Fitz|La|Le|Lo|Mal|St|Van|Ver|Vander|Al|Ben|Abu|O)[A-Z])"
    r"[A-Z][a-z]{2,}[A-Z][A-Za-z]*$"
)
# "Oru van Vask", as written.
_NOBLE_PARTICLES = word_set("de van von der den ter")
_ABBREVIATED_PLACES = frozenset(["u.s.", "u.k."])
_SURNAME_THINGS = word_set("day bond bonds open games week war east")
# "Vaskcorp", "Obansche Girozentrale"
_FIRM_ENDINGS = ("corp", "banken", "bankki", "landesbank", "sparkasse", "volksbank", "zentrale")
# "KVSK-TV", "Vaskinfo.com"
_OUTLET = re.compile(r"[A-Z][A-Za-z0-9-]*(?:-TV|-FM|-AM|\.com|\.org|\.net|\.co\.[a-z]{2})$")
# "DC-10s", "K-12": models and strains
_MODEL = re.compile(r"[A-Z]{1,4}-?\d+[a-z]{0,2}$")
_MAX_NAME_WORDS = 4
_LAWMAKERS = word_set("mps msps meps mlas tds")
_MIN_ACRONYM = 3
_MAX_ACRONYM = 6
_MAX_CAPITALS = 12
# Words that only the names of organizations have within them.
_NAME_WORDS = frozenset(["of", "for", "&", "and", "und", "against", "without"])


class MentionKind(Enum):
    """What a mention names. The ``MAYBE`` kinds need evidence from other mentions."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    PEOPLE = "people"
    TITLE = "title"
    ACRONYM = "acronym"
    MAYBE_GIVEN = "a lone given name"
    MAYBE_NAME = "two or three unknown capitalised words"
    MAYBE_LONE = "one unknown capitalised word"
    OTHER = "other"


_PERSONAL_KINDS = (MentionKind.PERSON, MentionKind.MAYBE_GIVEN, MentionKind.MAYBE_LONE)


def kind_by_words(mention: Mention, lexicon: Lexicon) -> MentionKind:
    """Return the kind that the mention's own words show."""
    words = mention.words
    if not words:
        return MentionKind.TITLE
    if mention.style:
        return MentionKind.PERSON
    if len(words) == 1:
        return _kind_of_lone_name(mention, lexicon)
    return _kind_of_longer_name(mention, lexicon)


def kind_in_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> MentionKind:
    """Return the kind that a mention's words and its neighbours show.

    "The" before the name of a publication, or an acronym in brackets after a longer name,
    shows an organization.
    """
    lone = len(mention.words) == 1 and mention.stop - mention.start == 1
    if (
        lone
        and mention.words[0].lower() in lexicon.publication_names
        and mention.start
        and tokens.lowered[mention.start - 1] == "the"
    ):
        return MentionKind.ORGANIZATION
    if len(mention.words) > 2 and acronym_name_start(tokens, mention.stop) == mention.start:
        return MentionKind.ORGANIZATION
    if _precedes_state(tokens, mention, lexicon):
        return MentionKind.OTHER
    kind = kind_by_words(mention, lexicon)
    if kind is MentionKind.MAYBE_NAME and _modifies_noun(tokens, mention):
        return MentionKind.OTHER
    if lone and kind in _PERSONAL_KINDS and _is_in_capitals(tokens, mention):
        return MentionKind.ACRONYM
    return kind


def _precedes_state(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a name is a town's by the state after it: ``an Oban, Pa., firm``."""
    comma, state, mark = (*tokens.lowered[mention.stop : mention.stop + 3], "", "", "")[:3]
    return (
        comma == ","
        and mark in (",", ".", ")")
        and state.endswith(".")
        and state in lexicon.state_abbreviations
        and len(mention.words) < _MAX_NAME_WORDS
        and lexicon.organization_heads.isdisjoint(map(str.lower, mention.words))
    )


def _modifies_noun(tokens: Tokens, mention: Mention) -> bool:
    """Whether a name describes one thing or several: ``a Vask Ring version``, ``150 Vask Rings``.

    An organization's name has no such article, and a person's no number, before it.
    """
    start, stop, lowered = mention.start, mention.stop, tokens.lowered
    before = lowered[start - 1] if start else ""
    following = tokens.words[stop] if stop < len(lowered) else "."
    counted = before.isdigit() and tokens.words[start - 2 : start - 1] != [","]
    return counted or (before in ("a", "an") and following.islower() and following.isalpha())


def _is_in_capitals(tokens: Tokens, mention: Mention) -> bool:
    """Whether a lone name is in capitals, and the words beside it are not: ``VASKCORP said``."""
    (word,), start, stop = mention.words, mention.name_start, mention.stop
    if start > mention.start or not word.isupper() or not word.isalpha():
        return False
    if not 2 <= len(word) <= _MAX_CAPITALS:
        return False
    neighbours = (*tokens.words[max(0, start - 1) : start], *tokens.words[stop : stop + 1])
    return any(map(str.islower, neighbours)) and not any(
        len(neighbour) > 1 and neighbour.isupper() for neighbour in neighbours
    )


def _has_title(mention: Mention, lexicon: Lexicon) -> bool:
    return not lexicon.title_words.isdisjoint(mention.titles)


def _kind_of_lone_name(mention: Mention, lexicon: Lexicon) -> MentionKind:
    (word,) = mention.words
    lowered = word.lower()
    if lexicon.honorifics.isdisjoint(mention.titles):
        if lowered in lexicon.state_abbreviations or lowered in lexicon.thing_heads:
            return MentionKind.OTHER
        if lowered in lexicon.places:
            return MentionKind.PLACE
        if lowered in lexicon.known_organizations or lowered in lexicon.known_names:
            return MentionKind.ORGANIZATION
        if lowered in lexicon.demonyms or lowered in lexicon.group_nouns:
            return MentionKind.PEOPLE
        if lowered in lexicon.organization_heads:
            return MentionKind.ORGANIZATION
    if _has_title(mention, lexicon):
        return MentionKind.PERSON
    if lowered in lexicon.given_names:
        return MentionKind.MAYBE_GIVEN
    if lowered.endswith(_FIRM_ENDINGS) or _INNER_CAPITAL.match(word) or _OUTLET.match(word):
        return MentionKind.ORGANIZATION
    if word.isupper() and any(character.isdigit() for character in word):
        # "PL-480", "M3": laws, aggregates and models
        return MentionKind.OTHER
    if word.isupper() and 2 <= len(word) <= _MAX_ACRONYM:
        return MentionKind.ACRONYM
    return MentionKind.MAYBE_LONE


def _kind_of_longer_name(mention: Mention, lexicon: Lexicon) -> MentionKind:
    words = mention.words
    lowered = [word.lower() for word in words]
    first, last = lowered[0], lowered[-1]
    if mention.nickname or _has_personal_word(words, lowered, lexicon):
        return MentionKind.PERSON
    surely = _kind_of_known_words(mention, lowered, lexicon) or _kind_by_form(words, lexicon)
    if surely is not None:
        return surely
    people = _kind_of_people(first, last, lexicon) if _NAME_WORDS.isdisjoint(lowered) else None
    if people is not None:
        return people
    if not (lexicon.organization_heads.isdisjoint(lowered) and _NAME_WORDS.isdisjoint(lowered)):
        return _kind_with_organization_word(mention, lowered, lexicon)
    # The particles in "Luiz Inácio Lula da Silva" do not count.
    short = sum(word[0].isupper() for word in words) <= _MAX_NAME_WORDS
    if first in lexicon.given_names and short:
        return MentionKind.PERSON
    titled = _has_title(mention, lexicon)
    if not titled:
        plural = last in lexicon.demonyms or last in lexicon.group_nouns
        if plural or (first in lexicon.demonyms and len(words) == 2):
            # "Danish Weavers", but "the Danish Taliban"
            known = last in lexicon.known_organizations
            return MentionKind.ORGANIZATION if known else MentionKind.PEOPLE
        if last in lexicon.places:
            return MentionKind.PLACE
    opening = _kind_by_opening(words, lowered, lexicon)
    if opening is not None:
        return opening
    if short and (titled or _has_initials(words)):
        return MentionKind.PERSON
    if len(words) == 2 and _KOREAN_GIVEN_NAME.match(words[1]):
        return MentionKind.PERSON
    return MentionKind.MAYBE_NAME if short else MentionKind.OTHER


def _has_personal_word(words: Sequence[str], lowered: list[str], lexicon: Lexicon) -> bool:
    """Whether a name has a word that only persons' names have: "bin", "van", initials."""
    first, last = lowered[0], lowered[-1]
    if not PATRONYMICS.isdisjoint(lowered):
        return True
    if words[-2] in _NOBLE_PARTICLES:
        return first not in lexicon.opening_heads and last not in lexicon.places
    # "Ana K.K. Ruiz" has the end of a firm's name within it.
    named = first in lexicon.given_names and last.isalpha()
    return named and any(map(_INITIALS.match, words[1:-1]))


def _has_initials(words: Sequence[str]) -> bool:
    """Whether a name has initials before its last word: ``Oru B. Vask``, ``O.B. Oru Vask``."""
    opening = _INITIALS.match(words[0]) is not None and len(words) > 2
    return opening or any(map(_INITIAL.match, words[:-1]))


def _kind_by_form(words: Sequence[str], lexicon: Lexicon) -> MentionKind | None:
    """Return the kind that the last word of a longer name shows by its form, or None.

    ``Vask DC-10s`` is a model; the initials in ``Weaving Societies WSA`` and the noun in
    ``Oban Post-Dispatch`` are an organization's.
    """
    last = words[-1]
    if _MODEL.match(last):
        return MentionKind.OTHER
    initials = "".join(word[0] for word in words[:-1])
    acronym = len(initials) > 1 and last.isupper() and last.startswith(initials)
    parts = last.lower().split("-")
    if acronym or (len(parts) > 1 and not lexicon.organization_heads.isdisjoint(parts)):
        return MentionKind.ORGANIZATION
    return None


def _opens_with_acronym(words: Sequence[str]) -> bool:
    """Whether a name begins with three capitals or more, and goes on otherwise: ``KMG Vask``."""
    acronym = words[0].isupper() and words[0].isalpha() and len(words[0]) >= _MIN_ACRONYM
    return acronym and not words[-1].isupper()


def _kind_of_people(first: str, last: str, lexicon: Lexicon) -> MentionKind | None:
    """Return the kind of a name that ends with a plural: ``United Mill Workers``."""
    if last not in lexicon.group_nouns:
        return None
    if first in lexicon.opening_heads:
        return MentionKind.ORGANIZATION
    # "Norwegian Weavers", "Mills Committee Republicans"
    members = first in lexicon.places or first in lexicon.demonyms
    members = members or last.removesuffix("s") in lexicon.parties or last in _LAWMAKERS
    return MentionKind.PEOPLE if members else None


def _kind_by_opening(
    words: Sequence[str], lowered: list[str], lexicon: Lexicon
) -> MentionKind | None:
    """Return the kind of a name that begins with a place or an organization, None for others."""
    first, last = lowered[0], lowered[-1]
    in_place = first in lexicon.places or " ".join(lowered[:2]) in lexicon.places
    if in_place and (last in lexicon.role_nouns or first in _ABBREVIATED_PLACES):
        # "Virginia Democrat"; "U.S. Cars": some papers write a capital after the period.
        return MentionKind.OTHER
    named = first in lexicon.known_organizations or first in lexicon.opening_heads
    if in_place or named or _opens_with_acronym(words):
        return MentionKind.ORGANIZATION
    return None


def _kind_of_known_words(
    mention: Mention, lowered: list[str], lexicon: Lexicon
) -> MentionKind | None:
    """Return the kind of a listed name, or of one that ends with a word for things or places."""
    whole = " ".join(lowered)
    if whole in lexicon.known_names or lowered[-1].endswith(_FIRM_ENDINGS):
        return MentionKind.ORGANIZATION
    if whole in lexicon.places:
        return MentionKind.PLACE
    if "v" in lowered or "vs" in lowered:
        return MentionKind.OTHER
    first, last = lowered[0], lowered[-1]
    named = first in lexicon.given_names or _has_title(mention, lexicon)
    if named and (last in _SURNAME_THINGS or last not in lexicon.thing_heads):
        return None
    if last == "day" and len(lowered) == 2 and first not in lexicon.holidays:
        return None
    if last in lexicon.thing_heads or last in lexicon.geographic_heads:
        return MentionKind.OTHER
    # "the Northwestern U.S."
    part_of_country = len(lowered) == 2 and last in _ABBREVIATED_PLACES
    return MentionKind.OTHER if part_of_country else None


def _kind_with_organization_word(
    mention: Mention, lowered: list[str], lexicon: Lexicon
) -> MentionKind:
    """Return the kind of a name with an organization's word, which may be a surname."""
    if len(lowered) != 2 or lowered[0] in lexicon.organization_heads or lowered[1].endswith("."):
        return MentionKind.ORGANIZATION
    if lowered[1] in lexicon.company_heads:
        return MentionKind.ORGANIZATION
    if lowered[1] not in lexicon.surname_heads:
        return MentionKind.ORGANIZATION
    if _has_title(mention, lexicon):
        # "Mayor Ana Park"
        return MentionKind.PERSON
    given = lowered[0] in lexicon.given_names
    return MentionKind.MAYBE_NAME if given else MentionKind.ORGANIZATION
