"""The Python code of the README, run as it is."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent.parent / "README.md"

BLOCKS = re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS)
def test_every_python_block_compiles(code: str) -> None:
    compile(code, str(README), "exec")


def test_the_client_prints_paragraphs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = [block for block in BLOCKS if block.startswith("import requests")]
    exec(code.replace("http://127.0.0.1:5000", address))  # noqa: S102
    assert "2023-03-10 " in capsys.readouterr().out


def test_the_notebook_has_data_to_plot(address: str) -> None:
    (code,) = [block for block in BLOCKS if "pandas.DataFrame" in block]
    read, plotted = code.split("pandas.DataFrame(")
    names: dict[str, object] = {}
    exec(  # noqa: S102
        read.replace("import pandas, requests", "import requests").replace(
            "http://127.0.0.1:5000", address
        ),
        names,
    )
    buckets = eval(plotted.split(")")[0], names)  # noqa: S307
    columns = re.findall(r'[xy]="(\w+)"', plotted)
    assert columns == ["label", "count"]
    assert sum(bucket["count"] for bucket in buckets) == 3
    assert all(column in bucket for bucket in buckets for column in columns)
