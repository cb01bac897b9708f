"""The file of editors: who is in it, and its secrets."""

import stat
from pathlib import Path

import pytest

from searchapp.editorial import EditorialError
from searchapp.editorial.editors.editors_file import Editor, EditorsFile, check_name
from searchapp.editorial.editors.session_file import SessionFile


@pytest.fixture
def file(tmp_path: Path) -> EditorsFile:
    return EditorsFile(tmp_path / "private" / "editors.json")


def test_editors_are_added_changed_and_removed(file: EditorsFile) -> None:
    assert file.editors() == {}
    assert file.add(Editor("ann", "hash"))
    assert not file.add(Editor("ann", "other hash"))
    file.add(Editor("bo"))
    assert file.editors() == {"ann": Editor("ann", "other hash"), "bo": Editor("bo")}
    assert file.remove("ann")
    assert not file.remove("ann")
    assert list(file.editors()) == ["bo"]


def test_only_the_owner_can_read_the_files(file: EditorsFile) -> None:
    file.add(Editor("ann", "hash"))
    key = file.secret_key()
    SessionFile(file).start(Editor("ann", "hash"), 60)
    assert file.secret_key() == key
    assert len(key) >= 32
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.path.parent.iterdir()}
    assert len(modes) == 4
    assert set(modes.values()) == {0o600}


def test_a_key_that_others_could_read_is_closed_to_them(file: EditorsFile) -> None:
    file.secret_key()
    path = file.path.with_name("editors.json.key")
    path.chmod(0o644)
    file.secret_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "x" * 65, "a\n", "-ann"])
def test_a_name_is_one_word(name: str) -> None:
    with pytest.raises(EditorialError, match="is not a name for an editor"):
        check_name(name)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 2}', '{"version": 1, "editors": {"a": 1}}']
)
def test_a_damaged_file_says_what_to_do(file: EditorsFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(EditorialError, match=r"is not a file of editors .* editors add NAME"):
        file.editors()
