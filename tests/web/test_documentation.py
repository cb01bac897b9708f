"""The README and the pages of ``docs/``: their code runs, and what they name exists."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from searchapp.api_models.parameters import PARAMETERS
from searchapp.web.api.operations import OPERATIONS

ROOT = Path(__file__).parent.parent.parent
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "searchapp" / "docs").glob("*.md")),
    ROOT / "tests" / "benchmarks" / "README.md",
    ROOT / "tests" / "campaigns" / "README.md",
)
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}


def blocks(language: str) -> list[str]:
    """Return the code blocks of all pages in one language."""
    pattern = re.compile(rf"^```{language}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return [block for text in TEXTS.values() for block in pattern.findall(text)]


@pytest.mark.parametrize("code", blocks("python"))
def test_every_python_block_compiles(code: str) -> None:
    compile(code, "a block of the documentation", "exec")


def test_every_toml_block_is_valid() -> None:
    assert len([tomllib.loads(block) for block in blocks("toml")]) >= 2


def test_every_shell_block_is_valid() -> None:
    commands = blocks("sh")
    assert len(commands) >= 5
    subprocess.run(["bash", "-n"], input="\n".join(commands), text=True, check=True)


def test_the_client_prints_paragraphs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = [block for block in blocks("python") if block.startswith("import requests")]
    exec(code.replace("http://127.0.0.1:5000", address))  # noqa: S102
    assert "2023-03-10 " in capsys.readouterr().out


def test_the_notebook_plots_a_timeline(address: str) -> None:
    (code,) = [block for block in blocks("python") if "pandas.DataFrame" in block]
    # Each worker collects this module, and the import takes a second.
    import matplotlib
    from matplotlib import patches, pyplot

    matplotlib.use("agg")  # draws without a display, as a notebook does
    exec(code.replace("http://127.0.0.1:5000", address))  # noqa: S102
    figure = pyplot.gcf()
    (axes,) = figure.axes
    heights = [bar.get_height() for bar in axes.patches if isinstance(bar, patches.Rectangle)]
    assert (sum(heights), len(heights)) == (3, len(axes.get_xticklabels()))
    pyplot.close(figure)


def test_the_readme_has_at_most_8_kilobytes() -> None:
    assert len(TEXTS["README.md"].encode()) <= 8_000


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            yield page, target


def test_every_link_to_a_file_leads_to_a_file() -> None:
    files = [(page, target) for page, target in links() if not re.match(r"https?:|#", target)]
    assert len(files) > 20
    missing = [target for page, target in files if not (page.parent / target).exists()]
    assert missing == []


def test_every_command_and_module_that_is_named_exists(app: Flask) -> None:
    text = "\n".join(TEXTS.values())
    commands = set(re.findall(r"flask --app searchapp ([a-z]\w*)", text))
    assert len(commands) >= 5
    assert commands - set(app.cli.commands) - {"run"} == set()
    modules = set(re.findall(r"python -m (tests\.[\w.]+)", text))
    assert len(modules) > 10
    paths = [ROOT.joinpath(*module.rstrip(".").split(".")) for module in modules]
    missing = [p for p in paths if not p.with_suffix(".py").is_file() and not p.is_dir()]
    assert missing == []


def test_the_page_of_the_api_names_every_parameter_and_endpoint() -> None:
    page = TEXTS["searchapp/docs/api.md"]
    assert [p.name for p in PARAMETERS if f"`{p.name}`" not in page] == []
    paths = [operation.path.partition("/<")[0] for operation in OPERATIONS]
    assert [path for path in paths if path not in page] == []
