"""An archived source: its paragraphs, and which of them a citation refers to."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct, field, structs

from briefing.model import Locator, LocatorKind
from briefing.verification.archive.cell_lookup import at_cells, in_tables, letters_of
from briefing.verification.archive.model import Cell, Paragraph
from briefing.verification.archive.page_labels import by_offset, names

_SEARCHED: Final = (LocatorKind.PAGE, LocatorKind.PARAGRAPH, LocatorKind.SHEET)


class ArchivedSource(Struct, frozen=True, array_like=True, dict=True):
    """The text of a source, with a hash of the whole."""

    paragraphs: tuple[Paragraph, ...]
    sha256: str
    printed: Mapping[int, str] = field(default_factory=dict)
    """The printed page numbers by sheet, as far as they are known."""
    sheets: tuple[str, ...] = ()
    """The names of its sheets, if it is a spreadsheet."""
    has_pages: bool = True
    empty: tuple[int, ...] = ()
    """The sheets of the file without text, such as scanned pictures."""

    def at(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation refers to; all of them if it names no place that can be looked up.

        A page is the sheet with its number printed on it; if there is none, the sheet of that number in the file.
        """
        if not self.has_pages and any(place.kind is LocatorKind.PAGE for place in locators):
            return ()
        if self.sheets:
            return at_cells(self.paragraphs, self.sheets, locators)
        places = _places(locators)
        found = self._in(places, self._pages(places)) or self.on_sheets(locators) if places else self.paragraphs
        return in_tables(found, locators)

    def empty_at(self, locators: tuple[Locator, ...]) -> tuple[int, ...]:
        """The sheets without text that a citation refers to."""
        pages = [place for place in locators if place.kind in (LocatorKind.PAGE, LocatorKind.SHEET)]
        labels = {sheet: self.printed.get(sheet, str(sheet)) for sheet in self.empty}
        return tuple(sheet for sheet, label in labels.items() if any(names(place, label) for place in pages))

    def on_sheets(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation refers to if its page numbers count the sheets of the file."""
        places = [place for place in locators if place.kind in (LocatorKind.PAGE, LocatorKind.SHEET)]
        return self._in((), {sheet for sheet in self._sheets if any(names(place, str(sheet)) for place in places)})

    @cached_property
    def _sheets(self) -> tuple[int, ...]:
        return tuple(self._by_sheet)

    def _pages(self, places: Iterable[Locator]) -> set[int]:
        """The sheets whose printed number is named; if none has one, those with that number in the file."""
        printed = self.printed or {sheet: str(sheet) for sheet in self._sheets}
        pages = [place for place in places if place.kind is LocatorKind.PAGE]
        return {sheet for sheet, label in printed.items() if any(names(place, label) for place in pages)}

    @cached_property
    def _by_sheet(self) -> dict[int, list[Paragraph]]:
        """The paragraphs by sheet: an index, since hundreds of citations may refer to thousands of them."""
        found: dict[int, list[Paragraph]] = {}
        for item in self.paragraphs:
            found.setdefault(item.page, []).append(item)
        return found

    def _in(self, places: Iterable[Locator], sheets: Collection[int]) -> tuple[Paragraph, ...]:
        """The paragraphs of some sheets, and those whose own number is in `places`."""
        own = [place for place in places if place.kind is LocatorKind.PARAGRAPH]
        if not own:
            return tuple(item for sheet in sorted(sheets) for item in self._by_sheet.get(sheet, ()))
        return tuple(
            item
            for item in self.paragraphs
            if item.page in sheets or any(names(place, str(item.number)) for place in own)
        )

    def numbered_from(self, offset: int) -> "ArchivedSource":
        """The source with page numbers that begin after so many sheets."""
        sheets = max((paragraph.page for paragraph in self.paragraphs), default=0)
        return structs.replace(self, printed=by_offset(sheets, offset))

    def place(self, paragraph: Paragraph, by_page: bool = False, cell: Cell | None = None) -> str:
        """The location of a paragraph in words: its cell, its page if requested, or its number.

        `p. 6 (sheet 8)` is a page whose number is not that of its sheet, `sheet Sales, row 14, column C` a cell.
        """
        if self.sheets:
            return ", ".join(filter(None, (self._sheet(paragraph), f"row {paragraph.line}", _column(cell))))
        return self._page(paragraph) if by_page and self.has_pages else f"¶{paragraph.number}"

    def _sheet(self, paragraph: Paragraph) -> str:
        return f"sheet {self.sheets[paragraph.page - 1]}" if len(self.sheets) > 1 else ""

    def _page(self, paragraph: Paragraph) -> str:
        sheet = str(paragraph.page)
        label = self.printed.get(paragraph.page, sheet)
        return f"p. {label}" if label == sheet else f"p. {label} (sheet {sheet})"


def _column(cell: Cell | None) -> str:
    return f"column {letters_of(cell.column)}" if cell and cell.column else ""


def _places(locators: tuple[Locator, ...]) -> tuple[Locator, ...]:
    return tuple(locator for locator in locators if locator.kind in _SEARCHED)
