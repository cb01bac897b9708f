"""Credentials and certificates of a cluster: they are used, checked, and never shown."""

import base64
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from searchapp.settings import SettingError, load, setting_notices
from tests.opensearch.archives import Archive, notices
from tests.opensearch.proxies import authenticating_proxy

PASSWORD = "pass-wort-2718"  # noqa: S105
KEY = "a-key-31415"
ENCODED = base64.b64encode(f"archive:{PASSWORD}".encode()).decode()
BY_PASSWORD = {
    "SEARCHAPP_OPENSEARCH_USER": "archive",
    "SEARCHAPP_OPENSEARCH_PASSWORD": PASSWORD,
}
BY_KEY = {"SEARCHAPP_OPENSEARCH_API_KEY": KEY}
SEARCH_URL = "/api/v1/search?q=harbour&copies=all"


def secrets_in(text: str) -> list[str]:
    return [secret for secret in (PASSWORD, ENCODED, KEY) if secret in text]


@pytest.mark.parametrize(
    ("authorization", "settings"),
    [(f"Basic {ENCODED}", BY_PASSWORD), (f"ApiKey {KEY}", BY_KEY)],
    ids=["password", "key"],
)
def test_a_cluster_is_written_and_searched_with_credentials(
    tmp_path: Path,
    cluster_urls: Sequence[str],
    caplog: pytest.LogCaptureFixture,
    authorization: str,
    settings: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with authenticating_proxy(tmp_path, cluster_urls[0], authorization) as (url, certificates):
        trusted = {"SEARCHAPP_OPENSEARCH_CA_CERTS": str(certificates)}
        archive = Archive(tmp_path, [url], {**settings, **trusted})
        archive.write("a.jsonl", notices(0, 3))
        output = archive.reindex()
        app = archive.app()
        response = app.test_client().get(SEARCH_URL)
        assert response.json is not None
        assert response.json["total"]["value"] == 3
        # At this level the client library logs its requests.
        logging.getLogger("opensearch").setLevel(logging.DEBUG)
        assert app.test_client().get("/ready").status_code == 200
    settings_repr = repr(app.extensions["searchapp"].settings)
    assert secrets_in(output + caplog.text + settings_repr + response.text) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"SEARCHAPP_OPENSEARCH_USER": "archive", "SEARCHAPP_OPENSEARCH_PASSWORD": KEY},
        {"SEARCHAPP_OPENSEARCH_API_KEY": PASSWORD},
        {},
    ],
    ids=["password", "key", "nothing"],
)
def test_wrong_credentials_are_reported_without_being_shown(
    tmp_path: Path,
    cluster_urls: Sequence[str],
    caplog: pytest.LogCaptureFixture,
    wrong: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with authenticating_proxy(tmp_path, cluster_urls[0], f"Basic {ENCODED}") as (url, certificates):
        trusted = {"SEARCHAPP_OPENSEARCH_CA_CERTS": str(certificates)}
        archive = Archive(tmp_path, [url], {**wrong, **trusted})
        archive.write("a.jsonl", notices(0, 3))
        reindex = archive.start_reindex()
        output, _ = reindex.communicate()
        response = archive.app().test_client().get(SEARCH_URL)
    assert reindex.returncode == 2
    assert "not accepted" in output
    assert response.status_code == 503
    assert "not accepted" in response.text
    assert secrets_in(output + response.text + caplog.text) == []


def test_a_certificate_from_an_unknown_authority_is_rejected(
    tmp_path: Path, cluster_urls: Sequence[str]
) -> None:
    with authenticating_proxy(tmp_path, cluster_urls[0], f"Basic {ENCODED}") as (url, _):
        response = Archive(tmp_path, [url], BY_PASSWORD).app().test_client().get(SEARCH_URL)
    assert response.status_code == 503
    assert "SEARCHAPP_OPENSEARCH_CA_CERTS" in response.text


@pytest.mark.parametrize(
    "settings",
    [
        {"opensearch_url": f"https://archive:{PASSWORD}@node.example.org:9200"},
        {"opensearch_password": [PASSWORD]},
        {"opensearch_api_key": {KEY}},
    ],
)
def test_the_error_for_a_wrong_setting_does_not_show_the_secret(
    settings: dict[str, object],
) -> None:
    with pytest.raises(SettingError) as error:
        load(settings, {}, {})
    assert secrets_in(str(error.value)) == []
    assert "must be" in str(error.value)


def test_the_notice_of_a_misspelt_setting_does_not_contain_the_secret() -> None:
    [notice] = setting_notices({}, {}, {"SEARCHAPP_OPENSEARCH_PASWORD": PASSWORD})
    assert "did you mean SEARCHAPP_OPENSEARCH_PASSWORD?" in notice
    assert secrets_in(notice) == []
