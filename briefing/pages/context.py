"""What templates are given on every page, and on the page of a note.

Every public field has a sentence, which `templates/README.md` repeats.
"""

from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from briefing.exports import Tag
from briefing.model import Words
from briefing.pages.evidence import Checks, Day, EvidenceView, GuidanceRow, LedgerRow, Tally
from briefing.pages.pieces import Piece

# --- on every page ---------------------------------------------------------


class NavLink(Struct, frozen=True):
    """An entry of the navigation."""

    title: str
    """What it is called."""
    path: str
    """Its address from the site's root; empty for a menu."""
    within: tuple["NavLink", ...] = ()
    """The entries of a menu."""


class Download(Struct, frozen=True):
    """A file with data."""

    title: str
    """What it is called."""
    path: str
    """Its address from the site's root."""
    type: str
    """Its media type."""


class CitingView(Struct, frozen=True):
    """How to cite something."""

    plain: str
    """In words."""
    bibtex: Markup
    """As an entry of BibTeX."""
    csl: Markup
    """As CSL-JSON."""


class SiteContext(Struct, frozen=True):
    """What every template is given as `site`."""

    title: str
    """The title of the briefing."""
    company: str
    """Whom it is about, or empty."""
    language: str
    """The language of the site's own words, for `lang`."""
    direction: str
    """How it is written, for `dir`: `ltr` or `rtl`."""
    base_url: str
    """The absolute address of the site with a slash at its end, or empty."""
    disclosures: str
    """The paragraph at the foot of every page, or empty."""
    navigation: tuple[NavLink, ...]
    """Overview, segments or a menu of them, then the lists that concern the whole site, in order."""
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
    direction: str
    """How that is written, for `dir`: `ltr` or `rtl`."""
    canonical: str
    """Its absolute address, or empty without a `base_url`."""
    trail: tuple[NavLink, ...]
    """The pages above it, outermost first; the address is empty for a level without a page. Empty for the overview."""
    head: tuple[Tag, ...]
    """Its metadata for reference managers and for sharing."""
    json_ld: Markup
    """The same for search engines, as JSON-LD (schema.org); empty for pages that nobody should find."""
    json_ld_hash: str
    """Its SHA-256, as in a content security policy: that of the only inline script, which is data."""


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
    caveats: str
    """How many caveats the source has about places that this page cites, in the site's language, or empty."""
    bibtex: Markup
    """The source as an entry of BibTeX."""
    csl: Markup
    """The source as CSL-JSON."""


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
    segment: str
    """The title of its segment, or empty."""
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
    """Its newest notes."""
    all: str
    """How many notes it has, in the site's language."""
    path: str
    """The address of its own page, from the site's root; empty where it has but one note."""


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
    """How its figures are supported."""
    headline: tuple[LedgerRow, ...]
    """The figures that it leads with."""
    evidence: tuple[EvidenceView, ...]
    """The evidence of each figure that it states, leads with or defines, in reading order."""
    checks: Checks
    """The same, ordered for readers: doubts, sources and their places, ours."""
    guidance: tuple[GuidanceRow, ...]
    """The guidance of its segment, what is open first, each by due date."""
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
    citing: CitingView
    """How to cite it."""


class OverviewPage(NotePage, frozen=True, kw_only=True):
    """The first page: `overview.html`. All that a note has, and the segments."""

    template: ClassVar[str] = "overview.html"

    segments: tuple[SegmentView, ...]
    """The segments that have notes, in the order of site.yaml."""
    rating: str
    """The state of the call in a few words, such as “Buy, by Goldman Sachs”, or empty."""
    standing: tuple[LedgerRow, ...]
    """Of its headline figures, the price, and those compared with it: targets, and what is calculated from it."""
    watch: tuple[GuidanceRow, ...]
    """The guidance that is still open, by due date."""
    newest: tuple[NoteCard, ...]
    """The newest notes of all segments, where there are many."""
    changes: tuple[tuple[NoteCard, ChangeView], ...]
    """The newest changes of all notes."""
