import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.attribution.syntax.tokens import count_words, tokenize


def test_offsets_point_into_the_text() -> None:
    text = "Ana’s mill, in Oban, made 1,200 rugs."
    tokens = tokenize(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words


def test_a_possessive_is_a_token_of_its_own() -> None:
    assert tokenize("the mill’s owner").lowered == ["the", "mill", "'s", "owner"]


def test_an_abbreviation_includes_its_period() -> None:
    assert tokenize("Mr. Ruiz of Mills Corp. and the U.S.").words[0] == "Mr."
    assert "U.S." in tokenize("in the U.S. it is").words


def test_numbers_and_hyphenated_words_are_single_tokens() -> None:
    assert tokenize("a 1,200-ton, 22.5 percent co-founder").words == [
        "a", "1,200-ton", ",", "22.5", "percent", "co-founder",
    ]  # fmt: skip


def test_many_quotation_marks_in_a_row_are_one_token() -> None:
    assert len(tokenize('"' * 500)) == 1


def test_punctuation_does_not_count_as_words() -> None:
    text = '"We close it," Ruiz said.'
    assert count_words(tokenize(text), 0, 14) == 3


@pytest.mark.parametrize("contraction", ["'s", "’ll", "'d", "’ve", "'re", "'m"])
def test_a_contracted_verb_is_a_token_of_its_own(contraction: str) -> None:
    assert tokenize(f"she{contraction} say").words == ["she", contraction, "say"]


_CHUNKS = st.one_of(
    st.sampled_from(
        ["A.", "No.", "U.S.", "Co.", "it's", "“We", "5,", "(", "", "\n", "Ruiz", "mill."]
    ),
    st.text("AbN.o5,'’\"_-\n", max_size=6),
)


@given(st.lists(_CHUNKS, max_size=12).map(" ".join))
@example("John A. Ruiz")
@example("John A.  Ruiz")
@example("see No. 5 and No. six")
@example("a text-without-any-spaces-in-it,which-is-long, here")
def test_a_word_has_the_tokens_that_the_whole_text_gives_it(text: str) -> None:
    # Words between spaces are looked up one by one; text without spaces is matched as a whole.
    whole, by_chunk = tokenize(text.replace(" ", "\t")), tokenize(text)
    assert by_chunk.words == whole.words
    assert by_chunk.lowered == whole.lowered
    assert (by_chunk.starts, by_chunk.ends) == (whole.starts, whole.ends)


def test_a_period_without_a_space_ends_a_sentence_before_a_capital() -> None:
    assert tokenize("Ruiz said.Lind wrote to oban.com and U.S.A.").words == [
        "Ruiz", "said", ".", "Lind", "wrote", "to", "oban.com", "and", "U.S.A.",
    ]  # fmt: skip
