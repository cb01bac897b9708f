"""Base of a run: the live generation, and why nothing of it can be kept if that is so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from searchapp.engine.embedded.catalog_files import Catalog, CatalogError, read_catalog
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.integrity import Verification, verify_for_run
from searchapp.engine.embedded.manifest import Manifest, index_format
from searchapp.engine.errors import NoIndexError


@dataclass(frozen=True, slots=True)
class BaseGeneration:
    """The generation that a run builds upon.

    ``manifest`` is None where it cannot be read; ``rebuild_reason`` is empty unless the index
    has to be built anew. ``verification`` is that of its segments, as far as it got there.
    """

    manifest: Manifest | None = None
    catalog: Catalog = field(default_factory=Catalog)
    rebuild_reason: str = ""
    verification: Verification | None = None


def read_base(
    generations: Generations, number: int | None, attribution: str, *, full: bool
) -> BaseGeneration:
    """Read generation *number*, or none; *attribution* is what decides who says what now."""
    if number is None:
        return BaseGeneration()
    try:
        manifest = generations.manifest(number)
        catalog = read_catalog(generations.folder(number), manifest.catalog)
        generations.files(number).check(manifest)
    except (NoIndexError, CatalogError) as error:
        reason = f"the previous index cannot be read: {error}"
        return BaseGeneration(None, _newest_catalog(generations, number), reason)
    if full:
        return BaseGeneration(manifest, catalog, "--full was given")
    if manifest.index_format != index_format():
        return BaseGeneration(manifest, catalog, "the index has another schema or analyzer")
    if manifest.attribution != attribution:
        reason = (
            "the plugins, or the rules, word lists or settings for finding speakers have changed"
        )
        return BaseGeneration(manifest, catalog, reason)
    files = generations.files(number).arrays()
    verification = verify_for_run(generations.index_dir, files)
    damages = verification.damages
    reason = f"the index was damaged ({damages[0]})" if damages else ""
    return BaseGeneration(manifest, catalog, reason, verification)


def _newest_catalog(generations: Generations, number: int) -> Catalog:
    """Return the newest catalog that can be read, up to that of generation *number*.

    Older times and removed articles are better than none.
    """
    for older in reversed([n for n in generations.numbers() if n <= number]):
        with suppress(NoIndexError, CatalogError):
            return read_catalog(generations.folder(older), generations.manifest(older).catalog)
    return Catalog()
