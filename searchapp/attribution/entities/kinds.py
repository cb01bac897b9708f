"""What kind of thing a mention names, by its own words and the words around it."""

from __future__ import annotations

import re
from enum import Enum

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.name_variants import explained_start
from searchapp.attribution.entities.roles import role_after
from searchapp.attribution.lexicons.lexicon import CueForm, Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_INITIAL = re.compile(r"[A-Z]\.$")
_KOREAN = re.compile(r"[A-Z][a-z]+-[a-z]{2,6}$")
_DASHES = frozenset(["--", "—", "–", "-", "―", "---"])
_CLOSING = frozenset(["”", '"', "''", "’"])
_HEADS_OF_BODIES = word_set(
    "engineer executive chairman chairwoman founder co-founder owner director ceo manager employee"
)
_POSSESSED_WINDOW = 8
_MAX_NAMES = 4
_AGE = re.compile(r"\d{1,3}$")


class Kind(Enum):
    """What a mention is taken for. The ``MAYBE`` kinds wait for evidence."""

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


def kind_of(mention: Mention, lexicon: Lexicon) -> Kind:
    """Return the kind that the mention's own words show."""
    words = mention.words
    if not words:
        return Kind.TITLE
    lows = [word.lower() for word in words]
    if len(words) == 1:
        return _kind_of_lone(words[0], lows[0], mention, lexicon)
    return _kind_of_longer(words, lows, mention, lexicon)


