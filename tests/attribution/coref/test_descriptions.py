from collections.abc import Callable

import pytest

from searchapp.attribution.coref.descriptions import party_and_state, role_heads
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import tokenize
from searchapp.models.articles import Attribution

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Speakers = Callable[..., list[list[str]]]


@pytest.mark.parametrize(
    ("role", "heads"),
    [
        ("chief of staff to the mayor", {"chief"}),
        ("lawyer and deputy", {"lawyer", "deputy"}),
        ("mayor's lawyer", {"lawyer"}),
        ("vice-president", {"vice-president", "president"}),
        ("board of the mill", set()),
    ],
)
def test_a_role_is_about_its_heads(role: str, heads: set[str], lexicon: Lexicon) -> None:
    assert role_heads(role, lexicon) == heads


def test_the_senator_is_who_was_called_so_last(speakers: Speakers) -> None:
    assert speakers(
        "Senator Ana Ruiz came.",
        "Senator Mary Lind came.",
        "The senator said the mill is old.",
    )[2] == ["Mary Lind"]


def test_more_words_of_a_description_choose_among_its_bearers(speakers: Speakers) -> None:
    assert speakers(
        "Ana Ruiz, a weaving engineer, came.",
        "Mary Lind, a mining engineer, came.",
        "The weaving engineer said the mill is old.",
    )[2] == ["Ana Ruiz"]


def test_a_lawyer_is_taken_up_as_an_attorney(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, an attorney, came.", "The lawyer said the mill is old.")[1] == [
        "Ana Ruiz"
    ]


def test_a_description_in_the_lede_means_whom_the_next_paragraph_names(
    speakers: Speakers,
) -> None:
    assert speakers(
        "A judge in Oban said on Monday that the mill must close.",
        "It was Judge Ana Ruiz who took up the case in May.",
    )[0] == ["Ana Ruiz"]


def test_an_official_stays_unnamed_whoever_is_named_later(attributed: Attributed) -> None:
    ((said,), *_) = attributed(
        "An official said on Monday that the mill must close.",
        "It was Ana Ruiz, an official, who took up the case in May.",
    )
    assert (said.speaker.kind, said.speaker.name) == ("unnamed", "official")


def test_somebodys_lawyer_is_whose_role_says_so(speakers: Speakers) -> None:
    assert speakers(
        "Ana Ruiz, a lawyer for Vantell, and Mary Lind, a lawyer for Okafor, came.",
        "John Okafor and Ben Vantell stayed.",
        "Vantell's lawyer said the mill is old.",
    )[2] == ["Ana Ruiz"]


def test_an_age_takes_up_who_was_last_spoken_of(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz came to Oban.", "The 45-year-old said the mill is old.")[1] == [
        "Ana Ruiz"
    ]


def test_an_epithet_does_not_fit_who_has_another_role(attributed: Attributed) -> None:
    _, (said,) = attributed("Judge Ana Ruiz came to Oban.", "The nominee said the mill is old.")
    assert said.speaker.kind == "unnamed"


def test_names_beside_a_noun_speak_for_it(speakers: Speakers) -> None:
    assert speakers("Two analysts, Ana Ruiz and John Lind, said the mill is old.") == [
        ["Ana Ruiz", "John Lind"]
    ]


def test_who_is_something_speaks_under_the_name(speakers: Speakers) -> None:
    assert speakers("Ana Ruiz, who is chairman of the mill, said it is old.") == [["Ana Ruiz"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(R-Ky.)", {"republican", "kentucky"}),
        ("(I-Vt.)", {"independent", "vermont"}),
        ("(D-Oban)", {"democrat", "oban"}),
        ("(Oban)", set()),
    ],
)
def test_a_bracket_gives_party_and_state(text: str, words: set[str], lexicon: Lexicon) -> None:
    assert party_and_state(tokenize(text), 1, lexicon) == words


def test_the_republican_of_a_state_is_who_the_bracket_says(speakers: Speakers) -> None:
    assert speakers(
        "Sen. Mary Lind (R-Ky.) and Sen. Ana Ruiz (R-Vt.) came.",
        "The Kentucky Republican said the mill is old.",
    )[1] == ["Mary Lind"]


def test_an_epithet_does_not_fit_who_is_of_another_party(attributed: Attributed) -> None:
    _, (said,) = attributed(
        "Ana Ruiz, a Democratic senator, came to Oban.",
        "The Republican nominee said the mill is old.",
    )
    assert said.speaker.kind == "unnamed"


def test_the_rest_of_an_office_may_stand_before_the_name(speakers: Speakers) -> None:
    assert speakers("“It is old,” said former secretary of state Mary Lind.") == [["Mary Lind"]]


def test_who_is_a_person_and_no_place(speakers: Speakers) -> None:
    assert speakers("It rained on Ana Ruiz, a farmer from Canada, who said it is old.") == [
        ["Ana Ruiz"]
    ]


def test_a_relative_is_known_behind_a_comma_too(speakers: Speakers) -> None:
    found = speakers(
        "Ben Ruiz spoke for his wife, Ana Ruiz, on Monday.", "His wife said that it closed."
    )
    assert found[1] == ["Ana Ruiz"]


def test_a_plural_title_is_everybodys(speakers: Speakers) -> None:
    found = speakers(
        "Attorneys Ana Ruiz and Ben Okafor met a weaver on Monday.",
        "Ms. Ruiz left.",
        "The attorney Mr. Okafor had met came.",
        "Both attorneys said that it closed.",
    )
    assert sorted(found[-1]) == ["Ana Ruiz", "Ben Okafor"]
