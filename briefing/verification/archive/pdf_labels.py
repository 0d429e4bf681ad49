"""Wrapped row labels in a PDF, whose lines are above, below or around the line with the numbers.

A line above may also be a section heading of the table. It belongs to a label if the numbers are set at the middle of
both lines, or if its words continue: they end unfinished, or the next line begins with a lower-case letter although
the other labels do not.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from briefing import lazy_re
from briefing.evidence.tables import is_value
from briefing.verification.archive.pdf_layout import LaidLine, LinePiece

_MAX_LINES: Final = 4
"""The most lines of a label above its numbers, and below them."""
_BESIDE: Final = 0.35
"""The overlap, in line heights, of numbers that are set at the middle of two lines with each of these."""
_TIGHT: Final = 0.75
"""The most white space between two lines of a label, in line heights."""
_INDENT: Final = 2.5
"""The largest indentation of a label's line, in line heights."""
_UNFINISHED: Final = lazy_re.compile(
    r"(?:\b(?:and|or|of|to|from|by|at|in|on|for|with|the|a|an|per|net|und|der|des|für|von|et|de|du|les)|\w-|[,&/–])$"
)
_GOES_ON: Final = lazy_re.compile(r"[^\W\d_A-Z\u3400-\u9fff]|[(](?!\w{1,2}[)])")
"""The beginning of a continued label: a lower-case letter, or a bracket that is not a footnote mark."""


_HYPHENATED: Final = lazy_re.compile(r"[^\W\d_]-$")
_DASHES: Final = frozenset("—–-")


def with_whole_labels(lines: Sequence[LaidLine]) -> list[LaidLine]:
    """The lines of a sheet, with the lines of wrapped labels joined into their rows."""
    rows = [at for at, line in enumerate(lines) if _is_row(line)]
    above = {at: _label_lines(lines, at, -1) for at in rows}
    taken = {index for indexes in above.values() for index in indexes}
    below: dict[int, list[int]] = {}
    for at in rows:
        below[at] = list(takewhile(lambda index: index not in taken, _label_lines(lines, at, 1)))
        taken.update(below[at])
    return [
        _with_joined_label(
            line, [lines[index] for index in reversed(above.get(at, []))], [lines[index] for index in below.get(at, [])]
        )
        for at, line in enumerate(lines)
        if at not in taken
    ]


def _is_row(line: LaidLine) -> bool:
    """Whether a line has numbers after a label, or only numbers."""
    first, *others = line.pieces
    return any(is_value(piece.text) for piece in others) or is_value(first.text)


def _label(row: LaidLine) -> LinePiece | None:
    first = row.pieces[0]
    return None if is_value(first.text) or first.text in _DASHES else first


def _label_lines(lines: Sequence[LaidLine], at: int, step: int) -> list[int]:
    """The indexes of the lines above a row (`step` -1) or below it (1) that belong to its label, the nearest first."""
    found: list[int] = []
    # If the next label begins with a lower-case letter too, these are a list under a heading.
    following = lines[at + 1] if at + 1 < len(lines) else None
    is_listed = following is not None and _is_row(following) and bool(_GOES_ON.match(following.text))
    for index in range(at + step, at + (_MAX_LINES + 1) * step, step):
        if not 0 <= index < len(lines) or not _belongs_to_label(
            lines[index], lines[index - step], lines[at], step, is_listed
        ):
            break
        found.append(index)
    return found


def _belongs_to_label(line: LaidLine, near: LaidLine, row: LaidLine, step: int, is_listed: bool) -> bool:
    """Whether a line belongs to the label of a row, given the adjacent line `near` that is already part of it."""
    (first, *others), label = line.pieces, _label(row)
    values = row.pieces[1:] if label else row.pieces
    tall = first.top - first.bottom
    is_in_column = first.right < values[0].left and (label is None or abs(first.left - label.left) < _INDENT * tall)
    if others or _is_row(line) or first.text.endswith(":") or not is_in_column:
        return False
    upper, lower = (line, near) if step < 0 else (near, line)
    before, after = _words(upper, row), _words(lower, row)
    is_tight = upper.bottom - lower.top < _TIGHT * tall
    goes_on = _UNFINISHED.search(before) or (not is_listed and _GOES_ON.match(after))
    return (near is row and _is_beside(first, values[0])) or bool(is_tight and before and after and goes_on)


def _is_beside(line: LinePiece, number: LinePiece) -> bool:
    """Whether a number is at the middle between two lines, one of which is this."""
    return min(line.top, number.top) - max(line.bottom, number.bottom) > _BESIDE * (line.top - line.bottom)


def _words(line: LaidLine, row: LaidLine) -> str:
    """The part of a label in a line."""
    label = _label(row) if line is row else line.pieces[0]
    return label.text if label else ""


def _with_joined_label(row: LaidLine, above: Sequence[LaidLine], below: Sequence[LaidLine]) -> LaidLine:
    """A row with all lines of its label joined into one piece."""
    if not above and not below:
        return row
    own = _label(row)
    parts = [*(line.pieces[0] for line in above), *([own] if own else []), *(line.pieces[0] for line in below)]
    text = parts[0].text
    for part in parts[1:]:
        text = (
            f"{text[:-1]}{part.text}" if _HYPHENATED.search(text) and part.text[0].islower() else f"{text} {part.text}"
        )
    bottom, top = min(part.bottom for part in parts), max(part.top for part in parts)
    label = LinePiece(text, min(part.left for part in parts), bottom, max(part.right for part in parts), top)
    pieces = (label, *(row.pieces[1:] if own else row.pieces))
    lines = (*above, row, *below)
    bottom, top = min(line.bottom for line in lines), max(line.top for line in lines)
    return row._replace(pieces=pieces, bottom=bottom, top=top, begins=lines[0].begins)
