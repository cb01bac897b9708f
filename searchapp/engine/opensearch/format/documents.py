"""Conversion between article records and the documents that the cluster indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec

from searchapp.engine.common.stored_paragraph import ArticleFields, StoredParagraph, article_fields
from searchapp.engine.opensearch.format.analyzed_text import (
    FIELD_MARK,
    analyze_both,
    analyze_cached,
)
from searchapp.engine.opensearch.format.mappings import (
    FIRST,
    FOLLOWING,
    SPARSE_FIELDS,
    quotation_subsets,
    quoted_field,
)
from searchapp.engine.opensearch.trails.passages import passage_fields
from searchapp.engine.schema import DUPLICATE_MIN_WORDS, PAIR_SEPARATOR
from searchapp.models.articles import Article, Attribution, Paragraph, paragraph_id
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED

_QUOTED_FIELDS = {quoted_field(subset): frozenset(subset) for subset in quotation_subsets()}

_MAX_KEY_BYTES = 512
"""The longest document id that the cluster accepts."""


def document_key(address: str) -> str:
    """Return the document id for *address*: the address, or its hash where it is too long."""
    encoded = address.encode()
    if len(encoded) <= _MAX_KEY_BYTES:
        return address
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def join_values(*values: str) -> str:
    """Return one keyword that holds several values."""
    return PAIR_SEPARATOR.join(values)


def duplicate_key(words: str, address: str) -> int:
    """Return a number that is equal for duplicate paragraphs: a hash of their folded *words*.

    A paragraph too short to count as a duplicate gets a hash of its own *address*, which is
    negative; the others are not.
    """
    is_long = words.count(" ") + 1 >= DUPLICATE_MIN_WORDS
    hashed = hashlib.blake2b((words if is_long else address).encode(), digest_size=8).digest()
    number = int.from_bytes(hashed) >> 1
    return number if is_long else -1 - number


def paragraph_document(article: Article, paragraph: Paragraph, added_at: int) -> dict[str, Any]:
    """Return the document of one paragraph.

    *added_at* is when the paragraph entered the index, in seconds since 1970, UTC.
    """
    document = _article_fields(article) | _text_fields(article, paragraph)
    document |= {
        "number": paragraph.number,
        "kind": _join_value(article, paragraph),
        "added_at": added_at,
        "document": {"shared": article_fields(article), "paragraph": paragraph},
    }
    # By default, searches, filters and facets take speech only; thoughts are in no field.
    speech = [a for a in paragraph.attributions if a.act == "speech"]
    refusals = [a for a in paragraph.attributions if a.act == "refusal"]
    if speech:
        document |= _speech_fields(speech)
    if refusals:
        document |= _refusal_fields(refusals)
    if speech or refusals:
        document |= _joint_fields([*speech, *refusals])
    present = [field for field in SPARSE_FIELDS if document.get(field)]
    for field in SPARSE_FIELDS:
        document[field] = [*document.get(field, ()), FIELD_MARK]
    if present:
        document["present"] = present
    return document


def _join_value(article: Article, paragraph: Paragraph) -> Any:
    """Return the value of the join field: a paragraph after the first names its parent."""
    first = article.paragraphs[0].number
    if paragraph.number == first:
        return FIRST
    return {"name": FOLLOWING, "parent": document_key(paragraph_id(article.id, first))}


def _article_fields(article: Article) -> dict[str, Any]:
    """Return the fields that all paragraphs of an article have alike."""
    fields: dict[str, Any] = {
        "article": article.id,
        "size": len(article.paragraphs),
        "title": analyze_cached("title", article.title),
        "headline": analyze_cached("title", article.title),
        "title_exact": analyze_cached("title_exact", article.title),
        "year": f"{article.date.year:04d}" if article.date else UNDATED,
    }
    if article.author:
        fields["author"] = [analyze_cached("author", article.author)]
    if article.source:
        fields["source"] = article.source
        fields["source_words"] = analyze_cached("author", article.source)
    if article.date:
        fields["date"] = article.date.isoformat()
    return fields


def _text_fields(article: Article, paragraph: Paragraph) -> dict[str, Any]:
    """Return the fields with the words of a paragraph and the names that it mentions."""
    exact, stemmed = analyze_both(paragraph.text)
    fields: dict[str, Any] = {
        "text": stemmed,
        "exact": exact,
        "wording": duplicate_key(exact, paragraph_id(article.id, paragraph.number)),
    }
    if paragraph.mentions:
        names = sorted({speaker.name for speaker in paragraph.mentions})
        fields["mention_name"] = [analyze_cached("mention_name", name) for name in names]
    return fields


def _speech_fields(attributions: list[Attribution]) -> dict[str, Any]:
    names = sorted({a.speaker.name for a in attributions})
    roles = sorted({a.role for a in attributions if a.role})
    ids = {name: slug(name) for name in names}
    quoted = {
        field: sorted({ids[a.speaker.name] for a in attributions if a.quotation in subset})
        for field, subset in _QUOTED_FIELDS.items()
    }
    return {
        "speaker_ids": sorted(set(ids.values())),
        "speaker_names": [join_values(ids[name], name) for name in names],
        "speaker_kinds": sorted(
            {join_values(ids[a.speaker.name], a.speaker.kind) for a in attributions}
        ),
        "speakers": names,
        # A list of texts: the cluster leaves a gap of positions between two of them.
        "speaker_name": [analyze_cached("speaker_name", name) for name in names],
        "role": [analyze_cached("role", role) for role in roles],
        "role_ids": sorted({slug(role) for role in roles}),
        "role_names": [join_values(slug(role), role) for role in roles],
        "speaker_roles": sorted(
            {join_values(ids[a.speaker.name], a.role) for a in attributions if a.role}
        ),
        "quotation": sorted({a.quotation for a in attributions}),
        "speaker_kind": sorted({a.speaker.kind for a in attributions}),
        **{field: quoted_ids for field, quoted_ids in quoted.items() if quoted_ids},
    }


def _refusal_fields(refusals: list[Attribution]) -> dict[str, Any]:
    names = sorted({a.speaker.name for a in refusals})
    roles = sorted({a.role for a in refusals if a.role})
    return {
        "refusal_speaker_ids": sorted({slug(name) for name in names}),
        "refusal_speaker_names": [join_values(slug(name), name) for name in names],
        "refusal_role_ids": sorted({slug(role) for role in roles}),
        "refusal_role_names": [join_values(slug(role), role) for role in roles],
    }


def _joint_fields(attributions: list[Attribution]) -> dict[str, Any]:
    """Return the fields that hold several values of one attribution in one keyword."""
    types = [join_values(a.act, a.speaker.kind, a.quotation) for a in attributions]
    speakers = [slug(a.speaker.name) for a in attributions]
    return {
        "attribution_types": sorted(set(types)),
        "attributions": sorted(set(map(join_values, types, speakers))),
    }


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article ready to be sent: the id and the JSON of each paragraph's document.

    ``shingles`` are those of all its passages; see ``trails.passages``.
    """

    article_id: str
    documents: tuple[tuple[str, bytes], ...]
    shingles: bytes


