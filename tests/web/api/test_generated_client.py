"""A client that openapi-python-client generates from the OpenAPI document, against the app."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from searchapp.web.api.operations import OPERATIONS
from tests.conftest import REAL_ARTICLE

PACKAGE = "generated_client"
XML = ("application/atom+xml", "application/opensearchdescription+xml")
"""Media types that the generator does not know: read them as text."""

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def call(archive: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Return a function that calls an operation of the generated client by tag and name."""
    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_text(json.dumps(archive.test_client().get("/api/v1/openapi.json").json))
    config = Config.from_sources(
        ConfigFile(post_hooks=[], content_type_overrides=dict.fromkeys(XML, "text/xml")),
        MetaType.NONE,
        source,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder / PACKAGE,
    )
    assert generate(config=config) == []
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module(PACKAGE)
        transport = httpx.WSGITransport(app=archive)
        client = package.Client("http://localhost", httpx_args={"transport": transport})

        def operation(tag: str, name: str, /, *args: object, **parameters: object) -> Any:
            module = importlib.import_module(f"{PACKAGE}.api.{tag}.{name}")
            return module.sync(*args, client=client, **parameters)

        yield operation
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def test_the_client_has_every_operation(call: Call) -> None:
    folder = Path(sys.modules[PACKAGE].__file__ or "").parent / "api"
    modules = {path.stem for path in folder.glob("*/*.py")} - {"__init__"}
    names = {operation.endpoint.removeprefix("api_") for operation in OPERATIONS}
    posted = {f"post_{o.endpoint.removeprefix('api_')}" for o in OPERATIONS if o.body}
    assert modules == names | posted


def test_the_client_searches_and_reads_hits(call: Call) -> None:
    answer = call("search", "search", q="industrial internet", speaker=["zhou-yunjie"])
    complete = [hit for hit in answer.results if hit.matched.value == "all"]
    assert answer.total.value == len(complete) > 0
    hit = answer.results[0]
    assert hit.attributions[0].speaker_id == "zhou-yunjie"
    start, end = hit.matches[0]
    assert hit.text[start:end].lower() == "industrial"
    assert hit.date.isoformat() == "2023-03-10"
    assert answer.index.built_at.tzinfo is not None
    assert answer.query.from_ is None
    assert [value.id for value in answer.facets.speaker if value.selected] == ["zhou-yunjie"]


def test_the_client_reads_articles_speakers_and_timelines(call: Call) -> None:
    article = call("articles", "article", REAL_ARTICLE)
    context = call("articles", "paragraph", REAL_ARTICLE, 8, context=1)
    assert context.paragraph.text == article.paragraphs[7].text
    assert [hit.number for hit in context.before + context.after] == [7, 9]
    speaker = call("speakers", "speakers", name="zhou").speakers[0]
    profile = call("speakers", "speaker", speaker.id)
    assert profile.speaker.name == speaker.name == "Zhou Yunjie"
    assert profile.timeline.total == profile.speaker.count
    timeline = call("search", "timeline", q="said").timeline
    assert sum(bucket.count for bucket in timeline.buckets) + timeline.undated == timeline.total


def test_the_client_reads_what_other_programs_get(call: Call) -> None:
    assert call("readers", "feed", q="industrial").startswith("<?xml")
    assert "{searchTerms}" in call("readers", "opensearch")
    typed, values = call("readers", "suggestions", q="zho")
    assert typed == "zho"
    assert "Zhou Yunjie" in values
    assert call("service", "health").status == "ok"


def test_the_client_reads_problems(call: Call) -> None:
    problem = call("articles", "article", "none")
    assert (problem.status, problem.type_) == (404, "about:blank")
    problem = call("search", "search", q="&")
    assert problem.parameter == "q"
    assert "nothing to search for" in problem.detail
