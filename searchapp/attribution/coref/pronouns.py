"""Pronoun resolution: ``he``, ``it``, ``they``, ``both``, ``each``."""

from __future__ import annotations

from searchapp.attribution.coref.discourse import Antecedent, DiscourseModel
from searchapp.attribution.coref.organization_nouns import OrganizationNouns
from searchapp.attribution.coref.plurals import PluralResolver
from searchapp.attribution.coref.speakers import EntitySpeakers, How, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.apposition import entities_reported_before
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.clauses import cataphor_antecedent
from searchapp.attribution.syntax.sentences import Sentence

POSSESSIVE_REFERENTS = {"his": "m", "him": "m", "her": "f", "their": "p", "them": "p", "its": "o"}
"""What possessive and object pronouns refer to: a man, a woman, a plural, an organization."""


class PronounResolver:
    """Resolves the pronouns of one article, in the order of its text."""

    def __init__(
        self,
        speakers: EntitySpeakers,
        discourse: DiscourseModel,
        plurals: PluralResolver,
        organizations: OrganizationNouns,
        lexicon: Lexicon,
    ) -> None:
        self.speakers = speakers
        self.discourse = discourse
        self.plurals = plurals
        self.organizations = organizations
        self.lexicon = lexicon

    def resolve(
        self, source: SourceSpan, sentence: Sentence, paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers that a pronoun refers to, () where none is likely.

        *paragraph* counts from 0.
        """
        word = sentence.lowered[source.head]
        if word in ("both", "each"):
            return self._both_or_each(source, sentence, paragraph)
        referent = POSSESSIVE_REFERENTS.get(word) or self.lexicon.pronouns.get(word, "")
        if referent in ("m", "f"):
            return self._person(source, referent, sentence, paragraph)
        if referent == "p":
            return self.plurals.last_group(paragraph)
        if referent == "o":
            antecedent = self.discourse.find_organization(
                paragraph, sentence.number, self.organizations.may_be_it
            )
            return self._referred_to(antecedent)
        return ()

    def _both_or_each(
        self, source: SourceSpan, sentence: Sentence, paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """The two entities, or the two persons, that the sentence names before the pronoun."""
        before = (item.entity for item in sentence.items[: source.head])
        named = [entity for entity in dict.fromkeys(before) if entity >= 0]
        persons = [entity for entity in named if self.speakers.is_person(entity)]
        for entities in (named, persons):
            if len(entities) == 2:
                return self.speakers.named(entities)
        return self.plurals.counted((sentence.lowered[source.head],), "", paragraph)

    def _person(
        self, source: SourceSpan, gender: str, sentence: Sentence, paragraph: int
    ) -> tuple[ResolvedSpeaker, ...]:
        """The person that "he" or "she" refers to."""
        ahead = self._cataphor_antecedent(source.head, gender, sentence)
        if ahead is not None:
            return self.speakers.referred_to(ahead, "pronoun")
        excluded = entities_reported_before(source, sentence, self.lexicon)
        antecedent = self.discourse.find_person(gender, paragraph, sentence.number, excluded)
        if antecedent is not None:
            return self._referred_to(antecedent)
        only = self.discourse.sole_person_near(paragraph)
        return self.speakers.referred_to(only, "doubtful pronoun") if only is not None else ()

    def _cataphor_antecedent(self, pronoun: int, gender: str, sentence: Sentence) -> int | None:
        """The person that a pronoun before the main clause refers to.

        ``When she opened it, Ana Ruiz said so.``
        """
        name = cataphor_antecedent(CoordinatedNames(sentence, self.lexicon), pronoun)
        entity = sentence.items[name].entity if name >= 0 else -1
        fits = self.speakers.is_person(entity) and self.discourse.agrees_in_gender(entity, gender)
        return entity if fits else None

    def _referred_to(self, antecedent: Antecedent | None) -> tuple[ResolvedSpeaker, ...]:
        if antecedent is None:
            return ()
        how: How = "pronoun" if antecedent.clear else "doubtful pronoun"
        return self.speakers.referred_to(antecedent.entity, how)
