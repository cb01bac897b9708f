"""An archive of quotes that several articles have, two of them conflicts, and its screens."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from searchapp import create_app
from tests.conftest import A_MINUTE_MS, invoke, line

BOATS = "“The harbour will stay closed until the last of the old boats has been repaired,”"
GARDEN = "“A library without a roof is a garden, and we have enough of those already,”"
ARTICLES = (
    line("harbour", f"{BOATS} said Ann Lee, the harbour master.", date="2021-05-06", source="Post"),
    line("copy", f"{BOATS} said Ann Lee, the harbour master.", date="2021-05-07", source="Echo"),
    line(
        "closed",
        "“It stays closed until the last of the old boats has been repaired,” Ann Lee said.",
        date="2021-06-09",
        source="Courier",
    ),
    line("garden", f"{GARDEN} said Carol Ng, the mayor.", date="2021-07-01", source="Post"),
    line("reader", f"{GARDEN} said Ben Okafor, who reads there.", date="2021-07-02"),
    line(
        "skipper",
        "“No ship will leave the harbour while the old boats lie unrepaired,” Dora Vask said.",
        date="2021-07-09",
    ),
    line(
        "again",
        "“So many old boats lie in the harbour; who has repaired the last?” Ann Lee asked.",
        date="2021-08-01",
    ),
    line("weather", *(f"The weather of day {n} was mild, Erik Holm said." for n in range(20))),
)
DRAFT = """\
“The harbour will stay closed until the last of the old boats has been repaired,” Ann Lee said.

“No ship will leave the harbour while the new boats lie unrepaired,” Dora Vask said.

“No ship will leave the harbour. We have enough of those already,” she said.

“It stays closed until the last of the old boats has been repaired,” said Erik Holm.

“The moon is a lamp that nobody ever remembers to switch off,” said Ann Lee.
"""
OWN_DRAFT = """\
“Nobody won this,” said Siobhán O’Farrell.

“If gas stays where it is, we will not be talking again in a year,” Ludwig Krämer said.

“Nobody won this. If gas stays where it is, we will be talking again in a year,” she said.

“Six percent of too little is too little,” said Ludwig Krämer.

“The sea is made of tea and the ships are spoons,” Ann Lee said.
"""
"""A draft with quotations of the project's own corpus, with the same verdicts."""

VERDICTS = ["Verbatim", "Altered", "Two passages joined", "Another speaker", "Not found"]

_LONG = "Maria Antonia Fernandez Sotomayor-Echeverria, the deputy minister for the western lakes"
_MILL = "We will close the old mill in May, and nobody in this valley will lose a day of work,"
FOLLOWED = (
    line("mill", f"“{_MILL}” said {_LONG}.", date="2019-02-01", source="Post"),
    line(
        "mill-cut",
        f"“We will close the old mill … and nobody will lose a day of work,” said {_LONG}.",
        date="2020-03-01",
        source="The Evening Courier of the Seven Valleys",
    ),
    line("mill-end", f"“We will close the old mill in May,” said {_LONG}.", date="2021-04-01"),
    line(
        "mill-other",
        f"“{_MILL.replace('close', 'sell')}” said Bea Oban, the owner.",
        date="2022-05-01",
        source="Post",
    ),
)
"""A quote in four wordings, with long names and a conflict."""


def make_quoting_app(folder: Path, *articles: str, **settings: object) -> Flask:
    """Return an application over an archive of *articles* in *folder*."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.jsonl").write_text("".join(articles), "utf-8")
    app = create_app(
        {"TESTING": True},
        corpus_dir=folder / "corpus",
        index_dir=folder / "index",
        max_query_milliseconds=A_MINUTE_MS,
        max_check_milliseconds=A_MINUTE_MS,
        **settings,
    )
    assert invoke(app, "reindex")[0] == 0
    return app


def quote_screens(app: Flask) -> dict[str, str]:
    """Return the screens of the archive of *app*, by name; the queue needs an editor."""
    quotes = app.test_client().get("/api/v1/quotes").get_json()["quotes"]
    longest = max(quotes, key=lambda quote: int(quote["wordings"]))
    return {
        "list of quotes": "/quotes",
        "conflicts of quotes": "/quotes?conflict=1",
        "quote followed": str(longest["url"]),
        "no such quote": "/quotes/none-000000000000",
        "queue of conflicts": "/desk/conflicts",
    }
