"""Write `THIRD_PARTY.md`: the licence of every locked package, as the packages themselves state it.

    .venv/bin/python tools/third_party.py

Run it after `tools/lock.py`, in the environment of `./run test`.
"""

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Third-party software

Onco-assistant is installed with these packages; none of their code is copied into this repository. The versions are in
`requirements.txt` (what runs) and `requirements-test.txt` (what checks). Made by `tools/third_party.py`.

| package | licence | used for |
|---|---|---|
"""
STATED_ELSEWHERE = {
    "colorama": "BSD-3-Clause",  # installed on Windows only
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",  # stated as "Dual License"
    "sqlcipher3": "Zlib; it contains SQLCipher (BSD-3-Clause) and OpenSSL (Apache-2.0)",  # no metadata, a licence file
}


def locked(name: str) -> set[str]:
    """Return the names of the packages in a lock file."""
    return set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", (ROOT / name).read_text(encoding="utf-8"), re.M))


def licence(package: str) -> str:
    """Return the licence as an SPDX expression where the package gives one, else by its classifiers."""
    if package in STATED_ELSEWHERE:
        return STATED_ELSEWHERE[package]
    about = metadata.metadata(package)
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    stated = (about.get("License") or "").strip()
    return stated if stated and "\n" not in stated and len(stated) < 40 else ", ".join(classifiers)


def main() -> None:
    """Write the table; a package without a stated licence stops it."""
    running = locked("requirements.txt")
    rows = []
    for package in sorted(running | locked("requirements-test.txt")):
        text = licence(package)
        if not text:
            raise SystemExit(f"{package} states no licence")
        rows.append(f"| `{package}` | {text.replace('|', '/')} | {'running' if package in running else 'tests'} |\n")
    (ROOT / "THIRD_PARTY.md").write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
