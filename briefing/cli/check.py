"""`briefing check`."""

import importlib
import time
from pathlib import Path
from typing import Any, Final

import click

from briefing import disk, report
from briefing.build.file_states import load
from briefing.build.up_to_date import Checked, is_settled, look_before, recall_check, remember_check
from briefing.cli.asking import EXITS, Request, asked, begin, demand_project, target, with_store
from briefing.cli.leaving import say
from briefing.cli.telling import Shown, counts, end, some
from briefing.incremental.pool import Pool, processors
from briefing.incremental.store import Store
from briefing.model.diagnostics import Diagnostic, in_order

_EXAMPLE: Final = f"""\b
Example:
  briefing check --fix --diff     # show what would be mended
  briefing check --fix            # mend it
  briefing check --strict --format github    # in a workflow: annotations at the lines

{EXITS}"""


@click.command(epilog=_EXAMPLE)
@asked
@click.option("--fix", is_flag=True, help="Mend what only one thing can be meant by, first; no number is changed.")
@click.option("--diff", is_flag=True, help="With --fix: print what it would change, and change nothing.")
@click.option("--since", default="", metavar="REV", help="Check too that what changed since this commit is explained.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to work in [one a processor].")
@click.option("--timings", is_flag=True, help="Say where the time went, stage by stage.")
def command(request: Request, *, fix: bool, diff: bool, since: str, jobs: int | None, timings: bool) -> None:
    """Report all findings, and write nothing but what --fix mends.

    --fix changes what can be meant in one way only: a link without `.md`, a
    key of the front matter that is nearly one, `@key p. 3` for `@key [p. 3]`.
    Each change is told by file and line.

    --since compares with a revision of git, as `briefing changes` does: a
    published figure whose value changed needs a word in `history`.
    """
    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would change. Give both.")
    shown = Shown(request, timings)
    demand_project(request.root, request.base_url)
    folder = target(request.root, None)
    begin(request.root, folder, request.restricted)
    if fix:
        mended = with_store(request, folder, lambda store: _mended(request, store))
        if diff:
            say("".join(f"{report.printable(line)}\n" for line in mended.diff.splitlines()), nl=False)
            return
        _write(request, mended)
    checked = with_store(request, folder, lambda store: _checked(request, store, jobs, shown))
    findings = in_order((*checked.findings, *_unexplained(request, folder, since))) if since else checked.findings
    exempt = f"; {some(checked.exempt, 'figure')} exempt from a source" if checked.exempt else ""
    end(request, findings, counts(findings) + exempt, shown)


def _unexplained(request: Request, folder: Path, since: str) -> tuple[Diagnostic, ...]:
    """The published figures that changed since a revision while nothing says so."""
    # Loaded only now, as in `_checked`.
    earlier = importlib.import_module("briefing.cli.earlier")
    root, revision = request.root, earlier.revision_of(request.root, since)
    found: tuple[Diagnostic, ...] = with_store(
        request, folder, lambda store: earlier.unexplained_since(root, revision, store, request.options)
    )
    return found


def _mended(request: Request, store: Store) -> Any:
    """What is to be changed, worked out in memory."""
    inputs = load(request.root, store, request.options)
    # Loaded only now, as in `_checked`.
    session = importlib.import_module("briefing.build.session").Session(inputs, store)
    mend = importlib.import_module("briefing.build.mending").mend
    mended = mend(session, inputs, lambda path: disk.text_as_is(request.root / path))
    session.database.commit()
    return mended


def _write(request: Request, mended: Any) -> None:
    """Write the files that change, and tell each change."""
    for path, text in mended.after.items():
        if not disk.rewrite(request.root / path, mended.before[path], text):
            raise click.ClickException(f"{path} changed meanwhile, and was left as it is. Run this again.")
    for path, line, title in mended.changes:
        say(report.printable(f"{path}:{line}: {title}"), err=request.form != "text")
    if not request.quiet:
        count, files = some(len(mended.changes), "finding"), some(len(mended.after), "file")
        said = f"mended {count} in {files}" if mended.after else "nothing could be mended for certain"
        say(said, err=request.form != "text")


def _checked(request: Request, store: Store, jobs: int | None, shown: Shown) -> Checked:
    """The findings of the last check while every file looks as it did then, else those of a new one."""
    shown.begin("look at the files")
    now, look = time.time_ns(), disk.looked(request.root)
    before = look_before(look, request.options)
    if known := recall_check(store, before):
        return known
    shown.begin("look at the notes")
    inputs = load(request.root, store, request.options, look)
    # Only now, since loading it takes longer than all that an unchanged project needs.
    publish = importlib.import_module("briefing.build.publish")
    examined = publish.examine(inputs, store, Pool(jobs or processors()), shown)
    checked = Checked(examined.findings, sum(each.exempt for each in examined.outcomes.values()))
    if is_settled(look, now):
        remember_check(store, before, checked)
        store.commit()
    return checked
