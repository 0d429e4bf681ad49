"""`briefing figures`."""

from pathlib import Path
from typing import Final

import click

from briefing.cli.console import say
from briefing.cli.options import project_option
from briefing.cli.projects import with_view, words_of
from briefing.exports import TABLES
from briefing.exports.statements import STATEMENTS

_EXAMPLE: Final = """\b
Example, for a spreadsheet:
  briefing figures --as csv > figures.csv
  briefing figures --all --as csv > numbers.csv"""


@click.command(epilog=_EXAMPLE)
@project_option
@click.option("--as", "form", type=click.Choice(list(TABLES)), default="table", help="Output format [table].")
@click.option("--all", "everything", is_flag=True, help="Include the numbers of the text, each with its location.")
def command(root: Path, form: str, everything: bool) -> None:
    """Print the ledger: every figure with its source and its state."""
    tables = STATEMENTS if everything else TABLES
    say(with_view(root, lambda view: tables[form](view, words_of(view))), nl=False, is_data=form != "table")
