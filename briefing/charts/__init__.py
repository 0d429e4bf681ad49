"""Charts: figures of the ledger as drawings that belong to the page.

A `chart` block, in the grammar of Vega-Lite, is parsed with its note; its figures are resolved when the page
is made: `lay_out` finds the places of its marks, which `svg` writes. Widths of texts are estimated, so that a
drawing depends on no font, no library and no machine. No chart ever shows a number that is not in the ledger.
"""

from briefing.charts.layout import lay_out
from briefing.charts.legend import LegendItem, LegendWords, legend, swatch
from briefing.charts.svg import NARROW, WIDE, Frame, svg
from briefing.charts.validation import validate
from briefing.charts.values import ChartValue, PlottedLayers, plot, unit

__all__ = [
    "NARROW",
    "WIDE",
    "ChartValue",
    "Frame",
    "LegendItem",
    "LegendWords",
    "PlottedLayers",
    "lay_out",
    "legend",
    "plot",
    "svg",
    "swatch",
    "unit",
    "validate",
]
