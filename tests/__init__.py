"""Tests, which mirror the packages of ``searchapp``.

Many of them start processes, and one compiles all modules in a second. Python therefore stores
compiled modules while the tests run, even where ``PYTHONDONTWRITEBYTECODE`` forbids it.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
