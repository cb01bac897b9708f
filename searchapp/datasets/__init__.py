"""The whole archive as tables: a SQLite file, or Parquet files with a data package.

``parquet_files`` needs the extra ``parquet`` and is imported where it is used.
"""

from searchapp.datasets.archive import ArchiveChangedError, ArchiveRows, DatasetError, read_archive
from searchapp.datasets.sqlite_file import write_sqlite

__all__ = [
    "ArchiveChangedError",
    "ArchiveRows",
    "DatasetError",
    "read_archive",
    "write_sqlite",
]
