"""Which pages a site has, and what is made in one go."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from briefing.exports import can_write
from briefing.model import FigureKind, Head, Segment, Site

Thing = TypeVar("Thing")

MOST_IN_NAVIGATION: Final = 6
"""Segments beside each other; more go into a menu."""
MOST_CHANGES: Final = 8
MOST_IN_FEED: Final = 50
MOST_CARDS: Final = 3
"""Notes that the overview shows of a segment."""
MOST_NOTES: Final = 50
MOST_SOURCES: Final = 200
MOST_FIGURES: Final = 500
MOST_OF_YEAR: Final = 500
"""What one page of a long list holds, so that no reader downloads megabytes."""


MOST_IN_SITEMAP: Final = 50_000
"""What a sitemap may hold at most, by sitemaps.org."""

INDEX: Final = "index.md"


class Job(Struct, frozen=True, array_like=True):
    """What is made in one go: the pages of a note, or another page."""

    kind: str
    name: str = ""
    """A note's path, a source's key, a segment's id."""
    number: int = 1
    """Which page of a long list."""


def plan(site: Site) -> Iterator[Job]:
    """All that is to be made for a site."""
    yield from (Job("note", note.path) for note in site.notes)
    yield from (Job("segment", segment.id, number) for segment, number in _segment_pages(site))
    yield from (Job("sources", "", number) for number in numbers(len(site.bibliography.sources), MOST_SOURCES))
    yield from (Job("source", key) for key in site.bibliography.sources)
    if site.books.definitions:
        yield from (Job("figures", "", number) for number in numbers(len(site.books.definitions), MOST_FIGURES))
    yield from (Job("guidance", "", number) for number in _guidance_pages(site))
    yield from (Job("archive", year, number) for year, number in _archive_pages(site))
    yield Job("search")
    yield Job("not_found")
    if site.settings.base_url:
        yield Job("feed")
        yield from (Job("sitemap", "", number) for number in sitemaps(_count(site)))
    if site.has_cards:
        yield from cards(site)


def cards(site: Site) -> Iterator[Job]:
    """A card for the site, which is the overview's, and one for each note whose title the font can write."""
    if INDEX not in site.by_path:
        yield Job("card")
    yield from (Job("card", note.path) for note in site.notes if note.is_index or can_write(note.front.title))


def sitemaps(count: int) -> range:
    """The sitemaps that so many pages need; the one without a number lists the others."""
    last = -(-count // MOST_IN_SITEMAP)
    return range(last + 1) if last > 1 else range(1)


def _count(site: Site) -> int:
    """How many pages the sitemap has."""
    found = (_segment_pages(site), _guidance_pages(site), _archive_pages(site))
    sources, figures = len(site.bibliography.sources), len(site.books.definitions)
    lists = sum(1 for pages in found for _ in pages) + len(numbers(sources, MOST_SOURCES))
    return len(site.notes) + lists + sources + (len(numbers(figures, MOST_FIGURES)) if figures else 0)


def _segment_pages(site: Site) -> Iterator[tuple[Segment, int]]:
    """The pages of each segment that has several notes."""
    for segment, notes in by_segment(site):
        if len(notes) > 1:
            yield from ((segment, number) for number in numbers(len(notes), MOST_NOTES))


def _guidance_pages(site: Site) -> range:
    """The pages of the guidance, if there is any."""
    count = sum(item.entry.kind is FigureKind.GUIDANCE for item in site.books.latest())
    return numbers(count, MOST_FIGURES) if count else range(0)


def has_guidance(site: Site) -> bool:
    """Whether management said of anything that it would happen."""
    return bool(_guidance_pages(site))


def has_archive(site: Site) -> bool:
    """Whether there are so many notes that they are listed by years."""
    return len(site.notes) - (INDEX in site.by_path) > MOST_NOTES


def _archive_pages(site: Site) -> Iterator[tuple[str, int]]:
    """The list of the years, and the pages of each year, where there are many notes."""
    if has_archive(site):
        yield "", 1
        years = Counter(note.front.date.isoformat()[:4] for note in site.notes if not note.is_index)
        yield from ((year, number) for year, count in years.items() for number in numbers(count, MOST_OF_YEAR))


def numbers(count: int, most: int) -> range:
    """The numbers of the pages on which so many things stand."""
    return range(1, max(1, -(-count // most)) + 1)


def of_page(things: Sequence[Thing], number: int, most: int) -> Sequence[Thing]:
    """Those that stand on one page of a long list."""
    return things[(number - 1) * most : number * most]


def by_segment(site: Site) -> Iterator[tuple[Segment, Sequence[Head]]]:
    """Each segment that has notes, and its notes."""
    found = {segment.id: list[Head]() for segment in site.settings.segments}
    for note in site.notes:
        if note.front.segment in found and not note.is_index:
            found[note.front.segment].append(note)
    yield from ((segment, found[segment.id]) for segment in site.settings.segments if found[segment.id])
