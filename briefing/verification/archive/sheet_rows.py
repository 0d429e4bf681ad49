"""Sheets of cells as rows with their headers, for spreadsheets and comma-separated values alike.

A sheet may contain several tables: one below the other, separated by empty rows if the lower one has a header of its
own; or side by side, separated by an empty column if the right one has labels of its own. The rows without numbers
above a table are its header, and a line above that may give its measure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from briefing.evidence.tables import CellContext, Grid, is_value
from briefing.evidence.tables.phrases import phrases
from briefing.verification.archive.model import Cell, Draft, TableRow, UnreadableFile
from briefing.verification.archive.text_lines import squeeze

_MAX_EMPTY_ROWS: Final = 2
"""The most empty rows between a header and its table."""
_MAX_ROWS_ABOVE: Final = 6
"""How many texts above a table may give its measure."""
_MAX_CELLS: Final = 10_000_000
"""The most cells of a sheet or a table's rectangle; a small file may claim any number."""
_TOO_MANY: Final = f"a sheet of it has more than {_MAX_CELLS:,} cells"


class Value(NamedTuple):
    """The shown text of a cell, and its stored number if that differs."""

    text: str
    stored: str = ""
    is_scaled: bool = False
    """Whether the shown number leaves out thousands of the stored one."""


class Merge(NamedTuple):
    """A merged range of cells, given by its first and last row and column."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=True):
    """A sheet: its non-empty cells by row and column, counted from 1."""

    name: str
    rows: Mapping[int, Mapping[int, Value]]
    merges: tuple[Merge, ...] = ()


def read_sheets(sheets: Sequence[Sheet]) -> Iterator[Draft]:
    """Each row of each sheet as a paragraph; raises `UnreadableFile` if a sheet has too many cells."""
    for number, sheet in enumerate(sheets, 1):
        if sum(map(len, sheet.rows.values())) > _MAX_CELLS:
            raise UnreadableFile(_TOO_MANY)
        yield from _drafts(number, sheet)


def _drafts(number: int, sheet: Sheet) -> Iterator[Draft]:
    above: list[str] = []
    for block in _blocks(sheet):
        tables = [_SheetTable(sheet, block, columns, above) for columns in _column_ranges(sheet, block)]
        for row in block:
            yield _draft(number, sheet.rows[row], row, tables)
        if not any(table.has_numbers for table in tables):
            above += (squeeze(value.text) for row in block for value in sheet.rows[row].values())


def _draft(number: int, cells: Mapping[int, Value], row: int, tables: Sequence["_SheetTable"]) -> Draft:
    """A row as a paragraph, with bars between its cells."""
    text, found = "", []
    for column, value in sorted(cells.items()):
        shown = squeeze(value.text.replace("\n", " "))
        start = len(text) + 3 if text else 0
        text = f"{text} | {shown}" if text else shown
        table = next((table for table in tables if column in table.columns), None)
        context = table.context(row, column) if table else None
        if context is not None:
            found.append(Cell(start, len(text), context, False, column, value.stored, value.is_scaled))
    header = "\n".join(filter(None, (table.header for table in tables)))
    return Draft(number, text, tuple(found), TableRow(header, text), row)


# --- finding tables ----------------------------------------------------------------------------------


def _blocks(sheet: Sheet) -> list[list[int]]:
    """Runs of consecutive rows; a header or total that is separated by an empty row is included in its table's run."""
    blocks: list[list[int]] = []
    for row in sorted(sheet.rows):
        gap = row - blocks[-1][-1] if blocks else 0
        if gap == 1 or (
            0 < gap <= _MAX_EMPTY_ROWS and _has_value(sheet, row) and _belongs_to_block(sheet, blocks[-1], row)
        ):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _belongs_to_block(sheet: Sheet, block: Sequence[int], row: int) -> bool:
    """Whether a row with numbers belongs to the block above it: a header, or numbers in the same columns."""
    if _is_header(sheet, block):
        return True
    near = (row, *block[-_MAX_EMPTY_ROWS:])
    own, *above = ({at for at, value in sheet.rows[each].items() if is_value(value.text)} for each in near)
    return own <= set().union(*above)


