import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.attribution.entities.names.company_names import find_company_conjuncts
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.syntax.tokens import tokenize
from tests.attribution.entities.gathered import Gather


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Oru Gas and Vantell Corp said it closed.", {("gas", "vantell")}),
        ("Vantell and Oru Weaving Inc said it closed.", {("vantell", "oru")}),
        ("V and O said it cut the ratings.", {("v", "o")}),
        ("VL and O said it cut the ratings.", {("vl", "o")}),
        ("Johnson and Johnson said it closed.", {("johnson", "johnson")}),
        ("Vantell and Oru said its board met.", {("vantell", "oru")}),
        ("Vantell and Oru said their boards met.", set()),
        ("Ana and Oru said it closed.", set()),
        ("Davis Oru and Vantell Weavers Inc said its board met.", {("oru", "vantell")}),
        ("Vantell and Oru said they met.", set()),
        ("Vantell Mills and Oru Corp said they met.", set()),
        ("Vantell and a Corp said so.", set()),
        ("", set()),
    ],
)
def test_and_before_a_word_and_corp_is_part_of_a_name(
    text: str, pairs: set[tuple[str, str]], lexicon: Lexicon
) -> None:
    assert find_company_conjuncts([tokenize(text)], lexicon) == pairs


def test_a_name_that_also_occurs_without_and_is_another_company(lexicon: Lexicon) -> None:
    texts = ["Vantell and Oru Corp said they met.", "Vantell said it was old."]
    assert find_company_conjuncts([tokenize(text) for text in texts], lexicon) == frozenset()


def test_a_company_keeps_its_name_if_corp_is_omitted(entities: Gather) -> None:
    article = entities(
        "Vantell and Oru Corp said it closed.", "It was Vantell and Oru that closed."
    )
    assert [e.name for e in article.all] == ["Vantell and Oru Corp"]
    assert set(article.at[1].values()) == {0}


_WORDS = st.sampled_from(["Oru", "Vantell", "and", "Corp", "A", "B", "the", "mill", ",", ".", "<"])
_TEXTS = st.lists(_WORDS, max_size=8).map(" ".join)


@given(st.lists(_TEXTS, max_size=4))
def test_conjuncts_of_any_text_surround_an_and(texts: list[str]) -> None:
    paragraphs = [tokenize(text) for text in texts]
    for before, after in find_company_conjuncts(paragraphs, load_lexicon("en")):
        assert any(
            tokens.lowered[k : k + 3] == [before, "and", after]
            for tokens in paragraphs
            for k in range(len(tokens))
        )
