"""The tools that are measured: how each is installed, built, and what it keeps.

Their templates and settings stand in `scaffold/`: a page for each note with its list of
references, a page for each segment, a list of all notes, and nothing else where a tool
lets it be switched off. None of them checks a figure.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final, NamedTuple

from .measure import ROOT, Taken, run
from .notes import make_names
from .sources import make_sources
from .styles import STYLES

SCAFFOLD: Final = Path(__file__).parent / "scaffold"
RETITLED: Final = 3
"""The number of the source whose title is edited."""


class Tool(NamedTuple):
    """A program that makes a site of notes."""

    name: str
    command: tuple[str, ...]
    again: tuple[str, ...]
    """The command for what was built before, where it is another."""
    made: tuple[str, ...]
    """What is deleted before a cold build: the site, and all that is remembered."""
    packages: tuple[str, ...] = ()
    """What a venv of its own needs."""
    version: tuple[str, ...] = ("--version",)
    slow: bool = False
    """Whether it is run once only, unless it is asked for more."""


TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool("briefing", ("briefing", "build"), (), (".briefing", "site")),
        Tool("hugo", ("hugo", "--quiet"), (), ("public", "resources"), version=("version",)),
        Tool(
            "pelican",
            ("pelican", "-q", "-o", "output", "-s", "pelicanconf.py"),
            (),
            ("output", "cache"),
            ("pelican[markdown]", "pelican-cite2"),
            slow=True,
        ),
        Tool(
            "mkdocs",
            ("mkdocs", "build", "-q"),
            # Leaves other pages stale, but it is all that MkDocs has for an edit.
            ("mkdocs", "build", "-q", "--dirty"),
            ("site",),
            ("mkdocs", "mkdocs-bibtex"),
            slow=True,
        ),
        Tool(
            "sphinx",
            ("sphinx-build", "-q", "-j", "auto", ".", "_build/html"),
            (),
            ("_build",),
            ("sphinx", "myst-parser", "sphinxcontrib-bibtex"),
            slow=True,
        ),
    )
}
"""By name; `briefing` is first."""


class Absent(Exception):
    """A tool that is not installed, and how it is."""


class Project(NamedTuple):
    """A corpus that was written for a tool."""

    tool: Tool
    program: Path
    folder: Path
    size: int
    options: tuple[str, ...] = ()

    @property
    def note(self) -> Path:
        """The note that is edited: the first, which is known before the others are made."""
        return self.folder / STYLES[self.tool.name].path(next(make_names(self.size, "bench")))

    def run(self, *arguments: str) -> Taken:
        """Run the tool on it."""
        # The code that is measured is that of this repository, wherever `briefing` is installed.
        return run((str(self.program), *arguments), self.folder, {"PYTHONPATH": str(ROOT)} if self.ours else {})

    def build(self) -> Taken:
        """Build the site, as its user does it the first time."""
        return self.run(*self.tool.command[1:], *self.options)

    def build_again(self) -> Taken:
        """Build the site, as its user does it after an edit."""
        return self.run(*(self.tool.again or self.tool.command)[1:], *self.options)

    @property
    def ours(self) -> bool:
        """Whether this is `briefing`."""
        return self.tool.name == "briefing"

    @property
    def site(self) -> Path:
        """Where it writes to."""
        return self.folder / ("site" if self.ours else self.tool.made[0])

    def clear(self) -> None:
        """Delete the site, and all that is remembered."""
        for name in self.tool.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def edit(self, words: str = "The board met again and left all as it was.") -> None:
        """Append a sentence to one note."""
        with self.note.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{words}\n")

    def retitle(self, before: str, after: str) -> None:
        """Change the title of one source; it stands behind its key in each format."""
        path = self.folder / STYLES[self.tool.name].bibliography
        text, key = path.read_text(encoding="utf-8"), make_sources(RETITLED + 1, "bench")[RETITLED].key
        at = text.index(before, text.index(key))
        path.write_text(text[:at] + after + text[at + len(before) :], encoding="utf-8", newline="\n")


def prepared(tool: Tool, size: int, work: Path, options: tuple[str, ...] = ()) -> Project:
    """Write the corpus for a tool, anew; what `briefing` once verified is kept while the generator is the same."""
    folder = work / str(size) / tool.name
    project = Project(tool, program(tool, work), folder, size, options if tool.name == "briefing" else ())
    lock, generator = folder / "notes" / "figures.lock", _generator()
    known = folder / ".generator"
    verified = lock.read_bytes() if lock.is_file() and known.is_file() and known.read_text() == generator else None
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "tests.bench.corpus", str(size), str(folder), "--style", tool.name], cwd=ROOT, check=True
    )
    if not project.ours:
        shutil.copytree(SCAFFOLD / tool.name, folder, dirs_exist_ok=True)
    elif verified:
        lock.write_bytes(verified)
    known.write_text(generator)
    return project


def program(tool: Tool, work: Path) -> Path:
    """Where a tool is: in its own venv, else beside this Python, else on the path."""
    own = work / "venvs" / tool.name / "bin" if tool.packages else Path(sys.executable).parent
    found = own / tool.command[0]
    if os.access(found, os.X_OK):
        return found
    on_path = shutil.which(tool.command[0])
    if on_path and not tool.packages:
        return Path(on_path)
    raise Absent(f"{tool.name} is missing: {_remedy(tool)}")


def set_up(tool: Tool, work: Path) -> None:
    """Install a tool that PyPI has into a venv of its own."""
    folder = work / "venvs" / tool.name
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *tool.packages], check=True)


def version(tool: Tool, work: Path) -> str:
    """What was measured: `hugo 0.111.3`, or a tool in Python with the packages that it was given."""
    found = program(tool, work)
    if tool.packages:
        names = [re.sub(r"\[.*\]", "", name) for name in tool.packages]
        script = f"from importlib.metadata import version; print(*map(version, {names}))"
        versions = _output(found.parent / "python", "-c", script).split()
        return ", ".join(f"{name} {number}" for name, number in zip(names, versions, strict=True))
    numbers = re.search(r"\d+(\.\d+)+", _output(found, *tool.version))
    return f"{tool.name} {numbers[0] if numbers else 'of unknown version'}"


def _output(program: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True, env=environment).stdout


def _remedy(tool: Tool) -> str:
    if tool.packages:
        return "run with --setup once, which installs it into the work folder"
    return "pip install -e ." if tool.name == "briefing" else f"apt install {tool.name}"


def _generator() -> str:
    """The generator's own text, by which it is told whether it still makes the same corpus."""
    names = ("bibliography", "notes", "sources", "styles", "words")
    return "\n".join((SCAFFOLD.parent / f"{name}.py").read_text(encoding="utf-8") for name in names)
