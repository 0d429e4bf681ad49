"""The fault matrix: every call by which a command changes a file fails or is the last one, in turn.

A shim (`shim.c`, by LD_PRELOAD) counts those calls and fails or kills the process at the n-th. Each point begins with
the same project: built once, then edited, so that a build replaces, adds and removes. After the fault, whatever it
was, the next command finds or makes the old site or the new one whole, a build makes the new one, the lock is the old
or the new one, and nothing ended in a traceback or did not end.
"""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from msgspec import Struct

from tests.reliability import as_number, known

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SECONDS: Final = 120
"""After which a command is stuck."""

KILL: Final = 0
ERRORS: Final = (KILL, errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EXDEV)
NAMES: Final = {number: errno.errorcode.get(number, "kill") for number in ERRORS}

FRONT: Final = "---\ntitle: {}\nsegment: a\ndate: 2026-01-0{}\nsummary: S.\n{}---\n\n"
BEFORE: Final[Mapping[str, str]] = {
    "notes/site.yaml": "title: T\nlanguage: en\nbase_url: https://example.org/t/\nsegments: [{id: a, title: A}]\n",
    "notes/sources.yaml": "references:\n  - {id: lantern, type: report, title: Lantern yearbook, issued: 2025}\n",
    "notes/index.md": "---\ntitle: I\ndate: 2026-01-01\nsummary: S.\n---\n\nMargin was 2% of sales [@lantern].\n",
    "notes/kept.md": FRONT.format("Kept", 1, "") + "As it is. ![a](map.png)\n",
    "notes/gone/deep.md": FRONT.format("Gone", 2, "aliases: [old/gone.html]\n") + "It went. [data](data.csv)\n",
    "notes/gone/data.csv": "a,b\n",
    "notes/map.png": "one",
    "arch/lantern.txt": "Margin was 2% of sales. It sold 40 lamps.\n",
}
AFTER: Final[Mapping[str, str | None]] = {
    "notes/index.md": "---\ntitle: I\ndate: 2026-01-03\nsummary: S.\n---\n\nIt sold 40 lamps [@lantern].\n",
    "notes/gone/deep.md": None,
    "notes/gone/data.csv": None,
    "notes/new/deep.md": FRONT.format("New", 3, "aliases: [old/new.html]\n") + "It came.\n",
    "notes/map.png": "two",
}
VERIFY: Final = ("verify", "--archive", "arch", "--as-of", "2026-01-31")
"""On one day, which the lock records: a run goes on past midnight."""
SERVE: Final = ("serve", "--port", "18300", "--jobs", "1")
SAVED: Final = "Saved while it is served."
STUCK: Final = "Traceback: a page did not follow its note"
"""What is told as if it were one."""


class Point(Struct, frozen=True):
    """A command that fails at one of its calls."""

    command: tuple[str, ...]
    error: int
    at: int
    goes_on: bool = False
    """Whether every later call fails as well."""
    is_first: bool = False
    """Whether nothing was built before."""

    def __str__(self) -> str:
        rest = " and later" if self.goes_on else ""
        first = "first " if self.is_first else ""
        return f"{first}{self.command[0]}, {NAMES[self.error]} at call {self.at}{rest}"


class Done(Struct, frozen=True):
    """What became of a command."""

    code: int
    """Its exit code, or the number of its signal below zero."""
    output: str


