from collections.abc import Callable

import pytest

Contents = Callable[[str], list[list[str]]]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ana Ruiz said that the mill would close.", [["that the mill would close"]]),
        ("Ana Ruiz said on Monday the mill would close.", [["the mill would close"]]),
        ("Ana Ruiz told the Oban Post that it would close.", [["that it would close"]]),
        ("The mill would close, Ana Ruiz said.", [["The mill would close"]]),
        ('"We close it now," Ana Ruiz said.', [['"We close it now,"']]),
        ("“We lost”, Ana Ruiz said.", [["“We lost”"]]),
        ("“We close it,” mill council chairwoman Ana Ruiz said.", [["“We close it,”"]]),
        ("It closes, company spokesman Ben Okafor said.", [["It closes"]]),
        ('" We close it now , " Ana Ruiz said .', [['" We close it now , "']]),
        ("‘She said, “No,” and left,’ Ana Ruiz said.", [["‘She said, “No,” and left,’"]]),
        (
            '"We close it," Ana Ruiz said, "and build a new one."',
            [['"We close it,"', '"and build a new one."']],
        ),
        (
            '"We close it now," Ana Ruiz said. "It is too old."',
            [['"We close it now,"', '"It is too old."']],
        ),
        ("It closes, Ana Ruiz said, adding it is old.", [["It closes"], ["it is old"]]),
        (
            "Noting it is old, Ana Ruiz said it would close.",
            [["it is old"], ["it would close"]],
        ),
        ("According to Ana Ruiz, the mill would close.", [["the mill would close"]]),
        (
            "The mill, according to Ana Ruiz, would close.",
            [["The mill", "would close"]],
        ),
    ],
)
def test_contents_are_exact_to_the_character(
    text: str, spans: list[list[str]], contents: Contents
) -> None:
    assert contents(text) == spans


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"We close it now," Ana Ruiz said.', "direct"),
        ('"Yes," Ana Ruiz said.', "direct"),
        ('Ana Ruiz said the mill is "too old to keep" and would close.', "mixed"),
        ('Ana Ruiz said the "little giant" would close.', "indirect"),
        ("Ana Ruiz said the mill would close.", "indirect"),
    ],
)
def test_the_quotation_type_depends_on_the_quotation_marks(
    text: str,
    kind: str,
    attributed: Callable[..., list[tuple[object, ...]]],
) -> None:
    ((only,),) = attributed(text)
    assert getattr(only, "quotation") == kind  # noqa: B009


def test_an_interjection_after_the_cue_is_not_content(contents: Contents) -> None:
    assert contents("Ana Ruiz said, however, that the mill would close.") == [
        ["that the mill would close"]
    ]


def test_a_content_may_continue_after_cue_and_source(contents: Contents) -> None:
    assert contents("The mill, Ana Ruiz said, would close in May.") == [
        ["The mill", "would close in May"]
    ]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "He even revealed, somewhat stiltedly, that Ana Ruiz would close it.",
            [["that Ana Ruiz would close it"]],
        ),
        (
            "Ana Ruiz also argued in favor of the mill's closing.",
            [["in favor of the mill's closing"]],
        ),
        ("Ana Ruiz reported from Oban.", []),
    ],
)
def test_the_rest_of_the_sentence_is_the_content_if_there_is_no_other(
    text: str, spans: list[list[str]], contents: Contents
) -> None:
    assert contents("Otto Lind is old. " + text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz sang “Yesterday” at the gala.",
        "Ana Ruiz wrote “Bridges of Sand” in 1990.",
        "Ana Ruiz published “The Old Mill” last year.",
    ],
)
def test_the_title_of_a_work_is_no_content(text: str, contents: Contents) -> None:
    assert contents(text) == []


def test_what_somebody_wrote_is_content(contents: Contents) -> None:
    assert contents("Ana Ruiz wrote, “The Old Mill Is Ours.”") == [["“The Old Mill Is Ours.”"]]
    assert contents("Ana Ruiz wrote “we close it” on Monday.") != []
