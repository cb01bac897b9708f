"""Words of an article that are names although they look like common words.

``May`` is a month, and the surname in "Theresa May"; ``First`` an ordinal, and the beginning
of "First Oban Corp".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from searchapp.attribution.entities.names.company_names import leads_to_head
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_MAX_FIRM = 6
_MAX_OWNED = 4
# "Bally", but "Recently".
_MAX_LY_NAME = 6
# "First Federal Savings of Oban": banks without "Corp" at their end.
_AFTER_FIRST = frozenset(["federal", "national", "interstate", "fidelity"])
_BANKS = frozenset(["bank", "bancorp"])
# "in May", "since May": a month, even if somebody is called May.
_BEFORE_MONTH = word_set("in of since by until from to early late mid last next this on during for")


@dataclass(frozen=True)
class NameWords:
    """The common words that one article uses as names, in lower case.

    ``surnames`` follow a given name or a title somewhere; ``firm_openings`` are common words
    with the word after them that begin the full name of a firm; ``firm_owners`` are words
    before ``'s`` with the word after it that begin one: ``Vask's Mill Inc``. ``paragraphs`` are
    the article's.
    """

    surnames: frozenset[str] = frozenset()
    firm_openings: frozenset[tuple[str, str]] = frozenset()
    firm_owners: frozenset[tuple[str, str]] = frozenset()
    paragraphs: Sequence[Tokens] = ()

    @cached_property
    def capital_pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of capitalised words after a lower-case one: ``by Big Vask``."""
        return frozenset(
            (first, second)
            for tokens in self.paragraphs
            for before, first, second in zip(
                tokens.words, tokens.words[1:], tokens.words[2:], strict=False
            )
            if first[0].isupper() and second[0].isupper() and before.islower()
        )


def find_name_words(paragraphs: Sequence[Tokens], lexicon: Lexicon) -> NameWords:
    """Return the common words that the article with *paragraphs* uses as names."""
    surnames: set[str] = set()
    openings: set[tuple[str, str]] = set()
    for tokens in paragraphs:
        lowered = tokens.lowered
        if lexicon.name_word_signs.isdisjoint(lowered):
            continue
        if not lexicon.surname_words.isdisjoint(lowered):
            surnames.update(
                word
                for k, word in enumerate(lowered)
                if word in lexicon.surname_words and is_surname_here(tokens, k, lexicon)
            )
        if not lexicon.ordinal_words.isdisjoint(lowered):
            for k, word in enumerate(lowered[:-1]):
                if word in lexicon.ordinal_words and _opens_firm(tokens, k, lexicon):
                    openings.add((word, lowered[k + 1]))
        if not lexicon.company_heads.isdisjoint(lowered):
            openings.update(_openings_before_heads(tokens, lexicon))
    owners = _firm_owners(paragraphs, lexicon)
    return NameWords(frozenset(surnames), frozenset(openings), owners, paragraphs)


def _firm_owners(paragraphs: Sequence[Tokens], lexicon: Lexicon) -> frozenset[tuple[str, str]]:
    """Return the words around each ``'s`` within a firm's name: ``Vask's Mill Inc``.

    The name begins a paragraph or is in angle brackets, and the article has the owner nowhere
    else: "Oban's Vask Inc" is a firm of Oban.
    """
    owned: dict[str, str] = {}
    for tokens in paragraphs:
        if "'s" not in tokens.lowered:
            continue
        for opening in [0, *(k + 1 for k, word in enumerate(tokens.words) if word == "<")]:
            first = opening + (tokens.lowered[opening : opening + 1] == ["the"])
            owner, mark, following = (*tokens.lowered[first : first + 3], "", "", "")[:3]
            if mark == "'s" and leads_to_head(tokens, first + 2, _MAX_OWNED, lexicon.company_heads):
                owned[owner] = following
    if not owned:
        return frozenset()
    elsewhere = {
        word
        for tokens in paragraphs
        for k, word in enumerate(tokens.lowered)
        if word in owned and tokens.lowered[k + 1 : k + 3] != ["'s", owned[word]]
    }
    return frozenset(pair for pair in owned.items() if pair[0] not in elsewhere)


