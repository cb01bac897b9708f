"""An article as read before anyone speaks: tokens, sentences, entities and roles."""

from __future__ import annotations

from dataclasses import dataclass

from searchapp.attribution.entities.company_names import find_company_conjuncts
from searchapp.attribution.entities.entities import Entities, find_entities
from searchapp.attribution.entities.mentions import (
    Mention,
    find_mentions,
    is_headline,
    lowercase_words,
)
from searchapp.attribution.entities.roles import role_after, role_before, role_before_comma
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.quotations import Quotation, find_quotations
from searchapp.attribution.syntax.sentences import Sentence, split_sentences
from searchapp.attribution.syntax.tokens import Tokens, tokenize
from searchapp.models.articles import Article, Passage


@dataclass(frozen=True, slots=True)
class AnnotatedParagraph:
    """One paragraph as read; ``roles`` are what it calls each entity."""

    tokens: Tokens
    mentions: list[Mention]
    quotations: tuple[Quotation, ...]
    sentences: list[Sentence]
    headline: bool
    roles: dict[int, str]


def read_paragraphs(
    article: Article, lexicon: Lexicon
) -> tuple[list[AnnotatedParagraph], Entities]:
    """Return the readings of an article's paragraphs and its entities."""
    paragraphs = [tokenize(paragraph.text) for paragraph in article.paragraphs]
    lower = lowercase_words(paragraphs)
    headlines = [is_headline(tokens) for tokens in paragraphs]
    firms = find_company_conjuncts(paragraphs, lexicon)
    mentions = [
        find_mentions(tokens, headline, lower, lexicon, firms)
        for tokens, headline in zip(paragraphs, headlines, strict=True)
    ]
    entities = find_entities(paragraphs, mentions, headlines, lower, lexicon)
    readings: list[AnnotatedParagraph] = []
    for tokens, found, at, headline in zip(
        paragraphs, mentions, entities.at, headlines, strict=True
    ):
        quotations = find_quotations(tokens.text)
        sentences = split_sentences(tokens, found, at, quotations, lexicon)
        roles = _roles(tokens, found, at, entities, lexicon)
        readings.append(AnnotatedParagraph(tokens, found, quotations, sentences, headline, roles))
    return readings, entities


def _roles(
    tokens: Tokens,
    mentions: list[Mention],
    at: dict[int, int],
    entities: Entities,
    lexicon: Lexicon,
) -> dict[int, str]:
    """What one paragraph calls each of its persons, the first appositive or title."""
    roles: dict[int, str] = {}
    for mention in mentions:
        entity = at.get(mention.start, -1)
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


def first_roles(readings: list[AnnotatedParagraph]) -> dict[int, str]:
    """Return the first role that the article gives each entity."""
    first: dict[int, str] = {}
    for reading in readings:
        for entity, role in reading.roles.items():
            first.setdefault(entity, role)
    return first


def full_names(readings: list[AnnotatedParagraph], entities: Entities) -> dict[int, Passage]:
    """Return where the article first names each entity by its fullest form."""
    found: dict[int, Passage] = {}
    for number, (reading, at) in enumerate(zip(readings, entities.at, strict=True), start=1):
        tokens = reading.tokens
        for mention in reading.mentions:
            entity = at.get(mention.start, -1)
            if entity < 0 or entity in found:
                continue
            if " ".join(mention.words) == entities.all[entity].name:
                start, end = tokens.starts[mention.name_start], tokens.ends[mention.stop - 1]
                found[entity] = Passage(number, start, end, tokens.text[start:end])
    return found
