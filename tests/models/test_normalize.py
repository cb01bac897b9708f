import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.models.normalize import fold, slug


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("MU\u0308LLER", "muller"),
        ("Wiśniewski", "wisniewski"),
        ("Siobhán O’Farrell", "siobhan o'farrell"),
        ("Ærø", "aero"),
        ("Straße", "strasse"),
        ("習近平", "習近平"),
    ],
)
def test_case_accents_and_apostrophes_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Xi Jinping", "xi-jinping"),
        ("Inés Caballero-Ruiz", "ines-caballero-ruiz"),
        ("习近平", "习近平"),
        ("__A. B.__", "a-b"),
        ("???", ""),
    ],
)
def test_an_id_is_the_folded_name_with_dashes(name: str, id_: str) -> None:
    assert slug(name) == id_


@given(st.text())
def test_slugs_are_idempotent(name: str) -> None:
    assert slug(slug(name)) == slug(name)