_encode = msgspec.json.Encoder().encode


DatedArticle = tuple[Article, Sequence[int]]
"""An article, and for each paragraph when it entered the index, in seconds since 1970, UTC."""


def encode_articles(articles: Sequence[DatedArticle]) -> list[EncodedArticle]:
    """Return *articles*, with their attributions, as documents."""
    passages = passage_fields([article.paragraphs for article, _ in articles])
    return [
        _encoded_article(article, added, fields, shingles)
        for (article, added), (fields, shingles) in zip(articles, passages, strict=True)
    ]


def _encoded_article(
    article: Article, added: Sequence[int], passages: Sequence[dict[str, Any]], shingles: bytes
) -> EncodedArticle:
    documents = [
        paragraph_document(article, paragraph, added_at) | own
        for paragraph, added_at, own in zip(article.paragraphs, added, passages, strict=True)
    ]
    if documents:
        documents[0] |= _article_words(documents)
    keys = (document_key(paragraph_id(article.id, p.number)) for p in article.paragraphs)
    encoded = zip(keys, map(_encode, documents), strict=True)
    return EncodedArticle(article.id, tuple(encoded), shingles)


def _article_words(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields with the words of an article, of whose paragraphs these are."""
    names = chain.from_iterable(document["speaker_name"] for document in documents)
    return {
        "article_text": [document["text"] for document in documents],
        "article_speakers": sorted({*names} - {FIELD_MARK}),
    }


def read_stored(source: Mapping[str, Any]) -> StoredParagraph:
    """Return the paragraph that the ``_source`` of a document stores."""
    document = source["document"]
    return StoredParagraph(
        msgspec.convert(document["shared"], ArticleFields),
        msgspec.convert(document["paragraph"], Paragraph),
    )
