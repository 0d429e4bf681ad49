"""The words of a sheet of a PDF with their boxes, by PDFium.

Only the first and last character of a word need a box; a word whose characters may differ in height, such as `MW³`,
or that PDFium glued together over a gap or a line's end, is split by the box of each character.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import pi
from statistics import median
from typing import Any, Final, NamedTuple

from briefing import lazy_re

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the sheet as it is shown."""


class Word(NamedTuple):
    """Characters of one size without white space between them."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_glued: bool = False
    """Whether no space parts it from the word before."""

    @property
    def height(self) -> float:
        """From the lowest to the highest character of its font."""
        return self.top - self.bottom


_WORD: Final = lazy_re.compile(r"[^\s\x00-\x20\x7f\u200b\ufeff\ufffe\ufffd]+[\ufffe]?|\ufffe")
_LIGATURE: Final = lazy_re.compile(r"f(?:f[ilt]?|[iltjbhk])|t[ti]|Th|[sc]t")
_MIXED: Final = lazy_re.compile(r"\d")
_HYPHENS: Final = str.maketrans({"\x02": "\ufffe"})
_SHOWN: Final = str.maketrans(
    {"\ufffe": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": "-"}
)
_GAP: Final = 0.35
"""A gap within a word that is wider, in heights, parts two words."""
_MAX_WIDTH: Final = 1.3
"""A character that is wider on average, in heights, is in a word with a gap."""
_SAME: Final = 0.85
"""Characters whose heights differ more are of two sizes."""


def read_words(page: Any, text: Any, raw: Any) -> list[list[Word]]:
    """The words of a sheet in the order in which the file draws them; `raw` is PDFium's own interface.

    Those that are set upright come first; those of each other direction follow, as if the sheet were turned for them.
    """
    count = raw.FPDFText_CountChars(text.raw)
    codes = [raw.FPDFText_GetUnicode(text.raw, at) for at in range(count)]
    chars = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes).translate(_HYPHENS)
    box = _boxes(page, text, raw)
    matches = list(_WORD.finditer(chars))
    turns = _turns(matches, box, page, text, raw)
    by_turn: dict[int, list[re.Match[str]]] = {0: []}
    for match, turn in zip(matches, turns, strict=True):
        by_turn.setdefault(turn, []).append(match)
    return [_words_of(found, turn, box, page.get_size()) for turn, found in sorted(by_turn.items())]


def _words_of(
    matches: Iterable[re.Match[str]], turn: int, box: Callable[[int], Box], size: tuple[float, float]
) -> list[Word]:
    """The words of one direction that are on the sheet."""
    turned = _turned(box, turn, *size)
    shown = size if turn % 2 == 0 else (size[1], size[0])
    found = (word for match in matches for word in _word(match.group(), match.start(), turned))
    return [word for word in found if _is_on(word, shown)]


def _turns(matches: Sequence[re.Match[str]], box: Callable[[int], Box], page: Any, text: Any, raw: Any) -> list[int]:
    """By how many right angles each word is turned counter-clockwise; asked only where some word looks turned."""
    if not any(_looks_turned(box(match.start()), box(match.end() - 1)) for match in matches):
        return [0] * len(matches)
    rotated = page.get_rotation() // 90
    angles = (raw.FPDFText_GetCharAngle(text.raw, match.start()) for match in matches)
    return [(-round(angle / (pi / 2)) - rotated) % 4 if angle >= 0 else 0 for angle in angles]


def _looks_turned(first: Box, last: Box) -> bool:
    """Whether the last character of a word is over, under or before its first."""
    is_apart = first[3] <= last[1] or last[3] <= first[1]
    return (is_apart and first[0] < last[2] and last[0] < first[2]) or last[2] <= first[0]


def _turned(box: Callable[[int], Box], turn: int, width: float, height: float) -> Callable[[int], Box]:
    """The boxes of characters as if the sheet were turned until some words are upright."""

    def turned(at: int) -> Box:
        left, bottom, right, top = box(at)
        if turn == 1:
            return bottom, width - right, top, width - left
        return (height - top, left, height - bottom, right) if turn == 3 else (
            width - right, height - top, width - left, height - bottom
        )  # fmt: skip

    return turned if turn else box


def _boxes(page: Any, text: Any, raw: Any) -> Callable[[int], Box]:
    """The box of a character by its index, rotated as the sheet is."""
    rectangle = raw.FS_RECTF()
    turn = (page.get_rotation() // 90) % 4
    width, height = page.get_size()

    def box(at: int) -> Box:
        raw.FPDFText_GetLooseCharBox(text.raw, at, rectangle)
        left, bottom, right, top = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        if turn == 1:
            return bottom, height - right, top, height - left
        if turn == 2:
            return width - right, height - top, width - left, height - bottom
        return (width - top, left, width - bottom, right) if turn == 3 else (left, bottom, right, top)

    return box


def _is_on(word: Word, size: tuple[float, float]) -> bool:
    """Whether a word is on the sheet, where it can be seen."""
    return word.right > 0 and word.top > 0 and word.left < size[0] and word.bottom < size[1]


def _word(chars: str, at: int, box: Callable[[int], Box]) -> Iterator[Word]:
    first, last = box(at), box(at + len(chars) - 1)
    left, bottom, right, top = first[0], min(first[1], last[1]), last[2], max(first[3], last[3])
    height = max(first[3] - first[1], last[3] - last[1])
    is_even = last[3] - last[1] == first[3] - first[1] and first[1] == last[1]
    is_close = 0 <= right - left <= len(chars) * height * _MAX_WIDTH
    if len(chars) > 1 and not (is_even and is_close and not _MIXED.search(chars)):
        yield from _cut(chars, _levelled(chars, [box(at + by) for by in range(len(chars))]))
    else:
        yield Word(chars.translate(_SHOWN), left, bottom, right, top)


def _levelled(chars: str, boxes: list[Box]) -> list[Box]:
    """The boxes with those of ligatures as high as the others: for their letters PDFium returns the box of the ink."""
    tall = max(boxes, key=lambda box: box[3] - box[1])
    for match in _LIGATURE.finditer(chars):
        for at in range(match.start(), match.end()):
            left, bottom, right, top = boxes[at]
            if tall[1] <= bottom and top <= tall[3]:
                boxes[at] = (left, tall[1], right, tall[3])
    return boxes


def _cut(chars: str, boxes: Sequence[Box]) -> Iterator[Word]:
    """A word at its gaps, line's ends and changes of size."""
    begins = 0
    is_glued = False
    for at in range(1, len(chars) + 1):
        if at < len(chars) and (kind := _joint(boxes[at - 1], boxes[at])) == "same":
            continue
        part = boxes[begins:at]
        text = chars[begins:at].translate(_SHOWN)
        left, right = min(box[0] for box in part), max(box[2] for box in part)
        yield Word(text, left, min(box[1] for box in part), right, max(box[3] for box in part), is_glued)
        if at < len(chars):
            begins, is_glued = at, kind == "raised"


def _joint(before: Box, after: Box) -> str:
    """The relation of a character to the one before: in the `same` word, `raised` or lowered, or `apart`."""
    heights = (before[3] - before[1], after[3] - after[1])
    tall = max(heights)
    overlap = min(before[3], after[3]) - max(before[1], after[1])
    if overlap <= 0 or not -tall <= after[0] - before[2] <= _GAP * tall:
        return "apart"
    if min(heights) < _SAME * tall and abs(before[1] - after[1]) + abs(before[3] - after[3]) > 0.1 * tall:
        return "raised"
    return "same"


def usual_height(words: Sequence[Word]) -> float:
    """The height of most words; 0 if the file has none."""
    return median(word.height for word in words) if words else 0.0
