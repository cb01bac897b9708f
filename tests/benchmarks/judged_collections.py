"""Readers of public test collections: documents, questions, and which documents are relevant.

The formats are those of the collections at ir.dcs.gla.ac.uk/resources/test_collections:
Cranfield and CISI in the format of SMART, TIME and LISA in their own; and JSON Lines, a corpus
of this program's format beside ``NAME.queries.jsonl`` with ``id``, ``text``, ``relevant`` and
perhaps ``short``, a short form of the question.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SMART_FIELD = re.compile(r"^\.([A-Z])(?:[ \t]+(\d+))?[ \t]*$", re.MULTILINE)
_TIME_TEXT = re.compile(r"^\*TEXT[ \t]+(\S+)[ \t]+(\d\d)/(\d\d)/(\d\d)[^\n]*$", re.MULTILINE)
_TIME_QUESTION = re.compile(r"^\*FIND[ \t]+(\d+)[^\n]*$", re.MULTILINE)
_LISA_DOCUMENT = re.compile(r"^Document[ \t]+(\d+)[^\n]*$", re.MULTILINE)
_LISA_RULE = re.compile(r"^\*+[ \t]*$", re.MULTILINE)
_LISA_QUESTION = re.compile(r"(\d+)\s*\n(.*?)#", re.DOTALL)
_LISA_JUDGMENT = re.compile(r"Query\s+(\d+)\s+\d+\s+Relevant\s+Refs:?(.*?)-1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, which may be empty, and its paragraphs, at least one."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    date: str | None = None

    @property
    def text(self) -> str:
        """Title and paragraphs together."""
        return "\n".join((self.title, *self.paragraphs)).strip()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a sentence, perhaps its short form, and the ids of relevant documents."""

    id: str
    text: str
    relevant: frozenset[str]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection; questions without relevant documents are left out."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


def read_collection(folder: Path) -> Collection:
    """Return the collection in *folder*, whose files are known by their names.

    Raises ``ValueError`` where there is none, or where its files do not belong together.
    """
    files = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    for first_file, read in _READERS.items():
        names = [name for name in files if re.fullmatch(first_file, name)]
        if names:
            collection = read(files, names[0])
            known = {document.id for document in collection.documents}
            judged = {id_ for question in collection.questions for id_ in question.relevant}
            # TIME judges a few documents that its file lacks.
            if 2 * len(judged & known) <= len(judged):
                unknown = ", ".join(sorted(judged - known)[:5])
                raise ValueError(f"{folder}: most judged ids, such as {unknown}, have no document.")
            return collection
    raise ValueError(
        f"{folder} has no collection; expected cran.all.1400, CISI.ALL, TIME.ALL, LISA.QUE or"
        " *.queries.jsonl."
    )


Files = dict[str, Path]


def _text(path: Path) -> str:
    return path.read_bytes().decode("latin-1").replace("\r\n", "\n")


def _file(files: Files, *names: str) -> Path:
    """Return the first of *files* that is there. Raises ``ValueError``."""
    for name in names:
        if name in files:
            return files[name]
    folder = next(iter(files.values())).parent
    raise ValueError(f"{folder} lacks {' or '.join(names)}.")


def _spaced(text: str) -> str:
    """Return *text* with single spaces, in small letters where it has only capitals."""
    words = " ".join(text.split())
    return words.lower() if words.isupper() else words


def _document(id_: str, title: str, text: str, date: str | None = None) -> Document | None:
    paragraphs = tuple(filter(None, map(_spaced, re.split(r"\n[ \t]*\n", text))))
    title = _spaced(title)
    paragraphs = paragraphs or ((title,) if title else ())
    return Document(id_, title, paragraphs, date) if paragraphs else None


def _collection(
    name: str,
    documents: Iterable[Document | None],
    questions: Iterable[tuple[str, str]],
    relevant: dict[str, set[str]],
) -> Collection:
    return Collection(
        name,
        tuple(document for document in documents if document is not None),
        tuple(
            Question(id_, _spaced(text), frozenset(relevant[id_]))
            for id_, text in questions
            if relevant.get(id_)
        ),
    )


