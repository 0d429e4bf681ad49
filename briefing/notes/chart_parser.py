"""Parser of charts: the text of a `chart` block into a `Chart`.

The grammar is a small subset of Vega-Lite's. `figures` replaces Vega-Lite's `data`, so
that only figures of the ledger, which have a source, can be drawn; the design is always
the site's. An author's mistake is reported and never raises an exception.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct, structs

from briefing.evidence.quantities import read_quantities
from briefing.model import MEASURES, Chart, Column, Figure, Highlight, Layer, Mark, Point
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes.records import DecodedRecord, Fields, Grammar, Items, Leaf, Tree, read_record, read_tree


class TestFields(Struct, frozen=True, rename="camel"):
    """A condition on figures, as an author writes it."""

    field: Annotated[Column, Meta(description="one of label, series, period, kind")]
    equal: Annotated[str, Meta(description="what the field holds of one figure")] = ""
    one_of: Annotated[tuple[str, ...], Meta(description="what it holds of several: [A, B]")] = ()


class ConditionFields(Struct, frozen=True):
    """The condition for the accent colour, as an author writes it."""

    test: Annotated[TestFields, Meta(description="which figures: {field: label, equal: Cars}")]


class ChannelFields(Struct, frozen=True):
    """A channel of the encoding, as an author writes it."""

    field: Annotated[Column | None, Meta(description="one of label, series, period, kind, value, low, high")] = None
    title: Annotated[str, Meta(description="of the measure: what is counted, such as Cars a year")] = ""
    condition: Annotated[
        ConditionFields | None, Meta(description="of the colour: which figures the title is about")
    ] = None


class EncodingFields(Struct, frozen=True, rename={"y_offset": "yOffset"}):
    """The channels of the encoding, as an author writes them."""

    x: ChannelFields = ChannelFields()
    x2: ChannelFields = ChannelFields()
    y: ChannelFields = ChannelFields()
    y_offset: ChannelFields = ChannelFields()
    color: ChannelFields = ChannelFields()


Named = tuple[str, ...] | dict[str, str]
"""Ids of figures, or a mapping from ids to their labels in the chart."""


class LayerFields(Struct, frozen=True):
    """A layer, as an author writes it."""

    mark: Annotated[Mark | None, Meta(description="bar, line, rule or tick")] = None
    figures: Annotated[Named, Meta(description="ids of the ledger: [built-2024, built-2025]")] = ()
    series: Annotated[dict[str, Named], Meta(description="figures by the name of their series")] = {}
    encoding: EncodingFields = EncodingFields()


class ChartFields(LayerFields, frozen=True, kw_only=True):
    """A chart, as an author writes it."""

    title: Annotated[str, Meta(description="what the chart finds, in a line")]
    alt: Annotated[str, Meta(description="what it shows, for those who cannot see it")] = ""
    layer: Annotated[tuple[LayerFields, ...], Meta(description="layers, one above the other")] = ()


class Drawing(Struct, frozen=True):
    """The result of parsing a block."""

    chart: Chart | None
    """None if it cannot be drawn at all."""
    figures: tuple[Figure, ...]
    """The numbers in its texts, which must repeat figures of the note."""
    problems: tuple[Diagnostic, ...]


_DATA_HINT: Final = "a chart shows the ledger: list ids under `figures:`, and add what is missing to a front matter"
_CALCULATION_HINT: Final = "calculate it as a derived figure of the ledger, which is checked and shown with its inputs"
_DESIGN_HINT: Final = "leave it out: the site's own design decides how charts look"
_SPLIT_HINT: Final = "write a `chart` block for each"
_UNSUPPORTED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("data", "datasets", "url", "values", "name", "datum"), _DATA_HINT),
    **dict.fromkeys(("transform", "params", "expr", "aggregate", "bin", "timeUnit", "impute"), _CALCULATION_HINT),
    **dict.fromkeys(
        ("$schema", "config", "width", "height", "autosize", "background", "padding", "view"), _DESIGN_HINT
    ),
    **dict.fromkeys(("projection", "resolve", "usermeta", "axis", "legend", "scale", "sort", "stack"), _DESIGN_HINT),
    **dict.fromkeys(("type", "format", "header", "bandPosition", "value"), _DESIGN_HINT),
    **dict.fromkeys(("facet", "repeat", "spec", "concat", "hconcat", "vconcat"), _SPLIT_HINT),
}
"""Keys of Vega-Lite that are not supported, each with a hint."""

_GRAMMAR: Final = Grammar(
    readers={},
    # Each of these is reported with its own hint.
    ignored=dict.fromkeys(
        (ChartFields, LayerFields, EncodingFields, ChannelFields, ConditionFields, TestFields), frozenset(_UNSUPPORTED)
    ),
    nouns={
        ChartFields: "a chart",
        LayerFields: "a layer",
        EncodingFields: "an encoding",
        ChannelFields: "a channel",
        ConditionFields: "a condition",
        TestFields: "a test",
    },
)


def read_chart(text: str, span: Span, number: int, names: Sequence[str]) -> Drawing:
    """Parse a block; `span` is its first line, and the text begins on the next one.

    `number` identifies it within the note; `names` are names with digits that are not numbers.
    """
    tree, faults = read_tree(text, span.path, span.line + 1)
    if faults and tree is None:
        return Drawing(None, (), faults)
    reading = read_record(tree, ChartFields, _GRAMMAR, span)
    if problems := (*faults, *reading.problems, *_unsupported_keys(tree)):
        return Drawing(None, (), problems)
    reader = _ChartReader(tree, reading, span)
    layers = reader.layers()
    if reader.problems:
        return Drawing(None, (), tuple(reader.problems))
    fields = reader.fields
    chart = Chart(number, fields.title, layers, span, _note(fields, layers), fields.alt)
    return Drawing(chart, tuple(_numbers(chart, reading, span, names)), ())


def _unsupported_keys(tree: Tree | None) -> Iterator[Diagnostic]:
    """Diagnostics for unsupported keys of Vega-Lite; not below `figures` and `series`, where keys are the author's."""
    if isinstance(tree, Items):
        for item in tree.items:
            yield from _unsupported_keys(item)
    for name, entry in tree.entries.items() if isinstance(tree, Fields) else ():
        if name in _UNSUPPORTED:
            yield Diagnostic(Rule.INVALID_CHART, f"a chart takes no `{name}`", entry.key, _UNSUPPORTED[name])
        elif name not in ("figures", "series"):
            yield from _unsupported_keys(entry.value)


