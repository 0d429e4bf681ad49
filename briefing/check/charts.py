"""Charts: figures that no ledger has, that cannot share an axis, or that are not drawn here."""

from collections.abc import Iterator

from briefing.charts import can_draw, faults
from briefing.diagnostics import Diagnostic, Rule
from briefing.model import Note
from briefing.records import did_you_mean
from briefing.view import View


def unsound_charts(note: Note, view: View) -> Iterator[Diagnostic]:
    """Figures of charts that there are not, or that cannot be drawn together."""
    books = view.books
    for chart in note.body.charts:
        named = {point.name: books.at(point.name, note.front.date) for point in chart.points}
        for point in chart.points:
            if named[point.name] is None:
                hint = did_you_mean(point.name, view.ids()) or "define it under `figures:` in a front matter"
                yield Diagnostic(Rule.UNKNOWN_FIGURE, f"no figure is called `{point.name}`", point.span, hint)
        yield from faults(chart, {name: definition for name, definition in named.items() if definition})


def undrawn_charts(note: Note) -> Iterator[Diagnostic]:
    """Charts that readers get as tables alone, since the program that draws them is not there."""
    if not can_draw():
        hint = "install what draws it: pip install vl-convert-python"
        for chart in note.body.charts:
            yield Diagnostic(Rule.CHART_NOT_DRAWN, "the chart is shown as a table only", chart.span, hint)
