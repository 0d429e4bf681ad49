"""Cells of sheets by the words of a citation: `sheet Sales, row North, column 2025`, or by numbers and letters.

A row is named by its number or by the text of one of its cells, a column by what heads it, by its letter or its number.
Locators of several kinds intersect.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import structs

from briefing.model import Locator, LocatorKind
from briefing.verification.archive.model import Cell, Paragraph
from briefing.verification.archive.page_labels import names

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")


def at_cells(
    paragraphs: Sequence[Paragraph], sheets: Sequence[str], locators: Sequence[Locator]
) -> tuple[Paragraph, ...]:
    """The rows that a citation points at, with the cells of the columns that it names."""
    of = {kind: [locator for locator in locators if locator.kind is kind] for kind in LocatorKind}
    found = list(paragraphs)
    for kind, is_at in _BY_ROW.items():
        if of[kind]:
            found = [row for row in found if any(is_at(row, locator, sheets) for locator in of[kind])]
    return _in_columns(found, of[LocatorKind.COLUMN]) if of[LocatorKind.COLUMN] else tuple(found)


def _is_on_sheet(row: Paragraph, locator: Locator, sheets: Sequence[str]) -> bool:
    return _is_cell_text(locator, sheets[row.page - 1]) or names(locator, str(row.page))


def _is_row(row: Paragraph, locator: Locator, _: Sequence[str]) -> bool:
    texts = (row.text[cell.start : cell.end] for cell in row.cells)
    return names(locator, str(row.line)) or any(_is_cell_text(locator, text) for text in texts)


def _is_paragraph(row: Paragraph, locator: Locator, _: Sequence[str]) -> bool:
    return names(locator, str(row.number))


_BY_ROW: Final[dict[LocatorKind, Callable[[Paragraph, Locator, Sequence[str]], bool]]] = {
    LocatorKind.SHEET: _is_on_sheet,
    LocatorKind.ROW: _is_row,
    LocatorKind.LINE: _is_row,
    LocatorKind.PARAGRAPH: _is_paragraph,
}


def _is_cell_text(locator: Locator, text: str) -> bool:
    """Whether a locator is the text of a cell."""
    plain = _plain(text)
    return bool(plain) and any(plain == _plain(first) for first, _ in locator.ranges)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _in_columns(rows: Sequence[Paragraph], locators: Sequence[Locator]) -> tuple[Paragraph, ...]:
    """The rows with only the cells of some columns; words that head no column are letters or numbers of one."""
    headed = any(_is_headed(cell, locator) for row in rows for cell in row.cells for locator in locators)
    is_in = _is_headed if headed else _is_column
    narrowed = (
        _narrowed(row, [cell for cell in row.cells if any(is_in(cell, one) for one in locators)]) for row in rows
    )
    return tuple(row for row in narrowed if row.cells)


def _is_headed(cell: Cell, locator: Locator) -> bool:
    header = _plain(cell.context.header)
    named = [_plain(first) for first, _ in locator.ranges]
    return any(f" {header} ".startswith(f" {name} ") or f" {header} ".endswith(f" {name} ") for name in named)


def _is_column(cell: Cell, locator: Locator) -> bool:
    return names(locator, str(cell.column)) or any(
        bool(_LETTERS.fullmatch(first)) and number_of(first) <= cell.column <= number_of(last)
        for first, last in locator.ranges
        if _LETTERS.fullmatch(last)
    )


def _narrowed(row: Paragraph, cells: Sequence[Cell]) -> Paragraph:
    """A row of which only some cells can be read."""
    if len(cells) == len(row.cells):
        return row
    text = ["\ufffc"] * len(row.text)
    for cell in cells:
        text[cell.start : cell.end] = row.text[cell.start : cell.end]
    return structs.replace(row, text="".join(text), cells=tuple(cells))


def number_of(letters: str) -> int:
    """The number of a column: `A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of a column: 28 is `AB`."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