def _note(fields: ChartFields, layers: tuple[Layer, ...]) -> str:
    """What a chart measures: the title of the axis with the amounts."""
    over_time = any(layer.mark is Mark.LINE for layer in layers)
    encodings = (fields.encoding, *(layer.encoding for layer in fields.layer))
    titles = ((each.y if over_time else each.x).title for each in encodings)
    return next(filter(None, titles), "")


def _numbers(chart: Chart, reading: DecodedRecord, span: Span, names: Sequence[str]) -> Iterator[Figure]:
    """The quantities in its title, alternative text, axis title and labels, with their spans."""
    note = next((place for path, place in reading.spans.items() if path.endswith(".title")), span)
    words = [(chart.title, reading.spans.get("title", span)), (chart.alt, reading.spans.get("alt", span))]
    words += [(chart.note, note), *((point.label, point.span) for point in chart.points)]
    words += list({point.series: point.span for point in chart.points}.items())
    for text, place in words:
        for quantity in read_quantities(text, names):
            yield Figure(quantity, text[quantity.bound_start : quantity.end], place)


# --- layers ------------------------------------------------------------------------------------


class _ChartReader:
    """Reads the layers of a chart; a chart without a list of layers is itself the only layer."""

    def __init__(self, tree: Tree | None, reading: DecodedRecord, span: Span) -> None:
        self.tree = tree
        self.spans = reading.spans
        self.span = span
        self.fields = reading.record(ChartFields, {"title": ""})
        self.problems: list[Diagnostic] = []

    def report(self, message: str, path: str, hint: str, rule: Rule = Rule.INVALID_CHART) -> None:
        self.problems.append(Diagnostic(rule, message, self.spans.get(path, self.span), hint))

    def layers(self) -> tuple[Layer, ...]:
        given = self.fields.layer or (self.fields,)
        trees = _items(_entry(self.tree, "layer")) if self.fields.layer else (self.tree,)
        over_time = any((layer.mark or self.fields.mark) is Mark.LINE for layer in given)
        numbered = enumerate(zip(given, trees, strict=True))
        found = [
            self.layer(fields, tree, f"layer[{i}]." if self.fields.layer else "", over_time)
            for i, (fields, tree) in numbered
        ]
        return tuple(layer for layer in found if layer)

    def layer(self, fields: LayerFields, tree: Tree | None, path: str, over_time: bool) -> Layer | None:
        mark = fields.mark or self.fields.mark
        points = tuple(_points(tree)) or tuple(_points(self.tree))
        if not points:
            self.report("a chart needs `figures`", f"{path}mark", "list ids of the ledger", Rule.MISSING_KEY)
        if mark is None:
            self.report("a chart needs `mark`", "mark", "write bar, line, rule or tick", Rule.MISSING_KEY)
        if mark is None or not points:
            return None
        encoding = _merged(fields.encoding, self.fields.encoding)
        make = self.over_time if over_time else self.horizontal
        where = self.where(tree, path)
        highlight = self.highlight(encoding, where)
        color = None if highlight and mark is not Mark.LINE else _color(encoding, points)
        return make(Layer(mark, points, color=color, highlight=highlight), encoding, f"{path}encoding")

    def where(self, tree: Tree | None, path: str) -> str:
        """The path of the colour's condition: in the layer's own encoding, or in that of the chart."""
        own = _entry(_entry(_entry(tree, "encoding"), "color"), "condition")
        return f"{path if own else ''}encoding"

    def highlight(self, encoding: EncodingFields, path: str) -> Highlight | None:
        """The figures that have the accent colour."""
        for field in structs.fields(EncodingFields):
            if field.name != "color" and getattr(encoding, field.name).condition:
                name = f"{path}.{field.encode_name}.condition"
                self.report("a `condition` is for `color`", name, "move it there: the colour shows what counts")
        if not encoding.color.condition:
            return None
        test, place = encoding.color.condition.test, f"{path}.color.condition.test"
        named = {f"{place}.equal": test.equal, **{f"{place}.oneOf[{i}]": word for i, word in enumerate(test.one_of)}}
        words = {path: word for path, word in named.items() if word}
        column = self.word(test.field, f"{place}.field")
        if encoding.color.field:
            hint = "leave out `field`: what the condition holds for has the accent colour, and the rest is grey"
            self.report("`color` has a `field` and a `condition`", f"{path}.color.field", hint)
        if not words:
            self.report("the test holds for no figure", place, "write `equal: Cars`, or `oneOf: [Cars, Phones]`")
        spans = tuple(self.spans.get(path, self.span) for path in words)
        return Highlight(column, tuple(words.values()), spans) if column else None

    def horizontal(self, layer: Layer, encoding: EncodingFields, path: str) -> Layer:
        """Bars, ticks and rules, along a horizontal axis of amounts."""
        measure, by = encoding.x.field or Column.VALUE, encoding.y.field or Column.LABEL
        if by in MEASURES or measure not in MEASURES:
            hint = "let `x` be value, low or high, and `y` label, period, series or kind: put labels on the y axis"
            self.report(
                "bars are horizontal: amounts go along `x`", f"{path}.{'y' if by in MEASURES else 'x'}.field", hint
            )
        until = encoding.x2.field
        if until and (until not in MEASURES or layer.mark is not Mark.BAR):
            self.report("`x2` is where a bar ends", f"{path}.x2.field", "let it be `high`, and `x` be `low`")
        lane = self.word(encoding.y_offset.field, f"{path}.yOffset.field")
        return structs.replace(
            layer, measure=measure, until=until, by=by, lane=lane, color=self.word(layer.color, f"{path}.color.field")
        )

    def over_time(self, layer: Layer, encoding: EncodingFields, path: str) -> Layer:
        """Lines along the calendar, and rules across it."""
        measure, by = encoding.y.field or Column.VALUE, encoding.x.field or Column.PERIOD
        if layer.mark not in (Mark.LINE, Mark.RULE):
            self.report(
                f"a {layer.mark} cannot be drawn with a line", f"{path}.x.field", "draw it in a block of its own"
            )
        if by is not Column.PERIOD or measure not in MEASURES:
            self.report("a line runs along `period`", f"{path}.x.field", "let `x` be period, and `y` value")
        color = self.word(layer.color, f"{path}.color.field")
        return structs.replace(layer, measure=measure, by=Column.PERIOD, color=color)

    def word(self, column: Column | None, path: str) -> Column | None:
        if column in MEASURES:
            hint = "let it be series, label, period or kind"
            self.report(f"`{column}` is an amount, which cannot tell figures apart", path, hint)
        return column


