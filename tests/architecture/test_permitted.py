"""Every query and every action that is asked or done anywhere has its line in the tables of who may; none has two."""

import ast
import importlib
import pkgutil

import db.actions
from db.rules.permissions import Right, Role, rights
from db.rules.permitted_actions import ACTIONS, OF_KIND
from db.rules.permitted_queries import QUERIES
from db.work import ACTIONS as DECLARED
from tests.architecture.sources import ROOT

VERBS = {"ask", "asked"}


def declared() -> dict[str, tuple[str, bool]]:
    """Every action of `db` by its module and its name: under which kind it stands, whether it can be taken back."""
    for module in pkgutil.iter_modules(db.actions.__path__):
        importlib.import_module(f"db.actions.{module.name}")
    return {
        f"{act.__module__.removeprefix('db.')}.{act.__qualname__}": (info.kind, info.undoable)
        for act, info in DECLARED.items()
        if act.__module__.startswith("db.")
    }


def views() -> dict[str, str]:
    """Every function of `db` that is given a view, by its name: where it stands in the tables, if it does."""
    found: dict[str, str] = {}
    for path in (ROOT / "db").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT / "db").with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (arguments := [*node.args.posonlyargs, *node.args.args]):
                kind = arguments[0].annotation
                if kind is not None and ast.unparse(kind).strip("'\"") == "View":
                    known = found.get(node.name)
                    listed = f"{module}.{node.name}" in QUERIES
                    found[node.name] = f"{module}.{node.name}" if known is None or listed else known
    return found


def asked(package: str) -> set[str]:
    """Every name that is handed to `ask` as a query."""
    names: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                verb = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                what = node.args[0]
                name = what.attr if isinstance(what, ast.Attribute) else getattr(what, "id", "")
                if verb in VERBS and name:
                    names.add(name)
    return names


def exists(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    try:
        return callable(getattr(importlib.import_module(f"db.{module}"), attribute))
    except ModuleNotFoundError:  # a method: the class stands in the module
        outer, _, inner = module.rpartition(".")
        return callable(getattr(getattr(importlib.import_module(f"db.{outer}"), inner), attribute))


def test_every_action_has_its_line_and_every_line_its_action() -> None:
    assert set(ACTIONS) == set(declared()), "see db/rules/permitted_actions.py"


def test_the_lines_of_actions_say_what_the_actions_say() -> None:
    said = {name: (rule.kind or name.rpartition(".")[2], rule.undoable) for name, rule in ACTIONS.items()}
    assert said == declared()
    assert len(OF_KIND) == len(ACTIONS), "two actions stand in the journal under one kind"


def test_every_query_that_is_asked_has_its_line() -> None:
    known = views()
    wanted = {
        known[name] for package in ("db", "assistant_tui", "tools", "tests") for name in asked(package) & set(known)
    }
    missing = wanted - set(QUERIES) - {name for name in wanted if name.startswith("tests.")}
    assert not missing, "see db/rules/permitted_queries.py"


def test_every_line_of_the_queries_names_one() -> None:
    assert [name for name in QUERIES if not exists(name)] == []


def test_every_line_asks_for_a_right_that_some_role_has() -> None:
    every = rights(role.value for role in Role)
    for name, rule in {**QUERIES, **ACTIONS}.items():
        assert rule.rights, name
        assert rule.rights <= frozenset(Right), name
        assert rule.rights & every, name
