"""Rows of bars, ticks and rules, along an axis of amounts.

Each amount is printed at the end of its bar, so that no axis is needed. The scale is the widest at
which the labels next to the bars fit; a label that is too wide is printed below its row. On narrow
screens the names of rows are above them.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from briefing.charts.bars import Bar, FillStyle, Lane, bars, rules, ticks
from briefing.charts.crossings import crossings
from briefing.charts.svg import NARROW, Frame, Layout, Scale, TextStyle, hatching, line, rect, text
from briefing.charts.text_metrics import width, wrapped
from briefing.charts.values import PlottedLayers

GAP = 14
"""Between rows."""
BREAK = 10
"""Added between rows of different periods."""
APART = 3
"""Between the lanes of a row."""
INSET = 6
"""Between a mark and its words."""
TIP = 6
"""How far the end of a bound bar protrudes, or recedes."""
MAX_NAME_SHARE = 0.36
"""Of the width, for the names of rows."""
MAX_LABEL_SHARE = 0.6
"""Of the width of the bars, for a label beside one."""

_STRONG = TextStyle(is_strong=True)
_HALO = TextStyle(is_strong=True, has_halo=True)


class _BarRow(Struct, frozen=True):
    """A row, from the top: its name, its lanes, and below them the labels that do not fit beside."""

    name: str
    lines: tuple[str, ...]
    top: float
    lanes: float
    """Where its lanes begin."""
    body: float
    """Where its lanes or its name end, whichever is longer."""
    below: tuple[str, ...]


def lay_out_bars(layers: PlottedLayers, frame: Frame) -> Layout:
    """The marks of a chart of bars, ticks and rules."""
    return _BarChart(bars(layers), tuple(ticks(layers)), tuple(rules(layers)), frame).layout()


class _BarChart:
    """One drawing: its scale and its rows."""

    def __init__(self, bars: tuple[Bar, ...], ticks: tuple[Bar, ...], rules: tuple[Bar, ...], frame: Frame) -> None:
        self.bars, self.ticks, self.rules, self.frame = bars, ticks, rules, frame
        self.marks = (*bars, *ticks)
        self.lanes = list(dict.fromkeys(each.lane[1] for each in self.marks))
        self.thickness = len(self.lanes) * (frame.bar + APART) - APART
        self.names = tuple(dict.fromkeys(each.lane[0] for each in self.marks))
        self.column = 0 if frame is NARROW else self.widest() + 2 * INSET
        self.room = frame.width - self.column - 2
        self.wordy = self.too_wide(self.fitted_to({}))
        self.scale = self.fitted(self.fitted_to({}))
        self.wordy |= self.cut_off()
        self.crossings = crossings(rules, self.scale, frame)
        self.head = max((each.bottom for each in self.crossings), default=0)
        self.rows = {row.name: row for row in self.stacked()}
        self.bottom = self.end() + 4

    # the scale

    def widest(self) -> float:
        """The width of the names next to their rows."""
        size, room = self.frame.size, self.frame.width * MAX_NAME_SHARE
        return max((width(line, size) for name in self.names for line in wrapped(name, size, room)), default=0)

    def too_wide(self, scale: Scale) -> frozenset[Lane]:
        """The places whose labels would leave too little room for bars."""
        limit = self.room * MAX_LABEL_SHARE
        return frozenset(lane for lane, words in self.labels(scale).items() if self.label_width(words) > limit)

    def cut_off(self) -> frozenset[Lane]:
        """The places whose labels would still extend beyond the drawing."""
        edge = self.frame.width
        return frozenset(
            lane
            for lane, words in self.labels(self.scale).items()
            if self.scale.coordinate(self.extent(lane)) + self.tip(lane) + self.label_width(words) > edge + INSET
        )

    def fitted(self, before: Scale) -> Scale:
        """The widest scale at which every amount still fits in its mark or beside it."""
        labels = self.labels_beside(before)
        scale = self.fitted_to(labels)
        # At a narrower scale a label may no longer fit in its part, and moves beside it.
        return scale if self.labels_beside(scale) == labels else self.fitted(scale)

    def fitted_to(self, labels: Mapping[Lane, str]) -> Scale:
        """The widest scale at which these labels fit beside the marks of their places."""
        ends = [0.0, *(end for bar in (*self.marks, *self.rules) for end in (bar.start, bar.end))]
        low, span = min(ends), (max(ends) - min(ends)) or 1
        share = 1.0
        for lane, words in labels.items():
            filled = (self.extent(lane) - low) / span or 1
            share = min(share, (self.room - self.label_width(words) - self.tip(lane)) / self.room / filled)
        start = self.column + 1
        return Scale(low, low + span, start, start + self.room * max(share, 0.2))

    # what is printed

    def labels(self, scale: Scale) -> dict[Lane, str]:
        """The texts after the marks of a lane: the value of its bar, its goal, and labels that do not fit in parts."""
        labels: dict[Lane, list[str]] = {}
        for bar in self.marks:
            if bar.text and not (bar.is_piled and self.has_room(bar, scale)):
                labels.setdefault(bar.lane, []).append(bar.named or bar.text)
        return {lane: " / ".join(words) for lane, words in labels.items()}

    def labels_beside(self, scale: Scale) -> dict[Lane, str]:
        return {lane: words for lane, words in self.labels(scale).items() if lane not in self.wordy}

    def labels_below(self, name: str) -> Iterator[str]:
        """The lines printed below a row."""
        for lane, words in self.labels(self.scale).items():
            if lane[0] == name and lane in self.wordy:
                yield from wrapped(words, self.frame.size * 1.12, self.room)

    def label_width(self, words: str) -> float:
        """The width of a label beside a mark."""
        return width(words, self.frame.size, strong=True) + INSET + 2

    def extent(self, lane: Lane) -> float:
        """The extent of the marks of a place."""
        return max(0.0, *(bar.end for bar in self.marks if bar.lane == lane))

    def tip(self, lane: Lane) -> float:
        """The protrusion beyond the extent."""
        return (
            TIP if any(bar.bound > 0 and bar.end == self.extent(lane) for bar in self.bars if bar.lane == lane) else 0
        )

    def has_room(self, bar: Bar, scale: Scale) -> bool:
        """Whether a part is long enough for its own label."""
        room = abs(scale.coordinate(bar.end) - scale.coordinate(bar.start)) - INSET
        return width(bar.text, self.frame.size, strong=True) <= room

    # rows

    def stacked(self) -> Iterator[_BarRow]:
        """The rows, one below the other."""
        top = self.head + 2
        for name, above in zip(self.names, self.breaks(), strict=True):
            row = self.row(name, top + above)
            yield row
            top = row.top + row.body + len(row.below) * self.frame.leading + GAP

    def end(self) -> float:
        """The bottom of the last row; rules alone have no rows."""
        row = self.rows[self.names[-1]] if self.names else None
        return row.top + row.body + len(row.below) * self.frame.leading if row else self.head + GAP

    def row(self, name: str, top: float) -> _BarRow:
        size, leading = self.frame.size, self.frame.leading
        below = tuple(self.labels_below(name))
        if not self.column:
            lines = wrapped(name, size, self.frame.width)
            lanes = len(lines) * leading + INSET
            return _BarRow(name, lines, top, lanes, lanes + self.thickness, below)
        lines = wrapped(name, size, self.frame.width * MAX_NAME_SHARE)
        body = max(self.thickness, len(lines) * leading)
        return _BarRow(name, lines, top, (body - self.thickness) / 2, body, below)

    def breaks(self) -> list[float]:
        """The extra space between rows: more where a period with several rows begins or ends."""
        periods = ["/".join(sorted({bar.period for bar in self.marks if bar.lane[0] == name})) for name in self.names]
        changes = [before != after for before, after in pairwise(periods)]
        is_grouped = sum(changes) + 1 == len(set(periods)) < len(periods)
        return [0, *(BREAK if is_grouped and changed else 0 for changed in changes)] if periods else []

    def span(self, lane: Lane, beyond: float = 0) -> tuple[float, float]:
        """From the top to the bottom of a lane."""
        row = self.rows[lane[0]]
        top = row.top + row.lanes + self.lanes.index(lane[1]) * (self.frame.bar + APART)
        return top - beyond, top + self.frame.bar + beyond

    # marks

    def layout(self) -> Layout:
        marks = (*self.shapes(), *self.edges(), *self.rule_marks(), *self.row_names(), *self.amounts())
        return Layout(self.frame, self.bottom, marks)

    def shapes(self) -> Iterator[str]:
        for style in FillStyle:
            for bar in self.bars:
                if bar.paint.style is style:
                    yield from self.shape(bar)

    def shape(self, bar: Bar) -> Iterator[str]:
        """A bar, with its hatching; a bar without length that is not at zero is a line."""
        top, bottom = self.span(bar.lane)
        left, right = map(self.scale.coordinate, sorted((bar.start, bar.end)))
        if bar.start == bar.end != 0:
            yield line((left, top), (left, bottom), bar.paint.colour, 3)
            return
        paint = bar.paint
        start, end = map(self.scale.coordinate, (bar.start, bar.end))
        tip = bar.bound * min(TIP, right - left)
        yield rect((start, top), (end, bottom), paint.fill, paint.stroke, opacity=paint.opacity, tip=tip)
        if paint.style is FillStyle.HATCHED:
            yield hatching((left, top), (right, bottom), paint.colour)

    def edges(self) -> Iterator[str]:
        """Zero, from which bars are read, and the goals that ticks set."""
        places = dict.fromkeys(bar.lane for bar in self.marks)
        spans = [(self.head, self.bottom)] if self.column else [self.span(lane, APART) for lane in places]
        yield from (self.upright(0, span, "muted", 1) for span in spans)
        yield from (self.upright(tick.end, self.span(tick.lane, 4), "ink", 3) for tick in self.ticks)

    def upright(self, amount: float, span: tuple[float, float], stroke: str, weight: float) -> str:
        x = self.scale.coordinate(amount)
        return line((x, span[0]), (x, span[1]), stroke, weight)

    def rule_marks(self) -> Iterator[str]:
        for each in self.crossings:
            yield line((each.x, each.bottom), (each.x, self.bottom), "ink", 1.5)
        for each in self.crossings:
            y = each.bottom - len(each.lines) * self.frame.leading + self.frame.size
            yield text(
                (each.x, y), each.lines, self.frame.leading, "ink", TextStyle("end" if each.is_late else "start")
            )

    def row_names(self) -> Iterator[str]:
        for row in filter(lambda row: row.name, self.rows.values()):
            yield text((0, self.first_line(row)), row.lines, self.frame.leading, "ink")

    def first_line(self, row: _BarRow) -> float:
        """The baseline of the first line of a row's name."""
        if not self.column:
            return row.top + self.frame.size * 0.85
        middle = row.top + row.body / 2 + self.frame.size * 0.35
        return middle - (len(row.lines) - 1) * self.frame.leading / 2

    def amounts(self) -> Iterator[str]:
        """The amount of each lane, after or below it, and of each stacked part."""
        for lane, words in self.labels_beside(self.scale).items():
            yield self.printed(lane, self.scale.coordinate(self.extent(lane)) + self.tip(lane), words, "ink", _HALO)
        for bar in self.bars:
            if bar.is_piled and self.has_room(bar, self.scale):
                is_dark = bar.paint.style is FillStyle.SOLID
                style = _HALO if bar.paint.style is FillStyle.HATCHED else _STRONG
                x = self.scale.coordinate(min(bar.start, bar.end))
                yield self.printed(bar.lane, x, bar.text, "paper" if is_dark else "ink", style)
        for row in self.rows.values():
            if row.below:
                at = self.column + 1, row.top + row.body + self.frame.leading - 2
                yield text(at, row.below, self.frame.leading, "ink", _HALO)

    def printed(self, lane: Lane, x: float, words: str, fill: str, style: TextStyle) -> str:
        y = self.span(lane)[0] + self.frame.bar / 2 + self.frame.size * 0.35
        return text((x + INSET, y), (words,), self.frame.leading, fill, style)
