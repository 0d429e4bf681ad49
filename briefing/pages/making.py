"""Which pages a site has, and what stands on each."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Final, TypedDict
from urllib.parse import quote

from msgspec import structs

from briefing.model import (
    Note,
    PartialDate,
    Segment,
    Site,
    Status,
    Use,
    Words,
)
from briefing.pages.context import (
    ChangeView,
    ContentsEntry,
    FeedEntry,
    FeedPage,
    FiguresPage,
    GuidancePage,
    NavLink,
    NoteCard,
    NotePage,
    NoteUses,
    NotFoundPage,
    OverviewPage,
    Page,
    RedirectPage,
    SegmentView,
    SiteContext,
    SitemapEntry,
    SitemapPage,
    SourceEntry,
    SourcePage,
    SourcesPage,
    UseView,
)
from briefing.pages.evidence import Day
from briefing.pages.prose import Prose
from briefing.pages.witness import Witness
from briefing.references import format_date, format_locators, label
from briefing.resolve import alias_address, source_address


class Common(TypedDict):
    """The fields of `Base`."""

    path: str
    root: str
    title: str
    description: str
    lang: str
    canonical: str


DATA_FILES: Final = tuple(
    NavLink(name, f"figures/{name}") for name in ("figures.csv", "figures.json", "datapackage.json")
)

MOST_CHANGES: Final = 8
MOST_IN_FEED: Final = 50


def site_context(site: Site, words: Words) -> SiteContext:
    """What every template of a site is given."""
    return SiteContext(
        title=site.settings.title,
        company=site.settings.company,
        language=site.settings.language,
        base_url=base_url(site),
        disclosures=" ".join(site.settings.disclosures.split()),
        navigation=tuple(_navigation(site, words)),
        words=words,
    )


def base_url(site: Site) -> str:
    """The absolute address of the site, with a slash at its end."""
    given = site.settings.base_url
    return given if not given or given.endswith("/") else f"{given}/"


def _navigation(site: Site, words: Words) -> Iterator[NavLink]:
    yield NavLink(words.overview, "index.html")
    for segment, notes in _by_segment(site):
        yield NavLink(segment.title, notes[0].address)
    if site.books.definitions:
        yield NavLink(words.figures, "figures/index.html")
        yield NavLink(words.guidance, "guidance/index.html")
    yield NavLink(words.sources, "sources/index.html")


def _by_segment(site: Site) -> Iterator[tuple[Segment, Sequence[Note]]]:
    """Each segment that has notes, and its notes."""
    for segment in site.settings.segments:
        notes = [note for note in site.notes if note.front.segment == segment.id and not note.is_index]
        if notes:
            yield segment, notes


def pages(site: Site, words: Words) -> Iterator[Page]:
    """Every page of a site, one after the other."""
    maker = _Maker(site, words)
    yield from maker.notes()
    yield maker.sources()
    yield from maker.source_pages()
    yield from maker.redirects()
    if site.books.definitions:
        yield maker.figures()
        yield maker.guidance()
    yield maker.not_found()
    if site.settings.base_url:
        yield maker.feed()
        yield maker.sitemap()


class _Maker:
    """Makes the pages of one site; holds what they share."""

    def __init__(self, site: Site, words: Words) -> None:
        self.site = site
        self.words = words
        self.base_url = base_url(site)
        self.witness = Witness(site, words, self.day)
        self.prose = Prose(site, words, self.witness)
        self.titles = {segment.id: segment.title for segment in site.settings.segments}

    # bases

    def base(self, path: str, title: str, description: str = "", lang: str = "") -> Common:
        canonical = path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
        return {
            "path": path,
            "root": "../" * path.count("/"),
            "title": title,
            "description": description,
            "lang": lang or self.site.settings.language,
            "canonical": f"{self.base_url}{quote(canonical)}" if self.base_url else "",
        }

    def day(self, when: date) -> Day:
        return Day(when.isoformat(), format_date(PartialDate(when.year, when.month, when.day), self.words))

    # notes

    def notes(self) -> Iterator[Page]:
        notes = self.site.notes
        for i, note in enumerate(notes):
            neighbours = (notes[i - 1] if i else None, notes[i + 1] if i + 1 < len(notes) else None)
            yield self.note(note, *neighbours)

    def note(self, note: Note, previous: Note | None, following: Note | None) -> NotePage:
        front = note.front
        page = NotePage(
            **self.base(note.address, front.title, front.summary, front.lang),
            segment=self.titles.get(front.segment, ""),
            authors=front.authors,
            tags=front.tags,
            day=self.day(front.date),
            updated=self.day(note.changed) if note.changed != front.date else None,
            is_draft=front.status is Status.DRAFT,
            contents=tuple(ContentsEntry(h.level, h.id, h.text) for h in note.body.headings),
            body=tuple(self.prose.pieces(note)),
            tally=self.witness.tally(note),
            headline=self.witness.headline(note),
            evidence=self.witness.note_evidence(note),
            guidance=self.witness.guidance(None if note.is_index else front.segment),
            references=tuple(self.prose.reference(item) for item in self.site.references[note.path]),
            history=self.history(note),
            previous=self.card(previous) if previous else None,
            next=self.card(following) if following else None,
            markdown=note.path,
        )
        if not note.is_index:
            return page
        return OverviewPage(**structs.asdict(page), segments=tuple(self.segments()), changes=self.changes())

    def card(self, note: Note) -> NoteCard:
        front = note.front
        return NoteCard(
            title=front.title,
            path=note.address,
            summary=front.summary,
            day=self.day(front.date),
            lang=front.lang or self.site.settings.language,
            is_draft=front.status is Status.DRAFT,
        )

    def segments(self) -> Iterator[SegmentView]:
        for segment, notes in _by_segment(self.site):
            yield SegmentView(segment.id, segment.title, tuple(self.card(note) for note in notes))

    def history(self, note: Note) -> tuple[ChangeView, ...]:
        newest_first = sorted(note.front.history, key=lambda change: change.date, reverse=True)
        return tuple(
            ChangeView(self.day(c.date), c.kind.value, getattr(self.words, c.kind.value), c.text) for c in newest_first
        )

    def changes(self) -> tuple[tuple[NoteCard, ChangeView], ...]:
        found = [(self.card(note), change) for note in self.site.notes for change in self.history(note)]
        newest_first = sorted(found, key=lambda item: item[1].day.iso, reverse=True)
        return tuple(newest_first[:MOST_CHANGES])

    # sources

    def sources(self) -> SourcesPage:
        ordered = sorted(self.site.bibliography.sources.values(), key=lambda s: label(s, self.words).casefold())
        entries = (
            SourceEntry(
                html=self.prose.formatted(source),
                path=source_address(source.id),
                count=len(self.site.uses.get(source.id, ())),
                caveats=len(source.custom.caveats),
            )
            for source in ordered
        )
        base = self.base("sources/index.html", self.words.sources, self.words.sources_hint)
        return SourcesPage(**base, sources=tuple(entries))

    def source_pages(self) -> Iterator[SourcePage]:
        for source in self.site.bibliography.sources.values():
            yield SourcePage(
                **self.base(source_address(source.id), source.title_short or source.title),
                key=source.id,
                html=self.prose.formatted(source),
                reliability=source.custom.reliability,
                licence=source.custom.licence,
                note=source.note,
                caveats=tuple(self.witness.caveat(caveat) for caveat in source.custom.caveats),
                notes=tuple(self.uses(source.id)),
            )

    def uses(self, key: str) -> Iterator[NoteUses]:
        for path, uses in groupby(self.site.uses.get(key, ()), key=lambda use: use.note):
            note = self.site.by_path[path]
            yield NoteUses(self.card(note), tuple(self.use(use, note) for use in uses))

    def use(self, use: Use, note: Note) -> UseView:
        return UseView(f"{note.address}#{use.anchor}", use.section, format_locators(use.locators, self.words))

    # figures

    def figures(self) -> FiguresPage:
        base = self.base("figures/index.html", self.words.figures, self.words.figures_hint)
        return FiguresPage(**base, rows=self.witness.ledger(), files=DATA_FILES)

    def guidance(self) -> GuidancePage:
        base = self.base("guidance/index.html", self.words.guidance, self.words.guidance_hint)
        return GuidancePage(**base, rows=self.witness.guidance(), as_of=self.day(self.site.as_of))

    # the rest

    def redirects(self) -> Iterator[RedirectPage]:
        for note in self.site.notes:
            for alias in note.front.aliases:
                base = self.base(alias_address(alias), note.front.title)
                base["canonical"] = self.absolute(note.address)
                yield RedirectPage(**base, target=note.address)

    def not_found(self) -> NotFoundPage:
        base = self.base("404.html", self.words.not_found)
        # A server shows this page at any depth, so only absolute links hold.
        base["root"], base["canonical"] = self.base_url, ""
        return NotFoundPage(**base)

    def absolute(self, path: str) -> str:
        return self.base("index.html" if path == "index.html" else path, "")["canonical"]

    def feed(self) -> FeedPage:
        newest = sorted(self.site.notes, key=lambda note: (note.changed, note.path), reverse=True)
        entries = tuple(self.feed_entry(note) for note in newest[:MOST_IN_FEED])
        updated = entries[0].updated if entries else _instant(date.min)
        return FeedPage(**self.base("feed.xml", self.site.settings.title), updated=updated, entries=entries)

    def feed_entry(self, note: Note) -> FeedEntry:
        return FeedEntry(
            title=note.front.title,
            url=self.absolute(note.address),
            summary=note.front.summary,
            authors=note.front.authors,
            published=_instant(note.front.date),
            updated=_instant(note.changed),
            changes=self.history(note),
        )

    def sitemap(self) -> SitemapPage:
        notes = [SitemapEntry(self.absolute(n.address), n.changed.isoformat()) for n in self.site.notes]
        figures = ["figures/index.html", "guidance/index.html"] if self.site.books.definitions else []
        sources = [*figures, "sources/index.html", *map(source_address, self.site.bibliography.sources)]
        entries = [*notes, *(SitemapEntry(self.absolute(path), "") for path in sources)]
        return SitemapPage(**self.base("sitemap.xml", self.site.settings.title), entries=tuple(entries))


def _instant(day: date) -> str:
    """Midnight, UTC: a note has a day, a feed wants a moment."""
    return datetime.combine(day, time()).isoformat() + "Z"
