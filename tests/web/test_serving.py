"""Operation of the service: readiness, rate limits, metrics, logs, proxies."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.settings import SettingError
from searchapp.web.middleware.logs import access
from tests.conftest import Write, line

Make = Callable[..., FlaskClient]


@pytest.fixture
def make(archive: Flask) -> Iterator[Make]:
    """A factory of clients of further applications over the archive's index."""
    handlers = access.handlers[:]
    apps = []

    def client(**settings: object) -> FlaskClient:
        folders = {
            "corpus_dir": archive.config["SEARCHAPP_CORPUS_DIR"],
            "index_dir": archive.config["SEARCHAPP_INDEX_DIR"],
        }
        app = create_app({"TESTING": True}, **{**folders, **settings})
        apps.append(app)
        return app.test_client()

    yield client
    access.handlers[:] = handlers
    for app in apps:
        app.extensions["searchapp"].close()


def test_it_is_ready_while_a_generation_opens(client: FlaskClient) -> None:
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["index"]["version"] == "1"


def test_it_is_live_but_not_ready_without_an_index(make: Make, tmp_path: Path) -> None:
    client = make(index_dir=tmp_path / "none")
    assert client.get("/health").status_code == 200
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"]
    assert "reindex" in answer.get_data(as_text=True)


def test_a_client_beyond_its_rate_is_told_when_to_retry(make: Make) -> None:
    client = make(rate_limit="3 per hour")
    codes = [client.get("/api/v1/search?q=oil").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    answer = client.get("/api/v1/search?q=oil")
    assert answer.content_type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/search?q=oil").status_code == 429
    assert client.get("/health").status_code == 200


def test_each_client_address_behind_a_proxy_has_its_own_limit(make: Make) -> None:
    def ask(client: FlaskClient, address: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.get("/api/v1/search?q=oil", headers=headers).status_code

    behind = make(rate_limit="1 per hour", proxies=1)
    assert [ask(behind, a) for a in ("10.0.0.1", "10.0.0.2", "10.0.0.1")] == [200, 200, 429]
    # Without the setting the header is not trusted.
    open_to_all = make(rate_limit="1 per hour")
    assert [ask(open_to_all, a) for a in ("10.0.0.1", "10.0.0.2")] == [200, 429]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_limit": "often"},
        {"rate_limit": "1 per hour", "rate_limit_storage": "nowhere://"},
        {"proxies": -1},
        {"log": "xml"},
        {"metrics": "perhaps"},
    ],
)
def test_an_invalid_rate_limit_is_an_error_at_start(make: Make, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match=r"must be|cannot be used"):
        make(**wrong)


def test_metrics_are_off_by_default(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_metrics_count_requests_and_describe_the_index(make: Make) -> None:
    client = make(metrics="yes")
    client.get("/api/v1/search?q=oil")
    client.get("/api/v1/search?q=")
    client.get("/nowhere")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'searchapp_requests_total{endpoint="searchapp.api_search",status="200"} 2.0' in text
    assert 'searchapp_requests_total{endpoint="none",status="404"} 1.0' in text
    assert 'searchapp_request_seconds_count{endpoint="searchapp.api_search"} 2.0' in text
    assert "searchapp_index_up 1.0" in text
    assert "searchapp_index_generation 1.0" in text
    assert re.search(r"searchapp_index_age_seconds \d", text)


def test_two_applications_have_separate_metrics(make: Make) -> None:
    first, second = make(metrics="yes"), make(metrics="yes")
    first.get("/search?q=oil")
    assert "searchapp_requests_total{" not in second.get("/metrics").get_data(as_text=True)


def test_metrics_show_a_missing_index(make: Make, tmp_path: Path) -> None:
    client = make(metrics="yes", index_dir=tmp_path / "none")
    assert "searchapp_index_up 0.0" in client.get("/metrics").get_data(as_text=True)


def test_metrics_describe_the_last_run(make: Make, app: Flask, write: Write) -> None:
    folders = {
        name: app.config[f"SEARCHAPP_{name.upper()}"] for name in ("corpus_dir", "index_dir")
    }
    client = make(metrics="yes", **folders)
    assert "searchapp_reindex" not in client.get("/metrics").text
    runner = app.test_cli_runner()
    write("a.jsonl", line("a", "apple") + line("b", "pear") + "{}\n")
    assert runner.invoke(args=["reindex"]).exit_code == 1
    text = client.get("/metrics").text
    assert 'searchapp_reindex_articles{fate="added"} 2.0' in text
    assert 'searchapp_reindex_articles{fate="rejected"} 1.0' in text
    assert "searchapp_reindex_failed 0.0" in text
    [succeeded] = re.findall(r"\nsearchapp_reindex_succeeded (\S+)\n", text)
    assert f"\nsearchapp_reindex_ended {succeeded}\n" in text
    (Path(folders["corpus_dir"]) / "a.jsonl").unlink()
    assert runner.invoke(args=["reindex"]).exit_code == 2
    text = client.get("/metrics").text
    assert "searchapp_reindex_failed 1.0" in text
    assert f"searchapp_reindex_succeeded {succeeded}\n" in text


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_access_logs_have_no_query_by_default(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    client = make(log="json")
    answer = client.get("/api/v1/search?q=secret", headers={"X-Request-ID": "abc-1"})
    assert answer.headers["X-Request-ID"] == "abc-1"
    (record,) = lines(capfd)
    assert record["request_id"] == "abc-1"
    assert record["endpoint"] == "searchapp.api_search"
    assert record["status"] == 200
    assert record["milliseconds"] > 0
    assert "secret" not in json.dumps(record)
    assert "127.0.0.1" not in json.dumps(record)


def test_access_logs_have_queries_if_a_setting_says_so(
    make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    make(log="json", log_queries="yes").get("/api/v1/search?q=secret")
    (record,) = lines(capfd)
    assert record["path"] == "/api/v1/search?q=secret"
    assert record["client"] == "127.0.0.1"


def test_a_request_id_that_could_forge_lines_is_replaced(make: Make) -> None:
    answer = make(log="json").get("/health", headers={"X-Request-ID": 'a" b'})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_requests_are_not_logged_by_default(
    client: FlaskClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/search?q=secret")
    assert "secret" not in caplog.text
    assert "secret" not in capfd.readouterr().err
