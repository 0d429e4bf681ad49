"""Times the way from an empty folder to a sound briefing, with what README and guide say and nothing else.

`.venv/bin/python .ci/walk.py` prints a row a step: seconds of the machine, and signs that a person types. It installs
from a clone of this repository, as the README's first way does (`--installed` takes the program that runs this
instead), begins a project, opens the preview, adds a source and its text, writes a note with five figures of which
one is wrong, sees it refused, corrects it, verifies and builds. It ends with 1 where a step does not end as it should.
"""

import argparse
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
SIGNS_A_MINUTE: Final = 250
"""What somebody types who writes for a living: 50 words a minute."""

SURVEY: Final = """\
Shore power in forty harbours: what the survey of 2026 found.
Of 40 ports, 22 had shore power at the end of 2025; the year before it was 15.
A connection costs NOK 12 million on average.
Waiting times fell by 9% to 34 minutes.
"""
NOTE: Final = """
22 of 40 ports had shore power, after 15 [@survey, ¶2]. A connection
costs NOK {cost} million [@survey, ¶3]; waits fell by 9% [@survey, ¶4].
"""
SUMMARY: Final = "Most ports can charge a ferry."


class Walk:
    """The steps, with what each took."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.place = folder
        self.program = program
        self.rows: list[tuple[str, float, int]] = []
        self.failed = False

    def step(self, name: str, work: Callable[[], bool], typed: str = "") -> None:
        """Do a step, time it, and remember whether it ended as it should."""
        began = time.monotonic()
        done = work()
        self.rows.append((name if done else f"{name}: FAILED", time.monotonic() - began, len(typed)))
        self.failed |= not done

    def command(self, name: str, *arguments: str, code: int = 0, says: str = "") -> None:
        """A step that is a command, and what it says; what stands in the README is copied."""
        line = " ".join(("briefing", *arguments))
        self.step(name, lambda: self.run(*arguments, code=code, says=says), "" if line in README else line)

    def run(self, *arguments: str, code: int = 0, says: str = "") -> bool:
        """Run a command of the program; whether it ended with a code and said something."""
        done = subprocess.run(
            [self.program, *arguments], cwd=self.place, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return done.returncode == code and says in done.stdout

    def preview(self) -> bool:
        """Begin the preview, see the first page, and end it."""
        with subprocess.Popen(
            [self.program, "serve"], cwd=self.place, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as server:
            address = (server.stdout.readline() if server.stdout else "").strip()
            page = next(filter(None, (_page(address) for _ in range(600))), b"")
            server.terminate()
        return b"<h1>" in page

    def table(self) -> str:
        """A row a step, and the sum."""
        machine, typed = sum(seconds for _, seconds, _ in self.rows), sum(signs for _, _, signs in self.rows)
        minutes = machine / 60 + typed / SIGNS_A_MINUTE
        rows = [f"{seconds:7.1f} s {signs:5}  {name}\n" for name, seconds, signs in self.rows]
        total = f"{machine:7.1f} s {typed:5}  in all; at {SIGNS_A_MINUTE} signs a minute {minutes:.1f} minutes\n"
        return " machine signs\n" + "".join(rows) + total


def _page(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError:
        time.sleep(0.05)
        return b""


def install(folder: Path) -> bool:
    """The README's first command but for its build, in a clone."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    (line,) = re.findall(r"^(python3 -m venv .*) && \.venv/bin/briefing build$", README, re.M)
    return subprocess.run(["sh", "-c", line], cwd=folder / "clone", check=False).returncode == 0


def walk(way: Walk) -> None:
    """All steps from `init` to a site."""
    way.command("a project", "init", "ferries")
    way.place /= "ferries"
    way.step("its preview, until the first page is seen", way.preview)
    (way.place / "survey.txt").write_text(SURVEY, encoding="utf-8")
    way.command("a source with its text", "archive", "add", "survey.txt", "--as", "survey", "--archive", "archive")
    way.command("a note", "new", "note", "Shore power comes first", "--segment", "ports")
    way.step("its text, with five figures and a slip", lambda: written(way, "21"), SUMMARY + NOTE)
    way.command("the slip is found, and that of the example", "verify", "--archive", "archive", code=1)
    way.command("the site is refused", "build", code=1, says="NOK 21 million")
    way.step("both are corrected", lambda: written(way, "12") and corrected(way), "12" + "4")
    way.command("all is verified", "verify", "--archive", "archive", says="verified; the lock")
    way.command("the site is built", "build", says="wrote site/")


def written(way: Walk, cost: str) -> bool:
    """Write the note's text and summary, and publish it."""
    (note,) = way.place.glob("notes/shore-power-comes-first.md")
    front = note.read_text(encoding="utf-8").split("---\n")[1]
    front = re.sub("^summary: .*$", f"summary: {SUMMARY}", front, flags=re.M).replace("status: draft\n", "")
    note.write_text(f"---\n{front}---\n{NOTE.format(cost=cost)}", encoding="utf-8")
    return True


def corrected(way: Walk) -> bool:
    """Correct the slip that every new project has."""
    note = way.place / "notes/fleet.md"
    note.write_text(note.read_text(encoding="utf-8").replace("NOK 2.6 billion", "NOK 2.4 billion"), encoding="utf-8")
    return True


def main() -> int:
    """Walk, and print how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--installed", action="store_true", help="take the program that runs this")
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        beside = Path(sys.executable).with_name("briefing")
        way = Walk(folder, beside if asked.installed else folder / "clone/.venv/bin/briefing")
        if not asked.installed:
            way.step(
                "a clone, and what the README installs",
                lambda: install(folder),
                "git clone URL, and a line that is copied",
            )
        walk(way)
    sys.stdout.write(way.table())
    return int(way.failed)


if __name__ == "__main__":
    os.environ.pop("BRIEFING_ARCHIVE", None)
    sys.exit(main())