def _smart(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the id and the fields of each record of a file in the format of SMART."""
    text, id_ = _text(path), ""
    fields: dict[str, str] = {}
    marks = list(_SMART_FIELD.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark[1] == "I" and mark[2]:
            if id_:
                yield id_, fields
            id_, fields = str(int(mark[2])), {}
        else:
            end = following.start() if following else len(text)
            fields[mark[1]] = fields.get(mark[1], "") + text[mark.end() : end]
    if id_:
        yield id_, fields


def _smart_documents(path: Path) -> Iterator[Document | None]:
    for id_, fields in _smart(path):
        # Lines are indented where a paragraph begins, but abstracts are one paragraph.
        yield _document(id_, fields.get("T", ""), fields.get("W", "").replace("\n\n", "\n"))


def _cranfield(files: Files, first: str) -> Collection:
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in _text(_file(files, "cranqrel")).splitlines():
        values = line.split()
        # 1 to 4 are degrees of relevance; -1 is a document of no interest.
        if len(values) > 2 and int(values[2]) > 0:
            relevant[str(int(values[0]))].add(str(int(values[1])))
    # Judgments count the questions; the ids in the file of questions have gaps.
    records = enumerate(_smart(_file(files, "cran.qry")), start=1)
    questions = ((str(number), fields.get("W", "")) for number, (_, fields) in records)
    return _collection("Cranfield", _smart_documents(files[first]), questions, relevant)


def _cisi(files: Files, first: str) -> Collection:
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in _text(_file(files, "cisi.rel")).splitlines():
        if values := line.split():
            relevant[values[0]].add(values[1])
    questions = (
        (id_, f"{fields.get('T', '')} {fields.get('W', '')}")
        for id_, fields in _smart(_file(files, "cisi.qry"))
    )
    return _collection("CISI", _smart_documents(files[first]), questions, relevant)


def _stretches(marks: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each mark with the text up to the next one."""
    found = list(marks.finditer(text))
    for mark, following in zip(found, [*found[1:], None], strict=True):
        yield mark, text[mark.end() : following.start() if following else len(text)]


def _time(files: Files, first: str) -> Collection:
    def body(text: str) -> str:
        # Every line of the file is followed by an empty one.
        return text.partition("*STOP")[0].replace("\n\n", "\n")

    # Judgments count the documents; their own numbers begin at 17 and have gaps.
    documents = [
        _document(str(number), "", body(text), f"19{mark[4]}-{mark[2]}-{mark[3]}")
        for number, (mark, text) in enumerate(_stretches(_TIME_TEXT, _text(files[first])), start=1)
    ]
    questions = [
        (mark[1], text.partition("*STOP")[0])
        for mark, text in _stretches(_TIME_QUESTION, _text(_file(files, "time.que")))
    ]
    relevant = {
        values[0]: set(values[1:])
        for values in map(str.split, _text(_file(files, "time.rel")).splitlines())
        if values
    }
    return _collection("TIME", documents, questions, relevant)


def _lisa(files: Files, first: str) -> Collection:
    parts = [path for name, path in files.items() if re.fullmatch(r"lisa(\d\.\d{3})?", name)]
    if not parts:
        raise ValueError(f"{files[first].parent} lacks LISA0.001 and the like.")
    documents = []
    for path in parts:
        for mark, text in _stretches(_LISA_DOCUMENT, _text(path)):
            title, _, body = _LISA_RULE.split(text)[0].strip().partition("\n\n")
            documents.append(_document(mark[1], title, body))
    questions = _LISA_QUESTION.findall(_text(files[first]))
    judgments = _LISA_JUDGMENT.findall(_text(_file(files, "lisa.rel")))
    relevant = {id_: set(refs.split()) for id_, refs in judgments}
    return _collection("LISA", documents, questions, relevant)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open()
    with opened as lines:
        yield from map(json.loads, lines)


def _jsonl(files: Files, first: str) -> Collection:
    name = first.removesuffix(".queries.jsonl")
    documents = tuple(
        Document(str(row["id"]), row.get("title", ""), tuple(row["paragraphs"]), row.get("date"))
        for row in _json_lines(_file(files, f"{name}.jsonl.gz", f"{name}.jsonl"))
    )
    questions = tuple(
        Question(str(row["id"]), row["text"], frozenset(row["relevant"]), row.get("short", ""))
        for row in _json_lines(files[first])
        if row["relevant"]
    )
    return Collection(name, documents, questions)


_READERS: dict[str, Callable[[Files, str], Collection]] = {
    r".+\.queries\.jsonl": _jsonl,
    r"cran\.all(\.1400)?": _cranfield,
    r"cisi\.all": _cisi,
    r"time\.all": _time,
    r"lisa\.que": _lisa,
}
