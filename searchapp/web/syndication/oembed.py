"""oEmbed (oembed.com, version 1.0): a paragraph as a card for WordPress and others."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import msgspec
from flask import Response, abort, request, url_for
from markupsafe import Markup

from searchapp.api_models.parameter_values import ParameterError, number_between, one_of
from searchapp.api_models.syndication_schemas import OembedCard
from searchapp.models.articles import paragraph_id
from searchapp.models.search import Hit, IndexInfo
from searchapp.search.permalinks import HASH_PARAMETER, current_number
from searchapp.search.service import SearchService
from searchapp.web.api.openapi import unparsed_parameter
from searchapp.web.api.responses import cached, json_response
from searchapp.web.middleware.errors import paragraph_not_found
from searchapp.web.presenters.frame import SITE_NAME
from searchapp.web.presenters.speakers import speech
from searchapp.web.presenters.urls import permalink
from searchapp.web.syndication.xml import child, document

XML = "text/xml"
FORMATS = ("json", "xml")

PARAMETERS = (
    unparsed_parameter(
        "url",
        {"type": "string", "format": "uri"},
        "The URL of a paragraph of this archive.",
        "https://archive.example.org/articles/2023-03-10-hearing/paragraphs/8",
    ),
    unparsed_parameter(
        "maxwidth",
        {"type": "integer", "minimum": 1, "maximum": 10_000},
        "The greatest width of the card, in pixels.",
        600,
    ),
    unparsed_parameter(
        "maxheight",
        {"type": "integer", "minimum": 1, "maximum": 10_000},
        "The greatest height of the card, in pixels.",
        400,
    ),
    unparsed_parameter(
        "format",
        {"type": "string", "enum": list(FORMATS), "default": "json"},
        "The format of the answer.",
        "json",
    ),
)

_WIDTH, _HEIGHT = 600, 260
_MAX_PIXELS = 10_000
_CACHE_SECONDS = 3600

_PATH = re.compile(r"articles/(?P<article>[^/]+)(?:/paragraphs/(?P<number>[1-9]\d{0,6}))?")
_FRAGMENT = re.compile(r"p([1-9]\d{0,6})")


def oembed(service: SearchService) -> Response:
    """Answer ``GET /oembed?url=URL``, where URL is that of a paragraph of this archive."""
    form = one_of(FORMATS)("format", request.args.get("format", "").strip() or "json")
    width, height = _size("maxwidth", _WIDTH), _size("maxheight", _HEIGHT)
    article_id, number = _paragraph(service, request.args.get("url", "").strip())

    def answer() -> tuple[Response, IndexInfo]:
        context = service.context(article_id, number, 0)
        if context is None:
            paragraph_not_found(service, article_id, number)
        framed = service.settings.frame_ancestors != ("'self'",)
        card = _card(context.paragraph, width, height, framed=framed)
        response = json_response(card) if form == "json" else _xml_response(card)
        return response, context.index

    return cached(service, (form, width, height, article_id, number), answer)


def _size(name: str, default: int) -> int:
    text = request.args.get(name, "").strip()
    return min(default, number_between(1, _MAX_PIXELS)(name, text)) if text else default


def _paragraph(service: SearchService, url: str) -> tuple[str, int]:
    """Return the article and the number of the paragraph that *url* leads to.

    Answers 404 where it leads elsewhere, as oEmbed asks for.
    """
    if not url:
        raise ParameterError("url", url, "the URL of a paragraph of this archive")
    home = urlsplit(url_for(".home", _external=True))
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ParameterError("url", url, "a URL") from None
    own = parts.scheme in ("http", "https") and parts.netloc == home.netloc
    path = parts.path.removeprefix(home.path) if parts.path.startswith(home.path) else ""
    place = _PATH.fullmatch(path)
    fragment = _FRAGMENT.fullmatch(parts.fragment)
    if not (own and place and (place["number"] or fragment)):
        abort(404, "The URL is not that of a paragraph of this archive.")
    article_id = unquote(place["article"])
    number = int(place["number"] or (fragment[1] if fragment else 0))
    for text in parse_qs(parts.query).get(HASH_PARAMETER, [])[:1]:
        number = current_number(service, article_id, number, text) or number
    return article_id, number


def _card(hit: Hit, width: int, height: int, *, framed: bool) -> OembedCard:
    """Return the card of *hit*; a frame where other sites may frame it, else a quotation."""
    speakers = ", ".join(dict.fromkeys(a.speaker.name for a in speech(hit.attributions)))
    if framed:
        address = url_for(
            ".embed_quote", paragraph_id=paragraph_id(hit.article_id, hit.number), _external=True
        )
        html = Markup(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0">'
            "</iframe>"
        ).format(address, hit.title, width, height)
    else:
        html = _blockquote(hit, speakers)
    return OembedCard(
        title=hit.title,
        author_name=speakers,
        provider_name=SITE_NAME,
        provider_url=url_for(".home", _external=True),
        cache_age=_CACHE_SECONDS,
        html=str(html),
        width=width,
        height=height,
    )


def _blockquote(hit: Hit, speakers: str) -> Markup:
    url = permalink(hit)
    day = hit.date.isoformat() if hit.date else ""
    source = ", ".join(filter(None, (speakers, f"“{hit.title}”", hit.source, day)))
    return Markup(
        '<blockquote cite="{}"><p>{}</p><p>— <a href="{}">{}</a></p></blockquote>'
    ).format(url, hit.text, url, source)


def _xml_response(card: OembedCard) -> Response:
    root = ElementTree.Element("oembed")
    for name, value in msgspec.structs.asdict(card).items():
        child(root, name, str(value))
    return Response(document(root), mimetype=XML)
