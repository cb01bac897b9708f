"""Editorial overrides: who is who across articles, and corrected attributions.

An editor keeps them in two files of the corpus folder, ``speakers.toml`` (the registry of
speakers) and ``corrections.toml``. A third, ``synonyms.toml``, has the synonyms of the archive.
"""

from searchapp.editorial.corrections import Correction, Corrections, StaleCorrection
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.file_edits import append_corrections
from searchapp.editorial.lookalikes import Lookalike, find_lookalikes
from searchapp.editorial.overrides import EditorialOverrides
from searchapp.editorial.registry import RegistryEntry, RolePeriod, SpeakerRegistry
from searchapp.editorial.synonyms import SYNONYMS_FILE, SynonymsFile, read_synonyms
from searchapp.editorial.toml_files import (
    CORRECTIONS_FILE,
    REGISTRY_FILE,
    read_corrections,
    read_overrides,
)

__all__ = [
    "CORRECTIONS_FILE",
    "REGISTRY_FILE",
    "SYNONYMS_FILE",
    "Correction",
    "Corrections",
    "EditorialError",
    "EditorialOverrides",
    "Lookalike",
    "RegistryEntry",
    "RolePeriod",
    "SpeakerRegistry",
    "StaleCorrection",
    "SynonymsFile",
    "append_corrections",
    "find_lookalikes",
    "read_corrections",
    "read_overrides",
    "read_synonyms",
]
