"""The heads of columns: the texts over each cell of a row, and the measures in a line that heads several columns.

What is over a cell is found by position on a sheet, else by the count of the parts of a line.
"""

from collections.abc import Sequence
from typing import Final

from briefing.evidence.quantities import read_period
from briefing.evidence.tables import read_measure
from briefing.evidence.tables.phrases import phrases
from briefing.verification.archive.text_lines import HEADS, Span, TextLine, distance, together

_NOTES: Final = frozenset({"note", "notes", "ref", "附注", "附註", "注释", "anhang", "注记"})
"""The head of a column that refers to the notes to the accounts."""
_MIN_GROUPS: Final = 2
_MAX_HEADER_DISTANCE: Final = 30.0
"""The points by which the head of a column may be beside a number."""


def texts_above(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """The texts above each cell of a row, from the top."""
    if line.spans and any(len(head.spans) > 1 for head in heads):
        return _over(heads, line)
    found = [parts for head in heads if (parts := _parts(head, len(line.cells)))]
    return tuple(tuple(filter(None, texts)) for texts in zip(*found, strict=True)) or ((),) * len(line.cells)


def _parts(head: TextLine, count: int) -> tuple[str, ...]:
    """The texts of a head over each of `count` cells, the first of which may be a label; none where they do not fit.

    The column of notes is empty in most rows of accounts.
    """
    without_notes = tuple(text for text in head.columns if text.strip(" .:").lower() not in _NOTES)
    for parts in (head.columns, tuple(match.group() for match in HEADS.finditer(head.text)), without_notes):
        if len(parts) == count > 1:
            return parts
        if len(parts) == count - 1 > 0:
            return ("", *parts)
    return _over_groups(head.columns, count - 1)


def _over_groups(parts: Sequence[str], count: int) -> tuple[str, ...]:
    """The texts of a head over each of `count` columns behind the labels, each over as many of them."""
    heads = tuple(filter(None, parts))
    if len(heads) < _MIN_GROUPS or len(heads) == count or count % len(heads):
        return ()
    return ("", *(head for head in heads for _ in range(count // len(heads))))


def _over(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """The texts over each cell of a row, from the top; what is over its head is over the cell.

    The lines of the most parts come first: groups may be named above the heads of their columns, or below them.
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
    """The part of a head that is over a cell or nearest to it; one that is alone heads all but the labels.

    One that is alone and begins over the labels is the caption of all columns.
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
    # A part over no cell heads the nearest one.
    closest = min(distance(cell, head[nearest]) for cell in cells)
    return nearest if apart[nearest] == closest < _MAX_HEADER_DISTANCE else None


def line_phrases(line: TextLine) -> tuple[str, ...]:
    """The measures in a line; of one that heads several columns, only those that are for all of them."""
    if len(line.columns) > 1 and not _are_alike(line.columns[1:]):
        return phrases(line.columns[0])
    return phrases(line.text, bool(line.cells))


def _are_alike(heads: Sequence[str]) -> bool:
    """Whether the heads of columns have one measure, or none, beside periods."""
    found = [read_measure(head) for head in heads if head and not read_period(head)]
    measures = {(measure.unit, measure.scale, measure.per) for measure in found if measure}
    return not measures or (len(measures) == 1 and None not in found)