def _merged(own: EncodingFields, shared: EncodingFields) -> EncodingFields:
    """The channels of a layer; the chart's for those that it does not define."""
    nothing = ChannelFields()
    names = [field.name for field in structs.fields(EncodingFields)]
    return EncodingFields(**{n: getattr(own, n) if getattr(own, n) != nothing else getattr(shared, n) for n in names})


def _color(encoding: EncodingFields, points: Sequence[Point]) -> Column | None:
    """The column of the colours: the given one, else the series, if there are any."""
    by_series = any(point.series for point in points) and encoding.y.field is not Column.SERIES
    return encoding.color.field or (Column.SERIES if by_series else None)


def _points(tree: Tree | None) -> Iterator[Point]:
    """The figures that a chart or layer names, each with its span."""
    yield from _named(_entry(tree, "figures"), "")
    series = _entry(tree, "series")
    for name, entry in series.entries.items() if isinstance(series, Fields) else ():
        yield from _named(entry.value, name)


def _named(tree: Tree | None, series: str) -> Iterator[Point]:
    for item in _items(tree):
        if isinstance(item, Leaf) and item.text:
            yield Point(item.text, item.span, "", series)
    for name, entry in tree.entries.items() if isinstance(tree, Fields) else ():
        label = entry.value.text if isinstance(entry.value, Leaf) else None
        yield Point(name, entry.key, label or "", series)


def _entry(tree: Tree | None, name: str) -> Tree | None:
    entry = tree.entries.get(name) if isinstance(tree, Fields) else None
    return entry.value if entry else None


def _items(tree: Tree | None) -> tuple[Tree, ...]:
    return tree.items if isinstance(tree, Items) else ()
