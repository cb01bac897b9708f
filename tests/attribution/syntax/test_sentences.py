import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence

Read = Callable[[str], list[Sentence]]


def test_a_quotation_is_one_item(sentences: Read) -> None:
    (sentence,) = sentences('"We close it now," Ana Ruiz said.')
    assert sentence.lowered == (QUOTE, NAME, "said", ".")


def test_a_quotation_of_one_or_two_words_is_read_as_words(sentences: Read) -> None:
    (sentence,) = sentences('Ana Ruiz praised "little giant" mills.')
    assert sentence.lowered == (NAME, "praised", "little", "giant", "mills", ".")


def test_a_quoted_sentence_ends_a_sentence(sentences: Read) -> None:
    assert len(sentences('Ruiz left. "We close it now." The mill is old.')) == 3


def test_a_quoted_question_before_its_cue_ends_no_sentence(sentences: Read) -> None:
    assert len(sentences('"Will we close it?" Ana Ruiz asked.')) == 1


def test_a_short_parenthesis_is_left_out(sentences: Read) -> None:
    (sentence,) = sentences("Ana Ruiz (D-Oban) said so.")
    assert sentence.lowered == (NAME, "said", "so", ".")


def test_a_dateline_is_a_sentence_of_its_own(sentences: Read) -> None:
    assert len(sentences("Oban (Mill Wire) - Ana Ruiz said so.")) == 2


def test_an_empty_text_has_no_sentences(sentences: Read) -> None:
    assert sentences("") == sentences(" \u2028 ") == []


def test_a_sentence_is_cut_after_its_thousandth_item(sentences: Read) -> None:
    endless, after = sentences("mill " * 5_000 + ". It is old.")
    assert len(endless.lowered) == 1_001
    assert endless.lowered[-1] == "."
    assert after.lowered == ("it", "is", "old", ".")


def test_every_sentence_of_a_long_text_is_read(sentences: Read) -> None:
    assert len(sentences("It is old. " * 1_000)) == 1_000


def test_a_period_before_a_comma_ends_no_sentence(sentences: Read) -> None:
    assert len(sentences("Ana Ruiz, R-N.Y., said that the mill is old.")) == 1


def test_a_sentence_in_parentheses_is_read(sentences: Read) -> None:
    _, second, *_ = sentences("It is old. (Ana Ruiz said so.)")
    assert second.lowered[:3] == (NAME, "said", "so")


def test_tickers_and_angle_brackets_around_names_are_left_out(sentences: Read) -> None:
    (sentence,) = sentences("So Oban Mills Inc <OBM.L> and <Ruiz Mills Inc> said so.")
    assert sentence.lowered == ("so", NAME, "and", NAME, "said", "so", ".")


def _count_instructions_run(text: str, sentences: Read) -> int:
    """The number of Python instructions run to split *text*, the same on every machine."""
    count = 0

    def on_instruction(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return on_instruction

    tracer = sys.gettrace()
    sys.settrace(on_instruction)
    try:
        sentences(text)
    finally:
        sys.settrace(tracer)
    return count


def test_the_work_is_linear_in_the_number_of_sentences_with_names(sentences: Read) -> None:
    short, long = (
        _count_instructions_run("A, B said it. by A " * repetitions, sentences)
        for repetitions in (20, 80)
    )
    # Work for each name in each sentence would run 16 times the instructions.
    assert long < 6 * short
