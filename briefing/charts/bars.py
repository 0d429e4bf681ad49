"""Bars, ticks and rules: rows of amounts along an axis that lies.

Each amount is printed where it ends, so that there is no axis to look up.
On a phone the names of rows stand above them.
"""

from collections.abc import Iterator
from itertools import accumulate

from msgspec import Struct

from briefing.charts.amounts import Amount, Plotted, tones
from briefing.charts.lettering import width, wrapped
from briefing.charts.svg import NARROW, Frame, Layout, Look, Scale, line, rect, text
from briefing.model import Column, Mark
from briefing.model import Layer as Drawn

GAP = 14
"""Between rows."""
APART = 3
"""Between the lanes of a row."""
INSET = 6
"""Between a mark and its words."""
NAMES = 0.36
"""The most that the names of rows may take of the width."""

_FILLS = {
    "accent": ("accent", "", 1),
    "muted": ("muted", "", 1),
    "open": ("paper", "accent", 1),
    "faint": ("line", "muted", 1),
    "accent-rest": ("accent", "accent", 0.3),
    "muted-rest": ("muted", "muted", 0.3),
}
"""Of each tone: its fill, its outline, and how much of its fill is seen."""
_REST = {"accent": "accent-rest", "open": "accent-rest", "muted": "muted-rest", "faint": "muted-rest"}
"""In what tone the upper end of a range is drawn."""
_LETTERS = {"accent": "paper", "muted": "paper", "open": "ink", "faint": "ink"}

Place = tuple[str, str]
"""A row, and a lane in it."""


class _Bar(Struct, frozen=True):
    """A stretch of a row; of a tick, both ends are one."""

    place: Place
    start: float
    end: float
    tone: str
    text: str
    is_piled: bool = False
    named: str = ""
    """Of what is piled up: its words with those that its colour stands for, for where it has no room for them."""


class _Row(Struct, frozen=True):
    """A row: its name in lines, how high it stands, and where its lanes begin."""

    name: str
    lines: tuple[str, ...]
    height: float
    lanes: float


def lay_out_bars(layers: Plotted, frame: Frame) -> Layout:
    """The marks of a chart of bars, ticks and rules."""
    return _Sheet(_bars(layers), tuple(_ticks(layers)), tuple(_rules(layers)), frame).layout()


# --- what is drawn -----------------------------------------------------------------------------


def _bars(layers: Plotted) -> tuple[_Bar, ...]:
    found = tones(layers)
    return tuple(bar for layer, amounts in layers if layer.mark is Mark.BAR for bar in _piled(layer, amounts, found))


def _piled(layer: Drawn, amounts: tuple[Amount, ...], found: dict[str, str]) -> Iterator[_Bar]:
    """Bars of one row and lane, each where the one before on its side of zero ends (Vega-Lite's `stack: zero`)."""
    ends: dict[tuple[Place, bool], float] = {}
    places = [_place(layer, amount) for amount in amounts]
    for amount, place in zip(amounts, places, strict=True):
        tone = found[amount.word(layer.color)] if layer.color else "open" if amount.is_open else "accent"
        if places.count(place) == 1:
            yield from _alone(layer, amount, place, tone)
            continue
        part = amount.end(layer.measure)
        side = (place, part < 0)
        start = ends.get(side, 0)
        ends[side] = start + part
        named = f"{amount.word(layer.color)} {amount.text}" if layer.color else amount.text
        yield _Bar(place, start, ends[side], tone, amount.text, is_piled=True, named=named)


def _alone(layer: Drawn, amount: Amount, place: Place, tone: str) -> Iterator[_Bar]:
    """A bar from zero, or a range; of a range from zero, what is sure of it and what may be."""
    start, end = (amount.end(layer.measure), amount.end(layer.until)) if layer.until else (0, amount.end(layer.measure))
    if layer.measure is Column.VALUE and amount.is_range:
        yield _Bar(place, start, end, tone, "")
        start, end, tone = end, amount.high, _REST[tone]
    yield _Bar(place, start, end, tone, amount.text)


