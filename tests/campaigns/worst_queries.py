"""Ask the questions that cost most, and see whether one takes too long or keeps memory.

``python -m tests.campaigns.worst_queries INDEX [--rounds N]``. Each question is asked of the
page and of the endpoint, in the way that a reader's browser would. It ends with 1 where the
processor was busy with one for longer than the limit, where an answer is neither 200 nor 4xx,
or where memory goes on growing after the first round.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from flask.testing import FlaskClient

from searchapp import create_app
from tests.campaigns.races import memory_kib

LIMIT_MS = 500
GROWTH_KIB = 32 * 1024
"""How much more memory may be in use after the last round than after the first."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

QUERIES: dict[str, str] = {
    "one letter within": "*a*",
    "one letter within, often": " OR ".join(f"*{letter}*" for letter in _LETTERS),
    "all of them at once": " ".join(f"*{letter}*" for letter in _LETTERS),
    "prefixes of one letter": " OR ".join(f"{letter}*" for letter in _LETTERS),
    "prefixes, all of them": " ".join(f"{letter}*" for letter in _LETTERS),
    "prefixes of two letters": " OR ".join(f"{a}{b}*" for a in _LETTERS for b in "aeiou"),
    "any letter at all": "?* OR *?",
    "any six letters": "?????? OR ??????? OR ????????",
    "a pattern that goes back": "*a*e*i*o*u*a*e*",
    "a pattern of many stars": "*a" * 200,
    "letters and question marks": "a?" * 40,
    "brackets": "(" * 400 + "oil" + ")" * 400,
    "brackets and operators": "(oil OR (" * 90 + "gas" + "))" * 90,
    "negations": "NOT " * 200 + "oil",
    "nothing but negations": " ".join(f"-{letter}*" for letter in _LETTERS),
    "a long fuzzy word": "a" * 40 + "~2",
    "fuzzy words": " ".join(f"{word}~2" for word in ("market", "company", "dollars", "trade") * 12),
    "fuzzy words of three letters": " OR ".join(f"{a}at~2" for a in _LETTERS),
    "a phrase of stop words": '"of the in a to and for on that the"',
    "phrases of stop words": " OR ".join(['"the of"', '"in the"', '"to the"', '"of a"'] * 20),
    "a loose phrase of stop words": '"the of to in a"~50',
    "the same word a hundred times": "the " * 200,
    "frequent words, any": " OR ".join(["said", "mln", "dlrs", "pct", "company", "year"] * 20),
    "many words, any": " OR ".join(f"{a}{b}" for a in _LETTERS for b in "aeiou"),
    "a range of words": "text:[a TO zzzz]",
    "ranges of words": " OR ".join(f"text:[{letter} TO zzzz]" for letter in _LETTERS[:20]),
    "said by anybody": "said:* OR said:a* OR role:*",
    "all days": "date:[0001-01-01 TO 9999-12-31]",
    "days": " OR ".join(f"date:{year}" for year in range(1900, 1990)),
    "unclosed everything": '("(["' * 120,
    "fields": "title:" * 120 + "oil",
    "boosts": " ".join(f"oil^{number}" for number in range(120)),
    "unknown words": " ".join(f"zzz{number}qqq" for number in range(90)),
    "misspelt words": " ".join(["econmy", "compny", "tarde", "markt", "dolar", "indutry"] * 20),
    "no letters": "\u202e\u200b!?*&%$#" * 60,
    "one long word": "x" * 1000,
    "characters side by side": "制造业" * 300,
}

PARAMETERS: dict[str, str] = {
    "all": "",
    "the last page": "page=1000000&limit=100",
    "a deep page": "page=1020&limit=100",
    "a deep page by date": "page=1020&limit=100&sort=oldest",
    "each article once": "group=article&limit=100",
    "fifty speakers": "&".join(f"speaker=speaker-{number}" for number in range(50)),
    "fifty years": "&".join(f"year={number}" for number in range(1950, 2000)),
    "the day after all": "from=9999-12-31",
}

_PATHS = (
    *("/search", "/api/v1/search", "/api/v1/timeline", "/api/v1/articles", "/feed"),
    *("/search/facets/speaker", "/suggestions", "/embed"),
)


def questions() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each question: what it is, and its address with the values of its query."""
    for path in _PATHS:
        for what, query in QUERIES.items():
            yield f"{path}, {what}", path, {"q": query[:1000]}
        for what, text in PARAMETERS.items():
            yield f"{path}, {what}", f"{path}?{text}", {}
    for what in ("speaker", "role", "source", "year"):
        yield f"all of a facet: {what}", f"/search/facets/{what}?page=500&like=a", {}
    yield "all speakers", "/speakers?page=200", {}
    yield "speakers like a letter", "/speakers?name=a", {}
    for number in range(1, 4):
        yield f"a comparison {number}", "/compare?q=*&speaker=a&speaker=b&speaker=c", {}


def ask(client: FlaskClient, address: str, values: dict[str, str]) -> tuple[int, float]:
    """Return the status of an answer and how long the processor was busy with it, in ms."""
    began = time.process_time()
    with client.get(address, query_string=values or None) as answer:
        status = answer.status_code
    return status, 1000 * (time.process_time() - began)


def campaign(index: Path, rounds: int) -> tuple[list[tuple[float, str, int]], list[int]]:
    """Ask every question so many times.

    Returns the longest time in ms of each question, the longest first, with its status, and
    the memory in KiB after each round.
    """
    app = create_app({"TESTING": True}, index_dir=index)
    client = app.test_client()
    if client.get("/ready").status_code != HTTPStatus.OK:
        raise SystemExit(f"No index in {str(index)!r} opens; expected one made by reindex.")
    found: dict[str, tuple[float, int]] = {}
    memory = []
    for _ in range(rounds):
        for what, address, values in questions():
            status, milliseconds = ask(client, address, values)
            found[what] = max(found.get(what, (0.0, 0)), (milliseconds, status))
        memory.append(memory_kib())
    app.extensions["searchapp"].close()
    return sorted(
        ((ms, what, status) for what, (ms, status) in found.items()), reverse=True
    ), memory


def wrong_of(found: list[tuple[float, str, int]], memory: list[int]) -> list[str]:
    """Return what is not as it should be of the result of a campaign."""
    wrong = [f"{what}: {ms:.0f} ms" for ms, what, _ in found if ms > LIMIT_MS]
    wrong += [
        f"{what}: status {status}"
        for _, what, status in found
        if not (status == 200 or 400 <= status < 500)
    ]
    if memory[-1] - memory[0] > GROWTH_KIB:
        wrong.append(f"memory grew from {memory[0]:,} to {memory[-1]:,} KiB")
    return wrong


def main() -> None:
    """Run the campaign that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("index", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    found, memory = campaign(chosen.index, chosen.rounds)
    print(f"{len(found)} questions, {chosen.rounds} times; the longest (processor time):")
    for ms, what, status in found[:12]:
        print(f"  {ms:6.0f} ms  {status}  {what}")
    print("memory after each round:", ", ".join(f"{kib / 1024:.0f} MiB" for kib in memory))
    wrong = wrong_of(found, memory)
    for each in wrong:
        print(f"WRONG: {each}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
