"""The Atom feed (RFC 4287) with the full text of the newest notes, and the sitemap (sitemaps.org 0.9)."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from briefing import lazy_re
from briefing.model import (
    Change,
    ChangeKind,
    Chart,
    CitationGroup,
    FigureHole,
    FrontMatter,
    Link,
    Note,
    Part,
    Phrase,
    State,
    page_path,
)
from briefing.pages.bodies import BodyBuilder
from briefing.pages.context import ChangeView
from briefing.pages.evidence import StateView, Tally
from briefing.pages.evidence_builder import StatementEvidence
from briefing.pages.lists import (
    CorrectionEntry,
    CorrectionsPage,
    FeedEntry,
    FeedPage,
    SitemapEntry,
    SitemapPage,
    SitemapsPage,
)
from briefing.pages.metadata import BaseFields, PageMetadata
from briefing.pages.pieces import ChartSource, ChartView, CitedItem
from briefing.pages.planning import (
    MAX_IN_FEED,
    MAX_IN_SITEMAP,
    sitemaps,
)
from briefing.site import View
from briefing.site.urls import CORRECTIONS, first_path

_TAG: Final = lazy_re.compile("<[^>]*>")
_ATTRIBUTE: Final = lazy_re.compile(r' ([\w-]+)(?:="([^"]*)")?')
_ALLOWED: Final = frozenset(
    (
        "alt",
        "colspan",
        "datetime",
        "height",
        "href",
        "lang",
        "rowspan",
        "scope",
        "src",
        "start",
        "title",
        "type",
        "width",
    )
)
"""Attributes that have a meaning in a feed reader, which has neither our styles nor our ids."""
_FOOTNOTES: Final = lazy_re.compile(r'(<section class="footnotes"[^>]*>\s*<h2[^>]*>[^<]*</h2>\s*<ol)')
_BACK: Final = lazy_re.compile(r'(?<!\s)\s*+<a\b[^>]*role="doc-backlink"[^>]*>.*?</a>', re.DOTALL)

History = Callable[[FrontMatter], tuple[ChangeView, ...]]


class Feeds:
    """Builds the feed."""

    def __init__(self, view: View, bodies: BodyBuilder, metadata: PageMetadata, history: History) -> None:
        self.settings = view.settings
        self.metadata = metadata
        self.history = history
        self.id_prefix = view.settings.feed_id or metadata.base_url
        self.titles = {segment.id: segment.title for segment in view.settings.segments}
        self.standalone = Standalone(view, bodies, metadata)

    def feed(self, base: BaseFields, notes: Iterable[Note]) -> FeedPage:
        entries = tuple(map(self.entry, notes))
        updated = entries[0].updated if entries else instant(date.min)
        return FeedPage(**base, id=self.id_prefix, updated=updated, entries=entries)

    def entry(self, note: Note) -> FeedEntry:
        front = note.front
        return FeedEntry(
            # A note may change its title and URL; its oldest URL remains its id.
            id=self.id_prefix + first_path(note.path, front.aliases),
            title=front.title,
            url=self.metadata.absolute(note.page_path),
            lang=front.lang or self.settings.language,
            summary=front.summary,
            authors=front.authors,
            published=instant(front.date),
            updated=instant(note.changed),
            changes=self.history(front),
            categories=tuple(part for part in (self.titles.get(front.segment, ""), *front.tags) if part),
            content=self.standalone.html(note),
        )


def corrections(
    base: BaseFields, changes: Iterable[tuple[str, Change]], view: View, metadata: PageMetadata
) -> CorrectionsPage:
    """The feed of the newest corrections among the changes of all notes, newest first."""
    found = [(path, change) for path, change in changes if change.kind is ChangeKind.CORRECTION]
    entries = tuple(_correction(path, change, view, metadata) for path, change in found[:MAX_IN_FEED])
    id_prefix = view.settings.feed_id or metadata.base_url
    return CorrectionsPage(
        **base,
        id=f"{id_prefix}{CORRECTIONS}",
        updated=entries[0].updated if entries else instant(date.min),
        entries=entries,
    )


def _correction(path: str, change: Change, view: View, metadata: PageMetadata) -> CorrectionEntry:
    front, words = view.front(path), metadata.words
    # Corrections of one day are numbered in the order of the note, to which later ones are added.
    same = [each for each in front.history if (each.date, each.kind) == (change.date, change.kind)]
    number = same.index(change) + 1
    id_prefix = view.settings.feed_id or metadata.base_url
    name = f"{first_path(path, front.aliases)}#correction-{change.date.isoformat()}-{number}"
    return CorrectionEntry(
        id=f"{id_prefix}{name}",
        title=f"{words.correction}{words.colon}{front.title}",
        url=f"{metadata.absolute(page_path(path))}#history.",
        lang=front.lang or view.settings.language,
        updated=instant(change.date),
        text=change.text,
    )


def instant(day: date) -> str:
    """Midnight UTC: a note has a date, but a feed needs a time."""
    return datetime.combine(day, time()).isoformat() + "Z"


class Standalone:
    """Notes as standalone HTML for feed readers."""

    def __init__(self, view: View, bodies: BodyBuilder, metadata: PageMetadata) -> None:
        self.view = view
        self.bodies = bodies
        self.metadata = metadata
        self.words = bodies.words

    def html(self, note: Note) -> Markup:
        """The full text of a note, with its references."""
        numbers = {reference.source.id: reference.number for reference in self.view.references(note)}
        statements = self.bodies.evidence.statements(note)
        body = "".join(self.filled(part, note, numbers, statements) for part in note.body.parts)
        # Footnote calls are letters, which our style sheet shows but a feed reader does not.
        body = _FOOTNOTES.sub(r'\1 type="a"', body)
        summary = tally(self.bodies.evidence.tally(statements))
        return Markup(bare(body, self.metadata.absolute(note.page_path)) + summary + self.references(note))

    def filled(self, part: Part, note: Note, numbers: dict[str, int], statements: Sequence[StatementEvidence]) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, FigureHole):
            return part.html + remark(self.bodies.evidence.mark(part, statements[part.number]).state)
        if isinstance(part, Chart):
            return table(self.bodies.chart(part, note).without_drawings())
        if isinstance(part, CitationGroup) and self.view.is_citation(part):
            items = [self.bodies.cited(part, index, numbers) for index in range(len(part.items))]
            return citation(items)
        if isinstance(part, Link):
            return escape(self.page_path(part, note))
        return escape(self.bodies.filled(part, note)) if isinstance(part, CitationGroup | Phrase) else ""

    def page_path(self, link: Link, note: Note) -> str:
        """The absolute URL of a link's target."""
        target = link.target or note.path
        path = page_path(target) if self.view.leads_to(target) == "note" else target
        return self.metadata.absolute(path) + (f"#{quote(link.fragment)}" if link.fragment else "")

    def references(self, note: Note) -> str:
        found = "".join(f"<li>{self.bodies.formatted(item.source)}</li>" for item in self.view.references(note))
        return f"<h2>{escape(self.words.references)}</h2><ol>{found}</ol>" if found else ""


