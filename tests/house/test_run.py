"""The launcher `./run`, with a stub in place of `venv` and of the Python inside it: no network, no installing."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stub Python is a POSIX script")

VENV_STUB = """
import os
def create(folder, clear, with_pip):
    os.makedirs(os.path.join(folder, "bin"), exist_ok=True)
    python = os.path.join(folder, "bin", "python")
    with open(os.environ["STUB"]) as source, open(python, "w") as target:
        target.write(source.read())
    os.chmod(python, 0o755)
    for name in os.listdir(folder):
        if clear and name.endswith(".stamp"):
            os.remove(os.path.join(folder, name))
    with open(os.environ["LOG"], "a") as log:
        log.write('["create"]\\n')
"""

PYTHON_STUB = """#!{python}
import json, os, signal, sys
with open(os.environ["LOG"], "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if "pip" in sys.argv:
    print("noise of pip")
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    if os.environ.get("PIP") == "kill":
        os.kill(os.getppid(), signal.SIGKILL)
    elif os.environ.get("PIP") == "wait":
        open(os.environ["GATE"]).read()
    elif os.environ.get("PIP") == "fail":
        sys.exit(1)
elif "compileall" not in sys.argv:
    print(json.dumps([sys.argv[1:], os.getcwd(), os.environ["PYTHONPATH"]]))
"""


class House:
    """A checkout that holds nothing but the launcher, in a folder with a space and Cyrillic in its name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "мой дом"
        self.stubs = folder / "stubs"
        self.log = folder / "log"
        self.root.mkdir()
        self.stubs.mkdir()
        shutil.copy(ROOT / "run", self.root / "run")
        (self.root / "requirements.txt").write_text("run==1\n")
        (self.root / "requirements-test.txt").write_text("run==1\ntest==1\n")
        (self.stubs / "venv.py").write_text(VENV_STUB)
        (self.stubs / "python").write_text(PYTHON_STUB.format(python=sys.executable))

    def pretend(self, code: str) -> None:
        """Run `code` before the launcher, to change what it sees of its Python."""
        (self.stubs / "sitecustomize.py").write_text(code)

    def start(self, *arguments: str, options: tuple[str, ...] = (), **environment: str) -> subprocess.Popen[str]:
        own = {"LOG": str(self.log), "STUB": str(self.stubs / "python"), "PYTHONPATH": str(self.stubs)}
        own |= {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [sys.executable, *options, str(self.root / "run"), *arguments],
            cwd=self.root.parent,
            env=os.environ | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, options: tuple[str, ...] = (), **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, options=options, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def steps(self) -> list[str]:
        """What the stubs were asked for, in order."""
        if not self.log.exists():
            return []
        words = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line[line.index("-m") + 1] if "-m" in line else line[0] for line in words]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_first_start_prepares_and_the_second_does_not(house: House) -> None:
    code, out, err = house.run("demo", "--seed", "1")
    assert code == 0
    assert err == "Preparing (once, a minute or two)…\nnoise of pip\n"
    command, folder, path = json.loads(out)
    assert command == ["-P", "-m", "assistant_tui", "demo", "--seed", "1"]
    assert folder == str(house.root.parent), "relative paths in arguments mean the user's folder"
    assert path == str(house.root)
    code, again, err = house.run("demo", "--seed", "1")
    assert (code, again, err) == (0, out, "")
    assert house.steps == ["create", "pip", "compileall", "assistant_tui", "assistant_tui"]


def test_packages_are_taken_by_hash_only(house: House) -> None:
    house.run()
    (pip,) = [line for line in house.log.read_text().splitlines() if '"pip"' in line]
    assert {"--require-hashes", "--only-binary", ":all:", "--no-deps"} <= set(json.loads(pip))


def test_a_ready_start_loads_nothing_that_is_slow(house: House) -> None:
    house.run()
    _, _, err = house.run(options=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in err.splitlines()}
    assert "hashlib" in loaded
    assert loaded.isdisjoint({"subprocess", "venv", "fcntl", "importlib.util"})


def test_test_adds_its_tools_to_the_same_environment(house: House) -> None:
    house.run("demo")
    code, out, _ = house.run("test", "-x", "tests/db")
    command, folder, _ = json.loads(out.splitlines()[-1])
    assert (code, command, folder) == (0, ["-P", "-m", "pytest", "-x", "tests/db"], str(house.root))
    assert house.steps == ["create", "pip", "compileall", "assistant_tui", "pip", "compileall", "pytest"]
    house.run("demo")
    assert house.steps[-2:] == ["pytest", "assistant_tui"], "the test environment serves the program too"


def test_soak_selects_every_test(house: House) -> None:
    _, out, _ = house.run("test", "--soak", "-x")
    assert json.loads(out.splitlines()[-1])[0] == ["-P", "-m", "pytest", "-m", "", "-x"]


def test_a_new_lock_is_installed_afresh(house: House) -> None:
    house.run("demo")
    (house.root / "requirements.txt").write_text("run==2\n")
    house.run("demo")
    assert house.steps.count("create") == 2


def test_an_environment_killed_half_way_is_made_again(house: House) -> None:
    code, _, _ = house.run("demo", PIP="kill")
    assert code == -signal.SIGKILL
    assert (house.root / ".venv/bin/python").exists()
    code, _, _ = house.run("demo")
    assert code == 0
    assert house.steps == ["create", "pip", "create", "pip", "compileall", "assistant_tui"]


def test_a_failed_installation_says_so_and_starts_nothing(house: House) -> None:
    code, out, err = house.run("demo", PIP="fail")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == "The packages could not be installed (above: why)."
    assert house.steps == ["create", "pip"]
    assert house.run("demo")[0] == 0


def test_two_starts_at_once_prepare_once(house: House, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    first, second = (house.start("demo", PIP="wait", GATE=str(gate)) for _ in range(2))
    with gate.open("w") as opened:  # waits until one of them installs
        opened.write("go")
    results = [process.communicate(timeout=60) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    assert house.steps.count("create") == house.steps.count("pip") == 1
    assert sorted(len(err.splitlines()) for _, err in results) == [0, 2]


NO_VENV = "import sys; sys.modules['ensurepip'] = None"
OLD = "import sys; sys.version_info = (3, 10, 14, 'final', 0)"


@pytest.mark.parametrize(
    ("pretence", "locale", "line"),
    [
        (NO_VENV, "C.UTF-8", "First: sudo apt install python3-venv\n"),
        (NO_VENV, "ru_RU.UTF-8", "Сначала выполните: sudo apt install python3-venv\n"),
        (OLD, "C.UTF-8", "Python 3.11 or newer is needed.\n"),
        (OLD, "ru_RU.UTF-8", "Нужен Python 3.11 или новее.\n"),
    ],
)
def test_what_the_machine_lacks_is_one_line(house: House, pretence: str, locale: str, line: str) -> None:
    house.pretend(pretence)
    assert house.run("demo", LC_ALL=locale) == (2, "", line)
    assert house.steps == []
    assert not (house.root / ".venv").exists()


def test_the_launcher_parses_where_it_must_refuse() -> None:
    assert ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 7)).body


@pytest.mark.soak
def test_a_real_environment_is_made_from_the_locks(tmp_path: Path) -> None:
    home = tmp_path / "чистый дом"
    home.mkdir()
    for name in ("run", "requirements.txt", "requirements-test.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, home / name)
    for package in ("assistant_tui", "db"):
        (home / package).mkdir()
    (home / "assistant_tui/__main__.py").write_text("import textual, sqlcipher3, psycopg\nprint('ran')\n")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    answer = subprocess.run([home / "run"], env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert (answer.returncode, answer.stdout) == (0, "ran\n"), answer.stderr
    answer = subprocess.run(
        [home / "run", "test", "--version"], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert answer.returncode == 0, answer.stderr
