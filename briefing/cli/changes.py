"""`briefing changes`."""

import sys
from pathlib import Path
from typing import Final

import click

from briefing import disk, report
from briefing.changes import FORMATS, Changed, Since, compare, unexplained
from briefing.check import apply_rules
from briefing.cli.asking import begin, demand_project, target
from briefing.cli.earlier import editions, revision_of
from briefing.cli.leaving import say
from briefing.cli.projects import project_option
from briefing.incremental import Store
from briefing.model.diagnostics import Diagnostic, in_order

_EXAMPLE: Final = """\b
Example, before a commit, and for the summary of a pull request:
  briefing changes
  briefing changes --since origin/main --format markdown

\b
Exit codes: 0 no findings at error, 1 a published figure changed and the
history of its note does not say so, 2 usage error."""


@click.command(epilog=_EXAMPLE)
@project_option
@click.option("--since", default="", metavar="REV", help="The commit to compare with [the newest tag, else HEAD].")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How to print them [text].")
@click.option("--restricted", is_flag=True, help="The project is a stranger's: use no cache.")
def command(root: Path, since: str, form: str, restricted: bool) -> None:
    """Tell figure by figure what changed since a revision of git: added, corrected, re-sourced and so on.

    The notes as they are now are compared with those of the revision, as
    readers get them: drafts are left out. A published figure of the ledger
    whose value changed needs a word in the `history` of its note.
    """
    demand_project(root)
    folder, earlier = target(root, None), revision_of(root, since)
    begin(root, folder, restricted)
    if restricted:
        found, findings = _compared(root, earlier, Store())
    else:
        found, findings = disk.with_store(folder, lambda store: _compared(root, earlier, store))
    say(FORMATS[form](found, Since(*earlier)), nl=False)
    # Whoever reads the changes reads these too; a program has them from `check --since`.
    say(report.as_text(findings, disk.Texts(root)), err=form != "text", nl=False)
    sys.exit(report.exit_code(findings))


def _compared(root: Path, since: disk.Revision, store: Store) -> tuple[tuple[Changed, ...], tuple[Diagnostic, ...]]:
    before, after, settings = editions(root, since, store)
    found = compare(before, after)
    return found, in_order(apply_rules(unexplained(found, before, after), settings))
