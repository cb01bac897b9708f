"""Speaker resolution: from the source of a cue to the speakers it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from searchapp.attribution.coref.descriptions import DescriptionResolver
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.genders import genders_by_pronoun
from searchapp.attribution.coref.nominals import NominalResolver
from searchapp.attribution.coref.organization_nouns import OrganizationNouns
from searchapp.attribution.coref.organization_phrases import OrganizationPhrases
from searchapp.attribution.coref.person_roles import PersonRoles
from searchapp.attribution.coref.plurals import PluralResolver
from searchapp.attribution.coref.pronouns import PronounResolver
from searchapp.attribution.coref.speakers import EntitySpeakers, ResolvedSpeaker
from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.entities.officeholders import OfficesHeld
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph, full_names
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import Sentence

_RELATIVE_REACH = 14


class SpeakerResolver:
    """Resolves the sources of one article, in the order of its text."""

    def __init__(
        self,
        paragraphs: Sequence[AnnotatedParagraph],
        entities: Entities,
        offices_held: Mapping[int, OfficesHeld],
        lexicon: Lexicon,
    ) -> None:
        """*offices_held* are those of the article's officeholders, by entity."""
        genders = genders_by_pronoun(paragraphs, entities.all)
        genders |= {entity: held.gender for entity, held in offices_held.items()}
        self.roles = roles = PersonRoles(paragraphs, entities, lexicon, offices_held)
        self.discourse = DiscourseModel(entities.all, genders)
        self.organizations = OrganizationNouns(entities.all, self.discourse, lexicon)
        self.speakers = EntitySpeakers(
            entities.all,
            self.discourse,
            roles,
            self.organizations,
            full_names(paragraphs, entities),
        )
        self.plurals = PluralResolver(self.speakers, self.discourse, roles, lexicon)
        self.pronouns = PronounResolver(
            self.speakers, self.discourse, self.plurals, self.organizations, lexicon
        )
        self.nominals = NominalResolver(
            self.speakers,
            self.discourse,
            DescriptionResolver(roles, self.discourse, lexicon),
            self.plurals,
            OrganizationPhrases(self.speakers, self.organizations, lexicon),
            lexicon,
        )

    def resolve(
        self, source: SourceSpan, sentence: Sentence, paragraph: AnnotatedParagraph
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that *source* means, () if it cannot be resolved."""
        if source.kind == "pronoun":
            return self.pronouns.resolve(source, sentence, paragraph.index)
        if source.kind == "name":
            source = self._relative_person(source, sentence)
            named = self.plurals.family(source, sentence) or self.speakers.named_at(
                sorted((source.head, *source.conjuncts)), sentence, paragraph.text
            )
            named = self.speakers.marked_doubtful(named, paragraph.index)
            if source.conjuncts:
                named = _attested_together(named)
            if source.nominal_conjunct is None:
                return named
            return self.nominals.resolve(source.nominal_conjunct, sentence, paragraph) + named
        named = self.speakers.named_at(sorted(source.conjuncts), sentence, paragraph.text)
        known = {speaker.entity for speaker in named}
        described = self.nominals.resolve(source, sentence, paragraph)
        return named + tuple(s for s in described if s.entity < 0 or s.entity not in known)

    def _relative_person(self, source: SourceSpan, sentence: Sentence) -> SourceSpan:
        """Let "who" refer to a person: ``Ana Ruiz, a lawyer from Oban, who said``."""
        if sentence.lowered[source.stop - 1] != "who":
            return source
        entities = (sentence.items[k].entity for k in (source.head, *source.conjuncts))
        if any(map(self.speakers.is_person, entities)):
            return source
        for k in range(source.head - 1, max(-1, source.head - _RELATIVE_REACH), -1):
            item = sentence.items[k]
            if item.mention is not None and self.speakers.is_person(item.entity):
                return source if item.mention.possessive else replace(source, head=k, conjuncts=())
        return source


def _attested_together(speakers: tuple[ResolvedSpeaker, ...]) -> tuple[ResolvedSpeaker, ...]:
    """Mark all organizations as attested if one of them is: ``the Weavers Party and the VSP``."""
    organizations = [s for s in speakers if s.speaker.kind == "organization"]
    if not any(s.attested for s in organizations):
        return speakers
    return tuple(
        replace(s, attested=True) if s.speaker.kind == "organization" else s for s in speakers
    )
