"""The values of a chart's figures: the numbers and texts used by its encoding."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from msgspec import Struct, structs

from briefing.evidence.quantities import read_period
from briefing.evidence.quantities.measures import kind
from briefing.model import (
    Bound,
    Chart,
    Column,
    Definition,
    Entry,
    FigureKind,
    Highlight,
    Layer,
    Mark,
    Point,
)

TONES = ("accent", "muted", "open", "faint")
"""Tones, distinguished not by colour alone: one is hollow and one is outlined."""


class ChartValue(Struct, frozen=True):
    """A figure of a chart, with the texts and numbers that its encoding may use."""

    label: str
    series: str
    period: str
    kind: str
    """In the site's language."""
    text: str
    """As printed, bound included."""
    low: float
    high: float
    day: float
    """The middle of its period, counted in days."""
    days: int
    """How long its period is."""
    is_open: bool
    """Whether it is planned or forecast, and has not happened."""
    is_estimate: bool = False
    bound: Bound = Bound.EXACT
    emphasis: str = ""
    """`accent` for the subject of the chart and `muted` for the rest, where it has a subject."""

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    def word(self, column: Column) -> str:
        """The text of a field other than an amount."""
        return str(getattr(self, column.value))

    def end(self, column: Column) -> float:
        """The amount of a field; for a range, its lower end."""
        return self.high if column is Column.HIGH else self.low


PlottedLayers = tuple[tuple[Layer, tuple[ChartValue, ...]], ...]
"""The layers of a chart with the values of their figures."""


def unit(chart: Chart, found: Mapping[str, Definition]) -> str:
    """The unit of a chart's axis: that of its first figure."""
    return next((found[point.name].entry.figure.quantity.unit for point in chart.points if point.name in found), "")


def plot(
    chart: Chart,
    found: Mapping[str, Definition],
    kinds: Mapping[FigureKind, str],
    ahead: Collection[str],
    signs: Mapping[str, str] = MappingProxyType({}),
) -> PlottedLayers:
    """The layers of a chart with their figures in one unit.

    `kinds` are in the site's language; `ahead` are the ids of what has not happened yet, `signs` by id those that
    stand behind a value in doubt.
    """
    own = unit(chart, found)

    def amount(point: Point, layer: Layer) -> ChartValue:
        entry = found[point.name].entry
        plain = _amount(point, entry, own, kinds[entry.kind], point.name in ahead)
        text = f"{plain.text} {signs.get(point.name, '')}".rstrip()
        return structs.replace(plain, text=text, emphasis=_emphasis(layer.highlight, point, entry))

    layers = tuple((layer, tuple(amount(point, layer) for point in layer.points)) for layer in chart.layers)
    return layers if _has_calendar(layers) else tuple(map(_as_bars, layers))


def is_over_time(layers: PlottedLayers) -> bool:
    """Whether a chart is one of lines along the calendar."""
    return any(layer.mark is Mark.LINE for layer, _ in layers)


def _has_calendar(layers: PlottedLayers) -> bool:
    """Whether a chart has no lines, or one of them passes through more than one point of time."""
    lines = [(layer, amounts) for layer, amounts in layers if layer.mark is Mark.LINE]
    words = [
        (amount.word(layer.color) if layer.color else "", number)
        for number, (layer, amounts) in enumerate(lines)
        for amount in amounts
    ]
    return not lines or len(set(words)) < len(words)


def _as_bars(drawn: tuple[Layer, tuple[ChartValue, ...]]) -> tuple[Layer, tuple[ChartValue, ...]]:
    """Lines with one point each, as bars, since a single point does not show change over time."""
    layer, amounts = drawn
    if layer.mark is not Mark.LINE:
        return drawn
    return structs.replace(layer, mark=Mark.BAR, by=Column.PERIOD, lane=layer.color), amounts


def field_text(column: Column, point: Point, entry: Entry) -> str:
    """The text of a field that is no amount, as its author would write it."""
    words = {Column.LABEL: point.label or entry.label, Column.SERIES: point.series, Column.PERIOD: entry.period}
    return words.get(column, entry.kind.value)


def _emphasis(highlight: Highlight | None, point: Point, entry: Entry) -> str:
    if highlight is None:
        return ""
    return "accent" if field_text(highlight.column, point, entry) in highlight.words else "muted"


def _amount(point: Point, entry: Entry, own: str, kind_text: str, is_open: bool) -> ChartValue:
    """A figure in the unit of the axis, which differs from its own by a power of ten."""
    quantity, period = entry.figure.quantity, read_period(entry.period)
    power = kind(quantity.unit)[1] - kind(own)[1]
    low, high = (float(end.scaleb(power)) for end in (quantity.low, quantity.high))
    return ChartValue(
        label=point.label or entry.label,
        series=point.series,
        period=entry.period,
        kind=kind_text,
        text=entry.figure.text,
        low=low,
        high=high,
        day=(period.first.toordinal() + period.last.toordinal()) / 2 if period else 0,
        days=(period.last - period.first).days + 1 if period else 0,
        is_open=is_open,
        is_estimate=entry.kind is FigureKind.ESTIMATE,
        bound=quantity.bound,
    )


def tones(layers: PlottedLayers) -> dict[str, str]:
    """The tone of each colour-coded text, in the order of the figures."""
    words = [amount.word(layer.color) for layer, amounts in layers if layer.color for amount in amounts]
    return dict(zip(dict.fromkeys(words), TONES, strict=False))
