"""Campaign of 20,000 random queries to page and API, over the project's own corpus.

``python -m tests.campaigns.random_queries [NUMBER]`` prints the time of the slowest query;
it fails if a response is wrong (see ``tests/web/random_queries.py``) or takes a second.
"""

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from searchapp import create_app
from tests.conftest import CORPUS
from tests.web.random_queries import RANDOM_QUERIES, check

SECONDS = 1.0


def main() -> None:
    """Run the campaign and print its result."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    queries_run = 0
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"TESTING": True}, corpus_dir=CORPUS, index_dir=Path(folder) / "index")
        app.test_cli_runner().invoke(args=["reindex"])
        client = app.test_client()

        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(q=RANDOM_QUERIES)
        def run_query(q: str) -> None:
            nonlocal queries_run, slowest
            start = time.perf_counter()
            check(client, q)
            # The time of both responses, and of checking them.
            slowest = max(slowest, (time.perf_counter() - start, q))
            queries_run += 1

        start = time.perf_counter()
        run_query()
        app.extensions["searchapp"].close()
    seconds = time.perf_counter() - start
    print(f"{queries_run:,} queries in {seconds:.0f} s; the slowest took {slowest[0]:.3f} s:")
    print(ascii(slowest[1]))
    if slowest[0] >= SECONDS:
        sys.exit(1)


if __name__ == "__main__":
    main()
