"""Charts: figures of the ledger as drawings that belong to the page.

A `chart` block is read when its note is, its figures are looked up when the
page is made, and `draw` turns the specification into SVG: a function of
that text alone, so that an unchanged chart need not be drawn again. No chart
ever shows a number that is not in the ledger.
"""

from briefing.charts.amounts import Amount, Plotted, plotted, unit
from briefing.charts.drawing import can_draw, draw
from briefing.charts.faults import faults
from briefing.charts.planning import Key, key, planned
from briefing.charts.reading import Drawing, read_chart
from briefing.charts.sheets import NARROW, WIDE, Frame

__all__ = [
    "NARROW",
    "WIDE",
    "Amount",
    "Drawing",
    "Frame",
    "Key",
    "Plotted",
    "can_draw",
    "draw",
    "faults",
    "key",
    "planned",
    "plotted",
    "read_chart",
    "unit",
]
