from collections.abc import Callable

from searchapp.attribution import attribute
from searchapp.models.articles import Article, Attribution, Paragraph

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_pronoun_means_the_last_fitting_speaker(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind said the mill is old.",
        "John Okafor said it is not.",
        "She said she knew.",
        "He said he did not.",
    ) == [["Mary Lind"], ["John Okafor"], ["Mary Lind"], ["John Okafor"]]


def test_a_pronoun_means_the_only_person_near_whatever_the_given_name_tells(
    speakers: Speakers,
) -> None:
    assert speakers("Marty Okafor runs the mill.", "She said it would close.") == [
        [],
        ["Marty Okafor"],
    ]
    assert speakers("Marty Okafor and Otto Lind run the mill.", "She said it would close.") == [
        [],
        [],
    ]


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


def test_both_means_the_two_that_the_sentence_named(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind is old.",
        "Deputy Mary Lind and the Oban Board have settled it, both said on Monday.",
    )[1] == ["Mary Lind", "Oban Board"]


def test_they_between_commas_means_the_group(speakers: Speakers) -> None:
    assert speakers("Farmers of Oban praised the plan. The mill, they said, was old.") == [
        ["Farmers of Oban", "Farmers of Oban"]
    ]


def test_one_of_them_is_described_as_the_article_does(attributed: Attributed) -> None:
    ((one,),) = attributed("“It is an old mill,” said one of them, who asked to stay unnamed.")
    assert (one.speaker.name, one.speaker.kind) == ("one of them", "unnamed")


def test_a_group_is_described_with_what_it_knows(attributed: Attributed) -> None:
    ((group,),) = attributed("Two officials familiar with the talks said the mill would close.")
    assert (group.speaker.name, group.speaker.kind) == (
        "Two officials familiar with the talks",
        "group",
    )


def test_a_pronoun_shows_the_way_to_the_full_name(attributed: Attributed) -> None:
    _, _, ((said),) = attributed(
        "Ana Ruiz, a deputy, came.", "Ruiz said it is old.", "She said it would close."
    )
    assert [(p.paragraph, p.text) for p in said.antecedents] == [(2, "Ruiz"), (1, "Ana Ruiz")]
    assert said.source_span is not None
    assert (said.source_span.paragraph, said.source_span.start, said.source_span.end) == (3, 0, 3)
    assert said.cue_span is not None
    assert (said.cue_span.start, said.cue_span.end, said.cue_span.text) == (4, 8, "said")


def test_a_pronoun_takes_up_who_has_no_name(attributed: Attributed) -> None:
    *_, (said,) = attributed(
        "Ben Lind said the mill is old.",
        "One farmer said it is not.",
        "He said it would stay.",
    )
    assert (said.speaker.name, said.speaker.kind) == ("One farmer", "unnamed")
    assert [p.text for p in said.antecedents] == ["One farmer"]


def test_the_source_is_the_one_described_before(speakers: Speakers) -> None:
    assert speakers(
        "A source close to the mill said it is old.", "It rained.", "The source said it would stay."
    ) == [["source close to the mill"], [], ["source close to the mill"]]


def test_thoughts_are_told_from_words(attributed: Attributed) -> None:
    ((thought,),) = attributed("Ana Ruiz, a deputy, believes that the mill is old.")
    assert (thought.act, thought.cue) == ("thought", "believes")


def test_who_is_named_and_does_not_speak_is_a_mention() -> None:

    text = "Ana Ruiz told Mary Lind of the Oban Board that the mill would close."
    (paragraph,) = attribute(Article("a", "", None, (Paragraph(1, text),))).paragraphs
    assert [s.name for s in paragraph.mentions] == ["Mary Lind", "Oban Board"]


def test_confidence_is_a_probability(attributed: Attributed) -> None:
    ((said,),) = attributed("Ana Ruiz, a deputy, said that the mill is old.")
    assert 0.9 < said.confidence < 1


def test_a_paragraph_with_a_colon_announces_the_next(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, a deputy, continued:", "We close the mill and build another.") == [
        [],
        ["Ana Ruiz"],
    ]


def test_a_subject_pronoun_stays_in_mind(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind said the mill is old.",
        "She has long fought Ana Ruiz, its owner, over it. She said it would close.",
    )[1] == ["Mary Lind"]


def test_who_is_introduced_is_taken_up(speakers: Speakers) -> None:
    assert speakers(
        "While John Okafor had many friends, it troubles Ben Lind, president of the Oban Board.",
        "“It is an old mill,” he said.",
    )[1] == ["Ben Lind"]


def test_who_owns_what_is_spoken_of_is_not_taken_up(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind, a deputy, said the mill is old.",
        "The Ana Ruiz campaign is over, she said.",
    )[1] == ["Mary Lind"]


def test_nobody_is_no_speaker(speakers: Speakers) -> None:
    assert speakers(
        "Nobody spoke of oil.",
        "No minister said the mill is old, and none said it is new.",
        "No one told the board that it rained.",
    ) == [[], [], []]


def test_they_means_who_were_one_subject(speakers: Speakers) -> None:
    pair = ["Ana Ruiz", "John Lind"]
    met = "Ana Ruiz and John Lind met on Monday."
    assert speakers(met, "They said the mill is old.")[1] == pair
    assert speakers(met, "The two men said the mill is old.")[1] == pair


def test_a_name_and_a_description_speak_together(speakers: Speakers) -> None:
    assert speakers("The mayor and Ana Ruiz said the mill is old.") == [["mayor", "Ana Ruiz"]]
    assert speakers("The Oban Post and the mill union said the mill is old.") == [
        ["Oban Post", "mill union"]
    ]


def test_a_noun_with_a_capital_is_a_publication(attributed: Attributed) -> None:
    ((said,),) = attributed("The Advocate said the mill is old.")
    assert (said.speaker.name, said.speaker.kind) == ("Advocate", "organization")


def test_a_short_quotation_alone_is_a_heading(speakers: Speakers) -> None:
    said = '"The mill is old," Ana Ruiz said.'
    assert speakers(said, "'A really tough decision.'") == [["Ana Ruiz"], []]
    long = "'The mill is old, and the looms will go to Oban in May.'"
    assert speakers(said, long) == [["Ana Ruiz"], ["Ana Ruiz"]]


def test_what_another_line_announces_is_not_carried_on(speakers: Speakers) -> None:
    long = '"The mill is old, and the looms will go to Oban in May."'
    assert speakers('"It is old," Ana Ruiz said.', "From the pages of a paper:", long)[2] == []


def test_a_sentence_that_ends_in_a_colon_announces_the_next_paragraph(
    speakers: Callable[..., list[list[str]]],
) -> None:
    found = speakers("Ana Ruiz turned to the crowd:", "“The mill is old, and it will close.”")
    assert found == [[], ["Ana Ruiz"]]
