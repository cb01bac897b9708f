import gzip
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from searchapp.ingest import (
    ArticleRead,
    Corpus,
    CorpusError,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Unchanged,
)
from tests.conftest import Write, line
from tests.ingest.reading import article_ids, articles, read, rejections, scopes

TEXT = "2023-03-10\n\nHeadline\n\nText.\n"


def test_folders_are_read_recursively_in_the_order_of_names(corpus: Path, write: Write) -> None:
    write("b.txt", TEXT)
    write("a/z.TXT", TEXT)
    write("c.jsonl", line("one", "x") + "\n" + line("two", "y"))
    write("d.jsonl.gz", gzip.compress(line("three", "z").encode()))
    assert articles(read(corpus)) == [
        ("a-z", "a/z.TXT"),
        ("b", "b.txt"),
        ("one", "c.jsonl, line 1"),
        ("two", "c.jsonl, line 3"),
        ("three", "d.jsonl.gz, line 1"),
    ]


def test_dotfiles_and_other_endings_are_skipped_and_counted(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    write(".hidden.txt", TEXT)
    write(".git/b.txt", TEXT)
    write("picture.png", b"\x89PNG")
    reader = Corpus(corpus, max_article_bytes=1000)
    assert len(list(reader.read())) == 1
    assert reader.skipped_files == 3


def test_links_to_files_outside_the_folder_are_not_followed(
    corpus: Path, write: Write, tmp_path: Path
) -> None:
    write("a.txt", TEXT)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT)
    (corpus / "link.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside)
    (corpus / "inside.txt").symlink_to(corpus / "a.txt")
    (corpus / "loop").symlink_to(corpus)
    assert articles(read(corpus)) == [("a", "a.txt"), ("inside", "inside.txt")]


def test_with_follow_links_all_links_are_followed_but_for_loops(
    corpus: Path, tmp_path: Path, write: Write
) -> None:
    write("a.txt", TEXT)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, other in ((first, second), (second, first)):
        folder.mkdir()
        (folder / f"in {folder.name}.txt").write_text(TEXT)
        (folder / "other").symlink_to(other)
    (corpus / "link.txt").symlink_to(first / "in first.txt")
    (corpus / "linked").symlink_to(first)
    (corpus / "loop").symlink_to(corpus)
    (corpus / "nowhere.txt").symlink_to(corpus / "none")
    reader = Corpus(corpus, max_article_bytes=1000, follow_links=True)
    assert articles(list(reader.read())) == [
        ("a", "a.txt"),
        ("link", "link.txt"),
        ("linked-in-first", "linked/in first.txt"),
        ("linked-other-in-second", "linked/other/in second.txt"),
    ]
    assert reader.skipped_files == 3


def test_the_second_article_with_an_id_is_rejected(corpus: Path, write: Write) -> None:
    write("a b.txt", TEXT)
    write("a/b.txt", TEXT)
    write("c.jsonl", line("a-b", "x"))
    events = read(corpus)
    assert articles(events) == [("a-b", "a b.txt")]
    reason = "the article in a b.txt already has the id 'a-b'"
    assert rejections(events) == [("a/b.txt", reason), ("c.jsonl, line 1", reason)]


def test_a_bad_line_affects_no_other_line(corpus: Path, write: Write) -> None:
    write("a.jsonl", line("one", "x") + "{broken\n" + line("two", "y"))
    events = read(corpus)
    assert article_ids(events) == ["one", "two"]
    [(location, reason)] = rejections(events)
    assert location == "a.jsonl, line 2"
    assert "broken JSON" in reason
    assert scopes(events) == [Scope.LINE]


def test_a_line_over_the_limit_affects_no_other_line(corpus: Path, write: Write) -> None:
    write("a.jsonl", line("one", "x") + line("big", "y" * 3_000_000) + line("two", "z"))
    events = read(corpus, 10_000)
    assert article_ids(events) == ["one", "two"]
    assert "larger than 10,000 bytes" in rejections(events)[0][1]


def test_a_line_of_exactly_the_maximum_size_is_read(corpus: Path, write: Write) -> None:
    content = line("one", "x" * 500)
    write("a.jsonl", content + line("two", "y"))
    assert article_ids(read(corpus, len(content))) == ["one", "two"]


def test_a_file_over_the_limit_is_rejected(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT + "x" * 10_000)
    assert "larger than" in rejections(read(corpus, 10_000))[0][1]


def test_the_articles_before_the_damage_of_a_gzip_file_are_read(corpus: Path, write: Write) -> None:
    whole = gzip.compress("".join(line(f"a{i}", os.urandom(40).hex()) for i in range(200)).encode())
    write("cut.jsonl.gz", whole[: len(whole) // 2])
    write("none.jsonl.gz", b"not gzip at all")
    events = read(corpus)
    assert 0 < len(articles(events)) < 200
    assert [location for location, _ in rejections(events)][-2:] == [
        "cut.jsonl.gz",
        "none.jsonl.gz",
    ]
    assert scopes(events)[-2:] == [Scope.FILE, Scope.FILE]


def test_empty_files_are_rejected(corpus: Path, write: Write) -> None:
    write("a.txt", "")
    write("b.jsonl", "\n\n")
    write("c.jsonl.gz", gzip.compress(b""))
    assert [reason for _, reason in rejections(read(corpus))] == ["it is empty"] * 3


def test_windows_1252_gives_a_warning(corpus: Path, write: Write) -> None:
    write("a.txt", "Caf\xe9\n\nText".encode("cp1252"))
    events = read(corpus)
    assert [type(e) for e in events] == [ReadWarning, ArticleRead]


Prepare = Callable[[Path], None]


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda corpus: corpus.rmdir(), "There is no"),
        (lambda corpus: None, "contains no articles"),
        (lambda corpus: (corpus / "x.doc").touch(), r"1 files of other\s+kinds"),
    ],
)
def test_a_corpus_with_nothing_to_read_is_an_error(
    corpus: Path, prepare: Prepare, message: str
) -> None:
    prepare(corpus)
    with pytest.raises(CorpusError, match=message):
        read(corpus)


