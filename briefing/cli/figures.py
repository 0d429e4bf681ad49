"""`briefing figures`."""

from contextlib import closing
from pathlib import Path

import click
from msgspec import structs

from briefing import disk
from briefing.cli.asking import begin, demand_project, target
from briefing.cli.leaving import say
from briefing.exports import TABLES
from briefing.kept import words as words_of
from briefing.looks import load
from briefing.memory import Memory
from briefing.model import Inputs, Words
from briefing.pipeline import Built, compose


@click.command()
@click.option("--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/.")
@click.option("--as", "form", type=click.Choice(list(TABLES)), default="table", help="How to print them [table].")
def command(root: Path, form: str) -> None:
    """Print the ledger: every figure with its source and its state."""
    demand_project(root)
    folder = target(root, None)
    begin(root, folder)
    listed = disk.retry_if_broken(folder, lambda: _listed(root, folder, form))
    say(listed, nl=False)


def _listed(root: Path, folder: Path, form: str) -> str:
    with closing(disk.remembered(folder)) as memory:
        inputs = load(root, memory, {})
        built = compose(inputs, memory)
        return TABLES[form](built.view, _words(built, inputs, memory))


def _words(built: Built, inputs: Inputs, memory: Memory) -> Words:
    """The site's own words, in English where it has none in its language."""
    settings = structs.replace(built.site.settings, language="en")
    words = built.common.words or words_of(inputs, structs.replace(built.common.project, settings=settings), memory)[0]
    if words is None:
        raise click.ClickException("the words of the site cannot be read: `briefing check` says why")
    return words
