import datetime
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from searchapp.datasets import ArchiveRows, DatasetError, read_archive
from searchapp.datasets.parquet_files import write_parquet
from searchapp.datasets.tables import TABLES
from searchapp.search.service import SearchService


def test_each_table_is_a_file_with_types(archive: ArchiveRows, tmp_path: Path) -> None:
    write_parquet(archive, tmp_path / "out")
    articles = pyarrow.parquet.read_table(tmp_path / "out" / "articles.parquet").to_pylist()
    assert [(row["id"], row["date"]) for row in articles] == [
        ("a", datetime.date(2012, 5, 1)),
        ("b", datetime.date(2014, 1, 1)),
        ("c", None),
    ]
    [first, *_] = pyarrow.parquet.read_table(tmp_path / "out" / "attributions.parquet").to_pylist()
    assert (first["id"], first["paragraph_id"], first["corrected"]) == (1, "a#p1", False)
    assert 0 < first["confidence"] <= 1


def test_the_data_package_describes_the_files(archive: ArchiveRows, tmp_path: Path) -> None:
    write_parquet(archive, tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "news-archive"
    assert {resource["path"] for resource in package["resources"]} == {
        path.name for path in (tmp_path / "out").glob("*.parquet")
    }
    for resource in package["resources"]:
        stored = pyarrow.parquet.read_schema(tmp_path / "out" / resource["path"])
        schema = resource["schema"]
        assert stored.names == [field["name"] for field in schema["fields"]]
        assert schema["primaryKey"] == "id"
        for key in schema["foreignKeys"]:
            assert key["reference"]["resource"] in {table.name for table in TABLES}


def test_only_an_earlier_dataset_is_replaced(service: SearchService, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_parquet(read_archive(service), folder)
    write_parquet(read_archive(service), folder)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DatasetError, match="so it is not replaced"):
        write_parquet(read_archive(service), folder)
    assert (folder / "notes.txt").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_an_empty_folder_is_filled(archive: ArchiveRows, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_parquet(archive, tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == len(TABLES) + 1
