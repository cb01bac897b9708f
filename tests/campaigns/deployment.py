"""Checks the files for deployment with the programs that read them.

python -m tests.campaigns.deployment [--root FOLDER]

Needs nginx, caddy and systemd-analyze (on Debian: nginx-light, caddy, systemd). With --root, the
steps of the Containerfile's two stages are run in FOLDER, a Debian root made by debootstrap with
python3 and python3-venv (base images are not pulled), and the server is asked for /health there.
Exits with 1 where a check fails.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import searchapp

PACKAGE = Path(searchapp.__file__).parent
DEPLOY = PACKAGE / "docs" / "deploy"

_IN_ROOT = """
set -e
cd /src
python3 -m venv /opt/searchapp
/opt/searchapp/bin/pip install -q --no-cache-dir '.[serve,opensearch,parquet,pdf]'
id archive >/dev/null 2>&1 || useradd --system --uid 10001 --home-dir /srv --no-create-home archive
install -d -o archive /srv/corpus /srv/index
cp corpus-sample/* /srv/corpus/
cd /srv
export HOME=/tmp PATH="/opt/searchapp/bin:$PATH"
run() { setpriv --reuid=10001 --regid=10001 --clear-groups "$@"; }
run searchapp reindex
run searchapp serve --port 8123 >/tmp/serve.log 2>&1 &
trap "kill $!" EXIT
ask="import urllib.request as u; u.urlopen('http://127.0.0.1:8123/ready')"
for _ in $(seq 60); do
  sleep 1
  if python3 -c "$ask" 2>/dev/null; then exit 0; fi
done
exit 1
"""


def _check(name: str, command: Sequence[str]) -> bool:
    """Run *command* and print what it says where it fails; return whether it succeeded."""
    if shutil.which(command[0]) is None:
        print(f"{name}: {command[0]} is not installed")
        return False
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    ok = result.returncode == 0
    print(f"{name}: {'ok' if ok else result.stderr + result.stdout}")
    return ok


def check_files(folder: Path) -> bool:
    """Check the configurations of nginx, Caddy and systemd; *folder* is for temporary files."""
    main_configuration = folder / "nginx.conf"
    main_configuration.write_text(f"events {{}}\nhttp {{ include {DEPLOY}/nginx.conf; }}\n")
    units = []
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        # systemd wants the program of a unit to exist.
        text = path.read_text("utf-8").replace("/srv/archive/.venv/bin/searchapp", "/bin/true")
        (folder / path.name).write_text(text, "utf-8")
        units.append(str(folder / path.name))
    caddy = ("caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))
    results = [
        _check("nginx.conf", ("nginx", "-t", "-c", str(main_configuration))),
        _check("Caddyfile", caddy),
        _check("systemd units", ("systemd-analyze", "verify", *units)),
    ]
    return all(results)


def run_image_steps(root: Path) -> bool:
    """Run the steps of the Containerfile in the Debian *root*."""
    source = root / "src"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    project = PACKAGE.parent
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project / name, source)
    shutil.copytree(PACKAGE, source / "searchapp")
    shutil.copytree(project / "corpus", source / "corpus-sample")
    return _check("image steps", ("chroot", str(root), "/bin/bash", "-c", _IN_ROOT))


def main() -> None:
    """Run the checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path)
    root: Path | None = parser.parse_args().root
    with tempfile.TemporaryDirectory() as folder:
        ok = check_files(Path(folder))
    if root is not None:
        ok &= run_image_steps(root)
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
