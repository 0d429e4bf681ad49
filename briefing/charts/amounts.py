"""What the figures of a chart amount to: the numbers and the words that its encoding asks for."""

from collections.abc import Collection, Mapping

from msgspec import Struct, structs

from briefing.evidence.quantities import read_period
from briefing.evidence.quantities.measures import kind
from briefing.model import Bound, Chart, Column, Definition, Entry, FigureKind, Highlight, Layer, Mark, Point

TONES = ("accent", "muted", "open", "faint")
"""How things are told apart: never by colour alone, since one is hollow and one is outlined."""


class Amount(Struct, frozen=True):
    """A figure of a chart, with the words and the numbers that its encoding may ask for."""

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
    """Whether it is planned or foreseen, and has not happened."""
    is_estimate: bool = False
    bound: Bound = Bound.EXACT
    emphasis: str = ""
    """`accent` for what the chart is about and `muted` for the rest, where it says what it is about."""

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    def word(self, column: Column) -> str:
        """What a field holds that is no amount."""
        return str(getattr(self, column.value))

    def end(self, column: Column) -> float:
        """What a field holds that is an amount; the value of a range is its lower end."""
        return self.high if column is Column.HIGH else self.low


Plotted = tuple[tuple[Layer, tuple[Amount, ...]], ...]
"""The layers of a chart with what their figures amount to."""


def unit(chart: Chart, found: Mapping[str, Definition]) -> str:
    """The unit of a chart's axis: that of its first figure."""
    return next((found[point.name].entry.figure.quantity.unit for point in chart.points if point.name in found), "")


def plotted(
    chart: Chart, found: Mapping[str, Definition], kinds: Mapping[FigureKind, str], ahead: Collection[str]
) -> Plotted:
    """The layers of a chart with their figures in one unit.

    `kinds` are in the site's language; `ahead` are the ids of what has not happened yet.
    """
    own = unit(chart, found)

    def amount(point: Point, layer: Layer) -> Amount:
        entry = found[point.name].entry
        plain = _amount(point, entry, own, kinds[entry.kind], point.name in ahead)
        return structs.replace(plain, emphasis=_emphasis(layer.highlight, point, entry))

    layers = tuple((layer, tuple(amount(point, layer) for point in layer.points)) for layer in chart.layers)
    return layers if _has_course(layers) else tuple(map(_as_bars, layers))


def is_over_time(layers: Plotted) -> bool:
    """Whether a chart is one of lines along the calendar."""
    return any(layer.mark is Mark.LINE for layer, _ in layers)


def _has_course(layers: Plotted) -> bool:
    """Whether a chart has no lines, or one of them passes through more than one point of time."""
    lines = [(layer, amounts) for layer, amounts in layers if layer.mark is Mark.LINE]
    words = [
        (amount.word(layer.color) if layer.color else "", number)
        for number, (layer, amounts) in enumerate(lines)
        for amount in amounts
    ]
    return not lines or len(set(words)) < len(words)


def _as_bars(drawn: tuple[Layer, tuple[Amount, ...]]) -> tuple[Layer, tuple[Amount, ...]]:
    """Lines of one point each, as bars: the distances of the calendar say nothing of one point."""
    layer, amounts = drawn
    if layer.mark is not Mark.LINE:
        return drawn
    return structs.replace(layer, mark=Mark.BAR, by=Column.PERIOD, lane=layer.color), amounts


def written(column: Column, point: Point, entry: Entry) -> str:
    """What a field that is no amount holds, as its author would write it."""
    words = {Column.LABEL: point.label or entry.label, Column.SERIES: point.series, Column.PERIOD: entry.period}
    return words.get(column, entry.kind.value)


def _emphasis(highlight: Highlight | None, point: Point, entry: Entry) -> str:
    if highlight is None:
        return ""
    return "accent" if written(highlight.column, point, entry) in highlight.words else "muted"


def _amount(point: Point, entry: Entry, own: str, said: str, is_open: bool) -> Amount:
    """A figure in the unit of the axis, which is a power of ten of its own."""
    quantity, period = entry.figure.quantity, read_period(entry.period)
    power = kind(quantity.unit)[1] - kind(own)[1]
    low, high = (float(end.scaleb(power)) for end in (quantity.low, quantity.high))
    return Amount(
        label=point.label or entry.label,
        series=point.series,
        period=entry.period,
        kind=said,
        text=entry.figure.text,
        low=low,
        high=high,
        day=(period.first.toordinal() + period.last.toordinal()) / 2 if period else 0,
        days=(period.last - period.first).days + 1 if period else 0,
        is_open=is_open,
        is_estimate=entry.kind is FigureKind.ESTIMATE,
        bound=quantity.bound,
    )


def tones(layers: Plotted) -> dict[str, str]:
    """The tone of each word that colours tell apart, in the order of the figures."""
    words = [amount.word(layer.color) for layer, amounts in layers if layer.color for amount in amounts]
    return dict(zip(dict.fromkeys(words), TONES, strict=False))
