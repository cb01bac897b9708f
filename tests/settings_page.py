"""Write the settings page of the documentation from the settings' declarations.

python -m tests.settings_page
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import searchapp
from searchapp.settings import describe

PAGE = Path(searchapp.__file__).parent / "docs" / "settings.md"

_INTRODUCTION = """\
# Settings

A setting has the same name in the environment and in Flask's config. As an argument of \
`create_app()` or `blueprint()`, and in the file `searchapp.toml` in the working directory, it is \
lowercase and without the prefix:

```toml
max_page = 100
cors_origins = ["https://www.example.org"]
metrics = true
```

An argument takes precedence over the config, the config over the environment, the environment \
over the file, and the file over the default. An invalid value stops the program with a message \
that says which values are allowed. `flask --app searchapp settings` shows each setting, its \
value, and where the value came from.

A password or key can be read from a file instead, as container secrets are: add `_FILE` to the \
name, as in `SEARCHAPP_OPENSEARCH_PASSWORD_FILE=/run/secrets/password`.
"""


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    if isinstance(default, tuple):
        default = " ".join(map(str, default))
    return "none" if default in ("", None) else f"`{default}`"


def settings_page() -> str:
    """Return the page as Markdown: a table of settings for each section."""
    parts = [_INTRODUCTION]
    for section, settings in groupby(describe(), key=lambda setting: setting.section):
        rows = [f"| `{s.name}` | {_shown(s.default)} | {s.meaning} |" for s in settings]
        table = "\n".join(("| setting | default | meaning |", "|---|---|---|", *rows))
        parts.append(f"## {section}\n\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
