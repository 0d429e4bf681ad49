"""What each template is given: every record here is the `page` of one template.

Every public field has a sentence, which `templates/README.md` repeats.
"""

from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from briefing.model import Words
from briefing.pages.evidence import CaveatView, Day, EvidenceView, GuidanceRow, LedgerRow, Tally
from briefing.pages.pieces import Piece

# --- what stands on every page ---------------------------------------------------------


class NavLink(Struct, frozen=True):
    """An entry of the navigation."""

    title: str
    """What it is called."""
    path: str
    """Its address from the site's root."""


class SiteContext(Struct, frozen=True):
    """What every template is given as `site`."""

    title: str
    """The title of the briefing."""
    company: str
    """Whom it is about, or empty."""
    language: str
    """The language of the site's own words, for `lang`."""
    base_url: str
    """The absolute address of the site with a slash at its end, or empty."""
    disclosures: str
    """The paragraph at the foot of every page, or empty."""
    navigation: tuple[NavLink, ...]
    """Overview, segments and sources, in order."""
    words: Words
    """The site's own words in its language."""


class Base(Struct, frozen=True, kw_only=True):
    """What every page has."""

    template: ClassVar[str]

    path: str
    """Its address from the site's root: `phones.html`."""
    root: str
    """The way from the page to the site's root: empty, or `../`."""
    title: str
    """Its title."""
    description: str
    """One or two plain sentences about it, or empty."""
    lang: str
    """The language of its text."""
    canonical: str
    """Its absolute address, or empty without a `base_url`."""


# --- prose -------------------------------------------------------------------------------


class ContentsEntry(Struct, frozen=True):
    """A heading of a note."""

    level: int
    """2 for the highest."""
    id: str
    """Its anchor."""
    text: str
    """Its words."""


# --- references ---------------------------------------------------------------------------


class BackLink(Struct, frozen=True):
    """The way back from a reference to one use."""

    id: str
    """The id of the use."""
    letter: str
    """a, b, c …"""
    locators: str
    """The places cited there."""


class ReferenceView(Struct, frozen=True):
    """An entry of a page's list of references."""

    number: int
    """Its number on this page."""
    id: str
    """Its own id."""
    html: Markup
    """The formatted reference."""
    path: str
    """The address of the source's page, from the site's root."""
    back: tuple[BackLink, ...]
    """The way back to every use."""
    caveats: tuple[CaveatView, ...]
    """The source's caveats about places that this page cites."""


# --- notes ----------------------------------------------------------------------------------


class ChangeView(Struct, frozen=True):
    """An entry of a note's history."""

    day: Day
    """When."""
    kind: str
    """`update` or `correction`."""
    label: str
    """The kind in the site's language."""
    text: str
    """What changed."""


class NoteCard(Struct, frozen=True):
    """A note where it is listed."""

    title: str
    """Its title."""
    path: str
    """Its address from the site's root."""
    summary: str
    """Its summary."""
    day: Day
    """Its as-of date."""
    lang: str
    """Its language."""
    is_draft: bool
    """Whether readers do not get it yet."""


class SegmentView(Struct, frozen=True):
    """A segment with its notes."""

    id: str
    """Its id in site.yaml."""
    title: str
    """What readers see."""
    notes: tuple[NoteCard, ...]
    """Its notes, newest first."""


