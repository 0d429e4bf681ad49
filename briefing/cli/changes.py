"""`briefing changes`."""

import sys
from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.build import report
from briefing.build.changes import FORMATS, Since, compare, unexplained
from briefing.check import apply_rules
from briefing.cli.console import say
from briefing.cli.earlier import editions, revision_of
from briefing.cli.options import begin, project_option, require_project, target
from briefing.cli.projects import words_of
from briefing.disk.git import Revision
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
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="Output format [text].")
@click.option("--restricted", is_flag=True, help="Untrusted project: use no cache.")
def command(root: Path, since: str, form: str, restricted: bool) -> None:
    """Report figure by figure what changed since a revision of git: added, corrected, re-sourced and so on.

    The notes as they are now are compared with those of the revision, as
    readers get them: drafts are left out. A published figure of the ledger
    whose value changed needs a word in the `history` of its note.
    """
    require_project(root)
    folder, earlier = target(root, None), revision_of(root, since)
    begin(root, folder, restricted)
    if restricted:
        compared = _compared(root, earlier, form, Store(), restricted=True)
    else:
        compared = disk.with_store(folder, lambda store: _compared(root, earlier, form, store))
    text, findings, broken = compared
    if broken:
        listed = ", ".join(f"notes/{path}" for path in broken)
        say(report.printable(f"not read whole, so that figures may seem to be withdrawn or added: {listed}"), err=True)
    say(text, nl=False, is_data=form != "text")
    # People read the findings with the changes; programs get them from `check --since`.
    say(report.as_text(findings, disk.Texts(root)), err=form != "text", nl=False)
    sys.exit(report.exit_code(findings))


def _compared(
    root: Path, since: Revision, form: str, store: Store, restricted: bool = False
) -> tuple[str, tuple[Diagnostic, ...], tuple[str, ...]]:
    """The formatted changes, findings about unexplained ones, and the notes that cannot be parsed completely."""
    before, after, view = editions(root, since, store, {"restricted": restricted})
    found = compare(before, after)
    findings = in_order(apply_rules(unexplained(found, before, after), view.settings))
    broken = tuple(sorted({*before.broken, *after.broken}))
    return FORMATS[form](found, Since(*since), words_of(view)), findings, broken
