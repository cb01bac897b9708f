import datetime
import html
import json
import re

import pytest
from markdown_it import MarkdownIt

from searchapp.api_models.citations import cite
from searchapp.models.articles import Attribution, Speaker
from searchapp.models.search import Hit

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")
ACCESSED = datetime.date(2026, 11, 30)
ADDRESS = "https://archive.example/articles/tides#p3"


def hit(**changes: object) -> Hit:
    fields: dict[str, object] = {
        "article_id": "tides",
        "number": 3,
        "title": "Tides & times",
        "text": 'Ruiz said "the *sea* rises".',
        "date": datetime.date(2024, 5, 1),
        "source": "The Post",
        "author": "Jo Lee",
        "attributions": (Attribution(RUIZ, "", "said", "direct", ((10, 27),)),),
    }
    return Hit(**{**fields, **changes})  # type: ignore[arg-type]


def test_plain_text_names_speaker_article_date_and_index_version() -> None:
    assert cite(hit(), ADDRESS, "7", ACCESSED).text == (
        "“the *sea* rises” Ana Ruiz, quoted in: Jo Lee, “Tides & times”, The Post, 1 May 2024,"
        f" paragraph 3. {ADDRESS} (index version 7, accessed 30 November 2026)."
    )


def test_markdown_quotes_the_paragraph_and_links_the_headline() -> None:
    assert cite(hit(), ADDRESS, "7", ACCESSED).markdown == (
        '> Ruiz said "the \\*sea\\* rises".\n>\n'
        f"> — Ana Ruiz, quoted in: Jo Lee, [Tides & times](<{ADDRESS}>), The Post,"
        " 1 May 2024, paragraph 3. Index version 7, accessed 30 November 2026."
    )


def test_bibtex_escapes_tex_commands() -> None:
    assert cite(hit(), ADDRESS, "7", ACCESSED).bibtex == (
        "@article{tides-p3,\n"
        "  title = {{Tides \\& times}},\n"
        "  author = {{Jo Lee}},\n"
        "  journal = {The Post},\n"
        "  date = {2024-05-01},\n"
        "  year = {2024},\n"
        f"  url = {{{ADDRESS}}},\n"
        "  note = {Said by Ana Ruiz; paragraph 3, index version 7},\n"
        "}"
    )
    assert "{{\\textbackslash{}\\{\\}}}" in cite(hit(title="\\{}"), ADDRESS, "7", ACCESSED).bibtex


def test_csl_json_is_one_newspaper_article() -> None:
    (item,) = json.loads(cite(hit(), ADDRESS, "7", ACCESSED).csl_json)
    assert item == {
        "id": "tides#p3",
        "type": "article-newspaper",
        "title": "Tides & times",
        "URL": ADDRESS,
        "section": "paragraph 3",
        "note": "Said by Ana Ruiz; paragraph 3, index version 7",
        "version": "7",
        "abstract": 'Ruiz said "the *sea* rises".',
        "author": [{"literal": "Jo Lee"}],
        "container-title": "The Post",
        "issued": {"date-parts": [[2024, 5, 1]]},
    }


def test_unknown_fields_are_left_out() -> None:
    bare = cite(hit(date=None, source="", author="", attributions=()), ADDRESS, "7", ACCESSED)
    assert bare.text == (
        f"“Tides & times”, undated, paragraph 3. {ADDRESS}"
        " (index version 7, accessed 30 November 2026)."
    )
    assert "author" not in bare.bibtex
    assert "date" not in bare.bibtex
    assert "Paragraph 3, index version 7" in bare.bibtex
    assert not {"author", "issued", "container-title"} & set(json.loads(bare.csl_json)[0])


def test_each_speaker_is_named_once_and_a_long_text_is_cut() -> None:
    others = [Attribution(Speaker(n, n, "person"), "", "said", "direct", ()) for n in "abb"]
    thought = Attribution(RUIZ, "", "thinks", "indirect", (), act="thought")
    citations = cite(
        hit(attributions=(*others, thought), text="word " * 100), ADDRESS, "7", ACCESSED
    )
    assert citations.text.startswith("a and b, quoted in: ")
    assert citations.markdown.splitlines()[0].endswith("word …")


def test_markdown_of_author_source_and_title_is_shown_as_text() -> None:
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](z) &lt;b&gt; `c`"
    speaker = Attribution(Speaker("x", hostile, "person"), "", "said", "direct", ())
    cited = cite(
        hit(author=hostile, source=hostile, title=hostile, text=hostile, attributions=(speaker,)),
        ADDRESS,
        "7",
        ACCESSED,
    )
    rendered = MarkdownIt().render(cited.markdown)
    assert set(re.findall(r"<(\w+)", rendered)) == {"blockquote", "p", "a"}
    assert re.findall(r'href="([^"]*)"', rendered) == [ADDRESS]
    assert html.unescape(rendered).count(hostile) == 5


@pytest.mark.parametrize("start", ["1. One", "12. Two", "- a", "+ b", "# c", "=== d", "--- e"])
def test_a_paragraph_in_markdown_stays_a_paragraph(start: str) -> None:
    rendered = MarkdownIt().render(cite(hit(text=start), ADDRESS, "7", ACCESSED).markdown)
    assert f"<p>{start}</p>" in rendered


def test_bibtex_keys_of_different_paragraphs_differ() -> None:
    ids = ["gezeiten", "Gezeiten", "gezeíten", "潮汐", "潮水", "a.b", "a-b", "a_b"]
    entries = [cite(hit(article_id=id_), ADDRESS, "7", ACCESSED).bibtex for id_ in ids]
    keys = [entry.partition("{")[2].partition(",")[0] for entry in entries]
    assert len(set(keys)) == len(ids)
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys)
    assert keys[0] == "gezeiten-p3"
