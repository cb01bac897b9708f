"""Mention tracking: the mentions of each sentence, added to the discourse model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from searchapp.attribution.coref.discourse import (
    INTRODUCED_SALIENCE,
    MENTION_SALIENCE,
    OWNER_SALIENCE,
    PRONOUN_SALIENCE,
    SPEAKER_SALIENCE,
    SUBJECT_SALIENCE,
)
from searchapp.attribution.coref.speaker_resolver import SpeakerResolver
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.apposition import coordinated_names
from searchapp.attribution.rules.candidates import SentenceContext
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence

_SUBJECT_PRONOUN_REACH = 4
_SUBJECT_REACH = 2


class MentionTracker:
    """Adds the mentions of one article, in the order of its text, to the resolver's state."""

    def __init__(self, resolver: SpeakerResolver, lexicon: Lexicon) -> None:
        self.resolver = resolver
        self.lexicon = lexicon

    def begin_sentence(self, paragraph: AnnotatedParagraph, context: SentenceContext) -> None:
        """Add the sentence's subject pronoun, its coordinated persons and its appositions."""
        items = context.sentence.items
        for k in context.sentence.named:
            if context.kinds[items[k].entity] == "organization":
                self.resolver.organizations.note_apposition(context.sentence, k)
        self._add_subject_pronoun(paragraph, context.sentence)
        self._add_coordinated_persons(paragraph, context)

    def _add_subject_pronoun(self, paragraph: AnnotatedParagraph, sentence: Sentence) -> None:
        """``She has faced worse.``: the pronoun's person is mentioned again."""
        for word in sentence.lowered[:_SUBJECT_PRONOUN_REACH]:
            if word in (NAME, QUOTE):
                return
            if word in ("he", "she"):
                gender = "m" if word == "he" else "f"
                discourse, number = self.resolver.discourse, sentence.number
                antecedent = discourse.find_person(gender, paragraph.index, number)
                if antecedent is not None:
                    discourse.add_mention(
                        antecedent.entity, paragraph.index, number, PRONOUN_SALIENCE
                    )
                return

    def _add_coordinated_persons(
        self, paragraph: AnnotatedParagraph, context: SentenceContext
    ) -> None:
        """``Ana Ruiz and John Lind met.``: "they" may refer to them from here on."""
        names, is_subject = coordinated_names(context.names)
        entities = [context.sentence.items[k].entity for k in names]
        if not entities or any(context.kinds[entity] != "person" for entity in entities):
            return
        persons = self.resolver.speakers.named(entities)
        if is_subject:
            self.resolver.plurals.remember_group(persons, "pronoun", paragraph.index)
        else:
            self.resolver.plurals.mention_group(persons, paragraph.index)

    def add_names(
        self, paragraph: AnnotatedParagraph, sentence: Sentence, start: int, stop: int
    ) -> None:
        """Add the names among the items [start, stop) of a sentence."""
        discourse, organizations = self.resolver.discourse, self.resolver.organizations
        for k in sentence.named:
            item = sentence.items[k]
            if start <= k < stop and item.mention is not None:
                salience = self._salience(paragraph, sentence, k, item.mention)
                discourse.add_mention(item.entity, paragraph.index, sentence.number, salience)
                discourse.last_name[item.entity] = partial(paragraph.passage, item.start, item.end)
                organizations.note_owned(sentence, k, paragraph.tokens.text, paragraph.index)

    def _salience(
        self, paragraph: AnnotatedParagraph, sentence: Sentence, k: int, mention: Mention
    ) -> float:
        """The salience of the name at item *k* in its sentence."""
        following = sentence.lowered[k + 1] if k + 1 < len(sentence.lowered) else ""
        if mention.possessive or following in self.lexicon.organization_nouns:
            # "the Ruiz campaign", "Ruiz's mill" are about something else.
            return OWNER_SALIENCE
        if len(mention.words) > 1 and sentence.items[k].entity in paragraph.roles:
            return INTRODUCED_SALIENCE
        return SUBJECT_SALIENCE if k <= _SUBJECT_REACH and following else MENTION_SALIENCE

    def add_speakers(
        self, paragraph: AnnotatedParagraph, sentence: int, speakers: Sequence[ResolvedSpeaker]
    ) -> None:
        """Add the speakers of a cue in sentence number *sentence*."""
        for resolved in speakers:
            if resolved.entity >= 0:
                self.resolver.discourse.add_mention(
                    resolved.entity, paragraph.index, sentence, SPEAKER_SALIENCE
                )
        if len(speakers) == 1 and speakers[0].speaker.kind == "organization":
            self.resolver.plurals.mention_organization(speakers, paragraph.index)
        if len(speakers) > 1 or (speakers and speakers[0].speaker.kind == "group"):
            self.resolver.plurals.remember_group(speakers, "plural", paragraph.index)
