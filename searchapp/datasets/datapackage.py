"""The description of a dataset as a Frictionless data package.

Its form is that of the specifications "Data Package" and "Table Schema", version 1
(https://specs.frictionlessdata.io).
"""

from __future__ import annotations

from typing import Any

from searchapp.datasets.archive import ArchiveRows
from searchapp.datasets.tables import TABLES, Column, Table

PACKAGE_FILE = "datapackage.json"
PACKAGE_NAME = "news-archive"


def data_package(archive: ArchiveRows) -> dict[str, Any]:
    """Return the content of ``datapackage.json`` for tables that are Parquet files beside it."""
    index = archive.index
    return {
        "profile": "data-package",
        "name": PACKAGE_NAME,
        "title": "News archive: who said what, and when",
        "id": archive.archive_id,
        "version": index.version,
        "created": f"{index.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": table.name,
        "path": f"{table.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.description,
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": "id",
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": {"resource": column.references, "fields": "id"},
                }
                for column in table.columns
                if column.references
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {"required": column.required, "unique": column.name == "id"}
    return {
        "name": column.name,
        "type": column.type,
        "description": column.description,
        "constraints": constraints,
    }
