"""A chart: figures of the ledger, and how they are drawn."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from briefing.model.diagnostics import Span


class Mark(StrEnum):
    """What is drawn for a figure; Vega-Lite's words."""

    BAR = "bar"
    LINE = "line"
    RULE = "rule"
    TICK = "tick"


class Column(StrEnum):
    """What is known of each figure of a chart: the fields of its encoding."""

    LABEL = "label"
    SERIES = "series"
    PERIOD = "period"
    KIND = "kind"
    VALUE = "value"
    LOW = "low"
    HIGH = "high"


MEASURES = frozenset({Column.VALUE, Column.LOW, Column.HIGH})
"""The fields that are amounts; the others are words."""


class Point(Struct, frozen=True, array_like=True):
    """A figure in a chart."""

    name: str
    """Its id in the ledger."""
    span: Span
    label: str = ""
    """What the chart calls it; empty where the ledger's own label will do."""
    series: str = ""


class Highlight(Struct, frozen=True, array_like=True):
    """Which figures a chart is about: they have the accent colour, and the others are grey."""

    column: Column
    words: tuple[str, ...]
    """What the field holds of these figures."""
    spans: tuple[Span, ...]
    """Where each of the words stands."""


class Layer(Struct, frozen=True, array_like=True):
    """Figures that are drawn in one way."""

    mark: Mark
    points: tuple[Point, ...]
    measure: Column = Column.VALUE
    """What its length or height is."""
    until: Column | None = None
    """Where a bar ends that begins at `measure` and not at zero."""
    by: Column = Column.LABEL
    """What its rows are; of a line, what runs along the axis."""
    color: Column | None = None
    lane: Column | None = None
    """What stands side by side within a row."""
    highlight: Highlight | None = None


class Chart(Struct, frozen=True, tag=True, array_like=True):
    """A hole for a chart, complete but for the figures that it names."""

    number: int
    title: str
    layers: tuple[Layer, ...]
    span: Span
    note: str = ""
    """What is measured, from the title of its axis."""
    alt: str = ""
    """What it shows, in words, where the author says so."""

    @property
    def points(self) -> Iterator[Point]:
        """Its figures, layer by layer."""
        return (point for layer in self.layers for point in layer.points)
