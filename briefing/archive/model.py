"""An archived text: its paragraphs, each with its page, and the cells of tables with what they count in."""

from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct, field, structs

from briefing.archive.printed import by_offset, names
from briefing.model import Locator, LocatorKind
from briefing.tables import Context

PARAGRAPH: Final = LocatorKind.PARAGRAPH


class Unreadable(Exception):
    """Why an archived file cannot be read."""


class Cell(Struct, frozen=True, array_like=True):
    """A cell of a table, within the text of its paragraph."""

    start: int
    end: int
    context: Context
    is_broken: bool = False
    """Whether it is the rest of a number that a line's end broke, and therefore is not read."""


class Row(Struct, frozen=True, array_like=True):
    """The row of a table that a paragraph is, or is a cell of."""

    header: str
    """The lines or cells above that head its columns."""
    text: str
    at: int = 0
    """Where the paragraph's own text begins in it."""


class Paragraph(Struct, frozen=True, array_like=True):
    """A paragraph of a source."""

    number: int
    page: int
    """The sheet of the file, counted from 1."""
    text: str
    cells: tuple[Cell, ...] = ()
    row: Row | None = None


class Draft(Struct, frozen=True):
    """A paragraph that has no number yet."""

    page: int
    text: str
    cells: tuple[Cell, ...] = ()
    row: Row | None = None


class Archived(Struct, frozen=True, array_like=True, dict=True):
    """The text of a source, and the hash of all of it."""

    paragraphs: tuple[Paragraph, ...]
    sha256: str
    printed: Mapping[int, str] = field(default_factory=dict)
    """By sheet what is printed on it as the number of its page, where that is known."""

    def at(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation points at; all of them where it names no page or paragraph.

        A page is the one that has its number printed on it; where none has, the sheet of the file.
        """
        places = _places(locators)
        if not places:
            return self.paragraphs
        return self._in(places, self._pages(places)) or self.on_sheets(locators)

    def on_sheets(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation points at if its pages count the sheets of the file."""
        places = [place for place in _places(locators) if place.kind is LocatorKind.PAGE]
        return self._in((), {sheet for sheet in self._sheets if any(names(place, str(sheet)) for place in places)})

    @cached_property
    def _sheets(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(paragraph.page for paragraph in self.paragraphs))

    def _pages(self, places: Iterable[Locator]) -> set[int]:
        """The sheets whose printed number is named, or whose own where none is printed on any."""
        printed = self.printed or {sheet: str(sheet) for sheet in self._sheets}
        pages = [place for place in places if place.kind is LocatorKind.PAGE]
        return {sheet for sheet, label in printed.items() if any(names(place, label) for place in pages)}

    def _in(self, places: Iterable[Locator], sheets: Container[int]) -> tuple[Paragraph, ...]:
        """The paragraphs of some sheets, and those that places name by their number."""
        own = [place for place in places if place.kind is PARAGRAPH]
        return tuple(
            item
            for item in self.paragraphs
            if item.page in sheets or any(names(place, str(item.number)) for place in own)
        )

    def numbered_from(self, offset: int) -> "Archived":
        """The text with its pages numbered after so many sheets."""
        sheets = max((paragraph.page for paragraph in self.paragraphs), default=0)
        return structs.replace(self, printed=by_offset(sheets, offset))

    def page(self, paragraph: Paragraph) -> str:
        """A page as a reader finds it: `p. 6`, or `p. 6 (sheet 8)` where the file counts otherwise."""
        sheet = str(paragraph.page)
        label = self.printed.get(paragraph.page, sheet)
        return f"p. {label}" if label == sheet else f"p. {label} (sheet {sheet})"


def _places(locators: tuple[Locator, ...]) -> tuple[Locator, ...]:
    return tuple(locator for locator in locators if locator.kind in (LocatorKind.PAGE, PARAGRAPH))


def numbered(drafts: Iterable[Draft]) -> tuple[Paragraph, ...]:
    """Paragraphs in order, counted from 1; those without text are none."""
    kept = [draft for draft in drafts if draft.text]
    return tuple(Paragraph(i, item.page, item.text, item.cells, item.row) for i, item in enumerate(kept, 1))
