"""Hugo's server: from saving a note until its page is served anew, and what Hugo says of its rebuild."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Final, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from .peers import Project

POLL_SECONDS: Final = 0.005
"""Seconds between two looks at the page."""
MAX_SECONDS: Final = 600.0
"""Seconds after which a server is given up."""


class Rebuilt(NamedTuple):
    """What one edit took."""

    served: float
    """Seconds from before the note is saved until its page holds the new sentence."""
    printed: float
    """Seconds that Hugo printed; they leave out how long it waited before it began."""


def edits(project: Project, runs: int) -> list[Rebuilt]:
    """Edit the note of a project so many times under `hugo server`, which holds the site in memory."""
    with _serving(project) as (page, log):
        # Hugo renders first what a browser looked at last.
        _wait(page, "</html>")
        return [_edit(project, page, log, turn) for turn in range(runs)]


def _edit(project: Project, page: str, log: Path, turn: int) -> Rebuilt:
    # Past the half second in which Hugo gathers changes, and out of step with it.
    sleep(1.0 + 0.13 * turn)
    words = f"The board met again in room {chr(ord('a') + turn)} and left all as it was."
    before = len(_totals(log))
    started = perf_counter()
    project.edit(words)
    _wait(page, words)
    served = perf_counter() - started
    while len(_totals(log)) == before and perf_counter() - started < MAX_SECONDS:
        sleep(POLL_SECONDS)
    return Rebuilt(served, _totals(log)[-1])


@contextmanager
def _serving(project: Project) -> Iterator[tuple[str, Path]]:
    """The address of the note's page, and what Hugo prints meanwhile."""
    port, log = free_port(), project.folder / ".log"
    command = [str(project.program), "server", "--port", str(port), "--bind", "127.0.0.1"]
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=project.folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield f"http://127.0.0.1:{port}/bench/notes/{project.note.stem}/", log
        finally:
            child.terminate()
            child.wait()


def _wait(page: str, words: str) -> None:
    """Look at a page until it holds some words."""
    started = perf_counter()
    while words not in _body(page):
        if perf_counter() - started > MAX_SECONDS:
            raise TimeoutError(f"{page} never held `{words}`")
        sleep(POLL_SECONDS)


def _body(page: str) -> str:
    try:
        with urlopen(page) as answer:
            return str(answer.read().decode())
    except (URLError, ConnectionError):
        return ""


def _totals(log: Path) -> list[float]:
    """`Total in 1234 ms`, as often as Hugo printed it."""
    return [int(number) / 1000 for number in re.findall(r"^Total in (\d+) ms", log.read_text(), re.M)]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
