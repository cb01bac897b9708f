"""Archives whose index is in a cluster, and ``reindex`` runs that a test can kill."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from searchapp import create_app
from tests.conftest import line
from tests.opensearch.cluster import delete_indices

NOTICE_TEXT = "Ann Lee said the harbour of Port Ellory is closed to all who sail."

WITH_REPLICAS = {"SEARCHAPP_OPENSEARCH_REPLICAS": "1"}


def notices(first: int, last: int) -> Iterator[str]:
    """Yield JSON lines of articles *first* to *last* - 1, of two paragraphs each.

    One paragraph is ``NOTICE_TEXT``, the other differs in each article.
    """
    for number in range(first, last):
        yield line(f"a{number}", NOTICE_TEXT, f"Notice {number}.")


@dataclass
class Archive:
    """A corpus in *folder*, and its index in the cluster whose nodes listen at *urls*.

    *settings* are environment variables that replace the defaults of this class. An archive
    that is to outlive the failure of a node needs ``WITH_REPLICAS``.
    """

    folder: Path
    urls: Sequence[str]
    settings: dict[str, str] = field(default_factory=dict)
    prefix: str = field(default_factory=lambda: f"t{uuid.uuid4().hex[:12]}")

    def __post_init__(self) -> None:
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir(exist_ok=True)

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Write a file of the corpus."""
        (self.corpus / name).write_text("".join(lines), "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the archive, as environment variables."""
        return {
            "SEARCHAPP_CORPUS_DIR": str(self.corpus),
            "SEARCHAPP_INDEX_DIR": str(self.folder / "index"),
            "SEARCHAPP_ENGINE": "opensearch",
            "SEARCHAPP_OPENSEARCH_URL": " ".join(self.urls),
            "SEARCHAPP_OPENSEARCH_INDEX": self.prefix,
            "SEARCHAPP_OPENSEARCH_SHARDS": "3",
            "SEARCHAPP_OPENSEARCH_REPLICAS": "0",
            "SEARCHAPP_OPENSEARCH_TIMEOUT_SECONDS": "120",
            **self.settings,
        }

    def app(self) -> Flask:
        """Return an app that searches the archive."""
        settings = {
            name.removeprefix("SEARCHAPP_").lower(): value
            for name, value in self.environment.items()
        }
        return create_app({"TESTING": True}, **settings)

    def delete(self) -> None:
        """Delete the index."""
        delete_indices(self.urls[0], self.prefix)

    def start_reindex(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``reindex`` in a process of its own; its output is one stream."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def reindex(self, *arguments: str) -> str:
        """Run ``reindex`` in this process, assert that it succeeds, and return its output."""
        app = self.app()
        result = app.test_cli_runner().invoke(args=["reindex", *arguments])
        app.extensions["searchapp"].close()
        assert result.exit_code == 0, result.output
        return result.output
