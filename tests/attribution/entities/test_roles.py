import pytest

from searchapp.attribution.entities.mentions import find_mentions, is_headline, lowercase_words
from searchapp.attribution.entities.roles import role_after, role_before, role_before_comma
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ana Ruiz, chairwoman of the Oban mill, said", "chairwoman of the Oban mill"),
        ("Ana Ruiz, also a deputy to the council, said", "deputy to the council"),
        ("Ana Ruiz, the former minister of mills, said", "former minister of mills"),
        (
            "Ana Ruiz, a deputy to the council, and head and owner of Ruiz Mills, said",
            "deputy to the council, and head and owner of Ruiz Mills",
        ),
        ("said Ana Ruiz, founder of Ruiz Mills Corp.", "founder of Ruiz Mills Corp"),
        ("said Ana Ruiz, an envoy to the U.S.", "envoy to the U.S."),
        (
            "Ana Ruiz, deputy director of the Mill Board, the town's top body, said",
            "deputy director of the Mill Board",
        ),
        ("Ana Ruiz, a lawyer who owns a mill, said", "lawyer"),
        ("Ana Ruiz, the union's regional secretary, said", "union's regional secretary"),
        ("Ana Ruiz, 45, said", ""),
        ("With Ana Ruiz, chairman Lind said so.", ""),
        ("Ana Ruiz, in a speech to the deputy, said", ""),
    ],
)
def test_the_appositive_after_a_name_is_its_role(text: str, role: str, lexicon: Lexicon) -> None:
    tokens = tokenize(text)
    stop = tokens.words.index("Ruiz") + 1
    assert role_after(tokens, stop, lexicon) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("It came after President Ana Ruiz said so.", "President"),
        ("It came after French President Ana Ruiz said so.", "French President"),
        ("It came after Secretary of State Ana Ruiz said so.", "Secretary of State"),
        ("On Monday former senator Ana Ruiz said so.", "former senator"),
        ("On Monday Mr. Ruiz said so.", ""),
        ("On Monday Ana Ruiz said so.", ""),
    ],
)
def test_the_title_before_a_name_is_its_role(text: str, role: str, lexicon: Lexicon) -> None:
    tokens = tokenize(text)
    mentions = find_mentions(tokens, is_headline(tokens), lowercase_words([tokens]), lexicon)
    (mention,) = [m for m in mentions if "Ruiz" in m.words]
    assert role_before(tokens, mention, lexicon) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("A lawyer for the mill, Ana Ruiz, said so.", "lawyer for the mill"),
        ("So said the mill's director, Ana Ruiz.", "mill's director"),
        ("They met the mayor, Ana Ruiz, John Lind and others.", ""),
        ("Speaking of the mill, Ana Ruiz, 45, said so.", ""),
        ("The mayor is ill, Ana Ruiz, 45, said.", ""),
    ],
)
def test_a_role_before_a_comma_and_a_name_is_its_role(
    text: str, role: str, lexicon: Lexicon
) -> None:
    tokens = tokenize(text)
    mentions = find_mentions(tokens, is_headline(tokens), lowercase_words([tokens]), lexicon)
    (mention,) = [m for m in mentions if "Ruiz" in m.words]
    assert role_before_comma(tokens, mention, lexicon) == role
