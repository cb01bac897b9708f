import pytest

from searchapp.attribution.coref.discourse import (
    MENTION_SALIENCE,
    SPEAKER_SALIENCE,
    WHOLE_ARTICLE,
    Antecedent,
    DiscourseModel,
)
from searchapp.attribution.entities.entities import Entity

ANA, BEN, BOARD = range(3)


@pytest.fixture
def discourse() -> DiscourseModel:
    """A model of two persons, the second of unknown gender, and an organization."""
    return DiscourseModel(
        (
            Entity("Ana Ruiz", "person", "f", frozenset()),
            Entity("Ben Okafor", "person", "", frozenset()),
            Entity("Oban Board", "organization", "", frozenset()),
        )
    )


def test_the_last_speaker_of_the_gender_is_the_antecedent(discourse: DiscourseModel) -> None:
    discourse.add_mention(BEN, 0, 0, SPEAKER_SALIENCE)
    discourse.add_mention(ANA, 0, 1, SPEAKER_SALIENCE)
    assert discourse.find_person("f", 1, 0) == Antecedent(ANA, clear=True)
    assert discourse.find_person("m", 1, 0) == Antecedent(BEN, clear=True)


def test_an_antecedent_with_a_near_rival_is_not_clear(discourse: DiscourseModel) -> None:
    discourse.add_mention(ANA, 0, 0, MENTION_SALIENCE)
    discourse.add_mention(BEN, 0, 1, MENTION_SALIENCE)
    antecedent = discourse.find_person("", 1, 0)
    assert antecedent is not None
    assert not antecedent.clear


def test_a_person_of_unknown_gender_takes_that_of_the_pronoun(discourse: DiscourseModel) -> None:
    discourse.add_mention(BEN, 0, 0, SPEAKER_SALIENCE)
    assert discourse.find_person("m", 0, 1) == Antecedent(BEN, clear=True)
    assert discourse.find_person("f", 0, 2) is None


def test_excluded_persons_are_no_antecedents(discourse: DiscourseModel) -> None:
    discourse.add_mention(BEN, 0, 0, MENTION_SALIENCE)
    assert discourse.find_person("m", 0, 1, excluded={BEN}) is None


def test_a_pronoun_reaches_back_five_paragraphs_and_a_noun_through_the_article(
    discourse: DiscourseModel,
) -> None:
    discourse.add_mention(BOARD, 0, 0, MENTION_SALIENCE)
    assert discourse.find_organization(5, 0, lambda entity: True) == Antecedent(BOARD, clear=True)
    assert discourse.find_organization(6, 0, lambda entity: True) is None
    board = discourse.find_organization(6, 0, lambda entity: True, WHOLE_ARTICLE)
    assert board == Antecedent(BOARD, clear=True)


def test_the_sole_person_near_is_of_this_paragraph_or_the_one_before(
    discourse: DiscourseModel,
) -> None:
    discourse.add_mention(ANA, 0, 0, MENTION_SALIENCE)
    discourse.add_mention(BOARD, 1, 0, MENTION_SALIENCE)
    assert discourse.sole_person_near(1) == ANA
    assert discourse.sole_person_near(2) is None
    discourse.add_mention(BEN, 1, 1, MENTION_SALIENCE)
    assert discourse.sole_person_near(1) is None
