"""Collects the blocks of an HTML text while its tree is walked, and assembles the tables among them at the end.

Each cell records which blocks it contains. Once the text is complete, the cells of each table form a grid, which gives
every cell its context; a table in a cell of another one inherits the heading and label of that cell.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.tables import CellContext, Grid, Measure, is_value, printed_money, read_measure
from briefing.evidence.tables.phrases import is_caption, phrases
from briefing.verification.archive.model import Cell, Draft, TableRow
from briefing.verification.archive.superscripts import OBJECT
from briefing.verification.archive.text_lines import squeeze
from briefing.verification.archive.text_tables import agree

_MAX_BLOCKS_ABOVE: Final = 3
"""How many blocks above a table may give its measure."""
_MAX_PHRASES: Final = 5
"""If a page has as many different measures, none is likely to apply to a table without its own."""
_TAIL: Final = 12
"""The number of characters before a superscript that decide what it means."""
_MAX_SYMBOL_CHARS: Final = 4
_SPACED: Final = lazy_re.compile(r"[^\w.,]{0,4}[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?[^\w.,]{0,3}")
_GAP: Final = lazy_re.compile(r"(?<=\d) (?=\d)")


class Slot:
    """A cell of a table that is being read: its position, its spans, and the indexes of its blocks."""

    __slots__ = ("blocks", "column", "columns", "has_table", "is_header", "row", "rows")

    def __init__(self, is_header: bool, columns: int, rows: int) -> None:
        self.is_header = is_header
        self.columns = columns
        self.rows = rows
        self.row = 0
        self.column = 0
        self.blocks: list[int] = []
        self.has_table = False


class _HtmlTable:
    """A table that is being read."""

    def __init__(self, first: int, outer: "tuple[_HtmlTable, Slot] | None") -> None:
        self.first = first
        self.outer = outer
        """The outer table and its cell, if this table is nested in it as a part."""
        self.grid = Grid((), 0)
        self.header = ""
        """The heading of its cell in the outer tables."""
        self.label = ""
        """The label of its row in the outer tables."""
        self.row = -1
        self.column = 0
        self.slots: list[Slot] = []
        self.caption: list[int] = []
        self.taken: set[tuple[int, int]] = set()

    def place(self, slot: Slot) -> None:
        """Place a cell at the next position that is not covered by the span of an earlier one."""
        slot.row, slot.column = max(self.row, 0), self.column
        while (slot.row, slot.column) in self.taken:
            slot.column += 1
        reach = range(slot.row, slot.row + slot.rows)
        self.taken.update((row, slot.column + by) for row in reach for by in range(slot.columns))
        self.slots.append(slot)
        self.column = slot.column + slot.columns


class Slots:
    """The blocks of a text in order, and the tables that contain some of them."""

    def __init__(self, has_parts: bool = False) -> None:
        """`has_parts`: whether a nested table is a part of the outer one, which is not just used for page layout."""
        self.has_parts = has_parts
        self.blocks: list[list[str]] = [[]]
        self.tables: list[_HtmlTable] = []
        self.open_tables: list[_HtmlTable] = []
        self.open_lists: list[list[int]] = []
        """The block lists of the open cells and captions, the innermost last."""

    @property
    def tail(self) -> str:
        """The last characters of the current block."""
        return "".join(self.blocks[-1][-_TAIL:])[-_TAIL:]

    def hide(self, length: int) -> None:
        """Replace the last `length` characters of the block by a placeholder that is not part of any number."""
        shortened = "".join(self.blocks[-1][-_TAIL:])[:-length]
        self.blocks[-1][-_TAIL:] = [shortened, OBJECT]

    def add(self, text: str) -> None:
        """Append text to the current block."""
        if text:
            self.blocks[-1].append(text)

    def part(self) -> None:
        """Begin a new block."""
        if self.blocks[-1]:
            self.blocks.append([])
            if self.open_lists:
                self.open_lists[-1].append(len(self.blocks) - 1)

    def open_table(self) -> None:
        """Begin a table."""
        self.part()
        around = self.open_tables[-1] if self.open_tables and self.has_parts else None
        slot = around.slots[-1] if around and around.slots else None
        if slot and self.open_lists and self.open_lists[-1] is slot.blocks:
            slot.has_table = True
        self.open_tables.append(
            _HtmlTable(len(self.blocks) - 1, (around, slot) if around and slot and slot.has_table else None)
        )
        self.tables.append(self.open_tables[-1])

    def close_table(self) -> None:
        """End the innermost table."""
        self.part()
        if self.open_tables:
            self.open_tables.pop()

    def open_row(self) -> None:
        """Begin a row of the innermost table."""
        self.part()
        if self.open_tables:
            self.open_tables[-1].row += 1
            self.open_tables[-1].column = 0

    def open_cell(self, slot: Slot) -> None:
        """Begin a cell of the innermost table."""
        if self.open_tables:
            self.open_tables[-1].place(slot)
        self._open(slot.blocks)

    def open_caption(self) -> None:
        """Begin the caption of the innermost table."""
        self._open(self.open_tables[-1].caption if self.open_tables else [])

    def _open(self, blocks: list[int]) -> None:
        # An empty block at the end of the outer cell becomes the first block of this one.
        if self.open_lists and not self.blocks[-1] and self.open_lists[-1][-1:] == [len(self.blocks) - 1]:
            self.open_lists[-1].pop()
        self.open_lists.append([])
        self.part()
        self.open_lists[-1] = blocks
        blocks.append(len(self.blocks) - 1)

    def close_cell(self) -> None:
        """End a cell or caption."""
        closed = self.open_lists.pop() if self.open_lists else []
        # An empty block at the end belongs to what follows, not to this cell.
        if closed and closed[-1] == len(self.blocks) - 1 and not self.blocks[-1]:
            closed.pop()
        self.part()

    def drafts(self) -> Iterator[Draft]:
        """The blocks as paragraphs; those in tables have cells with their context."""
        texts = [squeeze("".join(pieces)) for pieces in self.blocks]
        inside = {block for table in self.tables for slot in table.slots for block in slot.blocks}
        inside |= {block for table in self.tables for block in table.caption}
        outside = [at for at, text in enumerate(texts) if text and at not in inside]
        phrases_by_block = {at: found for at in outside if (found := phrases(texts[at]))} if self.tables else {}
        everywhere = Counter(
            phrase for at, found in phrases_by_block.items() if not is_caption(texts[at]) for phrase in found
        )
        placed: dict[int, Draft] = {}
        for table in self.tables:
            place = bisect_left(outside, table.first)
            near = [
                phrase
                for at in reversed(outside[max(0, place - _MAX_BLOCKS_ABOVE) : place])
                for phrase in phrases_by_block.get(at, ())
            ]
            rest = tuple(everywhere - Counter(near)) if len(everywhere) < _MAX_PHRASES else ()
            placed.update(_table_drafts(table, texts, near, rest))
        yield from (placed.get(at, Draft(1, text)) for at, text in enumerate(texts))


def _table_drafts(
    table: _HtmlTable, texts: Sequence[str], above: Sequence[str], rest: tuple[str, ...]
) -> Iterator[tuple[int, Draft]]:
    """The cells of a table by block; `above` are the measures above it, `rest` those elsewhere on the page."""
    if not above and agree(rest):
        above, rest = rest[:1], ()
    _inherit_headings(table)
    table.grid = _grid(table, texts, (*filter(None, (table.header, table.label)), *above))
    likely = tuple(filter(None, map(read_measure, rest))) if not above else ()
    for row, group in groupby(sorted(table.slots, key=lambda slot: (slot.row, slot.column)), lambda slot: slot.row):
        yield from _row(table, row, list(group), texts, likely)


def _inherit_headings(table: _HtmlTable) -> None:
    """Give a nested table the heading and label of its cell in the outer table, which must have its own already."""
    if table.outer is None:
        return
    outer, slot = table.outer
    context = outer.grid.context(slot.row, slot.column)
    table.header = f"{context.header if slot.row >= outer.grid.headers else ''} {outer.header}".strip()
    table.label = f"{outer.label} {context.label}".strip()


def _grid(table: _HtmlTable, texts: Sequence[str], above: tuple[str, ...]) -> Grid:
    """The grid of a table; a text that spans several columns or rows is repeated in each, but a number only in rows."""
    height = max((slot.row + slot.rows for slot in table.slots), default=0)
    height = min(height, max((slot.row for slot in table.slots), default=0) + 1)
    width = max((slot.column + slot.columns for slot in table.slots), default=0)
    rows = [[""] * width for _ in range(height)]
    for slot in table.slots:
        text = _text(slot, texts)
        across = slot.columns if slot.is_header or not is_value(text) else 1
        for row in range(slot.row, min(slot.row + slot.rows, height)):
            rows[row][slot.column : slot.column + across] = [text] * across
    return Grid(tuple(map(tuple, rows)), _headers(table, rows), " ".join(texts[at] for at in table.caption), above)


def _headers(table: _HtmlTable, rows: Sequence[Sequence[str]]) -> int:
    """The number of header rows: those before the first row with a number, else those with header cells only."""
    body = {slot.row for slot in table.slots if not slot.is_header}
    nested = {slot.row for slot in table.slots if slot.has_table and slot.column}
    filled = (at for at, row in enumerate(rows) if at in nested or (at in body and any(map(is_value, row[1:]))))
    first = next(filled, len(rows))
    marked = next((at for at in range(len(rows)) if at in body), 0)
    return first if first < len(rows) else marked


def _text(slot: Slot, texts: Sequence[str]) -> str:
    return " ".join(filter(None, (texts[at] for at in slot.blocks)))


def _row(
    table: _HtmlTable, row: int, slots: Sequence[Slot], texts: Sequence[str], likely: tuple[Measure, ...]
) -> Iterator[tuple[int, Draft]]:
    """The cells of a row that consist of one block each, with the whole row as text between bars."""
    grid = table.grid
    header = " | ".join(dict.fromkeys(filter(None, (text for line in grid.head_rows for text in line))))
    header = "\n".join(filter(None, (grid.caption, *grid.above, header)))
    filled = [slot for slot in slots if _text(slot, texts)]
    shown, at = " | ".join(_text(slot, texts) for slot in filled), 0
    for index, slot in enumerate(filled):
        text = _text(slot, texts) if row < grid.headers else _with_joined_digits(_text(slot, texts))
        before = _text(filled[index - 1], texts) if index else ""
        after = [_text(other, texts) for other in filled[index + 1 : index + 3]]
        context = _with_neighbours(
            _with_outer_headings(table, grid.context(row, slot.column), row, slot.column), text, before, after
        )
        if not context.measure.unit and context.measure.scale == 1 and likely and row >= grid.headers:
            context = structs.replace(context, likely=(*context.likely, *likely))
        blocks = [block for block in slot.blocks if texts[block]]
        if len(blocks) == 1:
            cells = (Cell(0, len(text), context),) if row >= grid.headers else ()
            yield blocks[0], Draft(1, text, cells, TableRow(header, shown, at))
        at += len(text) + len(" | ")


def _with_joined_digits(text: str) -> str:
    """The text of a cell; a number grouped by spaces gets no-break spaces, since in prose it would be ambiguous."""
    return _GAP.sub("\u00a0", text) if " " in text and _SPACED.fullmatch(text) else text


def _with_outer_headings(table: _HtmlTable, context: CellContext, row: int, column: int) -> CellContext:
    """The context of a cell, with the heading and label of the outer table's cell if its table is nested."""
    if table.outer is None or row < table.grid.headers or (column == 0 and table.grid.has_labels):
        return context
    header, label = f"{context.header} {table.header}".strip(), f"{table.label} {context.label}".strip()
    return structs.replace(context, header=header, label=label)


def _with_neighbours(context: CellContext, text: str, before: str, after: Sequence[str]) -> CellContext:
    """The context of a cell whose currency, brackets or percent sign are in neighbouring cells."""
    if not is_value(text) and not text.startswith("("):
        return context
    behind = "".join(after if after and after[0] == ")" else after[:1]).replace(" ", "")
    if before.endswith("(") and behind.startswith((")", "%)")):
        context = structs.replace(context, is_loss=True)
    if behind in ("%", ")%", "%)"):
        return structs.replace(context, measure=Measure("%", label="%"))
    symbol = (before or "".join(after[:1])).rstrip("( ")
    code = printed_money(symbol) if 0 < len(symbol) <= _MAX_SYMBOL_CHARS and not any(map(str.isdigit, symbol)) else ""
    if not code or context.measure.unit:
        return context
    return structs.replace(context, measure=structs.replace(context.measure, unit=code))
