"""Login of editors, and what attackers may try: forms, cookies, passwords, headers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from searchapp import create_app
from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from searchapp.settings import SettingError
from searchapp.web.desk.routes import ACCOUNT_ROUTES, ROUTES
from searchapp.web.desk.sessions import SESSION_SECONDS
from searchapp.web.middleware.hosts_cors import DESK_POST_ENDPOINTS, POST_ENDPOINTS, REPORT_ENDPOINT
from tests.web.desk.conftest import QUICK_HASH, SECRET, MakeDesk, log_in, token

COOKIE = "searchapp_desk"


def cookie_of(client: FlaskClient, path: str = "/desk") -> str:
    cookie = client.get_cookie(COOKIE, path=path)
    assert cookie is not None
    return cookie.value


def is_logged_in(client: FlaskClient) -> bool:
    return client.get("/desk").status_code == 200


def test_an_editor_logs_in_and_out(desk_app: Flask) -> None:
    client = desk_app.test_client()
    assert client.get("/desk/changes?page=2").headers["Location"] == (
        "/desk/login?next=/desk/changes?page%3D2"
    )
    response = log_in(client)
    assert (response.status_code, response.headers["Location"]) == (303, "/desk")
    page = client.get("/desk")
    assert "ann" in page.text
    assert client.get("/desk/login").headers["Location"] == "/desk"
    stolen = cookie_of(client)
    assert client.post("/desk/logout", data={"csrf_token": token(page)}).status_code == 303
    assert not is_logged_in(client)
    thief = desk_app.test_client()
    thief.set_cookie(COOKIE, stolen, path="/desk")
    assert not is_logged_in(thief)


def test_the_cookie_is_for_the_desk_only(make_desk: MakeDesk) -> None:
    client = make_desk(proxies=1).test_client()
    response = log_in(client)
    [cookie] = response.headers.getlist("Set-Cookie")
    assert re.search(r"; HttpOnly; Path=/desk; SameSite=Lax$", cookie), cookie
    assert "Expires=" in cookie
    assert SESSION_SECONDS == 12 * 3600
    https = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "archive.example.org"}
    fresh = make_desk(proxies=1).test_client().get("/desk/login", headers=https)
    assert "; Secure;" in fresh.headers["Set-Cookie"]


def test_public_pages_set_no_cookie_and_do_not_vary_by_one(editor: FlaskClient) -> None:
    for address in ("/", "/search?q=mill", "/articles/mill-1", "/api/v1/search", "/help", "/deskx"):
        response = editor.get(address)
        assert "Set-Cookie" not in response.headers, address
        assert "Cookie" not in response.headers.get("Vary", ""), address


def test_pages_of_the_desk_are_neither_cached_nor_framed(editor: FlaskClient) -> None:
    response = editor.get("/desk")
    assert response.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "ETag" not in response.headers


def test_without_the_setting_no_route_of_the_desk_exists(archive: Flask) -> None:
    assert [rule.rule for rule in archive.url_map.iter_rules() if "desk" in rule.endpoint] == []
    client = archive.test_client()
    for path, *_ in (*ROUTES, *ACCOUNT_ROUTES):
        for method in ("GET", "POST"):
            response = client.open(f"/desk{path}", method=method)
            assert response.status_code == 404, path
            assert "Set-Cookie" not in response.headers
    assert archive.secret_key is None


def test_every_address_of_the_desk_asks_for_a_login(desk_app: Flask) -> None:
    client = desk_app.test_client()
    values = {"queue": "doubtful", "article_id": "mill-1", "number": 2}
    for rule in desk_app.url_map.iter_rules():
        endpoint = rule.endpoint.rpartition(".")[2]
        if not endpoint.startswith("desk") or endpoint == "desk_login":
            continue
        address = _build(rule.rule, values)
        for method in ("GET", "POST"):
            response = client.open(address, method=method)
            assert response.status_code in (302, 405), (address, method)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/desk/login")


def _build(rule: str, values: dict[str, object]) -> str:
    return re.sub(r"<(?:[^>]*:)?(\w+)>", lambda match: str(values.get(match[1], "1")), rule)


def test_the_addresses_that_take_post_are_listed(make_desk: MakeDesk) -> None:
    desk_app = make_desk(reports=True)
    client = desk_app.test_client()
    values = {"queue": "doubtful", "article_id": "mill-1", "number": 2, "facet_name": "source"}
    taking: set[str] = set()
    for rule in desk_app.url_map.iter_rules():
        if client.post(_build(rule.rule, values)).status_code != 405:
            taking.add(rule.endpoint.rpartition(".")[2])
    assert taking - {"api_nowhere"} == POST_ENDPOINTS | DESK_POST_ENDPOINTS | {REPORT_ENDPOINT}


@pytest.mark.parametrize("name", ["ann", "nobody", "", "../ann", "<b>"])
def test_a_wrong_password_does_not_say_which_part_is_wrong(desk_app: Flask, name: str) -> None:
    response = log_in(desk_app.test_client(), name, "wrong")
    assert response.status_code == 403
    assert "There is no editor with this name and password." in response.text
    assert "<b>" not in response.text


def test_somebody_without_a_password_cannot_log_in_with_an_empty_one(
    desk_app: Flask, tmp_path: Path
) -> None:
    EditorsFile(tmp_path / "editors.json").add(Editor("cy"))
    client = desk_app.test_client()
    assert log_in(client, "cy", "").status_code == 403
    assert log_in(client, "cy", "nobody has this password").status_code == 403


def test_guesses_are_limited_for_a_name_and_an_address(desk_app: Flask) -> None:
    client = desk_app.test_client()
    statuses = [log_in(client, "ann", f"guess {n}").status_code for n in range(6)]
    assert statuses == [403] * 5 + [429]
    assert log_in(client, "ann", SECRET).status_code == 429
    # A colleague at the same address is not locked out, nor ann elsewhere.
    assert log_in(client, "bo").status_code == 303
    elsewhere = desk_app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert log_in(elsewhere, "ann").status_code == 303


def test_guesses_from_many_addresses_and_of_many_names_are_limited(desk_app: Flask) -> None:
    accounts = desk_app.extensions["searchapp_desk"].accounts

    def is_limited(name: str, address: str) -> bool:
        with desk_app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            limited: bool = accounts.is_limited(name)
            return limited

    names = [is_limited(f"editor{n}", "192.0.2.1") for n in range(41)]
    assert names == [False] * 40 + [True]
    addresses = [is_limited("bo", f"198.51.100.{n}") for n in range(61)]
    assert addresses == [False] * 60 + [True]


@pytest.mark.parametrize("forged", [None, "", "forged"])
def test_a_form_of_another_site_is_refused(editor: FlaskClient, forged: str | None) -> None:
    form = {} if forged is None else {"csrf_token": forged}
    for address in ("/desk/undo", "/desk/queues/doubtful", "/desk/logout"):
        response = editor.post(address, data=form)
        assert response.status_code == 400
        assert "This form is not valid any more, and nothing was changed." in response.text
    assert is_logged_in(editor)


def test_a_token_of_another_session_is_refused(desk_app: Flask, editor: FlaskClient) -> None:
    other = desk_app.test_client()
    log_in(other, "bo")
    stolen = token(other.get("/desk"))
    assert editor.post("/desk/undo", data={"csrf_token": stolen}).status_code == 400


def test_nobody_is_logged_in_by_a_form_of_another_site(desk_app: Flask) -> None:
    client = desk_app.test_client()
    response = client.post("/desk/login", data={"name": "ann", "password": SECRET})
    assert response.status_code == 400
    assert not is_logged_in(client)


def test_a_planted_session_does_not_become_the_editors(desk_app: Flask) -> None:
    attacker = desk_app.test_client()
    attacker.get("/desk/login")
    planted = cookie_of(attacker)
    victim = desk_app.test_client()
    victim.set_cookie(COOKIE, planted, path="/desk")
    before = token(victim.get("/desk/login"))
    assert log_in(victim).status_code == 303
    assert cookie_of(victim) != planted
    attacker.set_cookie(COOKIE, planted, path="/desk")
    assert not is_logged_in(attacker)
    # A token from before the login is not valid after it.
    assert victim.post("/desk/undo", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize(
    "destination",
    ["https://evil.example", "//evil.example/desk", "/desk\\@evil.example", "/search", "desk:x"],
)
def test_a_login_leads_to_the_desk_only(desk_app: Flask, destination: str) -> None:
    client = desk_app.test_client()
    address = f"/desk/login?next={destination}"
    form = {"name": "ann", "password": SECRET, "csrf_token": token(client.get(address))}
    assert client.post(address, data=form).headers["Location"] == "/desk"


def test_a_session_ends_with_the_editor(desk_app: Flask, tmp_path: Path) -> None:
    client = desk_app.test_client()
    log_in(client)
    file = EditorsFile(tmp_path / "editors.json")
    file.add(Editor("ann", QUICK_HASH + "0"))
    assert not is_logged_in(client)
    file.add(Editor("ann", QUICK_HASH))
    assert is_logged_in(client)
    file.remove("ann")
    assert not is_logged_in(client)


def test_the_cookie_of_one_mount_is_worth_nothing_on_another(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    first, second = make_desk(), make_desk(index_dir=tmp_path / "other")
    host = Client(
        DispatcherMiddleware(create_app(index_dir=tmp_path / "x"), {"/a": first, "/b": second})
    )
    page = host.get("/a/desk/login")
    form = {"name": "ann", "password": SECRET, "csrf_token": token(page)}
    response = host.post("/a/desk/login", data=form)
    assert response.headers["Location"] == "/a/desk"
    assert "Path=/a/desk" in response.headers["Set-Cookie"]
    assert host.get("/a/desk").status_code == 200
    assert host.get("/b/desk").status_code == 302
    cookie = host.get_cookie(COOKIE, path="/a/desk")
    assert cookie is not None
    host.set_cookie(COOKIE, cookie.value, path="/b/desk")
    assert host.get("/b/desk").status_code == 302


HEADER = {"X-Remote-User": "bo"}


def test_a_trusted_proxy_says_who_is_logged_in(make_desk: MakeDesk) -> None:
    client = make_desk(proxies=1, editor_header="X-Remote-User").test_client()
    client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
    page = client.get("/desk", headers=HEADER)
    assert page.status_code == 200
    assert "bo" in page.text
    assert "Log out" not in page.text
    assert client.get("/desk", headers={"X-Remote-User": "mallory"}).status_code == 302
    assert client.get("/desk").status_code == 302
    # The header does not replace the token of the form.
    assert client.post("/desk/undo", headers=HEADER).status_code == 400


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"proxies": 0, "editor_header": "X-Remote-User"}, "127.0.0.1"),
        ({"proxies": 1, "editor_header": "X-Remote-User"}, "192.0.2.1"),
        (
            {"proxies": 1, "editor_header": "X-Remote-User", "editor_proxies": "10.0.0.0/8"},
            "127.0.0.1",
        ),
        ({"proxies": 1}, "127.0.0.1"),
        ({"proxies": 1, "editor_header": "X-Remote-User"}, ""),
    ],
)
def test_a_forged_header_is_not_believed(
    make_desk: MakeDesk, settings: dict[str, object], address: str
) -> None:
    client = make_desk(**settings).test_client()
    client.environ_base["REMOTE_ADDR"] = address
    forged = {**HEADER, "X-Forwarded-For": "127.0.0.1"}
    assert client.get("/desk", headers=forged).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "address"), [("10.0.0.0/8", "10.1.2.3"), ("unix", ""), ("::1", "::1")]
)
def test_proxies_are_addresses_networks_or_a_socket(
    make_desk: MakeDesk, proxies: str, address: str
) -> None:
    client = make_desk(
        proxies=1, editor_header="X-Remote-User", editor_proxies=proxies
    ).test_client()
    client.environ_base["REMOTE_ADDR"] = address
    assert client.get("/desk", headers=HEADER).status_code == 200


@pytest.mark.parametrize("folder", ["corpus", "index"])
def test_the_file_of_editors_is_kept_out_of_corpus_and_index(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingError, match=f"must be outside the {folder} folder"):
        create_app(
            corpus_dir=tmp_path / "corpus",
            index_dir=tmp_path / "index",
            editors=tmp_path / folder / "editors.json",
        )


def test_a_form_that_is_too_long_is_not_read(editor: FlaskClient) -> None:
    form = {"csrf_token": token(editor.get("/desk")), "name": "x" * 300_000}
    assert editor.post("/desk/queues/doubtful", data=form).status_code == 413
