"""Rules across all rows of a chart: their positions, and the names above them.

Names that would overlap are stacked. A rule's line passes the names below its own, so they are ordered such
that no line crosses a name.
"""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from msgspec import Struct

from briefing.charts.bars import Bar
from briefing.charts.svg import Frame, Scale
from briefing.charts.text_metrics import width, wrapped

INSET = 8
"""Between two names."""


class Crossing(Struct, frozen=True):
    """A rule and its name."""

    x: float
    lines: tuple[str, ...]
    is_late: bool
    """Whether the name is to the left of the rule."""
    start: float
    end: float
    """The horizontal extent of the name."""
    bottom: float = 0
    """Where the name ends and the line begins."""

    def overlaps(self, other: "Crossing") -> bool:
        """Whether the names would overlap side by side."""
        return self.start < other.end + INSET and other.start < self.end + INSET


def crossings(rules: Iterable[Bar], scale: Scale, frame: Frame) -> tuple[Crossing, ...]:
    """The rules of a chart, each with its name above the rows."""
    named = sorted((_named(rule, scale, frame) for rule in rules), key=lambda each: each.x if each.is_late else -each.x)
    levels = list(_levels(named))
    heights = [
        max(len(each.lines) for each, level in zip(named, levels, strict=True) if level == own) * frame.leading
        for own in range(max(levels, default=-1) + 1)
    ]
    below = list(accumulate(heights, initial=0))
    return tuple(
        Crossing(each.x, each.lines, each.is_late, each.start, each.end, sum(heights) - below[level])
        for each, level in zip(named, levels, strict=True)
    )


def _named(rule: Bar, scale: Scale, frame: Frame) -> Crossing:
    x = scale.coordinate(rule.end)
    lines = (*wrapped(rule.lane[0], frame.size, frame.width / 2), rule.text)
    room, is_late = max(width(each, frame.size) for each in lines), x >= frame.width / 2
    return Crossing(x, lines, is_late, x - room if is_late else x, x if is_late else x + room)


def _levels(named: list[Crossing]) -> Iterator[int]:
    """The level of each name, counted upwards: above all previous names that it would overlap."""
    levels: list[int] = []
    for number, each in enumerate(named):
        under = (level for other, level in zip(named[:number], levels, strict=True) if each.overlaps(other))
        levels.append(max(under, default=-1) + 1)
        yield levels[-1]
