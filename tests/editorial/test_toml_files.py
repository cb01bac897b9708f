import datetime
import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.editorial import (
    Correction,
    EditorialError,
    RegistryEntry,
    RolePeriod,
    append_corrections,
    read_corrections,
    read_overrides,
)


def test_the_registry_is_read(tmp_path: Path) -> None:
    (tmp_path / "speakers.toml").write_text(
        """
        [[speaker]]
        name = "Donald Trump"
        aliases = ["Donald J. Trump"]
        kind = "person"
        roles = ["candidate", { role = "president", from = 2017-01-20, to = 2021-01-20 }]
        """
    )
    assert read_overrides(tmp_path).registry.entries == (
        RegistryEntry(
            "Donald Trump",
            ("Donald J. Trump",),
            "person",
            (
                RolePeriod("candidate"),
                RolePeriod("president", datetime.date(2017, 1, 20), datetime.date(2021, 1, 20)),
            ),
        ),
    )


def test_without_files_there_are_no_overrides(tmp_path: Path) -> None:
    overrides = read_overrides(tmp_path)
    assert (overrides.registry.entries, overrides.corrections.article_ids) == ((), frozenset())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[speaker", "not valid TOML"),
        ("\xff", "not valid TOML"),
        ("x = 1", "has the key 'x'"),
        ("[speaker]\nname = 'A'", r"expected \[\[speaker\]\]"),
        ("speaker = [1]", "is not a table"),
        ("[[speaker]]\naliases = []", "speaker 1: 'name' is ''"),
        ("[[speaker]]\nname = 'A B'\nalias = 'C'", "'alias' is unknown"),
        ("[[speaker]]\nname = 'A B'\nkind = 'dog'", "must be one of person"),
        ("[[speaker]]\nname = 'A B'\naliases = 'C'", "expected a list of names"),
        ("[[speaker]]\nname = 'A B'\naliases = ['b']", "only a last name"),
        ("[[speaker]]\nname = 'A B'\nroles = [{role = 'x', from = 'y'}]", "expected a day"),
        ("[[speaker]]\nname = 'A B'\n[[speaker]]\nname = 'a b'", "two entries have the name"),
    ],
)
def test_the_error_says_what_is_wrong_with_a_registry(
    tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "speakers.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(EditorialError, match=reason) as caught:
        read_overrides(tmp_path)
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
def test_the_error_says_what_is_wrong_with_a_correction(
    tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "corrections.toml").write_text(f"[[correction]]\n{content}\n")
    with pytest.raises(EditorialError, match=reason):
        read_overrides(tmp_path)


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
def test_appended_corrections_are_read_back_and_earlier_lines_stay(
    tmp_path_factory: pytest.TempPathFactory, first: list[Correction], second: list[Correction]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    path = folder / "corrections.toml"
    path.write_text("# A comment")
    append_corrections(folder, first)
    append_corrections(folder, second)
    assert read_corrections(folder) == (*first, *second)
    assert path.read_text().startswith("# A comment\n")
    assert [p.name for p in folder.iterdir() if p.suffix != ".lock"] == ["corrections.toml"]


ANN_LEE = Correction("a", 1, "It rained.", "Ann Lee")
BO_DAY = Correction("b", 2, "It snowed …", "", instead_of="bo-day")


@pytest.mark.parametrize(
    "earlier",
    [
        "# First\r\n[[correction]]\r\nparagraph = 'a#p1' # why\r\ntext = 'It rained.'\r\n"
        "speaker = 'Ann Lee'\r\n",
        "[[correction]]\nspeaker = 'Ann Lee'\nparagraph = 'a#p1'\n"
        'text = """It\n  rained."""\n\n\n',
    ],
)
def test_earlier_bytes_stay_as_they_are(tmp_path: Path, earlier: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_bytes(earlier.encode())
    append_corrections(tmp_path, [BO_DAY])
    assert path.read_bytes().startswith(earlier.encode())
    assert read_corrections(tmp_path) == (ANN_LEE, BO_DAY)


@pytest.mark.parametrize(
    "earlier",
    [
        "correction = [{ paragraph = 'a#p1', text = 'It rained.', speaker = 'Ann Lee' }] # why\n",
        "correction = []\n",
    ],
)
def test_corrections_are_appended_to_an_inline_array(tmp_path: Path, earlier: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(earlier)
    before = read_corrections(tmp_path)
    append_corrections(tmp_path, [BO_DAY])
    assert read_corrections(tmp_path) == (*before, BO_DAY)
    assert ("# why" in path.read_text()) == ("# why" in earlier)


@pytest.mark.parametrize("content", ["[[correction", "[[speaker]]\nname = 'A B'\n"])
def test_nothing_is_appended_to_a_file_that_is_not_one_of_corrections(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(content)
    with pytest.raises(EditorialError, match=r"corrections\.toml"):
        append_corrections(tmp_path, [BO_DAY])
    assert path.read_text() == content


def _append_each(folder: Path, article_id: str, count: int) -> None:
    for number in range(1, count + 1):
        append_corrections(folder, [Correction(article_id, number, "It rained.", "Ann Lee")])


def test_two_reviewers_at_once_lose_no_answer(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    reviewers = [
        context.Process(target=_append_each, args=(tmp_path, name, 100)) for name in ("a", "b")
    ]
    for reviewer in reviewers:
        reviewer.start()
    for reviewer in reviewers:
        reviewer.join()
    written = {correction.paragraph for correction in read_corrections(tmp_path)}
    assert written == {f"{name}#p{number}" for name in "ab" for number in range(1, 101)}


def test_a_file_keeps_its_mode_and_a_link_keeps_its_target(tmp_path: Path) -> None:
    shared = tmp_path / "shared.toml"
    shared.write_text("# Shared\n")
    shared.chmod(0o640)
    (tmp_path / "corpus").mkdir()
    link = tmp_path / "corpus" / "corrections.toml"
    link.symlink_to(shared)
    append_corrections(tmp_path / "corpus", [BO_DAY])
    assert link.is_symlink()
    assert shared.read_text().startswith("# Shared\n")
    assert shared.stat().st_mode & 0o777 == 0o640
    assert read_corrections(tmp_path / "corpus") == (BO_DAY,)


@pytest.mark.parametrize("name", ["speakers.toml", "corrections.toml"])
def test_a_fifo_is_an_error_and_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(EditorialError, match=f"{name} cannot be read: it is not a regular file"):
        read_overrides(tmp_path)
