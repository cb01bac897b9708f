"""The part of the build that pyproject.toml cannot describe: compiled attribution.

With ``SEARCHAPP_COMPILE=1`` in the environment, mypyc compiles ``searchapp/attribution`` to a C
extension. It gives the same results in less time; without it, the same modules are plain Python.
"""

import os
from pathlib import Path

from setuptools import Extension, setup

PACKAGE = Path("searchapp/attribution")


def extensions() -> list[Extension]:
    """Return the extension modules to build: none unless compilation is switched on."""
    if os.environ.get("SEARCHAPP_COMPILE") != "1":
        return []
    from mypyc.build import mypycify

    modules = [str(path) for path in sorted(PACKAGE.rglob("*.py")) if path.stem != "__init__"]
    # A higher level takes minutes longer for such a large extension.
    return mypycify([*modules, "--ignore-missing-imports"], opt_level="1", debug_level="0")


setup(ext_modules=extensions())
