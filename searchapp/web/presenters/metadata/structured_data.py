"""Structured data of pages in JSON-LD, with the vocabulary of schema.org."""

from __future__ import annotations

from typing import Any

from searchapp.models.analytics import SpeakerProfile
from searchapp.models.articles import Article, SpeakerKind
from searchapp.models.search import QUOTED, Hit
from searchapp.web.presenters import urls

_TYPES: dict[SpeakerKind, str] = {"person": "Person", "organization": "Organization"}
"""Types of speakers; other kinds have no type of their own and are left out."""


def _news_article(title: str, date: str, author: str, source: str, url: str) -> dict[str, Any]:
    article = {
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": date,
        "author": author and {"@type": "Person", "name": author},
        "publisher": source and {"@type": "Organization", "name": source},
        "url": url,
    }
    return {name: value for name, value in article.items() if value}


def article_data(article: Article, url: str) -> dict[str, Any]:
    """Return the ``NewsArticle`` of *article*, whose page is at *url*."""
    date = article.date.isoformat() if article.date else ""
    data = _news_article(article.title, date, article.author, article.source, url)
    if article.language:
        data["inLanguage"] = article.language
    return {"@context": "https://schema.org", **data}


def speaker_data(profile: SpeakerProfile, url: str) -> dict[str, Any] | None:
    """Return the ``Person`` or ``Organization`` of *profile*, or None for other kinds.

    *url* is that of the speaker's page.
    """
    kind = _TYPES.get(profile.summary.kind)
    if kind is None:
        return None
    data = {
        "@type": kind,
        "name": profile.summary.name,
        "alternateName": [form.name for form in profile.forms[1:]],
        "sameAs": list(profile.same_as),
        "url": url,
    }
    return {
        "@context": "https://schema.org",
        **{name: value for name, value in data.items() if value},
    }


def quotations_data(hit: Hit) -> list[dict[str, Any]]:
    """Return a ``Quotation`` for each quote of a person or an organization in *hit*."""
    date = hit.date.isoformat() if hit.date else ""
    url = urls.permalink(hit)
    part_of = _news_article(hit.title, date, hit.author, hit.source, url)
    return [
        {
            "@context": "https://schema.org",
            "@type": "Quotation",
            "text": " … ".join(hit.text[start:end] for start, end in attribution.spans),
            "creator": {
                "@type": _TYPES[attribution.speaker.kind],
                "name": attribution.speaker.name,
            },
            "isPartOf": part_of,
            "url": url,
        }
        for attribution in hit.attributions
        if attribution.act == "speech"
        and attribution.quotation in QUOTED
        and attribution.speaker.kind in _TYPES
    ]
