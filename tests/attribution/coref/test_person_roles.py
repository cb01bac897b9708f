import pytest

from searchapp.attribution.coref.person_roles import party_and_state, role_heads
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import tokenize


@pytest.mark.parametrize(
    ("role", "heads"),
    [
        ("chief of staff to the mayor", {"chief"}),
        ("lawyer and deputy", {"lawyer", "deputy"}),
        ("mayor's lawyer", {"lawyer"}),
        ("vice-president", {"vice-president", "president"}),
        ("board of the mill", set()),
    ],
)
def test_the_heads_of_a_role_are_its_nouns_outside_modifiers(
    role: str, heads: set[str], lexicon: Lexicon
) -> None:
    assert role_heads(role, lexicon) == heads


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(R-Ky.)", {"republican", "kentucky"}),
        ("(I-Vt.)", {"independent", "vermont"}),
        ("(D-Oban)", {"democrat", "oban"}),
        ("(Oban)", set()),
    ],
)
def test_brackets_after_a_name_give_party_and_state(
    text: str, words: set[str], lexicon: Lexicon
) -> None:
    assert party_and_state(tokenize(text), 1, lexicon) == words
