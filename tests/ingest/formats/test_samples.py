"""A sample file of each format: its articles, their metadata and the evidence of dates."""

import datetime
import shutil
from pathlib import Path

import pytest
from flask import Flask

from searchapp.ingest import ArticleRead, Corpus, Event, Rejected
from searchapp.models.articles import Article
from tests.conftest import Write, ids, invoke, line
from tests.ingest import packing

SAMPLES = Path(__file__).parent.parent / "samples"
COLUMNS = (
    *(("id", "Nummer"), ("title", "Headline"), ("body", "Text")),
    *(("date", "Published"), ("source", "Paper")),
)
PDF = packing.pdf(
    "Kiln of Old Harrow is lit",
    "The kiln of Old Harrow was lit on Wednesday before a crowd of pot-",
    "ters who had come from as far away as the southern valleys to see",
    "it smoke.",
    "\\223It draws like a dream,\\224 said Clement Ashby, the oldest of the pot-",
    "ters, and sat down.",
)
DOCX = packing.docx(
    "Weir at Lowmere to be mended",
    "The weir will be mended.",
    "“The salmon were here first,” said Hyacinth Blow, the reeve.",
)
EPUB = packing.epub(
    "The Almanac of Thornby",
    {
        "cover": "<p>Cover</p>",
        "frost": "<h1>Frost fair</h1><p>The pond froze.</p>"
        "<p>“We skated to church,” said Prudence Ely, the sexton.</p>",
    },
)


def read(path: Path) -> list[Event]:
    corpus = Corpus(path, max_article_bytes=100_000, csv_columns=COLUMNS, base_dir=SAMPLES)
    return list(corpus.read())


def articles(events: list[Event]) -> list[Article]:
    return [event.article for event in events if isinstance(event, ArticleRead)]


def sample(tmp_path: Path, name: str) -> Path:
    path = SAMPLES / name
    generated = {"kiln.pdf": PDF, "weir.docx": DOCX, "almanac.epub": EPUB}
    if name in generated:
        path = tmp_path / name
        path.write_bytes(generated[name])
    return path


@pytest.mark.parametrize(
    ("name", "id_", "title", "date", "evidence", "speaker"),
    [
        ("front-matter.md", "front-matter", "Tidewater council votes to keep the lamp boats",
         "2022-05-14", "front matter, date", "Mirabel Thorne"),
        ("heading-only.md", "heading-only", "Ferrymen of Lower Wexholm ask for a bell",
         "2021-02-03", "date line", "Corwin Addle"),
        ("page.html", "page", "Windmill at Gorsey Down turns again",
         "2020-09-12", "meta article:published_time", "Barnaby Loam"),
        ("linked-data.html", "linked-data", "Clock of Brindle stops at noon",
         "2018-04-01", "JSON-LD datePublished", "Fenella Dross"),
        ("1998-11-02-saved.htm", "1998-11-02-saved", "Otter seen in the mill pond",
         "1998-11-02", "file name", "Hester Vane"),
        ("ninjs-1.json", "urn-example-ninjs-20191104-lighthouse",
         "Lighthouse of Skerry Point to be let to a poet", "2019-11-04", "firstcreated",
         "Ulric Fenn"),
        ("ninjs-3.json", "https-wire.example-n-1", "Cheese fair of Dunmoor draws record crowd",
         "2024-08-17", "contentCreated", "Ione Wexley"),
        ("wordpress.json", "https-blog.example-p-41", "Geese & the Goosewick railway",
         "2017-03-09", "date", "Lorcan Petty"),
        ("nitf.xml", "nitf-bridge-toll", "Toll on the Fen bridge to end, keeper says",
         "2016-08-22", "date.issue", "Jasper Crake"),
        ("newsml-g2.xml", "urn-newsml-heath.example-20150601-bees",
         "Bees of Heathcote swarm in the town hall", "2015-06-01", "contentCreated", "Edgar Pym"),
        ("feed.rss", "moss-1", "Moss & lichen: a quiet war", "2017-03-10", "pubDate",
         "Isolde Furze"),
        ("feed.atom", "urn-example-quarry-1", "Quarry at Slatewick floods", "2014-01-01",
         "published", "Rufus Gale"),
        ("columns.csv", "17", "Fog closes the ferry at Pell", "2013-03-10",
         "column 'Published'", "Dorcas Wynn"),
        ("interview.txt", "interview", "A talk with the keeper of the Alderley maze",
         "2011-06-12", "date line", "Thaddeus Rook"),
        ("misnamed.txt", "misnamed-nitf", "Told by its content", "2010-01-01", "date.issue",
         "Ada Nold"),
        ("kiln.pdf", "kiln", "Kiln of Old Harrow is lit", "2008-04-02", "document properties",
         "Clement Ashby"),
        ("weir.docx", "weir", "Weir at Lowmere to be mended", "2012-07-08",
         "document properties", "Hyacinth Blow"),
        ("almanac.epub", "almanac-frost", "Frost fair", "2009-10-01", "EPUB dc:date",
         "Prudence Ely"),
    ],
)  # fmt: skip
def test_a_sample_of_each_format_becomes_a_hit(
    app: Flask, corpus: Path, tmp_path: Path,
    name: str, id_: str, title: str, date: str, evidence: str, speaker: str,
) -> None:  # fmt: skip
    path = sample(tmp_path, name)
    article = articles(read(path))[0]
    assert (article.id, article.title) == (id_, title)
    assert (article.date, article.date_evidence) == (datetime.date.fromisoformat(date), evidence)
    shutil.copy(path, corpus / name)
    app = _with_columns(app, tmp_path)
    code, _, err = invoke(app, "reindex")
    assert code in (0, 1), err
    client = app.test_client()
    results = client.get("/api/v1/search", query_string={"speaker": speaker}).json
    assert [hit.rpartition("#")[0] for hit in ids(results)][:1] == [id_]
    response = client.get(f"/api/v1/articles/{id_}").json
    assert response is not None
    assert response["date_evidence"] == evidence
    app.extensions["searchapp"].close()


