from pathlib import Path

import pytest

from searchapp import create_app
from tests.conftest import invoke


def test_a_relative_corpus_is_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus", "a.txt").write_text("Headline\n\nText.")
    assert invoke(create_app(), "reindex")[0] == 0
    assert Path("index", "CURRENT").read_text() == "gen-1\n"
