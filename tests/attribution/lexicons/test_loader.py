from importlib.resources import files

import pytest

from searchapp.attribution.lexicons.lexicon import LexiconError
from searchapp.attribution.lexicons.loader import (
    LEXICON_FILES,
    WordList,
    build_lexicon,
    read_word_list,
)

Lists = dict[str, WordList]


@pytest.fixture
def lists() -> Lists:
    """The word lists of the English lexicon, which a test may change."""
    return {name: read_word_list("en", name) for name in LEXICON_FILES}


def test_a_word_list_has_sections_without_comments() -> None:
    word_list = WordList("nouns", "# head\nfree\n[one]\na b # note\n\n[two]\nC\n")
    assert word_list.sections == {"": ["free"], "one": ["a b"], "two": ["c"]}
    assert list(word_list.words("one", "two")) == ["a", "b", "c"]
    assert word_list.keyed("one") == {"a": frozenset("b")}


def test_every_word_list_says_what_it_contains_and_its_source() -> None:
    for entry in (files("searchapp.attribution.lexicons") / "en").iterdir():
        head = entry.read_text(encoding="utf-8").partition("\n\n")[0]
        assert head.startswith("#"), entry.name
        assert "format:" in head.lower(), entry.name
        assert "by hand" in head, entry.name


def test_every_section_is_part_of_the_lexicon(lists: Lists) -> None:
    lexicon = build_lexicon(lists)
    for name, word_list in lists.items():
        for section in word_list.sections:
            if not word_list.sections[section]:
                continue
            shorter = dict(lists)
            shorter[name] = WordList(name, "")
            shorter[name].sections = {**word_list.sections, section: []}
            assert build_lexicon(shorter) != lexicon, f"{name}.txt [{section}]"


@pytest.mark.parametrize(
    ("name", "section", "line", "message"),
    [
        ("organizations", "company conjuncts", "ernst and young", "is not two words"),
        ("cue_verbs", "strong", "say said said says", "more than three words"),
        ("cue_phrases", "", "point", "has no particle"),
    ],
)
def test_an_error_names_the_line_that_breaks_the_format(
    name: str, section: str, line: str, message: str, lists: Lists
) -> None:
    lists[name].sections[section].append(line)
    with pytest.raises(LexiconError, match=rf"{name}\.txt: '{line}'.*{message}"):
        build_lexicon(lists)


def test_an_error_names_a_section_that_a_file_lacks(lists: Lists) -> None:
    del lists["titles"].sections["modifiers"]
    with pytest.raises(LexiconError, match=r"titles\.txt has no section \[modifiers\]"):
        build_lexicon(lists)
