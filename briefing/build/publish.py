"""A site is brought up to date: only what is out of date is made, and only what differs is written."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from briefing import disk, report
from briefing.build.file_states import Unchanged, forget_files, remember_texts
from briefing.build.progress import SILENT, Progress
from briefing.build.session import Outcomes, Session, compose
from briefing.incremental import Pool, Store
from briefing.model import Copy, File, Inputs
from briefing.model.diagnostics import Diagnostic


class How(Struct, frozen=True):
    """How a site is to be published."""

    now: int
    """When the project was looked at, in nanoseconds since 1970."""
    strict: bool = False
    """Whether a warning keeps the site from being written."""
    pool: Pool = Pool()
    progress: Progress = SILENT
    ahead: Callable[[], bytes] | None = None
    """Gives notes that another process parses meanwhile."""


class Published(Struct, frozen=True):
    """What became of a build."""

    session: Session
    findings: tuple[Diagnostic, ...]
    written: disk.Written | None
    """Nothing where something was wrong, and the site was left as it was."""


class Examined(Struct, frozen=True):
    """What is wrong with a project, and what every part of it came to."""

    findings: tuple[Diagnostic, ...]
    outcomes: Outcomes


def publish(inputs: Inputs, staging: disk.Staging, store: Store, how: How) -> Published:
    """Make what is out of date, and put it in place if nothing is wrong."""
    session = compose(inputs, store, how.pool, how.progress, how.ahead)
    return bring_up_to_date(session, staging, how)


def bring_up_to_date(session: Session, staging: disk.Staging, how: How) -> Published:
    """Make what is out of date of a project that is loaded, and put it in place if nothing is wrong."""
    store, inputs = session.database.store, session.targets.inputs
    unchanged = Unchanged(store, staging.there)
    remember_texts(store, inputs, session.read, how.now)
    how.progress.begin("see what is there")
    planned = session.plan(unchanged.are_there)
    put = partial(disk.stage, staging.files)
    done = dict(session.work(planned.todo, put))
    everything = {**planned.standing, **done}
    found = session.findings(everything)
    if report.exit_code(found, how.strict):
        _remember_unwritten(session, done, everything)
        return Published(session, found, None)
    how.progress.begin("write", len(done))
    staging.expect(path for each in done.values() for path in each.files)
    staging.keep(path for each in planned.standing.values() for path in each.files)
    copied = {copy: disk.stamp_of(copy.origin) for copy in session.copies()}
    written = _put_in_place(staging, unchanged, copied)
    how.progress.begin("remember")
    unchanged.remember({copy.path: stamp for copy, stamp in copied.items() if disk.is_settled(stamp, how.now)})
    session.remember(everything)
    return Published(session, found, written)


def _put_in_place(staging: disk.Staging, unchanged: Unchanged, copied: Mapping[Copy, bytes]) -> disk.Written:
    """The site is what was made, what is as it was, and copies of files, which have stamps."""
    for copy, stamp in copied.items():
        staging.keep([copy.path]) if unchanged.is_copy(copy, stamp) else staging.add(copy)
    return staging.commit()


def examine(inputs: Inputs, store: Store, pool: Pool = Pool(), progress: Progress = SILENT) -> Examined:  # noqa: B008
    """Find what is wrong with a project, and write nothing."""
    session = compose(inputs, store, pool, progress)
    planned = session.plan()
    done = dict(session.work(planned.todo, _throw_away))
    everything = {**planned.standing, **done}
    found = session.findings(everything)
    _remember_unwritten(session, done, everything)
    return Examined(found, everything)


def _throw_away(_: File) -> None:
    """A file that nobody wants."""


def _remember_unwritten(session: Session, done: Outcomes, everything: Outcomes) -> None:
    """What is wrong need not be found again; but of files that were not written, none is there."""
    forget_files(session.database.store, [path for each in done.values() for path in each.files])
    session.remember(everything)
