import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.editorial import (
    Correction,
    EditorialError,
    Entry,
    RoleTime,
    add_corrections,
    read_hand,
)
from searchapp.editorial.toml_files import read_corrections


def test_the_register_is_read(tmp_path: Path) -> None:
    (tmp_path / "speakers.toml").write_text(
        """
        [[speaker]]
        name = "Donald Trump"
        aliases = ["Donald J. Trump"]
        kind = "person"
        roles = ["candidate", { role = "president", from = 2017-01-20, to = 2021-01-20 }]
        """
    )
    assert read_hand(tmp_path).register.entries == (
        Entry(
            "Donald Trump",
            ("Donald J. Trump",),
            "person",
            (
                RoleTime("candidate"),
                RoleTime("president", datetime.date(2017, 1, 20), datetime.date(2021, 1, 20)),
            ),
        ),
    )


def test_without_the_files_nothing_is_said(tmp_path: Path) -> None:
    hand = read_hand(tmp_path)
    assert (hand.register.entries, hand.corrections.articles) == ((), frozenset())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[speaker", "broken TOML"),
        ("\xff", "broken TOML"),
        ("x = 1", "has the key 'x'"),
        ("[speaker]\nname = 'A'", r"expected \[\[speaker\]\]"),
        ("speaker = [1]", "is no table"),
        ("[[speaker]]\naliases = []", "speaker 1: 'name' is ''"),
        ("[[speaker]]\nname = 'A B'\nalias = 'C'", "'alias' is unknown"),
        ("[[speaker]]\nname = 'A B'\nkind = 'dog'", "allowed are person"),
        ("[[speaker]]\nname = 'A B'\naliases = 'C'", "expected a list of names"),
        ("[[speaker]]\nname = 'A B'\naliases = ['b']", "a last name alone"),
        ("[[speaker]]\nname = 'A B'\nroles = [{role = 'x', from = 'y'}]", "expected a day"),
        ("[[speaker]]\nname = 'A B'\n[[speaker]]\nname = 'a b'", "two entries have the name"),
    ],
)
def test_a_register_that_cannot_be_understood_is_told_why(
    tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "speakers.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(EditorialError, match=reason) as caught:
        read_hand(tmp_path)
    assert "speakers.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("text = 'x'\nspeaker = 'A'", "expected an address"),
        ("paragraph = 'a#p0'\ntext = 'x'\nspeaker = 'A'", "expected an address"),
        ("paragraph = 'a#p1'\nspeaker = 'A'", "'text' is missing"),
        ("paragraph = 'a#p1'\ntext = 'x'", "either 'speaker' or 'nobody = true'"),
        ("paragraph = 'a#p1'\ntext = 'x'\nspeaker = 'A'\nnobody = true", "either"),
        ("paragraph = 'a#p1'\ntext = 'x'\nnobody = 'yes'", "expected true"),
        ("paragraph = 'a#p1'\ntext = 'x'\nspeaker = 3", "expected a text"),
        ("paragraph = 'a#p1'\ntext = 'x'\nspeaker = '--'", "expected a name"),
    ],
)
def test_a_correction_that_cannot_be_understood_is_told_why(
    tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "corrections.toml").write_text(f"[[correction]]\n{content}\n")
    with pytest.raises(EditorialError, match=reason):
        read_hand(tmp_path)


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
_CORRECTIONS = st.lists(
    st.builds(
        Correction,
        article_id=st.just("a-1"),
        number=st.integers(1, 999),
        text=_WORDS.map(lambda text: f"T {text}".strip()),
        speaker=st.just("") | _WORDS.map(lambda text: f"Ann {text}".strip()),
        kind=st.just("person"),
        role=st.just(""),
        instead_of=st.sampled_from(["", "bo-day"]),
    ),
    min_size=1,
    max_size=4,
)


@given(first=_CORRECTIONS, second=_CORRECTIONS)
def test_what_is_added_is_read_back_and_what_was_there_stays(
    tmp_path_factory: pytest.TempPathFactory, first: list[Correction], second: list[Correction]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    path = folder / "corrections.toml"
    path.write_text("# of the editor")
    add_corrections(folder, first)
    add_corrections(folder, second)
    assert read_corrections(folder) == (*first, *second)
    assert path.read_text().startswith("# of the editor\n")
    assert [p.name for p in folder.iterdir()] == ["corrections.toml"]
