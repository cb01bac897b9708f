from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.sentences import NAME, Sentence

Sentences = Callable[[str], list[Sentence]]
Speakers = Callable[..., list[list[str]]]

TWO = ["Ana Ruiz", "Ben Okafor"]
THREE = ["Ana Ruiz", "Ben Okafor", "Mei Lind"]


def _named(sentence: Sentence, items: tuple[int, ...]) -> list[str]:
    mentions = (sentence.items[k].mention for k in items)
    return [" ".join(mention.words) for mention in mentions if mention is not None]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz and Ben Okafor met.", TWO),
        ("Ana Ruiz, Ben Okafor and Mei Lind met.", THREE),
        ("Ana Ruiz, Ben Okafor, and Mei Lind met.", THREE),
        ("Ana Ruiz, 43, and Ben Okafor met.", TWO),
        ("Senator Ana Ruiz of Maine and Senator Ben Okafor met.", TWO),
        ("Ana Ruiz as well as Ben Okafor met.", TWO),
        ("Ana Ruiz, along with Ben Okafor, met.", TWO),
        ("Ana Ruiz met Ben Okafor.", ["Ana Ruiz"]),
    ],
)
def test_conjuncts_are_the_same_from_the_first_name_and_from_the_last(
    text: str, names: list[str], sentences: Sentences, lexicon: Lexicon
) -> None:
    sentence = sentences(text)[0]
    joined = CoordinatedNames(sentence, lexicon)
    first = sentence.lowered.index(NAME)
    after = (first, *joined.after(first))
    assert _named(sentence, after) == names
    last = after[-1]
    assert _named(sentence, (*reversed(joined.before(joined.start(last))), last)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz, a weaver, and Ben Okafor said the mill would close.", TWO),
        ("Ana Ruiz and her lawyer, Ben Okafor, said the mill would close.", TWO),
        ("Sens. Ana Ruiz of Maine and Ben Okafor of Ohio say the mill would close.", TWO),
        ("Ana Ruiz and Ben Okafor, who are both weavers, said the mill would close.", TWO),
        ("Two weavers, Ana Ruiz and Ben Okafor, said the mill would close.", TWO),
        ('"We close it," said Ana Ruiz of Maine and Ben Okafor of Ohio.', TWO),
        ('"We close it," said Ana Ruiz, Ben Okafor and others.', TWO),
        ("Ana Ruiz, Ben Okafor and Mei Lind toured the mill, saying it would close.", THREE),
    ],
)
def test_all_coordinated_names_are_speakers(
    text: str, names: list[str], speakers: Speakers
) -> None:
    assert [sorted(own) for own in speakers(text)] == [sorted(names)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz met Ben Okafor and Mei Lind says the mill would close.", ["Mei Lind"]),
        ("Neither Ana Ruiz nor Mei Lind said the mill would close.", []),
    ],
)
def test_a_verb_between_names_and_neither_nor_do_not_coordinate_them(
    text: str, names: list[str], speakers: Speakers
) -> None:
    assert speakers(text) == [names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz, a deputy from Ohio, and Ben Okafor, a deputy from Maine, said it closed.", TWO),
        ("Ana Ruiz, of the Mill Board, and Ben Okafor, of the Wool Board, said it closed.", TWO),
        ("Ana Ruiz, who is a deputy, and Ben Okafor, who is a lawyer, said it closed.", TWO),
        ("Ana Ruiz, the mill's owner, and Ben Okafor, its head, said it closed.", TWO),
        ("Ana Ruiz and Ben Okafor have each said it closed.", TWO),
        ("Not only Ana Ruiz but also Ben Okafor said it closed.", TWO),
        ("In a letter to Mei Lind, Ana Ruiz and Ben Okafor called the mill a disgrace.", TWO),
        ("They met Ana Ruiz and Ben Okafor, who say that it closed.", TWO),
        ("Ana Ruiz and his wife said it closed.", ["Ana Ruiz", "his wife"]),
    ],
)
def test_descriptions_of_the_names_do_not_separate_them(
    text: str, names: list[str], speakers: Speakers
) -> None:
    assert [sorted(own) for own in speakers(text)] == [sorted(names)]
