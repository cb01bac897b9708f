from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.clauses import cataphor_antecedent, main_clause_start
from searchapp.attribution.syntax.sentences import NAME, Sentence

Sentences = Callable[[str], list[Sentence]]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("When he opened the mill, Ana Ruiz said so.", "Ana"),
        ("Two weeks after it closed, Ana Ruiz said so.", "Ana"),
        ("In Oban, Maine, Ana Ruiz said so.", "Ana"),
        ("Ana Ruiz, a weaver, said so.", "Ana"),
        ("After it closed, the mill burnt.", "After"),
    ],
)
def test_the_main_clause_begins_after_a_fronted_phrase(
    text: str, begins: str, sentences: Sentences, lexicon: Lexicon
) -> None:
    sentence = sentences(text)[0]
    begin = main_clause_start(CoordinatedNames(sentence, lexicon))
    assert text[sentence.items[begin].start :].startswith(begins)


def test_a_pronoun_in_a_fronted_clause_anticipates_the_subject(
    sentences: Sentences, lexicon: Lexicon
) -> None:
    sentence = sentences("When she opened the mill, Ana Ruiz said it is old.")[0]
    pronoun = sentence.lowered.index("she")
    name = sentence.lowered.index(NAME)
    assert cataphor_antecedent(CoordinatedNames(sentence, lexicon), pronoun) == name


@pytest.mark.parametrize(
    "text", ["When Mei Lind left, she said Ana Ruiz knew.", "Ana Ruiz said she knew."]
)
def test_a_pronoun_after_a_name_anticipates_no_name(
    text: str, sentences: Sentences, lexicon: Lexicon
) -> None:
    sentence = sentences(text)[0]
    pronoun = sentence.lowered.index("she")
    assert cataphor_antecedent(CoordinatedNames(sentence, lexicon), pronoun) == -1


def test_an_anticipated_name_is_the_speaker_even_after_other_names(
    speakers: Callable[..., list[list[str]]],
) -> None:
    names = speakers(
        "Mary Lind, a weaver, said the mill is old.",
        "In what she said was a mistake, Susan Ruiz had bought it.",
    )
    assert names == [["Mary Lind"], ["Susan Ruiz"]]
