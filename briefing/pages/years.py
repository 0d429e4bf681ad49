"""The archive of many notes: the list of the years, and the notes of each.

Everything about this kind of page, except its template and its row in `kinds`.
"""

from collections.abc import Iterator
from functools import partial
from itertools import starmap
from typing import ClassVar, Final

from msgspec import Struct

from briefing.model import Extent, Words, words_for
from briefing.pages.context import Base, NavLink, NoteCard
from briefing.pages.lists import Pager
from briefing.pages.page_builder import PageBuilder
from briefing.pages.planning import MAX_NOTES, Job, numbers, of_page
from briefing.site.urls import archive_path

MAX_OF_YEAR: Final = 500
"""Notes on one page of a year."""


class YearLink(Struct, frozen=True):
    """A year of the archive."""

    title: str
    """The year."""
    path: str
    """Its address from the site's root."""
    all: str
    """How many notes it has, in the site's language."""


class ArchivePage(Base, frozen=True, kw_only=True):
    """The notes of a year, or all years: `archive.html`."""

    template: ClassVar[str] = "archive.html"

    notes: tuple[NoteCard, ...]
    """The notes of its year, newest first."""
    years: tuple[YearLink, ...]
    """Every year, newest first; empty on the page of one."""
    pager: Pager
    """The way to the year's other notes."""


def jobs(extent: Extent) -> Iterator[Job]:
    """The list of years and a page for each year, if there are many notes."""
    if extent.listed > MAX_NOTES:
        yield Job("archive")
        for year, count in extent.years:
            yield from (Job("archive", year, number) for number in numbers(count, MAX_OF_YEAR))


def pages(builder: PageBuilder, job: Job, url: str) -> Iterator[ArchivePage]:
    """The notes of a year, or the list of the years."""
    view, words = builder.view, builder.words
    paths = view.of_year(job.name) if job.name else ()
    above = (NavLink(words.archive, archive_path()),) if job.name else ()
    yield ArchivePage(
        **builder.findable(url, job.name or words.archive, "", *above),
        notes=tuple(map(builder.listed, of_page(paths, job.number, MAX_OF_YEAR))),
        years=() if job.name else tuple(starmap(partial(_year, builder.words), view.years())),
        pager=builder.pager(job, archive_path(job.name).removesuffix("index.html"), len(paths), MAX_OF_YEAR),
    )


def _year(words: Words, year: str, count: int) -> YearLink:
    return YearLink(year, archive_path(year), words_for(words.notes, count, count))
