"""A site is brought up to date: only what is out of date is made, and only what differs is written."""

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct

from briefing import disk, report
from briefing.diagnostics import Diagnostic
from briefing.jobs import Done, Past
from briefing.known import Ahead
from briefing.looks import Unchanged, forget_files, remember_texts
from briefing.memory import Memory
from briefing.model import Copy, File, Inputs
from briefing.pipeline import Built, compose, copies, findings, plan, remember, work
from briefing.progress import SILENT, Progress


class How(Struct, frozen=True):
    """How a site is to be published."""

    now: int
    """When the project was looked at, in nanoseconds since 1970."""
    strict: bool = False
    """Whether a warning keeps the site from being written."""
    processes: int = 1
    progress: Progress = SILENT
    ahead: Ahead | None = None
    """Gives notes that another process reads meanwhile."""


class Published(Struct, frozen=True):
    """What became of a build."""

    built: Built
    findings: tuple[Diagnostic, ...]
    written: disk.Written | None
    """Nothing where something was wrong, and the site was left as it was."""


class Examined(Struct, frozen=True):
    """What is wrong with a project, and what every part of it came to."""

    findings: tuple[Diagnostic, ...]
    done: tuple[Done, ...]


def publish(inputs: Inputs, staging: disk.Staging, memory: Memory, how: How) -> Published:
    """Make what is out of date, and put it in place if nothing is wrong."""
    # Before the notes, which another process may still be reading.
    unchanged, past = Unchanged(memory, staging.there), Past(memory)
    built = compose(inputs, memory, how.processes, how.progress, ahead=how.ahead, past=past)
    remember_texts(memory, inputs, built.heads, how.now)
    how.progress.begin("see what stands")
    planned = plan(built, unchanged.stand)
    put = partial(disk.stage, staging.files)
    done = tuple(work(built, planned.jobs, put, how.processes, how.progress))
    found = findings(built, (*planned.standing, *done))
    if report.exit_code(found, how.strict):
        _remember_unwritten(memory, built, done, planned.standing)
        return Published(built, found, None)
    how.progress.begin("write", len(done))
    staging.expect(path for each in done for path in each.files)
    staging.keep(path for each in planned.standing for path in each.files)
    copied = {copy: disk.stamp_of(copy.origin) for copy in copies(built.site, inputs.static)}
    written = _put_in_place(staging, unchanged, copied)
    how.progress.begin("remember")
    remember(built, done, planned.standing)
    unchanged.remember({copy.path: stamp for copy, stamp in copied.items() if disk.is_settled(stamp, how.now)})
    return Published(built, found, written)


def _put_in_place(staging: disk.Staging, unchanged: Unchanged, copied: Mapping[Copy, bytes]) -> disk.Written:
    """The site is what was made, what still stands, and copies of files, which have stamps."""
    for copy, stamp in copied.items():
        staging.keep([copy.path]) if unchanged.is_copy(copy, stamp) else staging.add(copy)
    return staging.commit()


def examine(inputs: Inputs, memory: Memory, processes: int = 1, progress: Progress = SILENT) -> Examined:
    """Find what is wrong with a project, and write nothing."""
    built = compose(inputs, memory, processes, progress)
    planned = plan(built)
    done = tuple(work(built, planned.jobs, _throw_away, processes, progress))
    _remember_unwritten(memory, built, done, planned.standing)
    memory.settle()
    everything = (*planned.standing, *done)
    return Examined(findings(built, everything), everything)


def _throw_away(_: File) -> None:
    """A file that nobody wants."""


def _remember_unwritten(memory: Memory, built: Built, done: Sequence[Done], standing: Sequence[Done]) -> None:
    """What is wrong need not be found again; but of files that were not written, none stands."""
    forget_files(memory, (path for each in done for path in each.files))
    remember(built, done, standing)
