"""Noun phrase resolution: descriptions of persons, organizations, groups and documents."""

from __future__ import annotations

from dataclasses import replace

from searchapp.attribution.coref.descriptions import Description, DescriptionResolver
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.noun_phrases import EXPLAINING_NOUNS, NounPhrase, is_common_noun
from searchapp.attribution.coref.organization_nouns import (
    OWNED_NOUNS,
    OrganizationNouns,
    without_possessive,
)
from searchapp.attribution.coref.plurals import PluralResolver
from searchapp.attribution.coref.speakers import NAMELESS, EntitySpeakers, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.apposition import apposed_names
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.articles import Passage, Speaker, SpeakerKind
from searchapp.models.normalize import fold, slug

_UNNAMED_REACH = 5
_BODIES_BY_OFFICE = frozenset(["commissioner", "ombudsman", "rapporteur"])


class NominalResolver:
    """Resolves the noun phrases of one article, in the order of its text.

    A phrase without an antecedent is a speaker of its own, named in the article's words.
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
        self, source: SourceSpan, sentence: Sentence, paragraph: AnnotatedParagraph
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that a noun phrase refers to or describes, () for none."""
        phrase, negative = NounPhrase(source, sentence, paragraph), self.lexicon.negative_subjects
        if phrase.head in negative or phrase.opening in negative:
            # "Nobody spoke of oil" and "No minister said so" report that nobody did.
            return ()
        counted = self.plurals.counted(phrase.words, phrase.head, paragraph.index)
        if counted:
            return counted
        if phrase.head in NUMBER_WORDS:
            return _described(phrase, "group")
        if phrase.head == "one":
            return _described(phrase, "unnamed")
        names = apposed_names(sentence, source, self.lexicon)
        if names:
            return self.speakers.named_at(names, sentence, paragraph.text)
        return self._by_noun(phrase)

    def _by_noun(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """The speaker, by the word lists that have the head noun."""
        head, noun, lexicon = phrase.head, phrase.noun, self.lexicon
        if head in lexicon.group_nouns or noun in lexicon.group_nouns:
            return _described(phrase, "group")
        head_start = phrase.sentence.items[phrase.source.head].start
        if noun in lexicon.publication_names and phrase.paragraph.text[head_start].isupper():
            # "The Advocate said": the capital makes it a publication, not a person.
            return _described_organization(phrase, self.lexicon)
        # "The retailer" is a person or a company.
        ambiguous = noun in lexicon.role_nouns and noun in lexicon.organization_nouns
        if ambiguous and phrase.is_definite and self._organization_antecedent(phrase) is not None:
            return self._organization(phrase)
        if self._is_office_of_body(phrase):
            return _described_organization(phrase, self.lexicon)
        if noun in lexicon.role_nouns or noun in lexicon.kin_nouns or head.endswith("-year-old"):
            return self._known_person(phrase) or self._unnamed_person(phrase)
        if head in lexicon.document_nouns:
            return _described(phrase, "document")
        return self._organization(phrase)

    def _is_office_of_body(self, phrase: NounPhrase) -> bool:
        """Whether an office is a body: ``the Oban Union High Commissioner for Mills``."""
        head = phrase.source.head
        if phrase.noun not in _BODIES_BY_OFFICE or phrase.sentence.lowered[head + 1 : head + 2] != (
            "for",
        ):
            return False
        start = phrase.span[0]
        before = phrase.paragraph.text[start : phrase.sentence.items[head].end].lower().split()
        return "high" in before and not self.lexicon.organization_heads.isdisjoint(before)

    def _known_person(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """The named person of ``the senator``, ``Ruiz's lawyer`` or ``the 45-year-old``."""
        source, sentence = phrase.source, phrase.sentence
        words = tuple(
            word.lower()
            for item in sentence.items[source.noun_start : source.noun_stop]
            for word in (item.mention.words if item.mention else ()) or (item.lowered,)
        )
        following = sentence.lowered[source.head + 1 : source.head + 2]
        description = Description(
            words,
            phrase.head,
            self._gender_of(phrase.head),
            self._owner(phrase),
            continued=following in (("of",), ("'s",)),
        )
        resolved = self.descriptions.resolve(description, phrase.paragraph.index, sentence.number)
        return self.speakers.referred_to(*resolved) if resolved is not None else ()

    def _owner(self, phrase: NounPhrase) -> str:
        """The folded name of a description's owner: ``Ruiz's lawyer``, ``his lawyer``."""
        owner, sentence = "", phrase.sentence
        for k in range(phrase.source.noun_start, phrase.source.head):
            mention = sentence.items[k].mention
            if sentence.lowered[k] == NAME and mention is not None and mention.possessive:
                owner = fold(" ".join(mention.words))
        if owner or not phrase.gender_of_possessive:
            return owner
        speaker = self._possessor(phrase)
        return fold(speaker.speaker.name) if speaker is not None else ""

    def _possessor(self, phrase: NounPhrase) -> ResolvedSpeaker | None:
        """The speaker that ``his`` or ``her`` refers to."""
        antecedent = self.discourse.find_person(
            phrase.gender_of_possessive, phrase.paragraph.index, phrase.sentence.number
        )
        if antecedent is None:
            return None
        return next(iter(self.speakers.referred_to(antecedent.entity, "pronoun")), None)

    def _gender_of(self, noun: str) -> str:
        """The gender of a noun: "m" for a spokesman, "" for a lawyer."""
        for words, gender in ((self.lexicon.male_words, "m"), (self.lexicon.female_words, "f")):
            if noun in words or noun.rpartition("-")[2] in words:
                return gender
        return ""

    def _unnamed_person(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """A person in the article's words, to whom pronouns and ``the`` + noun may refer."""
        source, noun, paragraph = phrase.source, phrase.head, phrase.paragraph
        last = self._unnamed.get(noun)
        bare = source.noun_stop - source.noun_start == 2 and phrase.opening == "the"
        near = paragraph.index - _UNNAMED_REACH
        if bare and last is not None and self.discourse.last_paragraph[last] >= near:
            return self.speakers.referred_to(last, "title")
        described = _described(phrase, "unnamed")
        epithet = phrase.opening == "the" and noun not in self.lexicon.anonymous_nouns
        if not described or epithet:
            return described
        entity = self.discourse.add_unnamed_person(
            self._gender_of(noun), paragraph.passage(*phrase.span)
        )
        self.speakers.add_unnamed(entity, described[0].speaker)
        self._unnamed[noun] = entity
        self.discourse.last_paragraph[entity] = paragraph.index
        return (replace(described[0], entity=entity),)

    def _organization(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """An organization that a noun refers to or describes, or an indefinite source."""
        if NAME in phrase.words[:-1]:
            return self._owned_by_name(phrase)
        if not phrase.is_definite:
            public = phrase.noun in self.lexicon.public_nouns and phrase.has_capital
            if public:
                return _described_organization(phrase, self.lexicon)
            return _described(phrase, "unnamed")
        if phrase.noun in OWNED_NOUNS and phrase.gender_of_possessive:
            return self._owned_by_pronoun(phrase) or _described_organization(phrase, self.lexicon)
        end_of_opening = phrase.sentence.items[phrase.source.noun_start].end
        words = phrase.paragraph.text[end_of_opening : phrase.span[1]].split()
        if any(word[0].isupper() for word in words) and not self._is_of_place(phrase):
            # "the Oban newspaper chain", if Oban is not the name of an entity.
            return _described_organization(phrase, self.lexicon)
        owned = self.organizations.last_owned(phrase.noun)
        if owned is not None and slug(owned[0]):
            return _owned_organization(*owned)
        entity = self._organization_antecedent(phrase)
        if entity is not None:
            return self.speakers.referred_to(entity, "noun")
        return _described_organization(phrase, self.lexicon)

    def _is_of_place(self, phrase: NounPhrase) -> bool:
        """Whether places alone describe an organization: ``the Oban-based company``."""
        return phrase.noun not in self.lexicon.public_nouns and phrase.is_described_by_place(
            self.lexicon
        )

    def _organization_antecedent(self, phrase: NounPhrase) -> int | None:
        return self.organizations.resolve(
            phrase.noun, phrase.paragraph.index, phrase.sentence.number
        )

    def _owned_by_name(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """An organization with its owner's name: ``the Ruiz campaign``; or another source."""
        named = self._named_before(phrase)
        if named is not None:
            return self.speakers.referred_to(named, "noun")
        if phrase.noun not in OWNED_NOUNS and not self._is_public_body(phrase):
            return _described(phrase, "unnamed")
        described = _described_organization(phrase, self.lexicon)
        if not described or phrase.noun not in OWNED_NOUNS:
            return described
        source, sentence = phrase.source, phrase.sentence
        last = max(k for k in range(source.noun_start, source.head) if sentence.lowered[k] == NAME)
        owner, own_name = sentence.items[last].entity, described[0].speaker.name
        name = self.organizations.name_by_owner(owner, phrase.noun, own_name)
        return (replace(described[0], speaker=Speaker(slug(name), name, "organization")),)

    def _named_before(self, phrase: NounPhrase) -> int | None:
        """The organization whose name the noun only explains: ``the Xinhua news agency``."""
        if phrase.noun not in EXPLAINING_NOUNS:
            return None
        source, items = phrase.source, phrase.sentence.items
        named = [
            items[k] for k in range(source.noun_start, source.head) if items[k].lowered == NAME
        ]
        if len(named) != 1 or named[0].mention is None or named[0].mention.possessive:
            return None
        entity = named[0].entity
        is_place = self.organizations.is_place(entity)
        return None if self.speakers.is_person(entity) or is_place else entity

    def _is_public_body(self, phrase: NounPhrase) -> bool:
        """Whether a noun and its owner name a public body: ``Velmar's defence ministry``."""
        if phrase.noun not in self.lexicon.public_nouns:
            return False
        source, sentence = phrase.source, phrase.sentence
        owners = (sentence.items[k] for k in range(source.noun_start, source.head))
        return any(
            item.lowered == NAME and not self.speakers.is_person(item.entity) for item in owners
        )

    def _owned_by_pronoun(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """``his campaign``: the campaign of the pronoun's person, by the last name."""
        owner = self._possessor(phrase)
        if owner is None or owner.speaker.kind != "person":
            return ()
        own_name = f"{owner.speaker.name.rpartition(' ')[2]} {phrase.noun}"
        name = self.organizations.name_by_owner(owner.entity, phrase.noun, own_name)
        return _owned_organization(name, self.discourse.last_name.get(owner.entity))


def _owned_organization(name: str, passage: Passage | None) -> tuple[ResolvedSpeaker, ...]:
    """An organization that *passage* names by its owner."""
    antecedents = (passage,) if passage is not None else ()
    speaker = Speaker(slug(name), name, "organization")
    return (ResolvedSpeaker(speaker, NAMELESS, "noun", antecedents),)


def _described(phrase: NounPhrase, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    """A speaker named in the article's words, () if they hold no letter or digit."""
    return _new_speaker(phrase.name(), kind)


def _described_organization(phrase: NounPhrase, lexicon: Lexicon) -> tuple[ResolvedSpeaker, ...]:
    """An organization named in the article's words; an unnamed source for a common noun alone."""
    public = phrase.noun in lexicon.public_nouns
    name = phrase.organization_name()
    if is_common_noun(name, lexicon) or (not public and phrase.is_described_by_place(lexicon)):
        return _new_speaker(phrase.name(), "unnamed")
    return _new_speaker(name if public else without_possessive(name), "organization")


def _new_speaker(name: str, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    identity = slug(name)
    if not identity:
        return ()
    return (ResolvedSpeaker(Speaker(identity, name, kind), NAMELESS, "described"),)
