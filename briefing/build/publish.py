"""Brings a site up to date: runs only the targets that are out of date, and writes only the files that differ.

Nothing is written if there is an error. `check_project` does the same without writing.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from msgspec import Struct

from briefing import disk
from briefing.build import report
from briefing.build.file_states import OutputCache, forget_files, save_text_index
from briefing.build.progress import SILENT, Progress
from briefing.build.session import Outcomes, Put, Session, compose
from briefing.incremental import Pool, Store
from briefing.model import Copy, File, Inputs
from briefing.model.diagnostics import Diagnostic


class BuildOptions(Struct, frozen=True):
    """The options of a build or a check."""

    now: int
    """The time of the snapshot in nanoseconds since 1970; with 0, every file is racy."""
    strict: bool = False
    """Whether warnings prevent writing."""
    pool: Pool = Pool()
    progress: Progress = SILENT
    prefetched: Callable[[], bytes] | None = None
    """Waits for the notes that another process parses, and returns them for `prefetch.accept`."""


class PublishResult(Struct, frozen=True):
    """The result of a build."""

    session: Session
    findings: tuple[Diagnostic, ...]
    written: disk.WriteResult | None
    """None if there was an error, so that the site was left as it was."""


class CheckResult(Struct, frozen=True):
    """The findings of a project, and the result of every target."""

    findings: tuple[Diagnostic, ...]
    outcomes: Outcomes


def publish(inputs: Inputs, staging: disk.Staging, store: Store, options: BuildOptions) -> PublishResult:
    """Run the targets that are out of date, and write their files unless there is an error."""
    # First of all: meanwhile, another process may be parsing notes.
    unchanged = OutputCache(store, staging.snapshot)
    session = compose(inputs, store, options.pool, options.progress, options.prefetched)
    return update_site(session, staging, unchanged, options)


def update_site(
    session: Session, staging: disk.Staging, unchanged: OutputCache, options: BuildOptions
) -> PublishResult:
    """Do the same for a project that is already loaded."""
    store, inputs = session.database.store, session.targets.inputs
    save_text_index(store, inputs, session.read, options.now)
    options.progress.begin("find outdated pages")
    planned = session.plan(unchanged.are_unchanged)
    put = partial(disk.stage, staging.files)
    done = dict(session.work(planned.todo, put))
    everything = {**planned.reusable, **done}
    found = session.findings(everything)
    if report.exit_code(found, options.strict):
        _remember_unwritten(session, done, everything)
        return PublishResult(session, found, None)
    options.progress.begin("write", len(done))
    staging.expect(path for each in done.values() for path in each.files)
    staging.keep(path for each in planned.reusable.values() for path in each.files)
    copied = {copy: disk.stamp_of(copy.origin) for copy in session.copies()}
    written = _write_site(staging, unchanged, copied)
    options.progress.begin("save results")
    unchanged.remember({copy.path: stamp for copy, stamp in copied.items() if not disk.is_racy(stamp, options.now)})
    session.remember(everything)
    return PublishResult(session, found, written)


def _write_site(staging: disk.Staging, unchanged: OutputCache, copied: Mapping[Copy, bytes]) -> disk.WriteResult:
    """Commit the site: files made now, unchanged files, and copies; `copied` has the stamp of each copy's origin."""
    for copy, stamp in copied.items():
        staging.keep([copy.path]) if unchanged.is_copy(copy, stamp) else staging.add(copy)
    return staging.commit()


def check_project(inputs: Inputs, store: Store, options: BuildOptions) -> CheckResult:
    """Check a project, and write nothing."""
    session = compose(inputs, store, options.pool, options.progress, options.prefetched)
    save_text_index(store, inputs, session.read, options.now)
    return examine(session)


def examine(session: Session, wanted: Collection[str] = (), put: Put | None = None) -> CheckResult:
    """Check a project that is loaded; `put` receives at least the files of the targets in `wanted`."""
    planned = session.plan()
    again = [name for name in planned.reusable if name in wanted]
    done = dict(session.work((*planned.todo, *again), put or _discard))
    everything = {**planned.reusable, **done}
    found = session.findings(everything)
    _remember_unwritten(session, {name: done[name] for name in planned.todo}, everything)
    return CheckResult(found, everything)


def _discard(_: File) -> None:
    """Ignore a file."""


def _remember_unwritten(session: Session, done: Outcomes, everything: Outcomes) -> None:
    """Store findings; the output files count as missing, since they were not written."""
    forget_files(session.database.store, [path for each in done.values() for path in each.files])
    session.remember(everything)
