"""``review``: asks for the right speakers of doubtful attributions and records them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from searchapp.cli.blueprint import commands, current_service, emphasized, fail
from searchapp.editorial import (
    CORRECTIONS_FILE,
    Correction,
    EditorialError,
    append_corrections,
    read_corrections,
)
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.models.articles import (
    Article,
    Attribution,
    Paragraph,
    Speaker,
    SpeakerKind,
    paragraph_id,
)
from searchapp.models.normalize import slug
from searchapp.search.service import SearchService

_HELP = """\
  Enter a number or a name for the right speaker, y if it is right as it stands,
  n if nobody speaks, s to skip, q to stop."""
_MAX_CANDIDATES = 9


@dataclass(frozen=True, slots=True)
class _DoubtfulAttribution:
    """An attribution to review, with its paragraph and article."""

    article: Article
    paragraph: Paragraph
    attribution: Attribution

    @property
    def address(self) -> str:
        return paragraph_id(self.article.id, self.paragraph.number)


def _doubtful_attributions(
    service: SearchService, article_ids: Iterable[str], below: float, reviewed: frozenset[str]
) -> Iterator[_DoubtfulAttribution]:
    """Yield the attributions of speech with a confidence lower than *below*.

    Corrected paragraphs are left out: those of the index, and the addresses *reviewed*,
    whose corrections the index does not have yet.
    """
    for article_id in article_ids:
        article = service.article(article_id)
        if article is None:
            continue
        for paragraph in article.paragraphs:
            if paragraph.corrected or paragraph_id(article_id, paragraph.number) in reviewed:
                continue
            for attribution in paragraph.attributions:
                if attribution.act == "speech" and attribution.confidence < below:
                    yield _DoubtfulAttribution(article, paragraph, attribution)


def _candidates(doubtful: _DoubtfulAttribution) -> list[Speaker]:
    """Return other speakers of the article, those of the nearest paragraphs first."""
    number = doubtful.paragraph.number
    nearest_first = sorted(doubtful.article.paragraphs, key=lambda p: abs(p.number - number))
    named = dict.fromkeys(
        speaker
        for paragraph in nearest_first
        for speaker in (*(a.speaker for a in paragraph.attributions), *paragraph.mentions)
        if speaker.kind in ("person", "organization")
    )
    others = [speaker for speaker in named if speaker.id != doubtful.attribution.speaker.id]
    return others[:_MAX_CANDIDATES]


def _show(
    doubtful: _DoubtfulAttribution, number: int, total: int, candidates: list[Speaker]
) -> None:
    article, attribution = doubtful.article, doubtful.attribution
    date = article.date.isoformat() if article.date else "undated"
    click.echo(f"\n{number} of {total} · {doubtful.address} · {date} · {article.title}")
    preceding = article.paragraphs[: doubtful.paragraph.number - 1][-1:]
    for paragraph in preceding:
        click.echo(click.style(f"  (before) {paragraph.text}", dim=True))
    click.echo(f"  {emphasized(doubtful.paragraph.text, attribution.spans)}")
    role = f", {attribution.role}" if attribution.role else ""
    click.echo(
        f"  Said by {click.style(attribution.speaker.name, bold=True)}{role}?"
        f" (“{attribution.cue}”, rule {attribution.rule},"
        f" confidence {attribution.confidence:.2f})"
    )
    for n, speaker in enumerate(candidates, start=1):
        click.echo(f"    {n}  {speaker.name}")


def _correction(doubtful: _DoubtfulAttribution, name: str, kind: SpeakerKind) -> Correction:
    paragraph, attribution = doubtful.paragraph, doubtful.attribution
    speaking = {a.speaker.id for a in paragraph.attributions if a.act == "speech"}
    return Correction(
        article_id=doubtful.article.id,
        number=paragraph.number,
        text=paragraph.text,
        speaker=name,
        kind=kind,
        role=attribution.role if name == attribution.speaker.name else "",
        instead_of=attribution.speaker.id if len(speaking) > 1 else "",
    )


def _ask(
    doubtful: _DoubtfulAttribution, candidates: list[Speaker]
) -> Correction | Literal["skip", "quit"]:
    """Prompt until the answer is valid, and return what it means."""
    speaker = doubtful.attribution.speaker
    while True:
        answer = click.prompt("  Right speaker", default="s", show_default=False).strip()
        match answer.lower():
            case "q":
                return "quit"
            case "s":
                return "skip"
            case "y":
                return _correction(doubtful, speaker.name, speaker.kind)
            case "n":
                return _correction(doubtful, "", "person")
        if answer.isdecimal() and 1 <= int(answer) <= len(candidates):
            candidate = candidates[int(answer) - 1]
            return _correction(doubtful, candidate.name, candidate.kind)
        if len(slug(answer)) > 1 and not answer.isdecimal():
            known = next((c for c in candidates if c.id == slug(answer)), None)
            if known or click.confirm(f"  {answer!r} is new here; take it as a person?"):
                return _correction(doubtful, answer, known.kind if known else "person")
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
    service = current_service()
    folder = service.settings.corpus_dir
    try:
        reviewed = frozenset(correction.paragraph for correction in read_corrections(folder))
        article_ids = open_store(service.settings).entries()
        most_doubtful = heapq.nsmallest(
            limit,
            _doubtful_attributions(service, article_ids, below, reviewed),
            key=lambda d: (d.attribution.confidence, d.address),
        )
    except (EditorialError, EngineError) as error:
        fail(error)
    if not most_doubtful:
        click.echo(f"No attribution has a confidence below {below}, but those looked at before.")
        return
    written = _review(folder, most_doubtful)
    click.echo(f"\n{written} written to {folder / CORRECTIONS_FILE}.")
    if written:
        click.echo("They apply after: flask --app searchapp reindex")


def _review(folder: Path, most_doubtful: list[_DoubtfulAttribution]) -> int:
    """Ask about each attribution and return the number of corrections written."""
    written = 0
    click.echo(_HELP)
    for number, doubtful in enumerate(most_doubtful, start=1):
        candidates = _candidates(doubtful)
        _show(doubtful, number, len(most_doubtful), candidates)
        try:
            answer = _ask(doubtful, candidates)
        except click.Abort:
            break
        if answer == "quit":
            break
        if isinstance(answer, Correction):
            try:
                append_corrections(folder, [answer])
            except EditorialError as error:
                fail(error)
            except OSError as error:
                fail(f"{CORRECTIONS_FILE} cannot be written: {error}")
            written += 1
    return written
