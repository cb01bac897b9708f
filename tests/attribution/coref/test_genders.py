from collections.abc import Callable

from searchapp.attribution.coref.genders import genders_by_pronoun
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import annotate_paragraphs
from searchapp.models.articles import Article, Paragraph

Speakers = Callable[..., list[list[str]]]


def _genders(lexicon: Lexicon, *texts: str) -> dict[str, str]:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    annotated, entities, *_ = annotate_paragraphs(
        Article("oban", "A mill", None, paragraphs), lexicon
    )
    genders = genders_by_pronoun(annotated, entities.all)
    return {entities.all[entity].name: gender for entity, gender in genders.items()}


def test_a_pronoun_shows_the_gender_of_the_only_person_in_its_sentence(lexicon: Lexicon) -> None:
    assert _genders(lexicon, "Senator Kim Okafor said she would stay.") == {"Kim Okafor": "f"}


def test_a_pronoun_after_two_names_shows_nothing(lexicon: Lexicon) -> None:
    assert _genders(lexicon, "Senator Kim Okafor told Mayor Lee Vantell that he would stay.") == {}


def test_a_pronoun_that_opens_the_next_sentence_shows_the_gender(lexicon: Lexicon) -> None:
    text = "Senator Kim Okafor came. In May he had left."
    assert _genders(lexicon, text) == {"Kim Okafor": "m"}


def test_contradictory_pronouns_show_nothing(lexicon: Lexicon) -> None:
    text = "Senator Kim Okafor met his sister. Kim Okafor said she would stay."
    assert _genders(lexicon, text) == {}


def test_a_pronoun_refers_to_the_person_whose_gender_the_article_shows_elsewhere(
    speakers: Speakers,
) -> None:
    assert speakers(
        "Senator Kim Okafor came. She praised Mayor Lee Vantell.",
        "Mayor Lee Vantell had closed his mill.",
        "It was old, she said.",
    )[2] == ["Kim Okafor"]
