from collections.abc import Callable

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_quotation_may_continue_in_the_next_paragraph(attributed: Attributed) -> None:
    own = attributed(
        "“The mill is old,” Ana Ruiz said. “We close it.",
        "“We will build another.”",
    )
    assert [(a.speaker.name, a.cue, a.quotation) for (a,) in own] == [
        ("Ana Ruiz", "said", "direct"),
        ("Ana Ruiz", "said", "direct"),
    ]


def test_a_cue_before_a_colon_has_its_content_in_the_next_paragraph(speakers: Speakers) -> None:
    assert speakers("Then Ana Ruiz said:", "“We will build another mill.”") == [[], ["Ana Ruiz"]]


def test_a_quotation_left_open_has_the_speaker_of_the_paragraph_that_closes_it(
    speakers: Speakers,
) -> None:
    assert speakers("“The mill is very old.", "“We close it now,” said Ana Ruiz.") == [
        ["Ana Ruiz"],
        ["Ana Ruiz"],
    ]


def test_a_paragraph_that_ends_in_a_colon_announces_the_next(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, a deputy, continued:", "We close the mill and build another.") == [
        [],
        ["Ana Ruiz"],
    ]


def test_a_short_quotation_in_single_marks_is_a_heading(speakers: Speakers) -> None:
    first = '"The mill is old," Ana Ruiz said.'
    assert speakers(first, "'A really tough decision.'") == [["Ana Ruiz"], []]
    long = "'The mill is old, and the looms will go to Oban in May.'"
    assert speakers(first, long) == [["Ana Ruiz"], ["Ana Ruiz"]]


def test_a_quotation_that_another_line_announces_is_not_carried_over(speakers: Speakers) -> None:
    long = '"The mill is old, and the looms will go to Oban in May."'
    assert speakers('"It is old," Ana Ruiz said.', "From the pages of a paper:", long)[2] == []


def test_a_sentence_without_a_cue_may_announce_the_next_paragraph(
    speakers: Callable[..., list[list[str]]],
) -> None:
    names = speakers("Ana Ruiz turned to the crowd:", "“The mill is old, and it will close.”")
    assert names == [[], ["Ana Ruiz"]]


def test_a_quotation_after_a_paragraph_about_somebody_else_is_not_continued(
    speakers: Speakers,
) -> None:
    assert speakers(
        "“The mill is old,” Ana Ruiz said.",
        "John Lind, a weaver, was not so sure.",
        "“We could mend the looms.”",
    ) == [["Ana Ruiz"], [], []]


def test_a_quotation_after_a_paragraph_without_a_report_is_in_doubt(
    attributed: Attributed,
) -> None:
    (first,), _, (second,) = attributed(
        "“The mill is old,” Ana Ruiz said.",
        "The looms are older.",
        "“We could mend the looms.”",
    )
    assert second.speaker == first.speaker
    assert second.confidence < 0.75 < first.confidence


def test_an_announced_paragraph_may_hold_a_doubtful_report_of_its_own(speakers: Speakers) -> None:
    text = "And from a deputy, Ben Lind, this reeks of fear. His critics hope the mill closes."
    assert speakers("Ana Ruiz added:", text)[1][0] == "Ana Ruiz"
    own = "Ben Lind told the Oban Post that the mill would close."
    assert speakers("Ana Ruiz added:", own) == [[], ["Ben Lind"]]
