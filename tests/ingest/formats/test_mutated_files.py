"""Mutated files: whatever happens to a file, its reader gives events and no other error.

``tests.campaigns.mutated_files`` does so more often, and with files that grow.
"""

from pathlib import Path

import pytest

from tests.campaigns.mutated_files import FILES, calls_of, mutate, read_beside


@pytest.mark.parametrize("name", FILES)
def test_no_mutation_of_a_file_raises_an_error(name: str) -> None:
    outcome = mutate({name: FILES[name]}, mutations=10, seed=22)
    assert outcome.failures == []
    assert outcome.articles.total() + outcome.rejections.total() >= 10


def test_mutated_files_do_not_affect_the_files_beside_them(tmp_path: Path) -> None:
    assert read_beside(tmp_path, FILES, seed=22) == []


@pytest.mark.parametrize(
    ("name", "repeated"),
    [
        ("t.txt", "NAME: words.\n"),
        ("t.html", "<p>One <q>word</q>.<br><br>"),
        ("t.html", "<b><i>"),
        ("t.md", "- *one* [a](b)\n"),
        ("t.csv", 'a,"b\n'),
        ("t.rss", "<item><description>[b]&lt;q&gt; one</description></item>"),
        ("t.rss", "<item><description>&lt;p&gt;&#8217;\n\n</description></item>"),
    ],
)
def test_twice_as_much_takes_at_most_twice_as_many_calls(name: str, repeated: str) -> None:
    begins = {"t.csv": "title,body\n", "t.rss": "<rss><channel>", "t.html": "<html><body>"}
    ends = {"t.rss": "</channel></rss>"}
    once, twice = (
        calls_of(name, f"{begins.get(name, '')}{repeated * n}{ends.get(name, '')}".encode())
        for n in (60, 120)
    )
    assert twice < 2.5 * once
