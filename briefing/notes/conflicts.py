"""The marks of git between two versions of some lines: a merge that nobody has finished.

One pass over the lines; reference: `git merge`, "How conflicts are presented".
"""

from collections.abc import Iterator
from typing import Final

_OPENING: Final = "<<<<<<< "
_PARTING: Final = "======="
_CLOSING: Final = ">>>>>>>"

MESSAGE: Final = "git left two versions here"
HINT: Final = "keep what is right of both, and delete the lines of git's"


def conflicts(text: str) -> Iterator[tuple[int, str]]:
    """The line, counted from 0, and the mark that opens each conflict which is closed."""
    if _OPENING not in text:
        return
    opening: tuple[int, str] | None = None
    is_parted = False
    for number, line in enumerate(text.split("\n")):
        if line.startswith(_OPENING):
            opening, is_parted = (number, line), False
        elif line == _PARTING:
            is_parted = True
        elif opening and is_parted and line.partition(" ")[0] == _CLOSING:
            yield opening
            opening = None
