import dataclasses
import datetime
import re

from flask import Flask
from markupsafe import Markup, escape
from msgspec import structs

from searchapp.models.articles import Attribution, Speaker
from searchapp.models.search import Hit, SearchRequest, TrailOfHit
from searchapp.web.presenters.hits import HitView, hit_views
from searchapp.web.presenters.html.hits import hit_items
from searchapp.web.presenters.links import Link

HOSTILE = "\"><script>alert('1')</script>&"
LEE = Attribution(Speaker("ann-lee", "Ann Lee", "person"), "chair", "said", "direct", ((0, 4),))
HIT = Hit("a", 1, "Weather", "Rain falls.", datetime.date(2024, 5, 1), "Courier", "", (LEE,))


def _view(text: str) -> HitView:
    """Return a hit that has everything a hit may have, with *text* wherever one comes in."""
    speaker = dataclasses.replace(LEE, speaker=Speaker(text, text, "person"), role=text)
    hit = dataclasses.replace(
        HIT,
        title=text,
        text=text,
        source=text,
        attributions=(speaker,),
        missing=(text,),
        copies=2,
        trail=TrailOfHit(text, 3, 2),
    )
    [view] = hit_views([hit], SearchRequest())
    return structs.replace(
        view,
        **dict.fromkeys(("url", "about_url", "copies_url", "similar_url", "correct_url"), text),
        place=text,
        trail_url=text,
        collapsed=[Link(text, text)],
        declined=(Link(text, text),),
        reported_as=(text,),
        low_confidence=text,
        corrected=True,
        plugin_links=(Link(text, text),),
        plugin_notes=(text,),
    )


def test_texts_and_addresses_of_a_hit_are_escaped(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        hostile, harmless = hit_items([_view(HOSTILE)]), hit_items([_view("word")])
    assert HOSTILE not in hostile
    tag_names = re.compile(r"<(/?\w+)")
    assert tag_names.findall(hostile) == tag_names.findall(harmless)
    assert hostile.count(escape(HOSTILE)) > 20


def test_a_hit_without_speakers_has_its_headline_first(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        items = hit_items(hit_views([dataclasses.replace(HIT, attributions=())], SearchRequest()))
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", items) == [
        '<a class="name" href="/articles/a#p1" dir="auto">Weather</a>'
    ]
    assert "Why this speaker?" not in items


def test_the_links_of_a_hit_are_in_the_language_of_the_page(archive: Flask) -> None:
    page = archive.test_client().get("/search?q=said&lang=de").text
    assert ">Kontext anzeigen</a>" in page
    assert ">Show context</a>" not in page


def test_no_hits_have_no_items(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        assert hit_items([]) == Markup("")
