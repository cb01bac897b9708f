"""Review of doubtful names: asks whether two are one speaker, and records the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from searchapp.cli.blueprint import emphasized, fail
from searchapp.cli.report import counted
from searchapp.desk.name_pairs import undecided_pairs
from searchapp.editorial import EditorialError
from searchapp.editorial.file_edits import append_decision
from searchapp.editorial.toml_files import REGISTRY_FILE
from searchapp.engine.errors import EngineError
from searchapp.models.analytics import SpeakerProfile
from searchapp.models.identity import FormCount, Join
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService

_HELP = """\
  Enter s if both names are one speaker, d if they are different speakers,
  l to decide later, q to quit."""
_MAX_ROLES = 3

Answer = Literal["same", "different", "later", "quit"]
_ANSWERS: dict[str, Answer] = {"s": "same", "d": "different", "l": "later", "q": "quit"}


def review_speakers(service: SearchService, limit: int) -> None:
    """Ask about at most *limit* pairs of names, those most likely to be one speaker first.

    Each answer is written to the registry at once. Exits with 2 without an index, and where
    the registry cannot be read or written.
    """
    folder = service.settings.corpus_dir
    try:
        questions = undecided_pairs(service)[:limit]
    except (EditorialError, EngineError) as error:
        fail(error)
    if not questions:
        click.echo("There are no doubtful names that you have not decided about.")
        return
    click.echo(_HELP)
    written = 0
    for number, join in enumerate(questions, start=1):
        names = _names(service, join)
        click.echo(f"\n{number} of {len(questions)}")
        for name, profile in names:
            _show(service, name, profile)
        click.echo(f"  Estimated probability {join.confidence:.2f}: {'; '.join(join.reasons)}")
        answer = _ask()
        if answer == "quit":
            break
        if answer != "later":
            _record(folder, answer, names[0][0].name, names[1][0].name)
            written += 1
    click.echo(f"\n{counted(written, 'decision')} written to {folder / REGISTRY_FILE}.")
    if written:
        click.echo("To apply them, run: flask --app searchapp reindex")


def _names(service: SearchService, join: Join) -> list[tuple[FormCount, SpeakerProfile]]:
    """Return the two names with the speakers that have them now, the more frequent first."""
    names = []
    for form_id in (join.first, join.second):
        profile = service.speaker(form_id)
        if profile is None:
            fail(f"The index has no speaker {form_id!r}. Run: flask --app searchapp reindex")
        own = profile.summary
        forms = profile.forms or (FormCount(own.id, own.name, own.count),)
        names.append((next(form for form in forms if form.id == form_id), profile))
    return sorted(names, key=lambda name: -name[0].count)


def _show(service: SearchService, name: FormCount, profile: SpeakerProfile) -> None:
    """Print a name with the roles and dates of its speaker, and one of its paragraphs."""
    speaker = profile.summary
    days = dict.fromkeys(str(day) for day in (speaker.first_date, speaker.last_date) if day)
    details = [
        counted(name.count, "paragraph"),
        f"also called {speaker.name}" if speaker.name != name.name else "",
        " to ".join(days),
        *(role.role for role in profile.roles[:_MAX_ROLES]),
    ]
    click.echo(f"  {click.style(name.name, bold=True)} ({', '.join(filter(None, details))})")
    for hit in service.search(SearchRequest(speakers=(name.name,), limit=1)).hits:
        spans = sorted(span for attribution in hit.attributions for span in attribution.spans)
        click.echo(f"    {emphasized(hit.text, tuple(spans))}")


def _ask() -> Answer:
    """Prompt until the answer is valid; the end of input means to quit."""
    while True:
        try:
            entered = click.prompt("  One speaker?", default="l", show_default=False)
        except click.Abort:
            return "quit"
        answer = _ANSWERS.get(entered.strip().lower())
        if answer:
            return answer
        click.echo(_HELP)


def _record(folder: Path, answer: Literal["same", "different"], name: str, other: str) -> None:
    try:
        append_decision(folder, answer, name, other)
    except EditorialError as error:
        fail(error)
    except OSError as error:
        fail(f"{REGISTRY_FILE} cannot be changed: {error.strerror or error}")
