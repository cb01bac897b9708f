"""``stats`` and ``check``: what the index holds, and whether that is what the corpus says."""

from __future__ import annotations

import datetime
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from searchapp.cli.command_group import commands, corpus_of, fail, service
from searchapp.cli.reindex import all_speakers, print_lookalikes
from searchapp.editorial import EditorialError, lookalikes, read_hand
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.indexing.diff import DiffLine
from searchapp.indexing.reindex import preview
from searchapp.ingest import CorpusError
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import Article
from searchapp.search.service import SearchService

_MOST_DIFFERENCES = 50


@dataclass(slots=True)
class _Tally:
    """What is counted over all articles."""

    undated: int = 0
    attributed: int = 0
    corrected: int = 0
    attributions: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    confidences: Counter[int] = field(default_factory=Counter)
    """By tenths, counted down: 9 for 0.9 to 1."""
    total_confidence: float = 0.0

    def count(self, article: Article) -> None:
        self.undated += article.date is None
        for paragraph in article.paragraphs:
            speech = [a for a in paragraph.attributions if a.act == "speech"]
            self.attributed += bool(speech)
            self.corrected += paragraph.corrected
            self.attributions += len(speech)
            for attribution in speech:
                self.kinds[attribution.speaker.kind] += 1
                self.confidences[min(9, int(attribution.confidence * 10))] += 1
                self.total_confidence += attribution.confidence


def _size_bytes(folder: Path) -> int:
    """Return the bytes of all files below *folder*; what has two names counts once."""
    found = {(s.st_dev, s.st_ino): s.st_size for s in map(_status, folder.rglob("*")) if s}
    return sum(found.values())


def _status(path: Path) -> os.stat_result | None:
    """Return what the system says of a file, or None where it is none."""
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _oldest_unread(files: Iterable[Path], built_at: datetime.datetime) -> tuple[Path, float] | None:
    """Return the file that has waited longest since it changed, and when it did, or None."""
    changed = {path: s.st_mtime for path in files if (s := _status(path))}
    # The time of the generation is in whole seconds.
    unread = [(path, at) for path, at in changed.items() if at >= built_at.timestamp() + 1]
    return min(unread, key=lambda pair: pair[1], default=None)


def _row(name: str, value: object) -> None:
    click.echo(f"{name:<14}{value}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


@commands.cli.command("stats")
@click.option("--alike", is_flag=True, help="List all names that look alike, and nothing else.")
def stats_command(alike: bool) -> None:
    """Tell what the index holds: articles, speakers, attributions, dates, size.

    Exits with 2 without an index.
    """
    asked = service()
    try:
        if alike:
            _print_alike(asked)
        else:
            _print_stats(asked)
    except (EngineError, EditorialError) as error:
        fail(error)


def _print_alike(asked: SearchService) -> None:
    asked.info()
    register = read_hand(asked.settings.corpus_dir).register
    print_lookalikes(lookalikes(all_speakers(asked), register))


def _print_stats(asked: SearchService) -> None:
    settings = asked.settings
    info = asked.info()
    tally = _Tally()
    for article_id in open_store(settings).entries():
        article = asked.article(article_id)
        if article:
            tally.count(article)
    _row("articles", f"{info.articles:,}")
    _row("paragraphs", f"{info.paragraphs:,}")
    _row("speakers", f"{asked.speakers(SpeakersRequest(limit=1)).total:,}")
    _row(
        "attributed",
        f"{tally.attributed:,} paragraphs ({_share(tally.attributed, info.paragraphs)}),"
        f" {tally.attributions:,} attributions of speech",
    )
    _row("by kind", ", ".join(f"{k} {n:,}" for k, n in tally.kinds.most_common()) or "none")
    if tally.attributions:
        parts = [
            f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {tally.confidences[tenth]:,}"
            for tenth in sorted(tally.confidences, reverse=True)
        ]
        mean = tally.total_confidence / tally.attributions
        _row("confidence", f"mean {mean:.2f}; {', '.join(parts)}")
    _row("by hand", f"{tally.corrected:,} paragraphs")
    dates = f"{info.first_date} to {info.last_date}" if info.first_date else "none"
    _row("dates", f"{dates}; {tally.undated:,} articles undated")
    _row("generation", f"{info.version}, built {info.built_at:%Y-%m-%d %H:%M:%S} UTC")
    _row("index", f"{_size_bytes(settings.index_dir):,} bytes in {settings.index_dir}")
    try:
        unread = _oldest_unread(corpus_of(settings).files(), info.built_at)
    except CorpusError as error:
        _row("unread", str(error))
        return
    if unread is None:
        _row("unread", "no file is newer than the index")
        return
    path, at = unread
    changed = datetime.datetime.fromtimestamp(at, datetime.UTC)
    _row("unread", f"{path}, changed {changed:%Y-%m-%d %H:%M:%S} UTC")


# check


@commands.cli.command("check")
def check_command() -> None:
    """Verify the index against the corpus, and every byte of it against its checksum.

    All articles are read and their speakers found anew, and compared with what the index
    has. Nothing is written. Exits with 1 where something differs or is damaged, and with
    2 where it could not be checked.
    """
    asked = service()
    settings = asked.settings
    differences = 0

    def show(change: DiffLine) -> None:
        nonlocal differences
        differences += 1
        if differences <= _MOST_DIFFERENCES:
            click.echo(f"{change.mark} {change.place}: {change.what}")

    try:
        store = open_store(settings)
        damaged = store.verify()
        for what in damaged:
            click.echo(f"damaged: {what}", err=True)
        report = preview(corpus_of(settings), store, asked.article, show, full=True)
    except (CorpusError, EditorialError, EngineError) as error:
        fail(error)
    for rejected in report.rejected:
        click.echo(f"rejected: {rejected.place}: {rejected.reason}", err=True)
    for article_id in report.lost:
        click.echo(f"kept: {article_id}: the index has an earlier version", err=True)
    if differences > _MOST_DIFFERENCES:
        click.echo(f"… and {differences - _MOST_DIFFERENCES:,} more lines that differ")
    if differences or damaged or report.rejected:
        click.echo("The index is not what the corpus says. Run: flask --app searchapp reindex")
        sys.exit(1)
    counted = report.unchanged
    click.echo(
        f"The index is what the corpus says: {counted.articles:,} articles,"
        f" {counted.paragraphs:,} paragraphs, all checksums right."
    )
