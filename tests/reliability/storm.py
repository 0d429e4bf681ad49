"""A storm of saves on a project that `briefing serve` shows: `python -m tests.reliability storm [SAVES SECONDS]`.

Files are edited, replaced by rename, half written, deleted and restored, with
their folders too, faster than the site can follow; at the end each page is
what a clean build makes. Then the same note is edited a thousand times, and
the program has no more memory, threads or open files than before.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from briefing import disk
from briefing.build.session import compose, files
from briefing.model import Copy, File
from tests.reliability import as_number

NOTE: Final = "---\ntitle: {title}\nsegment: power\ndate: 2026-02-0{day}\nsummary: What it says.\n---\n\n{body}\n"
PROJECT: Final = {
    "notes/site.yaml": "title: Power\nsegments: [{id: power, title: Power}]\nrules: {unknown-source: warning}\n",
    "notes/sources.yaml": "references:\n  - {id: iea, type: report, title: Outlook, issued: 2024}\n",
    "notes/index.md": NOTE.format(title="Power", day=1, body="See [cells](cells.md).").replace("segment: power\n", ""),
    "notes/cells.md": NOTE.format(title="Cells", day=2, body="Batteries lead [@iea].\n\n![A map](map.png)"),
    "notes/sub/wind.md": NOTE.format(title="Wind", day=3, body="## Later\n\nWind lags [@iea, p. 3]."),
    "notes/map.png": "PNG",
    "templates/static/own.css": "p { color: red }",
}
MAX_SECONDS: Final = 60.0
"""Seconds after which a page that is not right never will be."""

WARM: int = 200
"""Edits before the memory is looked at: what is loaded and compiled once is no growth."""

INTERRUPTED: Final = (1,) if sys.platform == "win32" else (-signal.SIGINT,)
"""The exit code of what was interrupted."""

MAX_ADDED_MEGABYTES: Final = 3.0
"""Megabytes that a thousand edits may add, as memory breaks up; a page kept of each edit would be ten times that."""


class Server:
    """`briefing serve` in a process of its own."""

    def __init__(self, root: Path, *options: str) -> None:
        self.log = root.parent / "log"
        with self.log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "briefing", "serve", "--project", str(root), *(options or ("--jobs", "1"))],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.url = self._wait(lambda: next(iter(self.log.read_text(encoding="utf-8").splitlines()), ""))
        self._wait(lambda: self.get("index.html"))

    def _wait(self, look: Callable[[], "str | bytes | None"]) -> str:
        began = time.monotonic()
        while not (found := look()):
            if self.process.poll() is not None or time.monotonic() - began > MAX_SECONDS:
                raise RuntimeError(self.log.read_text(encoding="utf-8"))
            time.sleep(0.02)
        return str(found)

    def get(self, path: str) -> bytes | None:
        """A file of the site as a build writes it; nothing where it is not there."""
        with suppress(HTTPError, URLError, ConnectionError), urlopen(self.url + path, timeout=MAX_SECONDS) as answer:
            return plain(answer.read())
        return None

    def resources(self) -> tuple[float, int, int]:
        """Megabytes of memory, threads and open files; zeros where a system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return 0.0, 0, 0
        found = dict(line.split(":", 1) for line in status.read_text().splitlines())
        opened = len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))
        return int(found["VmRSS"].split()[0]) / 1024, int(found["Threads"]), opened

    def stop(self) -> int:
        """Interrupt it as Ctrl+C does, where that can be sent to one process alone; gives its exit code."""
        self.process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
        return self.process.wait(MAX_SECONDS)


