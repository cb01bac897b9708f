import pytest

from searchapp.web.presenters.help_pages import OVERVIEW, help_page, image_path, page_names


def test_the_pages_are_listed_in_a_fixed_order_without_the_overview() -> None:
    names = page_names()
    assert names[0] == "query"
    assert OVERVIEW not in names
    assert len(set(names)) == len(names) >= 11


@pytest.mark.parametrize("name", [OVERVIEW, *page_names()])
def test_every_page_has_a_title_and_every_heading_an_anchor(name: str) -> None:
    page = help_page(name, "")
    assert page.html.count("<h1 ") == 1
    assert page.title
    anchors = [heading.anchor for heading in page.headings]
    assert len(set(anchors)) == len(anchors)
    assert all(f'<h2 id="{anchor}">' in page.html for anchor in anchors)
    assert "<h2>" not in page.html


def test_links_between_pages_lead_into_the_mount() -> None:
    page = help_page("commands", "/archive")
    assert '<a href="/archive/help/corrections">' in page.html
    assert ".md" not in str(page.html).replace("Markdown", "")


def test_links_to_files_of_the_repository_become_text() -> None:
    html = help_page("architecture", "").html
    assert "Benchmarks" in html
    assert "tests/benchmarks/README" not in html


def test_example_queries_link_to_their_results() -> None:
    html = help_page("query", "/archive").html
    assert '<a href="/archive/search?q=oil+NOT+gas"><code>oil NOT gas</code></a>' in html
    assert "<code>article:ID</code></td>" in html


def test_the_reference_of_the_api_is_a_link() -> None:
    assert '<a href="/archive/api/v1/docs">' in help_page("api", "/archive").html


def test_an_image_of_a_page_is_on_the_same_site() -> None:
    html = help_page("attribution", "/archive").html
    assert 'src="/archive/help/attribution-reliability.svg"' in html


@pytest.mark.parametrize("name", ["attribution.md", "../web/static/icon.svg", "none.svg"])
def test_only_images_of_the_documentation_have_a_path(name: str) -> None:
    assert image_path(name) is None
