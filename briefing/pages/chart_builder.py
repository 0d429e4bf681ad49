"""Builds charts for pages: drawings in two widths, a description, and a table with sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from markupsafe import Markup
from msgspec import structs

from briefing.charts import (
    NARROW,
    WIDE,
    Frame,
    LegendWords,
    PlottedLayers,
    lay_out,
    legend,
    plot,
    svg,
    swatch,
    unit,
    validate,
)
from briefing.evidence.calculator import inputs
from briefing.evidence.quantities import read_period
from briefing.model import Chart, Definition, Entry, FigureKind, Locator, LocatorKind, Note, Point, Source, State
from briefing.pages.evidence_builder import EvidenceBuilder
from briefing.pages.pieces import ChartKey, ChartRow, ChartSource, ChartView
from briefing.site.urls import source_path

_PLANNED: Final = {FigureKind.GUIDANCE, FigureKind.FORECAST}
_HAPPENED: Final = {FigureKind.ACTUAL, FigureKind.PRICE}
_DOUBTFUL: Final = {State.OTHERWISE, State.UNCHECKED}


class ChartBuilder:
    """Builds one chart, with the figures as of its note's date."""

    def __init__(self, chart: Chart, note: Note, evidence: EvidenceBuilder) -> None:
        self.chart = chart
        self.evidence = evidence
        self.day = note.front.date
        self.words = evidence.words
        named = {point.name: evidence.ledger.at(point.name, self.day) for point in chart.points}
        self.found = {name: definition for name, definition in named.items() if definition}
        # A chart that cannot be drawn is an error in its note, so that no page is written.
        self.is_sound = len(self.found) == len(named) and not any(validate(chart, self.found))

    def view(self) -> ChartView:
        """The chart, drawn."""
        description = self.without_drawings()
        states = {row.figure.id: row.figure.state for row in description.rows}
        signs = {name: state.sign for name, state in states.items() if state.id in _DOUBTFUL}
        layers = plot(self.chart, self.found, self.words.kinds, self.planned(), signs) if self.is_sound else ()
        words = LegendWords(self.words.kinds[FigureKind.ESTIMATE], self.words.chart_ahead, self.words.comma)
        return structs.replace(
            description,
            wide=self.svg_of(layers, WIDE, description.alt),
            narrow=self.svg_of(layers, NARROW, description.alt),
            key=tuple(ChartKey(Markup(swatch(item.symbol)), item.text) for item in legend(layers, words)),
        )

    def without_drawings(self) -> ChartView:
        """The chart without its drawings."""
        sources = tuple(self.sources(self.dependencies(tuple(self.found.values()))))
        points = [point for point in self.chart.points if point.name in self.found]
        rows = tuple(self.row(point, is_named=len(sources) > 1) for point in points)
        return ChartView(
            id=f"chart.{self.chart.number}",
            title=self.chart.title,
            note=self.chart.note,
            alt=self.chart.alt or self.description(rows),
            wide=Markup(""),
            narrow=Markup(""),
            key=(),
            rows=rows,
            has_series=any(row.series for row in rows),
            has_periods=any(row.figure.period for row in rows),
            sources=sources,
            ours=self.words.semicolon.join(dict.fromkeys(self.unfound(rows))),
        )

    def planned(self) -> frozenset[str]:
        """The ids of planned and forecast figures."""
        return frozenset(name for name, definition in self.found.items() if _is_planned(definition.entry, self.day))

    def svg_of(self, layers: PlottedLayers, frame: Frame, alt: str) -> Markup:
        if not layers:
            return Markup("")
        language = "zh" if self.evidence.view.settings.language.startswith("zh") else "en"
        layout = lay_out(layers, frame, unit(self.chart, self.found), language)
        return Markup(svg(layout, self.chart.title, alt))

    def row(self, point: Point, is_named: bool) -> ChartRow:
        definition = self.found[point.name]
        figure = self.evidence.row(definition, f"#fig.{definition.entry.id}")
        places = self.sources([definition])
        # A single source need not be repeated in every row if each row names a place.
        bare = (place if is_named or not place.locators else structs.replace(place, source="") for place in places)
        return ChartRow(point.label or figure.label, point.series, figure, tuple(bare))

    def description(self, rows: tuple[ChartRow, ...]) -> str:
        """The chart in words, figure by figure, for those who cannot see it."""
        figures = (
            self.words.comma.join(filter(None, (row.series, row.label, row.figure.period)))
            + f": {row.figure.text}{_doubt(row)}"
            for row in rows
        )
        return f"{self.chart.title}{self.words.stop} {'; '.join(figures)}{self.words.stop}"

    # sources

    def sources(self, definitions: Iterable[Definition]) -> Iterator[ChartSource]:
        """Each source once, with all the places that figures cite."""
        style = self.evidence.style
        found: dict[str, Source] = {}
        cited: dict[str, dict[Locator, None]] = defaultdict(dict)
        for definition in definitions:
            for citation, source in self.evidence.known(definition.entry.figure):
                found[citation.key] = source
                cited[citation.key] |= dict.fromkeys(citation.locators)
        for name, locators in cited.items():
            yield ChartSource(style.label(found[name]), source_path(name), style.locators(tuple(_joined(locators))))

    def dependencies(
        self, definitions: tuple[Definition, ...], above: frozenset[str] = frozenset()
    ) -> Iterator[Definition]:
        """Figures and their inputs, down to those with sources."""
        for definition in definitions:
            name = definition.entry.id
            yield definition
            if name not in above:
                yield from self.dependencies(inputs(self.evidence.ledger, definition), above | {name})

    def unfound(self, rows: Iterable[ChartRow]) -> Iterator[str]:
        """The states of its figures, except those found in a source."""
        for row in rows:
            state = row.figure.state
            if state.id != State.FOUND:
                yield f"{state.sign} {state.sentence}"


def _doubt(row: ChartRow) -> str:
    """The state of a value that is in doubt, or is not what the source prints, in brackets."""
    state = row.figure.state
    return f" ({state.sign} {state.sentence})" if state.detail or state.id in _DOUBTFUL else ""


def _joined(locators: Mapping[Locator, None]) -> Iterator[Locator]:
    """Places of one kind, combined: `¶¶ 17, 18`."""
    kinds: dict[LocatorKind, dict[tuple[str, str], None]] = defaultdict(dict)
    for locator in locators:
        kinds[locator.kind] |= dict.fromkeys(locator.ranges)
    for kind, ranges in kinds.items():
        yield Locator(kind, tuple(sorted(ranges, key=lambda ends: (len(ends[0]), ends))))


def _is_planned(entry: Entry, day: date) -> bool:
    """Whether a figure is planned or forecast; so is an estimate whose period is not over."""
    period = read_period(entry.period)
    is_over = entry.kind in _HAPPENED or period is None or period.last <= day
    return entry.kind in _PLANNED or not is_over
