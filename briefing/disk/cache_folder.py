"""The folder `.briefing/` beside a site, for what is staged and what is remembered; it may be deleted at any time."""

import os
from pathlib import Path

from briefing.disk.atomic_write import naming


def cache_folder(output: Path) -> Path:
    """Where the folder of a site is."""
    return output.absolute().parent / ".briefing"


def make_cache_folder(folder: Path) -> None:
    """Create such a folder, with a `.gitignore` of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    # Whatever has the name already is left alone: a pipe would be waited for, a link followed.
    if not os.path.lexists(ignored):
        with naming(ignored):
            ignored.write_bytes(b"*\n")
