"""What templates are given on most pages that list: segments, sources, figures, guidance, feed and sitemap.

Every public field has a sentence, which `templates/README.md` repeats.
"""

from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from briefing.pages.context import Base, ChangeView, CitingView, Download, NoteCard
from briefing.pages.evidence import CaveatView, Day, GuidanceRow, LedgerRow, StateView

# --- segments --------------------------------------------------------------------------------


class Pager(Struct, frozen=True):
    """The links between the pages of a long list."""

    number: int
    """Which page this is, from 1."""
    of: int
    """How many there are."""
    sentence: str
    """Both in the site's language; empty where there is only one."""
    previous: str
    """The address of the page before, from the site's root, or empty."""
    next: str
    """The address of the page after, from the site's root, or empty."""


class SegmentPage(Base, frozen=True, kw_only=True):
    """A segment of several notes: `segment.html`."""

    template: ClassVar[str] = "segment.html"

    notes: tuple[NoteCard, ...]
    """Its notes, newest first."""
    guidance: tuple[GuidanceRow, ...]
    """Its guidance, what is open first, each by due date; on its first page only."""
    pager: Pager
    """The way to its other notes."""


# --- changes --------------------------------------------------------------------------------


class ListedChange(Struct, frozen=True):
    """A correction or an update of a note."""

    note: NoteCard
    """The note."""
    change: ChangeView
    """What changed, and when."""
    path: str
    """The address of the history of its note, from the site's root."""


class ChangesPage(Base, frozen=True, kw_only=True):
    """Corrections and updates of all notes: `changes.html`."""

    template: ClassVar[str] = "changes.html"

    changes: tuple[ListedChange, ...]
    """Newest first."""
    feed: str
    """The address of the feed of corrections, from the site's root, or empty."""
    pager: Pager
    """The way to earlier changes."""


class CorrectionEntry(Struct, frozen=True):
    """A correction in their feed."""

    id: str
    """Its permanent id: the first address of its note, its day, and its number on that day."""
    title: str
    """The title of its note, behind the word for a correction."""
    url: str
    """The absolute address of the history of its note."""
    lang: str
    """The language of its note."""
    updated: str
    """Its day, as RFC 3339."""
    text: str
    """What was corrected."""


class CorrectionsPage(Base, frozen=True, kw_only=True):
    """The Atom feed of corrections (RFC 4287): `corrections.xml`. Only with a `base_url`."""

    template: ClassVar[str] = "corrections.xml"

    id: str
    """Its permanent id."""
    updated: str
    """The day of the newest correction, as RFC 3339."""
    entries: tuple[CorrectionEntry, ...]
    """Newest first."""


# --- sources --------------------------------------------------------------------------------


class SourceEntry(Struct, frozen=True):
    """A source in the list of sources."""

    html: Markup
    """The formatted reference."""
    path: str
    """The address of its page, from the site's root."""
    count: int
    """The number of places that cite it."""
    caveats: int
    """How many caveats it has."""


class SourcesPage(Base, frozen=True, kw_only=True):
    """All sources: `sources.html`."""

    template: ClassVar[str] = "sources.html"

    sources: tuple[SourceEntry, ...]
    """In order of author or title."""
    pager: Pager
    """The way to the other sources."""
    files: tuple[Download, ...]
    """The whole bibliography as data: CSL-JSON and BibTeX."""


class NoteLink(Struct, frozen=True):
    """A sentence of a note that rests on a source."""

    title: str
    """The title of the note."""
    name: str
    """Its short name: its segment, and its day where the segment has several notes."""
    path: str
    """The address of the sentence from the site's root, anchor included."""
    lang: str
    """The language of the note."""
    section: str
    """The heading above it, or empty."""


class SourceFigure(Struct, frozen=True):
    """A figure that rests on a place of a source."""

    text: str
    """The figure, as printed in a note."""
    label: str
    """What it is, where a ledger says so; else empty."""
    period: str
    """The time it is about, or empty."""
    state: StateView
    """How it is supported."""
    path: str
    """The address of its evidence, from the site's root."""
    notes: tuple[NoteLink, ...]
    """The sentences that state it, one a note."""


class SourcePlace(Struct, frozen=True):
    """A place of a source, and what rests on it."""

    id: str
    """Its anchor; empty for the source as a whole."""
    locators: str
    """The place, or empty for the source as a whole."""
    url: str
    """The address of the source itself at this place, or empty."""
    figures: tuple[SourceFigure, ...]
    """The figures that rest on it."""
    notes: tuple[NoteLink, ...]
    """The other sentences that cite it, one a note."""


