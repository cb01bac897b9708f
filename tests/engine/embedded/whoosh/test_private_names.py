"""What the package relies on in Whoosh beyond its documented interface."""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from whoosh import formats
from whoosh import query as wq

import searchapp
from searchapp.engine.embedded.search.evaluator import IndexEvaluator
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.engine.embedded.whoosh.matcher import PostingsMatcher
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.models.articles import Article, Paragraph


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(searchapp.__path__, "searchapp."):
        yield importlib.import_module(found.name)


def _private_names(source: str, *, of_self: bool) -> set[str]:
    """Return the private attributes that *source* uses of ``self``, or of anything else."""
    return {
        node.attr
        for node in ast.walk(ast.parse(textwrap.dedent(source)))
        if isinstance(node, ast.Attribute)
        and re.match("_[a-z]", node.attr)
        and (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")) == of_self
    }


@pytest.fixture(scope="module")
def subclasses() -> list[type]:
    """Return all classes of the package that derive from one of Whoosh's."""
    return [
        cls
        for module in _modules()
        for cls in vars(module).values()
        if inspect.isclass(cls)
        and cls.__module__ == module.__name__
        and any(base.__module__.startswith("whoosh.") for base in cls.__mro__)
    ]


def test_whooshs_classes_are_extended_only_in_its_folder_and_for_queries(
    subclasses: list[type],
) -> None:
    elsewhere = {
        f"{cls.__module__}.{cls.__name__}"
        for cls in subclasses
        if not cls.__module__.startswith("searchapp.engine.embedded.whoosh.")
    }
    assert elsewhere == {
        "searchapp.query.analysis.FoldFilter",
        "searchapp.query.compiler.WordsOfValue",
    }
    assert len(subclasses) > len(elsewhere) + 5


def test_subclasses_share_one_private_name_with_whooshs_classes(subclasses: list[type]) -> None:
    shared = {}
    for cls in subclasses:
        theirs = [base for base in cls.__mro__ if base.__module__.startswith("whoosh.")]
        names = _private_names(inspect.getsource(cls), of_self=True) & {
            name
            for base in theirs
            for name in _private_names(inspect.getsource(base), of_self=True)
        }
        if names:
            shared[cls.__name__] = names
    assert shared == {"PostingsMatcher": {"_term"}}


def test_no_module_reaches_into_an_object_of_whoosh() -> None:
    reached = {}
    for module in _modules():
        source = inspect.getsource(module)
        if re.search(r"^(from|import) whoosh", source, re.MULTILINE):
            own = _private_names(source, of_self=True)
            names = _private_names(source, of_self=False) - own
            if names:
                reached[module.__name__] = names
    assert reached == {}


def test_a_matcher_tells_whoosh_its_term_and_score(tmp_path: Path) -> None:
    """``LeafMatcher.term`` returns ``_term``, and ``score`` asks ``scorer``."""
    writer = SegmentWriter(tmp_path)
    writer.add(Article("a", "-", None, (Paragraph(1, "oil and oil"),)))
    writer.commit()
    searcher = open_searcher(tmp_path, ArrayCodec())
    matcher = wq.Term("exact", "oil").matcher(searcher, searcher.context())
    assert isinstance(matcher, PostingsMatcher)
    assert matcher.term() == ("exact", b"oil")
    assert isinstance(matcher.format, formats.Positions)
    matches = IndexEvaluator(searcher).evaluate(wq.Term("exact", "oil"))
    assert matcher.score() == pytest.approx(float(matches.scores[0]))
