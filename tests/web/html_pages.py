"""Pages as tests read them: their HTML, and the words in it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return the HTML of the page at *path*, which has to answer with *status*."""
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return response.text


def words(text: str) -> str:
    """Return HTML without its tags, each run of white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
