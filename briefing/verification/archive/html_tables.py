"""The blocks of a marked-up text as they are walked over, and the tables among them put together at its end."""

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
"""The blocks above a table that may give its measure."""
_MAX_PHRASES: Final = 5
"""Where a page has as many different phrases, none is likely for a table without one of its own."""
_TAIL: Final = 12
"""The characters at the end of a block that decide what raised text after them means."""
_MAX_SYMBOL_CHARS: Final = 4
_SPACED: Final = lazy_re.compile(r"[^\w.,]{0,4}[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?[^\w.,]{0,3}")
_GAP: Final = lazy_re.compile(r"(?<=\d) (?=\d)")


class Slot:
    """A cell of a table as it is read: its spans, and which blocks are in it."""

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
    """A table as it is read."""

    def __init__(self, first: int, outer: "tuple[_HtmlTable, Slot] | None") -> None:
        self.first = first
        self.outer = outer
        """The table, and the cell of it, in which it is read as a part of that one."""
        self.grid = Grid((), 0)
        self.header = ""
        """What heads the cell that it is in, in the tables around it."""
        self.label = ""
        """What names the row that it is in, in the tables around it."""
        self.row = -1
        self.column = 0
        self.slots: list[Slot] = []
        self.caption: list[int] = []
        self.taken: set[tuple[int, int]] = set()

    def place(self, slot: Slot) -> None:
        """Give a cell the next position that the span of no earlier cell covers."""
        slot.row, slot.column = max(self.row, 0), self.column
        while (slot.row, slot.column) in self.taken:
            slot.column += 1
        reach = range(slot.row, slot.row + slot.rows)
        self.taken.update((row, slot.column + by) for row in reach for by in range(slot.columns))
        self.slots.append(slot)
        self.column = slot.column + slot.columns


class Slots:
    """The blocks of a text in order, and the tables that some of them are in."""

    def __init__(self, has_parts: bool = False) -> None:
        """`has_parts`: whether a table in a cell is a part of the one around it, which is no layout of a page."""
        self.has_parts = has_parts
        self.blocks: list[list[str]] = [[]]
        self.tables: list[_HtmlTable] = []
        self.open_tables: list[_HtmlTable] = []
        self.holders: list[list[int]] = []
        """The cells and captions that are open."""

    @property
    def tail(self) -> str:
        """The end of the block so far."""
        return "".join(self.blocks[-1][-_TAIL:])[-_TAIL:]

    def hide(self, length: int) -> None:
        """Replace the end of the block by a character that is no part of a number."""
        shortened = "".join(self.blocks[-1][-_TAIL:])[:-length]
        self.blocks[-1][-_TAIL:] = [shortened, OBJECT]

    def add(self, text: str) -> None:
        """Append text to the block."""
        if text:
            self.blocks[-1].append(text)

    def part(self) -> None:
        """Begin a new block."""
        if self.blocks[-1]:
            self.blocks.append([])
            if self.holders:
                self.holders[-1].append(len(self.blocks) - 1)

    def open_table(self) -> None:
        """Begin a table."""
        self.part()
        around = self.open_tables[-1] if self.open_tables and self.has_parts else None
        slot = around.slots[-1] if around and around.slots else None
        if slot and self.holders and self.holders[-1] is slot.blocks:
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
        self._hold(slot.blocks)

    def open_caption(self) -> None:
        """Begin the caption of the innermost table."""
        self._hold(self.open_tables[-1].caption if self.open_tables else [])

    def _hold(self, blocks: list[int]) -> None:
        # A block without text at the end of the cell around is the first of this one.
        if self.holders and not self.blocks[-1] and self.holders[-1][-1:] == [len(self.blocks) - 1]:
            self.holders[-1].pop()
        self.holders.append([])
        self.part()
        self.holders[-1] = blocks
        blocks.append(len(self.blocks) - 1)

    def close_cell(self) -> None:
        """End a cell or caption."""
        held = self.holders.pop() if self.holders else []
        # A block without text goes to what follows, and is not this cell's.
        if held and held[-1] == len(self.blocks) - 1 and not self.blocks[-1]:
            held.pop()
        self.part()

    def drafts(self) -> Iterator[Draft]:
        """The blocks as paragraphs, cells with their context."""
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
            placed.update(_placed(table, texts, near, rest))
        yield from (placed.get(at, Draft(1, text)) for at, text in enumerate(texts))


