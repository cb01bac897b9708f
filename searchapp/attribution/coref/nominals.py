"""Noun phrase resolution: descriptions of persons, organizations, groups and documents."""

from __future__ import annotations

import re
from dataclasses import replace

from searchapp.attribution.coref.descriptions import Description, DescriptionResolver
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.organization_nouns import (
    OWNED_NOUNS,
    OrganizationNouns,
    without_possessive,
)
from searchapp.attribution.coref.plurals import PluralResolver
from searchapp.attribution.coref.pronouns import POSSESSIVE_REFERENTS
from searchapp.attribution.coref.speakers import NAMELESS, EntitySpeakers, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.apposition import apposed_names
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.articles import Passage, Speaker, SpeakerKind
from searchapp.models.normalize import fold, slug

_LEADING = re.compile(
    r"^(?:(?:the|an?|but|and|while|even|as|that|because|when|after)\s+)+", re.IGNORECASE
)
_TRAILING_TIME = re.compile(
    r"\s+(?:(?:on|last|this|in)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)$"
)
_MAX_NAME_WORDS = 14
_UNNAMED_REACH = 5
_DEFINITE = ("the", "this", "that", "his", "her", "their")


class NominalResolver:
    """Resolves the noun phrases of one article, in the order of its text.

    A phrase without an antecedent is a speaker of its own, named in the article's words.
    In all methods *paragraph* counts from 0 and *text* is that of the paragraph.
    """

    def __init__(
        self,
        speakers: EntitySpeakers,
        discourse: DiscourseModel,
        descriptions: DescriptionResolver,
        plurals: PluralResolver,
        organizations: OrganizationNouns,
        lexicon: Lexicon,
    ) -> None:
        self.speakers = speakers
        self.discourse = discourse
        self.descriptions = descriptions
        self.plurals = plurals
        self.organizations = organizations
        self.lexicon = lexicon
        self._unnamed: dict[str, int] = {}

    def resolve(
        self, source: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that a noun phrase refers to or describes, () for none."""
        head, opening = sentence.lowered[source.head], sentence.lowered[source.noun_start]
        if head in self.lexicon.negative_subjects or opening in self.lexicon.negative_subjects:
            # "Nobody spoke of oil" and "No minister said so" report that nobody did.
            return ()
        words = sentence.lowered[source.noun_start : source.head + 1]
        counted = self.plurals.counted(words, head, paragraph)
        if counted:
            return counted
        if head in NUMBER_WORDS:
            return self._described(source, sentence, text, "group")
        if head == "one":
            return self._described(source, sentence, text, "unnamed")
        names = apposed_names(sentence, source, self.lexicon)
        if names:
            return self.speakers.named_at(names, sentence, text)
        return self._by_noun(source, sentence, paragraph, text)

    def _by_noun(
        self, source: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[ResolvedSpeaker, ...]:
        """The speaker of a singular noun phrase, or of a noun for a group."""
        head, lexicon = sentence.lowered[source.head], self.lexicon
        noun = head.rpartition("-")[2]
        opening = sentence.lowered[source.noun_start]
        definite = opening in _DEFINITE or opening == head
        if head in lexicon.group_nouns or noun in lexicon.group_nouns:
            return self._described(source, sentence, text, "group")
        if noun in lexicon.publication_names and text[sentence.items[source.head].start].isupper():
            # "The Advocate said": the capital tells a publication from a person.
            return self._described(source, sentence, text, "organization")
        # "The retailer" is a company where one was named.
        ambiguous = definite and noun in lexicon.role_nouns and noun in lexicon.organization_nouns
        if ambiguous:
            antecedent = self.organizations.resolve(noun, paragraph, sentence.number)
            if antecedent is not None:
                return self._organization(source, sentence, paragraph, text, definite=True)
        if noun in lexicon.role_nouns or noun in lexicon.kin_nouns or head.endswith("-year-old"):
            known = self._known_person(source, sentence, paragraph)
            return known or self._unnamed_person(source, sentence, paragraph, text)
        if head in lexicon.document_nouns:
            return self._described(source, sentence, text, "document")
        return self._organization(source, sentence, paragraph, text, definite=definite)

    def _known_person(
        self, source: SourceSpan, sentence: Sentence, paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """The named person of ``the senator``, ``Ruiz's lawyer`` or ``the 45-year-old``."""
        lowered, noun = sentence.lowered, sentence.lowered[source.head]
        words = tuple(
            word.lower()
            for item in sentence.items[source.noun_start : source.noun_stop]
            for word in (item.mention.words if item.mention else ()) or (item.lowered,)
        )
        description = Description(
            words,
            noun,
            self._gender_of(noun),
            self._owner(source, sentence, paragraph),
            lowered[source.head + 1 : source.head + 2] in (("of",), ("'s",)),
        )
        resolved = self.descriptions.resolve(description, paragraph, sentence.number)
        return self.speakers.referred_to(*resolved) if resolved is not None else ()

    def _owner(self, source: SourceSpan, sentence: Sentence, paragraph: int) -> str:
        """The folded name of a description's owner: ``Ruiz's lawyer``, ``his lawyer``."""
        owner = ""
        for k in range(source.noun_start, source.head):
            mention = sentence.items[k].mention
            if sentence.lowered[k] == NAME and mention is not None and mention.possessive:
                owner = fold(" ".join(mention.words))
        gender = POSSESSIVE_REFERENTS.get(sentence.lowered[source.noun_start], "")
        if not owner and gender in ("m", "f"):
            antecedent = self.discourse.find_person(gender, paragraph, sentence.number)
            if antecedent is not None:
                speaker = self.speakers.speaker(antecedent.entity)
                owner = fold(speaker.name) if speaker is not None else ""
        return owner

    def _gender_of(self, noun: str) -> str:
        """The gender that a noun tells: "m" for a spokesman, "" for a lawyer."""
        for words, gender in ((self.lexicon.male_words, "m"), (self.lexicon.female_words, "f")):
            if noun in words or noun.rpartition("-")[2] in words:
                return gender
        return ""

    def _unnamed_person(
        self, source: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[ResolvedSpeaker, ...]:
        """A person in the article's words, to whom pronouns and ``the`` + noun may refer."""
        lowered, noun = sentence.lowered, sentence.lowered[source.head]
        last = self._unnamed.get(noun)
        bare = source.noun_stop - source.noun_start == 2 and lowered[source.noun_start] == "the"
        near = paragraph - _UNNAMED_REACH
        if bare and last is not None and self.discourse.last_paragraph[last] >= near:
            return self.speakers.referred_to(last, "title")
        described = self._described(source, sentence, text, "unnamed")
        epithet = lowered[source.noun_start] == "the" and noun not in self.lexicon.anonymous_nouns
        if not described or epithet:
            return described
        start = sentence.items[source.noun_start].start
        end = sentence.items[source.noun_stop - 1].end
        passage = Passage(paragraph + 1, start, end, text[start:end])
        entity = self.discourse.add_unnamed_person(self._gender_of(noun), passage)
        self.speakers.add_unnamed(entity, described[0].speaker)
        self._unnamed[noun] = entity
        self.discourse.last_paragraph[entity] = paragraph
        return (replace(described[0], entity=entity),)

    def _organization(
        self, source: SourceSpan, sentence: Sentence, paragraph: int, text: str, *, definite: bool
    ) -> tuple[ResolvedSpeaker, ...]:
        """An organization that a noun refers to or describes, or an indefinite source."""
        noun = sentence.lowered[source.head].rpartition("-")[2]
        if NAME in sentence.lowered[source.noun_start : source.head]:
            return self._owned_by_name(source, sentence, text)
        if not definite:
            return self._described(source, sentence, text, "unnamed")
        gender = POSSESSIVE_REFERENTS.get(sentence.lowered[source.noun_start], "")
        if noun in OWNED_NOUNS and gender in ("m", "f"):
            return self._owned_by_pronoun(
                gender, noun, paragraph, sentence.number
            ) or self._described(source, sentence, text, "organization")
        items = sentence.items
        words = text[items[source.noun_start].end : items[source.noun_stop - 1].end]
        if any(word[0].isupper() for word in words.split()):
            # "the Oban newspaper chain", if Oban is no entity's name.
            return self._described(source, sentence, text, "organization")
        owned = self.organizations.last_owned(noun)
        if owned is not None and slug(owned[0]):
            name, passage = owned
            speaker = Speaker(slug(name), name, "organization")
            return (ResolvedSpeaker(speaker, NAMELESS, "noun", (passage,)),)
        entity = self.organizations.resolve(noun, paragraph, sentence.number)
        if entity is not None:
            return self.speakers.referred_to(entity, "noun")
        return self._described(source, sentence, text, "organization")

    def _owned_by_name(
        self, source: SourceSpan, sentence: Sentence, text: str
    ) -> tuple[ResolvedSpeaker, ...]:
        """An organization with its owner's name: ``the Ruiz campaign``, ``Oban's mayor``."""
        noun = sentence.lowered[source.head].rpartition("-")[2]
        if noun not in OWNED_NOUNS:
            return self._described(source, sentence, text, "unnamed")
        described = self._described(source, sentence, text, "organization")
        if not described:
            return ()
        last = max(k for k in range(source.noun_start, source.head) if sentence.lowered[k] == NAME)
        own_name = without_possessive(described[0].speaker.name)
        name = self.organizations.name_by_owner(sentence.items[last].entity, noun, own_name)
        return (replace(described[0], speaker=Speaker(slug(name), name, "organization")),)

    def _owned_by_pronoun(
        self, gender: str, noun: str, paragraph: int, sentence: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """``his campaign``: the campaign of the pronoun's person, by the last name."""
        antecedent = self.discourse.find_person(gender, paragraph, sentence)
        if antecedent is None:
            return ()
        owner = antecedent.entity
        speaker = self.speakers.speaker(owner)
        if speaker is None or speaker.kind != "person":
            return ()
        own_name = f"{speaker.name.rpartition(' ')[2]} {noun}"
        name = self.organizations.name_by_owner(owner, noun, own_name)
        passage = self.discourse.last_name.get(owner)
        chain = (passage,) if passage is not None else ()
        organization = Speaker(slug(name), name, "organization")
        return (ResolvedSpeaker(organization, NAMELESS, "noun", chain),)

    def _described(
        self, source: SourceSpan, sentence: Sentence, text: str, kind: SpeakerKind
    ) -> tuple[ResolvedSpeaker, ...]:
        """A speaker named in the article's words, () if they hold no letter or digit."""
        start = sentence.items[source.noun_start].start
        end = sentence.items[source.noun_stop - 1].end
        name = " ".join(_LEADING.sub("", text[start:end], count=1).split()[:_MAX_NAME_WORDS])
        name = _TRAILING_TIME.sub("", name.strip(" ,.;:–—-"))
        if kind == "organization":
            name = without_possessive(name)
        identity = slug(name)
        if not identity:
            return ()
        return (ResolvedSpeaker(Speaker(identity, name, kind), NAMELESS, "described"),)