def _ticks(layers: Plotted) -> Iterator[_Bar]:
    for layer, amounts in layers:
        for amount in amounts if layer.mark is Mark.TICK else ():
            end = amount.end(layer.measure)
            yield _Bar(_place(layer, amount), end, end, "", amount.text)


def _rules(layers: Plotted) -> Iterator[_Bar]:
    for layer, amounts in layers:
        for amount in amounts if layer.mark is Mark.RULE else ():
            end = amount.end(layer.measure)
            yield _Bar((amount.label, ""), end, end, "", amount.text)


def _place(layer: Drawn, amount: Amount) -> Place:
    return amount.word(layer.by), amount.word(layer.lane) if layer.lane else ""


# --- where it is drawn ---------------------------------------------------------------------------


class _Sheet:
    """One drawing: its rows, its scale and what stands in them."""

    def __init__(self, bars: tuple[_Bar, ...], ticks: tuple[_Bar, ...], rules: tuple[_Bar, ...], frame: Frame) -> None:
        self.bars, self.ticks, self.rules, self.frame = bars, ticks, rules, frame
        self.marks = (*bars, *ticks)
        self.lanes = list(dict.fromkeys(bar.place[1] for bar in self.marks))
        self.thickness = len(self.lanes) * (frame.bar + APART) - APART
        names = tuple(dict.fromkeys(bar.place[0] for bar in self.marks))
        self.column = 0 if frame is NARROW else self.widest(names) + 2 * INSET
        self.head = max((len(self.lines_of(rule)) for rule in rules), default=0) * frame.leading
        rows = [self.row(name) for name in names]
        self.rows = {row.name: row for row in rows}
        self.tops = dict(zip(names, accumulate((row.height for row in rows), initial=self.head + 2), strict=False))
        self.bottom = self.head + 2 + sum(row.height for row in rows) - GAP + 4
        self.scale = self.fitted(self.fitted_to({}))

    def widest(self, names: tuple[str, ...]) -> float:
        """How much room names take beside their rows."""
        size, room = self.frame.size, self.frame.width * NAMES
        return max((width(line, size) for name in names for line in wrapped(name, size, room)), default=0)

    def row(self, name: str) -> _Row:
        size, leading = self.frame.size, self.frame.leading
        if not self.column:
            lines = wrapped(name, size, self.frame.width)
            return _Row(name, lines, len(lines) * leading + INSET + self.thickness + GAP, len(lines) * leading + INSET)
        lines = wrapped(name, size, self.frame.width * NAMES)
        height = max(self.thickness, len(lines) * leading)
        return _Row(name, lines, height + GAP, (height - self.thickness) / 2)

    def fitted(self, before: Scale) -> Scale:
        """The widest scale at which every amount still has room in its mark or beside it."""
        said = self.said(before)
        scale = self.fitted_to(said)
        # A narrower scale may leave a part no room for its words, which then stand beside it.
        return scale if self.said(scale) == said else self.fitted(scale)

    def fitted_to(self, said: dict[Place, str]) -> Scale:
        """The widest scale at which these words have room beside the marks of their places."""
        ends = [0.0, *(end for bar in (*self.marks, *self.rules) for end in (bar.start, bar.end))]
        low, span = min(ends), (max(ends) - min(ends)) or 1
        room, share = self.frame.width - self.column - 2, 1.0
        for place, words in said.items():
            beside = width(words, self.frame.size, strong=True) + INSET + 2
            filled = (self.reach(place) - low) / span or 1
            share = min(share, (room - beside) / room / filled)
        start = self.column + 1
        return Scale(low, low + span, start, start + room * max(share, 0.2))

    def said(self, scale: Scale) -> dict[Place, str]:
        """What is printed after the marks of a place: what its bar comes to, its goal, and parts without room."""
        said: dict[Place, list[str]] = {}
        for bar in self.marks:
            if bar.text and not (bar.is_piled and self.has_room(bar, scale)):
                said.setdefault(bar.place, []).append(bar.named or bar.text)
        return {place: " / ".join(words) for place, words in said.items()}

    def reach(self, place: Place) -> float:
        """How far the marks of a place go."""
        return max(0.0, *(bar.end for bar in self.marks if bar.place == place))

    def span(self, place: Place, beyond: float = 0) -> tuple[float, float]:
        """From the top to the bottom of a lane."""
        row = self.rows[place[0]]
        top = self.tops[row.name] + row.lanes + self.lanes.index(place[1]) * (self.frame.bar + APART)
        return top - beyond, top + self.frame.bar + beyond

    # marks

    def layout(self) -> Layout:
        marks = (*self.shapes(), *self.edges(), *self.crossing(), *self.names(), *self.amounts())
        return Layout(self.frame, self.bottom, marks)

    def shapes(self) -> Iterator[str]:
        for tone, (fill, stroke, opacity) in _FILLS.items():
            for bar in self.bars:
                if bar.tone == tone:
                    top, bottom = self.span(bar.place)
                    left, right = map(self.scale.place, sorted((bar.start, bar.end)))
                    yield rect((left, top), (right, bottom), fill, stroke, opacity=opacity)

    def edges(self) -> Iterator[str]:
        """Zero, from which bars are read, and the goals that ticks set."""
        places = dict.fromkeys(bar.place for bar in self.marks)
        spans = [(self.head, self.bottom)] if self.column else [self.span(place, APART) for place in places]
        yield from (self.upright(0, span, "muted", 1) for span in spans)
        yield from (self.upright(tick.end, self.span(tick.place, 4), "ink", 3) for tick in self.ticks)

    def upright(self, amount: float, span: tuple[float, float], stroke: str, weight: float) -> str:
        x = self.scale.place(amount)
        return line((x, span[0]), (x, span[1]), stroke, weight)

    def names(self) -> Iterator[str]:
        for row in self.rows.values():
            yield text((0, self.first_line(row)), row.lines, self.frame.leading, "ink")

    def first_line(self, row: _Row) -> float:
        """The baseline of the first line of a row's name."""
        if not self.column:
            return self.tops[row.name] + self.frame.size * 0.85
        middle = self.tops[row.name] + (row.height - GAP) / 2 + self.frame.size * 0.35
        return middle - (len(row.lines) - 1) * self.frame.leading / 2

    def amounts(self) -> Iterator[str]:
        """After each place what it comes to, and in what is piled up what each part is."""
        for place, words in self.said(self.scale).items():
            yield self.printed(place, self.reach(place), words, "ink", Look(is_strong=True, has_halo=True))
        for tone, colour in _LETTERS.items():
            for bar in self.bars:
                if bar.is_piled and bar.tone == tone and self.has_room(bar, self.scale):
                    yield self.printed(bar.place, min(bar.start, bar.end), bar.text, colour, Look(is_strong=True))

    def printed(self, place: Place, at: float, words: str, fill: str, look: Look) -> str:
        y = self.span(place)[0] + self.frame.bar / 2 + self.frame.size * 0.35
        return text((self.scale.place(at) + INSET, y), (words,), self.frame.leading, fill, look)

    def has_room(self, bar: _Bar, scale: Scale) -> bool:
        """Whether a part is long enough for its own words."""
        room = abs(scale.place(bar.end) - scale.place(bar.start)) - INSET
        return width(bar.text, self.frame.size, strong=True) <= room

    # rules

    def crossing(self) -> Iterator[str]:
        """Rules across all rows, each named at its head."""
        yield from (self.upright(rule.end, (self.head, self.bottom), "ink", 1.5) for rule in self.rules)
        for rule in self.rules:
            x = self.scale.place(rule.end)
            anchor = Look("start" if x < self.frame.width / 2 else "end")
            yield text((x, self.frame.size), self.lines_of(rule), self.frame.leading, "ink", anchor)

    def lines_of(self, rule: _Bar) -> tuple[str, ...]:
        return (*wrapped(rule.place[0], self.frame.size, self.frame.width / 2), rule.text)
