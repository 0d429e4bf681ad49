"""`briefing check`."""

import importlib
import time
from pathlib import Path
from typing import Any, Final

import click

from briefing import disk
from briefing.build import report
from briefing.build.file_states import load
from briefing.build.up_to_date import LastCheck, is_racy, load_check, project_fingerprint, save_check
from briefing.cli.console import say
from briefing.cli.options import EXITS, Request, begin, require_project, shared_options, target, with_store
from briefing.cli.output import ProgressLine, counts, end, plural
from briefing.incremental.pool import Pool, processors
from briefing.incremental.store import Store
from briefing.model.diagnostics import Diagnostic, in_order

_EXAMPLE: Final = f"""\b
Example:
  briefing check --fix --diff     # show what would be fixed
  briefing check --fix            # fix it
  briefing check --strict --format github    # in a workflow: annotations at the lines

{EXITS}"""


@click.command(epilog=_EXAMPLE)
@shared_options
@click.option("--fix", is_flag=True, help="First apply every fix that is certain; no number is changed.")
@click.option("--diff", is_flag=True, help="With --fix: print the changes as a diff, and write nothing.")
@click.option("--since", default="", metavar="REV", help="Also check that changes since this commit are explained.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Number of worker processes [one per processor].")
@click.option("--timings", is_flag=True, help="Print the time of each stage.")
def command(request: Request, *, fix: bool, diff: bool, since: str, jobs: int | None, timings: bool) -> None:
    """Report all findings; write nothing except what --fix changes.

    --fix changes what can be meant in one way only: a link without `.md`, a
    key of the front matter that is nearly one, `@key p. 3` for `@key [p. 3]`.
    Each change is reported by file and line.

    --since compares with a revision of git, as `briefing changes` does: a
    published figure whose value changed needs a word in `history`.
    """
    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would change. Give both.")
    shown = ProgressLine(request, timings)
    require_project(request.root, request.base_url)
    folder = target(request.root, None)
    begin(request.root, folder, request.restricted)
    if fix:
        fixed = with_store(request, folder, lambda store: _compute_fixes(request, store))
        if diff:
            say("".join(f"{report.printable(line)}\n" for line in fixed.diff.splitlines()), nl=False)
            return
        _write(request, fixed)
    checked = with_store(request, folder, lambda store: _checked(request, store, jobs, shown))
    findings = in_order((*checked.findings, *_unexplained(request, folder, since))) if since else checked.findings
    exempt = f"; {plural(checked.exempt, 'figure')} exempt from a source" if checked.exempt else ""
    end(request, findings, counts(findings) + exempt, shown)


def _unexplained(request: Request, folder: Path, since: str) -> tuple[Diagnostic, ...]:
    """Findings about published figures that changed since a revision without an entry in `history`."""
    # Loaded only now, as in `_checked`.
    earlier = importlib.import_module("briefing.cli.earlier")
    root, revision = request.root, earlier.revision_of(request.root, since)
    found: tuple[Diagnostic, ...] = with_store(
        request, folder, lambda store: earlier.unexplained_since(root, revision, store, request.options)
    )
    return found


def _compute_fixes(request: Request, store: Store) -> Any:
    """Compute the fixes in memory."""
    inputs = load(request.root, store, request.options)
    # Loaded only now, as in `_checked`.
    session = importlib.import_module("briefing.build.session").Session(inputs, store)
    apply_fixes = importlib.import_module("briefing.build.autofix").apply_fixes
    fixed = apply_fixes(session, inputs, lambda path: disk.text_as_is(request.root / path))
    session.database.commit()
    return fixed


def _write(request: Request, fixed: Any) -> None:
    """Write the files that the fixes change, and report each change."""
    for path, text in fixed.after.items():
        if not disk.rewrite(request.root / path, fixed.before[path], text):
            raise click.ClickException(f"{path} changed meanwhile, and was left as it is. Run this again.")
    for path, line, title in fixed.changes:
        say(report.printable(f"{path}:{line}: {title}"), err=request.form != "text")
    if not request.quiet:
        count, files = plural(len(fixed.changes), "finding"), plural(len(fixed.after), "file")
        message = f"fixed {count} in {files}" if fixed.after else "nothing could be fixed with certainty"
        say(message, err=request.form != "text")


def _checked(request: Request, store: Store, jobs: int | None, shown: ProgressLine) -> LastCheck:
    """The result of the last check if no file changed since, else of a new one."""
    shown.begin("scan files")
    now, snapshot = time.time_ns(), disk.take_snapshot(request.root)
    before = project_fingerprint(snapshot, request.options)
    if known := load_check(store, before):
        return known
    shown.begin("find changed notes")
    inputs = load(request.root, store, request.options, snapshot)
    # Imported only now: this takes longer than detecting that a project is unchanged.
    publish = importlib.import_module("briefing.build.publish")
    examined = publish.check_project(
        inputs, store, publish.BuildOptions(now, request.strict, Pool(jobs or processors()), shown)
    )
    checked = LastCheck(examined.findings, sum(each.exempt for each in examined.outcomes.values()))
    if not is_racy(snapshot, now):
        save_check(store, before, checked)
        store.commit()
    return checked
