"""`briefing verify`."""

import textwrap
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.check import apply_rules
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, remembered, target
from briefing.cli.leaving import failure, say
from briefing.cli.telling import end, some
from briefing.diagnostics import in_order
from briefing.lock import format_lock
from briefing.looks import load
from briefing.lookup import look_up
from briefing.model import Outcome
from briefing.pipeline import Built, compose
from briefing.report import printable
from briefing.signoff import Subject, sign_off
from briefing.verdicts import remark
from briefing.verify import Looked, Verified
from briefing.workers import processors

_ASKED: Final = "give --archive DIR, or set BRIEFING_ARCHIVE"


@click.command(epilog=EXITS)
@asked
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="BRIEFING_ARCHIVE",
    help="Folder with the sources' texts, KEY.txt, .md, .html, .pdf, .csv, .xlsx, .ods or .docx [BRIEFING_ARCHIVE].",
)
@click.option("--dry-run", is_flag=True, help="Look up and report, but leave the lock as it is.")
@click.option("--show", is_flag=True, help="Print the passage beside each figure.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write claims beside passages, for a second reader to sign off; private, and refused inside the site.",
)
def command(request: Request, archive: Path | None, dry_run: bool, show: bool, report: Path | None) -> None:
    """Look up every figure in the archived text of its source, and record the outcome.

    What was found is written to notes/figures.lock, which lets a build without
    the archive refuse a figure that is not the one that was verified. The lock
    holds no sentence of a source.
    """
    if archive is None:
        raise click.UsageError(f"verify needs the sources' texts: {_ASKED}.")
    if not archive.is_dir():
        raise click.UsageError(f"There is no folder `{archive}` with the sources' texts: {_ASKED}.")
    demand_project(request.root, request.base_url)
    folder = target(request.root, None)
    if report:
        _demand_private(report, (folder, request.root / "notes"))
    begin(request.root, folder, request.restricted)
    built, verified = disk.retry_if_broken(folder, lambda: _verified(request, folder, archive))
    lock = "the lock is unchanged" if dry_run else _save(request.root, verified)
    if report:
        disk.save_private(report, _report(request, built, verified))
    if show:
        say("".join(map(passage, verified.looked)), nl=False)
    findings = in_order(apply_rules(verified.problems, built.site.settings))
    end(request, findings, f"{outcomes(verified)}; {lock}", failed=lock.startswith(UNWRITTEN))


UNWRITTEN: Final = "the lock could not be written"


def _save(root: Path, verified: Verified) -> str:
    """Write the lock; what became of it. A report that took long is not lost with a full disk."""
    try:
        changed = disk.save_lock(root, format_lock(verified.lock))
    except OSError as error:
        return f"{UNWRITTEN}: {failure(error)}"
    return "the lock was written" if changed else "the lock is unchanged"


def _verified(request: Request, folder: Path, archive: Path) -> tuple[Built, Verified]:
    with closing(remembered(request, folder)) as memory:
        built = compose(load(request.root, memory, request.options), memory, processors())
        verified = look_up(built, disk.archived(archive), request.as_of or date.today(), memory)
        memory.settle()
        return built, verified


def _demand_private(report: Path, public: Iterable[Path]) -> None:
    """Refuse a place from which the report would be published."""
    for folder in public:
        if report.resolve().is_relative_to(folder.resolve()):
            raise click.UsageError(f"{report} lies in {folder}, which is published. The report quotes the sources.")


def _report(request: Request, built: Built, verified: Verified) -> str:
    """The report for a second reader."""
    texts = {f"notes/{note.path}": note.markdown for note in built.notes}
    sources = {key: source.title for key, source in built.site.bibliography.sources.items()}
    day = request.as_of or date.today()
    return sign_off(Subject(built.site.settings.title, texts, sources, day), verified)


def outcomes(verified: Verified) -> str:
    """What a verification came to."""
    counted: Mapping[Outcome, int] = verified.counts
    said = [f"{counted[outcome]:,} {outcome.value}" for outcome in Outcome if counted.get(outcome)]
    return f"{some(len(verified.looked), 'figure')}: {', '.join(said) or 'none rests on a source'}"


def passage(looked: Looked) -> str:
    """A figure, and the sentence or row in which it was found, the number marked."""
    span, sight = looked.figure.span, looked.sight
    lines = [f"{span.path}:{span.line}:{span.column}: {looked.figure.text}: {sight.outcome.value}"]
    if sight.quantity and (rounding := remark(sight.verdict, looked.figure.quantity, sight.quantity)):
        lines[0] += f", {rounding}"
    if sight.passage:
        lines += textwrap.indent(f"{sight.where}: {sight.passage}", "  ").split("\n")
    return "\n".join(map(printable, lines)) + "\n"
