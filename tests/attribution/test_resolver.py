from collections.abc import Callable

from searchapp.records import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_pronoun_means_the_last_fitting_speaker(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind said the mill is old.",
        "John Okafor said it is not.",
        "She said she knew.",
        "He said he did not.",
    ) == [["Mary Lind"], ["John Okafor"], ["Mary Lind"], ["John Okafor"]]


def test_they_means_the_last_group(speakers: Speakers) -> None:
    group = "village leaders and weavers’ advisers"
    assert speakers(f"The mill is old, said {group}.", "They called for a new one.") == [
        [group],
        [group],
    ]


def test_a_described_person_is_found_by_the_role(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, a senator, came.", "The senator said the mill is old.") == [
        [],
        ["Ana Ruiz"],
    ]


def test_an_organization_is_found_by_its_noun(speakers: Speakers) -> None:
    assert speakers("The Oban Savings Bank is old.", "The bank said it would close.") == [
        [],
        ["Oban Savings Bank"],
    ]


def test_kinds_of_speakers_are_told_apart(attributed: Attributed) -> None:
    own = attributed(
        "Ana Ruiz said it is old.",
        "The Ministry of Mills said it is old.",
        "Two officials said it is old.",
        "A weaver close to the mill said it is old.",
        "An official said it is old.",
        "A report said it is old.",
    )
    assert [[a.speaker.kind for a in paragraph] for paragraph in own] == [
        ["person"], ["organization"], ["group"], [], ["unnamed"], ["document"],
    ]  # fmt: skip


def test_an_attribution_carries_the_role_of_its_own_paragraph(attributed: Attributed) -> None:
    own = attributed(
        "Ana Ruiz, a deputy, said it is old.",
        "Ruiz said it would close.",
        "Ruiz, also owner of the mill, said it would not.",
    )
    assert [a.role for (a,) in own] == ["deputy", "deputy", "owner of the mill"]


def test_a_quotation_runs_on_over_paragraphs(attributed: Attributed) -> None:
    own = attributed(
        "“The mill is old,” Ana Ruiz said. “We close it.",
        "“We will build another.”",
    )
    assert [(a.speaker.name, a.cue, a.quotation) for (a,) in own] == [
        ("Ana Ruiz", "said", "direct"),
        ("Ana Ruiz", "said", "direct"),
    ]


def test_a_colon_leads_to_the_next_paragraph(speakers: Speakers) -> None:
    assert speakers("Then Ana Ruiz said:", "“We will build another mill.”") == [[], ["Ana Ruiz"]]


def test_a_quotation_left_open_belongs_to_who_closes_it(speakers: Speakers) -> None:
    assert speakers("“The mill is very old.", "“We close it now,” said Ana Ruiz.") == [
        ["Ana Ruiz"],
        ["Ana Ruiz"],
    ]


def test_another_language_has_no_attributions(attributed: Attributed) -> None:
    text = "Ana Ruiz said the mill would close."
    assert attributed(text, language="de") == [()]
    assert len(attributed(text, language="en-GB")[0]) == 1


def test_an_article_without_paragraphs_stays_one(attributed: Attributed) -> None:
    assert attributed() == []
