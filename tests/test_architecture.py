"""The shape of the house: its floors, its doors to the world, and that each room says what it is for."""

import ast
import re
import tomllib
from collections.abc import Callable, Collection, Iterable
from functools import cache
from graphlib import TopologicalSorter
from typing import Final

import pytest
from conftest import ROOT

FLOORS: Final = {
    "__main__": 11,
    "cli": 10,
    "resident": 9,
    "build": 8,
    "pages": 7,
    "check": 6,
    "exports": 6,
    "verification": 6,
    "site": 5,
    "charts": 4,
    "notes": 4,
    "evidence": 3,
    "citations": 2,
    "disk": 2,
    "incremental": 1,
    "lazy_re": 1,
    "limits": 1,
    "model": 1,
}
"""A room imports only from a lower floor."""

MOST_LINES: Final = 400
"""A room that outgrows about 350 lines becomes a folder."""

NAMELESS: Final = {"utils", "helpers", "common", "manager", "exceptions"}
"""Names of things that have not been named yet."""

EXTRAS: Final = {
    "briefing.verification.archive.html_metadata": ("selectolax",),
    "briefing.verification.archive.html": ("selectolax",),
    "briefing.notes.bibliography.bibtex_files": ("bibtexparser",),
    "briefing.verification.archive.pdf": ("pypdfium2",),
    "briefing.exports.styles": ("pypandoc",),
    "briefing.exports.cards": ("font_source_sans_pro", "resvg_py"),
}
"""What need not be installed, and is slow to load: imported where it is used, and nowhere else."""

FETCHING: Final = "briefing.verification.fetching"
"""The one module that uses the network."""

FILE_MODULES: Final = {"fileinput", "glob", "importlib", "os", "shutil", "sqlite3", "tempfile"}
RESIDENT: Final = {
    "briefing.cli.serve",
    *(f"briefing.resident.{name}" for name in ("lsp.reading", "serve.program", "serve.server", "serve.watching")),
}
"""The preview: a thread owns the project, others watch its files and answer browsers; an interrupt ends all of them.
The server of an editor reads the archive in one."""

NETWORK_MODULES: Final = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib3",
    "xmlrpc",
}
PROCESS_MODULES: Final = {"concurrent", "multiprocessing", "signal", "subprocess", "threading"}
FILE_CALLS: Final = {
    "copyfile", "exists", "glob", "is_dir", "is_file", "iterdir", "lexists", "mkdir", "open", "read_bytes",
    "read_text", "rename", "rglob", "rmdir", "rmtree", "stat", "touch", "unlink", "write_bytes", "write_text",
}  # fmt: skip
SPEAKING: Final = {"breakpoint", "exit", "input", "print", "quit", "SystemExit"}
CLOCKS: Final = {"getenv", "localtime", "now", "today", "utcnow"}

FILES: Final = sorted((ROOT / "briefing").rglob("*.py"))
MODULES: Final = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path for path in FILES}


def offending(found: Callable[[str], Collection[object]], modules: Iterable[str] = MODULES) -> dict[str, object]:
    """What is found in each of the modules where anything is: one test a rule, since one a module takes far longer."""
    return {module: wrong for module in modules if (wrong := found(module))}


def test_a_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES} <= {*FLOORS, ""}, "give the new room a floor in FLOORS"


def test_a_floor_has_its_rooms() -> None:
    assert {room(module) for module in MODULES} - {""} == set(FLOORS)


def test_a_room_imports_only_from_a_lower_floor() -> None:
    def upward(module: str) -> list[str]:
        here = room(module)
        return [name for name in imported(module) if room(name) != here and FLOORS[room(name)] >= FLOORS[here]]

    assert offending(upward) == {}


@pytest.mark.parametrize("name", sorted({room for room in FLOORS if (ROOT / "briefing" / room).is_dir()}))
def test_the_modules_of_a_room_import_each_other_without_a_circle(name: str) -> None:
    inside = {module: [m for m in imported(module) if room(m) == name] for module in MODULES if room(module) == name}

    assert len(list(TopologicalSorter(inside).static_order())) == len(inside)


