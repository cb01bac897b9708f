import subprocess
import sys

import pytest

import searchapp


def test_a_process_that_indexes_does_not_import_the_web_application() -> None:
    script = (
        "import sys, searchapp.engine.embedded.write.build_pool, searchapp.indexing.reindexer;"
        " print({'flask', 'searchapp.web', 'searchapp.cli'} & sys.modules.keys())"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "set()\n"


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="module 'searchapp' has no attribute 'app'"):
        _ = searchapp.app  # type: ignore[attr-defined]
