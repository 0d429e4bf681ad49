"""Files that an author starts from: the example project of `briefing init`, and new notes.

Nothing that is there is ever replaced.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_STARTER: Final = Path(__file__).resolve().parent.parent / "starter"
_DOT: Final = "dot-"
"""Stands for the dot of a hidden file or folder, as in GNU Stow: packages leave hidden files out."""


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
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
