"""The horizontal extent of a table's headings: a column's heading is widened to its numbers, a group's to its columns.

Only the position of a heading tells which columns it is above. If it is centred over several, that is enough. If it
begins or ends with them, it may also be the first line of a single column's heading; then the headings below must be
evidence: a series of periods, or the same headings as below another.
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
"""The most points between the centre or an end of a heading and that of what is below it."""
_MAX_HEADS: Final = 60
"""Lines with more parts are left as they are."""
_MAX_ROWS: Final = 20
"""How many rows are examined for the width of the columns."""
_NEAR: Final = 60.0
"""The most points between a heading and a number of its column, if the labels have no heading."""


class _Head(NamedTuple):
    """A heading: a part of a line above a table."""

    text: str
    span: Span
    own: Span
    """Its own span, without the numbers of its column."""

    @property
    def is_period(self) -> bool:
        """Whether it is a date or a part of one."""
        return bool(read_parts(self.text))


def spread(lines: Sequence[TextLine], below: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The heading lines of a table, each part as wide as its columns; `below` are the lines from its first row on."""
    rows = tuple(takewhile(lambda line: line.cells, below[:_MAX_ROWS]))
    if not rows or not all(row.spans for row in rows):
        return tuple(lines)
    columns = _over_numbers(lines, rows)
    heads = [_heads(line, column, rows) for line, column in zip(lines, columns, strict=True)]
    return tuple(_over_heads(line, (*heads[at + 1 :], *heads[:at]), rows) for at, line in enumerate(columns))


def _has_parts(line: TextLine) -> bool:
    return 1 < len(line.spans) == len(line.columns) <= _MAX_HEADS


def _with_spans(line: TextLine, wider: dict[int, Span]) -> TextLine:
    """A line with some parts widened; `wider` gives their new spans by index."""
    return structs.replace(line, spans=tuple(wider.get(at, span) for at, span in enumerate(line.spans)))


# --- headers of one column -----------------------------------------------------------------------------


def _over_numbers(lines: Sequence[TextLine], rows: Sequence[TextLine]) -> list[TextLine]:
    """The lines with the lowest heading of each column widened to its numbers, if rows have one for each heading."""
    found: list[dict[int, Span]] = [{} for _ in lines]
    for lowest in _lowest(lines):
        wide = _with_numbers([lines[line].spans[part] for line, part in lowest], rows)
        for (line, part), span in zip(lowest, wide, strict=False):
            found[line][part] = span
        if wide:
            break
    return [_with_spans(line, wider) for line, wider in zip(lines, found, strict=True)]


def _lowest(lines: Sequence[TextLine]) -> Iterator[Sequence[tuple[int, int]]]:
    """Candidates for the columns' headings, as pairs of line and part: of one line, then with further lines added.

    Lines with more parts come first, and of equal ones the lower. Of a further line only parts are added that overlap
    none of those before.
    """
    found: dict[tuple[int, int], Span] = {}
    with_parts = [at for at, line in enumerate(lines) if _has_parts(line)]
    for at in sorted(with_parts, key=lambda at: (-len(lines[at].spans), -at)):
        taken = list(found.values())
        spans = enumerate(lines[at].spans)
        found |= {(at, part): span for part, span in spans if not any(distance(span, other) < 0 for other in taken)}
        yield sorted(found, key=found.__getitem__)


def _with_numbers(heads: Sequence[Span], rows: Sequence[TextLine]) -> list[Span]:
    """The spans of some headings with their numbers; empty if it is unclear which numbers belong to which."""
    full = [cells for row in rows if (cells := _cells(row, heads))]
    wide = [together(column) for column in zip(heads, *full, strict=True)]
    is_parted = all(left[1] <= right[0] for left, right in pairwise(wide))
    has_two = any(sum(distance(span, cell) < 0 for cell in row.spans) > 1 for span in wide for row in rows)
    return wide if full and is_parted and not has_two else []


def _cells(row: TextLine, heads: Sequence[Span]) -> Sequence[Span]:
    """The cells of a row that correspond to the headings one to one, with or without its label; else empty."""
    if len(row.spans) == len(heads):
        return row.spans
    cells = row.spans[1:] if row.label and len(row.spans) == len(heads) + 1 else ()
    return cells if all(distance(*pair) < _NEAR for pair in zip(heads, cells, strict=False)) else ()


