"""Fingerprints of files: hashes that differ if a file's name or content differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable


def fingerprint_of_files(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the fingerprint of *files*, pairs of name and content (128 bits of SHA-256)."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def fingerprint_of_code(*paths: str) -> str:
    """Return the fingerprint of modules and folders of this package, with their data files.

    *paths* are relative to ``searchapp``, such as ``settings`` or ``attribution``.
    """
    root = resources.files("searchapp")
    return fingerprint_of_files(file for path in paths for file in _walk(root.joinpath(path), path))


def _walk(node: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    if node.is_dir():
        for child in sorted(node.iterdir(), key=lambda child: child.name):
            if child.name != "__pycache__":
                yield from _walk(child, f"{name}/{child.name}")
    else:
        yield name, node.read_bytes()
