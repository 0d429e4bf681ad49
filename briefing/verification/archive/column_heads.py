"""Column headings in text: the texts above each cell of a row, and the measures in a heading line.

The text above a cell is found by position on the sheet if that is known, else by matching the number of parts of a
line to the number of cells.
"""

from collections.abc import Sequence
from typing import Final

from briefing.evidence.quantities import read_period
from briefing.evidence.tables import read_measure
from briefing.evidence.tables.phrases import phrases
from briefing.verification.archive.text_lines import HEADS, Span, TextLine, distance, together

_NOTES: Final = frozenset({"note", "notes", "ref", "附注", "附註", "注释", "anhang", "注记"})
"""Headings of a column that refers to notes to the accounts."""
_MIN_GROUPS: Final = 2
_MAX_HEADER_DISTANCE: Final = 30.0
"""The most points between a heading and a number that it is not directly above."""


def texts_above(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """For each cell of a row, the texts above it from top to bottom."""
    if line.spans and any(len(head.spans) > 1 for head in heads):
        return _by_position(heads, line)
    found = [parts for head in heads if (parts := _by_count(head, len(line.cells)))]
    return tuple(tuple(filter(None, texts)) for texts in zip(*found, strict=True)) or ((),) * len(line.cells)


def _by_count(head: TextLine, count: int) -> tuple[str, ...]:
    """The parts of a heading line, one for each of `count` cells (the first may be a label); empty if they do not fit.

    A heading for a column of notes may be left over, since most rows of accounts have no note.
    """
    without_notes = tuple(text for text in head.columns if text.strip(" .:").lower() not in _NOTES)
    for parts in (head.columns, tuple(match.group() for match in HEADS.finditer(head.text)), without_notes):
        if len(parts) == count > 1:
            return parts
        if len(parts) == count - 1 > 0:
            return ("", *parts)
    return _by_groups(head.columns, count - 1)


def _by_groups(parts: Sequence[str], count: int) -> tuple[str, ...]:
    """The parts of a heading line over `count` columns after the labels, if each spans equally many; else empty."""
    heads = tuple(filter(None, parts))
    if len(heads) < _MIN_GROUPS or len(heads) == count or count % len(heads):
        return ()
    return ("", *(head for head in heads for _ in range(count // len(heads))))


def _by_position(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """The texts above each cell of a row by position, from top to bottom; a text above its heading is above the cell.

    Lines with the most parts are processed first, since headings of groups may be above or below those of columns.
    """
    found: list[dict[int, str]] = [{} for _ in line.cells]
    spans = list(line.spans)
    for index in sorted(range(len(heads)), key=lambda index: (-len(heads[index].spans), -index)):
        head = heads[index]
        texts = head.columns or (head.text,)
        if len(texts) != len(head.spans):
            continue
        parts = [_part(head.spans, spans, at, line.label) for at in range(len(spans))]
        for at, part in enumerate(parts):
            if part is not None:
                found[at][index] = texts[part]
                spans[at] = together((spans[at], head.spans[part])) if len(texts) > 1 else spans[at]
    return tuple(tuple(texts[index] for index in sorted(texts)) for texts in found)


def _part(head: Sequence[Span], cells: Sequence[Span], at: int, label: str) -> int | None:
    """The index of the part of a heading line that is above a cell, or nearest to it; None if there is none.

    A single part is the heading of all columns except the labels; if it begins above the labels, it is a caption.
    """
    is_alone = len(head) == 1 and at > 0 and label != ""
    if is_alone and distance(cells[0], head[0]) <= 0:
        return None
    apart = [distance(cells[at], span) for span in head]
    nearest = min(range(len(head)), key=apart.__getitem__)
    if apart[nearest] <= 0:
        return nearest
    if len(head) == 1:
        return 0 if is_alone and any(distance(cell, head[0]) <= 0 for cell in cells[1:]) else None
    # A part that is above no cell belongs to the nearest one.
    closest = min(distance(cell, head[nearest]) for cell in cells)
    return nearest if apart[nearest] == closest < _MAX_HEADER_DISTANCE else None


def line_phrases(line: TextLine) -> tuple[str, ...]:
    """The measures in a line; in a line of several headings, only those that apply to all of them."""
    if len(line.columns) > 1 and not _are_alike(line.columns[1:]):
        return phrases(line.columns[0])
    return phrases(line.text, bool(line.cells))


def _are_alike(heads: Sequence[str]) -> bool:
    """Whether all column headings, apart from periods, have the same measure, or none has any."""
    found = [read_measure(head) for head in heads if head and not read_period(head)]
    measures = {(measure.unit, measure.scale, measure.per) for measure in found if measure}
    return not measures or (len(measures) == 1 and None not in found)
