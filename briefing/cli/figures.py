"""`briefing figures`."""

from contextlib import closing
from pathlib import Path

import click

from briefing import disk
from briefing.cli.asking import demand_project, target
from briefing.cli.telling import world
from briefing.exports import TABLES
from briefing.looks import load
from briefing.pipeline import compose


@click.command()
@click.option("--project", "root", type=click.Path(path_type=Path), default=Path("."), help="Folder that holds notes/.")
@click.option("--as", "form", type=click.Choice(list(TABLES)), default="table", help="How to print them [table].")
def command(root: Path, form: str) -> None:
    """Print the ledger: every figure with its source and how it stands."""
    with world():
        demand_project(root)
        folder = target(root, None)
        listed = disk.retry_if_broken(folder, lambda: _listed(root, folder, form))
    click.echo(listed, nl=False)


def _listed(root: Path, folder: Path, form: str) -> str:
    with closing(disk.remembered(folder)) as memory:
        return TABLES[form](compose(load(root, memory, {}), memory).view)
