"""`briefing import`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from briefing.build import report
from briefing.build.targets import reserved
from briefing.cli.console import say
from briefing.cli.output import folder as shown
from briefing.cli.output import plural, shell_path
from briefing.disk.starter import collection, copy_file, create_files, is_empty
from briefing.notes.importing import Collection, Imported, Remark, Tool, convert, is_note

_REPORT = "import.txt"
_TITLES = {Tool.MYST: "MyST"}

_EXAMPLE = f"""\b
Example:
  briefing import ~/vault --to briefing
  cat briefing/{_REPORT}
  briefing check --project briefing --fix"""


@click.command(epilog=_EXAMPLE)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="A new or empty folder.")
@click.option("--merge", is_flag=True, help="Write into a folder that is not empty; existing files are kept.")
def command(folder: Path, to: Path, merge: bool) -> None:
    """Create a project from a FOLDER of Quarto, MyST, Obsidian or Jekyll notes.

    Front matter, links, citations, footnotes, callouts, images and
    bibliographies are carried over. What has no form here is kept in a comment
    or as text, and listed by file and line in import.txt of the new folder.
    FOLDER itself is only read.
    """
    if to.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(to.resolve()):
        raise click.UsageError(f"{to} and {folder} are one inside the other. Give --to another folder.")
    if not merge and not is_empty(to):
        raise click.UsageError(f"{to} is not empty. Give --to a new folder, or --merge.")
    read = collection(folder)
    if not any(map(is_note, read.texts)):
        raise click.UsageError(f"{folder} holds no notes: no file that ends in .md, .qmd, .Rmd or .markdown.")
    imported = convert(Collection(read.texts, read.others, read.folders), reserved(), date.today())
    remarks = (*imported.remarks, *(Remark(path, 0, why) for path, why in read.unread.items()))
    _write(folder, to, imported, remarks)
    _print_summary(to, imported, remarks)


def _write(folder: Path, to: Path, imported: Imported, remarks: Sequence[Remark]) -> None:
    lines = "".join(f"{report.printable(str(remark))}\n" for remark in remarks)
    left = create_files(to, {**imported.files, _REPORT: lines})
    left += tuple(path for path, origin in imported.copies.items() if not copy_file(folder / origin, to / path))
    if left:
        say(f"left as they were: {', '.join(left)}", err=True)


def _print_summary(to: Path, imported: Imported, remarks: Sequence[Remark]) -> None:
    notes = sum(path.endswith(".md") for path in imported.files)
    tool, files = _TITLES.get(imported.tool, imported.tool.value.capitalize()), plural(len(imported.copies), "file")
    what = f"{plural(notes, 'note')} of {tool}, {files} beside them"
    say(f"wrote {shown(to)}: {what}")
    kinds = Counter(_kind(remark.text) for remark in remarks)
    say("".join(f"{count:>7,}  {kind}\n" for kind, count in kinds.most_common()), nl=False)
    say(f"{plural(len(remarks), 'remark')} by file and line in {shown(to)}{_REPORT}")
    say(f"\nNext steps:\n  briefing check --project {shell_path(to)} --fix")


def _kind(text: str) -> str:
    """The kind of a remark: its text without words quoted from the note."""
    parts = text.split("`")
    return report.printable("".join(part if at % 2 == 0 else "…" for at, part in enumerate(parts)))
