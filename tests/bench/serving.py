"""From a save to the page: the servers of `briefing`, Hugo and MkDocs, each with the same notes and one page open.

What is timed is what whoever writes waits for: until the server gives the
page with the new sentence, and, where Chromium and Playwright are there, until
the page that a browser has open shows it. Beside the time on the clock stand
the seconds of the server's processor, which other work on the machine does
not change much, and the memory that it has.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from .measure import ROOT, Taken
from .peers import Project
from .server import MAX_SECONDS, free_port

POLL_SECONDS: Final = 0.004
"""Seconds between two looks at a page."""

WARM: Final = 2
"""Edits before those that count."""


class Serve(NamedTuple):
    """How a tool's server is started, and where a note's page is."""

    command: Callable[[int], tuple[str, ...]]
    page: str


SERVERS: Final = {
    "briefing": Serve(lambda port: ("serve", "--port", str(port)), "{}.html"),
    "hugo": Serve(lambda port: ("server", "--port", str(port), "--bind", "127.0.0.1"), "bench/notes/{}/"),
    "mkdocs": Serve(lambda port: ("serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"), "bench/notes/{}/"),
}


class Served(NamedTuple):
    """What the edits of a note took."""

    given: list[Taken]
    """Until the server gave the page."""
    shown: list[Taken]
    """Until a browser showed it; empty without one."""


def edits(project: Project, runs: int) -> Served:
    """Edit the note of a project so many times while its page is open."""
    text = project.note.read_text(encoding="utf-8")
    try:
        with _serving(project) as (server, url), _browsing(url) as shows:
            return _edited(project, server, url, shows, runs)
    finally:
        project.note.write_text(text, encoding="utf-8", newline="\n")


def _edited(
    project: Project, server: subprocess.Popen[bytes], url: str, shows: "Callable[[str], bool] | None", runs: int
) -> Served:
    served = Served([], [])
    for turn in range(-WARM, runs):
        sleep(1.5 + 0.13 * (turn % 5))  # past the time in which a server gathers changes, and out of step with it
        words = f"The board met again in room {chr(ord('c') + turn)} and left all as it was."
        before, began = _processor(server.pid), perf_counter()
        project.edit(words)
        _until(lambda words=words: words in _body(url))  # type: ignore[misc]
        given = perf_counter() - began
        if shows:
            _until(lambda words=words: shows(words))  # type: ignore[misc]
        shown = perf_counter() - began
        sleep(0.3)  # what it does after the page is there is its work too
        if turn >= 0:
            busy, megabytes = _processor(server.pid) - before, _memory(server.pid)
            served.given.append(Taken(given, megabytes, busy))
            if shows:
                served.shown.append(Taken(shown, megabytes, busy))
    return served


@contextmanager
def _serving(project: Project) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server, and the address of the note's page, once that is there."""
    how, port, log = SERVERS[project.tool.name], free_port(), project.folder / ".log"
    environment = {**os.environ, **({"PYTHONPATH": str(ROOT)} if project.ours else {})}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(project.program), *how.command(port)],
            cwd=project.folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        url = f"http://127.0.0.1:{port}/{how.page.format(project.note.stem)}"
        try:
            _until(lambda: "</html>" in _body(url) and "is being made" not in _body(url))
            yield server, url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


@contextmanager
def _browsing(url: str) -> Iterator["Callable[[str], bool] | None"]:
    """A browser that has a page open; gives what tells whether it shows some words, or nothing without a browser."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        chromium = None
    if chromium is None:
        yield None
        return
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        stack.callback(browser.close)
        page = browser.new_page()
        page.goto(url)

        def shows(words: str) -> bool:
            try:
                return bool(page.evaluate(_SHOWS, words))
            except Error:  # it is being loaded again
                return False

        yield shows


_SHOWS: Final = "words => document.readyState !== 'loading' && document.body.textContent.includes(words)"


def _until(holds: Callable[[], Any]) -> None:
    began = perf_counter()
    while not holds():
        if perf_counter() - began > MAX_SECONDS:
            raise TimeoutError("a server never had what it was asked for")
        sleep(POLL_SECONDS)


def _body(url: str) -> str:
    try:
        with urlopen(url) as answer:
            return str(answer.read().decode())
    except (URLError, ConnectionError):
        return ""


def _processor(process: int) -> float:
    """Seconds of the processor that a process has had, by Linux's own count; 0 elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    """Megabytes that a process has now, by Linux's own count; 0 elsewhere."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6
