"""The tables of a note as grids, which give a cell's number its unit and scale.

A table is put together when the first of its cells with a digit is read; a note without tables pays nothing.
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
        """The measure of a cell."""
        return self.grid(block).measure(block.row - 1, block.column)

    def is_number(self, block: Block, measure: Measure, found: ParsedText) -> bool:
        """Whether a cell is to be read as one number, however small or bare it is."""
        if found.quantities or found.ambiguous:
            return False
        # A year is one where what its column counts in leaves no doubt.
        return measure is not PLAIN and (not found.periods or self.is_headed(block))

    def is_headed(self, block: Block) -> bool:
        """Whether the header of a cell's own column has a measure."""
        return any(read_measure(text) for text in self.grid(block).head(block.column))

    def titles(self, block: Block) -> tuple[str, ...]:
        """The label of a cell's row, and what heads its column."""
        grid = self.grid(block)
        label = grid.rows[block.row - 1][0] if block.column and grid.has_labels else ""
        return (label, *grid.head(block.column))

    def grid(self, block: Block) -> Grid:
        """The table of a cell."""
        table = block.table or 0
        if table not in self.grids:
            self.grids[table] = self.composed(table)
        return self.grids[table]

    def composed(self, table: int) -> Grid:
        """A table with its caption."""
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
