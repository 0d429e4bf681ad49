"""Finds the conflict markers of git, which an unfinished merge leaves between two versions of some lines.

Takes one pass over the lines. Reference: `git merge`, "How conflicts are presented".
"""

from collections.abc import Iterator
from typing import Final

_OPENING: Final = "<<<<<<< "
_SEPARATOR: Final = "======="
_CLOSING: Final = ">>>>>>>"

MESSAGE: Final = "git left two versions here"
HINT: Final = "keep what is right in both, and delete git's marker lines"


def conflicts(text: str) -> Iterator[tuple[int, str]]:
    """The opening marker of each complete conflict, with its line, counted from 0."""
    if _OPENING not in text:
        return
    opening: tuple[int, str] | None = None
    is_parted = False
    for number, line in enumerate(text.split("\n")):
        if line.startswith(_OPENING):
            opening, is_parted = (number, line), False
        elif line == _SEPARATOR:
            is_parted = True
        elif opening and is_parted and line.partition(" ")[0] == _CLOSING:
            yield opening
            opening = None
