"""Charts: figures of the ledger as drawings that belong to the page.

A `chart` block, in the grammar of Vega-Lite, is read when its note is; its figures are looked up when the page
is made: `lay_out` finds the places of its marks, which `svg` writes. Widths of texts are estimated, so that a
drawing depends on no font, no library and no machine. No chart ever shows a number that is not in the ledger.
"""

from briefing.charts.amounts import Amount, Plotted, plotted, unit
from briefing.charts.faults import faults
from briefing.charts.layouts import lay_out
from briefing.charts.legend import Key, KeyWords, key, swatch
from briefing.charts.svg import NARROW, WIDE, Frame, svg

__all__ = [
    "NARROW",
    "WIDE",
    "Amount",
    "Frame",
    "Key",
    "KeyWords",
    "Plotted",
    "faults",
    "key",
    "lay_out",
    "plotted",
    "svg",
    "swatch",
    "unit",
]
