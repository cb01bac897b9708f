from pathlib import Path

from flask import Flask

from tests.conftest import Write, invoke


def test_without_an_index_it_names_the_command_to_run(app: Flask, write: Write) -> None:
    write("a.txt", "Headline\n\nText.\n")
    code, _, err = invoke(app, "check")
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err


def test_an_index_that_matches_the_corpus_passes(indexed: Flask) -> None:
    code, out, _ = invoke(indexed, "check")
    assert code == 0
    assert "3 articles, 4 paragraphs, all checksums correct" in out


def test_differences_are_shown_and_nothing_is_changed(
    indexed: Flask, write: Write, corpus: Path
) -> None:
    before = sorted(Path(indexed.config["SEARCHAPP_INDEX_DIR"]).rglob("*"))
    write("a.txt", "2012-05-01\n\nHeadline\n\nThe mill may close, said Ann Lee.\n\nIt rained.\n")
    (corpus / "c.jsonl").unlink()
    code, out, _ = invoke(indexed, "check")
    assert code == 1
    assert "- a#p1: The mill will close, said Ann Lee." in out
    assert "+ a#p1: The mill may close, said Ann Lee." in out
    assert "- c: headline 'About c'" in out
    assert "Run: flask --app searchapp reindex" in out
    assert sorted(Path(indexed.config["SEARCHAPP_INDEX_DIR"]).rglob("*")) == before


def test_a_damaged_byte_is_detected(indexed: Flask) -> None:
    indexed.extensions["searchapp"].close()
    [segment] = Path(indexed.config["SEARCHAPP_INDEX_DIR"], "gen-1").glob("*.arrays")
    data = bytearray(segment.read_bytes())
    data[100] ^= 0xFF
    segment.write_bytes(data)
    code, _, err = invoke(indexed, "check")
    assert code in (1, 2)
    assert "damaged" in err


def test_a_rejected_file_does_not_mean_that_the_index_is_wrong(
    indexed: Flask, write: Write
) -> None:
    write("bad.txt", "")
    code, out, err = invoke(indexed, "check")
    assert code == 1
    assert "rejected: bad.txt: it is empty" in err
    assert "The index matches the corpus, except for the 1 rejected" in out


def test_a_dry_run_shows_each_line_of_a_new_article(indexed: Flask, write: Write) -> None:
    write("d.txt", "Headline\n\nThe weir will close, said Ann Lee.\n\nIt snowed.\n")
    _, out, _ = invoke(indexed, "reindex", "--dry-run")
    lines = [line for line in out.splitlines() if line.startswith("+ d")]
    assert [line.partition(":")[0] for line in lines] == ["+ d", "+ d#p1", "+ d#p1", "+ d#p2"]
    assert "1 article " in out
