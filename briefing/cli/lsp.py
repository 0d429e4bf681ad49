"""`briefing lsp`."""

import gc
import importlib
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from briefing import disk
from briefing.cli.options import archive_option, target
from briefing.incremental.store import Store

_EXAMPLE = """\b
Example, for Neovim:
  vim.lsp.start({name = "briefing", cmd = {"briefing", "lsp"}})
and for the sources' texts, in the environment of the editor:
  BRIEFING_ARCHIVE=~/archive"""


@click.command(epilog=_EXAMPLE)
@archive_option
def command(archive: Path | None) -> None:
    """Run a language server for editors: findings, fixes, completions, hovers, renames.

    The editor starts it, and speaks to it through standard input and output.
    It writes no file: the editor makes all changes.
    """
    try:
        handlers = importlib.import_module("briefing.resident.lsp.handlers")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        message = "the language server needs the extra `lsp`. Install it: pip install 'briefing-notes[lsp]'"
        raise click.ClickException(message) from error
    # A resident program needs the garbage collector.
    gc.enable()
    desks: Callable[..., Any] = partial(_desk, archive)
    handlers.make(desks, version("briefing-notes")).start_io()


def _desk(archive: Path | None, folder: str, encoding: str) -> Any:
    """A desk for a folder; None if it is not a project."""
    root = Path(folder)
    if not disk.is_project(root):
        return None
    desk = importlib.import_module("briefing.resident.lsp.desk")
    store = disk.with_store(target(root, None), _in_memory) if (root / ".briefing").is_dir() else Store()
    texts = archive or root / "archive"
    return desk.Desk(
        desk.Disk(
            load=partial(disk.load, root, drafts=True),
            archive=disk.archive_files(texts) if texts.is_dir() else None,
            archive_key=partial(disk.scan, texts),
            today=date.today(),
            archive_folder=disk.Archive(texts) if texts.is_dir() else None,
        ),
        store,
        encoding,
        reads_late=True,
    )


def _in_memory(store: Store) -> Store:
    """An overlay on the store of the last build, so that unsaved edits are never stored."""
    copied = Store()
    for name in copied.tables:
        copied.put(name, store.all(name).items())
    return copied
