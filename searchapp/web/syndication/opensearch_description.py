"""OpenSearch description and suggestions, by which browsers add the site as search engine."""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Response, request, url_for

from searchapp.search.service import SearchService
from searchapp.web.api.responses import cache_control, json_response
from searchapp.web.presenters.frame import SITE_NAME
from searchapp.web.syndication.atom import ATOM
from searchapp.web.syndication.json_feed import JSON_FEED
from searchapp.web.syndication.xml import child, document

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SHORT_NAME = "Who said what"
"""At most 16 characters, by OpenSearch 1.1, draft 6."""


def description(service: SearchService) -> Response:
    """Answer ``GET /opensearch.xml``."""
    root = ElementTree.Element(
        "OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"}
    )
    child(root, "ShortName", SHORT_NAME)
    child(root, "LongName", SITE_NAME)
    child(root, "Description", "Search a news archive by paragraph, with speakers and dates.")
    child(root, "InputEncoding", "UTF-8")
    child(root, "OutputEncoding", "UTF-8")
    icon = url_for(".static", filename="icon.svg", _external=True)
    child(root, "Image", icon, width="16", height="16", type="image/svg+xml")
    for endpoint, media_type, relation in (
        (".search", "text/html", "results"),
        (".feed", ATOM, "results"),
        (".json_feed", JSON_FEED, "results"),
        (".api_search", "application/json", "results"),
        (".suggestions", SUGGESTIONS, "suggestions"),
    ):
        template = f"{url_for(endpoint, _external=True)}?q={{searchTerms}}"
        child(root, "Url", type=media_type, rel=relation, template=template)
    own = url_for(".opensearch", _external=True)
    child(root, "Url", type=DESCRIPTION, rel="self", template=own)
    response = Response(document(root), mimetype=DESCRIPTION)
    response.headers["Cache-Control"] = cache_control(service)
    return response


def suggestions(service: SearchService) -> Response:
    """Answer ``GET /suggestions``: completions of the text typed so far.

    The format is that of the OpenSearch Suggestions extension 1.1.
    """
    typed = service.parser.request([("q", request.args.get("q", ""))]).q
    values = [suggestion.value for suggestion in service.suggest(typed)]
    response = json_response([typed, list(dict.fromkeys(values))], mimetype=SUGGESTIONS)
    response.headers["Cache-Control"] = cache_control(service)
    return response
