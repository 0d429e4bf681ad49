"""The folder `.briefing/` beside a site, for what is staged and what is remembered; it may be deleted at any time."""

from pathlib import Path


def hidden(output: Path) -> Path:
    """Where the folder of a site is."""
    return output.absolute().parent / ".briefing"


def make_hidden(folder: Path) -> None:
    """Make such a folder; it says itself that git should leave it alone."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.is_file():
        ignored.write_text("*\n", encoding="utf-8")
