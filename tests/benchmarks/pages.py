"""How long the pages take on the server, and how large they are.

python -m tests.benchmarks.pages INDEX_DIR [PATH ...]

Each page is asked for once and then 25 times through the application itself, without a
network. Printed are the first answer, the median, the median of the processor's time, and
the bytes of the page as it is and under gzip.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import time

from searchapp import create_app

PATHS = (
    "/search?q=said",
    "/search?q=oil",
    "/search",
    "/search/facets/speaker?q=said&like=jo",
    "/speakers",
    "/",
)
TIMES = 25


def main(index_dir: str, paths: tuple[str, ...]) -> None:
    """Print a line for each of *paths*, answered from the index in *index_dir*."""
    client = create_app(index_dir=index_dir).test_client()
    print(f"{'page':48}{'first ms':>10}{'median ms':>11}{'cpu ms':>8}{'bytes':>9}{'gzip':>8}")
    for path in paths:
        wall, processor = [], []
        for _ in range(TIMES + 1):
            wall_began, processor_began = time.perf_counter(), time.process_time()
            response = client.get(path)
            wall.append((time.perf_counter() - wall_began) * 1000)
            processor.append((time.process_time() - processor_began) * 1000)
        if response.status_code != 200:
            sys.exit(f"{path} answered {response.status_code}")
        print(
            f"{path:48}{wall[0]:10.1f}{statistics.median(wall[1:]):11.1f}"
            f"{statistics.median(processor[1:]):8.1f}{len(response.data):9,}"
            f"{len(gzip.compress(response.data)):8,}"
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], tuple(sys.argv[2:]) or PATHS)
