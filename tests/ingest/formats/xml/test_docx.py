import io
import zipfile

import pytest

from tests.ingest.packing import docx, zipped
from tests.ingest.reading import article_of, texts_of

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:v" xmlns:wps="urn:wps"'
)
_STYLES = (
    f'<w:styles {_NAMES}><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Deeper"><w:basedOn w:val="Secret"/></w:style></w:styles>'
)
_SHOWN = '<w:vanish w:val="0"/>'
_DEEPER = '<w:rStyle w:val="Deeper"/>'


def with_body(body: str, *, styles: str = _STYLES, properties: str = "") -> bytes:
    """Return a document with *body* after its headline."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx("Head", "x"))) as source,
        zipfile.ZipFile(data, "w") as target,
    ):
        for name in source.namelist():
            if name not in ("word/document.xml", "docProps/core.xml"):
                target.writestr(name, source.read(name))
        head = "<w:p><w:r><w:t>Head</w:t></w:r></w:p>"
        target.writestr(
            "word/document.xml",
            f"<w:document {_NAMES}><w:body>{head}{body}</w:body></w:document>",
        )
        target.writestr("word/styles.xml", styles)
        if properties:
            target.writestr("docProps/core.xml", properties)
    return data.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def box(text: str) -> str:
    content = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{content}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (f"<w:p>{run('Seen.')}{run(' Gone.', '<w:vanish/>')}</w:p>", ["Seen."]),
        (f"<w:p>{run('Seen.', _SHOWN)}</w:p>", ["Seen."]),
        (f"<w:p>{run('Seen.')}{run(' No.', _DEEPER)}</w:p>", ["Seen."]),
        (f"<w:p><w:moveFrom>{run('Left. ')}</w:moveFrom>{run('Stays. ')}"
         f"<w:moveTo>{run('Came.')}</w:moveTo></w:p>", ["Stays. Came."]),
        (f"<w:p><w:del>{run('Old ')}</w:del><w:ins>{run('New')}</w:ins></w:p>", ["New"]),
        (f"<w:p>{run('Before')}{box('In the box.')}{run(' after.')}</w:p>",
         ["Before after.", "In the box."]),
        ("<w:p><w:r><w:t>Anne</w:t><w:noBreakHyphen/><w:t>Marie co</w:t><w:softHyphen/>"
         "<w:t>operates</w:t></w:r></w:p>", ["Anne-Marie cooperates"]),
        ("<w:p><w:r><w:t>One</w:t><w:br/><w:br/><w:t>Two</w:t><w:br/><w:t>still</w:t></w:r></w:p>",
         ["One", "Two still"]),
        (f'<w:p><w:pPr><w:pStyle w:val="Secret"/></w:pPr>{run("No.")}{run("Yes.", _SHOWN)}</w:p>',
         ["Yes."]),
        (f"<w:p><w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby>"
         f"</w:r><w:hyperlink>{run('字')}</w:hyperlink></w:p>", ["漢字"]),
        (f"<w:sdt><w:sdtPr>{run('No.')}</w:sdtPr><w:sdtContent><w:p>{run('Yes.')}</w:p>"
         "</w:sdtContent></w:sdt>", ["Yes."]),
        (f"<w:p><w:r><w:pict><v:textbox><w:txbxContent><w:p>{run('Box.')}</w:p></w:txbxContent>"
         "</v:textbox></w:pict></w:r></w:p>", ["Box."]),
        (f"<w:tbl><w:tr><w:tc><w:p>{run('Cell')}</w:p></w:tc></w:tr></w:tbl>", ["Cell"]),
    ],
)  # fmt: skip
def test_what_is_read_is_what_is_seen(body: str, texts: list[str]) -> None:
    assert texts_of(article_of("d.docx", with_body(body))) == texts


@pytest.mark.parametrize(
    ("style", "name"),
    [("Titel", "Title"), ("Titre1", "heading 1"), ("Ttulo", "title"), ("berschrift1", "Heading 1")],
)
def test_the_headline_has_the_style_of_a_title_in_any_language(style: str, name: str) -> None:
    styles = (
        f'<w:styles {_NAMES}><w:style w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        "</w:styles>"
    )
    titled = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run("The weir")}</w:p>'
    article = article_of("d.docx", with_body(f"{titled}<w:p>{run('Text.')}</w:p>", styles=styles))
    assert (article.title, texts_of(article)) == ("The weir", ["Head", "Text."])


@pytest.mark.parametrize("title", ["Microsoft Word - draft3.doc", "weir.docx", "Untitled1"])
def test_the_name_of_a_file_in_the_properties_is_no_headline(title: str) -> None:
    properties = f'<p xmlns:dc="urn:dc"><dc:title>{title}</dc:title></p>'
    data = with_body(f"<w:p>{run('Text.')}</w:p>", properties=properties)
    assert article_of("d.docx", data).title == "Head"


def test_the_relationships_say_which_part_is_the_document() -> None:
    relationships = (
        '<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/'
        'relationships/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    data = zipped({
        "_rels/.rels": relationships,
        "word/document2.xml": f"<w:document {_NAMES}><w:body><w:p>{run('Head')}</w:p>"
                              f"<w:p>{run('Text.')}</w:p></w:body></w:document>",
    })  # fmt: skip
    assert texts_of(article_of("d.docx", data)) == ["Text."]