# --- heads of several columns ------------------------------------------------------------------------


def _heads(line: TextLine, column: TextLine, rows: Sequence[TextLine]) -> list[_Head]:
    """The headings in a line that are not above the row labels; `column` is the line with widened parts."""
    if not _has_parts(line):
        return []
    found, numbers = map(_Head, line.columns, column.spans, line.spans), _numbers(rows)
    return [head for head in found if not _is_over_labels(head.span, rows, numbers)]


def _over_heads(line: TextLine, others: Sequence[Sequence[_Head]], rows: Sequence[TextLine]) -> TextLine:
    """A line of headings, each widened to the headings below it in another line."""
    if not _has_parts(line):
        return line
    numbers = _numbers(rows)
    upper = [at for at, span in enumerate(line.spans) if not _is_over_labels(span, rows, numbers)]
    spans = [line.spans[at] for at in upper]
    found = next((parts for heads in others if len(heads) > 1 and (parts := _parts(spans, heads, numbers))), [])
    wider = {at: together((line.spans[at], *part)) for at, part in zip(upper, found, strict=False)}
    return _with_spans(line, wider)


def _is_over_labels(span: Span, rows: Sequence[TextLine], numbers: Sequence[Span]) -> bool:
    """Whether a heading is above row labels, and above none of their numbers."""
    is_over = any(row.label and distance(span, row.spans[0]) < 0 for row in rows)
    return is_over and not any(distance(span, cell) < 0 for cell in numbers)


def _numbers(rows: Sequence[TextLine]) -> list[Span]:
    return list(dict.fromkeys(span for row in rows for span in row.spans[1 if row.label else 0 :]))