def _with_columns(app: Flask, tmp_path: Path) -> Flask:
    from searchapp import create_app

    return create_app(
        corpus_dir=app.config["SEARCHAPP_CORPUS_DIR"],
        index_dir=tmp_path / "index",
        csv_columns=",".join(f"{field}={column}" for field, column in COLUMNS),
    )


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("front-matter.md", "author", "Mirela Quince, Odo Farthing"),
        ("front-matter.md", "section", "Town"),
        ("front-matter.md", "language", "en"),
        ("front-matter.md", "url", "https://ledger.example/lamp-boats"),
        ("front-matter.md", "correction", "An earlier version gave the number of boats as nine."),
        ("page.html", "source", "The Gorsey Post"),
        ("page.html", "author", "Ottoline Pike"),
        ("page.html", "section", "Countryside"),
        ("page.html", "language", "en"),
        ("page.html", "url", "https://gorsey.example/windmill"),
        ("ninjs-1.json", "correction", "CORRECTS spelling of Skerry."),
        ("ninjs-1.json", "author", "Quentin Marl"),
        ("ninjs-1.json", "source", "Coastal Wire"),
        ("ninjs-3.json", "source", "Moorland Wire"),
        ("nitf.xml", "author", "Sunniva Hale"),
        ("nitf.xml", "section", "Region"),
        ("nitf.xml", "correction", "The toll is two crowns and not three."),
        ("newsml-g2.xml", "author", "Rosamund Tull"),
        ("newsml-g2.xml", "source", "Heath Press Agency"),
        ("feed.rss", "author", "Pelham Stork"),
        ("feed.rss", "source", "The Moss Gazette"),
        ("feed.rss", "language", "en-GB"),
        ("feed.atom", "section", "Industry"),
        ("feed.atom", "url", "https://quarry.example/1"),
        ("columns.csv", "source", "Pell Courier"),
        ("weir.docx", "author", "Lettice Moor"),
        ("kiln.pdf", "author", "Basil Tarn"),
        ("almanac.epub", "source", "The Almanac of Thornby"),
    ],
)
def test_the_metadata_of_a_file_become_fields_of_the_article(
    tmp_path: Path, name: str, field: str, value: str
) -> None:
    assert getattr(articles(read(sample(tmp_path, name)))[0], field) == value


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("ninjs-1.json", ["The lighthouse of Skerry Point will be let to a poet.",
                          "“She promised to keep the lamp trimmed,” said Ulric Fenn, who heads"
                          " the trust."]),
        ("nitf.xml", ["The toll on the Fen bridge will end in May.",
                      "“Nobody has paid it since the flood,” said Jasper Crake, keeper of the"
                      " bridge.", "What it costs", "Two crowns a cart."]),
        ("feed.rss", ["Moss is winning.",
                      "“Lichen never had a plan,” said Isolde Furze, a botanist."]),
        ("1998-11-02-saved.htm", ["An otter was seen in the mill pond of Upper Nettling on Sunday.",
                                  '"It looked at me as if I owed it a fish," said Hester Vane, who'
                                  " keeps the lock."]),
        ("weir.docx", ["The weir will be mended.",
                       "“The salmon were here first,” said Hyacinth Blow, the reeve."]),
        ("kiln.pdf", ["The kiln of Old Harrow was lit on Wednesday before a crowd of potters who"
                      " had come from as far away as the southern valleys to see it smoke.",
                      "“It draws like a dream,” said Clement Ashby, the oldest of the potters, and"
                      " sat down."]),
        ("almanac.epub", ["The pond froze.",
                          "“We skated to church,” said Prudence Ely, the sexton."]),
    ],
)  # fmt: skip
def test_the_paragraphs_contain_text_and_no_markup(
    tmp_path: Path, name: str, paragraphs: list[str]
) -> None:
    assert [p.text for p in articles(read(sample(tmp_path, name)))[0].paragraphs] == paragraphs


