"""Strikethrough in PDFs: lines that are drawn through the middle of characters.

A PDF has no struck-out text, only thin lines and rectangles. One of them strikes out what it runs through if it begins
and ends with it. Underlines, the rules of tables and the bars of fractions are not in the middle of any character, and
the grid lines of charts, which may be, go on beyond it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from briefing.verification.archive.pdf_boxes import Box

_MAX_SHARE: Final = 0.2
"""The greatest thickness of a line, as a share of the height of the characters that it strikes out."""
_MIDDLE: Final = (0.3, 0.7)
"""The part of the height of a character's line box in which a line strikes it out."""
_OVERHANG: Final = 0.6
"""How far a line may go on beyond what it strikes out, in heights."""
_MIN_COVERED: Final = 0.6
"""The least share of a line that is on characters."""

Span = tuple[int, int]
"""The indices of the first character of a word and of the one after its last."""


def struck_out(words: Sequence[Span], box: Callable[[int], Box], lines: Iterable[Box]) -> set[int]:
    """The indices of the characters of upright words that lines strike out; `box` gives the box of a character."""
    across = sorted((line for line in lines if line[2] - line[0] > line[3] - line[1]), key=_height)
    heights = list(map(_height, across))
    touched: dict[Box, dict[int, Box]] = {}
    for start, end in words if across else ():
        (left, bottom, _, top), (*_, right, _) = box(start), box(end - 1)
        low, high = (bottom + share * (top - bottom) for share in _MIDDLE)
        for line in across[bisect_left(heights, low) : bisect_right(heights, high)]:
            if line[0] < right and left < line[2]:
                under = {at: each for at in range(start, end) if _is_under(line, each := box(at))}
                touched.setdefault(line, {}).update(under)
    return {at for line, under in touched.items() if _strikes(line, list(under.values())) for at in under}


def _height(line: Box) -> float:
    return (line[1] + line[3]) / 2


def _is_under(line: Box, char: Box) -> bool:
    """Whether a line runs through the middle of a character."""
    left, bottom, right, top = char
    is_thin = line[3] - line[1] <= _MAX_SHARE * (top - bottom)
    return is_thin and line[0] <= (left + right) / 2 <= line[2]


def _strikes(line: Box, chars: Sequence[Box]) -> bool:
    """Whether a line begins and ends with the characters that it runs through, and is mostly on them."""
    if not chars:
        return False
    overhang = _OVERHANG * max(top - bottom for _, bottom, _, top in chars)
    left, right = min(char[0] for char in chars), max(char[2] for char in chars)
    covered = sum(right - left for left, _, right, _ in chars)
    is_between = left - line[0] <= overhang and line[2] - right <= overhang
    return is_between and covered >= _MIN_COVERED * (line[2] - line[0])
