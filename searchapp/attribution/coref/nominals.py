"""Noun phrase resolution: descriptions of persons, organizations, groups and documents."""

from __future__ import annotations

from msgspec.structs import replace

from searchapp.attribution.coref.described_speakers import described, described_organization
from searchapp.attribution.coref.descriptions import Description, DescriptionResolver
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.noun_phrases import NounPhrase
from searchapp.attribution.coref.organization_phrases import OrganizationPhrases
from searchapp.attribution.coref.plurals import PluralResolver
from searchapp.attribution.coref.speakers import EntitySpeakers, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.apposition import apposed_names
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.normalize import fold

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
        organizations: OrganizationPhrases,
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
            return described(phrase, "group")
        if phrase.head == "one":
            return described(phrase, "unnamed")
        names = apposed_names(sentence, source, self.lexicon)
        if names:
            return self.speakers.named_at(names, sentence, paragraph.text)
        return self._by_noun(phrase)

    def _by_noun(self, phrase: NounPhrase) -> tuple[ResolvedSpeaker, ...]:
        """The speaker, by the word lists that have the head noun."""
        head, noun, lexicon = phrase.head, phrase.noun, self.lexicon
        if head in lexicon.group_nouns or noun in lexicon.group_nouns:
            return described(phrase, "group")
        head_start = phrase.sentence.items[phrase.source.head].start
        if noun in lexicon.publication_names and phrase.paragraph.text[head_start].isupper():
            # "The Advocate said": the capital makes it a publication, not a person.
            return described_organization(phrase, self.lexicon)
        # "The retailer" is a person or a company.
        ambiguous = noun in lexicon.role_nouns and noun in lexicon.organization_nouns
        if ambiguous and phrase.is_definite and self.organizations.antecedent(phrase) is not None:
            return self.organizations.resolve(phrase)
        if self._is_office_of_body(phrase):
            return described_organization(phrase, self.lexicon)
        if noun in lexicon.role_nouns or noun in lexicon.kin_nouns or head.endswith("-year-old"):
            return self._known_person(phrase) or self._unnamed_person(phrase)
        if head in lexicon.document_nouns:
            return described(phrase, "document")
        return self.organizations.resolve(phrase)

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
        speaker = self.speakers.possessor(
            phrase.gender_of_possessive, phrase.paragraph.index, phrase.sentence.number
        )
        return fold(speaker.speaker.name) if speaker is not None else ""

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
        speakers = described(phrase, "unnamed")
        epithet = phrase.opening == "the" and noun not in self.lexicon.anonymous_nouns
        if not speakers or epithet:
            return speakers
        entity = self.discourse.add_unnamed_person(
            self._gender_of(noun), paragraph.passage(*phrase.span)
        )
        self.speakers.add_unnamed(entity, speakers[0].speaker)
        self._unnamed[noun] = entity
        self.discourse.last_paragraph[entity] = paragraph.index
        return (replace(speakers[0], entity=entity),)
