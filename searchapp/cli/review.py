"""``review``: a person looks at doubtful attributions and says what is right."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from searchapp.cli.command_group import commands, emphasized, fail, service
from searchapp.editorial import CORRECTIONS_FILE, Correction, EditorialError, add_corrections
from searchapp.editorial.toml_files import read_corrections
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker, paragraph_id
from searchapp.models.normalize import slug
from searchapp.search.service import SearchService

_HELP = """\
  Enter a number or a name for the right speaker, y if it is right as it stands,
  n if nobody speaks, s to skip, q to stop."""
_MOST_NAMES = 9


@dataclass(frozen=True, slots=True)
class _Doubt:
    """One attribution to look at; the most doubtful come first."""

    article: Article
    paragraph: Paragraph
    attribution: Attribution

    @property
    def place(self) -> str:
        return paragraph_id(self.article.id, self.paragraph.number)


def _doubts(
    asked: SearchService, entries: Mapping[str, Any], below: float, settled: frozenset[str]
) -> Iterator[_Doubt]:
    """Yield the attributions of speech whose confidence is below *below*.

    Paragraphs that an editor has spoken of are left out: those in the index, and the
    *settled*, which the index does not have yet.
    """
    for article_id in entries:
        article = asked.article(article_id)
        for paragraph in article.paragraphs if article else ():
            if paragraph.corrected or paragraph_id(article_id, paragraph.number) in settled:
                continue
            for attribution in paragraph.attributions:
                if attribution.act == "speech" and attribution.confidence < below and article:
                    yield _Doubt(article, paragraph, attribution)


def _candidates(doubt: _Doubt) -> list[Speaker]:
    """Return who else it could be: those near by first, then others of the article."""
    number = doubt.paragraph.number
    near = sorted(doubt.article.paragraphs, key=lambda p: abs(p.number - number))
    named = dict.fromkeys(
        speaker
        for paragraph in near
        for speaker in (*(a.speaker for a in paragraph.attributions), *paragraph.mentions)
        if speaker.kind in ("person", "organization")
    )
    others = [s for s in named if s.id != doubt.attribution.speaker.id]
    return others[:_MOST_NAMES]


def _show(doubt: _Doubt, number: int, total: int, candidates: list[Speaker]) -> None:
    attribution = doubt.attribution
    date = doubt.article.date.isoformat() if doubt.article.date else "undated"
    click.echo(f"\n{number} of {total} · {doubt.place} · {date} · {doubt.article.title}")
    before = doubt.article.paragraphs[: doubt.paragraph.number - 1][-1:]
    for paragraph in before:
        click.echo(click.style(f"  (before) {paragraph.text}", dim=True))
    click.echo(f"  {emphasized(doubt.paragraph.text, attribution.spans)}")
    role = f", {attribution.role}" if attribution.role else ""
    click.echo(
        f"  Said by {click.style(attribution.speaker.name, bold=True)}{role}?"
        f" (“{attribution.cue}”, rule {attribution.rule},"
        f" confidence {attribution.confidence:.2f})"
    )
    for n, speaker in enumerate(candidates, start=1):
        click.echo(f"    {n}  {speaker.name}")


def _correction(doubt: _Doubt, name: str, kind: Any) -> Correction:
    speakers = {a.speaker.id for a in doubt.paragraph.attributions if a.act == "speech"}
    return Correction(
        article_id=doubt.article.id,
        number=doubt.paragraph.number,
        text=doubt.paragraph.text,
        speaker=name,
        kind=kind,
        role=doubt.attribution.role if name == doubt.attribution.speaker.name else "",
        instead_of=doubt.attribution.speaker.id if len(speakers) > 1 else "",
    )


def _answer(doubt: _Doubt, candidates: list[Speaker]) -> Correction | str:
    """Ask until the answer can be understood; return a correction, ``skip`` or ``quit``."""
    found = doubt.attribution.speaker
    while True:
        given = click.prompt("  Right speaker", default="s", show_default=False).strip()
        match given.lower():
            case "q":
                return "quit"
            case "s":
                return "skip"
            case "y":
                return _correction(doubt, found.name, found.kind)
            case "n":
                return _correction(doubt, "", "person")
        if given.isdecimal() and 1 <= int(given) <= len(candidates):
            chosen = candidates[int(given) - 1]
            return _correction(doubt, chosen.name, chosen.kind)
        if len(slug(given)) > 1 and not given.isdecimal():
            known = next((c for c in candidates if c.id == slug(given)), None)
            if known or click.confirm(f"  {given!r} is new here; take it as a person?"):
                return _correction(doubt, given, known.kind if known else "person")
        else:
            click.echo(_HELP)


@commands.cli.command("review")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Look at attributions of a lower confidence.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many to look at, the most doubtful first.",
)
def review_command(below: float, limit: int) -> None:
    """Go through doubtful attributions and write what is right to corrections.toml.

    Each answer is written at once. The index takes it up at the next reindex.
    """
    asked = service()
    folder = asked.settings.corpus_dir
    try:
        settled = frozenset(correction.paragraph for correction in read_corrections(folder))
        entries = open_store(asked.settings).entries()
        doubts = heapq.nsmallest(
            limit,
            _doubts(asked, entries, below, settled),
            key=lambda d: (d.attribution.confidence, d.place),
        )
    except (EditorialError, EngineError) as error:
        fail(error)
    if not doubts:
        click.echo(f"No attribution has a confidence below {below}, but those looked at before.")
        return
    written = _ask(asked, doubts)
    click.echo(f"\n{written} written to {folder / CORRECTIONS_FILE}.")
    if written:
        click.echo("They apply after: flask --app searchapp reindex")


def _ask(asked: SearchService, doubts: list[_Doubt]) -> int:
    """Ask about each; return how many corrections were written."""
    written = 0
    click.echo(_HELP)
    for number, doubt in enumerate(doubts, start=1):
        candidates = _candidates(doubt)
        _show(doubt, number, len(doubts), candidates)
        try:
            answer = _answer(doubt, candidates)
        except click.Abort:
            break
        if answer == "quit":
            break
        if isinstance(answer, Correction):
            try:
                add_corrections(asked.settings.corpus_dir, [answer])
            except OSError as error:
                click.echo(f"Error: {CORRECTIONS_FILE} cannot be written: {error}", err=True)
                sys.exit(2)
            written += 1
    return written
