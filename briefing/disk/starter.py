"""Files that an author starts from: the example project of `briefing init`, new notes, and imported notes.

Existing files are never replaced.
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
"""Stands for the dot of a hidden file or folder, as in GNU Stow, since packages leave out hidden files."""


def starter_files() -> Mapping[str, str]:
    """The files of the example project, by their paths in it."""
    found = {_hidden(path.relative_to(_STARTER)): path for path in _STARTER.rglob("*") if path.is_file()}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}


def _hidden(path: Path) -> str:
    return "/".join(f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in path.parts)


def create_files(root: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write files below a folder; returns the paths of those that existed and were left alone.

    Raises `OSError` if a file cannot be written.
    """
    return tuple(path for path, text in files.items() if not create_file(root / path, text))


def create_file(path: Path, text: str) -> bool:
    """Write a file unless it exists; returns whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # The text may contain a file name that is not UTF-8.
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


# --- imported notes -------------------------------------------------------------------------------

_MAX_BYTES: Final = 8 * 2**20
"""The maximal size of an imported text."""
_TEXT_SUFFIXES: Final = (".md", ".qmd", ".rmd", ".markdown", ".bib", ".bibtex")
_SETTINGS_FILES: Final = ("_quarto.yml", "_config.yml", "myst.yml", "_toc.yml", "conf.py")


def is_empty(folder: Path) -> bool:
    """Whether a folder is empty or does not exist."""
    return not folder.is_dir() or next(folder.iterdir(), None) is None


class Folder(NamedTuple):
    """A folder of notes to import."""

    texts: Mapping[str, str]
    others: tuple[str, ...]
    """The paths of its other files."""
    folders: Mapping[str, str]
    """The targets of symbolic links to folders within this one, by path."""
    unread: Mapping[str, str]
    """Why a file was not read, or not all of it, by path."""


def collection(folder: Path) -> Folder:
    """Read a folder of notes, without hidden files and without following symbolic links that lead out of it."""
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
        elif not (path.lower().endswith(_TEXT_SUFFIXES) or file.name in _SETTINGS_FILES):
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
    """Copy a file unless the destination exists; returns whether it was copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.exists():
        return False
    shutil.copyfile(origin, to)
    return True
