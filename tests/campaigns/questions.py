"""Ask 20,000 random questions of the page and the endpoint, over the project's own corpus.

``python -m tests.campaigns.questions [NUMBER]`` prints how long the slowest answer took;
it fails where one is wrong (see ``tests/web/questions.py``) or takes a second.
"""

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from searchapp import create_app
from tests.conftest import CORPUS
from tests.web.questions import QUESTIONS, check

SECONDS = 1.0


def main() -> None:
    """Ask, and print what came of it."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    asked = 0
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
        @given(q=QUESTIONS)
        def ask(q: str) -> None:
            nonlocal asked, slowest
            start = time.perf_counter()
            check(client, q)
            # Two answers, and what it takes to look at them.
            slowest = max(slowest, (time.perf_counter() - start, q))
            asked += 1

        start = time.perf_counter()
        ask()
        app.extensions["searchapp"].close()
    seconds = time.perf_counter() - start
    print(f"{asked:,} questions in {seconds:.0f} s; the slowest took {slowest[0]:.3f} s:")
    print(ascii(slowest[1]))
    if slowest[0] >= SECONDS:
        sys.exit(1)


if __name__ == "__main__":
    main()
