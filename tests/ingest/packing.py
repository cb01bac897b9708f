"""Small binary files for tests: DOCX, EPUB, PDF, zip, tar."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_CORE = (
    '<?xml version="1.0"?><cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:creator>Lettice Moor</dc:creator>"
    "<dcterms:created>2012-07-08T23:00:00Z</dcterms:created></cp:coreProperties>"
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of *members*, contents by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(members: Mapping[str, str | bytes], mode: str = "w") -> bytes:
    """Return a tar file of *members*, contents by name; *mode* is that of ``tarfile.open``."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            content = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def docx(title: str, *paragraphs: str) -> bytes:
    """Return a DOCX file as Word writes it, with runs in paragraphs and separate properties."""
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r></w:p>'
    )
    for text in paragraphs:
        begin, end = escape(text[:9]), escape(text[9:])
        runs = f'<w:r><w:t xml:space="preserve">{begin}</w:t></w:r><w:r><w:t>{end}</w:t></w:r>'
        body += f"<w:p>{runs}<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>"
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": document,
            "docProps/core.xml": _CORE,
        }
    )


def epub(title: str, chapters: Mapping[str, str]) -> bytes:
    """Return an EPUB file of *chapters*, bodies by name."""
    items = "".join(f'<item id="{n}" href="text/{n}.xhtml"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{n}"/>' for n in chapters)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:creator>Evadne Roke</dc:creator>"
        "<dc:date>2009-10-01</dc:date><dc:language>en</dc:language></metadata><manifest>"
        f'<item id="nav" href="nav.xhtml" properties="nav"/>{items}</manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    members = {f"OPS/text/{n}.xhtml": f"<html><body>{b}</body></html>" for n, b in chapters.items()}
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": opf,
            "OPS/nav.xhtml": "<html><body><ol><li>One</li><li>Two</li></ol></body></html>",
            **members,
        }
    )


def pdf(*lines: str) -> bytes:
    """Return a PDF file of one page with *lines* in Helvetica, an author and a date."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Author (Basil Tarn) /CreationDate (D:20080402233000-05'00') >>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(
        data
    )
    return data + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer
