from collections.abc import Callable

import pytest

from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


def test_a_description_refers_to_the_last_person_of_that_role(speakers: Speakers) -> None:
    assert speakers(
        "Senator Ana Ruiz came.",
        "Senator Mary Lind came.",
        "The senator said the mill is old.",
    )[2] == ["Mary Lind"]


def test_further_words_of_a_description_choose_among_persons_of_its_role(
    speakers: Speakers,
) -> None:
    assert speakers(
        "Ana Ruiz, a weaving engineer, came.",
        "Mary Lind, a mining engineer, came.",
        "The weaving engineer said the mill is old.",
    )[2] == ["Ana Ruiz"]


def test_a_description_may_use_a_synonym_of_the_role(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, an attorney, came.", "The lawyer said the mill is old.")[1] == [
        "Ana Ruiz"
    ]


def test_a_description_in_the_lede_may_refer_to_a_person_named_in_the_next_paragraph(
    speakers: Speakers,
) -> None:
    assert speakers(
        "A judge in Oban said on Monday that the mill must close.",
        "It was Judge Ana Ruiz who took up the case in May.",
    )[0] == ["Ana Ruiz"]


def test_an_official_stays_unnamed_though_the_next_paragraph_names_one(
    attributed: Attributed,
) -> None:
    ((official,), *_) = attributed(
        "An official said on Monday that the mill must close.",
        "It was Ana Ruiz, an official, who took up the case in May.",
    )
    assert (official.speaker.kind, official.speaker.name) == ("unnamed", "official")


def test_a_possessive_description_refers_to_the_person_whose_role_names_the_owner(
    speakers: Speakers,
) -> None:
    assert speakers(
        "Ana Ruiz, a lawyer for Vantell, and Mary Lind, a lawyer for Okafor, came.",
        "John Okafor and Ben Vantell stayed.",
        "Vantell's lawyer said the mill is old.",
    )[2] == ["Ana Ruiz"]


def test_an_age_refers_to_the_last_person_mentioned(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz came to Oban.", "The 45-year-old said the mill is old.")[1] == [
        "Ana Ruiz"
    ]


def test_an_epithet_does_not_refer_to_a_person_of_another_role(attributed: Attributed) -> None:
    _, (epithet,) = attributed("Judge Ana Ruiz came to Oban.", "The nominee said the mill is old.")
    assert epithet.speaker.kind == "unnamed"


def test_names_in_apposition_are_the_speakers_of_a_plural_noun(speakers: Speakers) -> None:
    assert speakers("Two analysts, Ana Ruiz and John Lind, said the mill is old.") == [
        ["Ana Ruiz", "John Lind"]
    ]


def test_a_person_described_in_a_relative_clause_is_the_speaker_by_name(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, who is chairman of the mill, said it is old.") == [["Ana Ruiz"]]


def test_a_party_and_a_state_refer_to_the_person_with_them_in_brackets(speakers: Speakers) -> None:
    assert speakers(
        "Sen. Mary Lind (R-Ky.) and Sen. Ana Ruiz (R-Vt.) came.",
        "The Kentucky Republican said the mill is old.",
    )[1] == ["Mary Lind"]


def test_an_epithet_does_not_refer_to_a_person_of_another_party(attributed: Attributed) -> None:
    _, (epithet,) = attributed(
        "Ana Ruiz, a Democratic senator, came to Oban.",
        "The Republican nominee said the mill is old.",
    )
    assert epithet.speaker.kind == "unnamed"


def test_a_name_may_follow_the_last_word_of_an_office(speakers: Speakers) -> None:
    assert speakers("“It is old,” said former secretary of state Mary Lind.") == [["Mary Lind"]]


def test_who_refers_to_a_person_rather_than_a_place(speakers: Speakers) -> None:
    assert speakers("It rained on Ana Ruiz, a farmer from Canada, who said it is old.") == [
        ["Ana Ruiz"]
    ]


def test_a_kin_noun_and_a_comma_before_a_name_give_it_that_role(speakers: Speakers) -> None:
    names = speakers(
        "Ben Ruiz spoke for his wife, Ana Ruiz, on Monday.", "His wife said that it closed."
    )
    assert names[1] == ["Ana Ruiz"]


def test_a_plural_title_is_a_role_of_all_coordinated_names(speakers: Speakers) -> None:
    names = speakers(
        "Attorneys Ana Ruiz and Ben Okafor met a weaver on Monday.",
        "Ms. Ruiz left.",
        "The attorney Mr. Okafor had met came.",
        "Both attorneys said that it closed.",
    )
    assert sorted(names[-1]) == ["Ana Ruiz", "Ben Okafor"]


@pytest.mark.parametrize("office", ["governor", "judge", "senator", "queen"])
def test_an_office_is_no_description_of_a_person_who_is_not_known_to_hold_it(
    office: str, attributed: Attributed
) -> None:
    (described,) = attributed("Ana Ruiz, a weaver, left.", f"The {office} said it was old.")[1]
    assert (described.speaker.name, described.speaker.kind) == (office, "unnamed")


def test_a_description_in_the_lede_refers_to_the_person_whom_the_next_paragraph_introduces(
    speakers: Speakers,
) -> None:
    assert speakers(
        "The founder of the mill said on Monday that it must close.",
        "Ana Ruiz told the paper that it was old.",
    ) == [["Ana Ruiz"], ["Ana Ruiz"]]


def test_an_office_in_the_lede_refers_to_its_only_holder_in_the_article(speakers: Speakers) -> None:
    assert speakers(
        "The mill must close, the region's governor said.",
        *["The river rose."] * 5,
        "Oban governor Ana Ruiz said it was old.",
    )[0] == ["Ana Ruiz"]


def test_a_description_that_ends_an_open_quotation_is_its_speaker(speakers: Speakers) -> None:
    names = speakers(
        "Minister Ben Okafor said it is old.",
        "“It was built in 1900.",
        "“We close it,” the government spokesman said.",
    )
    assert names == [["Ben Okafor"]] * 3


def test_a_description_of_another_gender_does_not_end_a_quotation(speakers: Speakers) -> None:
    names = speakers(
        "Minister Ana Ruiz said it is old.",
        "“It was built in 1900.",
        "“We close it,” the government spokesman said.",
    )
    assert names[2] == ["government spokesman"]
