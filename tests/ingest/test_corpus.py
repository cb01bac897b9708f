import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from searchapp.ingest import (
    ArticleRead,
    Corpus,
    CorpusError,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Unchanged,
)
from tests.conftest import Write, line

TEXT = "2023-03-10\n\nHeadline\n\nText.\n"


def read(corpus: Path, max_article_bytes: int = 10_000) -> list[Event]:
    return list(Corpus(corpus, max_article_bytes=max_article_bytes).read())


def found(events: list[Event]) -> list[tuple[str, str]]:
    return [(e.article.id, str(e.place)) for e in events if isinstance(e, ArticleRead)]


def rejected(events: list[Event]) -> list[tuple[str, str, Scope]]:
    return [(str(e.place), e.reason, e.scope) for e in events if isinstance(e, Rejected)]


def test_folders_are_read_recursively_in_the_order_of_paths(corpus: Path, write: Write) -> None:
    write("b.txt", TEXT)
    write("a/z.TXT", TEXT)
    write("c.jsonl", line("one", "x") + "\n" + line("two", "y"))
    write("d.jsonl.gz", gzip.compress(line("three", "z").encode()))
    assert found(read(corpus)) == [
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
    assert reader.skipped == 3


def test_links_out_of_the_folder_are_not_followed(
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
    assert found(read(corpus)) == [("a", "a.txt"), ("inside", "inside.txt")]


def test_links_are_followed_where_it_is_asked_for(
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
    assert found(list(reader.read())) == [
        ("a", "a.txt"),
        ("link", "link.txt"),
        ("linked-in-first", "linked/in first.txt"),
        ("linked-other-in-second", "linked/other/in second.txt"),
    ]
    assert reader.skipped == 3


def test_of_two_articles_with_one_id_the_second_is_rejected(corpus: Path, write: Write) -> None:
    write("a b.txt", TEXT)
    write("a/b.txt", TEXT)
    write("c.jsonl", line("a-b", "x"))
    events = read(corpus)
    assert found(events) == [("a-b", "a b.txt")]
    assert [place for place, _, _ in rejected(events)] == ["a/b.txt", "c.jsonl, line 1"]
    assert all("'a-b' is that of the article in a b.txt" in why for _, why, _ in rejected(events))


def test_a_bad_line_costs_that_line_only(corpus: Path, write: Write) -> None:
    write("a.jsonl", line("one", "x") + "{broken\n" + line("two", "y"))
    events = read(corpus)
    assert [id_ for id_, _ in found(events)] == ["one", "two"]
    [(place, reason, scope)] = rejected(events)
    assert place == "a.jsonl, line 2"
    assert "broken JSON" in reason
    assert scope is Scope.LINE


def test_a_line_that_is_too_long_costs_that_line_only(corpus: Path, write: Write) -> None:
    write("a.jsonl", line("one", "x") + line("big", "y" * 3_000_000) + line("two", "z"))
    events = read(corpus)
    assert [id_ for id_, _ in found(events)] == ["one", "two"]
    assert "larger than 10,000 bytes" in rejected(events)[0][1]


def test_a_line_of_exactly_the_allowed_size_is_read(corpus: Path, write: Write) -> None:
    content = line("one", "x" * 500)
    write("a.jsonl", content + line("two", "y"))
    assert [i for i, _ in found(read(corpus, len(content)))] == ["one", "two"]


def test_a_file_that_is_too_large_is_rejected(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT + "x" * 10_000)
    assert "larger than" in rejected(read(corpus))[0][1]


def test_damaged_gzip_keeps_what_was_read_before(corpus: Path, write: Write) -> None:
    whole = gzip.compress("".join(line(f"a{i}", os.urandom(40).hex()) for i in range(200)).encode())
    write("cut.jsonl.gz", whole[: len(whole) // 2])
    write("none.jsonl.gz", b"not gzip at all")
    events = read(corpus)
    assert 0 < len(found(events)) < 200
    assert [(place, scope) for place, _, scope in rejected(events)][-2:] == [
        ("cut.jsonl.gz", Scope.FILE),
        ("none.jsonl.gz", Scope.FILE),
    ]


def test_empty_files_are_rejected(corpus: Path, write: Write) -> None:
    write("a.txt", "")
    write("b.jsonl", "\n\n")
    write("c.jsonl.gz", gzip.compress(b""))
    assert [why for _, why, _ in rejected(read(corpus))] == ["it is empty"] * 3


def test_windows_1252_is_remarked(corpus: Path, write: Write) -> None:
    write("a.txt", "Caf\xe9\n\nText".encode("cp1252"))
    events = read(corpus)
    assert [type(e) for e in events] == [ReadWarning, ArticleRead]


Prepare = Callable[[Path], None]


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda corpus: corpus.rmdir(), "There is no"),
        (lambda corpus: None, "holds no articles"),
        (lambda corpus: (corpus / "x.doc").touch(), r"1 files of other\s+kinds"),
    ],
)
def test_a_corpus_with_nothing_to_read_is_an_error(
    corpus: Path, prepare: Prepare, message: str
) -> None:
    prepare(corpus)
    with pytest.raises(CorpusError, match=message):
        read(corpus)


def test_how_far_the_reading_is_can_be_asked(corpus: Path, write: Write) -> None:
    write("a.jsonl", "".join(line(f"a{i}", "x" * 900) for i in range(40)))
    write("b.txt", TEXT)
    reader = Corpus(corpus, max_article_bytes=10_000)
    steps = [reader.read_bytes for _ in reader.read()]
    assert steps == sorted(steps)
    assert reader.read_bytes == reader.total_bytes > 0


def test_a_file_by_itself_keeps_the_id_it_has_in_the_corpus(corpus: Path, write: Write) -> None:
    path = write("sub/a.txt", TEXT)
    alone = Corpus(path, max_article_bytes=1000)
    [event] = alone.read()
    assert isinstance(event, ArticleRead)
    assert (event.article.id, event.place) == ("a", SourceLocation("a.txt"))
    [event] = Corpus(path, max_article_bytes=1000, names_below=corpus).read()
    assert isinstance(event, ArticleRead)
    assert event.article.id == "sub-a"


def test_a_name_that_is_not_utf_8_costs_that_file_only(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    try:
        Path(os.fsdecode(os.fsencode(corpus) + b"/bad\xff.txt")).write_text(TEXT)
    except OSError:
        # Some file systems take no such name, and have no such trouble.
        return
    events = read(corpus)
    assert [i for i, _ in found(events)] == ["a"]
    [(place, reason, _)] = rejected(events)
    assert place == "bad\\udcff.txt"
    assert "not UTF-8" in reason
    str(events).encode()


def test_an_entry_that_cannot_be_looked_at_costs_only_itself(
    corpus: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt", TEXT)
    write("b/c.txt", TEXT)
    look = os.stat

    def refuse(path: str | Path, **options: bool) -> os.stat_result:
        if Path(path).name == "c.txt":
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    events = read(corpus)
    assert [i for i, _ in found(events)] == ["a"]
    assert [place for place, _, _ in rejected(events)] == ["b/c.txt"]


@pytest.mark.parametrize("name", ["x" * 5000, "loop"])
def test_a_path_that_cannot_be_is_said(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "loop":
        path.symlink_to(path)
    with pytest.raises(CorpusError, match="cannot be read"):
        read(path)


def test_the_index_folder_is_not_read(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    write("index/gen-1/catalog.jsonl", line("x", "y"))
    reader = Corpus(corpus, max_article_bytes=1000, left_out=corpus / "index")
    assert found(list(reader.read())) == [("a", "a.txt")]
    assert reader.skipped == 1


def test_each_file_is_looked_at_once_and_read_only_where_it_changed(
    corpus: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(30):
        write(f"{n % 3}/{n}.txt", TEXT)
    first = Corpus(corpus, max_article_bytes=1000)
    list(first.read())
    write("0/0.txt", TEXT + "\nMore.\n")
    again = Corpus(corpus, max_article_bytes=1000, left_out=corpus / "index")
    again.known = first.stamps
    looked: list[str] = []
    look = os.stat

    def counted(path: str | Path, **options: bool) -> os.stat_result:
        looked.append(Path(path).name)
        return look(path, **options)

    monkeypatch.setattr(os, "stat", counted)
    again.look()
    events = list(again.read())
    assert [type(e) for e in events].count(Unchanged) == 29
    assert sorted(n for n in looked if n.endswith(".txt")) == sorted(f"{n}.txt" for n in range(30))


def test_a_corpus_that_is_read_again_is_looked_through_again(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    reader = Corpus(corpus, max_article_bytes=1000)
    list(reader.read())
    write("b.txt", TEXT)
    assert found(list(reader.read())) == [("a", "a.txt"), ("b", "b.txt")]


def test_a_rejected_article_keeps_its_id_from_another(corpus: Path, write: Write) -> None:
    write("a.txt", "")
    write("b.jsonl", line("a", "x"))
    events = read(corpus)
    assert found(events) == []
    assert "is that of the article in a.txt" in rejected(events)[1][1]


def test_files_that_are_as_they_were_are_not_read_again(corpus: Path, write: Write) -> None:
    write("a.txt", TEXT)
    write("b.txt", b"\0")
    write("c.txt", TEXT)
    first = Corpus(corpus, max_article_bytes=1000)
    list(first.read())
    # What was rejected is read again, so that it is told again.
    assert list(first.stamps) == ["a.txt", "c.txt"]
    write("c.txt", TEXT + "\nMore.\n")
    second = Corpus(corpus, max_article_bytes=1000)
    second.known = first.stamps
    events = list(second.read())
    assert [type(e) for e in events] == [Unchanged, Rejected, ArticleRead]
    assert list(second.stamps) == ["a.txt", "c.txt"]
