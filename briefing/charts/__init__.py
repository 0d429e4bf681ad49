"""Charts: figures of the ledger as drawings that belong to the page.

A `chart` block, in the grammar of Vega-Lite, is parsed with its note; its figures are resolved when the page
is built: `lay_out` positions its marks, which `svg` writes. Text widths are estimated, so that a drawing does
not depend on fonts, libraries or the machine. No chart ever shows a number that is not in the ledger.
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
