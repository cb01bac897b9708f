"""Between the records of an article and the documents that the cluster indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from searchapp.engine.common.stored_paragraph import ArticleFields, StoredParagraph, shared_fields
from searchapp.engine.opensearch.write.analyzed_text import indexed_words, indexed_words_of_name
from searchapp.engine.opensearch.write.mappings import (
    FIRST,
    FOLLOWING,
    quotation_choices,
    quoted_field,
)
from searchapp.engine.protocol import Prepare
from searchapp.engine.schema import DUPLICATE_MIN_WORDS, PAIR_SEPARATOR
from searchapp.models.articles import Article, Attribution, Paragraph, paragraph_id
from searchapp.models.normalize import slug
from searchapp.models.search import UNDATED
from searchapp.query import analysis

_LONGEST_KEY_BYTES = 512


def document_key(address: str) -> str:
    """Return the key of a document: its address, or a hash of it where that is too long."""
    encoded = address.encode()
    if len(encoded) <= _LONGEST_KEY_BYTES:
        return address
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def pair(first: str, second: str) -> str:
    """Return two values as one."""
    return f"{first}{PAIR_SEPARATOR}{second}"


def wording(text: str, address: str) -> str:
    """Return what paragraphs of one wording have in common: a hash of their folded words.

    A paragraph of few words is no copy of any other: it has its *address*.
    """
    words = [analysis.folded(word) for word in analysis.words_of(text)]
    if len(words) < DUPLICATE_MIN_WORDS:
        return address
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()


def paragraph_document(article: Article, paragraph: Paragraph, added_at: int) -> dict[str, Any]:
    """Return the document of one paragraph. *added_at* is in seconds since 1970, UTC."""
    first = article.paragraphs[0].number
    address = paragraph_id(article.id, paragraph.number)
    kind: Any = FIRST
    if paragraph.number != first:
        kind = {"name": FOLLOWING, "parent": document_key(paragraph_id(article.id, first))}
    document: dict[str, Any] = {
        "id": address,
        "article": article.id,
        "number": paragraph.number,
        "kind": kind,
        "text": indexed_words("text", paragraph.text),
        "exact": indexed_words("exact", paragraph.text),
        "title": indexed_words_of_name("title", article.title),
        "title_exact": indexed_words_of_name("title_exact", article.title),
        "year": f"{article.date.year:04d}" if article.date else UNDATED,
        "added_at": added_at,
        "wording": wording(paragraph.text, address),
        "document": msgspec.to_builtins({"shared": shared_fields(article), "paragraph": paragraph}),
    }
    if article.author:
        document["author"] = indexed_words_of_name("author", article.author)
    if article.source:
        document["source"] = article.source
        document["source_words"] = indexed_words_of_name("author", article.source)
    if article.date:
        document["date"] = article.date.isoformat()
    if paragraph.mentions:
        names = sorted({speaker.name for speaker in paragraph.mentions})
        document["mention_name"] = [indexed_words_of_name("mention_name", name) for name in names]
    # Who only thinks is no speaker: what is searched is speech.
    speech = [a for a in paragraph.attributions if a.act == "speech"]
    if speech:
        document |= _speech(speech)
    return document


def _speech(attributions: list[Attribution]) -> dict[str, Any]:
    names = sorted({a.speaker.name for a in attributions})
    roles = sorted({a.role for a in attributions if a.role})
    quoted = {
        quoted_field(chosen): sorted(
            {slug(a.speaker.name) for a in attributions if a.quotation in chosen}
        )
        for chosen in quotation_choices()
    }
    return {
        "speaker_ids": sorted({slug(name) for name in names}),
        "speaker_names": [pair(slug(name), name) for name in names],
        "speakers": names,
        # Each value is a text of its own, with a gap before the next.
        "speaker_name": [indexed_words_of_name("speaker_name", name) for name in names],
        "role": [indexed_words_of_name("role", role) for role in roles],
        "role_ids": sorted({slug(role) for role in roles}),
        "role_names": [pair(slug(role), role) for role in roles],
        "speaker_roles": sorted(
            {pair(slug(a.speaker.name), a.role) for a in attributions if a.role}
        ),
        "quotation": sorted({a.quotation for a in attributions}),
        **{field: ids for field, ids in quoted.items() if ids},
    }


@dataclass(frozen=True, slots=True)
class Encoded:
    """An article as it is sent: the key and the JSON of each of its paragraphs' documents."""

    article_id: str
    documents: tuple[tuple[str, str], ...]


def encoded(prepare: Prepare, article: Article, added: Sequence[int]) -> Encoded:
    """Return what *prepare* makes of *article*, ready to be sent.

    *added* says when each paragraph entered the index.
    """
    prepared = prepare(article)
    documents = []
    for paragraph, added_at in zip(prepared.paragraphs, added, strict=True):
        document = paragraph_document(prepared, paragraph, added_at)
        documents.append((document_key(document["id"]), msgspec.json.encode(document).decode()))
    return Encoded(article.id, tuple(documents))


def stored(source: Mapping[str, Any]) -> StoredParagraph:
    """Return what a document's ``_source`` keeps of a paragraph."""
    kept = source["document"]
    return StoredParagraph(
        msgspec.convert(kept["shared"], ArticleFields),
        msgspec.convert(kept["paragraph"], Paragraph),
    )
