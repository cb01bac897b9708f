"""The editor's hand: who is who across articles, and what the machine got wrong.

The corpus folder may hold ``speakers.toml``, the register, and ``corrections.toml``.
"""

from searchapp.editorial.corrections import Correction, Corrections, Stale
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.lookalikes import Lookalike, lookalikes
from searchapp.editorial.overrides import EditorialOverrides
from searchapp.editorial.registry import Entry, RoleTime, SpeakerRegistry
from searchapp.editorial.toml_files import (
    CORRECTIONS_FILE,
    REGISTER_FILE,
    add_corrections,
    read_hand,
)

__all__ = [
    "CORRECTIONS_FILE",
    "REGISTER_FILE",
    "Correction",
    "Corrections",
    "EditorialError",
    "EditorialOverrides",
    "Entry",
    "Lookalike",
    "RoleTime",
    "SpeakerRegistry",
    "Stale",
    "add_corrections",
    "lookalikes",
    "read_hand",
]
