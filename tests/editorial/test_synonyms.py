"""The file of synonyms: what it may hold, its errors, and reading it again."""

import logging
from pathlib import Path

import pytest

from searchapp.editorial import EditorialError, SynonymsFile, read_synonyms
from searchapp.editorial.synonyms import MAX_TERMS

GROUP = '[[synonyms]]\nterms = ["SPD", "Social Democrats"]\n'
ONE_WAY = '[[synonyms]]\nterm = "vehicle"\nfinds = ["lorry", "pickup truck"]\n'


def test_each_term_of_a_group_finds_the_others(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(GROUP)
    synonyms = read_synonyms(tmp_path)
    assert synonyms.of(("spd",)) == ("Social Democrats",)
    assert synonyms.of(("social", "democrat")) == ("SPD",)


def test_a_one_way_term_finds_the_others_but_not_the_reverse(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(ONE_WAY)
    synonyms = read_synonyms(tmp_path)
    assert synonyms.of(("vehicl",)) == ("lorry", "pickup truck")
    assert synonyms.of(("lorri",)) == ()


def test_a_term_of_two_entries_has_the_synonyms_of_both(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(
        ONE_WAY + '[[synonyms]]\nterms = ["vehicles", "cars", "lorries"]\n'
    )
    assert read_synonyms(tmp_path).of(("vehicl",)) == ("lorry", "pickup truck", "cars")


def test_without_a_file_there_are_no_synonyms(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path).max_words == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[synonyms", "not valid TOML"),
        ("x = 1", r"has the key 'x'; expected \[\[synonyms\]\] only"),
        ("[synonyms]\nterms = ['a', 'b']", r"expected \[\[synonyms\]\]"),
        ("[[synonyms]]", "synonyms 1: 'term' has ''; expected words"),
        ("[[synonyms]]\nterms = 'a'", "expected a list of texts"),
        ("[[synonyms]]\nterms = ['a', 1]", "expected a list of texts"),
        ("[[synonyms]]\nterms = ['a']", "'terms' has 1 terms; expected 2 to 50"),
        ("[[synonyms]]\nterms = ['a', '-']", "'terms' has '-'; expected words"),
        ("[[synonyms]]\nterms = ['a', 'b*']", "expected words without operators"),
        ("[[synonyms]]\nterms = ['Lorry', 'lorries']", "'Lorry' and 'lorries', forms of one"),
        ("[[synonyms]]\nterms = ['a', 'b']\nfinds = ['c']", "either 'terms', or 'term' and"),
        ("[[synonyms]]\nterm = 'a'", "'finds' has 0 terms; expected 1"),
        ("[[synonyms]]\nterm = 'car'\nfinds = ['Cars']", "'finds' has 'car', the term itself"),
        ("[[synonyms]]\nword = 'a'", "'word' is unknown"),
        (f"[[synonyms]]\nterms = {[f'w{n}' for n in range(MAX_TERMS + 1)]}", "has 51 terms"),
    ],
)
def test_the_error_says_what_is_wrong(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "synonyms.toml").write_text(content)
    with pytest.raises(EditorialError, match=reason) as caught:
        read_synonyms(tmp_path)
    assert "synonyms.toml" in str(caught.value)


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = SynonymsFile(tmp_path)
    assert file.current().max_words == 0
    (tmp_path / "synonyms.toml").write_text(GROUP)
    read = file.current()
    assert read.max_words == 2
    assert file.current() is read
    (tmp_path / "synonyms.toml").unlink()
    assert file.current().max_words == 0


def test_an_invalid_file_leaves_the_synonyms_as_they_were(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "synonyms.toml").write_text(GROUP)
    file = SynonymsFile(tmp_path)
    read = file.current()
    (tmp_path / "synonyms.toml").write_text("[[synonyms]]\nterms = ['SPD']\n")
    with caplog.at_level(logging.WARNING):
        assert file.current() is read
        assert file.current() is read
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}/synonyms.toml, synonyms 1: 'terms' has 1 terms; expected 2 to 50 in a list."
        " The synonyms stay as they were."
    ]
