"""Files that an author starts from: the example project of `briefing init`, new notes, notes that are imported.

Nothing that is there is ever replaced.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from briefing.disk.project_files import decode
from briefing.disk.snapshot import is_refused, scan
from briefing.model import UTF_16

_STARTER: Final = Path(__file__).resolve().parent.parent / "starter"
_DOT: Final = "dot-"
"""Replaces the dot of a hidden file or folder, as in GNU Stow: packages leave hidden files out."""


def starter_files() -> Mapping[str, str]:
    """The files of the example project, by their paths in it."""
    found = {_hidden(path.relative_to(_STARTER)): path for path in _STARTER.rglob("*") if path.is_file()}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}


def _hidden(path: Path) -> str:
    return "/".join(f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in path.parts)


def create_files(root: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write files below a folder, and give the paths of those that were there already and were left alone.

    Raises `OSError` where a file cannot be written.
    """
    return tuple(path for path, text in files.items() if not create_file(root / path, text))


def create_file(path: Path, text: str) -> bool:
    """Write a file, unless there is one; whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A name that is no UTF-8 may stand in the text.
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


# --- what is imported -----------------------------------------------------------------------------

_MAX_BYTES: Final = 8 * 2**20
"""Bytes of a text that is imported."""
_READ: Final = (".md", ".qmd", ".rmd", ".markdown", ".bib", ".bibtex")
_SETTINGS: Final = ("_quarto.yml", "_config.yml", "myst.yml", "_toc.yml", "conf.py")


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing, or is not there."""
    return not folder.is_dir() or next(folder.iterdir(), None) is None


class Folder(NamedTuple):
    """A folder of notes."""

    texts: Mapping[str, str]
    others: tuple[str, ...]
    """The paths of its other files."""
    folders: Mapping[str, str]
    """Symbolic links to folders within, and these."""
    unread: Mapping[str, str]
    """Why some files are not read."""


def collection(folder: Path) -> Folder:
    """Read a folder of notes; what is hidden is left alone, and no symbolic link is followed that leads out."""
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    folders: dict[str, str] = {}
    others: list[str] = []
    home = Path(os.path.realpath(folder))
    for path, stamp in sorted(scan(folder, confined=True).items()):
        file = folder / path
        real = Path(os.path.realpath(file)) if is_refused(stamp) else home
        if is_refused(stamp) and real.is_dir() and real.is_relative_to(home):
            folders[path] = real.relative_to(home).as_posix()
        elif is_refused(stamp):
            unread[path] = "a symbolic link that leads out, or to nothing, is not followed"
        elif not (path.lower().endswith(_READ) or file.name in _SETTINGS):
            others.append(path)
        elif file.stat().st_size > _MAX_BYTES:
            unread[path] = f"it has more than {_MAX_BYTES // 2**20} MB and is not read"
        else:
            text = decode(file, path).content.removeprefix(UTF_16)
            texts[path] = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            if "\ufffd" in texts[path] and "\ufffd" not in text:
                unread[path] = "it is not UTF-8: what could not be read is marked by \ufffd"
    return Folder(texts, tuple(others), folders, unread)


def copy_file(origin: Path, to: Path) -> bool:
    """Copy a file, unless there is one; whether it was copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.exists():
        return False
    shutil.copyfile(origin, to)
    return True
