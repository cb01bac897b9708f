"""``serve``: starts a web server for readers."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click
from flask import Flask, current_app
from werkzeug.serving import run_simple

from searchapp.cli.blueprint import commands, current_service

_MAX_REQUEST_LINE_BYTES = 16_380
"""Room for a query of 1,000 Chinese characters, which take nine bytes each in a URL."""

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65_535), default=5000, show_default=True, help="The port."
)


@commands.cli.command("serve")
@host_option
@port_option
@click.option(
    "--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Processes."
)
@click.option(
    "--threads", type=click.IntRange(1, 256), default=4, show_default=True, help="Of each process."
)
def serve_command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the archive with gunicorn, or with Flask's server where it is not installed."""
    current_service().close()
    if find_spec("gunicorn") is None:
        click.echo(
            "Warning: gunicorn is not installed, so this is Flask's development server, which is"
            " not made for many readers. Install the extra: pip install 'searchapp[serve]'",
            err=True,
        )
        run_development_server(host, port)
        return
    bracketed = f"[{host}]" if ":" in host else host
    arguments = (
        *("-m", "gunicorn", "--bind", f"{bracketed}:{port}"),
        *("--workers", str(workers), "--threads", str(threads)),
        *("--limit-request-line", str(_MAX_REQUEST_LINE_BYTES), "--graceful-timeout", "30"),
        # Two archives of one user would share the socket, which is in the home folder.
        "--no-control-socket",
        "searchapp:create_app()",
    )
    os.execv(sys.executable, (sys.executable, *arguments))  # noqa: S606 (own arguments) # nosec B606


def run_development_server(host: str, port: int) -> None:
    """Serve the current application with Werkzeug's server until Ctrl-C."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    run_simple(host, port, app, threaded=True)