def _openings_before_heads(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Return the first two words of the firms' full names: ``Computer Mill [Inc]``.

    Words that are in no name, and adverbs, are left out.
    """
    words, lowered = tokens.words, tokens.lowered
    for head, word in enumerate(lowered):
        if word not in lexicon.company_heads or not words[head][0].isupper():
            continue
        first = head
        while first > max(0, head - _MAX_FIRM) and _may_be_in_name(tokens, first - 1, lexicon):
            first -= 1
        if head - first > 1:
            yield lowered[first], lowered[first + 1]


def _may_be_in_name(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    word = tokens.lowered[k]
    if not tokens.words[k][0].isupper():
        return False
    if word in lexicon.organization_nouns and (
        tokens.lowered[k + 1] not in lexicon.organization_heads
        or tokens.lowered[k + 1] in lexicon.company_heads
    ):
        # "the Department Oban Inc", but "May Department Stores Co"
        return False
    adverb = word in lexicon.adverbs or (word.endswith("ly") and len(word) > _MAX_LY_NAME)
    # "May Mills Inc said" at the start, but "in May Oban Inc said"
    opening = word == "may" and (k == 0 or tokens.words[k - 1] == "<")
    return not adverb and (opening or word not in lexicon.not_names)


def is_surname_here(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    """Whether a common word is a surname by the word before it: ``Theresa May``, ``Mrs May``."""
    lowered, words = tokens.lowered, tokens.words
    if lowered[k] not in lexicon.surname_words or not k or not words[k][0].isupper():
        return False
    before = lowered[k - 1]
    if words[k].isupper() and len(words[k]) > 1 and not words[k - 1].isupper():
        return False
    if k + 1 < len(lowered) and lowered[k + 1][0].isdigit():
        # "in Georgia May 3": a date.
        return False
    named = before in lexicon.given_names and before not in lexicon.places
    return words[k - 1][0].isupper() and (
        named
        or before in lexicon.honorifics
        or before in lexicon.peer_titles
        or _speaks_by_full_name(tokens, k, lexicon)
    )


def _speaks_by_full_name(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    """Whether a verb shows that tokens *k* - 1 and *k* are a speaker's unknown full name.

    ``Felicitas March said``, ``said Felicitas March``.
    """
    lowered, before = tokens.lowered, tokens.lowered[k - 1]
    other = (
        lexicon.places,
        lexicon.not_names,
        lexicon.time_words,
        lexicon.demonyms,
        lexicon.organization_heads,
        lexicon.known_organizations,
        lexicon.title_words,
    )
    if not before.isalpha() or tokens.words[k - 1].isupper() or any(before in o for o in other):
        return False
    if k > 1 and lowered[k - 2] in lexicon.prepositions:
        # "in Oban May said"
        return False
    cues = (*lowered[k + 1 : k + 2], *lowered[k - 2 : k - 1][: k > 1])
    forms = (lexicon.cue_verbs.get(cue) for cue in cues)
    return any(form is not None and form.strong and form.tense == "past" for form in forms)


def is_surname_alone(tokens: Tokens, k: int, name_words: NameWords, lexicon: Lexicon) -> bool:
    """Whether the common word *k* is the surname that it is elsewhere in the article."""
    lowered = tokens.lowered
    if lowered[k] not in name_words.surnames:
        return False
    following = lowered[k + 1] if k + 1 < len(lowered) else "."
    modal = lowered[k] in lexicon.auxiliaries and following in lexicon.pronouns
    dated = following[0].isdigit() or (k > 0 and lowered[k - 1] in _BEFORE_MONTH)
    return not modal and not dated


def is_dated_month(tokens: Tokens, k: int) -> bool:
    """Whether token *k* is an abbreviated month that is a given name too: ``Jan 20``."""
    dated = k + 1 < len(tokens) and tokens.words[k + 1].isdigit()
    return dated and tokens.lowered[k] == "jan"


def _opens_firm(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    """Whether the name of a firm begins with the ordinal *k*: ``First Oban Corp``."""
    lowered = tokens.lowered
    if not tokens.words[k][0].isupper() or lowered[k + 1] in lexicon.not_names:
        return False
    if lowered[k] == "first" and lowered[k + 1] in _AFTER_FIRST:
        return True
    heads = lexicon.company_heads | (_BANKS if lowered[k] == "first" else set())
    return leads_to_head(tokens, k, _MAX_FIRM, heads)