def _parts(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each upper heading, the spans of the lower ones that it covers; empty if none covers any."""
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
    """All lower headings, divided in order so that each upper one is centred over its own; empty if impossible."""
    found, first = [], 0
    for span in upper:
        ends = (end for end in range(first + 1, len(heads) + 1) if _is_centred(span, heads, first, end - 1))
        if (end := next(ends, 0)) == 0:
            return []
        found.append([head.span for head in heads[first:end]])
        first = end
    return found if first == len(heads) else []


def _is_centred(span: Span, heads: Sequence[_Head], first: int, last: int) -> bool:
    """Whether a heading is centred over a range of others, measured with or without the numbers of their columns."""
    left, right, middle = heads[first], heads[last], span[0] + span[1]
    with_numbers, alone = left.span[0] + right.span[1], left.own[0] + right.own[1]
    return abs(with_numbers - middle) < 2 * _ALIGNED or abs(alone - middle) < 2 * _ALIGNED


def _centred(upper: Sequence[Span], heads: Sequence[_Head]) -> Sequence[Sequence[Span]]:
    """For each upper heading, the adjacent lower ones over which it is centred, and no other upper one is."""
    found = [_centred_over(span, heads, [other for other in upper if other != span]) for span in upper]
    return found if any(found) else []


def _centred_over(span: Span, heads: Sequence[_Head], others: Sequence[Span]) -> Sequence[Span]:
    """The most periods over which a heading is centred, else the fewest headings, if not over a single one."""
    several = ((at, at + more) for more in range(1, len(heads) - 1) for at in range(len(heads) - more))
    centred = [heads[first : last + 1] for first, last in several if _is_centred(span, heads, first, last)]
    spans = [[head.span for head in part] for part in centred]
    apart = [at for at, part in enumerate(spans) if all(distance(together(part), other) >= 0 for other in others)]
    periods = [at for at in apart if all(head.is_period for head in centred[at])]
    if periods:
        return spans[periods[-1]]
    return spans[apart[0]] if apart and not _is_over_one(span, heads) else ()


def _is_over_one(span: Span, heads: Sequence[_Head]) -> bool:
    """Whether a heading is centred over a single lower one, or begins or ends with it."""
    ends = (end for head in heads for end in zip(span, head.own, strict=True))
    return any(abs(end - other) <= _ALIGNED for end, other in ends) or any(
        _is_centred(span, heads, at, at) for at in range(len(heads))
    )


def _evenly(upper: Sequence[Span], heads: Sequence[_Head]) -> Sequence[Sequence[Span]]:
    """Equally many lower headings for each upper one, if each is centred within its own, and not over a single one."""
    each, rest = divmod(len(heads), len(upper))
    parts = [[head.span for head in heads[at * each : (at + 1) * each]] for at in range(len(upper))]
    among = (part[0][0] < sum(span) / 2 < part[-1][1] for span, part in zip(upper, parts, strict=True))
    is_over_one = any(_is_over_one(span, heads) for span in upper)
    return parts if not rest and not is_over_one and all(among) else []


# --- heads that begin or end with those below them ---------------------------------------------------


def _aligned(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each upper heading, the lower ones that end at its right end, else those that begin at its left end."""
    return _ending(upper, heads, numbers) or _beginning(upper, heads, numbers)


def _beginning(upper: Sequence[Span], heads: Sequence[_Head], numbers: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """For each upper heading, the lower ones from its left end on, as far as they are alike; empty without evidence."""
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
    """The same from the right end, if each upper heading ends with the last one below it."""
    mirrored = [_Head(head.text, _mirror(head.span), _mirror(head.own)) for head in reversed(heads)]
    found = _beginning([_mirror(span) for span in reversed(upper)], mirrored, [_mirror(span) for span in numbers])
    parts = [[_mirror(span) for span in reversed(part)] for part in reversed(found)]
    ends = [(span[1], part[-1][1]) for span, part in zip(upper, parts, strict=bool(parts)) if part]
    return parts if all(abs(end - last) <= _ALIGNED for end, last in ends) else []


def _mirror(span: Span) -> Span:
    return -span[1], -span[0]


def _has_own_numbers(span: Span, under: Sequence[_Head], bare: Sequence[Span]) -> bool:
    """Whether there are numbers without a lower heading between a heading's left end and the first one below it."""
    end = under[0].span[0] if under else inf
    return any(span[0] < number[1] <= end for number in bare)


def _of_one_kind(part: Sequence[_Head], parts: Sequence[Sequence[_Head]]) -> Sequence[_Head]:
    """The leading headings that are periods, else those whose texts also lead the headings below another one."""
    periods = list(takewhile(lambda head: head.is_period, part))
    return periods or part[: max((_common_prefix(part, other) for other in parts if other is not part), default=0)]


def _common_prefix(one: Sequence[_Head], other: Sequence[_Head]) -> int:
    """The number of leading headings with equal texts in two parts."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, zip(one, other, strict=False)))


def _are_repeated(parts: Sequence[Sequence[_Head]], rest: Sequence[_Head]) -> bool:
    """Whether several upper headings have the same texts below them, which do not occur elsewhere."""
    texts = Counter(head.text for part in parts for head in part)
    is_elsewhere = any(head.text in texts or head.is_period for head in rest)
    return not is_elsewhere and _are_distinct(parts) and max(texts.values(), default=0) > 1


def _are_runs(parts: Sequence[Sequence[_Head]], rest: Sequence[_Head]) -> bool:
    """Whether all lower headings are periods, and each upper one has several of them or none."""
    are_periods = not rest and all(head.is_period for part in parts for head in part)
    return are_periods and _are_distinct(parts) and all(len(part) != 1 for part in parts)


def _are_distinct(parts: Sequence[Sequence[_Head]]) -> bool:
    """Whether at least one upper heading has several lower ones, and none has two with the same text."""
    distinct = (len({head.text for head in part}) == len(part) for part in parts)
    return all(distinct) and any(len(part) > 1 for part in parts)


def _is_over_more(upper: Span, first: Span) -> bool:
    """Whether a heading is not aligned with only the first one below it, by its centre or its right end."""
    is_over_first = abs(upper[1] - first[1]) <= _ALIGNED or abs(sum(upper) - sum(first)) < 2 * _ALIGNED
    return abs(upper[0] - first[0]) <= _ALIGNED or not is_over_first
