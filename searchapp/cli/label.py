"""``label`` and ``evaluate``: attribution measured on a newsroom's own articles.

A label file has an article a line, in JSON: its ``id``, ``date``, ``title`` and ``paragraphs``,
each with its ``text`` and its ``speakers``, the names of those whose words it reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from searchapp.attribution import attribute
from searchapp.cli.blueprint import (
    commands,
    current_service,
    fail,
    json_line,
    json_option,
    open_corpus,
)
from searchapp.ingest import ArticleRead, CorpusError, Rejected
from searchapp.models.articles import Article, Paragraph
from searchapp.models.normalize import slug

_NAMED_KINDS = ("person", "organization")


@commands.cli.command("label")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("labels.jsonl"),
    show_default=True,
    help="File to add the labels to.",
)
def label_command(file: Path, output: Path) -> None:
    """Ask for the speakers of each paragraph of FILE and add them to a label file.

    Names are separated by semicolons, in full; an empty answer accepts what is proposed and
    "-" says that nobody named speaks. End of input stops, and keeps the articles that are
    complete.
    """
    corpus = open_corpus(current_service().settings, file)
    labelled = 0
    try:
        for event in corpus.read():
            if isinstance(event, Rejected):
                click.echo(f"rejected: {event.location}: {event.reason}", err=True)
            if isinstance(event, ArticleRead):
                labels = _ask(attribute(event.article))
                with output.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(labels, ensure_ascii=False) + "\n")
                labelled += 1
    except CorpusError as error:
        fail(error)
    except click.Abort:
        click.echo()
    click.echo(f"{labelled} articles labelled in {output}")
    if not labelled:
        fail("no article was labelled")


def _ask(article: Article) -> dict[str, Any]:
    """Ask for the speakers of each paragraph and return the labels of the article."""
    click.secho(f"\n{article.title}", bold=True)
    paragraphs = []
    for paragraph in article.paragraphs:
        proposed = sorted(_speakers(paragraph))
        click.echo(f"\n{paragraph.number}. {paragraph.text}")
        answer = click.prompt("Speakers", default="; ".join(proposed) or "-")
        names = [name.strip() for name in answer.split(";")]
        speakers = [name for name in names if name and name != "-"]
        paragraphs.append({"text": paragraph.text, "speakers": speakers})
    return {
        "id": article.id,
        "date": article.date.isoformat() if article.date else None,
        "title": article.title,
        "paragraphs": paragraphs,
    }


def _speakers(paragraph: Paragraph) -> dict[str, float]:
    """Return the named speakers of a paragraph's speech, each with its highest confidence."""
    speakers: dict[str, float] = {}
    for attribution in paragraph.attributions:
        if attribution.act == "speech" and attribution.speaker.kind in _NAMED_KINDS:
            name = attribution.speaker.name
            speakers[name] = max(attribution.confidence, speakers.get(name, 0.0))
    return speakers


@dataclass(frozen=True, slots=True)
class _Scores:
    """Scores over the pairs of a paragraph and a speaker; precision is also the share correct."""

    articles: int
    labelled_speakers: int
    precision: float
    recall: float
    f1: float
    mean_confidence: float


@commands.cli.command("evaluate")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def evaluate_command(gold: Path, as_json: bool) -> None:
    """Score the speakers that attribution finds against the label file GOLD.

    Prints precision, recall and F1 over the pairs of a paragraph and a speaker, and the mean
    confidence beside the share that is right. A last name alone is as good as the full name.
    """
    right = wrong = missed = articles = 0
    confidences = 0.0
    for labels in _read_labels(gold):
        articles += 1
        found = attribute(_article(labels)).paragraphs
        for paragraph, own in zip(found, labels["paragraphs"], strict=True):
            speakers, expected = _speakers(paragraph), own["speakers"]
            matched = [n for n in speakers if any(_is_same(n, other) for other in expected)]
            right += len(matched)
            wrong += len(speakers) - len(matched)
            missed += sum(not any(_is_same(n, other) for n in speakers) for other in expected)
            confidences += sum(speakers.values())
    if not articles:
        fail(f"{gold} has no labelled articles")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    scores = _Scores(
        articles=articles,
        labelled_speakers=right + missed,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(1e-9, precision + recall),
        mean_confidence=confidences / max(1, right + wrong),
    )
    if as_json:
        click.echo(json_line(scores))
        return
    click.echo(f"{articles} articles, {scores.labelled_speakers} labelled speakers")
    click.echo(f"precision {precision:.3f}, recall {recall:.3f}, F1 {scores.f1:.3f}")
    click.echo(f"mean confidence {scores.mean_confidence:.3f}, share correct {precision:.3f}")


def _read_labels(gold: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of a label file; exit with 2 at the first line that is invalid."""
    for number, line in enumerate(gold.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            labels = json.loads(line)
            day = labels.get("date")
            labels["date"] = date.fromisoformat(day) if day else None
            for paragraph in labels["paragraphs"]:
                if not isinstance(paragraph["text"], str):
                    raise TypeError
                if not all(isinstance(name, str) for name in paragraph["speakers"]):
                    raise TypeError
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            fail(
                f"{gold}, line {number}: expected an object with paragraphs, each with text"
                " and speakers; make one with the command label"
            )
        yield labels


def _article(labels: dict[str, Any]) -> Article:
    paragraphs = tuple(
        Paragraph(number, paragraph["text"])
        for number, paragraph in enumerate(labels["paragraphs"], start=1)
    )
    title = str(labels.get("title", ""))
    return Article(str(labels.get("id", "")), title, labels["date"], paragraphs)


def _is_same(name: str, other: str) -> bool:
    """Whether two names are one speaker's: equal, or one is the last word of the other."""
    words, others = slug(name).split("-"), slug(other).split("-")
    return words == others or (1 in (len(words), len(others)) and words[-1] == others[-1])
