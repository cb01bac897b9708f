from flask.testing import FlaskClient

from tests.web.html_pages import page, words


def test_too_many_speakers_are_not_compared(client: FlaskClient) -> None:
    path = "/compare?" + "&".join(f"speaker={name}" for name in "abcde")
    assert "at most 4 speakers" in page(client, path, 400)


def test_a_comparison_offers_similar_names(client: FlaskClient) -> None:
    text = page(client, "/compare?speaker=yunjie")
    assert "No speaker has this name" in text
    assert '<a href="/speakers/zhou-yunjie">Zhou Yunjie</a>' in text


def test_a_profile_shows_roles_terms_co_quoted_speakers_and_paragraphs(client: FlaskClient) -> None:
    text = page(client, "/speakers/zhou-yunjie")
    assert '<input type="hidden" name="speaker" value="zhou-yunjie">' in text
    assert "Quoted in the same articles" in text
    assert "/compare?speaker=zhou-yunjie&amp;speaker=" in text
    assert text.count('class="hit"') == 3
    assert "deputy to the 14th NPC" in text


def test_the_list_of_speakers_shows_kinds_other_than_person(
    client: FlaskClient,
) -> None:
    text = words(page(client, "/speakers?name=legislators"))
    assert "national legislators and political advisers group" in text


def test_the_list_of_speakers_has_a_tab_for_each_kind(client: FlaskClient) -> None:
    text = page(client, "/speakers?kind=group&name=e")
    assert '<a href="/speakers?name=e&amp;kind=group" aria-current="true">Groups</a>' in text
    assert '<a href="/speakers?name=e&amp;kind=person">People</a>' in text
    assert '<input type="hidden" name="kind" value="group">' in text
    everyone = client.get("/api/v1/speakers?limit=100").get_json()["speakers"]
    people = client.get("/api/v1/speakers?limit=100&kind=person").get_json()
    assert people["speakers"] == [s for s in everyone if s["kind"] == "person"]
    assert people["total"] == len(people["speakers"]) > 0
    page(client, "/speakers?kind=robot", 400)
