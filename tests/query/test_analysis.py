import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.query import analysis


def words(analyzer: object, text: str) -> list[str]:
    return [token.text for token in analyzer(text)]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("We will NOT", ["we", "will", "not"]),
        ("O’Neill's high-end R&D", ["o", "neill", "s", "high", "end", "r", "d"]),
        ("up 22.5 percent, 1,000 times", ["up", "22.5", "percent", "1,000", "times"]),
        ("Zoë Müller", ["zoe", "muller"]),
    ],
)
def test_exact_words_are_folded_but_not_stemmed(text: str, exact: list[str]) -> None:
    assert words(analysis.exact(), text) == exact


def test_the_forms_of_a_word_have_one_stem() -> None:
    assert words(analysis.stemmed(), "run running runs standards standard") == (
        ["run", "run", "run", "standard", "standard"]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("制造业 GDP", ["制", "造", "业", "gdp"]),
        ("ガラスの", ["カ", "ラ", "ス", "の"]),
        ("경제는", ["경", "제", "는"]),
        ("हिन्दी में", ["हिनदी", "में"]),
        ("“O’Neill—2,500.5”", ["o", "neill", "2,500.5"]),
        ("Straße, ΣΊΣΥΦΟΣ", ["strasse", "σισυφοσ"]),
    ],
)
def test_the_words_of_every_script(text: str, words: list[str]) -> None:
    assert [analysis.folded(word) for word in analysis.words_of(text)] == words


@given(st.text(st.sampled_from("aé’ 1,5制ガ\u0301\u093fहα–é"), max_size=20))
def test_the_fast_and_the_full_pattern_give_the_same_words(text: str) -> None:
    fast = [(match.span(), match[0]) for match in analysis.find_words(text)]
    # A letter of an unspaced script selects the full pattern.
    full = [(match.span(), match[0]) for match in analysis.find_words(text + " 制")]
    assert full[:-1] == fast
    assert [word for _, word in fast] == analysis.words_of(text)


@given(st.text(st.sampled_from("aZ1_.,+# '-\u00e9\u0301\u4e2d\u0e01\u2019")))
def test_a_text_is_split_at_its_words_without_a_loss(text: str) -> None:
    pieces = analysis.split_at_words(text)
    assert "".join(pieces) == text
    assert pieces[1::2] == analysis.words_of(text)


@given(st.text(st.sampled_from("aB_é’“…\xa0€ 1,5.½²制\u0301α–"), max_size=30))
def test_folded_words_are_the_words_of_a_text_each_folded(text: str) -> None:
    one_by_one = [analysis.folded(word).encode() for word in analysis.words_of(text)]
    assert analysis.folded_words(text) == one_by_one


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_folded_words_of_ascii_are_the_words_of_a_text_each_folded(text: str) -> None:
    one_by_one = [analysis.folded(word).encode() for word in analysis.words_of(text)]
    assert analysis.folded_words(text) == one_by_one


def test_every_combining_mark_is_part_of_the_preceding_letter() -> None:
    marks = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) in ("Mn", "Mc")]
    assert [c for c in marks if analysis.words_of(f"a{c}") != [f"a{c}"]] == []
