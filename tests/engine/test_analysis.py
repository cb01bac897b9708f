import pytest

from searchapp.engine import analysis


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
def test_exact_words_are_folded_only(text: str, exact: list[str]) -> None:
    assert words(analysis.exact(), text) == exact


def test_stems_unite_the_forms_of_a_word() -> None:
    assert words(analysis.stemmed(), "run running runs standards standard") == (
        ["run", "run", "run", "standard", "standard"]
    )
