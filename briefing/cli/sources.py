"""`briefing sources`."""

from pathlib import Path
from typing import Final

import click

from briefing import disk
from briefing.cli.console import say
from briefing.cli.options import given_archive_option, project_option
from briefing.cli.projects import with_view
from briefing.exports.sources import SOURCES
from briefing.verification.archive_texts import names_of

_EXAMPLE: Final = """\b
Example, with whether the archive has each text:
  briefing sources --archive archive
  briefing sources --as csv > sources.csv"""


@click.command(epilog=_EXAMPLE)
@project_option
@given_archive_option
@click.option("--as", "form", type=click.Choice(list(SOURCES)), default="table", help="Output format [table].")
def command(root: Path, archive: Path | None, form: str) -> None:
    """Print the bibliography: each source with what depends on it, its text and its caveats."""
    if archive and not archive.is_dir():
        raise click.UsageError(f"{archive} is not a folder: give --archive DIR, or set BRIEFING_ARCHIVE.")
    held = disk.Archive(archive) if archive else None
    has_text = (lambda key: bool(held.texts_of(names_of(key)))) if held else None
    say(with_view(root, lambda view: SOURCES[form](view, has_text)), nl=False, is_data=form != "table")
