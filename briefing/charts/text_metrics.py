"""Estimated letter widths, so that nothing depends on the fonts of a machine.

The font of a page differs from reader to reader. The widths are those of DejaVu
Sans, the widest common font: any other font only leaves a little more space.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_NARROW_CHARS: Final = frozenset("iIjl.,:;'’|!()[] ·ftr")
_WIDE_CHARS: Final = frozenset("mwMW%—@⚠")
_BOLD: Final = 1.12


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, strong: bool = False) -> float:
    """The width of a line of text, in the units of its size."""
    return sum(map(_width_of, text)) * size * (_BOLD if strong else 1)


def _width_of(char: str) -> float:
    """A letter's width as a share of the size."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW_CHARS:
        return 0.38
    return 0.96 if char in _WIDE_CHARS else 0.72 if char.isupper() else 0.63


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """Text wrapped to lines that fit; a word wider than a line is broken."""
    lines = [""]
    for piece in (piece for word in _words(text) for piece in _pieces(word, size, room)):
        joined = lines[-1] + piece
        if width(joined.rstrip(), size) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(piece)
    return tuple(line.strip() for line in lines)


def _words(text: str) -> list[str]:
    """The pieces between possible line breaks: after a space, and before each wide character other than punctuation."""
    words = [""]
    for char in " ".join(text.split()):
        is_wide = unicodedata.east_asian_width(char) in "WF" and not unicodedata.category(char).startswith("P")
        if words[-1].endswith(" ") or (is_wide and words[-1]):
            words.append("")
        words[-1] += char
    return words


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    """A word in pieces that fit on a line, each with at least one character."""
    start = 0
    for end in range(1, len(word) + 1):
        if width(word[start:end].rstrip(), size) > room and end - start > 1:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]