def remark(state: StateView | None) -> str:
    """The remark after a figure in the text: its sign, and how it differs from the source."""
    if not state or state.id == State.FOUND:
        return ""
    sign = f'<abbr title="{escape(state.sentence)}">{state.sign}</abbr>'
    is_said = state.reading or (state.id == State.OURS and state.detail)
    return f" {sign} ({escape(state.sentence)})" if is_said else f" {sign}"


def tally(tally: Tally) -> str:
    """How the figures of a note are supported, with the sign of each state."""
    summary = " · ".join(f"{part.sign} {part.text}".strip() for part in tally.parts)
    return f"<p>{escape(summary)}</p>" if summary else ""


def citation(items: Sequence[CitedItem]) -> str:
    """A citation as text: `Lund [see 1, p. 3; 2]`."""
    author = f"{escape(items[0].author)} " if items[0].author else ""
    return f"{author}[{'; '.join(map(_cited, items))}]"


def _cited(item: CitedItem) -> str:
    number = f"{item.number or '?'}"
    text = ", ".join(part for part in (number, str(escape(item.locators))) if part) + str(item.suffix)
    return f"{item.prefix} {text}" if item.prefix else text


def table(chart: ChartView) -> str:
    """A chart as a table: a feed reader lacks the styles for its drawing."""
    rows = "".join(
        f'<tr><td>{escape(row.series)}</td><th scope="row">{escape(row.label)}</th><td>{escape(row.figure.period)}</td>'
        f"<td>{escape(row.figure.text)}</td><td>{escape(row.figure.kind)}</td><td>{_places(row.places)}</td>"
        f"<td>{row.figure.state.sign} {escape(row.figure.state.sentence)}</td></tr>"
        for row in chart.rows
    )
    sources = " · ".join(part for part in (escape(chart.note), _places(chart.sources), escape(chart.ours)) if part)
    return f"<figure><figcaption>{escape(chart.title)}</figcaption><table>{rows}</table><p>{sources}</p></figure>"


def _places(places: Iterable[ChartSource]) -> str:
    return str(escape("; ".join(", ".join(filter(None, (each.source, each.locators))) for each in places)))


def bare(html: str, url: str) -> str:
    """HTML without attributes used only by our pages; links within the page become absolute."""

    def attribute(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name not in _ALLOWED:
            return ""
        return f' {name}="{escape(url)}{value}"' if name == "href" and value.startswith("#") else found.group()

    def tag(found: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(attribute, found.group())

    return _TAG.sub(tag, _BACK.sub("", html))


# --- the sitemap --------------------------------------------------------------------------------


def sitemap(
    base: BaseFields, number: int, pages: Sequence[tuple[str, date | None]], metadata: PageMetadata
) -> SitemapPage | SitemapsPage:
    """A sitemap, a part of one, or the index; `pages` maps paths to the day of the last change, if known."""
    parts = sitemaps(len(pages))[1:]
    if parts and not number:
        return SitemapsPage(**base, urls=tuple(metadata.absolute(f"sitemap-{part}.xml") for part in parts))
    first = max(number - 1, 0) * MAX_IN_SITEMAP
    found = pages[first : first + MAX_IN_SITEMAP]
    return SitemapPage(**base, entries=tuple(_entry(metadata.absolute(path), day) for path, day in found))


def _entry(url: str, day: date | None) -> SitemapEntry:
    return SitemapEntry(url, day.isoformat() if day else "")
