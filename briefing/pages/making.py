"""Which pages a site has, and what stands on each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Final, TypedDict
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec import structs

from briefing.model import (
    Caveat,
    Citation,
    Cite,
    Link,
    Locator,
    Mode,
    Note,
    Part,
    PartialDate,
    Phrase,
    Reference,
    Segment,
    Site,
    Source,
    Status,
    Use,
    Words,
    letters,
)
from briefing.pages.context import (
    BackLink,
    CaveatView,
    ChangeView,
    CitedItem,
    ContentsEntry,
    Day,
    FeedEntry,
    FeedPage,
    NavLink,
    NoteCard,
    NotePage,
    NoteUses,
    NotFoundPage,
    OverviewPage,
    Page,
    Piece,
    RedirectPage,
    ReferenceView,
    SegmentView,
    SiteContext,
    SitemapEntry,
    SitemapPage,
    SourceEntry,
    SourcePage,
    SourcesPage,
    UseView,
)
from briefing.references import format_date, format_locators, format_reference, label, suffixes
from briefing.resolve import alias_address, anchor, is_citation, source_address


class Common(TypedDict):
    """The fields of `Base`."""

    path: str
    root: str
    title: str
    description: str
    lang: str
    canonical: str


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
        self.suffixes = suffixes(site.bibliography.sources.values())
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
            body=tuple(self.prose(note)),
            references=tuple(self.reference(item) for item in self.site.references[note.path]),
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

    # prose

    def prose(self, note: Note) -> Iterator[Piece]:
        """A body with its holes filled, neighbouring HTML in one piece."""
        pieces = [self.piece(part, note) for part in note.body.parts]
        for is_html, group in groupby(pieces, key=lambda piece: not piece.citation):
            if is_html:
                yield Piece(Markup("").join(piece.html for piece in group))
            else:
                yield from group

    def piece(self, part: Part, note: Note) -> Piece:
        if isinstance(part, str):
            return Piece(Markup(part))
        if isinstance(part, Phrase):
            return Piece(escape(getattr(self.words, part.name)))
        if isinstance(part, Link):
            return Piece(escape(self.address(part, note)))
        if not is_citation(part, self.site.bibliography):
            return Piece(escape(part.written))
        return Piece(citation=tuple(self.cited(part, i, item, note) for i, item in enumerate(part.items)))

    def cited(self, cite: Cite, index: int, item: Citation, note: Note) -> CitedItem:
        numbers = {r.source.id: r.number for r in self.site.references[note.path]}
        source = self.site.bibliography.sources.get(item.key)
        narrative = item.mode is Mode.NARRATIVE
        author = label(source, self.words) if source and narrative else item.key if narrative else ""
        return CitedItem(
            id=anchor(cite, index),
            number=numbers.get(item.key, 0),
            key=item.key,
            author=author,
            prefix=Markup(item.prefix),
            locators=format_locators(item.locators, self.words),
            suffix=Markup(item.suffix),
        )

    def address(self, link: Link, note: Note) -> str:
        """Where a link leads, relative to its page."""
        if not link.target or link.target == note.path:
            return f"#{quote(link.fragment)}" if link.fragment else quote(note.address.rpartition("/")[2])
        target = self.site.by_path.get(link.target)
        path = target.address if target else link.target
        fragment = f"#{quote(link.fragment)}" if link.fragment else ""
        return "../" * note.address.count("/") + quote(path) + fragment

    # references

    def reference(self, reference: Reference) -> ReferenceView:
        source = reference.source
        places = [locator for use in reference.uses for locator in use.locators]
        return ReferenceView(
            number=reference.number,
            id=f"ref.{reference.number}",
            html=self.formatted(source),
            path=source_address(source.id),
            back=tuple(self.back(i, use) for i, use in enumerate(reference.uses)),
            caveats=tuple(self.caveat(c) for c in source.custom.caveats if _concerns(c, places)),
        )

    def back(self, index: int, use: Use) -> BackLink:
        return BackLink(use.anchor, letters(index), format_locators(use.locators, self.words))

    def formatted(self, source: Source) -> Markup:
        return format_reference(source, self.words, self.suffixes.get(source.id, ""))

    def caveat(self, caveat: Caveat) -> CaveatView:
        places = format_locators(caveat.at, self.words)
        return CaveatView(places, caveat.figures, caveat.says, caveat.reading)

    # sources

    def sources(self) -> SourcesPage:
        ordered = sorted(self.site.bibliography.sources.values(), key=lambda s: label(s, self.words).casefold())
        entries = (
            SourceEntry(
                html=self.formatted(source),
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
                html=self.formatted(source),
                reliability=source.custom.reliability,
                licence=source.custom.licence,
                note=source.note,
                caveats=tuple(self.caveat(caveat) for caveat in source.custom.caveats),
                notes=tuple(self.uses(source.id)),
            )

    def uses(self, key: str) -> Iterator[NoteUses]:
        for path, uses in groupby(self.site.uses.get(key, ()), key=lambda use: use.note):
            note = self.site.by_path[path]
            yield NoteUses(self.card(note), tuple(self.use(use, note) for use in uses))

    def use(self, use: Use, note: Note) -> UseView:
        return UseView(f"{note.address}#{use.anchor}", use.section, format_locators(use.locators, self.words))

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
        sources = ["sources/index.html", *map(source_address, self.site.bibliography.sources)]
        entries = [*notes, *(SitemapEntry(self.absolute(path), "") for path in sources)]
        return SitemapPage(**self.base("sitemap.xml", self.site.settings.title), entries=tuple(entries))


def _instant(day: date) -> str:
    """Midnight, UTC: a note has a day, a feed wants a moment."""
    return datetime.combine(day, time()).isoformat() + "Z"


def _concerns(caveat: Caveat, places: Iterable[Locator]) -> bool:
    """Whether a page cites a place that the caveat is about."""
    return any(place.meets(about) for place in places for about in caveat.at)