@contextmanager
def served(root: Path, *options: str) -> Iterator[Server]:
    """A server that is ended in any case."""
    server = Server(root, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def plain(content: bytes) -> bytes:
    """A page without what the preview adds."""
    content = re.sub(rb'<link rel="stylesheet" href="/\.briefing.*?</script>', b"", content)
    return re.sub(rb' data-line="\d+"', b"", content)


def lay(root: Path) -> None:
    """Write the project."""
    for path, text in PROJECT.items():
        write(root / path, text)


def write(file: Path, text: str) -> None:
    """Write a file, and its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def clean(root: Path) -> dict[str, bytes]:
    """What a build that remembers nothing makes."""
    made = tuple(files(compose(disk.load(root, drafts=True))))
    found = {item.path: item.content for item in made if isinstance(item, File)}
    return {**found, **{item.path: Path(item.origin).read_bytes() for item in made if isinstance(item, Copy)}}


# --- what is done ---------------------------------------------------------------------------------

Save = Callable[[Path, random.Random], None]


def edit(root: Path, chance: random.Random) -> None:
    """Save a note as an editor does that writes into the file."""
    body = f"Said {'and again ' * chance.randrange(9)}[@{chance.choice(('iea', 'nobody'))}]."
    write(root / "notes/cells.md", NOTE.format(title=chance.choice(("Cells", "Packs")), day=2, body=body))


def replace(root: Path, chance: random.Random) -> None:
    """Save a note as an editor does that renames a new file into its place."""
    beside = root / "notes/.cells.md.new"
    edit_into = NOTE.format(title="Cells", day=2, body=f"Renamed {chance.randrange(100)} times over [@iea].")
    write(beside, edit_into.replace(" times", "\N{NO-BREAK SPACE}times"))
    os.replace(beside, root / "notes/cells.md")


def half(root: Path, chance: random.Random) -> None:
    """Save a note in two writes with a moment between."""
    text = NOTE.format(title="Wind", day=3, body=f"## Later\n\nIt blew {'on ' * chance.randrange(99)}[@iea].")
    with (root / "notes/sub/wind.md").open("w", encoding="utf-8") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(0.03)
        file.write(text[len(text) // 2 :])


def restore_folder(root: Path, chance: random.Random) -> None:
    """Delete a folder with all that is in it, and put it back."""
    folder = root / chance.choice(("notes", "notes/sub", "templates"))
    aside = root.parent / "aside"
    if chance.randrange(2):
        folder.rename(aside)
        time.sleep(chance.random() / 20)
        aside.rename(folder)
    else:
        shutil.copytree(folder, aside)
        shutil.rmtree(folder)
        time.sleep(chance.random() / 20)
        shutil.copytree(aside, folder)
        shutil.rmtree(aside)


def add_or_delete(root: Path, chance: random.Random) -> None:
    """Add a note, or delete it again."""
    file = root / f"notes/new/{chance.choice('abc')}.md"
    if file.is_file():
        file.unlink()
    else:
        write(file, NOTE.format(title="New", day=4, body="See [cells](../cells.md)."))


def edit_others(root: Path, chance: random.Random) -> None:
    """Save one of the files that pages share."""
    path, *texts = chance.choice(
        (
            ("notes/site.yaml", PROJECT["notes/site.yaml"], PROJECT["notes/site.yaml"].replace("Power}", "Plants}")),
            ("notes/sources.yaml", PROJECT["notes/sources.yaml"], PROJECT["notes/sources.yaml"].replace("Out", "In")),
            ("templates/404.html", '{% extends "default/404.html" %}', '{% extends "default/404.html" %} '),
            ("templates/static/own.css", "p { color: red }", "p { color: blue }"),
            ("notes/map.png", "PNG", "JPG"),
        )
    )
    write(root / path, chance.choice(texts))


SAVES: Final[tuple[Save, ...]] = (edit, edit, replace, half, add_or_delete, edit_others, restore_folder)


def storm(root: Path, saves: int, seconds: float, seed: int) -> None:
    """Save so often within so many seconds, one after the other, in an order that a seed gives."""
    chance, began = random.Random(seed), time.monotonic()
    for number in range(saves):
        time.sleep(max(0.0, began + seconds * number / saves - time.monotonic()))
        chance.choice(SAVES)(root, chance)
    restore_folder(root, chance)
    edit(root, chance)


# --- what is asked --------------------------------------------------------------------------------


def differing(server: Server, wanted: dict[str, bytes]) -> list[str]:
    """The files that the server does not show as a clean build makes them."""
    return sorted(path for path, content in wanted.items() if server.get(path) != content)


def faults_of_storm(folder: Path, saves: int, seconds: float, seed: int) -> list[str]:
    """What is wrong after a storm."""
    root = folder / "project"
    lay(root)
    with served(root) as server:
        before = server.resources()
        storm(root, saves, seconds, seed)
        wanted, began = clean(root), time.monotonic()
        while (wrong := differing(server, wanted)) and time.monotonic() - began < MAX_SECONDS:
            time.sleep(0.1)
        faults = [f"{path} is not what a clean build makes" for path in wrong]
        faults += [f"{path} is still there" for path in ("new/d.html", "sub/new.html") if server.get(path)]
        return [*faults, *_left(before, server), *_ended(server)]


def _left(before: tuple[float, int, int], server: Server) -> Iterator[str]:
    began = time.monotonic()
    # A thread that has just answered ends a moment later.
    while server.resources()[1:] > before[1:] and time.monotonic() - began < MAX_SECONDS:
        time.sleep(0.1)
    after = server.resources()
    for name, old, new in zip(("threads", "open files"), before[1:], after[1:], strict=True):
        if new > old:
            yield f"{new} {name}, {old} before"


def _ended(server: Server) -> Iterator[str]:
    code = server.stop()
    if code not in INTERRUPTED:
        yield f"ended with {code}"
    if "Traceback" in (output := server.log.read_text(encoding="utf-8")):
        yield output


def faults_of_memory(folder: Path, edits: int) -> list[str]:
    """What is wrong after many edits of one note, each of which is waited for."""
    root = folder / "project"
    lay(root)
    with served(root) as server:
        follow(server, root, WARM)
        before = server.resources()
        follow(server, root, edits)
        megabytes = server.resources()[0] - before[0]
        print(f"memory: {before[0]:.1f} MB, and {megabytes:+.1f} MB after {edits:,} edits", flush=True)
        grown = [f"{megabytes:.1f} MB more after {edits:,} edits"] if megabytes > MAX_ADDED_MEGABYTES else []
        return [*grown, *_left(before, server), *_ended(server)]


def follow(server: Server, root: Path, edits: int) -> None:
    """Edit a note so often, and wait each time until its page has it."""
    for number in range(edits):
        words = f"Edited {'once more ' * (number % 7)}by {'abcdefg'[number % 7]}{'hijklmnopqr'[number % 11]}"
        write(root / "notes/cells.md", NOTE.format(title="Cells", day=2, body=words))
        server._wait(partial(_page_with, server, words.encode()))


def _page_with(server: Server, words: bytes) -> bytes | None:
    page = server.get("cells.html") or b""
    return page if words in page else None


def main(arguments: list[str]) -> int:
    """A storm as long as is asked for, then a thousand edits; prints what went wrong."""
    saves, seconds = (
        int(as_number(arguments[0])) if arguments else 200,
        as_number(arguments[1]) if len(arguments) > 1 else 20.0,
    )
    seed = random.randrange(10**6)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        faults = [*faults_of_storm(Path(one), saves, seconds, seed), *faults_of_memory(Path(other), 1_000)]
    for fault in faults:
        print(fault)
    print(f"storm: {saves} saves in {seconds:g} s (seed {seed}), then 1,000 edits; {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
