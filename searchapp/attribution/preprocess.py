"""Preprocessing: an article's tokens, quotations, sentences, entities and roles."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from searchapp.attribution.entities.entities import Entities, find_entities
from searchapp.attribution.entities.mentions import (
    Mention,
    find_mentions,
    is_headline,
    lowercase_words,
)
from searchapp.attribution.entities.names.common_words import find_name_words
from searchapp.attribution.entities.names.company_names import find_company_conjuncts
from searchapp.attribution.entities.roles import role_after, role_before, role_before_comma
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.transcripts import Transcript, find_transcript
from searchapp.attribution.syntax.quotations import Quotation, find_quotations
from searchapp.attribution.syntax.sentences import Sentence, split_sentences
from searchapp.attribution.syntax.tokens import Tokens, tokenize
from searchapp.models.articles import Article, Passage


class AnnotatedParagraph(Struct, frozen=True, gc=False):
    """One paragraph with its annotations; ``index`` counts from 0.

    ``roles`` gives the paragraph's own words for each person, by entity; ``headline`` is set
    if it is a headline.
    """

    index: int
    tokens: Tokens
    mentions: list[Mention]
    quotations: tuple[Quotation, ...]
    sentences: list[Sentence]
    headline: bool
    roles: dict[int, str]

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return self.tokens.text

    def passage(self, start: int, end: int) -> Passage:
        """Return the passage of the code points [start, end)."""
        return Passage(self.index + 1, start, end, self.tokens.text[start:end])


def annotate_paragraphs(
    article: Article, lexicon: Lexicon
) -> tuple[list[AnnotatedParagraph], Entities, Transcript]:
    """Return an article's paragraphs with their annotations, its entities and its turns."""
    tokenized = [tokenize(paragraph.text) for paragraph in article.paragraphs]
    transcript = find_transcript(tokenized, lexicon)
    lowercase = lowercase_words(tokenized)
    headlines = [is_headline(tokens) for tokens in tokenized]
    companies = find_company_conjuncts(tokenized, lexicon)
    name_words = find_name_words(tokenized, lexicon)
    mentions = [
        find_mentions(
            tokens,
            headline,
            lowercase,
            lexicon,
            companies,
            transcript.first_word(index),
            name_words,
        )
        for index, (tokens, headline) in enumerate(zip(tokenized, headlines, strict=True))
    ]
    entities = find_entities(tokenized, mentions, headlines, lowercase, lexicon)
    paragraphs: list[AnnotatedParagraph] = []
    for tokens, own, entity_at, headline in zip(
        tokenized, mentions, entities.at, headlines, strict=True
    ):
        quotations = find_quotations(tokens.text)
        sentences = split_sentences(tokens, own, entity_at, quotations, lexicon)
        roles = _roles(tokens, own, entity_at, entities, lexicon)
        paragraphs.append(
            AnnotatedParagraph(len(paragraphs), tokens, own, quotations, sentences, headline, roles)
        )
    return paragraphs, entities, transcript


def _roles(
    tokens: Tokens,
    mentions: Sequence[Mention],
    entity_at: dict[int, int],
    entities: Entities,
    lexicon: Lexicon,
) -> dict[int, str]:
    """The first appositive or title of each person in one paragraph, by entity."""
    roles: dict[int, str] = {}
    for mention in mentions:
        entity = entity_at.get(mention.start, -1)
        if entity < 0 or entities.all[entity].kind != "person" or entity in roles:
            continue
        role = (
            role_after(tokens, mention.stop, lexicon)
            or role_before(tokens, mention, lexicon)
            or role_before_comma(tokens, mention, lexicon)
        )
        if role:
            roles[entity] = role
    return roles


def first_roles(paragraphs: Sequence[AnnotatedParagraph]) -> dict[int, str]:
    """Return the first role that the article gives each entity."""
    first: dict[int, str] = {}
    for paragraph in paragraphs:
        for entity, role in paragraph.roles.items():
            first.setdefault(entity, role)
    return first


def full_names(paragraphs: Sequence[AnnotatedParagraph], entities: Entities) -> dict[int, Passage]:
    """Return the passage that first names each entity by its fullest form."""
    passages: dict[int, Passage] = {}
    for paragraph, entity_at in zip(paragraphs, entities.at, strict=True):
        tokens = paragraph.tokens
        for mention in paragraph.mentions:
            entity = entity_at.get(mention.start, -1)
            if entity < 0 or entity in passages:
                continue
            if " ".join(mention.full_words) == entities.all[entity].name:
                start, end = tokens.starts[mention.name_start], tokens.ends[mention.stop - 1]
                passages[entity] = paragraph.passage(start, end)
    return passages
