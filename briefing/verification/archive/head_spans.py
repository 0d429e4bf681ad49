"""How wide the heads of a table on a sheet are: one of a column as its numbers, one of several as all of these.

Only its place tells which columns a head is over. Where it is centred over several, that is enough; where it begins or
ends with them it may as well be the first line of the head of one, and the heads below are the evidence: periods one
after the other, or the same heads as under another.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from math import inf
from typing import Final, NamedTuple

from msgspec import structs

from briefing.evidence.quantities import read_parts
from briefing.verification.archive.text_lines import Span, TextLine, distance, together

_ALIGNED: Final = 3.0
"""The points by which the centre or an end of a head may be beside that of what is below it."""
_MAX_HEADS: Final = 60
"""Of more parts in a line none is told which others it heads."""
_MAX_ROWS: Final = 20
"""The rows of a table that tell how wide its columns are."""
_NEAR: Final = 60.0
"""The points between a head and a number of its column, where the labels have no head."""


class _Head(NamedTuple):
    """A part of a line over a table."""

    text: str
    span: Span
    own: Span
    """Without the numbers of its column."""

    @property
    def is_period(self) -> bool:
        """Whether it is a date, or a part of one."""
        return bool(read_parts(self.text))


def spread(lines: Sequence[TextLine], below: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines over a table with each part as wide as what it heads; `below` are the lines from its first row on."""
    rows = tuple(takewhile(lambda line: line.cells, below[:_MAX_ROWS]))
    if not rows or not all(row.spans for row in rows):
        return tuple(lines)
    columns = _over_numbers(lines, rows)
    heads = [_heads(line, column, rows) for line, column in zip(lines, columns, strict=True)]
    return tuple(_over_heads(line, (*heads[at + 1 :], *heads[:at]), rows) for at, line in enumerate(columns))


def _has_parts(line: TextLine) -> bool:
    return 1 < len(line.spans) == len(line.columns) <= _MAX_HEADS


def _with_spans(line: TextLine, wider: dict[int, Span]) -> TextLine:
    """A line some parts of which are wider."""
    return structs.replace(line, spans=tuple(wider.get(at, span) for at, span in enumerate(line.spans)))


# --- heads of one column -----------------------------------------------------------------------------


def _over_numbers(lines: Sequence[TextLine], rows: Sequence[TextLine]) -> list[TextLine]:
    """The lines with the lowest head of each column as wide as it and its numbers, if rows have a number for each."""
    found: list[dict[int, Span]] = [{} for _ in lines]
    for lowest in _lowest(lines):
        wide = _wide([lines[line].spans[part] for line, part in lowest], rows)
        for (line, part), span in zip(lowest, wide, strict=False):
            found[line][part] = span
        if wide:
            break
    return [_with_spans(line, wider) for line, wider in zip(lines, found, strict=True)]


def _lowest(lines: Sequence[TextLine]) -> Iterator[Sequence[tuple[int, int]]]:
    """The lines and parts of the heads of one line, then with those of more lines that are over or under none of them.

    The line of the most parts is the first, of as many the lowest.
    """
    found: dict[tuple[int, int], Span] = {}
    with_parts = [at for at, line in enumerate(lines) if _has_parts(line)]
    for at in sorted(with_parts, key=lambda at: (-len(lines[at].spans), -at)):
        taken = list(found.values())
        spans = enumerate(lines[at].spans)
        found |= {(at, part): span for part, span in spans if not any(distance(span, other) < 0 for other in taken)}
        yield sorted(found, key=found.__getitem__)


def _wide(heads: Sequence[Span], rows: Sequence[TextLine]) -> list[Span]:
    """Each of some heads with its numbers; nothing where it is not plain which are its own."""
    full = [cells for row in rows if (cells := _cells(row, heads))]
    wide = [together(column) for column in zip(heads, *full, strict=True)]
    is_parted = all(left[1] <= right[0] for left, right in pairwise(wide))
    has_two = any(sum(distance(span, cell) < 0 for cell in row.spans) > 1 for span in wide for row in rows)
    return wide if full and is_parted and not has_two else []


def _cells(row: TextLine, heads: Sequence[Span]) -> Sequence[Span]:
    """The cells of a row that has one for each head, with its label or, if they are near, beside it."""
    if len(row.spans) == len(heads):
        return row.spans
    cells = row.spans[1:] if row.label and len(row.spans) == len(heads) + 1 else ()
    return cells if all(distance(*pair) < _NEAR for pair in zip(heads, cells, strict=False)) else ()


# --- heads of several columns ------------------------------------------------------------------------


