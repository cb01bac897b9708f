from collections.abc import Callable

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_pronoun_refers_to_the_last_speaker_of_its_gender(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind said the mill is old.",
        "John Okafor said it is not.",
        "She said she knew.",
        "He said he did not.",
    ) == [["Mary Lind"], ["John Okafor"], ["Mary Lind"], ["John Okafor"]]


def test_a_pronoun_refers_to_the_only_person_near_even_against_the_given_name(
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


def test_they_refers_to_the_last_group(speakers: Speakers) -> None:
    group = "village leaders and weavers’ advisers"
    assert speakers(f"The mill is old, said {group}.", "They called for a new one.") == [
        [group],
        [group],
    ]


def test_both_refers_to_the_two_entities_that_the_sentence_names(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind is old.",
        "Deputy Mary Lind and the Oban Board have settled it, both said on Monday.",
    )[1] == ["Mary Lind", "Oban Board"]


def test_they_between_commas_refers_to_the_last_group(speakers: Speakers) -> None:
    assert speakers("Farmers of Oban praised the plan. The mill, they said, was old.") == [
        ["Farmers of Oban", "Farmers of Oban"]
    ]


def test_antecedents_lead_from_a_pronoun_to_the_full_name(attributed: Attributed) -> None:
    _, _, ((attribution),) = attributed(
        "Ana Ruiz, a deputy, came.", "Ruiz said it is old.", "She said it would close."
    )
    assert [(p.paragraph, p.text) for p in attribution.antecedents] == [
        (2, "Ruiz"),
        (1, "Ana Ruiz"),
    ]
    assert attribution.source_span is not None
    assert (
        attribution.source_span.paragraph,
        attribution.source_span.start,
        attribution.source_span.end,
    ) == (3, 0, 3)
    assert attribution.cue_span is not None
    assert (attribution.cue_span.start, attribution.cue_span.end, attribution.cue_span.text) == (
        4,
        8,
        "said",
    )


def test_a_pronoun_may_refer_to_an_unnamed_person(attributed: Attributed) -> None:
    *_, (attribution,) = attributed(
        "Ben Lind said the mill is old.",
        "One farmer said it is not.",
        "He said it would stay.",
    )
    assert (attribution.speaker.name, attribution.speaker.kind) == ("One farmer", "unnamed")
    assert [p.text for p in attribution.antecedents] == ["One farmer"]


def test_a_subject_pronoun_makes_its_person_salient(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind said the mill is old.",
        "She has long fought Ana Ruiz, its owner, over it. She said it would close.",
    )[1] == ["Mary Lind"]


def test_a_person_introduced_with_a_role_is_salient(speakers: Speakers) -> None:
    assert speakers(
        "While John Okafor had many friends, it troubles Ben Lind, president of the Oban Board.",
        "“It is an old mill,” he said.",
    )[1] == ["Ben Lind"]


def test_the_owner_of_a_subject_is_not_salient(speakers: Speakers) -> None:
    assert speakers(
        "Mary Lind, a deputy, said the mill is old.",
        "The Ana Ruiz campaign is over, she said.",
    )[1] == ["Mary Lind"]


def test_they_and_the_two_men_refer_to_a_coordinated_subject(speakers: Speakers) -> None:
    pair = ["Ana Ruiz", "John Lind"]
    met = "Ana Ruiz and John Lind met on Monday."
    assert speakers(met, "They said the mill is old.")[1] == pair
    assert speakers(met, "The two men said the mill is old.")[1] == pair
