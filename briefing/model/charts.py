"""A chart: figures of the ledger, and how they are drawn."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from briefing.model.diagnostics import Span


class Mark(StrEnum):
    """The mark of a figure; Vega-Lite's words."""

    BAR = "bar"
    LINE = "line"
    RULE = "rule"
    TICK = "tick"


class Column(StrEnum):
    """The properties of each figure of a chart: the fields of its encoding."""

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
    """The label in the chart; empty for the ledger's own."""
    series: str = ""


class Highlight(Struct, frozen=True, array_like=True):
    """The figures that a chart is about: they have the accent colour, and the others are grey."""

    column: Column
    words: tuple[str, ...]
    """The value of the field for these figures."""
    spans: tuple[Span, ...]
    """The span of each of the words."""


class Layer(Struct, frozen=True, array_like=True):
    """Figures that are drawn in one way."""

    mark: Mark
    points: tuple[Point, ...]
    measure: Column = Column.VALUE
    """The field of its length or height."""
    until: Column | None = None
    """Where a bar ends that begins at `measure` and not at zero."""
    by: Column = Column.LABEL
    """The field of its rows; of a line, of the axis along it."""
    color: Column | None = None
    lane: Column | None = None
    """The field of the bars side by side within a row."""
    highlight: Highlight | None = None


class Chart(Struct, frozen=True, tag=True, array_like=True):
    """A hole for a chart, complete except for the values of the figures that it names."""

    number: int
    title: str
    layers: tuple[Layer, ...]
    span: Span
    note: str = ""
    """The quantity measured, from the title of its axis."""
    alt: str = ""
    """A text alternative, if the author gave one."""

    @property
    def points(self) -> Iterator[Point]:
        """Its figures, layer by layer."""
        return (point for layer in self.layers for point in layer.points)