def _is_header(sheet: Sheet, block: Sequence[int]) -> bool:
    """Whether rows may be a header: the last has several cells, and none contains a number."""
    return len(sheet.rows[block[-1]]) > 1 and not any(_has_value(sheet, row) for row in block)


def _has_value(sheet: Sheet, row: int) -> bool:
    return any(is_value(value.text) for value in sheet.rows[row].values())


def _column_ranges(sheet: Sheet, block: Sequence[int]) -> list[range]:
    """The column ranges of the tables in a block."""
    used = sorted({column for row in block for column in sheet.rows[row]})
    parts: list[list[int]] = []
    for column in used:
        if not parts or (column - parts[-1][-1] > 1 and _has_labels(sheet, block, column)):
            parts.append([])
        parts[-1].append(column)
    return [range(part[0], part[-1] + 1) for part in parts]


def _has_labels(sheet: Sheet, block: Sequence[int], column: int) -> bool:
    texts = [sheet.rows[row][column].text for row in block if column in sheet.rows[row]]
    return sum(not is_value(text) for text in texts[1:]) * 2 > len(texts[1:]) > 0


class _SheetTable:
    """A table of a sheet."""

    def __init__(self, sheet: Sheet, block: Sequence[int], columns: range, above: Sequence[str]) -> None:
        self.columns = columns
        self.at = {row: index for index, row in enumerate(block)}
        rows = _texts(sheet, block, columns)
        headers = next((at for at, row in enumerate(rows) if any(map(is_value, row[1:]))), len(rows))
        self.has_numbers = headers < len(rows)
        titles = next((at for at, row in enumerate(rows[:headers]) if len(set(filter(None, row))) > 1), 0)
        measures_above = tuple(phrase for text in reversed(above[-_MAX_ROWS_ABOVE:]) for phrase in phrases(text))
        caption = " ".join(text for row in rows[:titles] for text in dict.fromkeys(row) if text)
        self.grid = Grid(tuple(map(tuple, rows[titles:])), headers - titles, caption, measures_above)
        self.titles = titles

    @property
    def header(self) -> str:
        """The measures above it, its caption and its header rows, one per line."""
        if not self.has_numbers:
            return ""
        lines = [" | ".join(dict.fromkeys(filter(None, row))) for row in self.grid.head_rows]
        return "\n".join(filter(None, (*reversed(self.grid.above), self.grid.caption, *lines)))

    def context(self, row: int, column: int) -> CellContext | None:
        """The context of a cell; None for a cell of the header."""
        at = self.at[row] - self.titles
        if not self.has_numbers or at < self.grid.headers:
            return None
        return self.grid.context(at, column - self.columns.start)


def _texts(sheet: Sheet, block: Sequence[int], columns: range) -> list[list[str]]:
    """The texts of a table by row and column; a merged text that is no number is repeated in each of its cells."""
    if len(block) * len(columns) > _MAX_CELLS:
        raise UnreadableFile(_TOO_MANY)
    rows = [
        [squeeze(cells[column].text.replace("\n", " ")) if column in cells else "" for column in columns]
        for cells in map(sheet.rows.__getitem__, block)
    ]
    at = {row: index for index, row in enumerate(block)}
    left = len(rows) * len(columns)  # a budget, since each cell can be merged only once
    for merge in sheet.merges:
        text = rows[at[merge.top]][merge.left - columns.start] if merge.top in at and merge.left in columns else ""
        if text and not is_value(text):
            across = range(merge.left, min(merge.right, columns.stop - 1) + 1)
            down = [at[row] for row in range(merge.top, min(merge.bottom, block[-1]) + 1) if row in at]
            left -= len(across) * len(down)
            for row in down if left >= 0 else ():
                for column in across:
                    rows[row][column - columns.start] = text
    return rows
