"""A site is brought up to date: only what is out of date is made, and only what differs is written."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from msgspec import Struct

from briefing import disk, report
from briefing.build.file_states import OutputCache, forget_files, save_text_index
from briefing.build.progress import SILENT, Progress
from briefing.build.session import Outcomes, Put, Session, compose
from briefing.incremental import Pool, Store
from briefing.model import Copy, File, Inputs
from briefing.model.diagnostics import Diagnostic


class BuildOptions(Struct, frozen=True):
    """How a site is to be built, or a project checked."""

    now: int
    """The time of the snapshot, in nanoseconds since 1970; with 0, every file counts as changed since."""
    strict: bool = False
    """Whether warnings prevent writing."""
    pool: Pool = Pool()
    progress: Progress = SILENT
    prefetched: Callable[[], bytes] | None = None
    """Gives notes that another process parses meanwhile."""


class PublishResult(Struct, frozen=True):
    """The result of a build."""

    session: Session
    findings: tuple[Diagnostic, ...]
    written: disk.WriteResult | None
    """Nothing where something was wrong, and the site was left as it was."""


class CheckResult(Struct, frozen=True):
    """The findings of a project, and the result of every target."""

    findings: tuple[Diagnostic, ...]
    outcomes: Outcomes


def publish(inputs: Inputs, staging: disk.Staging, store: Store, options: BuildOptions) -> PublishResult:
    """Make what is out of date, and put it in place if nothing is wrong."""
    # First, since another process may be parsing notes meanwhile.
    unchanged = OutputCache(store, staging.there)
    session = compose(inputs, store, options.pool, options.progress, options.prefetched)
    return update_site(session, staging, unchanged, options)


def update_site(
    session: Session, staging: disk.Staging, unchanged: OutputCache, options: BuildOptions
) -> PublishResult:
    """Make what is out of date of a project that is loaded, and put it in place if nothing is wrong."""
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
    """The site is what was made, what is as it was, and copies of files, which have stamps."""
    for copy, stamp in copied.items():
        staging.keep([copy.path]) if unchanged.is_copy(copy, stamp) else staging.add(copy)
    return staging.commit()


def check_project(inputs: Inputs, store: Store, options: BuildOptions) -> CheckResult:
    """Find what is wrong with a project, and write nothing."""
    session = compose(inputs, store, options.pool, options.progress, options.prefetched)
    save_text_index(store, inputs, session.read, options.now)
    return examine(session)


def examine(session: Session, wanted: Collection[str] = (), put: Put | None = None) -> CheckResult:
    """Find what is wrong with a project that is loaded; `put` is given what the targets in `wanted` make, and more."""
    planned = session.plan()
    again = [name for name in planned.reusable if name in wanted]
    done = dict(session.work((*planned.todo, *again), put or _discard))
    everything = {**planned.reusable, **done}
    found = session.findings(everything)
    _remember_unwritten(session, {name: done[name] for name in planned.todo}, everything)
    return CheckResult(found, everything)


def _discard(_: File) -> None:
    """A file that nobody wants."""


def _remember_unwritten(session: Session, done: Outcomes, everything: Outcomes) -> None:
    """Store findings; the output files count as missing, since they were not written."""
    forget_files(session.database.store, [path for each in done.values() for path in each.files])
    session.remember(everything)
