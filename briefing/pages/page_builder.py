"""Builds the variable `page` of templates, with a function for each kind of page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import starmap
from typing import Final
from urllib.parse import urlsplit

from briefing.citations.references import Style, to_plain
from briefing.exports import csl_json
from briefing.model import (
    CardData,
    Change,
    FrontMatter,
    GuidanceStatus,
    Note,
    Source,
    direction,
    page_path,
    words_for,
)
from briefing.pages.bodies import BodyBuilder
from briefing.pages.checks import grouped
from briefing.pages.context import (
    Base,
    ChangeView,
    ContentsEntry,
    Download,
    NavLink,
    NoteCard,
    NotePage,
)
from briefing.pages.evidence import Day, GuidanceRow
from briefing.pages.evidence_builder import EvidenceBuilder
from briefing.pages.feeds import Feeds, corrections, sitemap
from briefing.pages.lists import (
    ChangesPage,
    CorrectionsPage,
    FeedPage,
    FiguresPage,
    GuidancePage,
    ListedChange,
    NotFoundPage,
    Pager,
    RedirectPage,
    SearchPage,
    SegmentPage,
    SitemapPage,
    SitemapsPage,
    SourceEntry,
    SourcePage,
    SourcePlace,
    SourcesPage,
)
from briefing.pages.metadata import NO_METADATA, BaseFields, MetaFields, PageMetadata
from briefing.pages.overview_builder import OverviewBuilder
from briefing.pages.places import source_url
from briefing.pages.planning import (
    MAX_FIGURES,
    MAX_IN_FEED,
    MAX_LISTED_CHANGES,
    MAX_NOTES,
    MAX_SOURCES,
    Job,
    numbers,
    of_page,
)
from briefing.pages.source_places import SourcePlaces, counted, without_source
from briefing.site import View
from briefing.site.urls import (
    CORRECTIONS,
    alias_path,
    csl_path,
    paged,
    segment_path,
    source_path,
)

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


class _Days:
    """Dates as templates show them, each formatted once.

    Separate from the page builder, which passes it on: a reference to the builder would be a cycle, and keep every note
    in memory until garbage is collected.
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        self.days: dict[date, Day] = {}

    def __call__(self, when: date) -> Day:
        if when not in self.days:
            self.days[when] = Day(when.isoformat(), self.style.day(when))
        return self.days[when]


