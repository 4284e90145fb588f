"""Draw the program as a picture: ``python tools/picture.py OUT.png [options]``.

The app runs without a terminal on an invented caseload, the keys are pressed, and what is on the screen is written as
PNG (by a headless browser), SVG, or TXT, by the ending of OUT. The caseload is made once and copied for each picture:

    python tools/picture.py day.png --size 120x40 --lang en --theme light --keys "down down ="
    python tools/picture.py day.txt --now 2026-11-24T10:20 --type Петров
    python tools/picture.py users.png --login vera.zimina --roles administrator --keys "f9 'польз' enter ~1 down"
    python tools/picture.py lock.png --screen sign-in --names "anna.ivanova=Иванова А. П." --keys "1 '1122'"
"""

import argparse
import asyncio
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parent.parent))

NOW = "2026-11-24T10:20"  # a Tuesday
FONT = '"DejaVu Sans Mono"'
NAMES = {" ": "space", ".": "full_stop", "-": "minus", ",": "comma", ":": "colon"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="a file that ends in .png, .svg or .txt")
    parser.add_argument("--size", default="80x24", help="columns and rows (80x24)")
    parser.add_argument("--lang", choices=("ru", "en"), default="ru")
    parser.add_argument("--theme", choices=("light", "dark", "contrast", "mono"), default="dark")
    parser.add_argument("--scale", type=float, default=1.5, help="of a PNG (1.5)")
    parser.add_argument("--keys", default="",
                        help="keys to press, with blanks between; what is quoted is typed, ~2 waits 2 s")  # fmt: skip
    parser.add_argument("--type", default="", help="letters to type after the keys")
    parser.add_argument("--then", default="", help="keys to press after the letters")
    parser.add_argument("--now", default=NOW, help=f"what time it is, Moscow's ({NOW})")
    parser.add_argument("--screen", choices=("app", "sign-in", "first-run"), default="app", help="where to begin")
    parser.add_argument("--login", default="anna.ivanova")
    parser.add_argument("--roles", default="", help="roles of that person, with commas between, instead of their own")
    parser.add_argument("--names", default="", help="who signed in here lately, as LOGIN=NAME with commas between")
    parser.add_argument("--patients", type=int, default=400)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / f"pictures-{os.getuid()}",
                        help="where made caseloads are kept")  # fmt: skip
    return parser.parse_args()


def made_caseload(options: argparse.Namespace, now: datetime) -> Path:
    """Return the path of a fresh copy of the demo of this moment and size."""
    from db.demo import make_demo
    from db.schema import HEAD

    options.keep.mkdir(parents=True, exist_ok=True, mode=0o700)
    model = options.keep / f"{HEAD}-{now:%Y%m%d-%H%M}-{options.patients}.db"
    make_demo(model, now=now, patients=options.patients)
    copy = Path(tempfile.mkdtemp(prefix="picture-")) / "demo.db"
    for ending in ("", ".door"):
        shutil.copy(model.with_name(model.name + ending), copy.with_name(copy.name + ending))
    return copy


def given_roles(path: Path, login: str, roles: str) -> None:
    """Give somebody other roles, in the copy of the caseload that is drawn."""
    from db.engine import open_sqlite

    with open_sqlite(path) as conn, conn.transaction(write=True):
        conn.run("UPDATE app_user SET roles = :roles WHERE login = :login", roles=roles, login=login)


def noted_names(url: str, names: str) -> None:
    """Note who signed in on this terminal lately."""
    from assistant_tui.terminal import Names

    for each in filter(None, names.split(",")):
        login, _equals, name = each.partition("=")
        Names(url).note(login, name)


def strokes(options: argparse.Namespace) -> list[str]:
    """Return what is pressed, key by key, with the waits among them."""
    pressed: list[str] = []
    for word in shlex.split(options.keys, posix=False):
        pressed += [NAMES.get(sign, sign) for sign in word[1:-1]] if word[:1] in "'\"" else [word]
    return [*pressed, *options.type, *options.then.split()]


async def draw(options: argparse.Namespace) -> tuple[str, str]:
    """Return the screen as SVG and as plain text."""
    from assistant_tui.app import AssistantApp
    from assistant_tui.settings import Settings
    from assistant_tui.way_in import WayIn
    from db.clock import FrozenClock
    from db.demo import PASSWORD

    now = datetime.fromisoformat(options.now).replace(tzinfo=ZoneInfo("Europe/Moscow"))
    path = made_caseload(options, now)
    os.environ["HOME"] = str(path.parent)  # what a screen offers or keeps is of nobody's home
    for place in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(place, None)
    if options.roles:
        given_roles(path, options.login, options.roles)
    noted_names(str(path), options.names)
    settings = Settings(language=options.lang, theme=options.theme, guard_after_change_ms=0, guard_same_mark_ms=0)
    whole = options.screen == "app"
    app = AssistantApp(
        None if options.screen == "first-run" else WayIn(str(path), lambda: FrozenClock(now)), settings,
        sign_in_as=(options.login, PASSWORD) if whole else None,
    )  # fmt: skip
    columns, rows = (int(part) for part in options.size.split("x"))
    async with app.run_test(size=(columns, rows)) as pilot:
        for _turn in range(600):
            if app.is_open and len(app.screen_stack) >= 2 if whole else app.hidden:
                break
            await pilot.pause(0.05)
        else:
            raise SystemExit(f"the app did not open: {app.return_code}")
        await settled(pilot.pause, app)
        for key in strokes(options):
            if key[:1] == "~":
                await pilot.pause(float(key[1:]))
            else:
                await pilot.press(key)
            await settled(pilot.pause, app)
        await pilot.pause(0.15)
        svg = app.export_screenshot(title="Onco-assistant")
        console = Console(width=columns, height=rows, record=True, file=open(os.devnull, "w"), color_system=None)  # noqa: SIM115 - closed with the process
        console.print(app.screen._compositor.render_update(full=True))
        text = console.export_text()
    shutil.rmtree(path.parent)
    return svg, text


async def settled(pause: Callable[..., object], app: object) -> None:
    """Wait until the workers that show things are done."""
    for _turn in range(100):
        await pause(0.02)  # type: ignore[misc]  # a coroutine of the pilot
        busy = {worker.group for worker in app.workers if worker.is_running}  # type: ignore[attr-defined]  # Textual's app
        if not busy & {"list", "panel", "search"}:
            return


def picture(svg: str, out: Path, scale: float = 1.5) -> None:
    """Turn an SVG into a PNG, in a font that has every sign of the screens."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit("no chromium found: write .svg instead")
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    head = svg[svg.index("viewBox=") : svg.index(">", svg.index("viewBox="))]
    width, height = (float(part) for part in head.split('"')[1].split()[2:])
    style = f"body{{margin:0}} text{{font-family:{FONT},monospace}} svg{{display:block;width:{width}px}}"
    page = f"<meta charset=utf-8><style>{style}</style>{svg}"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--force-device-scale-factor={scale}", f"--window-size={int(width) + 1},{int(height) + 1}",
             f"--screenshot={out.resolve()}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def main() -> None:
    """Draw what was asked for."""
    options = arguments()
    svg, text = asyncio.run(draw(options))
    if options.out.suffix == ".txt":
        options.out.write_text(text, encoding="utf-8")
    elif options.out.suffix == ".svg":
        options.out.write_text(svg, encoding="utf-8")
    else:
        picture(svg, options.out, options.scale)
    print(options.out)


if __name__ == "__main__":
    main()
