"""Both engines are written alike: runs, writers and generations."""

from dataclasses import replace

import pytest
from flask import Flask

from searchapp.engine.errors import GoneError, LockedError
from searchapp.engine.factory import open_store
from searchapp.engine.protocol import identity
from searchapp.models.search import (
    SearchRequest,
)
from searchapp.search.service import SearchService
from tests.conftest import CLUSTER_GROUP, line

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)


def reindexed(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["reindex", *arguments])
    assert result.exit_code == 0, result.output
    service: SearchService = app.extensions["searchapp"]
    service.close()
    return result.output


def test_an_incremental_run_adds_changes_and_removes(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    before = service.info()
    file = changing.config["SEARCHAPP_CORPUS_DIR"] / "contract.jsonl"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    changed = line("copy-2", "Calm.", "Ann Lee said the zeppelin lands.")
    file.write_text(lines[0] + changed + line("new", "A zeppelin was seen."), "utf-8")
    reindexed(changing)
    assert int(service.info().version) == int(before.version) + 1
    results = service.search(SearchRequest(q="zeppelin", sort="newest"))
    assert [hit.id for hit in results.hits] == ["copy-2#p2", "new#p1"]
    assert service.article("chinese") is None
    removed = service.removed("chinese")
    assert removed is not None
    assert removed.title == "About chinese"
    assert service.removed("copy-1") is None
    earlier = service.search(SearchRequest(q="storm"), before.version)
    assert earlier.total == 1


def test_a_run_without_changes_leaves_the_live_generation(unchanged: Flask) -> None:
    service: SearchService = unchanged.extensions["searchapp"]
    before = service.info()
    reindexed(unchanged)
    assert service.info() == before


def test_a_full_run_gives_the_same_answers(changing: Flask) -> None:
    service: SearchService = changing.extensions["searchapp"]
    request = SearchRequest(q="harbour")
    before = service.search(request)
    reindexed(changing, "--full", "--workers", "2")
    after = service.search(request)
    assert after.index.version != before.index.version
    assert replace(after, index=before.index) == before


def test_a_second_writer_is_refused(unchanged: Flask) -> None:
    store = open_store(unchanged.extensions["searchapp"].settings)
    with (
        store.writer(attribution="", full=True, prepare=identity, workers=1),
        pytest.raises(LockedError, match="reindex"),
        store.writer(attribution="", full=True, prepare=identity, workers=1),
    ):
        pass


def test_a_writer_that_does_not_commit_changes_nothing(unchanged: Flask) -> None:
    service: SearchService = unchanged.extensions["searchapp"]
    store, before = open_store(service.settings), service.info()
    with store.writer(attribution="", full=True, prepare=identity, workers=1):
        pass
    service.close()
    assert service.info() == before
    assert store.verify() == []


def test_a_generation_that_is_not_retained_raises_gone_error(unchanged: Flask) -> None:
    with pytest.raises(GoneError, match="Start again"):
        unchanged.extensions["searchapp"].search(SearchRequest(), "999")
