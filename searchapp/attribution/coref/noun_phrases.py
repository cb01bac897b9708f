"""Noun phrases that are sources: their head nouns, and the names they give a speaker."""

from __future__ import annotations

import re

from msgspec import Struct

from searchapp.attribution.coref.pronouns import POSSESSIVE_REFERENTS
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import Span

EXPLAINING_NOUNS = word_set(
    "agency newspaper network company group firm union party airline magazine daily broadcaster"
    " chain website station charity retailer manufacturer automaker"
)
"""Nouns that explain the name before them: ``the Xinhua news agency``."""

DEFINITE = ("the", "this", "that", "his", "her", "their")
"""The first words of phrases that refer to somebody known."""

_LEADING = re.compile(
    r"^(?:(?:the|an?|but|and|while|even|as|that|because|when|after)\s+)+", re.IGNORECASE
)
_TRAILING_TIME = re.compile(
    r"\s+(?:(?:on|last|this|in)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)$",
    re.IGNORECASE,
)
_SPACED_DASH = re.compile(r"\s[–—-]+\s")
_MAX_NAME_WORDS = 14


class NounPhrase(Struct, frozen=True, gc=False):
    """A source that is a noun phrase, in its sentence and paragraph."""

    source: SourceSpan
    sentence: Sentence
    paragraph: AnnotatedParagraph

    @property
    def words(self) -> tuple[str, ...]:
        """The lower-case words up to the head noun."""
        return self.sentence.lowered[self.source.noun_start : self.source.head + 1]

    @property
    def head(self) -> str:
        """The head noun: ``vice-president``."""
        return self.sentence.lowered[self.source.head]

    @property
    def noun(self) -> str:
        """The head noun without the first parts of a compound: ``president``."""
        return self.head.rpartition("-")[2]

    @property
    def opening(self) -> str:
        """The first word."""
        return self.sentence.lowered[self.source.noun_start]

    @property
    def gender_of_possessive(self) -> str:
        """The gender of ``his`` or ``her`` at the beginning, else ""."""
        referent = POSSESSIVE_REFERENTS.get(self.opening, "")
        return referent if referent in ("m", "f") else ""

    @property
    def is_definite(self) -> bool:
        """Whether the phrase refers to somebody known: ``the bank``, ``his bank``."""
        return self.opening in DEFINITE or self.opening == self.head

    @property
    def span(self) -> Span:
        """Its code points in the paragraph."""
        items = self.sentence.items
        return items[self.source.noun_start].start, items[self.source.noun_stop - 1].end

    @property
    def has_capital(self) -> bool:
        """Whether a capital shows a proper name before the head: ``Velmar's ministry``."""
        start, text = self.source.noun_start, self.paragraph.text
        # The first word of a sentence has a capital anyway, but for an owner's.
        owner = start == 0 and self.sentence.lowered[1:2] == ("'s",)
        items = self.sentence.items[start + (start == 0 and not owner) : self.source.head]
        return any(text[item.start].isupper() for item in items)

    def name(self, to_head: bool = False) -> str:
        """Return the speaker's name in the article's words, without articles and times.

        *to_head* leaves out what follows the head noun.
        """
        start, end = self.span
        if to_head:
            end = self.sentence.items[self.source.head].end
        own = _SPACED_DASH.split(self.paragraph.text[start:end], maxsplit=1)[0]
        words = _LEADING.sub("", own, count=1).split()
        name = " ".join(words[:_MAX_NAME_WORDS])
        return _TRAILING_TIME.sub("", name.strip(" ,.;:–—-"))

    def organization_name(self) -> str:
        """Return the name of an organization in the article's words.

        Adjectives before it and clauses after it are left out: ``the influential Oban
        newspaper``, ``the government [to be linked]``.
        """
        following = self.sentence.lowered[self.source.head + 1 : self.source.noun_stop]
        continues = following[:1] in ((), ("of",), ("for",), ("'s",))
        words = self.name(to_head=not continues).split()
        capital = next((k for k, word in enumerate(words) if word[0].isupper()), 0)
        if self.noun in EXPLAINING_NOUNS and capital < len(words) - 1:
            words = words[capital:]
        return " ".join(words)

    def is_described_by_place(self, lexicon: Lexicon) -> bool:
        """Whether the capitals before the head noun are places: ``the Dutch company``."""
        items, text = self.sentence.items, self.paragraph.text
        before = text[items[self.source.noun_start].start : items[self.source.head].start]
        capitals = [w for w in before.split() if w[0].isupper() and w.lower() not in DEFINITE]
        return bool(capitals) and all("-" in w or _is_place(w.lower(), lexicon) for w in capitals)


def _is_place(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a place's, its people's or that of an inhabitant ("Texan")."""
    return (
        word in lexicon.demonyms
        or word in lexicon.place_words
        or word in lexicon.places
        or word in lexicon.role_nouns
    )


def is_common_noun(name: str, lexicon: Lexicon) -> bool:
    """Whether a description has no proper name: ``central bank``, ``the Bank``.

    ``finance ministry`` is specific enough to name one.
    """
    words = name.split()
    noun = words[-1].lower() if words else ""
    if len(words) > 1:
        return name.islower() and noun not in lexicon.specific_nouns
    proper = noun in lexicon.proper_heads or noun in lexicon.publication_names
    known = noun in lexicon.organization_nouns or noun in lexicon.organization_heads
    return name.islower() or (known and not proper)
