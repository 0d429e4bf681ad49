"""The folder `.briefing/` next to a site, with staged files and stores; it may be deleted at any time."""

import os
from pathlib import Path

from briefing.disk.atomic_write import naming


def cache_folder(output: Path) -> Path:
    """The path of the cache folder of a site."""
    return output.absolute().parent / ".briefing"


def make_cache_folder(folder: Path) -> None:
    """Create a cache folder with a `.gitignore` that excludes all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    # Whatever already has this name is left alone: writing to a pipe would block, and a link would be followed.
    if not os.path.lexists(ignored):
        with naming(ignored):
            ignored.write_bytes(b"*\n")
