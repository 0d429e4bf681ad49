"""The marks of git between two versions of some lines: a merge that nobody has finished."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it.token import Token

from briefing import lazy_re

_OPENING: Final = "<<<<<<< "
_CONFLICT: Final = lazy_re.compile(r"^(?P<opening><{7} .*)\n(?:.*\n)*?={7}\n(?:.*\n)*?>{7}(?: .*)?$", re.M)


def conflicts(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The line, counted from 0, and the length of the mark that opens each conflict; in code there is none."""
    if _OPENING not in text:
        return
    code = [token.map for token in tokens if token.type in ("fence", "code_block") and token.map]
    for found in _CONFLICT.finditer(text):
        line = text.count("\n", 0, found.start())
        if not any(first <= line < last for first, last in code):
            yield line, len(found["opening"])
