"""Lines over time, and rules across them.

Time is counted in days, so that time zones do not matter; each line is
labelled at its end, and planned or forecast points are dashed and hollow.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, inf
from statistics import median

from msgspec import Struct

from briefing.charts.svg import NARROW, PLAIN, Dash, Frame, Layout, Point, Scale, TextStyle, circle, line, text
from briefing.charts.text_metrics import width, wrapped
from briefing.charts.values import ChartValue, PlottedLayers, tones
from briefing.evidence.quantities import format_quantity
from briefing.model import Bound, Mark, Quantity
from briefing.model import Layer as Drawn

INSET = 8
MAX_PRINTED = 6
"""Up to this many points of a single line are each printed."""
MIN_STEPS = 3
"""The steps from which on the usual length of a step is known."""
MIN_GAP_RATIO = 1.9
"""A step longer than usual by this factor leaves periods out; months and quarters differ a little in length."""
THICK, THIN = 2.5, 1.5
"""The widths of lines, and of those that the chart is not about."""
MIN_PERIOD_DAYS = 28
"""Shorter periods are dates, which recur irregularly."""
_STROKES = {"accent": "accent", "muted": "muted", "open": "ink", "faint": "muted"}
_DASHES = {"faint": (1, 4)}
_PLANNED = (5, 5)
_GROUPS = {"zh": 4}
"""The powers of ten between scale words."""


class _Series(Struct, frozen=True):
    """A series in chronological order."""

    name: str
    tone: str
    amounts: tuple[ChartValue, ...]

    @property
    def is_beside(self) -> bool:
        """Whether the chart is about another line."""
        return all(amount.emphasis == "muted" for amount in self.amounts)

    def steps(self) -> Iterator[tuple[ChartValue, ChartValue]]:
        """The pairs of amounts to connect, with gaps where periods are missing between two actual ones."""
        pairs = list(pairwise(self.amounts))
        usual = median(other.day - one.day for one, other in pairs) if len(pairs) >= MIN_STEPS else inf
        for one, other in pairs:
            is_gap = other.day - one.day > MIN_GAP_RATIO * usual and other.days >= MIN_PERIOD_DAYS and not other.is_open
            if not is_gap:
                yield one, other


def lay_out_lines(layers: PlottedLayers, frame: Frame, unit: str, language: str) -> Layout:
    """The marks of a chart of lines; amounts are in `unit`."""
    return _LineChart(layers, frame, unit, language).layout()


class _LineChart:
    """One drawing: its lines, its two scales and the words around them."""

    def __init__(self, layers: PlottedLayers, frame: Frame, unit: str, language: str) -> None:
        self.frame = frame
        self.unit, self.language = unit, language
        found = tones(layers)
        self.lines = [line for layer in layers if layer[0].mark is Mark.LINE for line in _lines(*layer, found)]
        # The highlighted series is painted last.
        self.lines.sort(key=lambda each: not each.is_beside)
        self.rules = [a for layer, amounts in layers if layer.mark is Mark.RULE for a in amounts]
        self.amounts = [amount for line in self.lines for amount in line.amounts]
        self.height = 250 if frame is NARROW else 300
        self.right = self.side()
        self.y = self.upright()
        # If each amount is printed at its point, no axis is needed.
        self.is_short = len(self.lines) == 1 and len(self.amounts) <= MAX_PRINTED
        self.x = self.calendar()
        if self.is_short and len(list(self.printed())) < len(self.amounts) - 1:
            self.is_short = False
            self.x = self.calendar()

    # scales

    def side(self) -> float:
        """The space for the names at the ends of lines."""
        widths = [width(words, self.frame.size, strong=True) for line in self.lines for words in self.end_words(line)]
        return max(widths, default=0) + INSET + 6

    def end_words(self, line: _Series) -> tuple[str, ...]:
        named = (line.name,) if line.name and len(self.lines) > 1 else ()
        words = (*named, line.amounts[-1].text)
        return tuple(piece for each in words for piece in wrapped(each, self.frame.size, self.frame.width * 0.26))

    def upright(self) -> Scale:
        ends = [end for a in (*self.amounts, *self.rules) for end in (a.low, a.high)]
        self.ticks = _ticks(min(0.0, *ends), max(0.0, *ends))
        bottom = self.height - self.frame.leading - 6
        return Scale(self.ticks[0], self.ticks[-1], bottom, self.frame.leading + 4)

    def calendar(self) -> Scale:
        days = [amount.day for amount in self.amounts]
        half = max(width(amount.period, self.frame.size) for amount in self.amounts) / 2
        ticks = max((width(self.tick(tick), self.frame.size) for tick in self.ticks[1:]), default=0)
        amount = max(width(amount.text, self.frame.size) for amount in self.amounts) / 2
        left = max(half, amount if self.is_short else min(ticks + INSET, self.frame.width * 0.2))
        return Scale(min(days), max(days), left + 2, self.frame.width - max(self.right, half + 2))

    # marks

    def layout(self) -> Layout:
        marks = (*self.grid(), *self.rule_marks(), *self.marks(), *self.names())
        return Layout(self.frame, self.height, marks)

    def grid(self) -> Iterator[str]:
        shown = [] if self.is_short else self.ticks
        yield from (self.across(tick, "line", 1) for tick in shown)
        yield self.across(0, "muted", 1)
        yield from (self.words((0, self.y.coordinate(tick) - 5), self.tick(tick), "muted") for tick in shown if tick)
        yield from self.periods()

    def across(self, amount: float, stroke: str, weight: float, dash: Dash = ()) -> str:
        y = self.y.coordinate(amount)
        return line((0, y), (self.x.end + INSET, y), stroke, weight, dash=dash)

    def words(self, at: Point, words: str, fill: str, style: TextStyle = PLAIN) -> str:
        return text(at, (words,), self.frame.leading, fill, style)

    def tick(self, amount: float) -> str:
        value, step = Decimal(str(amount)), Decimal(str(self.ticks[1])) - Decimal(str(self.ticks[0]))
        quantity = Quantity(value, value, self.unit, Bound.EXACT, _digit(step, self.language))
        return format_quantity(quantity, self.language)

    def periods(self) -> Iterator[str]:
        """The periods under the axis, as many as fit, from the last one backwards."""
        free = self.frame.width + INSET
        for day, period in sorted({(a.day, a.period) for a in self.amounts}, reverse=True):
            place, half = self.x.coordinate(day), width(period, self.frame.size) / 2
            if place + half + INSET <= free:
                yield self.words((place, self.height - 4), period, "muted", TextStyle("middle"))
                free = place - half

    def rule_marks(self) -> Iterator[str]:
        yield from (self.across(rule.low, "ink", 1.5, (2, 3)) for rule in self.rules)
        for rule in self.rules:
            x, y = self.x.end + INSET, self.y.coordinate(rule.low) - 5
            yield self.words((x, y), f"{rule.label} {rule.text}", "ink", TextStyle("end", has_halo=True))

    def marks(self) -> Iterator[str]:
        for each in self.lines:
            stroke, weight = _STROKES[each.tone], THIN if each.is_beside else THICK
            for is_planned in (False, True):
                dash = _PLANNED if is_planned else _DASHES.get(each.tone, ())
                for one, other in each.steps():
                    if other.is_open is is_planned:
                        ends = self.point(one), self.point(other)
                        yield line(*ends, stroke, weight, dash=dash, has_round_ends=True)
            yield from (line(*self.ends(a), stroke, 6, has_round_ends=True) for a in each.amounts if a.is_range)
            yield from (
                circle(self.point(a), "paper" if a.is_open else stroke, stroke)
                for a in sorted(each.amounts, key=lambda amount: amount.is_open)
            )

    def point(self, amount: ChartValue) -> Point:
        return self.x.coordinate(amount.day), self.y.coordinate(_middle(amount))

    def ends(self, amount: ChartValue) -> tuple[Point, Point]:
        """The points of the two ends of a range."""
        x = self.x.coordinate(amount.day)
        return (x, self.y.coordinate(amount.low)), (x, self.y.coordinate(amount.high))

    # words

    def names(self) -> Iterator[str]:
        """Each line's name and last amount at its end."""
        lines = sorted(self.lines, key=lambda each: -_middle(each.amounts[-1]))
        style = TextStyle(is_strong=True, has_halo=True)
        for each, top in zip(lines, self.tops(lines), strict=True):
            x = self.x.coordinate(each.amounts[-1].day) + INSET + 2
            yield text((x, top), self.end_words(each), self.frame.leading, _STROKES[each.tone], style)
        yield from self.printed()

    def tops(self, lines: Sequence[_Series]) -> Sequence[float]:
        """The tops of the labels at the ends of lines: pushed apart if they would touch, and up from the periods."""
        leading, half = self.frame.leading, self.frame.size * 0.35
        rows = [len(self.end_words(each)) for each in lines]
        tops: list[float] = []
        lowest = -1.0
        for each, count in zip(lines, rows, strict=True):
            middle = self.y.coordinate(_middle(each.amounts[-1])) + half
            tops.append(max(middle - (count - 1) * leading / 2, lowest))
            lowest = tops[-1] + count * leading + 2
        limit = self.y.coordinate(self.ticks[0]) + half
        for index in range(len(tops) - 1, -1, -1):
            tops[index] = min(tops[index], limit - (rows[index] - 1) * leading)
            limit = tops[index] - leading - 2
        return tops

    def printed(self) -> Iterator[str]:
        """The amounts of a short line, if they do not touch each other."""
        free = 0.0
        for amount in self.lines[0].amounts[:-1] if self.is_short else ():
            place, half = self.x.coordinate(amount.day), width(amount.text, self.frame.size) / 2
            if place - half >= free and place + half <= self.x.end - INSET:
                free = place + half + INSET
                y = self.y.coordinate(amount.high) - 11
                yield self.words((place, y), amount.text, "ink", TextStyle("middle", has_halo=True))


