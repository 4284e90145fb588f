"""`demo`, `generate`, `bench`: invented records, and measuring on them."""

import argparse
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import Parser, add_format, command, whole
from assistant_tui.cli.output import Column, Json, print_rows, tell, write
from assistant_tui.cli.progress import Progress
from assistant_tui.cli.session import read_now, session_of
from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from db.bench import Measure

MOST_PATIENTS: Final = 2_000_000
_NAMES: Final = {
    "call_list": N_("call list"), "call_list_growth": N_("call list at ten times the data"), "search": N_("search"),
    "log_call": N_("logging a call"), "open_and_mark_call": N_("opening and logging a call"),
    "sealed_reads": N_("lists and searches, encrypted against plain"),
    "sealed_commits": N_("a note, encrypted against plain"),
    "sealed_reads_after_commit": N_("the list after a note, encrypted against plain"),
    "sign_in": N_("signing in, against one bare argon2id"),
    "list_cursor": N_("cursor on 90,000 rows, against a bare table of 50"),
    "list_scroll": N_("a page of 90,000 rows, against 50 rows"),
    "first_frame": N_("first frame, against a bare Textual app"),
}  # fmt: skip


def add_training(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    demo = command(group, "demo", _("open the program on an invented caseload"), run_demo)
    demo.add_argument("--patients", type=whole(1, 100_000), default=400, metavar="N", help=_("how many patients"))
    demo.add_argument("--assistants", type=whole(1, 100), default=3, metavar="N", help=_("how many assistants"))
    demo.add_argument(
        "--seed", type=whole(0, 2**31 - 1), metavar="S", help=_("the same number invents the same people")
    )
    demo.add_argument("--role", choices=("assistant", "supervisor"), default="assistant", help=_("as whom to sign in"))
    demo.add_argument("--fresh", action="store_true", help=_("make it anew; what was done in it is lost"))

    make = command(group, "generate", _("fill a training database with invented patients"), run_generate)
    make.add_argument(
        "--patients", type=whole(1, MOST_PATIENTS), required=True, metavar="N", help=_("how many patients")
    )
    make.add_argument("--assistants", type=whole(1, 2000), required=True, metavar="N", help=_("how many assistants"))
    make.add_argument("--years", type=whole(1, 20), default=2, metavar="Y", help=_("how many years of history"))
    make.add_argument(
        "--seed", type=whole(0, 2**31 - 1), default=1, metavar="S", help=_("the same number invents the same people")
    )

    bench = command(group, "bench", _("measure the program beside raw SQLite: ratios, no absolute times"), run_bench)
    bench.add_argument(
        "--patients", type=whole(100, MOST_PATIENTS), default=9000, metavar="N", help=_("how many patients")
    )
    bench.add_argument("--runs", type=whole(3, 1000), default=30, metavar="N", help=_("how often each is measured"))
    add_format(bench)


def run_demo(options: Namespace) -> int:
    """Open the app, signed in, on the demo; say on leaving how to come back."""
    from assistant_tui.cli.opening import open_app, require_terminal
    from assistant_tui.database_place import demo_place

    now = read_now(options.now)
    require_terminal()
    from db.clock import Clock
    from db.demo import SEED, demo_now, make_demo, resumed

    real = Clock().real()
    path = demo_place()
    shown_at = now or demo_now(real)
    if now is None and not options.fresh:
        shown_at = resumed(path, shown_at)
    if options.fresh or not path.exists():
        tell(_("Inventing patients…"))
    info = make_demo(
        path, now=shown_at, patients=options.patients, assistants=options.assistants,
        seed=SEED if options.seed is None else options.seed, fresh=options.fresh,
    )  # fmt: skip
    login = info.supervisor if options.role == "supervisor" else info.login
    code = open_app(str(info.path), now=None if shown_at == real else shown_at, demo_login=login)
    write(_("To open this training database again:") + "\n")
    write(f"--db {info.path}\n")
    write(_("login: {login}", login=login) + "\n")
    write(_("password: {password}", password=info.password) + "\n")
    return code


def run_generate(options: Namespace) -> int:
    """Fill a training database; print the logins of the invented users."""
    from assistant_tui.cli.secrets import asked_login
    from db.auth import entrance
    from db.generate import generate
    from db.passwords import check_password

    session = session_of(options)
    entrance(session.place)
    login = session.login or asked_login()
    own = session.secrets.password(login)
    with session.as_somebody(login, own) as caseload:
        if not caseload.training:
            from db.errors import Refused

            raise Refused("training_only")
        password = session.secrets.next_or(own, _("the invented users"))
        check_password(password)
        now, key = caseload.clock.now(), caseload.key
    with Progress(_("inventing")) as progress:
        logins = generate(
            session.place, patients=options.patients, assistants=options.assistants, years=options.years,
            seed=options.seed, password=password, now=now, progress=progress,
            key=key,
        )  # fmt: skip
    write("".join(f"{login}\n" for login in logins))
    tell(ngettext_("{n} patient was invented.", "{n} patients were invented.", options.patients))
    return 0


def _seen(path: Path, runs: int, most: int) -> "list[Measure]":
    """Measure what is seen: the list, and the first frame of the sign-in over this database."""
    from assistant_tui.bench import first_frame, lists
    from assistant_tui.bench_lists import desk_lists

    start = (sys.executable, "-m", "assistant_tui", "--db", str(path))
    return [*lists(runs=runs), *desk_lists(min(runs, 10), most), first_frame(start, min(runs, 10))]


def run_bench(options: Namespace) -> int:
    """Measure, and print ratios; the databases that are measured are kept for the next time."""
    from platformdirs import user_cache_path

    from assistant_tui.text.safe import plain
    from db.bench import Measure, measure, prepare
    from db.bench_sealed import measure_sealed

    folder = user_cache_path("onco-assistant", appauthor=False)
    with Progress(_("inventing")) as progress:
        bases = prepare(folder, options.patients, progress)
        sealed = measure_sealed(folder, max(options.patients // 10, 1), options.runs)
    rows = [*measure(bases, options.runs), *sealed, *_seen(bases.small, options.runs, options.patients)]

    def record(row: Measure) -> dict[str, Json]:
        return {
            "name": row.name, "value": row.value, "base": row.base, "ratio": row.ratio, "spread": row.spread,
            "goal": row.goal,
        }  # fmt: skip

    columns: tuple[Column[Measure], ...] = (
        Column(_("What"), lambda row: plain(_(_NAMES[row.name]) if row.name in _NAMES else row.name.replace("_", " "))),
        Column(_("ours, ms"), lambda row: f"{row.value:.3f}", right=True),
        Column(_("base, ms"), lambda row: f"{row.base:.3f}", right=True),
        Column(_("ratio"), lambda row: f"{row.ratio:.2f}", right=True),
        Column(_("spread"), lambda row: f"{row.spread:.2f}", right=True),
        Column(_("goal"), lambda row: "" if row.goal is None else f"≤ {row.goal:g}", right=True),
    )
    print_rows(rows, columns, record, options.format, _("Nothing matches."))
    return 0
