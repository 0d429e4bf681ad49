"""`briefing verify`."""

import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.build.file_states import load
from briefing.build.report import printable
from briefing.build.session import compose
from briefing.check import apply_rules
from briefing.cli.console import os_error_message, say
from briefing.cli.options import (
    EXITS,
    Request,
    archive_option,
    begin,
    require_project,
    shared_options,
    target,
    with_store,
)
from briefing.cli.output import end, plural
from briefing.cli.projects import archive_of
from briefing.evidence.lock import format_lock
from briefing.incremental import Pool, Store, processors
from briefing.model import Outcome, Settings
from briefing.model.diagnostics import in_order
from briefing.site import View
from briefing.verification.archive_texts import verify_site
from briefing.verification.report import Subject, format_report
from briefing.verification.results import VerificationRun, VerifiedFigure
from briefing.verification.verdicts import remark

_RECORDED: Final = "give --archive DIR, or set BRIEFING_ARCHIVE"


_EXAMPLE: Final = """\b
Example, with the sentence of the source beside each figure:
  briefing verify --archive archive --show"""


@click.command(epilog=f"{EXITS}\n\n{_EXAMPLE}")
@shared_options
@archive_option
@click.option("--dry-run", is_flag=True, help="Look up and report, but leave the lock as it is.")
@click.option("--show", is_flag=True, help="Print the passage next to each figure.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write claims next to passages, for a second reader to sign off; private, and refused inside the site.",
)
def command(request: Request, archive: Path | None, dry_run: bool, show: bool, report: Path | None) -> None:
    """Look up every figure in the archived text of its source, and record the outcome.

    What was found is written to notes/figures.lock, which lets a build without
    the archive refuse a figure that is not the one that was verified. The lock
    holds no sentence of a source.
    """
    archive = archive_of(archive, request.root)
    if archive is None:
        raise click.UsageError(f"verify needs the sources' texts: {_RECORDED}.")
    if not archive.is_dir():
        raise click.UsageError(f"There is no folder `{archive}` with the sources' texts: {_RECORDED}.")
    require_project(request.root, request.base_url)
    folder = target(request.root, None)
    if report:
        _require_private_report(report, (folder, request.root / "notes"))
    begin(request.root, folder, request.restricted)
    settings, verified, document = with_store(request, folder, lambda store: _verified(request, store, archive, report))
    lock = "the lock is unchanged" if dry_run else _save(request.root, verified)
    if report:
        disk.save_private(report, document)
    if show:
        say("".join(map(passage, verified.figures)), nl=False)
    findings = in_order(apply_rules(verified.problems, settings))
    end(request, findings, f"{outcomes(verified)}; {lock}", failed=lock.startswith(LOCK_NOT_WRITTEN))


LOCK_NOT_WRITTEN: Final = "the lock could not be written"


def _save(root: Path, verified: VerificationRun) -> str:
    """Write the lock; returns a message about it.

    An error is returned as a message too, so that a report that took long to compute is still printed.
    """
    try:
        changed = disk.save_lock(root, format_lock(verified.lock))
    except OSError as error:
        return f"{LOCK_NOT_WRITTEN}: {os_error_message(error)}"
    return "the lock was written" if changed else "the lock is unchanged"


def _verified(
    request: Request, store: Store, archive: Path, report: Path | None
) -> tuple[Settings, VerificationRun, str]:
    """Verify the project; returns its settings, the result, and the report for a second reader if requested."""
    session = compose(load(request.root, store, request.options), store, Pool(processors()))
    session.database.commit()
    verified = verify_site(session.view, disk.archive_files(archive), request.as_of or date.today(), store)
    store.commit()
    document = _report(request, session.view, verified) if report else ""
    return session.view.settings, verified, document


def _require_private_report(report: Path, public: Iterable[Path]) -> None:
    """Raise `UsageError` for a place from which the report would be published, or that does not exist."""
    for folder in public:
        if report.resolve().is_relative_to(folder.resolve()):
            raise click.UsageError(f"{report} lies in {folder}, which is published. The report quotes the sources.")
    if not report.parent.is_dir():
        raise click.UsageError(f"There is no folder {report.parent} for the report {report.name}.")


def _report(request: Request, view: View, verified: VerificationRun) -> str:
    """The report for a second reader."""
    texts = {f"notes/{note.path}": note.markdown for note in view.notes}
    sources = {key: source.title for key, source in view.bibliography_read().sources.items()}
    day = request.as_of or date.today()
    return format_report(Subject(view.settings.title, texts, sources, day), verified)


def outcomes(verified: VerificationRun) -> str:
    """The last line of a verification."""
    counted: Mapping[Outcome, int] = verified.counts
    tally = [f"{counted[outcome]:,} {outcome.value}" for outcome in Outcome if counted.get(outcome)]
    return f"{plural(len(verified.figures), 'figure')}: {', '.join(tally) or 'none depends on a source'}"


def passage(figure: VerifiedFigure) -> str:
    """A figure, and the sentence or row in which it was found, with the number marked."""
    span, result = figure.figure.span, figure.result
    lines = [f"{span.path}:{span.line}:{span.column}: {figure.figure.text}: {result.outcome.value}"]
    if result.quantity and (rounding := remark(result.verdict, figure.figure.quantity, result.quantity)):
        lines[0] += f", {rounding}"
    if result.passage:
        lines += textwrap.indent(f"{result.where}: {result.passage}", "  ").split("\n")
    return "\n".join(map(printable, lines)) + "\n"
