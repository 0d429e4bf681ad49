"""Tables: the unit and scale of each cell, from the headings, labels and phrases around it.

Tables of notes and of archived sources are read by the same rules; nothing here depends on a parser or a file format.
"""

from briefing.evidence.tables.cell_context import CellContext, row_context
from briefing.evidence.tables.cell_numbers import cell_numbers, is_unscaled, with_measure
from briefing.evidence.tables.cell_texts import have_commas, is_value, printed_money
from briefing.evidence.tables.exemptions import exceptions
from briefing.evidence.tables.grid import Grid
from briefing.evidence.tables.labels import with_labels
from briefing.evidence.tables.measure import PLAIN, Measure, named_measures, of_column_and_row, read_measure
from briefing.evidence.tables.unit_columns import is_unit_header, unit_in

__all__ = [
    "PLAIN",
    "CellContext",
    "Grid",
    "Measure",
    "cell_numbers",
    "exceptions",
    "have_commas",
    "is_unit_header",
    "is_unscaled",
    "is_value",
    "named_measures",
    "of_column_and_row",
    "printed_money",
    "read_measure",
    "row_context",
    "unit_in",
    "with_labels",
    "with_measure",
]
