"""Archives: reading members, damage, and protection against decompression bombs."""

import copy
import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest import Event
from searchapp.ingest.archive_limits import MAX_MEMBERS, ArchiveBudget, ArchiveTooLargeError
from searchapp.ingest.formats import read_file
from searchapp.ingest.input_file import InputFile, ReadOptions
from tests.conftest import Write, line
from tests.ingest.packing import tarred, zipped
from tests.ingest.reading import article_ids, articles, read, rejections

TEXT = "2023-03-10\n\nHeadline\n\nText.\n"
MEMBERS: dict[str, str | bytes] = {
    "2001/a.txt": TEXT,
    "2001/b.md": "# Headline\n\nText.",
    "lines.jsonl": line("one", "x") + line("two", "y"),
    "picture.png": b"\x89PNG",
    "__MACOSX/._a.txt": b"\0\0",
    ".hidden.txt": TEXT,
    "../../etc/passwd.txt": TEXT,
    "/root/absolute.txt": TEXT,
}
EXPECTED = [
    ("pack.zip-2001-a", "pack.zip/2001/a.txt"),
    ("pack.zip-2001-b", "pack.zip/2001/b.md"),
    ("one", "pack.zip/lines.jsonl, line 1"),
    ("two", "pack.zip/lines.jsonl, line 2"),
    ("pack.zip-etc-passwd", "pack.zip/etc/passwd.txt"),
    ("pack.zip-root-absolute", "pack.zip/root/absolute.txt"),
]


def test_the_members_of_a_zip_are_read_and_none_is_unpacked_to_disk(
    corpus: Path, write: Write
) -> None:
    write("pack.zip", zipped(MEMBERS))
    events = read(corpus)
    assert articles(events) == EXPECTED
    assert rejections(events) == []
    assert [path.name for path in corpus.rglob("*")] == ["pack.zip"]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("pack.tar", "w"), ("pack.tar.gz", "w:gz"), ("pack.tgz", "w:gz"), ("pack.tar.xz", "w:xz"),
     ("pack.tar.bz2", "w:bz2")],
)  # fmt: skip
def test_a_tar_is_read_like_a_zip(corpus: Path, write: Write, name: str, mode: str) -> None:
    write(name, tarred(MEMBERS, mode))
    renamed = [(i.replace("pack.zip", name), p.replace("pack.zip", name)) for i, p in EXPECTED]
    assert articles(read(corpus)) == renamed