class Matrix:
    """Projects to fail in, below one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.tried = 0
        self.failures: list[str] = []
        self.built, self.edited, self.fresh = home / "built", home / "edited", home / "fresh"
        _write(self.built, BEFORE)
        self.run(self.built, ("build",))
        self.run(self.built, VERIFY)
        shutil.copytree(self.built, self.edited, symlinks=True)
        _edit(self.edited)
        _write(self.fresh, BEFORE)
        _edit(self.fresh)
        whole = home / "whole"
        shutil.copytree(self.edited, whole)
        self.old, self.old_lock = _site(self.edited), _lock(self.edited)
        self.run(whole, ("build",))
        self.new = _site(whole)
        self.run(whole, VERIFY)
        self.new_lock = _lock(whole)
        self.run(whole, ("build",))
        self.verified = _site(whole)

    def run(self, root: Path, command: Sequence[str], **shim: str) -> Done:
        """Run a command in a fork of this process, which has loaded the program; `shim` is what it is to fail."""
        out = self.home / "out"
        out.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            _become(root, command, out, shim)
        stuck = _look_on(child, root, out) if command == SERVE else ""
        return Done(_wait(child), out.read_text("utf-8", "replace") + stuck)

    def calls(self, point: Point) -> int:
        """How many calls a command has that change a file."""
        root = self.project(point)
        counted = self.home / "reliability-count"
        counted.unlink(missing_ok=True)
        self.run(root, point.command, **self.shim(root, point))
        return counted.stat().st_size if counted.exists() else 0

    def project(self, point: Point) -> Path:
        """A project as it is before the fault."""
        root = self.home / "project"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.fresh if point.is_first else self.edited, root)
        return root

    def shim(self, root: Path, point: Point) -> dict[str, str]:
        """What the shim reads."""
        return {
            "BELOW": str(root),
            "COUNT": str(self.home / "reliability-count"),
            "AT": str(point.at),
            "ERROR": str(point.error),
            "PAIRS": str(int(point.error == errno.EXDEV)),
            "ON": str(int(point.goes_on)),
        }

    def attempt(self, point: Point) -> None:
        """Fail once, and note all that does not hold."""
        root = self.project(point)
        (self.home / "reliability-count").unlink(missing_ok=True)
        faulty = self.run(root, point.command, **self.shim(root, point))
        self.tried += 1
        self.expect(point, "the command", _ended_well(faulty, point.error), faulty)
        if faulty.code == 0 and point.command == ("build",):
            self.expect(point, "its site", _site(root) == self.new, faulty)
        self.expect(point, "the lock", _lock(root) in (self.old_lock, self.new_lock, None), faulty)
        following = ("check",) if point.at % 2 else ("figures",)
        after = self.run(root, following)
        self.expect(point, following[0], after.code == 0 and "Traceback" not in after.output, after)
        before = {} if point.is_first else self.old
        self.expect(point, f"the site after {following[0]}", _site(root) in (before, self.new), after)
        last = self.run(root, ("build",))
        expected = self.verified if _lock(root) == self.new_lock else self.new
        self.expect(point, "the next build", last.code == 0 and _site(root) == expected, last)
        verified = self.run(root, VERIFY)
        self.expect(point, "the next verification", verified.code == 0 and _lock(root) == self.new_lock, verified)
        left = [path for path in root.rglob("*") if path.name.endswith(".new") or path.name in ("trial", "files")]
        self.expect(point, f"left behind: {left}", not left, last)

    def expect(self, point: Point, what: str, holds: bool, done: Done) -> None:
        """Note what does not hold."""
        if not holds:
            self.failures.append(f"{point}: {what}: exit {done.code}: {done.output[-300:].strip()}")
            print(self.failures[-1], flush=True)


COMMANDS: Final = ((("build",), False), (VERIFY, False), (("check",), False), (SERVE, False), (("build",), True))
"""What is made to fail, and whether nothing was built before."""


def points(matrix: Matrix, names: Collection[str]) -> Iterator[Point]:
    """All points: each command, each error, each call."""
    for command, is_first in COMMANDS:
        if command[0] not in names:
            continue
        for error in ERRORS:
            for goes_on in (False, True) if error in (errno.ENOSPC, errno.EROFS) else (False,):
                begin = Point(command, error, 0, goes_on, is_first)
                for at in range(1, matrix.calls(begin) + 1):
                    yield Point(command, error, at, goes_on, is_first)


# --- processes ----------------------------------------------------------------------------------


def _become(root: Path, command: Sequence[str], out: Path, shim: Mapping[str, str]) -> None:
    """Be a command, in this process, to its end."""
    code = 70
    try:
        os.chdir(root)
        # Its progress and findings go elsewhere than below the project, where they would be counted.
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        signal.alarm(SECONDS)
        os.environ.update({f"RELIABILITY_{name}": value for name, value in shim.items()})
        code = _outcome(command)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _outcome(command: Sequence[str]) -> int:
    # What `serve` does some time after a save, it does at once.
    program: Any = import_module("briefing.resident.serve.program")
    program.RESCAN_DELAY = program.COMMIT_DELAY = 0.1
    try:
        import_module("briefing.cli").main(list(command), prog_name="briefing")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _look_on(child: int, root: Path, out: Path) -> str:
    """Be the author and the reader of `serve`: look at a page, save its note, look again, and interrupt."""
    note = root / "notes/kept.md"
    before = note.read_text("utf-8")
    is_stuck = not _shows(child, out, "As it is.")
    note.write_text(before.replace("As it is.", SAVED), encoding="utf-8")
    is_stuck = is_stuck or not _shows(child, out, SAVED)
    note.write_text(before, encoding="utf-8")
    time.sleep(0.3)  # what is stored, is stored now
    if _lives(child):
        os.kill(child, signal.SIGINT)
    return STUCK if is_stuck else ""


def _shows(child: int, out: Path, words: str) -> bool:
    """Whether the page of that note has such words soon, or the command has ended."""
    end = time.monotonic() + SECONDS / 2
    while _lives(child):
        output = out.read_text("utf-8", "replace") if out.exists() else ""
        address = re.match(r"http://\S+/$", output, re.M)
        with suppress(OSError, HTTPException):
            if address and words.encode() in urlopen(f"{address[0]}kept.html", timeout=5).read():
                return True
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _lives(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


_SENTENCE: Final = re.compile(r"^(Error: .*/|.*the lock could not be written: .*/)", re.M)
"""A failure names a path."""


def _ended_well(done: Done, error: int) -> bool:
    """Whether a command ended as it should: killed, or well, or with a sentence and 1."""
    well = (0, -signal.SIGINT)
    if error == KILL:
        return done.code in (-signal.SIGKILL, *well) and STUCK not in done.output
    return "Traceback" not in done.output and (
        done.code in well or (done.code == 1 and _SENTENCE.search(done.output) is not None)
    )


# --- files --------------------------------------------------------------------------------------


def _write(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _edit(root: Path) -> None:
    for path, text in AFTER.items():
        if text is None:
            (root / path).unlink()
        else:
            _write(root, {path: text})
    (root / "notes/gone").rmdir()


def _site(root: Path) -> dict[str, bytes]:
    """Every file of the site but the list of them."""
    files = (path for path in (root / "site").rglob("*") if path.is_file() and not path.name.startswith(".briefing"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _lock(root: Path) -> bytes | None:
    file = root / "notes/figures.lock"
    return file.read_bytes() if file.is_file() else None


# --- the command --------------------------------------------------------------------------------


LOADED: Final = (
    *("cli", "cli.build", "cli.check", "cli.figures", "cli.serve", "cli.verify"),
    *("build.publish", "resident.serve.program", "verification.archive.plain_text"),
)
"""What the commands load."""


def can_be_run() -> bool:
    """Whether there is a compiler, and a system that loads the shim before all else."""
    return sys.platform == "linux" and shutil.which("cc") is not None


def main(arguments: list[str]) -> int:
    """Try all points, or as many as are asked for, spread over all; print how many were."""
    most = int(as_number(arguments[0])) if arguments else 0
    names = known(arguments[1:], [command[0] for command, _ in COMMANDS])
    if "RELIABILITY_SHIM" not in os.environ:
        return _with_shim(arguments)
    # Loaded once: the forks have it. Cards would take longer than all else.
    sys.modules["resvg_py"] = None  # type: ignore[assignment]
    for name in LOADED:
        import_module(f"briefing.{name}")
    with tempfile.TemporaryDirectory() as home:
        matrix = Matrix(Path(home).resolve())
        every = list(points(matrix, names))
        wanted = every[:: max(1, len(every) // most)][:most] if most else every
        for number, point in enumerate(wanted, 1):
            matrix.attempt(point)
            if number % 100 == 0:
                print(f"… {number} points, {len(matrix.failures)} failures", flush=True)
    print(f"faults: {matrix.tried} of {len(every)} points, {len(matrix.failures)} failures")
    return int(bool(matrix.failures))


def _with_shim(arguments: list[str]) -> int:
    """Compile the shim, and begin again under it."""
    if not can_be_run():
        print("faults: 0 points: this needs Linux and a C compiler")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        shim = Path(folder) / f"shim{sysconfig.get_config_var('SHLIB_SUFFIX')}"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-w", "-o", shim, HERE / "shim.c", "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(shim), "RELIABILITY_SHIM": "1"}
        command = [sys.executable, "-m", "tests.reliability.faults", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
