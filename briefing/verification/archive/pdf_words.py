"""The words on a PDF's sheet with their boxes, by PDFium.

Usually only the boxes of a word's first and last characters are requested. A word whose characters may differ in
height, such as `MW³`, or that PDFium joined across a gap or a line end, is split by the boxes of all its characters.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from ctypes import c_double
from math import pi
from statistics import median
from typing import Any, Final, NamedTuple

from briefing import lazy_re
from briefing.verification.archive.pdf_boxes import Box, turned_box, turned_size
from briefing.verification.archive.pdf_objects import address_of, read_drawing
from briefing.verification.archive.pdf_strikethrough import struck_out


class Word(NamedTuple):
    """Characters of the same size without white space between them, and their box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_glued: bool = False
    """Whether there is no space between it and the word before."""

    @property
    def height(self) -> float:
        """The height of its line box, which depends on the font and not on the characters."""
        return self.top - self.bottom


_WORD: Final = lazy_re.compile(r"[^\s\x00-\x20\x7f\u200b\ufeff\ufffe\ufffd]+[\ufffe]?|\ufffe")
_LIGATURE: Final = lazy_re.compile(r"f(?:f[ilt]?|[iltjbhk])|t[ti]|Th|[sc]t")
_MIXED: Final = lazy_re.compile(r"\d")
_HYPHENS: Final = str.maketrans({"\x02": "\ufffe"})
_SHOWN: Final = str.maketrans(
    {"\ufffe": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": "-"}
)
_GAP: Final = 0.35
"""A wider gap within a word, in heights, separates two words."""
_MAX_WIDTH: Final = 1.3
"""If characters are wider on average, in heights, the word has a gap."""
_EXTENT: Final = (-0.22, 0.75)
"""Between the descents and ascents of most fonts, as shares of their size."""
_SAME: Final = 0.85
"""Characters whose heights differ by more than this ratio have different sizes."""


def read_words(page: Any, text: Any, raw: Any) -> list[list[Word]]:
    """The words of a sheet for each direction of text, in the order in which the file draws them.

    Upright words come first. Positions of the others are given as if the sheet were turned to read them. Struck-out
    characters are left out. `page` and `text` are objects of pypdfium2, `raw` is its module with PDFium's C functions.
    """
    count = raw.FPDFText_CountChars(text.raw)
    codes = [raw.FPDFText_GetUnicode(text.raw, at) for at in range(count)]
    chars = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes).translate(_HYPHENS)
    lines, without_height = read_drawing(page, raw)
    box = _boxes(page, text, raw, without_height)
    matches = _matches(chars, box, page, text, raw)
    if lines and (struck := _struck_out(matches, box, lines, page)):
        seen = "".join(" " if at in struck else char for at, char in enumerate(chars))
        matches = _matches(seen, box, page, text, raw)
    return [_words_of(found, turn, box, page.get_size()) for turn, found in sorted(matches.items())]


def _matches(
    chars: str, box: Callable[[int], Box], page: Any, text: Any, raw: Any
) -> Mapping[int, Sequence[re.Match[str]]]:
    """The words in the characters of a sheet by direction."""
    found = list(_WORD.finditer(chars))
    by_turn: dict[int, list[re.Match[str]]] = {0: []}
    for match, turn in zip(found, _turns(found, box, page, text, raw), strict=True):
        by_turn.setdefault(turn, []).append(match)
    return by_turn


