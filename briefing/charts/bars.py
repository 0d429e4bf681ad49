"""The bars of a chart: intervals on an axis of amounts, each with its paint and its label.

Solid bars are facts, hatched ones estimates, hollow ones planned or forecast; the uncertain part of a range is pale.
If series need more than two colours, the third and fourth are themselves hollow and light, and styles
have no other meaning.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from briefing.charts.values import ChartValue, PlottedLayers, tones
from briefing.model import Bound, Column, Layer, Mark


class FillStyle(StrEnum):
    """The fill of a bar, in the order of painting."""

    SOLID = "solid"
    LIGHT = "light"
    HOLLOW = "hollow"
    HATCHED = "hatched"
    PALE = "pale"


class Paint(Struct, frozen=True):
    """The colour and fill style of a bar."""

    colour: str
    """`accent` or `muted`; `ink` in a key."""
    style: FillStyle = FillStyle.SOLID

    @property
    def fill(self) -> str:
        """The role of the colour within."""
        return {FillStyle.LIGHT: "line", FillStyle.HOLLOW: "paper", FillStyle.HATCHED: "paper"}.get(
            self.style, self.colour
        )

    @property
    def stroke(self) -> str:
        """The role of the outline's colour; empty for none."""
        return "" if self.style is FillStyle.SOLID else self.colour

    @property
    def opacity(self) -> float:
        """The opacity of the fill."""
        return 0.3 if self.style is FillStyle.PALE else 1


PAINTS: Mapping[str, Paint] = {
    "accent": Paint("accent"),
    "muted": Paint("muted"),
    "open": Paint("accent", FillStyle.HOLLOW),
    "faint": Paint("muted", FillStyle.LIGHT),
}
"""The paint of each tone."""
PLAIN_TONES = 2
"""The number of tones that are colours alone, so that a bar's style can show certainty."""

_ABOVE = {Bound.OVER, Bound.AT_LEAST}
_BELOW = {Bound.UP_TO, Bound.UNDER}

Lane = tuple[str, str]
"""A row, and a lane in it."""


class Bar(Struct, frozen=True):
    """An interval in a row; for a tick or rule, both ends are equal."""

    lane: Lane
    start: float
    end: float
    text: str
    paint: Paint = PAINTS["accent"]
    period: str = ""
    bound: int = 0
    """1 if the true end is above, -1 if it is below, else 0."""
    is_piled: bool = False
    named: str = ""
    """Of stacked bars: the text with its colour's name, for where it does not fit inside."""


def bars(layers: PlottedLayers) -> tuple[Bar, ...]:
    """The bars of a chart, in order."""
    return tuple(bar for layer, amounts in layers if layer.mark is Mark.BAR for bar in _piled(layer, amounts, layers))


def ticks(layers: PlottedLayers) -> Iterator[Bar]:
    """The goals that bars are compared with, each in its row."""
    for layer, amounts in layers:
        for amount in amounts if layer.mark is Mark.TICK else ():
            end = amount.end(layer.measure)
            yield Bar(_lane(layer, amount), end, end, amount.text, period=amount.period)


def rules(layers: PlottedLayers) -> Iterator[Bar]:
    """The levels that all rows are compared with, each under its own name."""
    for layer, amounts in layers:
        for amount in amounts if layer.mark is Mark.RULE else ():
            end = amount.end(layer.measure)
            yield Bar((amount.label, ""), end, end, amount.text)


def paint(layer: Layer, amount: ChartValue, found: Mapping[str, str]) -> Paint:
    """The paint of an amount's bar; `found` are the tones of the chart."""
    own = PAINTS[found[amount.word(layer.color)] if layer.color else amount.emphasis or "accent"]
    if len(found) > PLAIN_TONES:
        return own
    style = FillStyle.HATCHED if amount.is_estimate else FillStyle.HOLLOW if amount.is_open else FillStyle.SOLID
    return Paint(own.colour, style)


def _piled(layer: Layer, amounts: tuple[ChartValue, ...], layers: PlottedLayers) -> Iterator[Bar]:
    """Stacked bars of one row and lane: each starts where the previous one on its side of zero ends.

    This is `stack: zero` of Vega-Lite.
    """
    found = tones(layers)
    ends: dict[tuple[Lane, bool], float] = {}
    places = [_lane(layer, amount) for amount in amounts]
    for amount, lane in zip(amounts, places, strict=True):
        painted = paint(layer, amount, found)
        if places.count(lane) == 1:
            yield from _alone(layer, amount, lane, painted)
            continue
        part = amount.end(layer.measure)
        side = (lane, part < 0)
        start = ends.get(side, 0)
        ends[side] = start + part
        named = f"{amount.word(layer.color)} {amount.text}" if layer.color else amount.text
        yield Bar(lane, start, ends[side], amount.text, painted, amount.period, is_piled=True, named=named)


def _alone(layer: Layer, amount: ChartValue, lane: Lane, painted: Paint) -> Iterator[Bar]:
    """A bar from zero, or a range; for a range on one side of zero, its certain and uncertain parts."""
    if layer.until:
        yield Bar(lane, amount.end(layer.measure), amount.end(layer.until), amount.text, painted, amount.period)
    elif layer.measure is Column.VALUE and amount.is_range:
        near, far = (amount.low, amount.high) if amount.high > 0 else (amount.high, amount.low)
        if near * far > 0:
            yield Bar(lane, 0, near, "", painted, amount.period)
        yield Bar(lane, near, far, amount.text, Paint(painted.colour, FillStyle.PALE), amount.period)
    else:
        end = amount.end(layer.measure)
        yield Bar(lane, 0, end, amount.text, painted, amount.period, _bound(amount))


def _bound(amount: ChartValue) -> int:
    return 1 if amount.bound in _ABOVE else -1 if amount.bound in _BELOW else 0


def _lane(layer: Layer, amount: ChartValue) -> Lane:
    return amount.word(layer.by), amount.word(layer.lane) if layer.lane else ""