def _placed(
    table: _HtmlTable, texts: Sequence[str], above: Sequence[str], rest: tuple[str, ...]
) -> Iterator[tuple[int, Draft]]:
    """The cells of a table by their block; `above` are the phrases over it, `rest` those elsewhere on the page."""
    if not above and agree(rest):
        above, rest = rest[:1], ()
    _name(table)
    table.grid = _grid(table, texts, (*filter(None, (table.header, table.label)), *above))
    likely = tuple(filter(None, map(read_measure, rest))) if not above else ()
    for row, group in groupby(sorted(table.slots, key=lambda slot: (slot.row, slot.column)), lambda slot: slot.row):
        yield from _row(table, row, list(group), texts, likely)


def _name(table: _HtmlTable) -> None:
    """Give a table in a cell of another what heads that cell and names its row; that one has its own already."""
    if table.outer is None:
        return
    outer, slot = table.outer
    context = outer.grid.context(slot.row, slot.column)
    table.header = f"{context.header if slot.row >= outer.grid.headers else ''} {outer.header}".strip()
    table.label = f"{outer.label} {context.label}".strip()


def _grid(table: _HtmlTable, texts: Sequence[str], above: tuple[str, ...]) -> Grid:
    """The texts of a table; what spans columns heads each of them, what spans rows names each."""
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
    """How many rows head the table: those of header cells alone, and those that hold no number yet."""
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
    """The cells of a row that are one block each; the row is shown as its cells between bars."""
    grid = table.grid
    header = " | ".join(dict.fromkeys(filter(None, (text for line in grid.head_rows for text in line))))
    header = "\n".join(filter(None, (grid.caption, *grid.above, header)))
    filled = [slot for slot in slots if _text(slot, texts)]
    shown, at = " | ".join(_text(slot, texts) for slot in filled), 0
    for index, slot in enumerate(filled):
        text = _text(slot, texts) if row < grid.headers else _joined(_text(slot, texts))
        before = _text(filled[index - 1], texts) if index else ""
        after = [_text(other, texts) for other in filled[index + 1 : index + 3]]
        context = _beside(_in_outer(table, grid.context(row, slot.column), row, slot.column), text, before, after)
        if not context.measure.unit and context.measure.scale == 1 and likely and row >= grid.headers:
            context = structs.replace(context, likely=(*context.likely, *likely))
        blocks = [block for block in slot.blocks if texts[block]]
        if len(blocks) == 1:
            cells = (Cell(0, len(text), context),) if row >= grid.headers else ()
            yield blocks[0], Draft(1, text, cells, TableRow(header, shown, at))
        at += len(text) + len(" | ")


def _joined(text: str) -> str:
    """A cell whose text is one number grouped by spaces, with spaces that join its digits: in prose it may be two."""
    return _GAP.sub("\u00a0", text) if " " in text and _SPACED.fullmatch(text) else text


def _in_outer(table: _HtmlTable, context: CellContext, row: int, column: int) -> CellContext:
    """A cell of a table in a cell of another, with what heads that one and names its row."""
    if table.outer is None or row < table.grid.headers or (column == 0 and table.grid.has_labels):
        return context
    header, label = f"{context.header} {table.header}".strip(), f"{table.label} {context.label}".strip()
    return structs.replace(context, header=header, label=label)


def _beside(context: CellContext, text: str, before: str, after: Sequence[str]) -> CellContext:
    """A cell whose currency, brackets or per cent sign are in cells of their own."""
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
