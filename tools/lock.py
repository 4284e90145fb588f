"""Renew `requirements.txt` and `requirements-test.txt`: every version pinned, every file by its hash.

    python tools/lock.py              # keep the pins that still fit pyproject.toml
    python tools/lock.py --upgrade    # take the newest that fit

Works in a throw-away environment and needs the package index; one lock serves Python 3.11 to 3.14 on every platform.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": ("postgresql",), "requirements-test.txt": ("postgresql", "test")}
OPTIONS = (
    "--no-config --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "
    "--no-emit-index-url --no-emit-find-links --quiet"
).split()


def lock(python: Path, target: str, extras: tuple[str, ...], arguments: list[str]) -> None:
    """Resolve pyproject.toml with `extras` into `target`; the test lock takes the versions of the run lock."""
    command = [str(python), "-m", "uv", "pip", "compile", *OPTIONS, "-o", target, *arguments]
    for extra in extras:
        command += ["--extra", extra]
    if target != "requirements.txt":
        command += ["--constraint", "requirements.txt"]
    subprocess.run([*command, "pyproject.toml"], cwd=ROOT, check=True)


def main(arguments: list[str]) -> int:
    """Lock both files and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], check=True)
        for target, extras in LOCKS.items():
            lock(python, target, extras, arguments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
