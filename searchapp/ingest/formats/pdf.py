"""PDF reader for files with a text layer, by pypdf (in the extra ``pdf``)."""

from __future__ import annotations

import logging
import re
import statistics
from collections.abc import Iterable

from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.dates import date_of_line, first_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.formats.single_article import ParsedArticle, remarks
from searchapp.ingest.input_file import InputFile

_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")
_SHORT_LINE = 0.85
"""Share of the usual width below which a line that ends a sentence ends its paragraph."""

_HYPHENATED = re.compile(r"(?<=[^\W\d_])-$")


def join_lines(lines: Iterable[str]) -> list[str]:
    """Return the paragraphs of printed *lines*.

    A paragraph ends at a blank line, and after a line that ends a sentence and is clearly
    shorter than the usual width, the upper quartile. Words hyphenated over two lines are
    joined.
    """
    stripped = [line.strip() for line in lines]
    widths = [len(line) for line in stripped if line]
    usual_width = statistics.quantiles(widths, n=4)[2] if len(widths) > 1 else 0
    paragraphs: list[str] = []
    continues = False
    for line in stripped:
        if not line:
            continues = False
            continue
        if not continues:
            paragraphs.append(line)
        elif _HYPHENATED.search(paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] += f" {line}"
        is_short = len(line) < _SHORT_LINE * usual_width
        continues = not (_SENTENCE_END.search(line) and is_short)
    return paragraphs


def _extract(file: InputFile) -> tuple[list[str], dict[str, str]]:
    """Return the lines of all pages, and the document's properties.

    Raises ``ArticleError``.
    """
    # Imported here because it is optional.
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise ArticleError(
            "it is PDF, which is read by pypdf; install it with: pip install 'searchapp[pdf]'"
        ) from None
    # It reports each fault of a damaged file, at length.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    lines: list[str] = []
    length = 0
    try:
        reader = pypdf.PdfReader(file.seekable())
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("it is encrypted")
        for page in reader.pages:
            text = page.extract_text()
            length += len(text)
            if length > file.options.max_article_bytes:
                raise ArticleError(file.too_large("its text"))
            lines += text.split("\n")
        properties = {k: str(v) for k, v in (reader.metadata or {}).items() if v}
    except ArticleError:
        raise
    # pypdf lets many kinds of errors through where a file is damaged.
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArticleError(f"its PDF data is damaged ({error})") from None
    except (IndexError, RecursionError, ArithmeticError, NotImplementedError, ImportError) as error:
        raise ArticleError(f"its PDF data is damaged ({type(error).__name__}: {error})") from None
    return lines, properties


def parse(file: InputFile) -> ParsedArticle:
    """Return the article of a PDF file.

    The headline is the first line, or the second after a date line. Raises
    ``ArticleError``, also for a PDF that contains only images of text.
    """
    lines, properties = _extract(file)
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        raise ArticleError("it contains no text; scanned pages need text recognition (OCR) first")
    date_line = date_of_line(lines[0], DATE_LINE, file.options.date_order)
    if date_line is not None:
        lines.pop(0)
    date = date_line if date_line and date_line.date else date_of_name(file.stem)
    if date.date is None:
        created = properties.get("/CreationDate", "").removeprefix("D:")[:8]
        date = first_date([("document properties", created)])
    title = lines.pop(0).strip() if lines else ""
    problem = date_line.problem if date_line else ""
    article = make_article(
        file.stem,
        title=title,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=join_lines(lines),
        author=properties.get("/Author", ""),
    )
    return ParsedArticle(article, remarks(problem))
