"""JSON Feed 1.1: the same entries as the Atom feed."""

from xml.etree import ElementTree

from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"


def test_it_has_the_entries_of_the_atom_feed(client: FlaskClient) -> None:
    response = client.get("/feed.json?q=said&limit=5")
    feed = response.get_json()
    atom = ElementTree.fromstring(client.get("/feed?q=said&limit=5").data)  # noqa: S314
    entries = atom.findall(f"{ATOM}entry")
    assert response.mimetype == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 5
    assert [item["id"] for item in feed["items"]] == [e.findtext(f"{ATOM}id") for e in entries]
    assert [item["content_text"] for item in feed["items"]] == [
        entry.findtext(f"{ATOM}content") for entry in entries
    ]


def test_an_item_names_speakers_author_and_days(client: FlaskClient) -> None:
    [item] = client.get("/feed.json?q=turbines+seabed").get_json()["items"]
    assert item["tags"] == ["Halvard Lindqvist"]
    assert item["authors"] == [{"name": "Maud Ferreira"}]
    assert item["date_published"] == "2023-10-02T00:00:00Z"
    assert item["url"].startswith(
        "http://localhost/articles/courier-2023-10-02-tidal/paragraphs/2?"
    )


def test_it_is_read_in_pages(client: FlaskClient) -> None:
    first = client.get("/feed.json?limit=40").get_json()
    second = client.get(first["next_url"]).get_json()
    assert first["feed_url"] == "http://localhost/feed.json?limit=40"
    assert "next_url" not in second
    assert {item["id"] for item in first["items"]}.isdisjoint(i["id"] for i in second["items"])


def test_pages_lead_to_it(client: FlaskClient) -> None:
    mark = 'type="application/feed+json" title="JSON Feed" href='
    assert f'{mark}"/feed.json?q=oil"' in client.get("/search?q=oil").text
    assert f'{mark}"/feed.json?speaker=priya-raman"' in client.get("/speakers/priya-raman").text
