from importlib.resources import files

import pytest

from searchapp.attribution.lexicons.lexicon import (
    Lexicon,
    LexiconError,
    inflect,
    load,
    parse_sections,
    plural,
)


def test_verbs_inflect_by_their_spelling() -> None:
    assert inflect("deny")["past"] == "denied"
    assert inflect("note")["gerund"] == "noting"
    assert inflect("stress")["third"] == "stresses"
    assert inflect("admit", "admitted", "admitted")["gerund"] == "admitting"
    assert inflect("write", "wrote", "written")["participle"] == "written"


def test_plurals_follow_the_last_letters() -> None:
    assert [plural(w) for w in ("adviser", "deputy", "boss", "spokesman")] == [
        "advisers", "deputies", "bosses", "spokesmen",
    ]  # fmt: skip


def test_sections_are_read_without_comments() -> None:
    text = "# head\nfree\n[one]\na b # note\n\n[two]\nC\n"
    assert parse_sections(text) == {"": ["free"], "one": ["a b"], "two": ["c"]}


def test_a_strong_verb_wins_over_a_weak_one(lexicon: Lexicon) -> None:
    assert lexicon.cues["said"].strong
    assert not lexicon.cues["criticized"].strong
    assert lexicon.cues["maintained"].clausal


def test_a_phrase_knows_the_words_after_its_verb(lexicon: Lexicon) -> None:
    assert {form.particles for form in lexicon.phrasal["called"]} >= {("for",), ("on",)}


def test_every_list_says_what_it_is_and_where_it_comes_from() -> None:
    for entry in (files("searchapp.attribution") / "lexicons" / "en").iterdir():
        head = entry.read_text(encoding="utf-8").partition("\n\n")[0]
        assert head.startswith("#"), entry.name
        assert "Format:" in head or "'#' starts a comment" in head, entry.name
        assert "by hand" in head, entry.name


def test_an_unknown_language_has_no_lexicon() -> None:
    with pytest.raises(FileNotFoundError):
        load("xx")


def test_a_broken_line_is_named() -> None:
    from searchapp.attribution.lexicons.lexicon import _cue_verbs, _firms

    with pytest.raises(LexiconError, match="ernst and young"):
        _firms(["johnson johnson", "ernst and young"])
    with pytest.raises(LexiconError, match="say said said says"):
        _cue_verbs({"strong": ["say said said says"]}, "strong")


@pytest.mark.parametrize("form", ["criticise", "criticised", "criticising", "apologises"])
def test_a_verb_has_the_spelling_of_britain_too(form: str) -> None:
    american = form.replace("is", "iz")
    assert load("en").cues[form] == load("en").cues[american]


def test_a_plural_title_gives_its_role_to_all_behind_it() -> None:
    shared = load("en").shared_titles
    assert (*shared["attorneys"], *shared["sens."]) == ("attorney", "senator")
    assert "pres." not in shared
