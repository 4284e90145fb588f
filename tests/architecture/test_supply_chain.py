"""What the project is made of, and that it names no machine."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, tracked

LOCKS = ("requirements.txt", "requirements-test.txt")


def locked(name: str) -> dict[str, list[str]]:
    """Return each requirement of a lock file with its options."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {words[0]: words[1:] for words in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    requirements = locked(name)
    assert len(requirements) > 20
    assert [r for r in requirements if not re.fullmatch(r"[a-z0-9][a-z0-9-]*(\[[a-z,]+\])?==[^\s*]+", r)] == []
    hashed = re.compile(r"--hash=sha256:[0-9a-f]{64}")
    assert [r for r, options in requirements.items() if not any(hashed.fullmatch(option) for option in options)] == []


def test_the_tests_run_what_people_run() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-test.txt").items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"] + extras["postgresql"]),
        ("requirements-test.txt", extras["test"]),
    ):
        names = {requirement.split("==")[0].split("[")[0] for requirement in locked(name)}
        assert {re.split(r"[<>=\[ ]", requirement)[0] for requirement in wanted} <= names


def test_the_licence_of_every_package_is_listed() -> None:
    third_party = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \| [^|]*[A-Za-z][^|]* \|", third_party, re.M))
    names = {requirement.split("==")[0].split("[")[0] for name in LOCKS for requirement in locked(name)}
    assert names - listed == set()


# In brackets, so that this file does not find itself.
MACHINE = re.compile(
    r"py[p]i\.org|python[h]osted|registry\.npm[j]s|deb\.debi[a]n\.org|--find-l[i]nks|extra-ind[e]x-url"
    r"|/w[o]rk/|/ro[o]t/|/opt/wh[e]els|/opt/py[p]i|/home/(?!<)[a-z]+/|/Us[e]rs/[a-z]+/|/tmp/w[s]/|bash_j[o]bs"
)


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a spreadsheet
        found += [f"{path}: {match.group()}" for match in MACHINE.finditer(text)]
    assert [line for line in found if not line.startswith("tools/lock.py: --no-emit")] == []
