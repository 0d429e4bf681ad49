"""The model of an archived text: paragraphs with their pages, and table cells with their context."""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import Final

from msgspec import Struct

from briefing.evidence.tables import CellContext


class UnreadableFile(Exception):
    """An archived file cannot be read; the message says why."""

    hint = ""
    """What to do; empty if the file has to be saved again."""


class MissingExtra(UnreadableFile):
    """A file whose reader needs an extra that is not installed."""

    hint = "install it: pip install 'briefing-notes[sources]'"


NOT_CALCULATED: Final = "(not calculated)"
"""Stands for the text of a cell with a formula whose value is not in the file."""


class Cell(Struct, frozen=True, array_like=True):
    """A cell of a table, within the text of its paragraph."""

    start: int
    end: int
    context: CellContext
    is_broken: bool = False
    """Whether it is the rest of a number broken at a line end, which is not parsed."""
    column: int = 0
    """The column of its sheet, counted from 1; 0 outside spreadsheets."""
    stored: str = ""
    """The stored number with all digits and its unit, if the shown text is rounded; else empty."""
    is_scaled: bool = False
    """Whether the shown number leaves out thousands that are stored."""

    @property
    def names(self) -> tuple[str, ...]:
        """Locators of its row and column by name, as far as these have one."""
        words = (("row", self.context.label), ("column", self.context.header))
        return tuple(f'{kind} "{name}"' for kind, name in words if name)


class TableRow(Struct, frozen=True, array_like=True):
    """A table row: the one that a paragraph is, or of which it is a cell."""

    header: str
    """The lines or cells above it that head its columns."""
    text: str
    at: int = 0
    """The offset in `text` at which the paragraph's own text begins."""


class Paragraph(Struct, frozen=True, array_like=True):
    """A paragraph of a source."""

    number: int
    page: int
    """The sheet of the file, counted from 1."""
    text: str
    cells: tuple[Cell, ...] = ()
    row: TableRow | None = None
    line: int = 0
    """The row of its sheet, counted from 1; 0 outside spreadsheets."""

    def is_of_row(self, other: "Paragraph") -> bool:
        """Whether another paragraph is in the same row of a table."""
        row, its_row = self.row, other.row
        return bool(row and its_row and (row.header, row.text) == (its_row.header, its_row.text))


def rows_of_table(paragraph: Paragraph, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The rows or cells of the table that contains a paragraph, given all paragraphs of its source."""

    def is_of_table(other: Paragraph) -> bool:
        return bool(paragraph.row and other.row and other.row.header == paragraph.row.header)

    return _around(paragraph, paragraphs, is_of_table)


def parts_of_table(paragraph: Paragraph, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The same, including other parts of the table with their own section headings."""
    header = _shared_header(paragraph)

    def is_of_table(other: Paragraph) -> bool:
        return not other.cells or _shared_header(other) == header

    return tuple(each for each in _around(paragraph, paragraphs, is_of_table) if each.cells)


def _around(
    paragraph: Paragraph, paragraphs: Sequence[Paragraph], belongs: Callable[[Paragraph], bool]
) -> tuple[Paragraph, ...]:
    """The consecutive paragraphs around one, given all paragraphs of its source, for which `belongs` is true."""
    above = takewhile(belongs, reversed(paragraphs[: paragraph.number]))
    below = takewhile(belongs, paragraphs[paragraph.number :])
    return (*reversed(tuple(above)), *below)


def _shared_header(paragraph: Paragraph) -> str:
    """The header that all parts of a paragraph's table share."""
    section = next((cell.context.section for cell in paragraph.cells if cell.context.section), "")
    return paragraph.row.header.removesuffix(section).rstrip("\n") if paragraph.row else ""


class Draft(Struct, frozen=True):
    """A paragraph without a number."""

    page: int
    text: str
    cells: tuple[Cell, ...] = ()
    row: TableRow | None = None
    line: int = 0
    """The row of its sheet, counted from 1; 0 outside spreadsheets."""


def numbered(drafts: Iterable[Draft]) -> tuple[Paragraph, ...]:
    """Paragraphs numbered from 1, in order; empty ones are dropped."""
    non_empty = [draft for draft in drafts if draft.text]
    return tuple(
        Paragraph(i, item.page, item.text, item.cells, item.row, item.line) for i, item in enumerate(non_empty, 1)
    )
