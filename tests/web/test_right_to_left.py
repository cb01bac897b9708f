"""Right-to-left texts and titles are set as such, beside left-to-right ones."""

import pytest
from flask import Flask

from tests.conftest import Write


@pytest.mark.parametrize(
    ("address", "title", "text"),
    [
        ("/articles/a", '<h1 dir="auto">', '<p class="words" dir="auto">'),
        ("/search?q=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1", '<h3 dir="auto">',
         '<p class="passage" dir="auto">'),
        ("/embed?q=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1", '<h3 dir="auto">',
         '<p class="passage" dir="auto">'),
        ("/articles/a/paragraphs/1", '<h1 dir="auto">', '<p class="words" dir="auto">'),
    ],
)  # fmt: skip
def test_each_text_has_the_direction_of_its_first_letter(
    app: Flask, write: Write, address: str, title: str, text: str
) -> None:
    write("a.txt", "2020-01-02\n\nالجسر القديم\n\nقال العمدة إن الجسر مغلق.\n")
    app.test_cli_runner().invoke(args=["reindex"])
    page = app.test_client().get(address).get_data(as_text=True)
    assert title in page
    assert text in page
