"""What large projects cost: memory and processor seconds of the command itself, in a process of its own.

Each is a project that is written anew below a temporary folder. A size that the program refuses is told by a sentence;
what it takes, it takes in memory that is in proportion.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from tests.reliability import known
from tests.reliability.file_readers import portable
from tests.reliability.hostile import BASE, FRONT

ROOT: Final = Path(__file__).parents[2]
MEGABYTE: Final = 2**20
LINE: Final = "It sold 1,200 lamps in 2025, which was 40% more than before.\n"
NOTE: Final = f"---\n{FRONT}---\n\nIt sold 1,200 lamps [@lantern].\n"
MAX_MEGABYTES: Final = 8_000
"""Megabytes that the largest process may have."""


class Size(Struct, frozen=True):
    """A project, and what is asked of it."""

    lay: Callable[[Path], None]
    command: tuple[str, ...]


def _write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in {**BASE, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def _note(megabytes: int) -> Callable[[Path], None]:
    """A note of paragraphs, each with two numbers and a citation."""
    cited = LINE.replace(".\n", " [@lantern].\n\n")
    return lambda root: _write(root, {"notes/note.md": NOTE + cited * (megabytes * MEGABYTE // len(cited))})


def _text(megabytes: int) -> Callable[[Path], None]:
    """A source of so many lines."""
    return lambda root: _write(
        root, {"notes/note.md": NOTE, "arch/lantern.txt": LINE * (megabytes * MEGABYTE // len(LINE))}
    )


def _pdf(megabytes: int) -> Callable[[Path], None]:
    """A page for each megabyte: forty lines, and a picture that fills the rest."""
    shown = b" T* ".join([b"(%s) Tj" % LINE.strip().encode()] * 40)
    page = b"BT /F1 12 Tf 20 800 Td 14 TL %s ET" % shown
    picture = b" BI /W 1000 /H 1000 /BPC 8 /CS /G ID " + bytes(1_000_000) + b" EI"
    return lambda root: _write(
        root, {"notes/note.md": NOTE, "arch/lantern.pdf": portable(*[page + picture] * megabytes)}
    )


def _notes(count: int) -> Callable[[Path], None]:
    """The corpus of the benchmark."""
    command = [sys.executable, "-m", "tests.bench.corpus", str(count)]
    return lambda root: _run([*command, str(root), "--style", "briefing"])


def _lock(claims: int) -> Callable[[Path], None]:
    """A lock of claims that no note makes any more."""
    at = '"value":"{:,} GW","at":"lantern p. 3","outcome":"verified","date":"2026-01-01"'
    line = f'{{{{"is":"claim","claim":"{{:016x}}",{at}}}}}\n'
    lock = "".join(line.format(number, number) for number in range(claims))
    return lambda root: _write(root, {"notes/note.md": NOTE, "notes/figures.lock": lock})


VERIFY: Final = ("verify", "--archive", "arch")
SIZES: Final[Mapping[str, Size]] = {
    "a note of 20 MB": Size(_note(20), ("check",)),
    "an archived text of 100 MB": Size(_text(100), VERIFY),
    "a PDF of 300 MB": Size(_pdf(300), VERIFY),
    "a lock of 200,000 claims": Size(_lock(200_000), ("check",)),
    "10,000 notes": Size(_notes(10_000), ("build",)),
}


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)


def measured(root: Path, command: tuple[str, ...]) -> tuple[int, float, float, str]:
    """The exit code of a command, megabytes of its largest process, processor seconds, and its last line."""
    log = root.parent / "log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "briefing", *command],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return child.returncode, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, lines[-1] if lines else ""


def main(arguments: list[str]) -> int:
    """Print what each size takes."""
    failures = 0
    for name in known(arguments, SIZES):
        with tempfile.TemporaryDirectory() as home:
            root = Path(home) / "project"
            SIZES[name].lay(root)
            code, megabytes, seconds, last_line = measured(root, SIZES[name].command)
        is_sound = code in (0, 1) and megabytes < MAX_MEGABYTES
        failures += not is_sound
        command = " ".join(SIZES[name].command)
        print(f"{name}: {command}: {megabytes:,.0f} MB, {seconds:.1f} s, exit {code}: {last_line}", flush=True)
    print(f"sizes: {len(known(arguments, SIZES))} tried, {failures} beyond {MAX_MEGABYTES:,} MB or in a traceback")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
