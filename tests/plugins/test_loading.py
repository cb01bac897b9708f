"""The installed plugins: the command that lists them, and those that cannot be loaded."""

import json
import re

import pytest
from flask import Flask

from searchapp.plugins.indexing_plugins import indexing_plugins
from searchapp.plugins.result_plugins import result_plugins
from tests.conftest import CORPUS, Write, invoke, line
from tests.plugins.conftest import WritePlugin

NO_HOOK = "it implements no hook of searchapp.indexing"


@pytest.mark.usefixtures("examples")
def test_plugins_lists_what_is_installed(app: Flask) -> None:
    code, out, err = invoke(app, "plugins")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "org  searchapp-org 1.0  searchapp.indexing  searchapp_readers",
        "spanish  searchapp-spanish 1.0  searchapp.indexing  searchapp_lexicons",
        "press-links  searchapp-press-links 1.0  searchapp.results  searchapp_hit_extras",
    ]


@pytest.mark.usefixtures("examples")
def test_plugins_has_them_as_json(app: Flask) -> None:
    rows = json.loads(invoke(app, "plugins", "--json")[1])["plugins"]
    assert rows[0] == {
        "name": "org",
        "group": "searchapp.indexing",
        "package": "searchapp-org",
        "version": "1.0",
        "hooks": ["searchapp_readers"],
        "problems": [],
    }
    assert len(rows) == 3


def test_plugins_says_where_there_are_none(app: Flask) -> None:
    assert invoke(app, "plugins") == (0, "No plugins are installed.\n", "")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("1 / 0", "its import failed (ZeroDivisionError: division by zero)"),
        ("import sys; sys.exit('no')", "its import failed (SystemExit: no)"),
        ("def f(:", "its import failed (SyntaxError: invalid syntax"),
        ("x = 1", NO_HOOK),
        (
            "from searchapp.plugins import hookimpl\n@hookimpl\ndef searchapp_reader(): pass",
            "searchapp_reader is not a hook of searchapp.indexing, which has searchapp_lexicons",
        ),
        (
            "from searchapp.plugins import hookimpl\n@hookimpl\ndef searchapp_readers(x): pass",
            "its import failed (PluginValidationError",
        ),
        (
            "from searchapp.plugins import hookimpl\n@hookimpl\ndef searchapp_readers(): 1 / 0",
            "searchapp_readers failed (ZeroDivisionError",
        ),
        (
            "from searchapp.plugins import *\n@hookimpl\ndef searchapp_readers(): return 'x'",
            "searchapp_readers must return a list of FileReader (got str)",
        ),
    ],
)
def test_a_plugin_that_fails_is_named_and_costs_nothing_else(
    app: Flask, write: Write, write_plugin: WritePlugin, code: str, problem: str
) -> None:
    write_plugin("broken", code)
    write("a.jsonl", line("a", "Nothing."))
    for command, exit_code in (("plugins", 1), ("settings", 0), ("reindex", 1), ("check", 1)):
        result, _, err = invoke(app, command)
        assert result == exit_code, err
        assert f"failed: plugin broken: {problem}" in err
        assert "Traceback" not in err
    assert app.test_client().get("/search?q=nothing").status_code == 200
    assert json.loads(invoke(app, "reindex", "--json")[1])["plugin_problems"]
    [row] = json.loads(invoke(app, "plugins", "--json")[1])["plugins"]
    assert row["problems"][0].startswith(problem)


def test_a_plugin_that_is_slow_to_import_is_named(app: Flask, write_plugin: WritePlugin) -> None:
    write_plugin("slow", "import time; time.sleep(1.01)")
    code, _, err = invoke(app, "settings")
    assert code == 0
    assert "note: plugin slow: its import took 1." in err


def test_of_two_plugins_with_one_name_the_second_is_not_loaded(
    app: Flask, write_plugin: WritePlugin
) -> None:
    code = "from searchapp.plugins import hookimpl\n@hookimpl\ndef searchapp_readers(): return []"
    folder = write_plugin("one", code)
    write_plugin("two", code)
    entry = folder / "two-1.0.dist-info" / "entry_points.txt"
    entry.write_text("[searchapp.indexing]\none = two\n")
    exit_code, out, err = invoke(app, "plugins")
    assert (exit_code, len(out.splitlines())) == (1, 2)
    assert "plugin one: it is not loaded: one has a plugin of that name as well" in err


PRINTING = """
from searchapp.plugins import *
print("imported")
def read(file):
    print("reading")
    yield ReadArticle(title="A", paragraphs=["The mill will close."])
    print("read")
@hookimpl
def searchapp_readers():
    print("called")
    return [FileReader("Loud", (".loud",), read)]
"""


def test_what_a_plugin_prints_is_no_part_of_the_output(
    app: Flask, write: Write, write_plugin: WritePlugin
) -> None:
    write_plugin("loud", PRINTING)
    write("a.loud", "x")
    code, out, err = invoke(app, "reindex", "--json")
    assert (code, json.loads(out)["changes"]["added"]["articles"]) == (0, 1)
    assert err.splitlines()[:2] == ["imported", "called"]
    assert "reading\nread\n" in err


def test_damaged_metadata_of_a_package_stops_nothing(app: Flask, write_plugin: WritePlugin) -> None:
    code = "from searchapp.plugins import hookimpl\n@hookimpl\ndef searchapp_readers(): return []"
    folder = write_plugin("one", code)
    (folder / "one-1.0.dist-info" / "METADATA").unlink()
    shown = "one  unknown package  searchapp.indexing  searchapp_readers\n"
    assert invoke(app, "plugins") == (0, shown, "")


def test_the_code_of_the_documentation_is_a_plugin(
    app: Flask, write: Write, write_plugin: WritePlugin
) -> None:
    page = (CORPUS.parent / "searchapp/docs/plugins.md").read_text(encoding="utf-8")
    reader, lexicon, extras = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    folder = write_plugin("minutes", reader)
    write_plugin("extras", extras, "searchapp.results")
    words = folder / "es"
    words.mkdir()
    [verbs] = re.findall(r"```\n(\[strong\].*?)```", page, re.DOTALL)
    (words / "cue_verbs.txt").write_text(verbs, encoding="utf-8")
    package = folder / "spanish"
    package.mkdir()
    write_plugin("spanish", lexicon)
    (folder / "spanish.py").rename(package / "__init__.py")
    words.rename(package / "es")
    write("a.minutes", "Council meeting\n2024-03-05\nThe mill will close, said Ann Lee.\n")
    code, _, err = invoke(app, "reindex")
    assert (code, err) == (0, "")
    [hit] = app.test_client().get("/api/v1/search?q=mill").get_json()["results"]
    assert hit["plugins"]["extras"]["data"] == {"week": 10}
    assert [p.name for p in indexing_plugins().plugins] == ["minutes", "spanish"]
    assert [s.record.language for s in indexing_plugins().lexicons] == ["es"]
    assert [p.name for p in result_plugins().plugins] == ["extras"]
