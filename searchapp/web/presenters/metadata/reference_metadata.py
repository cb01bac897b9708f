"""Metadata by which reference managers such as Zotero read an article: meta tags and COinS."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class ReferenceMetadata:
    """An article, or a paragraph of one, as a reference.

    ``url`` is absolute; ``abstract`` is the paragraph's text, or empty.
    """

    title: str
    author: str
    source: str
    date: datetime.date | None
    url: str
    language: str = ""
    abstract: str = ""

    @property
    def meta_tags(self) -> tuple[tuple[str, str], ...]:
        """Names and contents of meta tags, as Google Scholar's inclusion guidelines name them."""
        tags = (
            ("citation_title", self.title),
            ("citation_author", self.author),
            ("citation_journal_title", self.source),
            ("citation_publication_date", f"{self.date:%Y/%m/%d}" if self.date else ""),
            ("citation_language", self.language),
            ("citation_abstract", self.abstract),
            ("citation_public_url", self.url),
        )
        return tuple((name, content) for name, content in tags if content)

    @property
    def coins(self) -> str:
        """The title of a COinS span: a context object of Z39.88-2004 in its Dublin Core format."""
        pairs = (
            ("ctx_ver", "Z39.88-2004"),
            ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
            ("rft.type", "newspaperArticle"),
            ("rft.title", self.title),
            ("rft.au", self.author),
            ("rft.source", self.source),
            ("rft.date", self.date.isoformat() if self.date else ""),
            ("rft.language", self.language),
            ("rft.description", self.abstract),
            ("rft.identifier", self.url),
        )
        return urlencode([(name, value) for name, value in pairs if value])