def kind_in(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> Kind:
    """Return the kind that the mention shows where it stands: ``the Oban`` is no person."""
    kind = kind_of(mention, lexicon)
    lone = len(mention.words) == 1 and mention.stop - mention.start == 1
    if (
        lone
        and mention.words[0].lower() in lexicon.papers
        and mention.start
        and tokens.lows[mention.start - 1] == "the"
    ):
        return Kind.ORGANIZATION
    if len(mention.words) > 2 and explained_start(tokens, mention.stop) == mention.start:
        return Kind.ORGANIZATION
    return kind


def _titled(mention: Mention, lexicon: Lexicon) -> bool:
    return any(title in lexicon.titling for title in mention.titles)


def _kind_of_lone(word: str, low: str, mention: Mention, lexicon: Lexicon) -> Kind:
    honored = any(title in lexicon.honorifics for title in mention.titles)
    titled = _titled(mention, lexicon)
    listed = (
        (Kind.PLACE, low in lexicon.places),
        (Kind.ORGANIZATION, low in lexicon.known_organizations),
        (Kind.PEOPLE, low in lexicon.peoples or low in lexicon.groups),
        (Kind.ORGANIZATION, low in lexicon.organization_heads),
    )
    if not honored:
        for kind, is_listed in listed:
            if is_listed:
                return kind
    if titled:
        return Kind.PERSON
    if low in lexicon.given_names:
        return Kind.MAYBE_GIVEN
    if word.isupper() and 2 <= len(word) <= 6:
        return Kind.ACRONYM
    return Kind.MAYBE_LONE


def _kind_of_longer(
    words: tuple[str, ...], lows: list[str], mention: Mention, lexicon: Lexicon
) -> Kind:
    if " ".join(lows) in lexicon.places:
        return Kind.PLACE
    if "v" in lows or "vs" in lows:
        return Kind.OTHER
    if lows[-1] in lexicon.groups and (lows[0] in lexicon.places or lows[0] in lexicon.peoples):
        return Kind.PEOPLE
    corporate = (
        lows[-1] in lexicon.organization_heads
        or any(low in lexicon.organization_heads for low in lows)
        or any(low in ("of", "for", "&") for low in lows)
    )
    # "Luiz Inácio Lula da Silva": the small words within count for none.
    short = sum(word[0].isupper() for word in words) <= _MAX_NAMES
    if lows[0] in lexicon.given_names and short and not corporate:
        return Kind.PERSON
    if corporate:
        return _kind_of_corporate(words, lows, mention, lexicon)
    if not _titled(mention, lexicon) and (
        lows[-1] in lexicon.peoples
        or lows[-1] in lexicon.groups
        or (lows[0] in lexicon.peoples and len(words) == 2)
    ):
        return Kind.PEOPLE
    if lows[-1] in lexicon.places and not _titled(mention, lexicon):
        return Kind.PLACE
    geographic = lows[0] in lexicon.places or " ".join(lows[:2]) in lexicon.places
    if lows[0] in lexicon.known_organizations or geographic:
        return Kind.ORGANIZATION
    if short and (_titled(mention, lexicon) or any(map(_INITIAL.match, words[:-1]))):
        return Kind.PERSON
    if len(words) == 2 and _KOREAN.match(words[1]):
        return Kind.PERSON
    return Kind.MAYBE_NAME if short else Kind.OTHER


def _kind_of_corporate(
    words: tuple[str, ...], lows: list[str], mention: Mention, lexicon: Lexicon
) -> Kind:
    """The kind of a name with an organization's word, which may be a surname all the same."""
    if len(words) != 2 or lows[0] in lexicon.organization_heads or lows[1].endswith("."):
        return Kind.ORGANIZATION
    if lows[1] in lexicon.company_heads:
        return Kind.ORGANIZATION
    if _titled(mention, lexicon):
        # "Mayor Ana Park": a title and one word before an organization's word.
        return Kind.PERSON
    given = lows[0] in lexicon.given_names and lows[1] in lexicon.surname_heads
    return Kind.MAYBE_NAME if given else Kind.ORGANIZATION


def speaks_nearby(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a strong reporting verb stands directly before or after the mention.

    A dash between a closing quotation mark and the name signs it: ``." - Ana Ruiz``.
    """
    at = mention.start
    if at > 1 and tokens.lows[at - 1] in _DASHES and tokens.lows[at - 2] in _CLOSING:
        return True
    after = lexicon.cues.get(tokens.lows[mention.stop]) if mention.stop < len(tokens) else None
    if after is not None and _surely_verb(after):
        return True
    before = lexicon.cues.get(tokens.lows[mention.start - 1]) if mention.start else None
    return before is not None and _surely_verb(before)


def _surely_verb(cue: CueForm) -> bool:
    """Whether the form is no noun too, as "states" and "claims" are."""
    third = cue.tense == "third" and cue.base in ("say", "tell", "write", "add", "argue", "insist")
    return cue.strong and (cue.tense == "past" or third)


def looks_human(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether what stands around the name fits persons only: a role, an age, "who".

    ``his lawyer, Oru Vantell``, ``two weavers, Oru Vantell and``.
    """
    after, before = mention.stop, tokens.lows[max(0, mention.start - 2) : mention.start]
    if before[1:] == [","] and before[0] in lexicon.humans and mention.start == mention.name:
        return True
    if after + 1 >= len(tokens) or tokens.lows[after] not in (",", "who"):
        return False
    following = tokens.lows[after + 1]
    return (
        tokens.lows[after] == "who"
        or following in ("who", "whose")
        or _AGE.match(following) is not None
        or role_after(tokens, after, lexicon) != ""
    )


def is_corporate(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether what stands around the name fits a body only.

    ``its builder Oban Mills``, ``the airline Oban Air``, ``chief engineer of Oban Mills``,
    ``Oban Mills <OBM.L>``.
    """
    lows, start = tokens.lows, mention.start
    if has_ticker(tokens, mention):
        return True
    if start < 2:
        return False
    before = lows[start - 1]
    if before in lexicon.organization_nouns:
        return True
    if before == "of" and lows[start - 2] in _HEADS_OF_BODIES:
        return True
    return lows[start - 2] == "its" and before.islower() and before.isalpha()


def has_ticker(tokens: Tokens, mention: Mention) -> bool:
    """Whether an exchange's sign for a company follows the name: ``Oban <OBM.L>``."""
    return tokens.lows[mention.stop : mention.stop + 1] == ["<"]


def owns_as_thing(tokens: Tokens, mention: Mention) -> bool:
    """Whether "it" or "its" follows soon and neither he nor she before it."""
    for low in tokens.lows[mention.stop : mention.stop + _POSSESSED_WINDOW]:
        if low in ("it", "its"):
            return True
        if low in ("he", "she", "his", "her"):
            return False
    return False