def _heads(line: TextLine, column: TextLine, rows: Sequence[TextLine]) -> list[_Head]:
    """The heads in a line that are not over the labels of rows; in `column` each is as wide as its column."""
    if not _has_parts(line):
        return []
    found, numbers = map(_Head, line.columns, column.spans, line.spans), _numbers(rows)
    return [head for head in found if not _is_over_labels(head.span, rows, numbers)]


def _over_heads(line: TextLine, others: Sequence[Sequence[_Head]], rows: Sequence[TextLine]) -> TextLine:
    """A line of heads, each as wide as those of another line that are under it."""
    if not _has_parts(line):
        return line
    numbers = _numbers(rows)
    upper = [at for at, span in enumerate(line.spans) if not _is_over_labels(span, rows, numbers)]
    spans = [line.spans[at] for at in upper]
    found = next((parts for heads in others if len(heads) > 1 and (parts := _parts(spans, heads, numbers))), [])
    wider = {at: together((line.spans[at], *part)) for at, part in zip(upper, found, strict=False)}
    return _with_spans(line, wider)


def _is_over_labels(span: Span, rows: Sequence[TextLine], numbers: Sequence[Span]) -> bool:
    """Whether a head is over the labels of rows, and over none of their numbers."""
    is_over = any(row.label and distance(span, row.spans[0]) < 0 for row in rows)
    return is_over and not any(distance(span, cell) < 0 for cell in numbers)


def _numbers(rows: Sequence[TextLine]) -> list[Span]:
    return list(dict.fromkeys(span for row in rows for span in row.spans[1 if row.label else 0 :]))


