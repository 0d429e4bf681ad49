"""Pagination of long lists, and the pages of each list that a site needs."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from briefing.model import Extent

Thing = TypeVar("Thing")

MAX_IN_NAVIGATION: Final = 6
"""Segments beside each other; more go into a menu."""
NAVIGATION_ROOM: Final = 52
"""The width of the links in the bar of a wide screen, in em; if they need more, segments go into a menu."""
NAVIGATION_GAP: Final = 1.44
"""The width between two of these links, in em."""
MAX_CHANGES: Final = 8
MANY_NOTES: Final = 12
"""With more notes than this, the overview lists the newest of them."""
MAX_NEWEST: Final = 10
MAX_WATCHED: Final = 4
"""Open guidance that the overview shows."""
MAX_IN_FEED: Final = 50
MAX_CARDS: Final = 3
"""Notes that the overview shows of a segment."""
MAX_NOTES: Final = 50
MAX_SOURCES: Final = 200
MAX_FIGURES: Final = 500
MAX_LISTED_CHANGES: Final = 200
"""The items on one page of a long list, so that no reader downloads megabytes."""
MAX_IN_SITEMAP: Final = 50_000
"""The URLs in a sitemap, by sitemaps.org."""


class Job(Struct, frozen=True, array_like=True):
    """A unit of work: the pages of a note, or another page."""

    kind: str
    name: str = ""
    """A note's path, a source's key, a segment's id, a file."""
    number: int = 1
    """Which page of a long list."""


def numbers(count: int, per_page: int) -> range:
    """The page numbers of a list; at least one, even if it is empty."""
    return range(1, max(1, -(-count // per_page)) + 1)


def of_page(things: Sequence[Thing], number: int, per_page: int) -> Sequence[Thing]:
    """The things on one page of a long list."""
    return things[(number - 1) * per_page : number * per_page]


# --- the pages of each kind ------------------------------------------------------------------------


def notes(extent: Extent) -> Iterator[Job]:
    """One of each note."""
    yield from (Job("note", path) for path in extent.notes)


def segments(extent: Extent) -> Iterator[Job]:
    """The list of each segment with several notes."""
    for segment, count in extent.segments:
        if count > 1:
            yield from (Job("segment", segment, number) for number in numbers(count, MAX_NOTES))


def figures(extent: Extent) -> Iterator[Job]:
    """The ledger, if any note has one."""
    if extent.figures:
        yield from (Job("figures", "", number) for number in numbers(extent.figures, MAX_FIGURES))


def guidance(extent: Extent) -> Iterator[Job]:
    """The guidance page, if there is any guidance."""
    if extent.guidance:
        yield from (Job("guidance", "", number) for number in numbers(extent.guidance, MAX_FIGURES))


def changes(extent: Extent) -> Iterator[Job]:
    """The page of changes, if there are any."""
    if extent.changes:
        yield from (Job("changes", "", number) for number in numbers(extent.changes, MAX_LISTED_CHANGES))


def corrections(extent: Extent) -> Iterator[Job]:
    """The feed of corrections, if there is a page of changes; it needs absolute links."""
    if extent.changes and extent.has_url:
        yield Job("corrections")


def sources(extent: Extent) -> Iterator[Job]:
    """The bibliography."""
    yield from (Job("sources", "", number) for number in numbers(len(extent.sources), MAX_SOURCES))


def source(extent: Extent) -> Iterator[Job]:
    """One of each source."""
    yield from (Job("source", key) for key in extent.sources)


def sitemaps(count: int) -> range:
    """The numbers of the sitemaps that so many pages need; the one without a number lists the others."""
    last = -(-count // MAX_IN_SITEMAP)
    return range(last + 1) if last > 1 else range(1)