class PageBuilder:
    """Builds the records of a job's pages, each at the URL of its row in `KINDS`."""

    def __init__(self, view: View, style: Style, read: Read) -> None:
        self.view = view
        self.style = style
        self.read = read
        self.words = style.words
        self.day = _Days(style)
        self.metadata = PageMetadata(view, style)
        self.evidence = EvidenceBuilder(view, style, self.day)
        self.bodies = BodyBuilder(view, style, self.evidence)
        self.titles = {segment.id: segment.title for segment in view.settings.segments}

    # bases

    def base(
        self, path: str, title: str, description: str = "", lang: str = "", metadata: MetaFields = NO_METADATA
    ) -> BaseFields:
        language = lang or self.view.settings.language
        return {
            "path": path,
            "root": "../" * path.count("/"),
            "title": title,
            "description": description,
            "lang": language,
            "direction": direction(language),
            "canonical": self.metadata.absolute(path),
            **metadata,
        }

    def findable(self, path: str, title: str, description: str = "", *above: NavLink) -> BaseFields:
        """The base of a page, other than a note, that search engines should find."""
        return self.base(path, title, description, metadata=self.metadata.page(path, title, description, above))

    def pager(self, job: Job, folder: str, count: int, per_page: int) -> Pager:
        """The pager of a list with several pages."""
        last = numbers(count, per_page)[-1]
        return Pager(
            number=job.number,
            of=last,
            sentence=self.words.page_of.format(job.number, last) if last > 1 else "",
            previous=paged(folder, job.number - 1) if job.number > 1 else "",
            next=paged(folder, job.number + 1) if job.number < last else "",
        )

    # notes

    def note_pages(self, job: Job, _: str) -> Iterator[Base]:
        """A note's page, and a redirect from each of its old URLs."""
        note = self.read(job.name)
        yield self.note(note)
        for alias in note.front.aliases:
            base = self.base(alias_path(alias), note.front.title)
            base["canonical"] = self.metadata.absolute(note.page_path)
            yield RedirectPage(**base, target=note.page_path)

    def note(self, note: Note) -> NotePage:
        page = self.note_page(note)
        if not note.is_index:
            return page
        builder = OverviewBuilder(self.view, self.words, self.evidence, self.listed, self.change)
        return builder.page(note, page)

    def note_page(self, note: Note) -> NotePage:
        front = note.front
        previous, following = self.view.neighbours(note.path)
        statements = self.evidence.statements(note)
        references = tuple(self.view.references(note))
        segment = self.titles.get(front.segment, "")
        tally, headline = self.evidence.tally(statements), self.evidence.headline(note)
        metadata = self.metadata.note(note, segment, [item.source for item in references], tally, headline)
        evidence = self.evidence.note_evidence(note, statements)
        return NotePage(
            **self.base(note.page_path, front.title, front.summary, front.lang, metadata),
            segment=segment,
            authors=front.authors,
            tags=front.tags,
            day=self.day(front.date),
            updated=self.day(note.changed) if note.changed != front.date else None,
            is_draft=self.view.card(note.path).is_draft,
            contents=tuple(ContentsEntry(h.level, h.id, h.text) for h in note.body.headings),
            body=tuple(self.bodies.pieces(note, statements, references)),
            tally=tally,
            headline=headline,
            evidence=evidence,
            checks=grouped(evidence),
            guidance=self.guidance_of(front.segment),
            references=tuple(map(self.bodies.reference, references)),
            history=self.history(front),
            previous=self.card(previous) if previous else None,
            next=self.card(following) if following else None,
            markdown=note.path,
            citing=self.metadata.citing(note),
        )

    def listed(self, path: str) -> NoteCard:
        return self.card(self.view.card(path))

    def card(self, card: CardData) -> NoteCard:
        return NoteCard(
            title=card.title,
            path=page_path(card.path),
            summary=card.summary,
            day=self.day(card.day),
            segment=self.titles.get(card.segment, ""),
            lang=card.lang or self.view.settings.language,
            is_draft=card.is_draft,
        )

    def segment(self, job: Job, url: str) -> Iterator[SegmentPage]:
        paths = self.view.of_segment(job.name)
        yield SegmentPage(
            **self.findable(url, self.titles[job.name]),
            notes=tuple(map(self.listed, of_page(paths, job.number, MAX_NOTES))),
            guidance=self.guidance_of(job.name) if job.number == 1 else (),
            pager=self.pager(job, segment_path(job.name).removesuffix("index.html"), len(paths), MAX_NOTES),
        )

    def history(self, front: FrontMatter) -> tuple[ChangeView, ...]:
        return tuple(map(self.change, sorted(front.history, key=lambda change: change.date, reverse=True)))

    def change(self, change: Change) -> ChangeView:
        return ChangeView(self.day(change.date), change.kind.value, getattr(self.words, change.kind.value), change.text)

    def changed(self, job: Job, url: str) -> Iterator[ChangesPage]:
        """Corrections and updates of all notes."""
        everything = self.view.changes(str(self.view.change_count()))
        yield ChangesPage(
            **self.findable(url, self.words.changes, self.words.changes_hint),
            changes=tuple(starmap(self.listed_change, of_page(everything, job.number, MAX_LISTED_CHANGES))),
            feed=CORRECTIONS if self.metadata.base_url else "",
            pager=self.pager(job, "changes/", len(everything), MAX_LISTED_CHANGES),
        )

    def listed_change(self, path: str, change: Change) -> ListedChange:
        return ListedChange(self.listed(path), self.change(change), f"{page_path(path)}#history.")

    def corrections(self, _: Job, url: str) -> Iterator[CorrectionsPage]:
        everything = self.view.changes(str(self.view.change_count()))
        yield corrections(self.base(url, self.words.corrections), everything, self.view, self.metadata)

    # sources

    def sources(self, job: Job, url: str) -> Iterator[SourcesPage]:
        found = (source for key in self.view.sources() if (source := self.view.source(key)))
        ordered = sorted(found, key=lambda source: self.style.label(source).casefold())
        yield SourcesPage(
            **self.findable(url, self.words.sources, self.words.sources_hint),
            sources=tuple(map(self.source_entry, of_page(ordered, job.number, MAX_SOURCES))),
            pager=self.pager(job, "sources/", len(ordered), MAX_SOURCES),
            files=SOURCE_FILES,
        )

    def source_entry(self, source: Source) -> SourceEntry:
        return SourceEntry(
            html=self.bodies.formatted(source),
            path=source_path(source.id),
            count=self.view.count(source.id),
            caveats=len(source.custom.caveats),
        )

    def source(self, job: Job, url: str) -> Iterator[SourcePage]:
        source = self.view.source(job.name)
        above = NavLink(self.words.sources, "sources/index.html")
        if source:
            title = to_plain(source.title_short or source.heading)
            places = SourcePlaces(source, self.view, self.evidence).places(self.citing(source.id))
            uses = self.counted(places)
            yield SourcePage(
                **self.findable(url, title, f"{title}{self.words.colon}{uses or self.words.nothing_rests}", above),
                key=source.id,
                html=self.bodies.formatted(source),
                reliability=source.custom.reliability,
                licence=source.custom.licence,
                note=source.note,
                caveats=tuple(self.evidence.caveat(caveat) for caveat in source.custom.caveats),
                url=source_url(source, ()),
                places=places,
                uses=uses,
                citing=self.metadata.cited(source),
                files=(Download("CSL-JSON", csl_path(source.id), SOURCE_FILES[0].type),),
            )

    def citing(self, key: str) -> dict[str, NoteCard]:
        """The notes that cite a source."""
        return {path: self.listed(path) for path in self.view.citers(key)}

    def counted(self, places: Iterable[SourcePlace]) -> str:
        """The numbers of figures and notes that cite a source, in words."""
        figures, notes = counted(places)
        pairs = ((self.words.count_figures, figures), (self.words.notes, notes))
        text = self.words.comma.join(words_for(word, count, count) for word, count in pairs if count)
        return text + self.words.stop if text else ""

    # figures

    def figures(self, job: Job, url: str) -> Iterator[FiguresPage]:
        latest = self.view.latest()
        rows, source = without_source(
            tuple(self.evidence.row(item) for item in of_page(latest, job.number, MAX_FIGURES))
        )
        title, hint = self.words.figures, self.words.figures_hint
        yield FiguresPage(
            **self.base(url, title, hint, metadata=self.metadata.page(url, title, hint, files=DATA_FILES)),
            rows=rows,
            source=source,
            files=DATA_FILES,
            pager=self.pager(job, "figures/", len(latest), MAX_FIGURES),
        )

    def guidance(self, job: Job, url: str) -> Iterator[GuidancePage]:
        everything = self.view.guidance()
        yield GuidancePage(
            **self.findable(url, self.words.guidance, self.words.guidance_hint),
            rows=tuple(map(self.evidence.guidance_row, of_page(everything, job.number, MAX_FIGURES))),
            as_of=self.day(self.view.as_of()),
            pager=self.pager(job, "guidance/", len(everything), MAX_FIGURES),
        )

    def guidance_of(self, segment: str) -> tuple[GuidanceRow, ...]:
        """The guidance of a segment, open guidance first."""
        rows = map(self.evidence.guidance_row, self.view.nearest_guidance(segment))
        return tuple(sorted(rows, key=lambda row: row.status != GuidanceStatus.OPEN))

    # the rest

    def search(self, _: Job, url: str) -> Iterator[SearchPage]:
        notes, sources = self.view.search_files()
        base = self.findable(url, self.words.search, self.words.search_hint)
        yield SearchPage(**base, files=notes, source_files=sources)

    def not_found(self, _: Job, url: str) -> Iterator[NotFoundPage]:
        base = self.base(url, self.words.not_found)
        # A server shows this page at any depth, so links must be absolute; without the host, so that it also works on
        # another one before it is published.
        base["root"], base["canonical"] = urlsplit(self.metadata.base_url).path, ""
        yield NotFoundPage(**base)

    def feed(self, _: Job, url: str) -> Iterator[FeedPage]:
        feeds = Feeds(self.view, self.bodies, self.metadata, self.history)
        notes = map(self.read, self.view.newest(str(MAX_IN_FEED)))
        yield feeds.feed(self.base(url, self.view.settings.title), notes)

    def sitemap(self, job: Job, url: str, urls: Sequence[str]) -> SitemapPage | SitemapsPage:
        """One part of the sitemap, or the list of its parts; `urls` has all pages that readers should find."""
        base, days = self.base(url, self.view.settings.title), dict(self.view.changed())
        return sitemap(base, job.number, [(each, days.get(each)) for each in urls], self.metadata)

    # beside the pages

    def csl(self, key: str) -> Iterator[str]:
        """A source as CSL-JSON, if there is one of this key."""
        source = self.view.source(key)
        if source:
            yield csl_json([source])
