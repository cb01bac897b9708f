"""The reader for PDF with text in it: pypdf, of the extra ``pdf``, gives the lines."""

from __future__ import annotations

import logging
import re
import statistics
from collections.abc import Iterable

from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import DateFound, first_date, parse_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")
_SHORT_LINE = 0.85
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-$")


def join_lines(lines: Iterable[str]) -> list[str]:
    """Return the paragraphs of printed *lines*.

    A paragraph ends at a blank line, and after a line that ends a sentence and is
    clearly shorter than the others. A word broken over two lines is put together.
    """
    printed = [line.strip() for line in lines]
    widths = [len(line) for line in printed if line]
    usual = statistics.quantiles(widths, n=4)[2] if len(widths) > 1 else 0
    found: list[str] = []
    inside = False
    for line in printed:
        if not line:
            inside = False
            continue
        if not inside:
            found.append(line)
        elif _HYPHENATED.search(found[-1]) and line[0].islower():
            found[-1] = found[-1][:-1] + line
        else:
            found[-1] += f" {line}"
        inside = not (_SENTENCE_END.search(line) and len(line) < _SHORT_LINE * usual)
    return found


def _lines(file: InputFile) -> tuple[list[str], dict[str, str]]:
    """Return the lines of all pages, and the document's properties."""
    # Here, because it comes with an extra.
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise ArticleError(
            "it is PDF, which is read by pypdf; install it with: pip install 'searchapp[pdf]'"
        ) from None
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    lines: list[str] = []
    size = 0
    try:
        reader = pypdf.PdfReader(file.seekable())
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("it is encrypted")
        for page in reader.pages:
            text = page.extract_text()
            size += len(text)
            if size > file.options.max_article_bytes:
                raise ArticleError(file.too_large("its text"))
            lines += text.split("\n")
        properties = {k: str(v) for k, v in (reader.metadata or {}).items() if v}
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"its PDF data is damaged ({error})") from None
    except (IndexError, RecursionError, ArithmeticError, NotImplementedError, ImportError) as error:
        raise ArticleError(f"its PDF data is damaged ({type(error).__name__}: {error})") from None
    return lines, properties


def parse(file: InputFile) -> tuple[Article, str | None]:
    """Return the article of a PDF file.

    The headline is the first line, or the document's title where the text begins with it.
    Raises ``ArticleError``, also where a PDF holds pictures of text only.
    """
    lines, properties = _lines(file)
    lines = [line for line in lines if line.strip() or lines]
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        raise ArticleError("it holds no text; scanned pages have to be recognised first (OCR)")
    found = DateFound(parse_date(lines[0]), DATE_LINE)
    if found.date:
        lines.pop(0)
    else:
        found = date_of_name(file.stem)
    if found.date is None:
        found = first_date(
            [("document properties", properties.get("/CreationDate", "").removeprefix("D:")[:8])]
        )
    title = lines.pop(0).strip() if lines else ""
    article = make_article(
        file.stem,
        title=title,
        date=found.date,
        date_evidence=found.evidence,
        paragraphs=join_lines(lines),
        author=properties.get("/Author", ""),
    )
    return article, None
