"""`briefing init`."""

from pathlib import Path

import click

from briefing import disk
from briefing.cli.console import say
from briefing.cli.output import plural, shell_path
from briefing.disk.starter import create_files, starter_files

_EXAMPLE = """\b
Example:
  briefing init ferries
  cd ferries
  briefing build"""


@click.command(epilog=_EXAMPLE)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Start a small project in FOLDER: two notes, their source and its text.

    Files that are there already are left as they are.
    """
    if disk.is_project(folder):
        raise click.UsageError(f"{folder} has a folder notes/ already. Give a folder that has none.")
    files = starter_files()
    left = create_files(folder, files)
    is_here = folder.resolve() == Path.cwd()
    count = plural(len(files) - len(left), "file")
    say((f"wrote {count} here" if is_here else f"wrote {folder}/: {count}") + _skipped_message(left))
    go = "" if is_here else f"  cd {shell_path(folder)}\n"
    say(f"\nNext steps:\n{go}  briefing build\n  briefing verify --archive archive")


def _skipped_message(paths: tuple[str, ...]) -> str:
    return f"; left as they were: {', '.join(paths)}" if paths else ""