def test_links_and_devices_in_a_tar_are_ignored(corpus: Path, write: Write) -> None:
    import tarfile

    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("device.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    write("pack.tar", data.getvalue())
    assert articles(read(corpus)) == [("pack.tar-a", "pack.tar/a.txt")]


def test_a_compressed_file_is_read_by_its_content(corpus: Path, write: Write) -> None:
    write("a.txt.gz", gzip.compress(TEXT.encode()))
    write("b.gz", gzip.compress(json.dumps({"id": "b", "title": "T", "body": "x"}).encode()))
    assert articles(read(corpus)) == [("a", "a.txt.gz"), ("b", "b.gz")]


def test_a_bad_member_affects_no_other(corpus: Path, write: Write) -> None:
    write("pack.zip", zipped({"a.txt": TEXT, "b.txt": "", "c.txt": TEXT, "d.zip": zipped({})}))
    events = read(corpus)
    assert article_ids(events) == ["pack.zip-a", "pack.zip-c"]
    assert rejections(events) == [
        ("pack.zip/b.txt", "it is empty"),
        ("pack.zip/d.zip", "an archive within an archive is not read; unpack it"),
    ]


def _damaged_zip(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("a.txt", TEXT * 50)
        archive.writestr("b.txt", TEXT)
    data.getbuffer()[45:65] = b"\xff" * 20
    return data.getvalue()


def _zip_with_an_empty_name() -> bytes:
    data = zipped({"a": TEXT})
    directory = data.index(b"PK\x01\x02")
    header = bytearray(data[directory:])
    header[28:30] = b"\0\0"
    del header[46]
    end = header.index(b"PK\x05\x06")
    header[end + 12] -= 1
    return data[:directory] + bytes(header)


def _lzma_zip(members: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _encrypted_zip() -> bytes:
    data = bytearray(zipped({"a.txt": TEXT}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("a.zip", _damaged_zip, "zip data is damaged"),
        ("a.zip", lambda: _damaged_zip(zipfile.ZIP_LZMA), "zip data is damaged"),
        ("a.zip", _encrypted_zip, "encrypted"),
        ("a.zip", lambda: zipped({"a.txt": TEXT})[:40], "zip data is damaged"),
        ("a.tar", lambda: tarred({"a.txt": TEXT * 200, "b.txt": TEXT})[:3000],
         "tar data is damaged"),
        ("a.tar.gz", lambda: tarred({"a.txt": TEXT}, "w:gz")[:60], "damaged or incomplete"),
        ("a.gz", lambda: b"no gzip", "it is not valid .gz data"),
        ("a.gz", lambda: gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x")))),
         "compressed more than 3 times"),
        ("a.epub", lambda: zipped({"mimetype": "application/epub+zip"}), "META-INF/container.xml"),
        ("a.docx", lambda: zipped({"x": "y"}), "it has no word/document.xml"),
    ],
)  # fmt: skip
def test_the_rejection_of_a_damaged_archive_says_why(
    write: Write, corpus: Path, name: str, make: Callable[[], bytes], reason: str
) -> None:
    write(name, make())
    reasons = [text for _, text in rejections(read(corpus))]
    assert any(reason in text for text in reasons), reasons


def test_a_member_without_a_name_is_ignored(corpus: Path, write: Write) -> None:
    write("a.zip", _zip_with_an_empty_name())
    assert read(corpus) == []


SOUND = {
    "a.zip": zipped(MEMBERS),
    "lzma.zip": _lzma_zip(MEMBERS),
    "a.tar": tarred(MEMBERS),
    "a.tar.gz": tarred(MEMBERS, "w:gz"),
    "a.tar.bz2": tarred(MEMBERS, "w:bz2"),
    "a.tar.xz": tarred(MEMBERS, "w:xz"),
}


@given(
    name=st.sampled_from(sorted(SOUND)),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5),
    kept=st.floats(0, 1),
)
def test_no_damage_of_an_archive_raises_an_error(
    name: str, changes: list[tuple[int, int]], kept: float
) -> None:
    data = bytearray(SOUND[name])
    for position, value in changes:
        data[position % len(data)] = value
    damaged = bytes(data[: round(len(data) * kept)])
    events = list(read_file(InputFile.from_bytes(name, damaged, ReadOptions(100_000))))
    assert all(isinstance(event, Event) for event in events)


# Decompression bombs and other input that would fill the memory


def _zeros(size: int) -> Iterator[bytes]:
    for _ in range(size >> 20):
        yield bytes(1 << 20)


def _bomb_gz(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for block in _zeros(300 << 20):
            file.write(block)


def _bomb_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ("a.txt", "b.json", "c.html", "d.docx"):
            with archive.open(name, "w") as member:
                for block in _zeros(200 << 20):
                    member.write(block)


def _long_line(path: Path, begin: bytes = b'{"id": "a", "title": "') -> None:
    with path.open("wb") as file:
        file.write(begin)
        for _ in range(300):
            file.write(b"x" * (1 << 20))


BOMBS: dict[str, Callable[[Path], object]] = {
    "zeros.jsonl.gz": _bomb_gz,
    "zeros.gz": _bomb_gz,
    "zeros.zip": _bomb_zip,
    "line.jsonl": _long_line,
    "line.json": _long_line,
    "line.txt": lambda p: _long_line(p, b"Headline "),
    "line.csv": lambda p: _long_line(p, b'title,body\n"'),
    "line.rss": lambda p: _long_line(p, b"<rss><channel><item><title>"),
    "line.html": lambda p: _long_line(p, b"<html><p>"),
    "line.md": lambda p: _long_line(p, b"---\ntitle: "),
    "brackets.json": lambda p: p.write_text("[" * 1_000_000),
    "brackets.jsonl": lambda p: p.write_text('{"a":' * 1_000_000),
    "objects.json": lambda p: p.write_text("[" + "{}," * 1_500_000 + "{}]"),
    "tags.rss": lambda p: p.write_text("<rss>" + "<a>" * 1_000_000),
    "tags.html": lambda p: p.write_text("<html>" + "<div>" * 1_000_000),
    "many.nitf": lambda p: p.write_text("<nitf>" + "<p/>" * 1_000_000 + "</nitf>"),
    "yaml.md": lambda p: p.write_text("---\na: " + "[" * 60_000 + "\n---\n\nText."),
    "aliases.md": lambda p: p.write_text(
        "---\na0: &a0 [x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
        + "title: *a29\n---\n\n# T\n\nText."
    ),
}

# VmHWM is the peak of this process; getrusage() gives at least that of its parent.
_MEASURE = r"""
import re, sys
from pathlib import Path
import searchapp, trafilatura
from searchapp.ingest import ArticleRead, Corpus, ReadWarning
def peak():
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
before = peak()
events = list(Corpus(Path(sys.argv[1]), max_article_bytes=8_000_000).read())
print((peak() - before) // 1024)
print(*("read" if isinstance(e, ArticleRead) else e.reason for e in events
        if not isinstance(e, ReadWarning)), sep="\n")
"""


@pytest.mark.parametrize("name", BOMBS)
def test_input_that_would_fill_the_memory_is_rejected_within_100_mb(
    tmp_path: Path, name: str
) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from /proc")
    path = tmp_path / name
    BOMBS[name](path)
    completed = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=False
    )
    path.unlink()
    assert completed.returncode == 0, completed.stderr
    used_mb, *reasons = completed.stdout.splitlines()
    assert reasons
    assert "read" not in reasons
    assert int(used_mb) <= 100, reasons


def test_an_archive_of_too_many_files_is_rejected_before_its_list_is_read(
    corpus: Path, write: Write
) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for n in range(65_536):
            archive.writestr(f"{n}.txt", "")
    write("many.zip", data.getvalue())
    assert "65,535 files or more" in rejections(read(corpus))[0][1]


# Limits in total


def _members_over_one(count: int, size: int) -> bytes:
    """Return a zip whose *count* members all are the bytes of one."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", "Headline\n\n" + "x " * (size // 2))
        [first] = archive.filelist
        for n in range(1, count):
            info = copy.copy(first)
            info.filename = f"{n}.txt"
            archive.filelist.append(info)
        archive._didModify = True  # type: ignore[attr-defined]
    return data.getvalue()


def test_members_that_share_bytes_are_rejected_with_their_archive(
    corpus: Path, write: Write
) -> None:
    write("overlap.zip", _members_over_one(200, 100_000))
    [(location, reason)] = rejections(read(corpus))
    assert location == "overlap.zip"
    assert "'0.txt' and '1.txt' overlap" in reason


@pytest.mark.parametrize("pack", [zipped, lambda members: tarred(members, "w:gz")])
def test_an_archive_that_unpacks_to_far_more_than_its_size_is_read_up_to_a_limit(
    corpus: Path, write: Write, pack: Callable[[Mapping[str, str | bytes]], bytes]
) -> None:
    bomb = gzip.compress((b" " * 999 + b"\n") * 30_000)
    write("bomb.zip", pack({"a.txt": TEXT, **{f"{n}.jsonl.gz": bomb for n in range(3)}}))
    write("sound.txt", TEXT)
    events = read(corpus)
    assert article_ids(events) == ["bomb.zip-a", "sound"]
    [(location, reason)] = rejections(events)
    assert location == "bomb.zip"
    assert "bytes unpack to more than" in reason


def test_the_members_of_an_archive_are_counted_with_those_packed_in_it() -> None:
    budget = ArchiveBudget(0)
    for _ in range(MAX_MEMBERS):
        budget.add_member()
    with pytest.raises(ArchiveTooLargeError, match="1,000,000 files"):
        budget.add_member()
