"""A cluster that lets in only whom it knows, over TLS; what is secret is told nowhere."""

import base64
import logging
from pathlib import Path

import pytest

from searchapp.settings import SettingError, load, setting_notices
from tests.opensearch.archives import Archive, notices
from tests.opensearch.cluster import Cluster
from tests.opensearch.gate import guarded_gate

PASSWORD = "pass-wort-2718"  # noqa: S105
KEY = "a-key-31415"
ENCODED = base64.b64encode(f"archive:{PASSWORD}".encode()).decode()
BY_PASSWORD = {
    "SEARCHAPP_OPENSEARCH_USER": "archive",
    "SEARCHAPP_OPENSEARCH_PASSWORD": PASSWORD,
}
BY_KEY = {"SEARCHAPP_OPENSEARCH_API_KEY": KEY}
FOUND = "/api/v1/search?q=harbour&copies=all"


def secrets_in(text: str) -> list[str]:
    return [secret for secret in (PASSWORD, ENCODED, KEY) if secret in text]


@pytest.mark.parametrize(
    ("authorization", "settings"),
    [(f"Basic {ENCODED}", BY_PASSWORD), (f"ApiKey {KEY}", BY_KEY)],
    ids=["password", "key"],
)
def test_a_guarded_cluster_is_written_and_searched(
    tmp_path: Path,
    cluster: Cluster,
    caplog: pytest.LogCaptureFixture,
    authorization: str,
    settings: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with guarded_gate(tmp_path, cluster.urls[0], authorization) as (url, certificates):
        trusting = {**settings, "SEARCHAPP_OPENSEARCH_CA_CERTS": str(certificates)}
        archive = Archive(tmp_path, [url], trusting)
        archive.write("a.jsonl", notices(0, 3))
        output = archive.reindex()
        app = archive.app()
        answer = app.test_client().get(FOUND)
        assert answer.json is not None
        assert answer.json["total"]["value"] == 3
        logging.getLogger("opensearch").setLevel(logging.DEBUG)
        assert app.test_client().get("/ready").status_code == 200
    shown = repr(app.extensions["searchapp"].settings)
    assert secrets_in(output + caplog.text + shown + answer.text) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"SEARCHAPP_OPENSEARCH_USER": "archive", "SEARCHAPP_OPENSEARCH_PASSWORD": KEY},
        {"SEARCHAPP_OPENSEARCH_API_KEY": PASSWORD},
        {},
    ],
    ids=["password", "key", "nothing"],
)
def test_who_is_not_let_in_is_told_so_without_the_secret(
    tmp_path: Path, cluster: Cluster, caplog: pytest.LogCaptureFixture, wrong: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with guarded_gate(tmp_path, cluster.urls[0], f"Basic {ENCODED}") as (url, certificates):
        trusting = {**wrong, "SEARCHAPP_OPENSEARCH_CA_CERTS": str(certificates)}
        archive = Archive(tmp_path, [url], trusting)
        archive.write("a.jsonl", notices(0, 3))
        writing = archive.begin()
        output, _ = writing.communicate()
        answer = archive.app().test_client().get(FOUND)
    assert writing.returncode == 2
    assert "not accepted" in output
    assert answer.status_code == 503
    assert "not accepted" in answer.text
    assert secrets_in(output + answer.text + caplog.text) == []


def test_a_certificate_of_an_unknown_authority_is_not_trusted(
    tmp_path: Path, cluster: Cluster
) -> None:
    with guarded_gate(tmp_path, cluster.urls[0], f"Basic {ENCODED}") as (url, _):
        answer = Archive(tmp_path, [url], BY_PASSWORD).app().test_client().get(FOUND)
    assert answer.status_code == 503
    assert "SEARCHAPP_OPENSEARCH_CA_CERTS" in answer.text


@pytest.mark.parametrize(
    "settings",
    [
        {"opensearch_url": f"https://archive:{PASSWORD}@node.example.org:9200"},
        {"opensearch_password": [PASSWORD]},
        {"opensearch_api_key": {KEY}},
    ],
)
def test_a_wrong_setting_is_told_without_the_secret(settings: dict[str, object]) -> None:
    with pytest.raises(SettingError) as told:
        load(settings, {}, {})
    assert secrets_in(str(told.value)) == []
    assert "allowed is" in str(told.value)


def test_the_notice_of_a_misspelt_setting_does_not_contain_the_secret() -> None:
    [notice] = setting_notices({}, {}, {"SEARCHAPP_OPENSEARCH_PASWORD": PASSWORD})
    assert "did you mean SEARCHAPP_OPENSEARCH_PASSWORD?" in notice
    assert secrets_in(notice) == []
