"""Which pages a site has, and what stands on each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import starmap
from typing import Final

from msgspec import structs

from briefing.model import (
    Change,
    FrontMatter,
    Note,
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
    Download,
    NavLink,
    NoteCard,
    NotePage,
    OverviewPage,
    SegmentView,
    SiteContext,
)
from briefing.pages.evidence import Day, GuidanceRow
from briefing.pages.feeds import Feeds, sitemap
from briefing.pages.lists import (
    ArchivePage,
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
    SitemapPage,
    SitemapsPage,
    SourceEntry,
    SourcePage,
    SourcesPage,
    UseView,
    YearLink,
)
from briefing.pages.machines import UNTOLD, Common, Machines, Told, base_url
from briefing.pages.planning import (
    MOST_CARDS,
    MOST_CHANGES,
    MOST_FIGURES,
    MOST_IN_FEED,
    MOST_IN_NAVIGATION,
    MOST_NOTES,
    MOST_OF_YEAR,
    MOST_SOURCES,
    Job,
    by_segment,
    has_archive,
    has_guidance,
    numbers,
    of_page,
)
from briefing.pages.prose import Prose
from briefing.pages.witness import Witness
from briefing.references import Style
from briefing.resolve import alias_address, archive_address, csl_address, paged, segment_address, source_address
from briefing.view import Card, View

Read = Callable[[str], Note]

DATA_FILES: Final = (
    Download("figures.csv", "figures/figures.csv", "text/csv"),
    Download("figures.json", "figures/figures.json", "application/json"),
    Download("datapackage.json", "figures/datapackage.json", "application/json"),
)
SOURCE_FILES: Final = (
    Download("sources.json", "sources.json", "application/vnd.citationstyles.csl+json"),
    Download("sources.bib", "sources.bib", "application/x-bibtex"),
)


def make(job: Job, view: View, style: Style, note: Note | None, read: Read) -> Iterator[Page]:
    """The pages of one job; that of a note is given the note, and others `read` those that they need."""
    maker = _Maker(view, style, read)
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


def _navigation(site: Site, words: Words) -> Iterator[NavLink]:
    yield NavLink(words.overview, "index.html")
    segments = tuple(_segments(site))
    yield from segments if len(segments) <= MOST_IN_NAVIGATION else (NavLink(words.segments, "", segments),)
    if site.books.definitions:
        yield NavLink(words.figures, "figures/index.html")
    if has_guidance(site):
        yield NavLink(words.guidance, "guidance/index.html")
    if has_archive(site):
        yield NavLink(words.archive, archive_address())
    yield NavLink(words.sources, "sources/index.html")


def _segments(site: Site) -> Iterator[NavLink]:
    for segment, notes in by_segment(site):
        # A list of one would only stand in the way.
        yield NavLink(segment.title, notes[0].address if len(notes) == 1 else segment_address(segment.id))


class _Maker:
    """Makes the pages of one job; holds what they share."""

    def __init__(self, view: View, style: Style, read: Read) -> None:
        self.view = view
        self.style = style
        self.read = read
        self.words = style.words
        self.days: dict[date, Day] = {}
        self.machines = Machines(view, style)
        self.witness = Witness(view, style, self.day)
        self.prose = Prose(view, style, self.witness)
        self.titles = {segment.id: segment.title for segment in view.settings.segments}

    # bases

    def base(self, path: str, title: str, description: str = "", lang: str = "", told: Told = UNTOLD) -> Common:
        return {
            "path": path,
            "root": "../" * path.count("/"),
            "title": title,
            "description": description,
            "lang": lang or self.view.settings.language,
            "canonical": self.machines.absolute(path),
            **told,
        }

    def found(self, path: str, title: str, description: str = "", *above: NavLink) -> Common:
        """The base of a page that is no note, and that machines are told of."""
        return self.base(path, title, description, told=self.machines.page(path, title, description, above))

    def day(self, when: date) -> Day:
        if when not in self.days:
            self.days[when] = Day(when.isoformat(), self.style.day(when))
        return self.days[when]

    def pager(self, job: Job, folder: str, count: int, most: int) -> Pager:
        """The way through a list of several pages."""
        last = numbers(count, most)[-1]
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
            base["canonical"] = self.machines.absolute(note.address)
            yield RedirectPage(**base, target=note.address)

    def note(self, note: Note) -> NotePage:
        front = note.front
        previous, following = self.view.neighbours(note.path)
        stated = self.witness.stated(note)
        references = tuple(self.view.references(note))
        segment = self.titles.get(front.segment, "")
        tally, headline = self.witness.tally(stated), self.witness.headline(note)
        told = self.machines.note(note, segment, [item.source for item in references], tally, headline)
        page = NotePage(
            **self.base(note.address, front.title, front.summary, front.lang, told),
            segment=segment,
            authors=front.authors,
            tags=front.tags,
            day=self.day(front.date),
            updated=self.day(note.changed) if note.changed != front.date else None,
            is_draft=front.status is Status.DRAFT,
            contents=tuple(ContentsEntry(h.level, h.id, h.text) for h in note.body.headings),
            body=tuple(self.prose.pieces(note, stated, references)),
            tally=tally,
            headline=headline,
            evidence=self.witness.note_evidence(note, stated),
            guidance=self.guidance_of(front.segment),
            references=tuple(map(self.prose.reference, references)),
            history=self.history(front),
            previous=self.card(previous) if previous else None,
            next=self.card(following) if following else None,
            markdown=note.path,
            citing=self.machines.citing(note),
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
            segment=self.titles.get(card.segment, ""),
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
        yield SegmentPage(
            **self.found(segment_address(job.name, job.number), self.titles[job.name]),
            notes=tuple(map(self.listed, of_page(paths, job.number, MOST_NOTES))),
            guidance=self.guidance_of(job.name) if job.number == 1 else (),
            pager=self.pager(job, segment_address(job.name).removesuffix("index.html"), len(paths), MOST_NOTES),
        )

    def history(self, front: FrontMatter) -> tuple[ChangeView, ...]:
        return tuple(map(self.change, sorted(front.history, key=lambda change: change.date, reverse=True)))

    def change(self, change: Change) -> ChangeView:
        return ChangeView(self.day(change.date), change.kind.value, getattr(self.words, change.kind.value), change.text)

    def changes(self) -> tuple[tuple[NoteCard, ChangeView], ...]:
        return tuple((self.listed(path), self.change(change)) for path, change in self.view.changes(str(MOST_CHANGES)))

    # years

    def archive(self, job: Job) -> Iterator[ArchivePage]:
        """The notes of a year, or the list of the years."""
        paths = self.view.of_year(job.name) if job.name else ()
        above = (NavLink(self.words.archive, archive_address()),) if job.name else ()
        yield ArchivePage(
            **self.found(archive_address(job.name, job.number), job.name or self.words.archive, "", *above),
            notes=tuple(map(self.listed, of_page(paths, job.number, MOST_OF_YEAR))),
            years=() if job.name else tuple(starmap(self.year, self.view.years())),
            pager=self.pager(job, archive_address(job.name).removesuffix("index.html"), len(paths), MOST_OF_YEAR),
        )

    def year(self, year: str, count: int) -> YearLink:
        return YearLink(year, archive_address(year), words_for(self.words.notes, count, count))

    # sources

    def sources(self, job: Job) -> Iterator[SourcesPage]:
        found = (source for key in self.view.sources() if (source := self.view.source(key)))
        ordered = sorted(found, key=lambda source: self.style.label(source).casefold())
        yield SourcesPage(
            **self.found(paged("sources/", job.number), self.words.sources, self.words.sources_hint),
            sources=tuple(map(self.source_entry, of_page(ordered, job.number, MOST_SOURCES))),
            pager=self.pager(job, "sources/", len(ordered), MOST_SOURCES),
            files=SOURCE_FILES,
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
        above = NavLink(self.words.sources, "sources/index.html")
        if source:
            yield SourcePage(
                **self.found(source_address(source.id), source.title_short or source.title, "", above),
                key=source.id,
                html=self.prose.formatted(source),
                reliability=source.custom.reliability,
                licence=source.custom.licence,
                note=source.note,
                caveats=tuple(self.witness.caveat(caveat) for caveat in source.custom.caveats),
                notes=tuple(self.note_uses(path, uses) for path, uses in self.view.uses(source.id)),
                citing=self.machines.cited(source),
                files=(Download("CSL-JSON", csl_address(source.id), SOURCE_FILES[0].type),),
            )

    def note_uses(self, path: str, uses: Iterable[Use]) -> NoteUses:
        return NoteUses(self.listed(path), tuple(self.use(use, path) for use in uses))

    def use(self, use: Use, path: str) -> UseView:
        return UseView(f"{address(path)}#{use.anchor}", use.section, self.style.locators(use.locators))

    # figures

    def figures(self, job: Job) -> Iterator[FiguresPage]:
        latest = self.view.latest()
        path, title, hint = paged("figures/", job.number), self.words.figures, self.words.figures_hint
        yield FiguresPage(
            **self.base(path, title, hint, told=self.machines.page(path, title, hint, files=DATA_FILES)),
            rows=tuple(self.witness.row(item) for item in of_page(latest, job.number, MOST_FIGURES)),
            files=DATA_FILES,
            pager=self.pager(job, "figures/", len(latest), MOST_FIGURES),
        )

    def guidance(self, job: Job) -> Iterator[GuidancePage]:
        everything = self.view.guidance()
        yield GuidancePage(
            **self.found(paged("guidance/", job.number), self.words.guidance, self.words.guidance_hint),
            rows=tuple(map(self.witness.guidance_row, of_page(everything, job.number, MOST_FIGURES))),
            as_of=self.day(self.view.as_of()),
            pager=self.pager(job, "guidance/", len(everything), MOST_FIGURES),
        )

    def guidance_of(self, segment: str) -> tuple[GuidanceRow, ...]:
        """What management said of a segment."""
        return tuple(map(self.witness.guidance_row, self.view.nearest_guidance(segment)))

    # the rest

    def search(self, _: Job) -> Iterator[SearchPage]:
        notes, sources = self.view.search_files()
        yield SearchPage(**self.found("search.html", self.words.search), files=notes, source_files=sources)

    def not_found(self, _: Job) -> Iterator[NotFoundPage]:
        base = self.base("404.html", self.words.not_found)
        # A server shows this page at any depth, so only absolute links hold.
        base["root"], base["canonical"] = self.machines.base_url, ""
        yield NotFoundPage(**base)

    def feed(self, _: Job) -> Iterator[FeedPage]:
        feeds = Feeds(self.view, self.prose, self.machines, self.history)
        notes = map(self.read, self.view.newest(str(MOST_IN_FEED)))
        yield feeds.feed(self.base("feed.xml", self.view.settings.title), notes)

    def sitemap(self, job: Job) -> Iterator[SitemapPage | SitemapsPage]:
        path = f"sitemap-{job.number}.xml" if job.number else "sitemap.xml"
        yield sitemap(self.base(path, self.view.settings.title), job.number, self.view, self.machines)


_MAKERS: Final[Mapping[str, Callable[[_Maker, Job], Iterator[Page]]]] = {
    "archive": _Maker.archive,
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
