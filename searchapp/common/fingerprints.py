"""Fingerprints of files: a short text that differs where any of them differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable


def _walk(node: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    if node.is_dir():
        for child in sorted(node.iterdir(), key=lambda c: c.name):
            if child.name != "__pycache__":
                yield from _walk(child, f"{name}/{child.name}")
    else:
        yield name, node.read_bytes()


def fingerprint_of_files(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the fingerprint of *files*, each a name and its content (128 bits of SHA-256)."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def fingerprint_of_code(*places: str) -> str:
    """Return the fingerprint of parts of this package, data files included.

    A place is a path below ``searchapp``, of a module (``text.py``) or of a whole
    room (``attribution``).
    """
    root = resources.files("searchapp")
    return fingerprint_of_files(
        found for place in places for found in _walk(root.joinpath(place), place)
    )
