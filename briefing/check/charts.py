"""Checks of charts: figures that no ledger defines, or that cannot share an axis."""

from collections.abc import Iterator

from briefing.charts import validate
from briefing.model import Note
from briefing.model.diagnostics import Diagnostic, Rule
from briefing.model.suggestions import did_you_mean
from briefing.site import View


def invalid_charts(note: Note, view: View) -> Iterator[Diagnostic]:
    """Figures of charts that no ledger defines, or that cannot be drawn together."""
    ledger = view.ledger
    for chart in note.body.charts:
        named = {point.name: ledger.at(point.name, note.front.date) for point in chart.points}
        for point in chart.points:
            # Where a ledger cannot be read, what it defines is not missing.
            if named[point.name] is None and view.defines_all_figures():
                hint = did_you_mean(point.name, view.ids()) or "define it under `figures:` in a front matter"
                yield Diagnostic(Rule.UNKNOWN_FIGURE, f"no figure is called `{point.name}`", point.span, hint)
        yield from validate(chart, {name: definition for name, definition in named.items() if definition})
