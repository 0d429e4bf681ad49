"""Runs the examples of README.md and of the guide: `python -m tests.guide_examples` writes anew what they print.

A page is a story told by its fenced blocks, from top to bottom, in a folder of its own: that of `briefing init
ferries`, or an empty one where the page itself runs `briefing init`.

- `sh` is run; so is a comment `<!-- run: … -->`, which readers do not see. What installs, publishes or begins another
  program runs a stand-in, which holds that there is such an extra or folder.
- `text` stands in what the last of them printed.
- `yaml notes/site.yaml` writes a file; `markdown in notes/fleet.md` adds to the end of one; `yaml in notes/site.yaml`
  and `yaml front of notes/fleet.md` replace keys at the top of one, or of its front matter.
- `text .gitattributes` stands in a file; what stands in another program's file is only shown.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
DESIGNERS: Final = ROOT / "templates/README.md"
PAGES: Final = (ROOT / "README.md", DESIGNERS, *sorted((ROOT / "briefing/guide").glob("*.md")))

SHOWN: Final = ("html", "lua", "toml")
"""What only shows what a template or the settings of an editor may say."""

_BLOCK: Final = re.compile(r"^(````?)(\w+)(?: ([^\n]+))?\n(.*?)^\1$|^<!-- run: (.*?) -->$", re.S | re.M)
_PROJECT: Final = "briefing init ferries >/dev/null"


class Block(NamedTuple):
    """A fenced block, or what is run unseen."""

    kind: str
    target: str
    content: str
    line: int


class Failed(AssertionError):
    """An example that is not true."""


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for found in _BLOCK.finditer(page):
        _, kind, target, content, run = found.groups()
        line = page.count("\n", 0, found.start()) + 1
        yield Block("sh", "", run, line) if run else Block(kind, target or "", content, line)


class Story:
    """A folder in which the examples of a page are tried, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "work"
        self.place.mkdir()
        self.stand_ins = stand_ins(folder / "bin")
        self.printed = ""

    def run(self, commands: str) -> None:
        """Run what a shell is given, and remember what it printed and where it went."""
        script = f"set -e\n{commands}\npwd > '{self.stand_ins / 'pwd'}'\n"
        path = f"{self.stand_ins}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "ROOT": str(ROOT)}
        for name in ("BRIEFING_ARCHIVE", "BRIEFING_BROWSER"):
            environment.pop(name, None)
        done = subprocess.run(
            ["sh", "-c", script], cwd=self.place, env=environment, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        self.printed = done.stdout
        if done.returncode:
            raise Failed(f"{commands}\nexited with {done.returncode}: {done.stdout}")
        self.place = Path((self.stand_ins / "pwd").read_text(encoding="utf-8").strip())

    def has_printed(self, text: str) -> bool:
        """Whether these very lines were printed, one behind the other."""
        return bool(text.strip()) and f"\n{text.rstrip()}\n" in f"\n{self.printed}\n"

    def take(self, block: Block) -> None:
        """Do what a block says, or hold that it is true."""
        if block.kind == "sh":
            self.run(block.content)
        elif block.kind == "text" and not block.target:
            if not self.has_printed(block.content):
                raise Failed(f"{block.content}\nis not what was printed: {self.printed}")
        elif not block.target and block.kind not in SHOWN:
            raise Failed("say behind the fence which file the example is of")
        elif block.kind == "text":
            if block.content.rstrip() not in (self.place / block.target).read_text(encoding="utf-8"):
                raise Failed(f"{block.content}\ndoes not stand in {block.target}")
        elif block.target:
            self.write(block)

    def write(self, block: Block) -> None:
        """Put an example into its file."""
        how, _, name = block.target.rpartition(" ")
        file = self.place / name
        before = file.read_text(encoding="utf-8") if how else ""
        if how == "front of":
            _, front, body = before.split("---\n", 2)
            text = f"---\n{_with_keys(front, block.content)}---\n{body}"
        elif how == "in" and block.kind == "yaml":
            text = _with_keys(before, block.content)
        else:
            text = f"{before}\n{block.content}" if how else block.content
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _with_keys(text: str, keys: str) -> str:
    """YAML in which the keys of other YAML replace those of the same names."""
    names = set(re.findall(r"^([\w-]+):", keys, re.M))
    parts = re.split(r"^(?=[\w-]+:)", text, flags=re.M)
    return "".join(part for part in parts if part.partition(":")[0] not in names) + keys


# --- stand-ins for what installs, publishes or begins another program ---------------------------------

_INSTALL: Final = (
    """for each; do case "$each" in -*) ;; install) ;; *) "$PYTHON" "$CHECK" "$each" || exit 1;; esac; done"""
)
_BROWSER: Final = """for word; do
  case "$word" in --print-to-pdf=*) printf '%%PDF-1.4\\n' > "${word#*=}" ;; esac
done"""
_STAND_INS: Final = {
    "briefing": '[ "$1" = serve ] && shift && exec "$PYTHON" "$CHECK" serve "$@"\nexec "$PYTHON" -m briefing "$@"',
    "chromium": _BROWSER,
    "pip": _INSTALL,
    "pipx": _INSTALL,
    "uvx": '[ "$1 $2 $3" = "--from briefing-notes briefing" ] && shift 3 && exec briefing "$@"',
    "pytest": "true",
    "rsync": 'while [ "$2" ]; do shift; [ "${1#-}" = "$1" ] && [ "$2" ] && ls -d "$1" >/dev/null; done; true',
    "python3": '[ "$1 $2" = "-m venv" ] || exec "$PYTHON" "$@"\nmkdir -p "$3/bin" && cp "$BIN"/* "$3/bin/"',
}


def stand_ins(folder: Path) -> Path:
    """A folder of programs that are found before those of the system."""
    folder.mkdir()
    head = f"#!/bin/sh\nPYTHON='{sys.executable}' CHECK='{__file__}' BIN='{folder}'\nexport PYTHONPATH='{ROOT}'\n"
    for name, body in _STAND_INS.items():
        (folder / name).write_text(f"{head}{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def look_at_preview(*options: str) -> None:
    """Begin `briefing serve`, print what it says, look at the first page as a browser would, and end it."""
    command = [sys.executable, "-u", "-m", "briefing", "serve", *(each for each in options if each != "--open")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        sys.stdout.write(f"{address}\n")
        page = next(filter(None, (first_page(address) for _ in range(600))), b"")
        if b"<!DOCTYPE html>" not in page:
            raise Failed(f"{address} is no page")
        server.terminate()


def first_page(address: str) -> bytes:
    """What a browser gets; nothing as long as the site is still being made."""
    try:
        with urllib.request.urlopen(address) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError:
        time.sleep(0.1)
        return b""


def demand_installable(requirement: str) -> None:
    """Hold that `.[bibtex]` or `briefing-notes[bibtex]` names this package and an extra of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = re.fullmatch(r"(?:\.|briefing-notes)(?:\[([\w,-]+)\])?", requirement)
    extras = set(found[1].split(",") if found and found[1] else ())
    if not found or not extras <= project["optional-dependencies"].keys():
        raise Failed(f"nothing is installed as {requirement}")


# --- a page ---------------------------------------------------------------------------------------


def story(page: str, folder: Path) -> Iterator[tuple[Block, Story]]:
    """Each block of a page with the story as it is before that block."""
    workspace = Story(folder)
    found = list(blocks(page))
    if not any(block.kind == "sh" and "briefing init" in block.content for block in found):
        workspace.run(f"{_PROJECT}\ncd ferries")
    for block in found:
        yield block, workspace
    yield Block("sh", "", "[ ! -d notes ] || briefing check --quiet --drafts", len(page.splitlines())), workspace


def corrected(page: str, folder: Path) -> str:
    """A page whose `text` is what is printed: as many lines as there were, from the first error on."""
    for block, workspace in story(page, folder):
        if block.kind == "text" and not block.target and not workspace.has_printed(block.content):
            page = page.replace(f"```text\n{block.content}", f"```text\n{_part(workspace.printed, block)}", 1)
        else:
            workspace.take(block)
    return page


def _part(printed: str, block: Block) -> str:
    lines = printed.splitlines(keepends=True)
    start = next((number for number, line in enumerate(lines) if " error[" in line), 0)
    return "".join(lines[start : start + len(block.content.splitlines())])


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        look_at_preview(*sys.argv[2:])
    elif len(sys.argv) > 1:
        demand_installable(sys.argv[1])
    for file in PAGES if len(sys.argv) == 1 else ():
        with tempfile.TemporaryDirectory() as name:
            file.write_text(corrected(file.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
