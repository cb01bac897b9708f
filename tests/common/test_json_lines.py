from pathlib import Path

import msgspec
import pytest

from searchapp.common.json_lines import append_json_line, decoded_lines


class Record(msgspec.Struct, frozen=True):
    name: str


def test_records_are_read_in_the_order_in_which_they_were_appended(tmp_path: Path) -> None:
    path = tmp_path / "log"
    for name in ("a", "b\nc"):
        append_json_line(path, Record(name))
    assert decoded_lines(path.read_bytes(), Record) == [Record("a"), Record("b\nc")]


def test_a_part_of_a_line_costs_no_other_record(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append_json_line(path, Record("a"))
    with path.open("ab") as file:
        file.write(b'{"name": "what a killed pro')
    append_json_line(path, Record("b"))
    assert decoded_lines(path.read_bytes(), Record) == [Record("a"), Record("b")]


def test_a_last_line_without_a_line_break_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"name": "by hand"}')
    append_json_line(path, Record("b"))
    assert decoded_lines(path.read_bytes(), Record) == [Record("by hand"), Record("b")]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"name": 1}', b"\xff", b""])
def test_lines_that_are_no_records_are_left_out(line: bytes) -> None:
    assert decoded_lines(line + b'\n{"name": "a"}\n', Record) == [Record("a")]
