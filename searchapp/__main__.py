"""The program ``searchapp``: the commands of ``flask --app searchapp`` under a name of its own."""

from __future__ import annotations

import click
from flask.cli import FlaskGroup

from searchapp import create_app
from searchapp.cli.completion import PROGRAM

main = FlaskGroup(
    name=PROGRAM,
    help="Search a news archive: who said what, and when.",
    create_app=create_app,
    add_version_option=False,
)
# The application is this one, whatever FLASK_APP says.
main.params = [parameter for parameter in main.params if parameter.name != "app"]
main = click.version_option(package_name="searchapp", prog_name=PROGRAM)(main)

if __name__ == "__main__":
    main(prog_name=PROGRAM)
