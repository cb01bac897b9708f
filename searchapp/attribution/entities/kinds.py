"""What kind of thing a mention names, by its own words and the words around it."""

from __future__ import annotations

import re
from enum import Enum

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.name_variants import acronym_name_start
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


class MentionKind(Enum):
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


def kind_by_words(mention: Mention, lexicon: Lexicon) -> MentionKind:
    """Return the kind that the mention's own words show."""
    words = mention.words
    if not words:
        return MentionKind.TITLE
    lowered = [word.lower() for word in words]
    if len(words) == 1:
        return _kind_of_lone(words[0], lowered[0], mention, lexicon)
    return _kind_of_longer(words, lowered, mention, lexicon)


def kind_in_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> MentionKind:
    """Return the kind that the mention shows where it stands: ``the Oban`` is no person."""
    kind = kind_by_words(mention, lexicon)
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
    return kind


def _titled(mention: Mention, lexicon: Lexicon) -> bool:
    return any(title in lexicon.title_words for title in mention.titles)


def _kind_of_lone(word: str, low: str, mention: Mention, lexicon: Lexicon) -> MentionKind:
    honored = any(title in lexicon.honorifics for title in mention.titles)
    titled = _titled(mention, lexicon)
    listed = (
        (MentionKind.PLACE, low in lexicon.places),
        (MentionKind.ORGANIZATION, low in lexicon.known_organizations),
        (MentionKind.PEOPLE, low in lexicon.demonyms or low in lexicon.group_nouns),
        (MentionKind.ORGANIZATION, low in lexicon.organization_heads),
    )
    if not honored:
        for kind, is_listed in listed:
            if is_listed:
                return kind
    if titled:
        return MentionKind.PERSON
    if low in lexicon.given_names:
        return MentionKind.MAYBE_GIVEN
    if word.isupper() and 2 <= len(word) <= 6:
        return MentionKind.ACRONYM
    return MentionKind.MAYBE_LONE


def _kind_of_longer(
    words: tuple[str, ...], lowered: list[str], mention: Mention, lexicon: Lexicon
) -> MentionKind:
    if " ".join(lowered) in lexicon.places:
        return MentionKind.PLACE
    if "v" in lowered or "vs" in lowered:
        return MentionKind.OTHER
    if lowered[-1] in lexicon.group_nouns and (
        lowered[0] in lexicon.places or lowered[0] in lexicon.demonyms
    ):
        return MentionKind.PEOPLE
    corporate = (
        lowered[-1] in lexicon.organization_heads
        or any(low in lexicon.organization_heads for low in lowered)
        or any(low in ("of", "for", "&") for low in lowered)
    )
    # "Luiz Inácio Lula da Silva": the small words within count for none.
    short = sum(word[0].isupper() for word in words) <= _MAX_NAMES
    if lowered[0] in lexicon.given_names and short and not corporate:
        return MentionKind.PERSON
    if corporate:
        return _kind_of_corporate(words, lowered, mention, lexicon)
    if not _titled(mention, lexicon) and (
        lowered[-1] in lexicon.demonyms
        or lowered[-1] in lexicon.group_nouns
        or (lowered[0] in lexicon.demonyms and len(words) == 2)
    ):
        return MentionKind.PEOPLE
    if lowered[-1] in lexicon.places and not _titled(mention, lexicon):
        return MentionKind.PLACE
    geographic = lowered[0] in lexicon.places or " ".join(lowered[:2]) in lexicon.places
    if lowered[0] in lexicon.known_organizations or geographic:
        return MentionKind.ORGANIZATION
    if short and (_titled(mention, lexicon) or any(map(_INITIAL.match, words[:-1]))):
        return MentionKind.PERSON
    if len(words) == 2 and _KOREAN.match(words[1]):
        return MentionKind.PERSON
    return MentionKind.MAYBE_NAME if short else MentionKind.OTHER


def _kind_of_corporate(
    words: tuple[str, ...], lowered: list[str], mention: Mention, lexicon: Lexicon
) -> MentionKind:
    """The kind of a name with an organization's word, which may be a surname all the same."""
    if len(words) != 2 or lowered[0] in lexicon.organization_heads or lowered[1].endswith("."):
        return MentionKind.ORGANIZATION
    if lowered[1] in lexicon.company_heads:
        return MentionKind.ORGANIZATION
    if _titled(mention, lexicon):
        # "Mayor Ana Park": a title and one word before an organization's word.
        return MentionKind.PERSON
    given = lowered[0] in lexicon.given_names and lowered[1] in lexicon.surname_heads
    return MentionKind.MAYBE_NAME if given else MentionKind.ORGANIZATION


def has_adjacent_cue(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a strong reporting verb stands directly before or after the mention.

    A dash between a closing quotation mark and the name signs it: ``." - Ana Ruiz``.
    """
    at = mention.start
    if at > 1 and tokens.lowered[at - 1] in _DASHES and tokens.lowered[at - 2] in _CLOSING:
        return True
    after = (
        lexicon.cue_verbs.get(tokens.lowered[mention.stop]) if mention.stop < len(tokens) else None
    )
    if after is not None and _surely_verb(after):
        return True
    before = lexicon.cue_verbs.get(tokens.lowered[mention.start - 1]) if mention.start else None
    return before is not None and _surely_verb(before)


def _surely_verb(cue: CueForm) -> bool:
    """Whether the form is no noun too, as "states" and "claims" are."""
    third = cue.tense == "third" and cue.lemma in ("say", "tell", "write", "add", "argue", "insist")
    return cue.strong and (cue.tense == "past" or third)


def has_person_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether what stands around the name fits persons only: a role, an age, "who".

    ``his lawyer, Oru Vantell``, ``two weavers, Oru Vantell and``.
    """
    after, before = mention.stop, tokens.lowered[max(0, mention.start - 2) : mention.start]
    if (
        before[1:] == [","]
        and before[0] in lexicon.person_nouns
        and mention.start == mention.name_start
    ):
        return True
    if after + 1 >= len(tokens) or tokens.lowered[after] not in (",", "who"):
        return False
    following = tokens.lowered[after + 1]
    return (
        tokens.lowered[after] == "who"
        or following in ("who", "whose")
        or _AGE.match(following) is not None
        or role_after(tokens, after, lexicon) != ""
    )


def has_organization_context(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether what stands around the name fits a body only.

    ``its builder Oban Mills``, ``the airline Oban Air``, ``chief engineer of Oban Mills``,
    ``Oban Mills <OBM.L>``.
    """
    lowered, start = tokens.lowered, mention.start
    if has_ticker(tokens, mention):
        return True
    if start < 2:
        return False
    before = lowered[start - 1]
    if before in lexicon.organization_nouns:
        return True
    if before == "of" and lowered[start - 2] in _HEADS_OF_BODIES:
        return True
    return lowered[start - 2] == "its" and before.islower() and before.isalpha()


def has_ticker(tokens: Tokens, mention: Mention) -> bool:
    """Whether an exchange's sign for a company follows the name: ``Oban <OBM.L>``."""
    return tokens.lowered[mention.stop : mention.stop + 1] == ["<"]


def is_antecedent_of_it(tokens: Tokens, mention: Mention) -> bool:
    """Whether "it" or "its" follows soon and neither he nor she before it."""
    for low in tokens.lowered[mention.stop : mention.stop + _POSSESSED_WINDOW]:
        if low in ("it", "its"):
            return True
        if low in ("he", "she", "his", "her"):
            return False
    return False
