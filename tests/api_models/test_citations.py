import datetime
import json

from searchapp.api_models.citations import cite
from searchapp.models.articles import Attribution, Speaker
from searchapp.models.search import Hit

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")
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
    assert cite(hit(), ADDRESS, "7").text == (
        "Ana Ruiz, quoted in: Jo Lee, “Tides & times”, The Post, 1 May 2024, paragraph 3."
        f" {ADDRESS} (index version 7)."
    )


def test_markdown_quotes_the_paragraph_and_links_the_headline() -> None:
    assert cite(hit(), ADDRESS, "7").markdown == (
        '> Ruiz said "the \\*sea\\* rises".\n>\n'
        f"> — Ana Ruiz, quoted in: Jo Lee, [Tides & times](<{ADDRESS}>), The Post,"
        " 1 May 2024, paragraph 3. Index version 7."
    )


def test_bibtex_escapes_tex_commands() -> None:
    assert cite(hit(), ADDRESS, "7").bibtex == (
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
    assert "{{\\textbackslash{}\\{\\}}}" in cite(hit(title="\\{}"), ADDRESS, "7").bibtex


def test_csl_json_is_one_newspaper_article() -> None:
    (item,) = json.loads(cite(hit(), ADDRESS, "7").csl_json)
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
    bare = cite(hit(date=None, source="", author="", attributions=()), ADDRESS, "7")
    assert bare.text == f"“Tides & times”, undated, paragraph 3. {ADDRESS} (index version 7)."
    assert "author" not in bare.bibtex
    assert "date" not in bare.bibtex
    assert "Paragraph 3, index version 7" in bare.bibtex
    assert not {"author", "issued", "container-title"} & set(json.loads(bare.csl_json)[0])


def test_each_speaker_is_named_once_and_a_long_text_is_cut() -> None:
    others = [Attribution(Speaker(n, n, "person"), "", "said", "direct", ()) for n in "abb"]
    thought = Attribution(RUIZ, "", "thinks", "indirect", (), act="thought")
    citations = cite(hit(attributions=(*others, thought), text="word " * 100), ADDRESS, "7")
    assert citations.text.startswith("a and b, quoted in: ")
    assert citations.markdown.splitlines()[0].endswith("word …")
