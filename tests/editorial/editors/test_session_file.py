"""The sessions that are logged in at the desk."""

from pathlib import Path

import pytest

from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from searchapp.editorial.editors.session_file import SessionFile


@pytest.fixture
def file(tmp_path: Path) -> EditorsFile:
    return EditorsFile(tmp_path / "editors.json")


def test_a_session_ends_by_logout_time_removal_or_another_password(
    file: EditorsFile,
) -> None:
    sessions = SessionFile(file)
    ann = Editor("ann", "hash")
    file.add(ann)
    ended = sessions.start(ann, 60)
    sessions.end(ended)
    over = sessions.start(ann, 0)
    live = sessions.start(ann, 60)
    assert [sessions.editor(s) for s in (ended, over, "unknown")] == [None, None, None]
    assert sessions.editor(live) == ann
    file.add(Editor("ann", "other hash"))
    assert sessions.editor(live) is None
    file.add(ann)
    assert sessions.editor(live) == ann
    file.remove("ann")
    assert sessions.editor(live) is None


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1, "sessions": {"a": {}}}'])
def test_everybody_logs_in_again_after_a_damaged_file(file: EditorsFile, text: str) -> None:
    ann = Editor("ann", "hash")
    file.add(ann)
    file.path.with_name("editors.json.sessions").write_text(text)
    sessions = SessionFile(file)
    assert sessions.editor("a") is None
    assert sessions.editor(sessions.start(ann, 60)) == ann
