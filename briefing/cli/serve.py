"""`briefing serve`."""

import signal
import time
import webbrowser
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click

from briefing import disk
from briefing.build import report
from briefing.cli.console import say
from briefing.cli.options import IsoDate, project_option, require_project, target
from briefing.cli.output import counts, plural
from briefing.incremental import Pool, Store, processors
from briefing.model.diagnostics import Diagnostic, Severity
from briefing.resident.serve.preview import Preview, SiteChange
from briefing.resident.serve.program import Clock, Listener, Program, Stage
from briefing.resident.serve.server import Server

MAX_LINES: Final = 10
"""How many findings of one change are printed; the others are counted."""

_EXAMPLE: Final = """\b
Example:
  briefing serve --open"""


@click.command(epilog=_EXAMPLE)
@project_option
@click.option("--host", default="127.0.0.1", help="Address or name to listen on [127.0.0.1, this machine alone].")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, help="Port, or the first that is free after it [8000]."
)
@click.option("--open/--no-open", "is_opened", default=False, help="Open the first page in a browser [no].")
@click.option("--drafts/--no-drafts", default=True, help="Show notes whose status is draft [yes].")
@click.option(
    "--as-of",
    type=IsoDate(),
    metavar="DATE",
    help="The day for what is overdue [the newest note's].",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes for the first build [one a processor].")
@click.option("--restricted", is_flag=True, help="Untrusted project: run its templates in a sandbox.")
def command(root: Path, host: str, port: int, is_opened: bool, jobs: int | None, **given: Any) -> None:
    """Show the site while you write: each save shows on the open page at once, with the findings of `check`.

    The first line is the address. Pages are made when they are looked at and
    held in memory; site/ is not touched. Ctrl+C ends it.
    """
    require_project(root)
    as_of: datetime | None = given.pop("as_of")
    options = {**given, "as_of": as_of.date() if as_of else None}
    stage = Stage()
    with _store(root, given["restricted"]) as store:
        # Spawned, not forked: a fork of a process with threads can deadlock on a lock that one of them held.
        preview = Preview(root, store, options, Pool(jobs or processors(), forks=False), stage)
        program = Program(preview, Clock(time.time_ns, time.monotonic), _Terminal(), stage)
        server = _listening(host, port, program)
        say(server.url)
        if server.port != port:
            say(f"port {port} is taken; using the next free one")
        with _until_interrupted(program) as interrupts:
            if is_opened:
                webbrowser.open(server.url)
            with suppress(_Interrupted):
                program.run(server)
    for number in interrupts:
        # End by the signal itself, so that a script that runs this program is interrupted too.
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


def _store(root: Path, restricted: bool) -> AbstractContextManager[Store]:
    return nullcontext(Store()) if restricted else disk.preview_store(root, target(root, None))


def _listening(host: str, port: int, program: Program) -> Server:
    try:
        return Server(host, port, program)
    except OSError as error:
        reason = error.strerror or error
        raise click.UsageError(
            f"{host} cannot be listened on at port {port}: {reason}. Give --host or --port."
        ) from error


class _Interrupted(BaseException):
    """The first build was interrupted."""


@contextmanager
def _until_interrupted(program: Program) -> Iterator[list[int]]:
    """Stop the program properly at the first interrupt, and kill it at the second; yields the signals received."""
    came: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        came.append(number)
        signal.signal(number, signal.SIG_DFL)
        if not program.is_ready:
            # The first build may take long, and can safely be aborted.
            raise _Interrupted
        program.stop()

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Terminal(Listener):
    """Prints a few lines about each event."""

    def ready(self, change: SiteChange) -> None:
        say(f"{counts(change.findings)}. The page follows each save; Ctrl+C stops it.")
        _list(change.findings)

    def changed(self, files: Collection[str], change: SiteChange, seconds: float) -> None:
        name = next(iter(files), "files") if len(files) < 2 else f"{len(files):,} files"
        made = f"{plural(change.made, 'page')} in {seconds * 1000:.0f} ms"
        say(f"{report.printable(name)}: {made}; {counts(change.findings)}")
        _list(change.new)
        if change.resolved:
            say(f"  resolved: {_resolved(change.resolved)}")

    def trouble(self, reason: str) -> None:
        say(f"{report.printable(reason)}; the last good pages stay up" if reason else "watching the files again")


def _list(findings: Collection[Diagnostic]) -> None:
    """Print findings, one per line, the most severe first."""
    ordered = sorted(findings, key=lambda found: list(Severity).index(found.severity))
    for found in ordered[:MAX_LINES]:
        place = f"{found.span.path}:{found.span.line}:{found.span.column}"
        say(report.printable(f"  {place}: {found.severity}[{found.rule}] {found.message}"))
    if len(ordered) > MAX_LINES:
        say(f"  and {len(ordered) - MAX_LINES:,} more; briefing check lists all of them")


def _resolved(findings: Collection[Diagnostic]) -> str:
    rules = Counter(str(found.rule) for found in findings)
    return ", ".join(rule if count == 1 else f"{count} × {rule}" for rule, count in rules.items())