def test_read_bytes_grow_to_total_bytes(corpus: Path, write: Write) -> None:
    write("a.jsonl", "".join(line(f"a{i}", "x" * 900) for i in range(40)))
    write("b.txt", TEXT)
    reader = Corpus(corpus, max_article_bytes=10_000)
    steps = [reader.read_bytes for _ in reader.read()]
    assert steps == sorted(steps)
    assert reader.read_bytes == reader.total_bytes > 0


def test_a_single_file_has_the_same_id_as_in_the_corpus(corpus: Path, write: Write) -> None:
    path = write("sub/a.txt", TEXT)
    alone = Corpus(path, max_article_bytes=1000)
    [event] = alone.read()
    assert isinstance(event, ArticleRead)
    assert (event.article.id, event.location) == ("a", SourceLocation("a.txt"))
    [event] = Corpus(path, max_article_bytes=1000, base_dir=corpus).read()
    assert isinstance(event, ArticleRead)
    assert event.article.id == "sub-a"


@pytest.mark.skipif(
    sys.getfilesystemencoding() != "utf-8", reason="any name is valid in the locale's encoding"
)
def test_a_name_that_is_not_utf_8_affects_no_other_file(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    try:
        Path(os.fsdecode(os.fsencode(corpus) + b"/bad\xff.txt")).write_text(TEXT)
    except OSError:
        pytest.skip("the file system refuses names that are not UTF-8")
    events = read(corpus)
    assert article_ids(events) == ["a"]
    [(location, reason)] = rejections(events)
    assert location == "bad\\udcff.txt"
    assert "not UTF-8" in reason
    str(events).encode()


def test_an_entry_whose_status_cannot_be_read_affects_no_other(
    corpus: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT)
    write("b/c.txt", TEXT)
    stat = os.stat

    def refuse(path: str | Path, **options: bool) -> os.stat_result:
        if Path(path).name == "c.txt":
            raise PermissionError(13, "Permission denied")
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    events = read(corpus)
    assert article_ids(events) == ["a"]
    assert [location for location, _ in rejections(events)] == ["b/c.txt"]


@pytest.mark.parametrize("name", ["x" * 5000, "loop"])
def test_a_corpus_with_an_impossible_path_is_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "loop":
        path.symlink_to(path)
    with pytest.raises(CorpusError, match="cannot be read"):
        read(path)


def test_the_index_folder_is_not_read(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    write("index/gen-1/catalog.jsonl", line("x", "y"))
    reader = Corpus(corpus, max_article_bytes=1000, exclude=corpus / "index")
    assert articles(list(reader.read())) == [("a", "a.txt")]
    assert reader.skipped_files == 1


def test_each_file_is_looked_at_once_and_read_only_if_it_changed(
    corpus: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(30):
        write(f"{n % 3}/{n}.txt", TEXT)
    first = Corpus(corpus, max_article_bytes=1000)
    list(first.read())
    write("0/0.txt", TEXT + "\nMore.\n")
    again = Corpus(corpus, max_article_bytes=1000, exclude=corpus / "index")
    again.known_stamps = first.stamps
    names: list[str] = []
    stat = os.stat

    def counted(path: str | Path, **options: bool) -> os.stat_result:
        names.append(Path(path).name)
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", counted)
    again.list_files()
    events = list(again.read())
    assert [type(e) for e in events].count(Unchanged) == 29
    assert [names.count(f"{n}.txt") for n in range(1, 30)] == [1] * 29


def test_reading_a_corpus_again_scans_the_folder_again(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    reader = Corpus(corpus, max_article_bytes=1000)
    list(reader.read())
    write("b.txt", TEXT)
    assert articles(list(reader.read())) == [("a", "a.txt"), ("b", "b.txt")]


def test_no_other_article_takes_the_id_of_a_rejected_one(corpus: Path, write: Write) -> None:
    write("a.txt", "")
    write("b.jsonl", line("a", "x"))
    events = read(corpus)
    assert articles(events) == []
    assert "the article in a.txt already has the id" in rejections(events)[1][1]


def test_unchanged_files_are_not_read_again_but_rejected_ones_are(
    corpus: Path, write: Write
) -> None:
    write("a.txt", TEXT)
    write("b.txt", b"\0")
    write("c.txt", TEXT)
    first = Corpus(corpus, max_article_bytes=1000)
    list(first.read())
    # A rejected file is read again, so that its rejection is reported again.
    assert list(first.stamps) == ["a.txt", "c.txt"]
    write("c.txt", TEXT + "\nMore.\n")
    second = Corpus(corpus, max_article_bytes=1000)
    second.known_stamps = first.stamps
    events = list(second.read())
    assert [type(e) for e in events] == [Unchanged, Rejected, ArticleRead]
    assert list(second.stamps) == ["a.txt", "c.txt"]


def test_an_article_of_too_many_paragraphs_is_rejected(corpus: Path, write: Write) -> None:
    write("long.txt", "Headline\n\n" + "x\n\n" * 20_001)
    write("huge.txt", "Headline\n\n" + "x\n\n" * 200_000)
    write("right.txt", "Headline\n\n" + "x\n\n" * 20_000)
    events = read(corpus, max_article_bytes=1_000_000)
    assert article_ids(events) == ["right"]
    assert rejections(events) == [
        ("huge.txt", "it has more than 100,000 paragraphs"),
        (
            "long.txt",
            "it has 20,001 paragraphs; at most 20,000 are allowed"
            " (SEARCHAPP_MAX_ARTICLE_PARAGRAPHS)",
        ),
    ]


def test_control_characters_of_file_names_reach_no_terminal(corpus: Path, write: Write) -> None:
    write("a\x1b[2Jb.txt", TEXT)
    write("c\u202etxt.exe.txt", TEXT)
    write("right.txt", TEXT)
    events = read(corpus)
    assert article_ids(events) == ["right"]
    assert rejections(events) == [
        (r"a\x1b[2Jb.txt", "its name contains control characters; rename it"),
        (r"c\u202etxt.exe.txt", "its name contains control characters; rename it"),
    ]


def test_lock_files_of_word_are_skipped(corpus: Path, write: Write) -> None:
    write("~$report.docx", b"\x05Ann")
    write("right.txt", TEXT)
    assert rejections(read(corpus)) == []