def _struck_out(
    by_turn: Mapping[int, Sequence[re.Match[str]]], box: Callable[[int], Box], lines: Iterable[Box], page: Any
) -> set[int]:
    """The indices of the characters of a sheet that lines strike out."""
    shown = [turned_box(line, page.get_rotation() // 90, page.get_size()) for line in lines]
    struck: set[int] = set()
    for turn, matches in by_turn.items():
        size = turned_size(turn, page.get_size())
        turned = [turned_box(line, turn, size) for line in shown]
        struck |= struck_out([match.span() for match in matches], _turned(box, turn, size), turned)
    return struck


def _words_of(
    matches: Iterable[re.Match[str]], turn: int, box: Callable[[int], Box], sheet: tuple[float, float]
) -> list[Word]:
    """The words of one direction that are within the sheet."""
    size = turned_size(turn, sheet)
    turned = _turned(box, turn, size)
    found = (word for match in matches for word in _word(match.group(), match.start(), turned))
    return [word for word in found if _is_on(word, size)]


def _turns(matches: Sequence[re.Match[str]], box: Callable[[int], Box], page: Any, text: Any, raw: Any) -> list[int]:
    """The number of counter-clockwise right angles by which each word is rotated; quick if no word looks rotated."""
    if not any(_looks_turned(box(match.start()), box(match.end() - 1)) for match in matches):
        return [0] * len(matches)
    rotated = page.get_rotation() // 90
    angles = (raw.FPDFText_GetCharAngle(text.raw, match.start()) for match in matches)
    return [(-round(angle / (pi / 2)) - rotated) % 4 if angle >= 0 else 0 for angle in angles]


def _looks_turned(first: Box, last: Box) -> bool:
    """Whether the last character of a word is above, below or left of its first."""
    is_apart = first[3] <= last[1] or last[3] <= first[1]
    return (is_apart and first[0] < last[2] and last[0] < first[2]) or last[2] <= first[0]


def _turned(box: Callable[[int], Box], turn: int, size: tuple[float, float]) -> Callable[[int], Box]:
    """The function `box`, with results as if the sheet were turned to make words of one direction upright."""
    return (lambda at: turned_box(box(at), turn, size)) if turn else box


def _boxes(page: Any, text: Any, raw: Any, without_height: Container[int]) -> Callable[[int], Box]:
    """A function that returns the box of a character by index, with the sheet's rotation applied."""
    rectangle = raw.FS_RECTF()

    def box(at: int) -> Box:
        raw.FPDFText_GetLooseCharBox(text.raw, at, rectangle)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    return _turned(
        _by_size(box, text, raw, without_height) if without_height else box, page.get_rotation() // 90, page.get_size()
    )


def _by_size(box: Callable[[int], Box], text: Any, raw: Any, without_height: Container[int]) -> Callable[[int], Box]:
    """The function `box`, with heights by the size of the characters for fonts that have no height of their own."""
    x, y, matrix = c_double(), c_double(), raw.FS_MATRIX()

    def sized(at: int) -> Box:
        left, bottom, right, top = given = box(at)
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text.raw, at))
        if address_of(font) not in without_height:
            return given
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        raw.FPDFText_GetMatrix(text.raw, at, matrix)
        size = raw.FPDFText_GetFontSize(text.raw, at)
        across = sorted(x.value + matrix.c * size * share for share in _EXTENT)
        up = sorted(y.value + matrix.d * size * share for share in _EXTENT)
        return (left, up[0], right, up[1]) if abs(matrix.d) > abs(matrix.c) else (across[0], bottom, across[1], top)

    return sized


def _is_on(word: Word, size: tuple[float, float]) -> bool:
    """Whether a word is within the visible area of the sheet."""
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
    """The boxes, with those in ligatures as high as the others, since PDFium returns only the ink box for them."""
    tall = max(boxes, key=lambda box: box[3] - box[1])
    for match in _LIGATURE.finditer(chars):
        for at in range(match.start(), match.end()):
            left, bottom, right, top = boxes[at]
            if tall[1] <= bottom and top <= tall[3]:
                boxes[at] = (left, tall[1], right, tall[3])
    return boxes


def _cut(chars: str, boxes: Sequence[Box]) -> Iterator[Word]:
    """A word split at gaps, line ends and changes of size."""
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
    """The relation of a character to the one before: `same` word, `raised` (or lowered), or `apart`."""
    heights = (before[3] - before[1], after[3] - after[1])
    tall = max(heights)
    overlap = min(before[3], after[3]) - max(before[1], after[1])
    if overlap <= 0 or not -tall <= after[0] - before[2] <= _GAP * tall:
        return "apart"
    if min(heights) < _SAME * tall and abs(before[1] - after[1]) + abs(before[3] - after[3]) > 0.1 * tall:
        return "raised"
    return "same"


def usual_height(words: Sequence[Word]) -> float:
    """The median height of some words; 0 if there are none."""
    return median(word.height for word in words) if words else 0.0