class NotePage(Base, frozen=True, kw_only=True):
    """A note: `note.html`."""

    template: ClassVar[str] = "note.html"

    segment: str
    """The title of its segment."""
    authors: tuple[str, ...]
    """Who wrote it."""
    tags: tuple[str, ...]
    """Its tags."""
    day: Day
    """Its as-of date."""
    updated: Day | None
    """The day of its last change, if it changed since."""
    is_draft: bool
    """Whether readers do not get it yet."""
    contents: tuple[ContentsEntry, ...]
    """Its headings."""
    body: tuple[Piece, ...]
    """Its prose, for the macro `prose` of `inline.html`."""
    tally: Tally
    """How its figures stand."""
    headline: tuple[LedgerRow, ...]
    """The figures that it leads with."""
    evidence: tuple[EvidenceView, ...]
    """An endnote for each figure that it states, leads with or defines."""
    guidance: tuple[GuidanceRow, ...]
    """The guidance of its segment, of the overview that of all, by due date."""
    references: tuple[ReferenceView, ...]
    """The sources it cites, numbered as first cited."""
    history: tuple[ChangeView, ...]
    """What changed since it was published, newest first."""
    previous: NoteCard | None
    """The note before it in reading order."""
    next: NoteCard | None
    """The note after it in reading order."""
    markdown: str
    """The address of its own Markdown, from the site's root."""


class OverviewPage(NotePage, frozen=True, kw_only=True):
    """The first page: `overview.html`. All that a note has, and the segments."""

    template: ClassVar[str] = "overview.html"

    segments: tuple[SegmentView, ...]
    """The segments that have notes, in the order of site.yaml."""
    changes: tuple[tuple[NoteCard, ChangeView], ...]
    """The newest changes of all notes."""


# --- sources --------------------------------------------------------------------------------


class SourceEntry(Struct, frozen=True):
    """A source in the list of sources."""

    html: Markup
    """The formatted reference."""
    path: str
    """The address of its page, from the site's root."""
    count: int
    """How many places rest on it."""
    caveats: int
    """How many caveats it has."""


class SourcesPage(Base, frozen=True, kw_only=True):
    """All sources: `sources.html`."""

    template: ClassVar[str] = "sources.html"

    sources: tuple[SourceEntry, ...]
    """In order of author or title."""


class UseView(Struct, frozen=True):
    """A place that rests on a source."""

    path: str
    """Its address from the site's root, anchor included."""
    section: str
    """The heading it stands under, or empty."""
    locators: str
    """The places of the source that are cited there, or empty."""


class NoteUses(Struct, frozen=True):
    """The places of one note that rest on a source."""

    note: NoteCard
    """The note."""
    uses: tuple[UseView, ...]
    """Its places, in reading order."""


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
    notes: tuple[NoteUses, ...]
    """Everything that rests on it."""


# --- the rest ---------------------------------------------------------------------------------


class FiguresPage(Base, frozen=True, kw_only=True):
    """The whole ledger: `figures.html`."""

    template: ClassVar[str] = "figures.html"

    rows: tuple[LedgerRow, ...]
    """Every figure, in reading order."""
    files: tuple[NavLink, ...]
    """The same as data: CSV, JSON, and what describes them."""


class GuidancePage(Base, frozen=True, kw_only=True):
    """What management said would happen: `guidance.html`."""

    template: ClassVar[str] = "guidance.html"

    rows: tuple[GuidanceRow, ...]
    """By the day it falls due."""
    as_of: Day
    """The day for what is overdue."""


class NotFoundPage(Base, frozen=True, kw_only=True):
    """What a server shows for an address that is none: `404.html`."""

    template: ClassVar[str] = "404.html"


class RedirectPage(Base, frozen=True, kw_only=True):
    """An old address of a note: `redirect.html`."""

    template: ClassVar[str] = "redirect.html"

    target: str
    """The address that it leads to, from the site's root."""


class FeedEntry(Struct, frozen=True):
    """A note in the feed."""

    title: str
    """Its title."""
    url: str
    """Its absolute address."""
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


class FeedPage(Base, frozen=True, kw_only=True):
    """The Atom feed (RFC 4287): `feed.xml`. Only with a `base_url`."""

    template: ClassVar[str] = "feed.xml"

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
    """Every page."""


Page = (
    FiguresPage
    | GuidancePage
    | OverviewPage
    | NotePage
    | SourcesPage
    | SourcePage
    | NotFoundPage
    | RedirectPage
    | FeedPage
    | SitemapPage
)
