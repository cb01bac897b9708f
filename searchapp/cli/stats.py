"""``stats``: counts what the index holds."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from searchapp.cli.blueprint import (
    commands,
    current_service,
    fail,
    json_line,
    json_option,
    open_corpus,
)
from searchapp.cli.report import all_speakers, counted, print_lookalikes
from searchapp.editorial import EditorialError, find_lookalikes, read_overrides
from searchapp.engine.errors import EngineError
from searchapp.engine.factory import open_store
from searchapp.ingest import CorpusError
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import Article
from searchapp.models.search import IndexInfo
from searchapp.quotes.trails import conflicts as quote_conflicts
from searchapp.search.service import SearchService


@dataclass(slots=True)
class _Counts:
    """Counts over all articles of the index; attributions are those of speech."""

    undated_articles: int = 0
    attributed_paragraphs: int = 0
    corrected_paragraphs: int = 0
    attributions: int = 0
    speaker_kinds: Counter[str] = field(default_factory=Counter)
    confidence_tenths: Counter[int] = field(default_factory=Counter)
    """Attributions by confidence in tenths, rounded down; 9 includes a confidence of 1."""
    confidence_sum: float = 0.0

    def add(self, article: Article) -> None:
        self.undated_articles += article.date is None
        for paragraph in article.paragraphs:
            speech = [a for a in paragraph.attributions if a.act == "speech"]
            self.attributed_paragraphs += bool(speech)
            self.corrected_paragraphs += paragraph.corrected
            self.attributions += len(speech)
            for attribution in speech:
                self.speaker_kinds[attribution.speaker.kind] += 1
                self.confidence_tenths[min(9, int(attribution.confidence * 10))] += 1
                self.confidence_sum += attribution.confidence


@dataclass(frozen=True, slots=True)
class _Statistics:
    """What ``stats`` shows; ``unread`` describes the file that has waited longest to be read."""

    info: IndexInfo
    speakers: int
    counts: _Counts
    index_dir: str
    index_bytes: int
    unread: str


@commands.cli.command("stats")
@click.option("--alike", is_flag=True, help="Only list names that may belong to one speaker.")
@click.option("--conflicts", is_flag=True, help="Only list words credited to several speakers.")
@json_option
def stats_command(alike: bool, conflicts: bool, as_json: bool) -> None:
    """Show what the index contains: articles, speakers, attributions, dates, size.

    Exits with 2 without an index.
    """
    service = current_service()
    try:
        if alike:
            _print_lookalikes(service, as_json=as_json)
        elif conflicts:
            _print_conflicts(service, as_json=as_json)
        else:
            statistics = _statistics(service)
            if as_json:
                click.echo(json_line(statistics))
            else:
                _print_statistics(statistics)
    except (EngineError, EditorialError) as error:
        fail(error)


def _print_lookalikes(service: SearchService, *, as_json: bool) -> None:
    # Without an index this raises, where all_speakers() would return an empty set.
    service.info()
    registry = read_overrides(service.settings.corpus_dir).registry
    lookalikes = find_lookalikes(all_speakers(service), registry)
    if as_json:
        click.echo(json_line(tuple(lookalikes)))
    else:
        print_lookalikes(lookalikes)


def _print_conflicts(service: SearchService, *, as_json: bool) -> None:
    trails = tuple(quote_conflicts(service))
    if as_json:
        click.echo(json_line(trails))
        return
    for trail in trails:
        click.echo(f"“{trail.wordings[0]}” ({trail.id})")
        for appearance in trail.appearances:
            speaker = appearance.attribution.speaker.name
            click.echo(f"  {speaker}: {appearance.hit.id}, {appearance.hit.date or 'undated'}")
    click.echo(counted(len(trails), "conflict"))


def _statistics(service: SearchService) -> _Statistics:
    settings = service.settings
    counts = _Counts()
    for article_id in open_store(settings).entries():
        article = service.article(article_id)
        if article:
            counts.add(article)
    info = service.info()
    try:
        unread = _unread(open_corpus(settings).paths(), info.built_at)
    except CorpusError as error:
        unread = str(error)
    return _Statistics(
        info=info,
        speakers=service.speakers(SpeakersRequest(limit=1)).total,
        counts=counts,
        index_dir=str(settings.index_dir),
        index_bytes=_size_bytes(settings.index_dir),
        unread=unread,
    )


def _print_statistics(statistics: _Statistics) -> None:
    info, counts = statistics.info, statistics.counts
    _print_row("articles", f"{info.articles:,}")
    _print_row("paragraphs", f"{info.paragraphs:,}")
    _print_row("speakers", f"{statistics.speakers:,}")
    _print_attributions(counts, info.paragraphs)
    dates = f"{info.first_date} to {info.last_date}" if info.first_date else "none"
    _print_row("dates", f"{dates}; {counted(counts.undated_articles, 'article')} undated")
    _print_row("generation", f"{info.version}, built {info.built_at:%Y-%m-%d %H:%M:%S} UTC")
    _print_row("index", f"{statistics.index_bytes:,} bytes in {statistics.index_dir}")
    _print_row("unread", statistics.unread)


def _print_attributions(counts: _Counts, paragraphs: int) -> None:
    attributed = counts.attributed_paragraphs
    share = f"{attributed / paragraphs:.1%}" if paragraphs else "none"
    _print_row(
        "attributed",
        f"{attributed:,} paragraphs ({share}), {counts.attributions:,} attributions of speech",
    )
    kinds = [f"{kind} {count:,}" for kind, count in counts.speaker_kinds.most_common()]
    _print_row("by kind", ", ".join(kinds) or "none")
    if counts.attributions:
        parts = [
            f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {count:,}"
            for tenth, count in sorted(counts.confidence_tenths.items(), reverse=True)
        ]
        mean = counts.confidence_sum / counts.attributions
        _print_row("confidence", f"mean {mean:.2f}; {', '.join(parts)}")
    _print_row("by hand", f"{counts.corrected_paragraphs:,} paragraphs")


def _print_row(name: str, value: str) -> None:
    click.echo(f"{name:<14}{value}")


def _size_bytes(folder: Path) -> int:
    """Return the size of all files below *folder*; a file with two hard links counts once."""
    statuses = filter(None, map(_file_status, folder.rglob("*")))
    return sum({(s.st_dev, s.st_ino): s.st_size for s in statuses}.values())


def _file_status(path: Path) -> os.stat_result | None:
    """Return the status of a regular file, None for anything else."""
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _unread(files: Iterable[Path], built_at: datetime.datetime) -> str:
    """Describe the file that changed first after the index was built."""
    # The time of a generation is in whole seconds.
    newer_than = built_at.timestamp() + 1
    # A modification time in the future says nothing; the time of the last change of a file's
    # status is that of the file system.
    modified = {path: min(s.st_mtime, s.st_ctime) for path in files if (s := _file_status(path))}
    unread = {path: time for path, time in modified.items() if time >= newer_than}
    if not unread:
        return "all files are indexed"
    path = min(unread, key=unread.__getitem__)
    changed = datetime.datetime.fromtimestamp(unread[path], datetime.UTC)
    return f"{path}, changed {changed:%Y-%m-%d %H:%M:%S} UTC"
