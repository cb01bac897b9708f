"""Archives in a cluster, written by processes of their own that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from searchapp import create_app
from tests.conftest import line

SAID = "Ann Lee said the harbour of Port Ellory is closed to all who sail."


def notices(first: int, last: int) -> Iterator[str]:
    """Yield lines of articles of two paragraphs, numbered from *first* up to *last*."""
    for number in range(first, last):
        yield line(f"a{number}", SAID, f"Notice {number}.")


@dataclass
class Archive:
    """A corpus in *folder*, and its index in the cluster that answers at *urls*."""

    folder: Path
    urls: Sequence[str]
    settings: dict[str, str] = field(default_factory=dict)
    prefix: str = field(default_factory=lambda: f"t{uuid.uuid4().hex[:12]}")

    def __post_init__(self) -> None:
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir(exist_ok=True)

    def write(self, name: str, lines: Iterator[str]) -> None:
        """Write a file of the corpus."""
        (self.corpus / name).write_text("".join(lines), "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The settings, as the environment has them."""
        return {
            "SEARCHAPP_CORPUS_DIR": str(self.corpus),
            "SEARCHAPP_INDEX_DIR": str(self.folder / "index"),
            "SEARCHAPP_ENGINE": "opensearch",
            "SEARCHAPP_OPENSEARCH_URL": " ".join(self.urls),
            "SEARCHAPP_OPENSEARCH_INDEX": self.prefix,
            "SEARCHAPP_OPENSEARCH_SHARDS": "3",
            "SEARCHAPP_OPENSEARCH_REPLICAS": "1",
            **self.settings,
        }

    def app(self) -> Flask:
        """Return the app that searches it."""
        settings = {name.removeprefix("SEARCHAPP_").lower(): value for name, value in
                    self.environment.items()}  # fmt: skip
        return create_app({"TESTING": True}, **settings)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a ``reindex`` in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def reindex(self, *arguments: str) -> str:
        """Run ``reindex``, which has to succeed; return what it prints."""
        running = self.begin(*arguments)
        output, _ = running.communicate()
        assert running.returncode == 0, output
        return output
