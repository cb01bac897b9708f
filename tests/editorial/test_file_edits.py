"""Changes of the editorial files: corrections replaced in place, decisions about two names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.editorial import Correction, EditorialError, read_corrections
from searchapp.editorial.file_edits import PairState, edit_corrections, edit_registry

ANN = Correction("a", 1, "One.", "Ann Lee", cue="said")
BO = Correction("a", 2, "Two.", "Bo Day", role="mayor", instead_of="ann-lee")
NOBODY = Correction("a", 1, "One.", "")
REFUSAL = Correction("a", 1, "One.", "Ann Lee", cue="declined", act="refusal")

REGISTRY = """\
# Who is who.
[[speaker]]
name = "Ana Vask"     # the minister
aliases = ["A. Vask"]

[[speaker]] # two people
name = "Bo Day"
different = ["Bob Day"] # an editor asked them
"""


def test_a_correction_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    with edit_corrections(tmp_path) as edit:
        edit.replace([], [ANN, BO])
        edit.replace([ANN], [REFUSAL])
        assert edit.corrections == (REFUSAL, BO)
    assert read_corrections(tmp_path) == (REFUSAL, BO)
    with edit_corrections(tmp_path) as edit:
        edit.replace([REFUSAL], [])
        edit.replace([BO], [NOBODY, ANN])
    assert read_corrections(tmp_path) == (NOBODY, ANN)


def test_an_edit_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text("# Nothing yet.\n")
    with edit_corrections(tmp_path) as edit:
        edit.replace([], [ANN])
        edit.restore()
    assert path.read_text() == "# Nothing yet.\n"


def test_a_correction_that_is_gone_is_not_replaced(tmp_path: Path) -> None:
    with edit_corrections(tmp_path) as edit:
        edit.replace([], [BO])
        with pytest.raises(EditorialError, match="has been changed: the correction of a#p1"):
            edit.replace([ANN], [NOBODY])
    assert read_corrections(tmp_path) == (BO,)


def test_a_decision_about_two_names_replaces_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "speakers.toml"
    path.write_text(REGISTRY)
    with edit_registry(tmp_path) as edit:
        assert edit.pair("Bob Day", "Bo Day") == "different"
        edit.set_pair("Bob Day", "Bo Day", "same")
        assert edit.pair("Bo Day", "Bob Day") == "same"
        edit.set_pair("Bo Day", "Bob Day", "")
        assert edit.pair("Bo Day", "Bob Day") == ""
        edit.set_pair("Ana Vask", "Anna Vask", "different")
    text = path.read_text()
    assert text.startswith(REGISTRY.partition("\n\n")[0])
    assert 'different = ["Anna Vask"]' in text


def test_a_decision_that_a_file_by_hand_contradicts_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "speakers.toml"
    text = '[[speaker]]\nname = "Ana Vask"\n\n[[speaker]]\nname = "ana vask"\naliases = ["A. V."]\n'
    path.write_text(text)
    with edit_registry(tmp_path) as edit, pytest.raises(EditorialError, match="two entries"):
        edit.set_pair("Ana Vask", "Anna Vask", "different")
    assert path.read_text() == text


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.permutations(["Ann Lee", "Bo Day", "Cy Orr"]),
            st.sampled_from(["same", "different", ""]),
        ),
        max_size=6,
    )
)
def test_the_last_decision_about_two_names_holds(
    tmp_path_factory: pytest.TempPathFactory,
    decisions: list[tuple[list[str], PairState]],
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    decided: dict[frozenset[str], PairState] = {}
    with edit_registry(folder) as edit:
        for (name, other, _), state in decisions:
            edit.set_pair(name, other, state)
            decided[frozenset((name, other))] = state
        for pair, state in decided.items():
            name, other = sorted(pair)
            assert edit.pair(name, other) == state
