"""The tables of a note as grids, whose headers give the numbers in cells their unit and scale.

A grid is built when the first cell with a digit is read, so that notes without tables cost nothing.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from briefing.evidence.cover import CAPTION, CELL, HEADER, Block
from briefing.evidence.quantities import ParsedText
from briefing.evidence.tables import PLAIN, Grid, Measure, read_measure
from briefing.notes.markdown.blocks import Flat

_IN_TABLES: Final = (CELL, HEADER)


class Tables:
    """The tables of a note by their number."""

    def __init__(self, flats: Sequence[Flat]) -> None:
        self.flats = flats
        self.blocks: dict[int, list[Block]] | None = None
        self.grids: dict[int, Grid] = {}

    def measure(self, block: Block) -> Measure:
        """The unit and scale of a cell, from its headers and caption."""
        return self.grid(block).measure(block.row - 1, block.column)

    def is_number(self, block: Block, measure: Measure, found: ParsedText) -> bool:
        """Whether a cell in which no number was found is one after all, since its headers have a measure."""
        if found.quantities or found.ambiguous:
            return False
        # What looks like a year is a number only if its own column has a measure.
        return measure is not PLAIN and (not found.periods or self.is_headed(block))

    def is_headed(self, block: Block) -> bool:
        """Whether the header of a cell's column has a measure."""
        return any(read_measure(text) for text in self.grid(block).head(block.column))

    def titles(self, block: Block) -> tuple[str, ...]:
        """The label of a cell's row, and the headers of its column."""
        grid = self.grid(block)
        label = grid.rows[block.row - 1][0] if block.column and grid.has_labels else ""
        return (label, *grid.head(block.column))

    def grid(self, block: Block) -> Grid:
        """The grid of the table that contains a cell."""
        table = block.table or 0
        if table not in self.grids:
            self.grids[table] = self.composed(table)
        return self.grids[table]

    def composed(self, table: int) -> Grid:
        """The grid of a table, with its caption."""
        if self.blocks is None:
            self.blocks = {}
            for flat in self.flats:
                if flat.block.table is not None:
                    self.blocks.setdefault(flat.block.table, []).append(flat.block)
        blocks = self.blocks.get(table, [])
        caption = " ".join(block.text for block in blocks if block.kind is CAPTION)
        cells = [block for block in blocks if block.kind in _IN_TABLES]
        rows = tuple(tuple(cell.text for cell in row) for _, row in groupby(cells, lambda cell: cell.row))
        headers = len({cell.row for cell in cells if cell.kind is HEADER})
        return Grid(rows, headers, caption)