def _parts(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each of some heads the lower ones under it; nothing where none are under any."""
    if len(heads) > len(upper):
        return (
            _covering(upper, heads)
            or _aligned(upper, heads, numbers)
            or _centred(upper, heads)
            or _evenly(upper, heads)
        )
    are_periods = all(head.is_period for head in heads)
    return _aligned(upper, heads, numbers) or (_centred(upper, heads) if are_periods else [])


# --- heads that are centred --------------------------------------------------------------------------


def _covering(upper: Sequence[Span], heads: Sequence[_Head]) -> Sequence[Sequence[Span]]:
    """All lower heads in order, parted so that each of the upper is centred over its own; nothing where none does."""
    found, first = [], 0
    for span in upper:
        ends = (end for end in range(first + 1, len(heads) + 1) if _is_centred(span, heads, first, end - 1))
        if (end := next(ends, 0)) == 0:
            return []
        found.append([head.span for head in heads[first:end]])
        first = end
    return found if first == len(heads) else []


def _is_centred(span: Span, heads: Sequence[_Head], first: int, last: int) -> bool:
    """Whether a head is centred over others, with the numbers of their columns or without."""
    left, right, middle = heads[first], heads[last], span[0] + span[1]
    with_numbers, alone = left.span[0] + right.span[1], left.own[0] + right.own[1]
    return abs(with_numbers - middle) < 2 * _ALIGNED or abs(alone - middle) < 2 * _ALIGNED


def _centred(upper: Sequence[Span], heads: Sequence[_Head]) -> Sequence[Sequence[Span]]:
    """For each head the lower ones side by side over which it is centred, and no other is."""
    found = [_centred_over(span, heads, [other for other in upper if other != span]) for span in upper]
    return found if any(found) else []


def _centred_over(span: Span, heads: Sequence[_Head], others: Sequence[Span]) -> Sequence[Span]:
    """The most periods over which a head is centred, else the fewest heads, if it is centred over none alone."""
    several = ((at, at + more) for more in range(1, len(heads) - 1) for at in range(len(heads) - more))
    centred = [heads[first : last + 1] for first, last in several if _is_centred(span, heads, first, last)]
    spans = [[head.span for head in part] for part in centred]
    apart = [at for at, part in enumerate(spans) if all(distance(together(part), other) >= 0 for other in others)]
    periods = [at for at in apart if all(head.is_period for head in centred[at])]
    if periods:
        return spans[periods[-1]]
    return spans[apart[0]] if apart and not _is_over_one(span, heads) else ()


def _is_over_one(span: Span, heads: Sequence[_Head]) -> bool:
    """Whether a head is centred over a lower one alone, or begins or ends with it."""
    ends = (end for head in heads for end in zip(span, head.own, strict=True))
    return any(abs(end - other) <= _ALIGNED for end, other in ends) or any(
        _is_centred(span, heads, at, at) for at in range(len(heads))
    )


def _evenly(upper: Sequence[Span], heads: Sequence[_Head]) -> Sequence[Sequence[Span]]:
    """As many lower heads for each of the upper, if the centre of each is among its own, and over none alone."""
    each, rest = divmod(len(heads), len(upper))
    parts = [[head.span for head in heads[at * each : (at + 1) * each]] for at in range(len(upper))]
    among = (part[0][0] < sum(span) / 2 < part[-1][1] for span, part in zip(upper, parts, strict=True))
    is_over_one = any(_is_over_one(span, heads) for span in upper)
    return parts if not rest and not is_over_one and all(among) else []


# --- heads that begin or end with those below them ---------------------------------------------------


def _aligned(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each head those below that end with it, else that begin with it."""
    return _ending(upper, heads, numbers) or _beginning(upper, heads, numbers)


def _beginning(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each head the ones below it from its left on, as far as they are of one kind; nothing without evidence."""
    ends = (*(left for left, _ in upper[1:]), inf)
    under = [[head for head in heads if left < head.span[1] <= end] for (left, _), end in zip(upper, ends, strict=True)]
    bare = [number for number in numbers if not any(distance(number, head.span) < 0 for head in heads)]
    own = [[] if _has_own_numbers(span, part, bare) else part for span, part in zip(upper, under, strict=True)]
    parts = [_of_one_kind(part, own) for part in own]
    rest = [head for head in heads if not any(head in part for part in parts)]
    are_over_more = all(_is_over_more(span, part[0].span) for span, part in zip(upper, parts, strict=True) if part)
    has_evidence = _are_repeated(parts, rest) or (are_over_more and _are_runs(parts, rest))
    return [[head.span for head in part] for part in parts] if has_evidence else []


def _ending(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """The same from its right, where each head ends with the last one below it."""
    mirrored = [_Head(head.text, _mirror(head.span), _mirror(head.own)) for head in reversed(heads)]
    found = _beginning([_mirror(span) for span in reversed(upper)], mirrored, [_mirror(span) for span in numbers])
    parts = [[_mirror(span) for span in reversed(part)] for part in reversed(found)]
    ends = [(span[1], part[-1][1]) for span, part in zip(upper, parts, strict=bool(parts)) if part]
    return parts if all(abs(end - last) <= _ALIGNED for end, last in ends) else []


def _mirror(span: Span) -> Span:
    return -span[1], -span[0]


def _has_own_numbers(span: Span, under: Sequence[_Head], bare: Sequence[Span]) -> bool:
    """Whether there are numbers without a lower head between the left of a head and the first below it."""
    end = under[0].span[0] if under else inf
    return any(span[0] < number[1] <= end for number in bare)


def _of_one_kind(part: Sequence[_Head], parts: Sequence[Sequence[_Head]]) -> Sequence[_Head]:
    """The first of some heads that are periods, else those that are the same under another head."""
    periods = list(takewhile(lambda head: head.is_period, part))
    return periods or part[: max((_shared(part, other) for other in parts if other is not part), default=0)]


def _shared(one: Sequence[_Head], other: Sequence[_Head]) -> int:
    """With how many heads of the same texts two parts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, zip(one, other, strict=False)))


def _are_repeated(parts: Sequence[Sequence[_Head]], rest: Sequence[_Head]) -> bool:
    """Whether the same texts are under several heads, which therefore tell them apart, and none of them elsewhere."""
    texts = Counter(head.text for part in parts for head in part)
    is_elsewhere = any(head.text in texts or head.is_period for head in rest)
    return not is_elsewhere and _are_distinct(parts) and max(texts.values(), default=0) > 1


def _are_runs(parts: Sequence[Sequence[_Head]], rest: Sequence[_Head]) -> bool:
    """Whether all heads below are periods, several under each head that has any."""
    are_periods = not rest and all(head.is_period for part in parts for head in part)
    return are_periods and _are_distinct(parts) and all(len(part) != 1 for part in parts)


def _are_distinct(parts: Sequence[Sequence[_Head]]) -> bool:
    """Whether some head has several below it, and none has two of the same text."""
    distinct = (len({head.text for head in part}) == len(part) for part in parts)
    return all(distinct) and any(len(part) > 1 for part in parts)


def _is_over_more(upper: Span, first: Span) -> bool:
    """Whether a head is not set as if it were over the first of those below it alone: centred, or ending with it."""
    is_over_first = abs(upper[1] - first[1]) <= _ALIGNED or abs(sum(upper) - sum(first)) < 2 * _ALIGNED
    return abs(upper[0] - first[0]) <= _ALIGNED or not is_over_first