class SourcePage(Base, frozen=True, kw_only=True):
    """A source and everything that rests on it: `source.html`."""

    template: ClassVar[str] = "source.html"

    key: str
    """Its key."""
    html: Markup
    """The formatted reference."""
    reliability: str
    """How far it can be trusted, or empty."""
    licence: str
    """On what terms it is held, or empty."""
    note: str
    """A remark, or empty."""
    caveats: tuple[CaveatView, ...]
    """Where it is doubtful."""
    url: str
    """Its own address, or empty."""
    places: tuple[SourcePlace, ...]
    """Everything that rests on it, in the order of the source."""
    uses: str
    """How many figures and notes these are, in the site's language; empty where nothing rests on it."""
    citing: CitingView
    """How to cite it."""
    files: tuple[Download, ...]
    """The source as data: CSL-JSON."""


# --- the rest ---------------------------------------------------------------------------------


class SourceLink(Struct, frozen=True):
    """A source by its name."""

    title: str
    """Authors and year, or the title."""
    path: str
    """The address of its page, from the site's root."""


class FiguresPage(Base, frozen=True, kw_only=True):
    """The whole ledger: `figures.html`."""

    template: ClassVar[str] = "figures.html"

    rows: tuple[LedgerRow, ...]
    """Every figure, in reading order, so segment by segment."""
    source: SourceLink | None
    """The only source of them all, which no row then names; nothing where there are several."""
    files: tuple[Download, ...]
    """The same as data: CSV, JSON, and what describes them."""
    pager: Pager
    """The way to the other figures."""


class GuidancePage(Base, frozen=True, kw_only=True):
    """The guidance: `guidance.html`."""

    template: ClassVar[str] = "guidance.html"

    rows: tuple[GuidanceRow, ...]
    """By the day it falls due."""
    as_of: Day
    """The day for what is overdue."""
    pager: Pager
    """The way to what falls due earlier and later."""


class SearchPage(Base, frozen=True, kw_only=True):
    """The search: `search.html`."""

    template: ClassVar[str] = "search.html"

    files: tuple[str, ...]
    """The names of the scripts in `search/` that hold the texts of notes, the newest first."""
    source_files: tuple[str, ...]
    """The names of the scripts that hold the sources."""


class NotFoundPage(Base, frozen=True, kw_only=True):
    """The page that a server shows for an unknown address: `404.html`."""

    template: ClassVar[str] = "404.html"


class RedirectPage(Base, frozen=True, kw_only=True):
    """An old address of a note: `redirect.html`."""

    template: ClassVar[str] = "redirect.html"

    target: str
    """The address that it leads to, from the site's root."""


class FeedEntry(Struct, frozen=True):
    """A note in the feed."""

    id: str
    """Its permanent id, made from its first address, which a renamed note keeps as its first alias."""
    title: str
    """Its title."""
    url: str
    """Its absolute address."""
    lang: str
    """Its language."""
    summary: str
    """Its summary."""
    authors: tuple[str, ...]
    """Who wrote it."""
    published: str
    """Its as-of date, as RFC 3339."""
    updated: str
    """The day of its last change, as RFC 3339."""
    changes: tuple[ChangeView, ...]
    """What changed since."""
    categories: tuple[str, ...]
    """Its segment and its tags."""
    content: Markup
    """Its full text, as HTML for a feed reader: addresses are absolute, citations are text."""


class FeedPage(Base, frozen=True, kw_only=True):
    """The Atom feed (RFC 4287): `feed.xml`. Only with a `base_url`."""

    template: ClassVar[str] = "feed.xml"

    id: str
    """Its permanent id."""
    updated: str
    """The day of the last change of any note, as RFC 3339."""
    entries: tuple[FeedEntry, ...]
    """Newest first."""


class SitemapEntry(Struct, frozen=True):
    """A page in the sitemap."""

    url: str
    """Its absolute address."""
    changed: str
    """The day of its last change as ISO 8601, or empty."""


class SitemapPage(Base, frozen=True, kw_only=True):
    """The sitemap (sitemaps.org 0.9): `sitemap.xml`. Only with a `base_url`."""

    template: ClassVar[str] = "sitemap.xml"

    entries: tuple[SitemapEntry, ...]
    """Every page; of a site of more than 50,000, one part of them."""


class SitemapsPage(Base, frozen=True, kw_only=True):
    """The list of sitemaps, where one could not hold all pages: `sitemaps.xml`."""

    template: ClassVar[str] = "sitemaps.xml"

    urls: tuple[str, ...]
    """The absolute addresses of the sitemaps."""
