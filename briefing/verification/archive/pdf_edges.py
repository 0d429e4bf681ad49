"""Text repeated at the edges of a PDF's sheets: headers, footers and page numbers.

Such a line is at the very edge, separated from the text by more white space than there is between lines of text, and
repeated on other sheets, where each of its numbers is the same or increases with the sheets. Rows and headings of
tables, which many programs repeat on each sheet, do not meet these conditions.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from statistics import median
from typing import Final

from briefing import lazy_re
from briefing.verification.archive.page_labels import labels_in, read_label
from briefing.verification.archive.pdf_layout import LaidLine

MIN_REPEATED: Final = 3
"""How many sheets must have a line for it to count as repeated."""
_EDGE_LINES: Final = 3
"""How many lines at the top of a sheet, and at its bottom, may be headers or footers."""
_MIN_GAP: Final = 0.6
"""The least white space between a line at the edge and the text, in line heights."""
_WIDER: Final = 1.3
"""How many times wider that space must be than the one between lines of text."""
_NUMBER: Final = lazy_re.compile(r"\d+|\b[ivxlc]+\b")
_MAX_NUMBERS: Final = 3
"""A line with more numbers contains no page number."""


def outer_lines(lines: Sequence[LaidLine]) -> list[LaidLine]:
    """The highest and lowest lines of a sheet, for each direction of its text."""
    return [line for turned in _by_turn(lines) for line in _outer(turned)]


def _by_turn(lines: Sequence[LaidLine]) -> list[list[LaidLine]]:
    """Lines grouped by the direction of their text."""
    return [[line for line in lines if line.turn == turn] for turn in sorted({line.turn for line in lines})]


def _outer(lines: Sequence[LaidLine]) -> list[LaidLine]:
    high = sorted(lines, key=lambda line: -line.top)
    low = sorted(high[_EDGE_LINES:], key=lambda line: line.bottom)
    return [*high[:_EDGE_LINES], *low[:_EDGE_LINES]]


def running_lines(pages: Sequence[Sequence[LaidLine]], printed: Mapping[int, str]) -> list[list[LaidLine]]:
    """For each sheet its headers, footers and page number; `printed` are the page numbers by sheet."""
    edges = [[line for turned in _by_turn(lines) for line in _edge_lines(turned)] for lines in pages]
    repeated = Counter(
        pattern
        for sheet, lines in enumerate(edges, 1)
        for pattern in {pattern for line in lines for pattern in _patterns(line.text, sheet)}
    )
    least = min(MIN_REPEATED, max(len(pages), 2))
    return [
        [
            line
            for line in lines
            if labels_in(line.text) == {printed.get(sheet)}
            or any(repeated[pattern] >= least for pattern in _patterns(line.text, sheet))
        ]
        for sheet, lines in enumerate(edges, 1)
    ]


def _edge_lines(lines: Sequence[LaidLine]) -> list[LaidLine]:
    """The lines at both edges of a sheet that white space separates from its text; all are in one direction."""
    gap = _usual_gap(lines)
    high = sorted(lines, key=lambda line: -line.top)
    top = _separated(high, [(line.bottom, line.top) for line in high], gap)
    low = sorted(high[len(top) :], key=lambda line: line.bottom)
    return [*top, *_separated(low, [(-line.top, -line.bottom) for line in low], gap)]


def _usual_gap(lines: Sequence[LaidLine]) -> float:
    """The median white space between the lines of a text."""
    gaps = [gap for line, after in pairwise(lines) if (gap := line.bottom - after.top) > 0]
    return median(gaps) if gaps else 0.0


def _separated(lines: Sequence[LaidLine], spans: Sequence[tuple[float, float]], gap: float) -> Sequence[LaidLine]:
    """The first lines from an edge that white space separates from the rest; `spans` are their vertical spans."""
    found = 0
    for count in range(1, min(_EDGE_LINES, len(lines)) + 1):
        low, high = spans[count - 1]
        end = min(bottom for bottom, _ in spans[:count])
        following = max((top for _, top in spans[count:]), default=float("-inf"))
        if end - following > max(_MIN_GAP * (high - low), _WIDER * gap):
            found = count
    return lines[:found]


def _patterns(text: str, sheet: int) -> Iterator[str]:
    """The text in each variant in which some of its numbers are replaced by their offset from the sheet's number."""
    numbers = [(match, read_label(match.group())) for match in _NUMBER.finditer(text)]
    choices = [
        (match.group(), f"#{read[1] - sheet}") if read and len(numbers) <= _MAX_NUMBERS else (match.group(),)
        for match, read in numbers
    ]
    between = _NUMBER.split(text)
    for chosen in product(*choices):
        yield "".join(part for pair in zip(between, (*chosen, ""), strict=True) for part in pair)
