"""Look-up of cells by locators: `sheet Sales, row North, column 2025`, or numbers and letters.

A row is named by its number or the text of one of its cells, a column by its heading, letter or number. Locators of
several kinds intersect. In tables of documents only names work, since `col. 2` there is a column of text on a page.
"""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.tables import read_measure
from briefing.model import Locator, LocatorKind
from briefing.verification.archive.model import Cell, Paragraph
from briefing.verification.archive.page_labels import names

_LETTERS: Final = lazy_re.compile(r"[A-Z]{1,3}")
_NUMBERED: Final = lazy_re.compile(r"(?!(?:19|20)\d\d$)[0-9]+|[A-Z]{1,3}")
"""The number or letter of a row or column, but not a year."""
_SIGNS: Final = lazy_re.compile(r"[\s,;:()\[\]（），：]+")
_MARKS: Final = lazy_re.compile(
    r"(?<=\S)\s*+(?:[(\[]\w{1,2}[)\]]|\[\^[\w-]{1,20}\]|[*†‡:…]|(?<!\.)\.{2,}+|[\u00b9\u00b2\u00b3\u2070-\u2079]){1,9}$"
)
"""Footnote marks, a colon or dots at the end of a label."""

_MEASURE: Final = lazy_re.compile(r"\s*[(（\[][^()（）\[\]]{1,40}[)）\]]$|,\s[^,]{1,40}$")


def at_cells(
    paragraphs: Sequence[Paragraph], sheets: Sequence[str], locators: Sequence[Locator]
) -> tuple[Paragraph, ...]:
    """The rows of sheets that a citation refers to, reduced to the cells of the columns that it names."""
    of = {kind: [locator for locator in locators if locator.kind is kind] for kind in LocatorKind}
    found = list(paragraphs)
    for kind, is_at in _BY_ROW.items():
        if of[kind]:
            found = [row for row in found if any(is_at(row, locator, sheets) for locator in of[kind])]
    return _in_columns(found, of[LocatorKind.COLUMN]) if of[LocatorKind.COLUMN] else tuple(found)


def _is_on_sheet(row: Paragraph, locator: Locator, sheets: Sequence[str]) -> bool:
    return _is_cell_text(locator, sheets[row.page - 1]) or names(locator, str(row.page))


def _is_row(row: Paragraph, locator: Locator, _: Sequence[str]) -> bool:
    return names(locator, str(row.line)) or any(_is_label(locator, text) for text in row.text.split(" | "))


def _is_paragraph(row: Paragraph, locator: Locator, _: Sequence[str]) -> bool:
    return names(locator, str(row.number))


_BY_ROW: Final[dict[LocatorKind, Callable[[Paragraph, Locator, Sequence[str]], bool]]] = {
    LocatorKind.SHEET: _is_on_sheet,
    LocatorKind.ROW: _is_row,
    LocatorKind.LINE: _is_row,
    LocatorKind.PARAGRAPH: _is_paragraph,
}


def in_tables(paragraphs: Sequence[Paragraph], locators: Sequence[Locator]) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, reduced to the table rows and columns that a citation names, if it names any."""
    found = tuple(paragraphs)
    rows = [locator for locator in locators if locator.kind is LocatorKind.ROW]
    columns = [locator for locator in locators if locator.kind is LocatorKind.COLUMN]
    if rows and (named := _named(found, rows, _is_in_row)) is not None:
        found = named
    if columns and (named := _named(found, columns, _has_column)) is not None:
        found = _in_columns(named, columns)
    return found


def _named(
    paragraphs: Sequence[Paragraph], locators: Sequence[Locator], is_at: Callable[[Paragraph, Locator], bool]
) -> tuple[Paragraph, ...] | None:
    """The paragraphs that locators name; None if there are none, and all locators are numbers or letters."""
    found = tuple(item for item in paragraphs if any(is_at(item, locator) for locator in locators))
    are_numbers = all(_NUMBERED.fullmatch(first) for locator in locators for first, _ in locator.ranges)
    return None if are_numbers and not found else found


def _is_in_row(cell: Paragraph, locator: Locator) -> bool:
    """Whether a row, or the row of a cell, has a label or cell with the text of a locator."""
    if cell.row is None:
        return False
    labels = {each.context.label for each in cell.cells}
    texts = {cell.text[each.start : each.end] for each in cell.cells}
    own = cell.row.text.split(" | ")
    # In a nested table, labels begin with those of the outer row.
    outer = {label.removesuffix(f" {own[0]}") for label in labels}
    return any(_is_label(locator, text) for text in (*labels, *outer, *texts, *own))


def _has_column(row: Paragraph, locator: Locator) -> bool:
    return any(_is_headed(cell, locator) for cell in row.cells)


def _is_cell_text(locator: Locator, text: str) -> bool:
    """Whether a locator is the text of a cell."""
    plain = _plain(text)
    return bool(plain) and any(plain == _plain(first) for first, _ in locator.ranges)


def _is_label(locator: Locator, text: str) -> bool:
    """Whether a locator is the text of a cell, with or without a footnote mark or measure at its end."""
    bare = _MARKS.sub("", text)
    return any(_is_cell_text(locator, each) for each in (text, bare, _without_measure(bare)))


def _without_measure(label: str) -> str:
    """A label without the measure at its end: `Americas (US$ m)`."""
    found = _MEASURE.search(label)
    return label[: found.start()] if found and read_measure(found[0]) else label


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _words(text: str) -> list[str]:
    return _SIGNS.sub(" ", text).casefold().split()


def _in_columns(rows: Sequence[Paragraph], locators: Sequence[Locator]) -> tuple[Paragraph, ...]:
    """The rows with only the cells of some columns; locators that are no column's heading are letters or numbers."""
    headed = any(_is_headed(cell, locator) for row in rows for cell in row.cells for locator in locators)
    is_in = _is_headed if headed else _is_column
    narrowed = (
        _with_only(row, [cell for cell in row.cells if any(is_in(cell, one) for one in locators)]) for row in rows
    )
    return tuple(row for row in narrowed if row.cells)


def _is_headed(cell: Cell, locator: Locator) -> bool:
    """Whether a locator is the heading of a cell: all of it in any word order, its beginning or end, or words of it."""
    header = _words(cell.context.header)
    return any(_matches_heading(_words(first), header) for first, _ in locator.ranges)


def _matches_heading(name: Sequence[str], header: Sequence[str]) -> bool:
    count = len(name)
    inside = (header[at : at + count] for at in range(len(header) - count + 1)) if count > 1 else ()
    return bool(name) and (name in (header[:count], header[-count:], *inside) or sorted(name) == sorted(header))


def _is_column(cell: Cell, locator: Locator) -> bool:
    return names(locator, str(cell.column)) or any(
        bool(_LETTERS.fullmatch(first)) and number_of(first) <= cell.column <= number_of(last)
        for first, last in locator.ranges
        if _LETTERS.fullmatch(last)
    )


def _with_only(row: Paragraph, cells: Sequence[Cell]) -> Paragraph:
    """A row with all but some of its cells blanked."""
    if len(cells) == len(row.cells):
        return row
    text = ["\ufffc"] * len(row.text)
    for cell in cells:
        text[cell.start : cell.end] = row.text[cell.start : cell.end]
    return structs.replace(row, text="".join(text), cells=tuple(cells))


def number_of(letters: str) -> int:
    """The number of a column by its letters: 1 for `A`, 27 for `AA`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of a column by its number: `AB` for 28."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
