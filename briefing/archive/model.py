"""An archived text: its paragraphs, each with its page, and the cells of tables with what they count in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from briefing.model import Locator, LocatorKind
from briefing.tables import Context

_AGREEING: Final = 3
"""So many sheets make a count of pages."""


class Unreadable(Exception):
    """Why an archived file cannot be read."""


class Cell(Struct, frozen=True):
    """A cell of a table, within the text of its paragraph."""

    start: int
    end: int
    context: Context
    is_broken: bool = False
    """Whether it is the rest of a number that a line's end broke, and therefore is not read."""


class Row(Struct, frozen=True):
    """The row of a table that a paragraph is, or is a cell of."""

    header: str
    """The lines or cells above that head its columns."""
    text: str
    at: int = 0
    """Where the paragraph's own text begins in it."""


class Paragraph(Struct, frozen=True):
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


class Archived(Struct, frozen=True):
    """The text of a source, and the hash of all of it."""

    paragraphs: tuple[Paragraph, ...]
    sha256: str
    printed: Mapping[int, int] = field(default_factory=dict)
    """By sheet the number that is printed on it, where that is another."""

    def at(self, locators: tuple[Locator, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that a citation points at; all of them where it names no page or paragraph.

        A page is the sheet of the file or the one that has the number printed on it.
        """
        places = [locator for locator in locators if locator.kind in (LocatorKind.PAGE, LocatorKind.PARAGRAPH)]
        if not places:
            return self.paragraphs
        return tuple(item for item in self.paragraphs if any(self._is_at(item, locator) for locator in places))

    def _is_at(self, paragraph: Paragraph, locator: Locator) -> bool:
        if locator.kind is LocatorKind.PARAGRAPH:
            return _names(locator, paragraph.number)
        printed = self.printed.get(paragraph.page)
        return _names(locator, paragraph.page) or (printed is not None and _names(locator, printed))

    def page(self, paragraph: Paragraph) -> str:
        """A page as a reader finds it: `p. 6`, or `p. 6 (sheet 8)` where the file counts otherwise."""
        printed = self.printed.get(paragraph.page)
        return f"p. {paragraph.page}" if printed is None else f"p. {printed} (sheet {paragraph.page})"


def _names(locator: Locator, number: int) -> bool:
    return locator.meets(Locator(locator.kind, ((str(number), str(number)),)))


def numbered(drafts: Iterable[Draft]) -> tuple[Paragraph, ...]:
    """Paragraphs in order, counted from 1; those without text are none."""
    kept = [draft for draft in drafts if draft.text]
    return tuple(Paragraph(i, item.page, item.text, item.cells, item.row) for i, item in enumerate(kept, 1))


def printed_pages(candidates: Sequence[frozenset[int]]) -> dict[int, int]:
    """The printed number of each sheet by the numbers that its edges show.

    A number is a page's if several sheets are as far from theirs; sheets that are counted by it are left out.
    """
    pairs = [(sheet, number) for sheet, numbers in enumerate(candidates, 1) for number in numbers]
    shifts = Counter(sheet - number for sheet, number in pairs)
    if sum(count for count in shifts.values() if count >= _AGREEING) * 2 < len(candidates):
        return {}
    ranked = sorted(pairs, key=lambda pair: shifts[pair[0] - pair[1]])
    printed = {sheet: number for sheet, number in ranked if shifts[sheet - number] >= _AGREEING}
    return {sheet: number for sheet, number in sorted(printed.items()) if sheet != number}
