"""The texts over each cell of a row, from lines over its table: by position on a sheet, else by their count."""

from collections.abc import Sequence
from typing import Final

from msgspec import structs

from briefing.verification.archive.text_lines import HEADS, Span, TextLine

_MAX_HEADER_DISTANCE: Final = 30.0
"""The points by which the head of a column may be beside a number."""
_CENTRED: Final = 3.0
"""The points by which the centre of a head may be beside that of the heads below it."""
_MAX_HEADS: Final = 60
"""Of more parts in a line none is told which others it heads."""


def spread(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Lines over a table, in which each part that heads several parts below it is as wide as these together."""
    return tuple(_as_wide(line, lines[at + 1 :]) for at, line in enumerate(lines))


def _as_wide(line: TextLine, below: Sequence[TextLine]) -> TextLine:
    lower = next((other for other in below if len(other.spans) > len(line.spans) > 1), None)
    if lower is None or len(line.spans) != len(line.columns) or len(lower.spans) > _MAX_HEADS:
        return line
    parts = _parted_evenly(line.spans, lower.spans) or [_centred_over(span, lower.spans) for span in line.spans]
    wide = (_together((span, *part)) for span, part in zip(line.spans, parts, strict=True))
    return structs.replace(line, spans=tuple(wide))


def _parted_evenly(upper: Sequence[Span], lower: Sequence[Span]) -> list[Sequence[Span]] | None:
    """As many of the lower spans for each of the upper ones, where each upper one is centred among its own."""
    each, rest = divmod(len(lower), len(upper))
    parts = [lower[at * each : (at + 1) * each] for at in range(len(upper))]
    fits = not rest and all(part[0][0] < sum(span) / 2 < part[-1][1] for span, part in zip(upper, parts, strict=True))
    return parts if fits else None


def _centred_over(span: Span, lower: Sequence[Span]) -> Sequence[Span]:
    """The lower spans side by side over which one is centred; none where it is over one only."""
    several = (
        lower[first : first + count] for count in range(2, len(lower)) for first in range(len(lower) - count + 1)
    )
    return next((part for part in several if abs(sum(_together(part)) - sum(span)) < 2 * _CENTRED), ())


def _together(spans: Sequence[Span]) -> Span:
    return min(left for left, _ in spans), max(right for _, right in spans)


def texts_above(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """The texts above each cell of a row, from the top."""
    if line.spans and any(len(head.spans) > 1 for head in heads):
        return tuple(_over(heads, line, at) for at in range(len(line.cells)))
    found = [parts for head in heads if (parts := _parts(head, len(line.cells)))]
    return tuple(tuple(filter(None, texts)) for texts in zip(*found, strict=True)) or ((),) * len(line.cells)


def _parts(head: TextLine, count: int) -> tuple[str, ...]:
    """The texts of a head over each of `count` cells, the first of which may be a label; none where they do not fit."""
    for parts in (head.columns, tuple(match.group() for match in HEADS.finditer(head.text))):
        if len(parts) == count > 1:
            return parts
        if len(parts) == count - 1 > 0:
            return ("", *parts)
    return ()


def _over(heads: Sequence[TextLine], line: TextLine, at: int) -> tuple[str, ...]:
    """The texts over a cell, from the top; what is over its head is over the cell."""
    found: list[str] = []
    for head in reversed(heads):
        texts = head.columns or (head.text,)
        part = _part(head.spans, line, at) if len(texts) == len(head.spans) else None
        if part is not None:
            found.insert(0, texts[part])
            if len(texts) > 1:
                wide = _together((line.spans[at], head.spans[part]))
                line = structs.replace(line, spans=(*line.spans[:at], wide, *line.spans[at + 1 :]))
    return tuple(found)


def _part(spans: Sequence[Span], line: TextLine, at: int) -> int | None:
    """The part of a head that is over a cell or nearest to it; one that is alone heads all but the labels.

    One that is alone and begins over the labels is the caption of all columns.
    """
    is_alone = len(spans) == 1 and at > 0 and line.label != ""
    if is_alone and _distance(line.spans[0], spans[0]) <= 0:
        return None
    apart = [_distance(line.spans[at], span) for span in spans]
    nearest = min(range(len(spans)), key=apart.__getitem__)
    if apart[nearest] <= 0:
        return nearest
    if len(spans) == 1:
        is_over_any = any(_distance(span, spans[0]) <= 0 for span in line.spans[1:])
        return 0 if is_alone and is_over_any else None
    # A part over no cell heads the nearest one.
    closest = min(_distance(span, spans[nearest]) for span in line.spans)
    return nearest if apart[nearest] == closest < _MAX_HEADER_DISTANCE else None


def _distance(one: Span, other: Span) -> float:
    """How far two spans are apart; less than 0 by how much they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])
