from dataclasses import replace

import pytest

from searchapp.editorial import Correction, Corrections
from searchapp.editorial.corrections import corrected
from searchapp.models.articles import Article, Paragraph
from tests.editorial.articles import article, names, said, speaker

TEXT = "Text of paragraph 1."


def correct(found: Article, *corrections: Correction) -> Article:
    applying, stale = Corrections(corrections).sort_out(found)
    assert stale == []
    return corrected(found, applying)


def test_the_right_speaker_takes_the_place_of_the_wrong_one() -> None:
    found = correct(article((said("Bo Day", "baker"),)), Correction("a", 1, TEXT, "Ann Lee"))
    [attribution] = found.paragraphs[0].attributions
    assert attribution.speaker == speaker("Ann Lee")
    assert (attribution.corrected, attribution.confidence) == (True, 1.0)
    assert (attribution.cue, attribution.spans, attribution.role) == ("said", ((0, 4),), "")
    assert found.paragraphs[0].mentions == (speaker("Bo Day"),)
    assert found.paragraphs[0].corrected


def test_nobody_leaves_no_attribution() -> None:
    [paragraph] = correct(
        article((said("Bo Day"), said("Cy Orr"))), Correction("a", 1, TEXT, "")
    ).paragraphs
    assert (paragraph.attributions, paragraph.corrected) == ((), True)


def test_one_of_several_can_be_corrected() -> None:
    found = article((said("Bo Day"), said("Cy Orr")))
    assert names(correct(found, Correction("a", 1, TEXT, "Ann Lee", instead_of="cy-orr"))) == [
        ["Bo Day", "Ann Lee"]
    ]
    assert names(correct(found, Correction("a", 1, TEXT, "", instead_of="cy-orr"))) == [["Bo Day"]]


def test_a_second_correction_of_a_paragraph_keeps_the_first() -> None:
    found = correct(
        article((said("Bo Day"), said("Cy Orr"))),
        Correction("a", 1, TEXT, "Ann Lee", instead_of="bo-day"),
        Correction("a", 1, TEXT, "Di Fay"),
    )
    assert names(found) == [["Ann Lee", "Di Fay"]]


@pytest.mark.parametrize(
    ("text", "spans", "quotation"),
    [
        ("He left. “We will not go on,” she wrote.", ((9, 29),), "direct"),
        ("The “old” mill will be closed.", ((0, 30),), "indirect"),
    ],
)
def test_where_nobody_was_found_the_quotations_or_all_of_it_are_the_content(
    text: str, spans: tuple[tuple[int, int], ...], quotation: str
) -> None:
    found = correct(article(Paragraph(1, text)), Correction("a", 1, text, "Ann Lee"))
    [attribution] = found.paragraphs[0].attributions
    assert (attribution.spans, attribution.quotation) == (spans, quotation)


def test_a_text_may_be_given_by_its_beginning() -> None:
    found = correct(article((said("Bo Day"),)), Correction("a", 1, "Text of …", "Ann Lee"))
    assert names(found) == [["Ann Lee"]]


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [
        (1, "Another text.", "the paragraph's text is another"),
        (1, "Text", "the paragraph's text is another"),
        (2, TEXT, "its text stands in paragraph 1"),
        (9, TEXT, "the article has 2 paragraphs"),
    ],
)
def test_a_correction_of_another_text_is_stale(number: int, text: str, reason: str) -> None:
    found = article((said("Bo Day"),), ())
    applying, [stale] = Corrections([Correction("a", number, text, "X")]).sort_out(found)
    assert (applying, stale.reason) == ([], reason)


def test_what_was_corrected_is_not_what_was_found() -> None:
    found = article((said("Bo Day"),))
    assert correct(found) == found
    assert correct(found, Correction("a", 1, TEXT, "Bo Day")) != found
    assert replace(found.paragraphs[0], corrected=True) != found.paragraphs[0]
