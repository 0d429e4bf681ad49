"""Checks whether the figures of a chart can be drawn together; unknown figures are reported by `check`."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from briefing.charts.values import TONES, field_text
from briefing.evidence.quantities import format_quantity, read_period
from briefing.evidence.quantities.measures import kind
from briefing.model import Chart, Column, Definition, Entry, Layer, Mark, Point
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.model.suggestions import did_you_mean

DefinedFigures = tuple[tuple[Point, Entry], ...]
"""The figures of a layer, with their ledger entries."""


def validate(chart: Chart, found: Mapping[str, Definition]) -> Iterator[Diagnostic]:
    """The reasons why the figures of a chart cannot be drawn together."""
    layers = [
        (layer, tuple((point, found[point.name].entry) for point in layer.points if point.name in found))
        for layer in chart.layers
    ]
    yield from _mixed([item for _, known in layers for item in known])
    yield from _many_colours(layers)
    yield from _many_lines(layers)
    yield from _unmatched(layers)
    for layer, known in layers:
        if layer.mark is Mark.LINE:
            yield from _without_date(layer, known)
        elif layer.mark is not Mark.RULE:
            yield from _crowded(layer, known)


def _fault(message: str, point: Point, hint: str) -> Diagnostic:
    return Diagnostic(Rule.INVALID_CHART, message, point.span, hint)


def _word(column: Column | None, point: Point, entry: Entry) -> str:
    """The text of a field other than an amount; empty for no field."""
    return field_text(column, point, entry) if column else ""


def _unmatched(layers: list[tuple[Layer, DefinedFigures]]) -> Iterator[Diagnostic]:
    """The first value in a condition that matches no figure of the chart."""
    if any(len(known) < len(layer.points) for layer, known in layers):
        return  # It may name one of the missing figures.
    for highlight in dict.fromkeys(layer.highlight for layer, _ in layers if layer.highlight):
        words = {field_text(highlight.column, *item) for layer, known in layers if layer.highlight for item in known}
        for word, span in zip(highlight.words, highlight.spans, strict=True):
            if word not in words:
                message = f"no figure of this chart has the {highlight.column} `{word}`"
                hint = did_you_mean(word, words) or f"write one of its: {', '.join(sorted(filter(None, words)))}"
                yield Diagnostic(Rule.INVALID_CHART, message, span, hint)


def _mixed(known: list[tuple[Point, Entry]]) -> Iterator[Diagnostic]:
    """The first figure whose unit differs from that of the chart's first figure."""
    for point, entry in known:
        first, other = known[0]
        one, two = entry.figure.quantity, other.figure.quantity
        if kind(one.unit)[0] != kind(two.unit)[0]:
            message = f"`{point.name}` is `{format_quantity(one)}`, but `{first.name}` is `{format_quantity(two)}`"
            hint = "one axis has one unit: draw them in two charts"
            yield Diagnostic(Rule.CHART_MIXES_UNITS, message, point.span, hint)
            return


def _many_colours(layers: list[tuple[Layer, DefinedFigures]]) -> Iterator[Diagnostic]:
    """The first word for which no colour is left."""
    coloured = [(layer.color, known) for layer, known in layers if layer.color and not layer.highlight]
    words = {_word(color, *item): (color, item) for color, known in coloured for item in known}
    if len(words) > len(TONES):
        color, (point, _) = list(words.values())[len(TONES)]
        message = f"`{color}` would need {len(words)} colours, but a chart can use at most {len(TONES)}"
        yield _fault(message, point, "draw two charts, or distinguish them by rows")


def _many_lines(layers: list[tuple[Layer, DefinedFigures]]) -> Iterator[Diagnostic]:
    """Lines that could not be distinguished."""
    lines = [(layer, known) for layer, known in layers if layer.mark is Mark.LINE and known]
    nameless = [known for layer, known in lines if not layer.color]
    if len(lines) > 1 and nameless:
        yield _fault("one of several lines has no name", nameless[0][0][0], "name each under `series:`")


def _without_date(layer: Layer, known: DefinedFigures) -> Iterator[Diagnostic]:
    """Points of a line without a calendar period, or with the same one."""
    taken: set[tuple[str, str]] = set()
    for point, entry in known:
        place = (_word(layer.color, point, entry), entry.period)
        if not read_period(entry.period):
            hint = "give it a calendar period in the ledger, such as 2025 or Q3 2025, or draw bars"
            yield _fault(f"`{point.name}` has no period that a line could pass through", point, hint)
        elif place in taken:
            yield _fault(f"the line has two figures for `{entry.period}`", point, "keep one of them, or name `series:`")
        taken.add(place)


def _crowded(layer: Layer, known: DefinedFigures) -> Iterator[Diagnostic]:
    """Figures that would overlap, and ranges that would be stacked."""
    places: dict[tuple[str, str], list[tuple[Point, Entry]]] = defaultdict(list)
    for item in known:
        places[_word(layer.by, *item), _word(layer.lane, *item)].append(item)
    for (row, _), items in places.items():
        colours = Counter(_word(layer.color, *item) for item in items)
        if max(colours.values()) > 1 or (len(items) > 1 and layer.mark is Mark.TICK):
            hint = "give each a label of its own under `figures:`, or name `series:`"
            yield _fault(f"two figures share the row `{row}`", items[1][0], hint)
        elif len(items) > 1:
            yield from _piled_ranges(items)


def _piled_ranges(items: list[tuple[Point, Entry]]) -> Iterator[Diagnostic]:
    for point, entry in items:
        if entry.figure.quantity.low != entry.figure.quantity.high:
            hint = "place them side by side: `yOffset: {field: series}`"
            yield _fault(f"`{entry.figure.text}` is a range, which cannot be stacked", point, hint)