def _lines(layer: Drawn, amounts: tuple[ChartValue, ...], found: dict[str, str]) -> Iterator[_Series]:
    """The amounts of a layer by series."""
    words = [amount.word(layer.color) if layer.color else "" for amount in amounts]
    for word in dict.fromkeys(words):
        own = [amount for amount, its in zip(amounts, words, strict=True) if its == word]
        tone = own[0].emphasis or found.get(word, "accent")
        yield _Series(word, tone, tuple(sorted(own, key=lambda amount: amount.day)))


def _middle(amount: ChartValue) -> float:
    return (amount.low + amount.high) / 2


def _ticks(low: float, high: float) -> list[float]:
    """Three to five round amounts that span all of them."""
    span = (high - low) or 1
    power = 10.0 ** Decimal(span).adjusted()
    step = next(step for share in (0.25, 0.5, 1, 2, 2.5) if span / (step := share * power) <= 4)
    first, last = int(low // step), ceil(round(high / step, 6))
    return [round(number * step, 10) for number in range(first, last + 1)]


def _digit(step: Decimal, language: str) -> Decimal:
    """The place value for printing ticks, which is that of a scale word: 10 million is printed in millions."""
    exponent = step.normalize().as_tuple().exponent
    last = exponent if isinstance(exponent, int) else 0
    group = _GROUPS.get(language, 3)
    return Decimal(1).scaleb(last if last < 0 else last // group * group)
