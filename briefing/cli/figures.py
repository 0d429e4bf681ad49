"""`briefing figures`."""

from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.build.file_states import load
from briefing.build.session import compose
from briefing.cli.asking import begin, demand_project, target
from briefing.cli.leaving import say
from briefing.exports import TABLES
from briefing.incremental import Store
from briefing.model import Words
from briefing.site import View

_EXAMPLE: Final = """\b
Example, for a spreadsheet:
  briefing figures --as csv > figures.csv"""


@click.command(epilog=_EXAMPLE)
@click.option("--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/.")
@click.option("--as", "form", type=click.Choice(list(TABLES)), default="table", help="How to print them [table].")
def command(root: Path, form: str) -> None:
    """Print the ledger: every figure with its source and its state."""
    demand_project(root)
    folder = target(root, None)
    begin(root, folder)
    listed = disk.with_store(folder, lambda store: _listed(root, store, form))
    say(listed, nl=False)


def _listed(root: Path, store: Store, form: str) -> str:
    session = compose(load(root, store, {}), store)
    session.database.commit()
    return TABLES[form](session.view, _words(session.view))


def _words(view: View) -> Words:
    """The site's own words, in English where it has none in its language."""
    words = view.words() or view.words_in("en")[0]
    if words is None:
        raise click.ClickException("the words of the site cannot be read: `briefing check` says why")
    return words