def test_a_web_page_gives_its_text_without_menus() -> None:
    [article] = articles(read(SAMPLES / "page.html"))
    text = " ".join(p.text for p in article.paragraphs)
    assert len(article.paragraphs) == 3
    assert "asked visitors to type <mill> in the guest book" in text
    assert not any(word in text for word in ("Home", "Cookies", "not an article"))


def test_the_label_of_a_turn_in_a_transcript_is_its_speaker(app: Flask, corpus: Path) -> None:
    shutil.copy(SAMPLES / "interview.txt", corpus)
    _, out, _ = invoke(app, "attribute", str(corpus / "interview.txt"))
    assert out.count('"speaker_id": "thaddeus-rook"') == 2
    assert out.count('"speaker_id": "interviewer"') == 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bare.html", "a headline but no paragraphs"),
        ("columns.csv", "has no columns 'Headline' and 'Text', but 'a,b'"),
        ("columns.csv", "SEARCHAPP_CSV_COLUMNS"),
        ("quote.csv", "not valid CSV (unexpected end of data, in the row of line 2)"),
        ("cut.epub", "zip data is damaged or incomplete"),
        ("cut.json", "broken JSON (Expecting value, at character 32)"),
        ("package.json", "its keys are 'name', 'version'"),
        ("empty.pdf", "PDF data is damaged"),
        ("text.pdf", "it is not a valid PDF file"),
        ("entities.xml", "its XML declares entities"),
        ("external.xml", "its XML declares entities"),
        ("tags.rss", "not valid XML (mismatched tag, at line 1, column 60)"),
        ("vocabulary.xml", "its root element is <invoice>"),
        ("yaml.md", "not valid YAML (expected ',' or ']', but got '<stream end>', at line 3)"),
    ],
)
def test_the_rejection_of_a_broken_sample_says_why(name: str, reason: str) -> None:
    events = read(SAMPLES / "broken" / name)
    assert [e for e in events if isinstance(e, Rejected) and reason in e.reason], events
    assert not articles(events)


def test_a_bad_item_affects_no_other() -> None:
    rejected = [
        (str(e.location), e.article_id)
        for name in ("columns.csv", "feed.rss", "newsml-g2.xml", "ninjs-3.json")
        for e in read(SAMPLES / name)
        if isinstance(e, Rejected)
    ]
    assert rejected == [
        ("columns.csv, line 5", "18"),
        ("feed.rss, item 2", "https-moss.example-2"),
        ("newsml-g2.xml, item 3", "urn-newsml-heath.example-20150601-picture"),
        ("ninjs-3.json, item 2", "https-wire.example-n-2"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.txt", "<!doctype html><title>T</title><h1>Page</h1><p>One.</p><p>Two.</p>", "Page"),
        ("b.html", "Just a text\n\nWith a paragraph.", "Just a text"),
        ("c.txt", "---\ntitle: Matter\n---\n\nText.", "Matter"),
        ("d.md", '{"id": "x", "title": "Object", "body": "Text."}', "Object"),
        ("e.json", line("x", "Text.", title="A line") + line("y", "Text."), "A line"),
        ("f.xml", "<feed><entry><title>Entry</title><content>Text.</content></entry></feed>",
         "Entry"),
        ("g.txt", "Headline;Text\nRow;Some text", "Row"),
        ("h.txt", "<!-- a --><!-- b --><?x y?><!DOCTYPE nitf [<!ELEMENT p ANY>]><nitf><hedline>"
         "<hl1>Hl</hl1></hedline><body.content><p>x</p></body.content></nitf>", "Hl"),
    ],
)  # fmt: skip
def test_the_content_decides_the_format_where_the_ending_is_wrong(
    write: Write, name: str, content: str, title: str
) -> None:
    assert articles(read(write(name, content)))[0].title == title
