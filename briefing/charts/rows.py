"""Rows of bars, ticks and rules, along an axis of amounts.

Each amount is printed where its bar ends, so that there is no axis to look up. The scale is the widest at which
all that is printed beside the bars has room; what would need too much of it stands below its row. On a phone the
names of rows stand above them.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from briefing.charts.amounts import Plotted
from briefing.charts.bars import Bar, Place, Style, bars, rules, ticks
from briefing.charts.crossings import crossings
from briefing.charts.lettering import width, wrapped
from briefing.charts.svg import NARROW, Frame, Layout, Look, Scale, hatching, line, rect, text

GAP = 14
"""Between rows."""
BREAK = 10
"""More than that between rows of different periods."""
APART = 3
"""Between the lanes of a row."""
INSET = 6
"""Between a mark and its words."""
TIP = 6
"""How far the end of a bar that is a bound stands out, or in."""
NAMES = 0.36
"""The most that the names of rows may take of the width."""
BESIDE = 0.6
"""The most that the words beside a bar may take of the width that there is for bars."""

_STRONG = Look(is_strong=True)
_HALO = Look(is_strong=True, has_halo=True)


class _Row(Struct, frozen=True):
    """A row, from its top: its name, its lanes, and below them the words that have no room beside."""

    name: str
    lines: tuple[str, ...]
    top: float
    lanes: float
    """Where its lanes begin."""
    body: float
    """Where its lanes or its name end, whichever is longer."""
    below: tuple[str, ...]


def lay_out_bars(layers: Plotted, frame: Frame) -> Layout:
    """The marks of a chart of bars, ticks and rules."""
    return _Sheet(bars(layers), tuple(ticks(layers)), tuple(rules(layers)), frame).layout()


class _Sheet:
    """One drawing: its scale, its rows and what stands in them."""

    def __init__(self, bars: tuple[Bar, ...], ticks: tuple[Bar, ...], rules: tuple[Bar, ...], frame: Frame) -> None:
        self.bars, self.ticks, self.rules, self.frame = bars, ticks, rules, frame
        self.marks = (*bars, *ticks)
        self.lanes = list(dict.fromkeys(each.place[1] for each in self.marks))
        self.thickness = len(self.lanes) * (frame.bar + APART) - APART
        self.names = tuple(dict.fromkeys(each.place[0] for each in self.marks))
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
        """How much room names take beside their rows."""
        size, room = self.frame.size, self.frame.width * NAMES
        return max((width(line, size) for name in self.names for line in wrapped(name, size, room)), default=0)

    def too_wide(self, scale: Scale) -> frozenset[Place]:
        """The places whose words would leave too little room for bars."""
        most = self.room * BESIDE
        return frozenset(place for place, words in self.said(scale).items() if self.beside(words) > most)

    def cut_off(self) -> frozenset[Place]:
        """The places whose words would leave the drawing all the same."""
        edge = self.frame.width
        return frozenset(
            place
            for place, words in self.said(self.scale).items()
            if self.scale.place(self.reach(place)) + self.tip(place) + self.beside(words) > edge + INSET
        )

    def fitted(self, before: Scale) -> Scale:
        """The widest scale at which every amount still has room in its mark or beside it."""
        said = self.said_beside(before)
        scale = self.fitted_to(said)
        # A narrower scale may leave a part no room for its words, which then stand beside it.
        return scale if self.said_beside(scale) == said else self.fitted(scale)

    def fitted_to(self, said: Mapping[Place, str]) -> Scale:
        """The widest scale at which these words have room beside the marks of their places."""
        ends = [0.0, *(end for bar in (*self.marks, *self.rules) for end in (bar.start, bar.end))]
        low, span = min(ends), (max(ends) - min(ends)) or 1
        share = 1.0
        for place, words in said.items():
            filled = (self.reach(place) - low) / span or 1
            share = min(share, (self.room - self.beside(words) - self.tip(place)) / self.room / filled)
        start = self.column + 1
        return Scale(low, low + span, start, start + self.room * max(share, 0.2))

    # what is printed

    def said(self, scale: Scale) -> dict[Place, str]:
        """What is printed after the marks of a place: what its bar comes to, its goal, and parts without room."""
        said: dict[Place, list[str]] = {}
        for bar in self.marks:
            if bar.text and not (bar.is_piled and self.has_room(bar, scale)):
                said.setdefault(bar.place, []).append(bar.named or bar.text)
        return {place: " / ".join(words) for place, words in said.items()}

    def said_beside(self, scale: Scale) -> dict[Place, str]:
        return {place: words for place, words in self.said(scale).items() if place not in self.wordy}

    def said_below(self, name: str) -> Iterator[str]:
        """The lines that are printed below a row."""
        for place, words in self.said(self.scale).items():
            if place[0] == name and place in self.wordy:
                yield from wrapped(words, self.frame.size * 1.12, self.room)

    def beside(self, words: str) -> float:
        """How much room words take beside a mark."""
        return width(words, self.frame.size, strong=True) + INSET + 2

    def reach(self, place: Place) -> float:
        """How far the marks of a place go."""
        return max(0.0, *(bar.end for bar in self.marks if bar.place == place))

    def tip(self, place: Place) -> float:
        """How far they stand out beyond that."""
        return (
            TIP if any(bar.bound > 0 and bar.end == self.reach(place) for bar in self.bars if bar.place == place) else 0
        )

    def has_room(self, bar: Bar, scale: Scale) -> bool:
        """Whether a part is long enough for its own words."""
        room = abs(scale.place(bar.end) - scale.place(bar.start)) - INSET
        return width(bar.text, self.frame.size, strong=True) <= room

    # rows

    def stacked(self) -> Iterator[_Row]:
        """The rows, one below the other."""
        top = self.head + 2
        for name, above in zip(self.names, self.breaks(), strict=True):
            row = self.row(name, top + above)
            yield row
            top = row.top + row.body + len(row.below) * self.frame.leading + GAP

    def end(self) -> float:
        """Where the last row ends; rules alone have none."""
        row = self.rows[self.names[-1]] if self.names else None
        return row.top + row.body + len(row.below) * self.frame.leading if row else self.head + GAP

    def row(self, name: str, top: float) -> _Row:
        size, leading = self.frame.size, self.frame.leading
        below = tuple(self.said_below(name))
        if not self.column:
            lines = wrapped(name, size, self.frame.width)
            lanes = len(lines) * leading + INSET
            return _Row(name, lines, top, lanes, lanes + self.thickness, below)
        lines = wrapped(name, size, self.frame.width * NAMES)
        body = max(self.thickness, len(lines) * leading)
        return _Row(name, lines, top, (body - self.thickness) / 2, body, below)

    def breaks(self) -> list[float]:
        """What stands between rows beyond the usual: more where a period with several rows begins or ends."""
        periods = ["/".join(sorted({bar.period for bar in self.marks if bar.place[0] == name})) for name in self.names]
        changes = [before != after for before, after in pairwise(periods)]
        is_grouped = sum(changes) + 1 == len(set(periods)) < len(periods)
        return [0, *(BREAK if is_grouped and changed else 0 for changed in changes)] if periods else []

    def span(self, place: Place, beyond: float = 0) -> tuple[float, float]:
        """From the top to the bottom of a lane."""
        row = self.rows[place[0]]
        top = row.top + row.lanes + self.lanes.index(place[1]) * (self.frame.bar + APART)
        return top - beyond, top + self.frame.bar + beyond

    # marks

    def layout(self) -> Layout:
        marks = (*self.shapes(), *self.edges(), *self.rule_marks(), *self.row_names(), *self.amounts())
        return Layout(self.frame, self.bottom, marks)

    def shapes(self) -> Iterator[str]:
        for style in Style:
            for bar in self.bars:
                if bar.paint.style is style:
                    yield from self.shape(bar)

    def shape(self, bar: Bar) -> Iterator[str]:
        """A bar, with hatching upon it where it is hatched; one without length away from zero is a line."""
        top, bottom = self.span(bar.place)
        left, right = map(self.scale.place, sorted((bar.start, bar.end)))
        if bar.start == bar.end != 0:
            yield line((left, top), (left, bottom), bar.paint.colour, 3)
            return
        paint = bar.paint
        start, end = map(self.scale.place, (bar.start, bar.end))
        tip = bar.bound * min(TIP, right - left)
        yield rect((start, top), (end, bottom), paint.fill, paint.stroke, opacity=paint.opacity, tip=tip)
        if paint.style is Style.HATCHED:
            yield hatching((left, top), (right, bottom), paint.colour)

    def edges(self) -> Iterator[str]:
        """Zero, from which bars are read, and the goals that ticks set."""
        places = dict.fromkeys(bar.place for bar in self.marks)
        spans = [(self.head, self.bottom)] if self.column else [self.span(place, APART) for place in places]
        yield from (self.upright(0, span, "muted", 1) for span in spans)
        yield from (self.upright(tick.end, self.span(tick.place, 4), "ink", 3) for tick in self.ticks)

    def upright(self, amount: float, span: tuple[float, float], stroke: str, weight: float) -> str:
        x = self.scale.place(amount)
        return line((x, span[0]), (x, span[1]), stroke, weight)

    def rule_marks(self) -> Iterator[str]:
        for each in self.crossings:
            yield line((each.x, each.bottom), (each.x, self.bottom), "ink", 1.5)
        for each in self.crossings:
            y = each.bottom - len(each.lines) * self.frame.leading + self.frame.size
            yield text((each.x, y), each.lines, self.frame.leading, "ink", Look("end" if each.is_late else "start"))

    def row_names(self) -> Iterator[str]:
        for row in filter(lambda row: row.name, self.rows.values()):
            yield text((0, self.first_line(row)), row.lines, self.frame.leading, "ink")

    def first_line(self, row: _Row) -> float:
        """The baseline of the first line of a row's name."""
        if not self.column:
            return row.top + self.frame.size * 0.85
        middle = row.top + row.body / 2 + self.frame.size * 0.35
        return middle - (len(row.lines) - 1) * self.frame.leading / 2

    def amounts(self) -> Iterator[str]:
        """What each place comes to, after or below it, and in what is piled up what each part is."""
        for place, words in self.said_beside(self.scale).items():
            yield self.printed(place, self.scale.place(self.reach(place)) + self.tip(place), words, "ink", _HALO)
        for bar in self.bars:
            if bar.is_piled and self.has_room(bar, self.scale):
                is_dark = bar.paint.style is Style.SOLID
                look = _HALO if bar.paint.style is Style.HATCHED else _STRONG
                x = self.scale.place(min(bar.start, bar.end))
                yield self.printed(bar.place, x, bar.text, "paper" if is_dark else "ink", look)
        for row in self.rows.values():
            if row.below:
                at = self.column + 1, row.top + row.body + self.frame.leading - 2
                yield text(at, row.below, self.frame.leading, "ink", _HALO)

    def printed(self, place: Place, x: float, words: str, fill: str, look: Look) -> str:
        y = self.span(place)[0] + self.frame.bar / 2 + self.frame.size * 0.35
        return text((x + INSET, y), (words,), self.frame.leading, fill, look)
