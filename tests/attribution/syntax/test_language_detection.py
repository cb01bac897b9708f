from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.language_detection import is_foreign
from searchapp.attribution.syntax.tokens import tokenize
from searchapp.models.articles import Attribution

FOREIGN = {
    "German": "Die Mühle ist alt und wird bald geschlossen, sagte Ana Ruiz. Das ist nicht neu.",
    "French": "La meunière Ana Ruiz a dit que le moulin est vieux et que les murs ne tiennent pas.",
    "Spanish": "La alcaldesa Ana Ruiz dijo que el molino es viejo y no se salva con una obra.",
    "Italian": "Il mulino è vecchio, ha detto Ana Ruiz, e non si salva con i lavori della via.",
    "Dutch": "De molen is oud, zei Ana Ruiz, en het dak van de molen is niet meer te redden.",
    "Portuguese": "O moinho é velho, disse Ana, e não há uma obra que salve os muros da vila.",
    "Swedish": "Kvarnen är gammal, sade Ana Ruiz, och det är inte lätt att rädda den för alla.",
    "Polish": "Młyn jest stary, ale nie jest zły i się nie liczy, said Ana Ruiz.",
    "Turkish": "Ana Ruiz için bu ve bir yeni yapı ile ve için bir said.",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_function_words_identify_another_language(text: str, lexicon: Lexicon) -> None:
    assert is_foreign([tokenize(text)], lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "The mill is old, said Ana Ruiz, and it will close.",
        "Maria de la Cruz and Jan van Dam met Le Monde and El Pais in Los Angeles.",
        "Shr 12 cts vs 10 cts. Net 1.2 mln vs 1.0 mln.",
        "",
    ],
)
def test_names_and_figures_do_not_identify_another_language(text: str, lexicon: Lexicon) -> None:
    assert not is_foreign([tokenize(text)], lexicon)


def test_a_text_in_another_language_has_no_attributions(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    text = "Ana Ruiz said, die Mühle ist alt und wird bald geschlossen. Das ist nicht neu."
    assert attributed(text) == [()]


def test_function_words_in_names_do_not_count(lexicon: Lexicon) -> None:
    text = "Ursula von der Leyen met Oscar de la Renta, Lula da Silva and Maria de la Cruz."
    assert not is_foreign([tokenize(text)], lexicon)