def test_a_module_imports_at_its_top() -> None:
    def nested(module: str) -> list[int]:
        functions = [n for n in nodes(module) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        lines = [n.lineno for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
        taken = re.compile(rf"\s+(?:from|import) (?:{'|'.join(EXTRAS.get(module, ['(?!)']))})\b")
        return [line for line in lines if not taken.match(source(module).splitlines()[line - 1])]

    assert offending(nested) == {}


def test_a_module_imports_by_full_names() -> None:
    assert offending(lambda m: [n.lineno for n in nodes(m) if isinstance(n, ast.ImportFrom) and n.level]) == {}


def test_no_module_imports_for_the_types_alone() -> None:
    assert offending(lambda module: names(module) & {"TYPE_CHECKING"}) == {}


ALLOWED: Final = {
    # It says what an interrupt does before anything is loaded.
    "__main__": {"importlib"},
    # Commands are loaded when they are called, and what builds a site when one has to be built; `os` ends the process.
    "cli": {"importlib", "os"},
    # It goes on in another process.
    "limits": {"importlib", "os"},
    # It loads what reads a kind of file, YAML too, with the first that is read.
    "notes": {"importlib"},
    # It loads the records of SARIF when that is asked for.
    "build.report": {"importlib"},
    # It asks how many processors there are, and loads what begins processes when it begins one.
    "incremental": {"importlib", "os"},
}
"""Modules that could touch files and are used for something else, by room or folder."""


def test_only_disk_touches_files() -> None:
    def touched(module: str) -> set[str]:
        # Options are paths, and whether they name a folder is asked before anything is read; one room hands one on.
        paths = {"Path"} if room(module) in ("cli", "build", "resident") else set()
        # An address is opened as a file is.
        questions = {"is_dir"} if room(module) == "cli" else {"open"} if module == FETCHING else set()
        questions |= {"open"} if module == "briefing.cli.serve" else set()
        allowed = {name for room, names in ALLOWED.items() if module.startswith(f"briefing.{room}") for name in names}
        return (
            (top_level_imports(module) & FILE_MODULES) - allowed
            | (called(module) & FILE_CALLS) - questions
            | ({"Path", "PosixPath", "WindowsPath"} & names(module)) - paths
        )

    assert offending(touched, [module for module in MODULES if not module.startswith("briefing.disk.")]) == {}


def test_only_fetching_and_the_preview_use_the_network() -> None:
    def used(module: str) -> set[str]:
        return top_level_imports(module) & NETWORK_MODULES | set(re.findall(r"urllib\.request", source(module)))

    assert offending(used, MODULES.keys() - {FETCHING, "briefing.resident.serve.server"}) == {}


BEGINNERS: Final = {
    "briefing.incremental.pool",
    "briefing.__main__",
    "briefing.limits",
    "briefing.disk.git",
    "briefing.disk.browser",
}


def test_only_the_pool_git_and_the_browser_begin_processes_and_only_what_stays_threads() -> None:
    assert offending(lambda m: top_level_imports(m) & PROCESS_MODULES, MODULES.keys() - BEGINNERS - RESIDENT) == {}


def test_only_cli_prints_and_exits() -> None:
    def said(module: str) -> set[str]:
        allowed = {"sys"} if module == "briefing.limits" else set()  # which system it is
        speaking = top_level_imports(module) & {"click", "logging", "sys", "warnings"} | names(module) & SPEAKING
        return speaking - allowed

    assert offending(said, [module for module in MODULES if not module.startswith("briefing.cli")]) == {}


def test_no_room_asks_the_clock_the_environment_or_chance() -> None:
    def asked(module: str) -> set[str]:
        # `cli` shows how far a build is, and notes the day of a verification; what is fetched must come within a time.
        allowed, clocks = ({"time"}, {"today"}) if room(module) == "cli" else (set(), set())
        # Windows replaces no file that is open; a moment later it may be closed.
        allowed = {"time"} if module in (FETCHING, "briefing.disk.atomic_write") else allowed
        of_chance = top_level_imports(module) & {"locale", "random", "secrets", "time", "uuid"}
        return (of_chance - allowed) | ((called(module) & CLOCKS) - clocks)

    assert offending(asked) == {}


def test_a_module_begins_with_what_it_is_for() -> None:
    assert [module for module in MODULES if not ast.get_docstring(tree(module))] == []


def test_a_public_name_has_a_sentence() -> None:
    def unexplained(module: str) -> list[str]:
        kinds = (ast.ClassDef, ast.FunctionDef)
        public = [n for n in tree(module).body if isinstance(n, kinds) and not n.name.startswith("_")]
        return [node.name for node in public if not ast.get_docstring(node)]

    assert offending(unexplained) == {}


def test_a_module_fits_in_the_head() -> None:
    assert [module for module in MODULES if len(source(module).splitlines()) > MOST_LINES] == []


def test_no_module_is_called_something_that_means_nothing() -> None:
    assert {part for module in MODULES for part in module.split(".")} & NAMELESS == set()


# --- reading the code ------------------------------------------------------------------------


def room(module: str) -> str:
    """`briefing.notes.markdown.html_renderers` is in `markdown`; the package itself is in none."""
    parts = [part for part in module.split(".") if part != "__init__"]
    return parts[1] if len(parts) > 1 else ""


@cache
def source(module: str) -> str:
    return MODULES[module].read_text(encoding="utf-8")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(source(module))


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """All of a module's tree, the outer before the inner."""
    return tuple(ast.walk(tree(module)))


@cache
def imported(module: str) -> tuple[str, ...]:
    """The modules of this package that a module imports."""
    found: list[str] = []
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names if alias.name.startswith("briefing"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("briefing"):
            found += {_module(f"{node.module}.{alias.name}", str(node.module)) for alias in node.names}
    return tuple(found)


def _module(full: str, within: str) -> str:
    """What `from within import name` reads: a module of that name, else the one it is taken from."""
    return next(name for name in (full, f"{full}.__init__", within, f"{within}.__init__") if name in MODULES)


@cache
def top_level_imports(module: str) -> set[str]:
    """`os` for `import os.path` and `from os import path`."""
    found: set[str] = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


@cache
def names(module: str) -> set[str]:
    """Every bare name that a module uses or imports."""
    used = {node.id for node in nodes(module) if isinstance(node, ast.Name)}
    aliases = {node.name for node in nodes(module) if isinstance(node, ast.alias)}
    return used | aliases


def called(module: str) -> set[str]:
    """The last name of whatever a module calls: `open` for `open(…)` and `path.open(…)`."""
    calls = [node.func for node in nodes(module) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in calls if isinstance(f, ast.Attribute | ast.Name)}


@pytest.mark.parametrize("option", ["only_mutate", "also_copy", "pytest_add_cli_args_test_selection"])
def test_the_files_that_mutation_is_set_up_for_exist(option: str) -> None:
    paths = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"][option]

    assert [path for path in paths if not (ROOT / path).exists()] == []
