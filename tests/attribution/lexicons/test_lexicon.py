from dataclasses import fields

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon


def test_a_cue_verb_has_the_tier_of_its_section(lexicon: Lexicon) -> None:
    assert lexicon.cue_verbs["said"].strong
    assert not lexicon.cue_verbs["criticized"].strong
    assert lexicon.cue_verbs["maintained"].clausal


def test_a_cue_phrase_has_the_words_after_its_verb(lexicon: Lexicon) -> None:
    assert {form.particles for form in lexicon.cue_phrases["called"]} >= {("for",), ("on",)}


@pytest.mark.parametrize("form", ["criticise", "criticised", "criticising", "apologises"])
def test_a_cue_verb_has_a_british_spelling_too(form: str, lexicon: Lexicon) -> None:
    american = form.replace("is", "iz")
    assert lexicon.cue_verbs[form] == lexicon.cue_verbs[american]


def test_a_plural_title_gives_its_role_to_all_names_after_it(lexicon: Lexicon) -> None:
    shared = lexicon.plural_titles
    assert (*shared["attorneys"], *shared["sens."]) == ("attorney", "senator")
    assert "pres." not in shared


def test_no_list_of_the_lexicon_is_empty(lexicon: Lexicon) -> None:
    assert [field.name for field in fields(lexicon) if not getattr(lexicon, field.name)] == []


def test_the_lexicon_of_a_language_is_loaded_once() -> None:
    assert load_lexicon("en") is load_lexicon("en")


def test_an_unknown_language_has_no_lexicon() -> None:
    with pytest.raises(FileNotFoundError):
        load_lexicon("xx")
