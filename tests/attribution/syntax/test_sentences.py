from collections.abc import Callable

from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence

Read = Callable[[str], list[Sentence]]


def test_a_quotation_is_one_item(sentences: Read) -> None:
    (sentence,) = sentences('"We close it now," Ana Ruiz said.')
    assert sentence.lowered == (QUOTE, NAME, "said", ".")


def test_a_quoted_word_or_two_is_no_item(sentences: Read) -> None:
    (sentence,) = sentences('Ana Ruiz praised "little giant" mills.')
    assert sentence.lowered == (NAME, "praised", "little", "giant", "mills", ".")


def test_a_quoted_sentence_ends_one(sentences: Read) -> None:
    assert len(sentences('Ruiz left. "We close it now." The mill is old.')) == 3


def test_a_question_before_its_cue_does_not(sentences: Read) -> None:
    assert len(sentences('"Will we close it?" Ana Ruiz asked.')) == 1


def test_a_short_parenthesis_is_left_out(sentences: Read) -> None:
    (sentence,) = sentences("Ana Ruiz (D-Oban) said so.")
    assert sentence.lowered == (NAME, "said", "so", ".")


def test_what_stands_before_a_report_is_a_sentence_of_its_own(sentences: Read) -> None:
    assert len(sentences("Oban (Mill Wire) - Ana Ruiz said so.")) == 2


def test_no_text_has_no_sentence(sentences: Read) -> None:
    assert sentences("") == sentences(" \u2028 ") == []


def test_a_sentence_is_read_up_to_its_thousandth_item(sentences: Read) -> None:
    endless, after = sentences("mill " * 5_000 + ". It is old.")
    assert len(endless.lowered) == 1_001
    assert endless.lowered[-1] == "."
    assert after.lowered == ("it", "is", "old", ".")


def test_many_sentences_are_all_read(sentences: Read) -> None:
    assert len(sentences("It is old. " * 1_000)) == 1_000


def test_a_period_before_a_comma_ends_no_sentence(sentences: Read) -> None:
    assert len(sentences("Ana Ruiz, R-N.Y., said that the mill is old.")) == 1


def test_a_sentence_in_parentheses_is_read(sentences: Read) -> None:
    _, second, *_ = sentences("It is old. (Ana Ruiz said so.)")
    assert second.lowered[:3] == (NAME, "said", "so")


def test_an_exchanges_sign_is_left_out_and_angles_around_a_name(sentences: Read) -> None:
    (sentence,) = sentences("So Oban Mills Inc <OBM.L> and <Ruiz Mills Inc> said so.")
    assert sentence.lowered == ("so", NAME, "and", NAME, "said", "so", ".")
