"""Which pages a site has, and what stands on each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, TypedDict
from urllib.parse import quote

from msgspec import Struct, structs

from briefing.model import (
    Change,
    FrontMatter,
    Head,
    Note,
    PartialDate,
    Segment,
    Settings,
    Site,
    Source,
    Status,
    Use,
    Words,
    address,
    words_for,
)
from briefing.pages.context import (
    ChangeView,
    ContentsEntry,
    NavLink,
    NoteCard,
    NotePage,
    OverviewPage,
    SegmentView,
    SiteContext,
)
from briefing.pages.evidence import Day
from briefing.pages.lists import (
    FeedEntry,
    FeedPage,
    FiguresPage,
    GuidancePage,
    NoteUses,
    NotFoundPage,
    Page,
    Pager,
    RedirectPage,
    SearchPage,
    SegmentPage,
    SitemapEntry,
    SitemapPage,
    SourceEntry,
    SourcePage,
    SourcesPage,
    UseView,
)
from briefing.pages.prose import Prose
from briefing.pages.witness import Witness
from briefing.references import Style, format_date
from briefing.resolve import alias_address, paged, segment_address, source_address
from briefing.view import Card, View


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
MOST_CARDS: Final = 3
"""Notes that the overview shows of a segment."""
MOST_NOTES: Final = 50
MOST_SOURCES: Final = 200
MOST_FIGURES: Final = 500
"""What one page of a long list holds, so that no reader downloads megabytes."""


class Job(Struct, frozen=True):
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
    yield from (Job("sources", "", number) for number in _numbers(len(site.bibliography.sources), MOST_SOURCES))
    yield from (Job("source", key) for key in site.bibliography.sources)
    if site.books.definitions:
        yield from (Job("figures", "", number) for number in _numbers(len(site.books.definitions), MOST_FIGURES))
        yield Job("guidance")
    yield Job("search")
    yield Job("not_found")
    if site.settings.base_url:
        yield Job("feed")
        yield Job("sitemap")


def _segment_pages(site: Site) -> Iterator[tuple[Segment, int]]:
    """The pages of each segment that has several notes."""
    for segment, notes in _by_segment(site):
        if len(notes) > 1:
            yield from ((segment, number) for number in _numbers(len(notes), MOST_NOTES))


def _numbers(count: int, most: int) -> range:
    """The numbers of the pages on which so many things stand."""
    return range(1, max(1, -(-count // most)) + 1)


def make(job: Job, view: View, style: Style, note: Note | None) -> Iterator[Page]:
    """The pages of one job; that of a note is given the note."""
    maker = _Maker(view, style)
    yield from maker.note_pages(note) if note else _MAKERS[job.kind](maker, job)


def site_context(site: Site, words: Words) -> SiteContext:
    """What every template of a site is given."""
    return SiteContext(
        title=site.settings.title,
        company=site.settings.company,
        language=site.settings.language,
        base_url=base_url(site.settings),
        disclosures=" ".join(site.settings.disclosures.split()),
        navigation=tuple(_navigation(site, words)),
        words=words,
    )


def base_url(settings: Settings) -> str:
    """The absolute address of the site, with a slash at its end."""
    given = settings.base_url
    return given if not given or given.endswith("/") else f"{given}/"


def _navigation(site: Site, words: Words) -> Iterator[NavLink]:
    yield NavLink(words.overview, "index.html")
    for segment, notes in _by_segment(site):
        # A list of one would only stand in the way.
        yield NavLink(segment.title, notes[0].address if len(notes) == 1 else segment_address(segment.id))
    if site.books.definitions:
        yield NavLink(words.figures, "figures/index.html")
        yield NavLink(words.guidance, "guidance/index.html")
    yield NavLink(words.sources, "sources/index.html")


def _by_segment(site: Site) -> Iterator[tuple[Segment, Sequence[Head]]]:
    """Each segment that has notes, and its notes."""
    found = {segment.id: list[Head]() for segment in site.settings.segments}
    for note in site.notes:
        if note.front.segment in found and not note.is_index:
            found[note.front.segment].append(note)
    yield from ((segment, found[segment.id]) for segment in site.settings.segments if found[segment.id])


class _Maker:
    """Makes the pages of one job; holds what they share."""

    def __init__(self, view: View, style: Style) -> None:
        self.view = view
        self.style = style
        self.words = style.words
        self.base_url = base_url(view.settings)
        self.witness = Witness(view, style, self.day)
        self.prose = Prose(view, style, self.witness)
        self.titles = {segment.id: segment.title for segment in view.settings.segments}

    # bases

    def base(self, path: str, title: str, description: str = "", lang: str = "") -> Common:
        canonical = path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
        return {
            "path": path,
            "root": "../" * path.count("/"),
            "title": title,
            "description": description,
            "lang": lang or self.view.settings.language,
            "canonical": f"{self.base_url}{quote(canonical)}" if self.base_url else "",
        }

    def day(self, when: date) -> Day:
        return Day(when.isoformat(), format_date(PartialDate(when.year, when.month, when.day), self.words))

    def pager(self, job: Job, folder: str, count: int, most: int) -> Pager:
        """The way through a list of several pages."""
        last = _numbers(count, most)[-1]
        return Pager(
            number=job.number,
            of=last,
            sentence=self.words.page_of.format(job.number, last) if last > 1 else "",
            previous=paged(folder, job.number - 1) if job.number > 1 else "",
            next=paged(folder, job.number + 1) if job.number < last else "",
        )

    # notes

    def note_pages(self, note: Note) -> Iterator[Page]:
        """A note's page, and where its old addresses lead."""
        yield self.note(note)
        for alias in note.front.aliases:
            base = self.base(alias_address(alias), note.front.title)
            base["canonical"] = self.absolute(note.address)
            yield RedirectPage(**base, target=note.address)

    def note(self, note: Note) -> NotePage:
        front = note.front
        previous, following = self.view.neighbours(note.path)
        stated = self.witness.stated(note)
        page = NotePage(
            **self.base(note.address, front.title, front.summary, front.lang),
            segment=self.titles.get(front.segment, ""),
            authors=front.authors,
            tags=front.tags,
            day=self.day(front.date),
            updated=self.day(note.changed) if note.changed != front.date else None,
            is_draft=front.status is Status.DRAFT,
            contents=tuple(ContentsEntry(h.level, h.id, h.text) for h in note.body.headings),
            body=tuple(self.prose.pieces(note, stated)),
            tally=self.witness.tally(stated),
            headline=self.witness.headline(note),
            evidence=self.witness.note_evidence(note, stated),
            guidance=self.witness.guidance("" if note.is_index else front.segment) if self.view.has_figures() else (),
            references=tuple(self.prose.reference(item) for item in self.view.references(note)),
            history=self.history(front),
            previous=self.card(previous) if previous else None,
            next=self.card(following) if following else None,
            markdown=note.path,
        )
        if not note.is_index:
            return page
        return OverviewPage(**structs.asdict(page), segments=tuple(self.segments()), changes=self.changes())

    def listed(self, path: str) -> NoteCard:
        return self.card(self.view.card(path))

    def card(self, card: Card) -> NoteCard:
        return NoteCard(
            title=card.title,
            path=address(card.path),
            summary=card.summary,
            day=self.day(card.day),
            lang=card.lang or self.view.settings.language,
            is_draft=card.is_draft,
        )

    def segments(self) -> Iterator[SegmentView]:
        for segment in self.view.settings.segments:
            paths = self.view.of_segment(segment.id)
            if paths:
                cards = tuple(map(self.listed, paths[:MOST_CARDS]))
                more = segment_address(segment.id) if len(paths) > 1 else ""
                everything = words_for(self.words.all_notes, len(paths), len(paths))
                yield SegmentView(segment.id, segment.title, cards, everything, more)

    def segment(self, job: Job) -> Iterator[SegmentPage]:
        paths = self.view.of_segment(job.name)
        first = (job.number - 1) * MOST_NOTES
        yield SegmentPage(
            **self.base(segment_address(job.name, job.number), self.titles[job.name]),
            notes=tuple(map(self.listed, paths[first : first + MOST_NOTES])),
            guidance=self.witness.guidance(job.name) if self.view.has_figures() and job.number == 1 else (),
            pager=self.pager(job, segment_address(job.name).removesuffix("index.html"), len(paths), MOST_NOTES),
        )

    def history(self, front: FrontMatter) -> tuple[ChangeView, ...]:
        return tuple(map(self.change, sorted(front.history, key=lambda change: change.date, reverse=True)))

    def change(self, change: Change) -> ChangeView:
        return ChangeView(self.day(change.date), change.kind.value, getattr(self.words, change.kind.value), change.text)

    def changes(self) -> tuple[tuple[NoteCard, ChangeView], ...]:
        return tuple((self.listed(path), self.change(change)) for path, change in self.view.changes(str(MOST_CHANGES)))

    # sources

    def sources(self, job: Job) -> Iterator[SourcesPage]:
        found = (source for key in self.view.sources() if (source := self.view.source(key)))
        ordered = sorted(found, key=lambda source: self.style.label(source).casefold())
        first = (job.number - 1) * MOST_SOURCES
        yield SourcesPage(
            **self.base(paged("sources/", job.number), self.words.sources, self.words.sources_hint),
            sources=tuple(map(self.source_entry, ordered[first : first + MOST_SOURCES])),
            pager=self.pager(job, "sources/", len(ordered), MOST_SOURCES),
        )

    def source_entry(self, source: Source) -> SourceEntry:
        return SourceEntry(
            html=self.prose.formatted(source),
            path=source_address(source.id),
            count=self.view.count(source.id),
            caveats=len(source.custom.caveats),
        )

    def source(self, job: Job) -> Iterator[SourcePage]:
        source = self.view.source(job.name)
        if source:
            yield SourcePage(
                **self.base(source_address(source.id), source.title_short or source.title),
                key=source.id,
                html=self.prose.formatted(source),
                reliability=source.custom.reliability,
                licence=source.custom.licence,
                note=source.note,
                caveats=tuple(self.witness.caveat(caveat) for caveat in source.custom.caveats),
                notes=tuple(self.note_uses(path, uses) for path, uses in self.view.uses(source.id)),
            )

    def note_uses(self, path: str, uses: Iterable[Use]) -> NoteUses:
        return NoteUses(self.listed(path), tuple(self.use(use, path) for use in uses))

    def use(self, use: Use, path: str) -> UseView:
        return UseView(f"{address(path)}#{use.anchor}", use.section, self.style.locators(use.locators))

    # figures

    def figures(self, job: Job) -> Iterator[FiguresPage]:
        latest = self.view.latest()
        first = (job.number - 1) * MOST_FIGURES
        yield FiguresPage(
            **self.base(paged("figures/", job.number), self.words.figures, self.words.figures_hint),
            rows=tuple(self.witness.row(item) for item in latest[first : first + MOST_FIGURES]),
            files=DATA_FILES,
            pager=self.pager(job, "figures/", len(latest), MOST_FIGURES),
        )

    def guidance(self, _: Job) -> Iterator[GuidancePage]:
        base = self.base("guidance/index.html", self.words.guidance, self.words.guidance_hint)
        yield GuidancePage(**base, rows=self.witness.guidance(), as_of=self.day(self.view.as_of()))

    # the rest

    def search(self, _: Job) -> Iterator[SearchPage]:
        notes, sources = self.view.search_files()
        yield SearchPage(**self.base("search.html", self.words.search), files=notes, source_files=sources)

    def not_found(self, _: Job) -> Iterator[NotFoundPage]:
        base = self.base("404.html", self.words.not_found)
        # A server shows this page at any depth, so only absolute links hold.
        base["root"], base["canonical"] = self.base_url, ""
        yield NotFoundPage(**base)

    def absolute(self, path: str) -> str:
        return self.base("index.html" if path == "index.html" else path, "")["canonical"]

    def feed(self, _: Job) -> Iterator[FeedPage]:
        entries = tuple(map(self.feed_entry, self.view.newest(str(MOST_IN_FEED))))
        updated = entries[0].updated if entries else _instant(date.min)
        yield FeedPage(**self.base("feed.xml", self.view.settings.title), updated=updated, entries=entries)

    def feed_entry(self, path: str) -> FeedEntry:
        note = Head(path=path, front=self.view.front(path))
        return FeedEntry(
            title=note.front.title,
            url=self.absolute(note.address),
            summary=note.front.summary,
            authors=note.front.authors,
            published=_instant(note.front.date),
            updated=_instant(note.changed),
            changes=self.history(note.front),
        )

    def sitemap(self, _: Job) -> Iterator[SitemapPage]:
        notes = [SitemapEntry(self.absolute(path), day.isoformat()) for path, day in self.view.changed()]
        figures = ["figures/index.html", "guidance/index.html"] if self.view.has_figures() else []
        sources = [*figures, "sources/index.html", *map(source_address, self.view.sources())]
        entries = [*notes, *(SitemapEntry(self.absolute(path), "") for path in sources)]
        yield SitemapPage(**self.base("sitemap.xml", self.view.settings.title), entries=tuple(entries))


_MAKERS: Final[Mapping[str, Callable[[_Maker, Job], Iterator[Page]]]] = {
    "feed": _Maker.feed,
    "figures": _Maker.figures,
    "guidance": _Maker.guidance,
    "not_found": _Maker.not_found,
    "search": _Maker.search,
    "segment": _Maker.segment,
    "sitemap": _Maker.sitemap,
    "source": _Maker.source,
    "sources": _Maker.sources,
}


def _instant(day: date) -> str:
    """Midnight, UTC: a note has a day, a feed wants a moment."""
    return datetime.combine(day, time()).isoformat() + "Z"
