"""A desk of an assistant and a supervisor, in a home of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant_tui.text.i18n import use_language
from db.actions.people import add_user
from db.clock import FrozenClock
from db.door import Door
from db.queries.people import users
from db.setup import FirstUser, create
from tests.desk import NOW, PASSWORD, Desk, copied

ANNA = FirstUser(
    "anna", "Иванова Анна Петровна", PASSWORD, frozenset({"assistant"}), "ЦАОП № 3", "ru", "84951234567"
)  # fmt: skip


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty training database of an assistant and a supervisor, to be copied."""
    path = tmp_path_factory.mktemp("journeys") / "template.db"
    create(str(path), ANNA, training=True, plain=True, clock=FrozenClock(NOW))
    with Desk(str(path), FrozenClock(NOW)) as desk:
        centre = desk.ask(users)[0].centre_id
        added = desk.administer(add_user, "vera", "Зимина Вера Николаевна", ("supervisor",), centre_id=centre).result
        with Door(desk.url) as door:
            door.set_password(added.login, added.user_id, PASSWORD)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home without a trace of another day; the language is Russian again afterwards."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "ASSISTANT_TUI_DB", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    use_language("ru")
    yield folder
    use_language("ru")


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    """A copy of the template."""
    return copied(template, tmp_path / "caseload.db")


@pytest.fixture
def opened(place: Path) -> Iterator[Callable[[], Desk]]:
    """Return what opens the database anew, as after a restart: the desk before it is closed."""
    clock, desks = FrozenClock(NOW), list[Desk]()

    def open_desk() -> Desk:
        while desks:
            desks.pop().close()
        desks.append(Desk(str(place), clock))
        return desks[0]

    yield open_desk
    while desks:
        desks.pop().close()
