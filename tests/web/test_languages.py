"""Languages of the interface: how one is chosen, kept and cached, alone and in a host."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

import searchapp
from searchapp import create_app
from searchapp.web.presenters.languages import LANGUAGES, Language
from searchapp.web.presenters.translation import current_language
from tests.conftest import REAL_ARTICLE
from tests.web.conftest import SCREENS, needs_chromium

MAIN_ENGLISH = "en-GB,en;q=0.9,de;q=0.5"

SEARCH_IN = {
    "en": "Search",
    "de": "Suchen",
    "es": "Buscar",
    "fr": "Rechercher",
    "zh-Hans": "搜索",
}

NOT_PAGES = ("/static/", "/api/v1/", "/feed", "/opensearch.xml", "/favicon", "http", "#")


@pytest.fixture(scope="module")
def client(archive: Flask) -> FlaskClient:
    return archive.test_client()


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)">', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.8", "de"),
        ("fr-CA;q=0.3, es-MX;q=0.9", "es"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh-TW,en;q=0.5", "en"),
        ("zh-Hant-HK,fr;q=0.5", "fr"),
        ("zh-Hans-TW", "zh-Hans"),
        ("de;q=0,fr;q=0.1", "fr"),
        ("it,pt;q=0.9", "en"),
        ("*", "en"),
        ("de_DE", "de"),
        (";;q=,\u00e4;q=x", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browser_chooses_the_language(
    client: FlaskClient, accepted: str, expected: str
) -> None:
    page = client.get("/about", headers={"Accept-Language": accepted})
    assert page.status_code == 200
    assert language_of(page.text) == expected


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_the_url_chooses_the_language_before_the_browser(
    client: FlaskClient, language: Language
) -> None:
    page = client.get(f"/?lang={language.tag}", headers={"Accept-Language": "fr"}).text
    assert language_of(page) == language.tag
    assert f'<button type="submit">{SEARCH_IN[language.tag]}</button>' in page
    assert f'hreflang="{language.tag}" aria-current="true">{language.name}</a>' in page


@pytest.mark.parametrize("lang", ["", "xx", "de-", "zh-TW", "%00", "<b>", "d" * 5000])
def test_a_language_without_a_catalogue_is_ignored(client: FlaskClient, lang: str) -> None:
    page = client.get("/", query_string={"lang": lang}, headers={"Accept-Language": "es"})
    assert page.status_code == 200
    assert language_of(page.text) in ("es", "de")
    assert "<b>" not in page.text


def test_the_setting_comes_between_the_url_and_the_browser(tmp_path: Path) -> None:
    client = create_app(index_dir=tmp_path, language="de").test_client()
    page = client.get("/about", headers={"Accept-Language": "fr"})
    assert language_of(page.text) == "de"
    assert "Accept-Language" not in page.headers.get("Vary", "")
    assert language_of(client.get("/about?lang=es").text) == "es"


def test_caches_keep_the_languages_of_a_page_apart(client: FlaskClient) -> None:
    german = client.get("/search?q=said", headers={"Accept-Language": "de"})
    english = client.get("/search?q=said", headers={"Accept-Language": "en"})
    assert "Accept-Language" in german.vary
    assert german.headers["ETag"] != english.headers["ETag"]
    tag = german.headers["ETag"]
    revalidated = {"Accept-Language": "de", "If-None-Match": tag}
    unchanged = client.get("/search?q=said", headers=revalidated)
    assert (unchanged.status_code, "Accept-Language" in unchanged.vary) == (304, True)
    other = client.get("/search?q=said", headers={**revalidated, "Accept-Language": "en"})
    assert other.status_code == 200


def test_a_page_whose_url_names_its_language_does_not_vary(client: FlaskClient) -> None:
    assert "Accept-Language" not in client.get("/about?lang=fr").vary


@pytest.mark.parametrize("address", ["/api/v1/search?q=said&sort=up", "/api/v1/search?q=foo:said"])
def test_the_api_answers_in_english(client: FlaskClient, address: str) -> None:
    german = client.get(address, headers={"Accept-Language": "de"})
    assert german.data == client.get(address).data
    assert "Accept-Language" not in german.vary


@pytest.mark.parametrize("name", SCREENS)
def test_links_and_forms_keep_the_language_of_the_url(client: FlaskClient, name: str) -> None:
    address = SCREENS[name]
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=de").text
    links = [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]+)"', page)]
    pages = [link for link in links if not link.startswith(NOT_PAGES) or link == "/api/v1/docs"]
    assert [link for link in pages if "lang=" not in link] == []
    forms = re.findall(r'<form [^>]*method="get".*?</form>', page, re.DOTALL)
    assert [
        form for form in forms if '<input type="hidden" name="lang" value="de">' not in form
    ] == []


def test_links_carry_no_language_that_the_browser_chose(client: FlaskClient) -> None:
    page = client.get("/search?q=said", headers={"Accept-Language": "de"}).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "lang=" not in main


def test_the_choice_of_a_language_keeps_the_search(client: FlaskClient) -> None:
    page = client.get("/search?q=a%26b&lang=fr&year=2023").text
    assert 'href="?q=a%26b&amp;year=2023&amp;lang=de" lang="de"' in page


def test_numbers_dates_and_plurals_follow_the_language(client: FlaskClient) -> None:
    page = client.get(f"/articles/{REAL_ARTICLE}?lang=de").text
    assert ">10. März 2023</time>" in page
    counts = {
        lang: re.findall(r"<h1>(.+?)</h1>", client.get(f"/search?q=zhou+yunjie&lang={lang}").text)
        for lang in ("de", "zh-Hans")
    }
    number = re.findall(r"\d+", counts["de"][0])[0]
    assert counts["de"] == [f"{number} Ergebnis{'se' if number != '1' else ''}"]
    assert counts["zh-Hans"] == [f"{number} 条结果"]


def test_the_description_of_a_search_is_translated(client: FlaskClient) -> None:
    page = unescape(
        client.get(
            "/search?q=chains+title:industry+NOT+oil&speaker=xi-jinping&from=2023-03-01"
            "&to=2023-03-31&lang=de"
        ).text
    )
    assert (
        "Absätze mit „chains“ in beliebiger Wortform und „industry“ in beliebiger Wortform in der"
        " Überschrift, aber ohne „oil“ in beliebiger Wortform, gesagt von Xi Jinping,"
        " im März 2023." in page
    )


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/articles/none?lang=de", 404, "Einen Artikel mit der Kennung 'none' gibt es nicht."),
        ("/nowhere?lang=de", 404, "Diese Adresse gibt es hier nicht."),
        ("/search?page=x&lang=de", 400, "ist erlaubt: eine ganze Zahl von 1 bis 1.000.000"),
        ("/search?q=%22%22&lang=de", 400, "Die Anfrage enthält nichts, wonach gesucht"),
        ("/search?q=%22oil&lang=de", 200, "Das Anführungszeichen ist nicht geschlossen;"),
    ],
)
def test_errors_and_notices_are_translated(
    client: FlaskClient, address: str, status: int, words: str
) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert language_of(page.text) == "de"
    assert words in unescape(page.text)


def test_an_archive_without_an_index_says_so_in_the_language(tmp_path: Path) -> None:
    client = create_app(index_dir=tmp_path).test_client()
    page = client.get("/", headers={"Accept-Language": "fr"})
    assert page.status_code == 503
    assert "Il n’y a pas encore d’index. Lancez" in page.text


@pytest.mark.parametrize("address", ["/help", "/help/query", "/api/v1/docs"])
def test_pages_in_english_only_say_so(client: FlaskClient, address: str) -> None:
    german = client.get(f"{address}?lang=de").text
    assert re.search(r'<p class="notice">.* nur auf Englisch.</p>', german)
    assert re.search(r'<(article class="manual"|div class="columns") lang="en">', german)
    assert 'lang="en">' not in client.get(address).text.replace('hreflang="en"', "").replace(
        '<html lang="en">', ""
    )


def test_links_of_help_pages_keep_the_language(client: FlaskClient) -> None:
    page = client.get("/help?lang=es").text
    assert 'href="/help/query?lang=es"' in page
    assert 'href="/help/query?lang=es"' not in client.get("/help").text


def test_code_for_other_sites_names_the_language(client: FlaskClient) -> None:
    page = unescape(client.get("/embed/code?q=said&lang=zh-Hans").text)
    assert ' lang="zh-Hans"></news-search>' in page
    assert "/embed?q=said&lang=zh-Hans" in unescape(page)
    assert language_of(client.get("/embed?q=said&lang=zh-Hans").text) == "zh-Hans"
    assert (
        " lang="
        not in unescape(client.get("/embed/code?q=said").text)
        .split("</news-search>")[0]
        .split("<news-search")[1]
    )


def test_a_host_keeps_its_own_translations(archive: Flask) -> None:
    host = Flask("host")
    host.jinja_env.globals["_"] = lambda text: f"host:{text}"
    host.jinja_env.globals["gettext"] = host.jinja_env.globals["_"]
    host.register_blueprint(
        searchapp.blueprint(index_dir=archive.config["SEARCHAPP_INDEX_DIR"]), url_prefix="/archive"
    )

    @host.get("/own")
    def own() -> str:
        return render_template_string("{{ _('a') }} {{ gettext('b') }} ") + current_language().tag

    client = host.test_client()
    assert "Archiv durchsuchen" in client.get("/archive/about?lang=de").text
    assert client.get("/own?lang=de").text == "host:a host:b en"
    assert "jinja2.ext.InternationalizationExtension" not in host.jinja_env.extensions


def test_two_archives_in_a_host_have_languages_of_their_own(archive: Flask) -> None:
    host = Flask("host")
    for name in ("de", "fr"):
        blueprint = searchapp.blueprint(
            name, index_dir=archive.config["SEARCHAPP_INDEX_DIR"], language=name
        )
        host.register_blueprint(blueprint, url_prefix=f"/{name}")
    client = host.test_client()
    assert language_of(client.get("/de/about").text) == "de"
    assert language_of(client.get("/fr/about").text) == "fr"
    assert 'href="/fr/speakers?lang=es"' in client.get("/fr/about?lang=es").text


@needs_chromium
def test_searching_as_one_types_keeps_the_language_and_its_choice(page: Page) -> None:
    page.goto("/search?q=said&lang=de")
    box = page.get_by_role("combobox", name="Archiv durchsuchen")
    box.fill("zhou")
    expect(page.get_by_role("listbox", name="Vorschläge")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search\?q=zhou&lang=de$|/search\?lang=de&q=zhou$"))
    choice = page.get_by_role("navigation", name="Sprache").get_by_role("link", name="Français")
    expect(choice).to_have_attribute("href", re.compile("q=zhou.*lang=fr"))
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("speaker=zhou-yunjie|q=zhou"))
    expect(page.locator("html")).to_have_attribute("lang", "de")


@needs_chromium
def test_copying_says_so_in_the_language_of_the_page(page: Page) -> None:
    page.context.grant_permissions(["clipboard-write"])  # a browser with windows would ask
    page.goto(f"/articles/{REAL_ARTICLE}/paragraphs/8?lang=es")
    page.get_by_role("button", name="Copiar el enlace permanente").click()
    expect(page.locator("#announcement")).to_have_text("Copiado")
