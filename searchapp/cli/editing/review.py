"""``review``: asks for the right speakers of doubtful attributions and records them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import click

from searchapp.cli.blueprint import commands, current_service, emphasized, fail
from searchapp.cli.editing.review_speakers import review_speakers
from searchapp.desk.questions import Question, questions_of
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
    QUOTATION_LABELS,
    Act,
    Paragraph,
    Speaker,
    paragraph_id,
)
from searchapp.models.normalize import slug
from searchapp.search.service import SearchService

_HELP = """\
  Enter the number or name of the right speaker, y if the speaker is right,
  n if nobody speaks, s to skip, q to quit."""
_VERBS: Mapping[Act, str] = {
    "speech": "Said by",
    "thought": "Thought by",
    "refusal": "Not said by",
}


def _doubtful_attributions(
    service: SearchService,
    article_ids: Iterable[str],
    below: float,
    corrections: Iterable[Correction],
) -> Iterator[Question]:
    """Yield the attributions of speech with a confidence lower than *below*.

    Corrected ones are left out: those of the index, and those that *corrections* concern,
    which the index may not have yet.
    """
    by_paragraph: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_paragraph.setdefault(correction.paragraph, []).append(correction)
    for article_id in article_ids:
        article = service.article(article_id)
        if article is None:
            continue
        for paragraph in article.paragraphs:
            reviewed = by_paragraph.get(paragraph_id(article_id, paragraph.number), [])
            for attribution in paragraph.attributions:
                if (
                    attribution.act == "speech"
                    and attribution.confidence < below
                    and not any(correction.concerns(attribution) for correction in reviewed)
                ):
                    yield Question(article, paragraph, attribution)


def _questions_about(service: SearchService, address: str) -> list[Question]:
    """Return a question for each attribution of the paragraph at *address*, at least one.

    Exits with 2 where there is no such paragraph.
    """
    article_id, _, number = address.rpartition("#p")
    if not article_id or not (number.isascii() and number.isdigit()):
        fail(f"{address!r} is not the address of a paragraph; expected one such as ARTICLE#p3.")
    article = service.article(article_id)
    questions = questions_of(article, int(number)) if article else []
    if not questions:
        fail(f"The index has no paragraph {address!r}.")
    return questions


def _page_text(paragraph: Paragraph) -> str:
    """Return what the article's page says beside *paragraph*."""
    speakers = [
        f"{a.speaker.name}{f', {a.role}' if a.role else ''} ({QUOTATION_LABELS[a.quotation]}"
        f"{', corrected by hand' if a.corrected else ''})"
        for a in paragraph.attributions
        if a.act == "speech"
    ]
    if not speakers and paragraph.corrected:
        return "nobody speaks here (corrected by hand)"
    return "; ".join(dict.fromkeys(speakers)) or "no speaker"


def _show(question: Question, number: int, total: int, candidates: list[Speaker]) -> None:
    article, attribution = question.article, question.attribution
    date = article.date.isoformat() if article.date else "undated"
    click.echo(f"\n{number} of {total} · {question.address} · {date} · {article.title}")
    preceding = article.paragraphs[: question.paragraph.number - 1][-1:]
    for paragraph in preceding:
        click.echo(click.style(f"  (before) {paragraph.text}", dim=True))
    spans = attribution.spans if attribution else ()
    click.echo(f"  {emphasized(question.paragraph.text, spans)}")
    click.echo(f"  The page says: {_page_text(question.paragraph)}")
    if attribution:
        role = f", {attribution.role}" if attribution.role else ""
        click.echo(
            f"  {_VERBS[attribution.act]} {click.style(attribution.speaker.name, bold=True)}{role}?"
            f" (“{attribution.cue}”, rule {attribution.rule},"
            f" confidence {attribution.confidence:.2f})"
        )
    for n, speaker in enumerate(candidates, start=1):
        click.echo(f"    {n}  {speaker.name}")


def _ask(question: Question, candidates: list[Speaker]) -> Correction | Literal["skip", "quit"]:
    """Prompt until the answer is valid, and return what it means."""
    speaker = question.attribution.speaker if question.attribution else None
    while True:
        answer = click.prompt("  Right speaker", default="s", show_default=False).strip()
        match answer.lower():
            case "q":
                return "quit"
            case "s":
                return "skip"
            case "y" if speaker:
                return question.correction(speaker.name, speaker.kind)
            case "n":
                return question.correction("", "person")
        if answer.isdecimal() and 1 <= int(answer) <= len(candidates):
            candidate = candidates[int(answer) - 1]
            return question.correction(candidate.name, candidate.kind)
        if len(slug(answer)) > 1 and not answer.isdecimal():
            known = next((c for c in candidates if c.id == slug(answer)), None)
            if known or click.confirm(f"  {answer!r} is a new name. Is it a person?"):
                return question.correction(answer, known.kind if known else "person")
        else:
            click.echo(_HELP)


@commands.cli.command("review")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Only attributions with a lower confidence.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Number of questions at most.",
)
@click.option(
    "--speakers",
    is_flag=True,
    help="Ask about pairs of names that may be one speaker instead, for speakers.toml.",
)
@click.argument("address", required=False)
def review_command(below: float, limit: int, address: str | None, *, speakers: bool) -> None:
    """Ask about the least certain attributions and write the answers to corrections.toml.

    With ADDRESS, a paragraph such as ARTICLE#p3, go through those of this paragraph, doubtful
    or not. Each answer is written at once. The index takes it up at the next reindex.
    """
    service = current_service()
    if speakers:
        if address:
            fail("--speakers asks about names; leave out the address of a paragraph.")
        review_speakers(service, limit)
        return
    folder = service.settings.corpus_dir
    try:
        corrections = read_corrections(folder)
        if address:
            questions = _questions_about(service, address)
        else:
            article_ids = open_store(service.settings).entries()
            questions = heapq.nsmallest(
                limit,
                _doubtful_attributions(service, article_ids, below, corrections),
                key=lambda question: (question.confidence, question.address),
            )
    except (EditorialError, EngineError) as error:
        fail(error)
    if not questions:
        click.echo(f"No attribution that you have not reviewed has a confidence below {below}.")
        return
    written = _review(folder, questions)
    click.echo(f"\n{written} written to {folder / CORRECTIONS_FILE}.")
    if written:
        click.echo("To apply them, run: flask --app searchapp reindex")


def _review(folder: Path, questions: list[Question]) -> int:
    """Ask about each attribution and return the number of corrections written."""
    written = 0
    click.echo(_HELP)
    for number, question in enumerate(questions, start=1):
        candidates = question.candidates()
        _show(question, number, len(questions), candidates)
        try:
            answer = _ask(question, candidates)
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
