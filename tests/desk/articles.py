"""Articles with doubtful speakers, for the tests of the desk."""

from tests.conftest import line

DOUBTFUL = """2012-05-01

The mill

Ana Ruiz met Bea Oban on Monday.

“We will close the old mill,” he said.
"""
"""“He” after two women is a doubtful pronoun."""


def doubtful_lines(count: int, source: str = "Gazette") -> str:
    """Return lines of ``.jsonl`` with *count* articles, each with a doubtful pronoun."""
    return "".join(
        line(
            f"mill-{number}",
            "Ana Ruiz met Bea Oban on Monday.",
            f"“We will close mill {number} soon,” he said.",
            date=f"2012-05-{number % 28 + 1:02}",
            source=source,
        )
        for number in range(1, count + 1)
    )
