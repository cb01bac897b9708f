"""Golden results of reading and attribution, recorded beside the version that gave them.

    python -m tests.attribution.golden

writes ``golden.json`` anew: for each article of the project's corpus, of the judged articles
and of the format samples, a digest of everything that reading and attribution found in it.
It refuses to where results differ and ``ATTRIBUTION_VERSION`` is the recorded one: an index
that was made by the older rules would then be taken for a current one.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from searchapp import create_app
from searchapp.attribution import ATTRIBUTION_VERSION

GOLDEN = Path(__file__).with_name("golden.json")
_TESTS = Path(__file__).parents[1]
_SOURCES = (_TESTS.parent / "corpus", _TESTS / "judged", _TESTS / "ingest" / "samples")

Results = dict[str, str]
"""The digest of what was found in an article, by the article's id."""


def current_results() -> Results:
    """Return the results of today's readers and rules."""
    with tempfile.TemporaryDirectory() as empty:
        runner = create_app(corpus_dir=Path(empty), index_dir=Path(empty)).test_cli_runner()
        output = runner.invoke(args=["attribute", *map(str, _SOURCES)]).stdout
    articles = [json.loads(text) for text in output.splitlines()]
    return {article["id"]: _digest(article) for article in articles}


def _digest(article: Any) -> str:
    canonical = json.dumps(article, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def recorded() -> tuple[int, Results]:
    """Return the recorded version and results."""
    loaded = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return loaded["attribution_version"], loaded["articles"]


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the ids of the articles whose results differ, or that only one side has."""
    return sorted(id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_))


def main() -> None:
    """Record the current results."""
    results = current_results()
    if GOLDEN.exists():
        version, articles = recorded()
        changed = differing(articles, results)
        if changed and version == ATTRIBUTION_VERSION:
            sys.exit(
                f"{len(changed)} articles have other results, the first {changed[0]!r}:"
                f" raise ATTRIBUTION_VERSION (it is {version}) in searchapp/attribution/__init__.py"
            )
    record = {"attribution_version": ATTRIBUTION_VERSION, "articles": dict(sorted(results.items()))}
    GOLDEN.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
