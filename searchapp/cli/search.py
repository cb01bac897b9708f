"""``search``: prints the results of a query, as text, JSON or an export."""

from __future__ import annotations

import sys
from urllib.parse import quote

import click

from searchapp.api_models import exports
from searchapp.api_models.convert import results_object
from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.query_strings import query_string
from searchapp.cli.blueprint import commands, current_service, emphasized, fail, json_line
from searchapp.engine.errors import EngineError
from searchapp.engine.protocol import Scan
from searchapp.models.articles import paragraph_suffix
from searchapp.models.search import Acts, Hit, MatchTier, SearchResults
from searchapp.query.errors import QueryError

_TIER_HEADINGS: dict[MatchTier, str] = {
    "article": "Paragraphs of articles that have all the words:",
    "some": "Paragraphs that have some of the words:",
}


class RootUrls:
    """The URLs of an application that is mounted at the root of its server."""

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the address of a paragraph in its article's page."""
        return f"/articles/{quote(article_id)}{paragraph_suffix(number)}"

    def next_page(self, results: SearchResults) -> str | None:
        """Return the address of the page after *results*, or None at the end."""
        if not results.has_next:
            return None
        return f"/api/v1/search?{query_string(results.request, page=results.request.page + 1)}"


def _print_hit(number: int, hit: Hit, acts: Acts) -> None:
    details = [hit.date.isoformat() if hit.date else "undated", hit.source, hit.id]
    click.echo(f"{number}. {emphasized(hit.title, hit.title_matches)}")
    click.echo(f"   {' · '.join(part for part in details if part)}")
    for speaker, role in dict.fromkeys(
        (a.speaker.name, a.role) for a in hit.attributions if a.act == "speech"
    ):
        click.echo(f"   {speaker}{f', {role}' if role else ''}")
    for name in dict.fromkeys(a.speaker.name for a in hit.refusals if "refusal" in acts):
        click.echo(f"   {name} declined to comment")
    click.echo(f"   {emphasized(hit.text, hit.matches)}")
    if hit.missing:
        click.echo(f"   missing: {', '.join(hit.missing)}")
    click.echo()


def _print_results(results: SearchResults) -> None:
    for notice in results.notices:
        click.echo(f"note: {notice.message}", err=True)
    first = (results.request.page - 1) * results.request.limit + 1
    if not results.hits:
        click.echo("No results." if not results.listed else "There is no such page.")
        return
    complete = sum(hit.matched == "all" for hit in results.hits)
    if complete:
        last = first + complete - 1
        noun = "paragraph" if results.total == 1 else "paragraphs"
        click.echo(f"{first:,}-{last:,} of {results.total:,} {noun}\n")
    previous: MatchTier = "all"
    for number, hit in enumerate(results.hits, start=first):
        if hit.matched != previous:
            click.echo(f"{_TIER_HEADINGS[hit.matched]}\n")
            previous = hit.matched
        _print_hit(number, hit, results.request.acts)


def _print_export(scan: Scan, form: exports.Format, acts: Acts) -> None:
    end = exports.End()
    for chunk in exports.stream(scan, form, RootUrls(), end, acts):
        click.echo(chunk, nl=False)
    if end.reason:
        click.echo(f"Error: {end.reason}", err=True)
        sys.exit(1)


@commands.cli.command("search")
@click.argument("words", default="")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object of the API.")
@click.option(
    "--format",
    "form",
    type=click.Choice(exports.FORMATS),
    help="Print all matches, as CSV or one JSON object a line.",
)
@click.option(
    "--speaker", multiple=True, help="Only words of this speaker: an id or an exact name."
)
@click.option(
    "--kind",
    multiple=True,
    help="Only words of a person, organization, group, unnamed source or document.",
)
@click.option(
    "--act",
    multiple=True,
    help="speech, refusal (declined to comment), or both; by default speech.",
)
@click.option("--source", multiple=True, help="Only articles of this source.")
@click.option("--quotation", multiple=True, help="Type of quotation: direct, mixed or indirect.")
@click.option("--role", multiple=True, help="Only words of speakers with this role.")
@click.option("--year", multiple=True, help="A year, or undated.")
@click.option("--from", "date_from", help="The first day, such as 2023-03-01.")
@click.option("--to", "date_to", help="The last day, such as 2023-03-31.")
@click.option("--sort", help="Order: relevance, newest, oldest or added.")
@click.option("--page", help="The page of results, starting at 1.")
@click.option("--limit", help="Number of results on a page, at most 100.")
def search_command(
    words: str,
    as_json: bool,
    form: exports.Format | None,
    **options: str | tuple[str, ...] | None,
) -> None:
    """Search the index for WORDS, like the search page and the API.

    Exits with 0 even without results, with 1 if --format could not print all matches, and
    with 2 for an invalid query or without an index.
    """
    parameters = [("q", words)]
    for name, option in options.items():
        values = option if isinstance(option, tuple) else (option,)
        parameters += ((name.removeprefix("date_"), value) for value in values if value is not None)
    service = current_service()
    try:
        request = service.parser.request(parameters)
        if form is not None:
            _print_export(service.scan(request), form, request.acts)
            return
        results = service.search(request)
    except (ParameterError, QueryError, EngineError) as error:
        fail(error)
    if as_json:
        click.echo(json_line(results_object(results, RootUrls())))
    else:
        _print_results(results)
