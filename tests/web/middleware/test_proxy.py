"""Trust in the headers of proxies."""

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.web.middleware.rate_limit import client_network


def _page(archive: Flask, prefix: str, **settings: object) -> str:
    app = create_app(None, index_dir=archive.config["SEARCHAPP_INDEX_DIR"], **settings)
    response = app.test_client().get("/search?q=said", headers={"X-Forwarded-Prefix": prefix})
    app.extensions["searchapp"].close()
    assert response.status_code == 200
    return response.text


def test_a_path_prefix_is_not_believed_without_its_setting(archive: Flask) -> None:
    assert "/archive/search" not in _page(archive, "/archive", proxies=1)


def test_a_path_prefix_is_part_of_every_link_with_its_setting(archive: Flask) -> None:
    page = _page(archive, "/news/archive", proxies=1, proxy_prefix=True)
    assert 'href="/news/archive/' in page
    assert 'href="/search' not in page


@pytest.mark.parametrize(
    "prefix",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/..", "/a//b", "/a%2fb", "/a\"b",
     "/a,//evil.example", "/" + "a/" * 99],
)  # fmt: skip
def test_a_prefix_that_is_no_plain_path_is_ignored(archive: Flask, prefix: str) -> None:
    page = _page(archive, prefix, proxies=1, proxy_prefix=True)
    assert "evil" not in page
    assert 'href="/search' in page


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_clients_of_one_ipv6_network_share_a_limit(address: str, network: str) -> None:
    assert client_network(address) == network
