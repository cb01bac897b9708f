import dataclasses
import datetime

import pytest
from flask import Flask

from searchapp.models.articles import Attribution, Speaker
from searchapp.models.search import Hit, SearchRequest
from searchapp.web.presenters.formatting import cut_long
from searchapp.web.presenters.hits import PASSAGE_CHARACTERS, hit_views

LEE = Speaker("ann-lee", "Ann Lee", "person")
ROE = Speaker("bob-roe", "Bob Roe", "person")
TEXT = "“Rain falls,” said Ann Lee. Bob Roe expected snow."
RAIN = Attribution(LEE, "", "said", "direct", ((0, 13),), confidence=0.9)
SNOW = Attribution(ROE, "", "expected", "indirect", ((45, 49),), confidence=0.6)
HIT = Hit(
    "a", 1, "Weather", TEXT, datetime.date(2024, 5, 1), "Courier", "", (RAIN, SNOW), ((1, 5),)
)


def test_a_passage_has_the_matches_and_the_words_of_each_speaker(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        [view] = hit_views([HIT], SearchRequest(q="rain"))
    assert view.passage == (
        '<span class="said s1">“<mark>Rain</mark> falls,”</span> said Ann Lee. Bob Roe expected'
        ' <span class="said s2">snow</span>.'
    )
    assert [speaker.number for speaker in view.speakers] == [1, 2]
    assert view.reported_as == ("quoted", "paraphrased")


def test_only_a_low_confidence_is_named(archive: Flask) -> None:
    sure = dataclasses.replace(HIT, attributions=(RAIN,))
    by_editor = dataclasses.replace(
        HIT, attributions=(dataclasses.replace(SNOW, corrected=True, confidence=0.1),)
    )
    with archive.test_request_context("/search"):
        views = hit_views([HIT, sure, by_editor], SearchRequest())
    assert [view.low_confidence for view in views] == ["60%", "", ""]
    assert [view.corrected for view in views] == [False, False, True]
    # One speaker needs no number.
    assert views[1].speakers[0].number == 0


def test_the_view_of_quotes_leaves_out_what_is_paraphrased(archive: Flask) -> None:
    with archive.test_request_context("/search"):
        [view] = hit_views([HIT], SearchRequest(view="quotes"))
    [quote] = view.quotes
    assert quote.words == "“<mark>Rain</mark> falls,”"
    assert quote.speaker.speaker == LEE


def test_a_long_passage_is_cut_and_its_spans_with_it(archive: Flask) -> None:
    lead = "Wind blew all day. " * 200
    text = lead + TEXT
    moved = len(lead)
    rain = dataclasses.replace(RAIN, spans=((moved, moved + 13), (0, 4)))
    long = dataclasses.replace(
        HIT, text=text, attributions=(rain,), matches=((moved + 1, moved + 5),)
    )
    with archive.test_request_context("/search"):
        [view] = hit_views([long], SearchRequest())
    assert view.passage.startswith("… ")
    assert view.passage.count("said s1") == 1
    assert '<span class="said s1">“<mark>Rain</mark> falls,”</span>' in view.passage
    assert len(view.passage.striptags()) < PASSAGE_CHARACTERS + 50


@pytest.mark.parametrize("role", ["", "chairman", "word " * 60])
def test_a_long_role_is_cut_at_a_word(role: str) -> None:
    start, rest = cut_long(role)
    assert start + rest == role
    assert len(start) <= 90
    assert bool(rest) == (len(role) > 90)
