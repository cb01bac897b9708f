import pytest

from searchapp.editorial import Correction, Corrections
from searchapp.editorial.corrections import apply_corrections
from searchapp.models.articles import Article, Paragraph
from tests.editorial.articles import article, attribution, names, speaker

TEXT = "Text of paragraph 1."


def correct(article: Article, *corrections: Correction) -> Article:
    applicable, stale = Corrections(corrections).partition(article)
    assert stale == []
    return apply_corrections(article, applicable)


def test_a_correction_replaces_the_speaker_who_becomes_a_mention() -> None:
    wrong = article((attribution("Bo Day", "baker"),))
    [paragraph] = correct(wrong, Correction("a", 1, TEXT, "Ann Lee")).paragraphs
    [corrected] = paragraph.attributions
    assert corrected.speaker == speaker("Ann Lee")
    assert (corrected.corrected, corrected.confidence) == (True, 1.0)
    assert (corrected.cue, corrected.spans, corrected.role) == ("said", ((0, 4),), "")
    assert paragraph.mentions == (speaker("Bo Day"),)
    assert paragraph.corrected


def test_a_correction_to_nobody_leaves_no_attribution() -> None:
    [paragraph] = correct(
        article((attribution("Bo Day"), attribution("Cy Orr"))), Correction("a", 1, TEXT, "")
    ).paragraphs
    assert (paragraph.attributions, paragraph.corrected) == ((), True)


def test_one_of_several_speakers_can_be_corrected() -> None:
    wrong = article((attribution("Bo Day"), attribution("Cy Orr")))
    to_ann_lee = Correction("a", 1, TEXT, "Ann Lee", instead_of="cy-orr")
    assert names(correct(wrong, to_ann_lee)) == [["Bo Day", "Ann Lee"]]
    to_nobody = Correction("a", 1, TEXT, "", instead_of="cy-orr")
    assert names(correct(wrong, to_nobody)) == [["Bo Day"]]


def test_a_correction_of_a_cue_still_applies_where_its_speaker_is_another_by_now() -> None:
    now = article((attribution("Ann Lee"), attribution("Cy Orr")))
    to_ann_lee = Correction("a", 1, TEXT, "Ann Lee", instead_of="bo-day", cue="said")
    assert names(correct(now, to_ann_lee)) == [["Ann Lee", "Ann Lee"]]
    to_nobody = Correction("a", 1, TEXT, "", instead_of="bo-day", cue="said")
    assert names(correct(now, to_nobody)) == [["Ann Lee", "Cy Orr"]]


def test_a_second_correction_of_a_paragraph_keeps_the_first() -> None:
    corrected = correct(
        article((attribution("Bo Day"), attribution("Cy Orr"))),
        Correction("a", 1, TEXT, "Ann Lee", instead_of="bo-day"),
        Correction("a", 1, TEXT, "Di Fay"),
    )
    assert names(corrected) == [["Ann Lee", "Di Fay"]]


@pytest.mark.parametrize(
    ("text", "spans", "quotation"),
    [
        ("He left. “We will not go on,” she wrote.", ((9, 29),), "direct"),
        ("The “old” mill will be closed.", ((0, 30),), "indirect"),
    ],
)
def test_the_content_of_a_new_attribution_is_the_quotations_or_the_whole_paragraph(
    text: str, spans: tuple[tuple[int, int], ...], quotation: str
) -> None:
    corrected = correct(article(Paragraph(1, text)), Correction("a", 1, text, "Ann Lee"))
    [new] = corrected.paragraphs[0].attributions
    assert (new.spans, new.quotation) == (spans, quotation)


def test_a_correction_may_give_the_beginning_of_the_text() -> None:
    corrected = correct(
        article((attribution("Bo Day"),)), Correction("a", 1, "Text of …", "Ann Lee")
    )
    assert names(corrected) == [["Ann Lee"]]


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [
        (1, "Another text.", "the text of the paragraph has changed"),
        (1, "Text", "the text of the paragraph has changed"),
        (2, TEXT, "its text is now in paragraph 1"),
        (9, TEXT, "the article has 2 paragraphs"),
    ],
)
def test_a_correction_that_does_not_match_the_text_is_stale(
    number: int, text: str, reason: str
) -> None:
    corrections = Corrections([Correction("a", number, text, "X")])
    applicable, [stale] = corrections.partition(article((attribution("Bo Day"),), ()))
    assert (applicable, stale.reason) == ([], reason)


def test_confirming_a_speaker_marks_the_attribution_as_corrected() -> None:
    uncorrected = article((attribution("Bo Day"),))
    assert correct(uncorrected) == uncorrected
    confirmed = correct(uncorrected, Correction("a", 1, TEXT, "Bo Day"))
    assert names(confirmed) == [["Bo Day"]]
    assert confirmed != uncorrected
