"""From a source phrase to the speakers it means."""

from __future__ import annotations

import re

from searchapp.attribution.entities import Entity
from searchapp.attribution.history import History
from searchapp.attribution.lexicon import Lexicon, word_set
from searchapp.attribution.phrases import Phrase
from searchapp.attribution.sentences import NAME, Sentence
from searchapp.records import Speaker, SpeakerKind
from searchapp.text import slug

_LEADING = re.compile(r"^(?:(?:the|an?|but|and|while|even|as)\s+)+", re.IGNORECASE)
_MAX_NAME_WORDS = 14
_PLURAL_REACH = 3
_ORGANIZATION_OWNED = word_set("campaign administration department government camp team office")

Source = tuple[Speaker, int]
"""A speaker and the index of its entity, -1 for one without a name."""

_UNTITLED = -1


class SourceResolver:
    """Resolves the source phrases of one article, in the order of its text."""

    def __init__(self, entities: tuple[Entity, ...], history: History, lexicon: Lexicon) -> None:
        self.entities = entities
        self.history = history
        self.lexicon = lexicon
        self._speakers: dict[int, Speaker | None] = {}

    def speaker(self, index: int) -> Speaker | None:
        """The speaker that entity *index* is, None for a name without letters."""
        if index not in self._speakers:
            entity = self.entities[index]
            name = re.sub(r"^[Tt]he\s+", "", entity.name)
            identity = slug(name)
            self._speakers[index] = Speaker(identity, name, entity.kind) if identity else None
        return self._speakers[index]

    def named(self, indexes: list[int]) -> tuple[Source, ...]:
        """The speakers of these entities, without doubles."""
        found: dict[int, Speaker] = {}
        for index in indexes:
            speaker = self.speaker(index)
            if speaker is not None:
                found.setdefault(index, speaker)
        return tuple((speaker, index) for index, speaker in found.items())

    def resolve(
        self, phrase: Phrase, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[Source, ...]:
        """The speakers that *phrase* means, none where it cannot be told.

        *paragraph* counts from 0 and *text* is that paragraph's.
        """
        if phrase.kind == "name":
            heads = sorted((phrase.head, *phrase.also))
            return self.named(
                [sentence.items[k].entity for k in heads if sentence.items[k].entity >= 0]
            )
        if phrase.kind == "pronoun":
            return self._pronoun(phrase, sentence, paragraph)
        return self._nominal(phrase, sentence, paragraph, text)

    def _pronoun(self, phrase: Phrase, sentence: Sentence, paragraph: int) -> tuple[Source, ...]:
        sign = self.lexicon.pronouns.get(sentence.lows[phrase.head], "")
        if sentence.lows[phrase.head] in ("his", "her"):
            sign = "m" if sentence.lows[phrase.head] == "his" else "f"
        if sign in ("m", "f"):
            index = self.history.person(sign, paragraph, sentence.number)
            return self.named([index]) if index is not None else ()
        if sign == "p" and paragraph - self.history.plural_paragraph <= _PLURAL_REACH:
            return self.history.plural
        if sign == "o":
            index = self.history.thing(paragraph, sentence.number)
            return self.named([index]) if index is not None else ()
        return ()

    def _nominal(
        self, phrase: Phrase, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[Source, ...]:
        head = sentence.lows[phrase.head]
        noun = head.rpartition("-")[2]
        lexicon = self.lexicon
        opening = sentence.lows[phrase.first]
        definite = opening in ("the", "this", "that", "his", "her", "their") or opening == head
        if head in lexicon.groups or noun in lexicon.groups:
            return self._described(phrase, sentence, text, "group")
        if noun in lexicon.roles or noun in lexicon.kin:
            if definite and phrase.last - phrase.head == 1 and opening in ("the", "this", head):
                gender = (
                    "m"
                    if noun in lexicon.male_words
                    else "f"
                    if noun in lexicon.female_words
                    else ""
                )
                index = self.history.titled(head, gender)
                if index is not None:
                    return self.named([index])
            return self._described(phrase, sentence, text, "unnamed")
        if head in lexicon.documents:
            return self._described(phrase, sentence, text, "document")
        return self._organization(phrase, sentence, paragraph, text, definite=definite)

    def _organization(
        self, phrase: Phrase, sentence: Sentence, paragraph: int, text: str, *, definite: bool
    ) -> tuple[Source, ...]:
        head = sentence.lows[phrase.head]
        named = any(low == NAME for low in sentence.lows[phrase.first : phrase.head])
        if named and head in _ORGANIZATION_OWNED:
            return self._described(phrase, sentence, text, "organization")
        if definite and not named:
            index = self.history.organization(paragraph, head)
            if index is None and head in (
                "company",
                "firm",
                "group",
                "agency",
                "bank",
                "newspaper",
                "carrier",
            ):
                index = self.history.organization(paragraph)
            if index is not None:
                return self.named([index])
        return self._described(phrase, sentence, text, "unnamed")

    def _described(
        self, phrase: Phrase, sentence: Sentence, text: str, kind: SpeakerKind
    ) -> tuple[Source, ...]:
        """A speaker named by the article's own description."""
        start = sentence.items[phrase.first].start
        end = sentence.items[phrase.last - 1].end
        name = " ".join(_LEADING.sub("", text[start:end], count=1).split()[:_MAX_NAME_WORDS])
        name = name.strip(" ,.;:–—-")
        if kind == "organization":
            name = re.sub(r"['’]s\b", "", name)
        identity = slug(name)
        return ((Speaker(identity, name, kind), _UNTITLED),) if identity else ()
