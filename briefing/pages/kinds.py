"""Every kind of page, as one table.

The pages of a site, their URLs, reserved URLs, the navigation, the
sitemap and the table of files in `templates/README.md` are derived from it. A new
kind is a module like `years`, a template and a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from msgspec import Struct, structs

from briefing.charts.text_metrics import width
from briefing.citations.references import Style
from briefing.model import Extent, File, Words, direction, page_path
from briefing.notes import without_comments
from briefing.pages import planning, years
from briefing.pages.context import Base, NavLink, NotePage, OverviewPage, SiteContext
from briefing.pages.lists import (
    ChangesPage,
    CorrectionsPage,
    FeedPage,
    FiguresPage,
    GuidancePage,
    NotFoundPage,
    RedirectPage,
    SearchPage,
    SegmentPage,
    SitemapPage,
    SitemapsPage,
    SourcePage,
    SourcesPage,
)
from briefing.pages.page_builder import PageBuilder, Read
from briefing.pages.planning import MAX_IN_NAVIGATION, NAVIGATION_GAP, NAVIGATION_ROOM, Job, sitemaps
from briefing.pages.printed import PrintedPage
from briefing.pages.years import ArchivePage
from briefing.site import View
from briefing.site.urls import (
    CORRECTIONS,
    OVERVIEW,
    archive_path,
    base_url,
    csl_path,
    paged,
    segment_path,
    source_path,
)

Which = Callable[[Extent], Iterable[Job]]
Build = Callable[[PageBuilder, Job, str], Iterator[Base]]
Beside = Callable[[PageBuilder, Job], Iterator[File]]


def _nothing(_: PageBuilder, __: Job) -> Iterator[File]:
    yield from ()


class PageKind(Struct, frozen=True):
    """A kind of page."""

    name: str
    """The `kind` of its jobs."""
    url: Callable[[Job], str]
    """The URL of the page of a job, from the site's root."""
    which: Which
    """The jobs for the pages of a site of some extent."""
    build: Build
    """What its templates are given, for the page of a job at a URL."""
    files: Mapping[type[Base], str]
    """By the record that a template is given: the files that it makes, in words for designers."""
    title: str = ""
    """The key of its title in the site's own words, for the navigation; empty if it is not in the navigation."""
    is_found: bool = True
    """Whether readers should find it: then it is in the sitemap."""
    beside: Beside = _nothing
    """The files that go with its page."""


def _at(path: str) -> Callable[[Job], str]:
    """The URL of a page that exists once."""
    return lambda _: path


def _list(folder: str) -> Callable[[Job], str]:
    """The URLs of a list of several pages."""
    return lambda job: paged(folder, job.number)


def _once(name: str) -> Which:
    return lambda _: (Job(name),)


def _with_url(name: str) -> Which:
    """A page that needs absolute links."""
    return lambda extent: (Job(name),) if extent.has_url else ()


def _markdown(builder: PageBuilder, job: Job) -> Iterator[File]:
    """A note's own Markdown."""
    yield File(job.name, without_comments(builder.read(job.name).markdown).encode())


def _csl(builder: PageBuilder, job: Job) -> Iterator[File]:
    """A source as CSL-JSON."""
    yield from (File(csl_path(job.name), text.encode()) for text in builder.csl(job.name))


def _sitemaps(extent: Extent) -> Iterator[Job]:
    if extent.has_url:
        yield from (Job("sitemap", "", number) for number in sitemaps(sum(1 for _ in listed(extent))))


def _sitemap(builder: PageBuilder, job: Job, url: str) -> Iterator[Base]:
    yield builder.sitemap(job, url, tuple(listed(builder.view.extent())))


KINDS: Final = (
    PageKind(
        name="note",
        url=lambda job: page_path(job.name),
        which=planning.notes,
        build=PageBuilder.note_pages,
        files={
            OverviewPage: "`index.html`",
            NotePage: "a page for each note",
            RedirectPage: "a page for each old address",
        },
        beside=_markdown,
    ),
    PageKind(
        name="segment",
        url=lambda job: segment_path(job.name, job.number),
        which=planning.segments,
        build=PageBuilder.segment,
        files={SegmentPage: "`segments/<id>/index.html` for each segment of several notes"},
    ),
    PageKind(
        name="figures",
        url=_list("figures/"),
        which=planning.figures,
        build=PageBuilder.figures,
        files={FiguresPage: "`figures/index.html`, where there is a ledger"},
        title="figures",
    ),
    PageKind(
        name="guidance",
        url=_list("guidance/"),
        which=planning.guidance,
        build=PageBuilder.guidance,
        files={GuidancePage: "`guidance/index.html`, where there is guidance"},
        title="guidance",
    ),
    PageKind(
        name="archive",
        url=lambda job: archive_path(job.name, job.number),
        which=years.jobs,
        build=years.pages,
        files={ArchivePage: "`years/index.html` and `years/<year>/index.html`, where there are more than fifty notes"},
        title="archive",
    ),
    PageKind(
        name="changes",
        url=_list("changes/"),
        which=planning.changes,
        build=PageBuilder.changed,
        files={ChangesPage: "`changes/index.html`, where a note has a `history`"},
        title="changes",
    ),
    PageKind(
        name="sources",
        url=_list("sources/"),
        which=planning.sources,
        build=PageBuilder.sources,
        files={SourcesPage: "`sources/index.html`"},
        title="sources",
    ),
    PageKind(
        name="source",
        url=lambda job: source_path(job.name),
        which=planning.source,
        build=PageBuilder.source,
        files={SourcePage: "a page for each source"},
        beside=_csl,
    ),
    PageKind(
        name="search",
        url=_at("search.html"),
        which=_once("search"),
        build=PageBuilder.search,
        files={SearchPage: "`search.html`, and beside it the texts in `search/`"},
        is_found=False,
    ),
    PageKind(
        name="not_found",
        url=_at("404.html"),
        which=_once("not_found"),
        build=PageBuilder.not_found,
        files={NotFoundPage: "what a server shows for an unknown URL"},
        is_found=False,
    ),
    PageKind(
        name="feed",
        url=_at("feed.xml"),
        which=_with_url("feed"),
        build=PageBuilder.feed,
        files={FeedPage: "`feed.xml`, where the site has a `base_url`"},
        is_found=False,
    ),
    PageKind(
        name="corrections",
        url=_at(CORRECTIONS),
        which=planning.corrections,
        build=PageBuilder.corrections,
        files={CorrectionsPage: f"`{CORRECTIONS}`, where the site has a `base_url` and a note a `history`"},
        is_found=False,
    ),
    PageKind(
        name="sitemap",
        url=lambda job: f"sitemap-{job.number}.xml" if job.number else "sitemap.xml",
        which=_sitemaps,
        build=_sitemap,
        files={
            SitemapPage: "`sitemap.xml`, where the site has a `base_url`",
            SitemapsPage: "`sitemap.xml` of a site that needs several: `sitemap-1.xml` and so on",
        },
        is_found=False,
    ),
)
"""Every kind of page, in the order of the navigation and of the sitemap."""

_BY_NAME: Final[Mapping[str, PageKind]] = {kind.name: kind for kind in KINDS}


def plan(extent: Extent) -> Iterator[Job]:
    """Every page of a site with a given extent; a note's job also makes its redirects."""
    return (job for kind in KINDS for job in kind.which(extent))


def make(job: Job, view: View, style: Style, read: Read) -> Iterator[Base | File]:
    """The pages of one job, and the files next to them; `read` returns the notes that it needs."""
    kind, builder = _BY_NAME[job.kind], PageBuilder(view, style, read)
    yield from kind.build(builder, job, kind.url(job))
    yield from kind.beside(builder, job)


def url_of(job: Job) -> str:
    """The URL of the page of a job."""
    return _BY_NAME[job.kind].url(job)


def listed(extent: Extent) -> Iterator[str]:
    """The URLs of all pages that readers should find."""
    return (kind.url(job) for kind in KINDS if kind.is_found for job in kind.which(extent))


def first_parts() -> Iterator[str]:
    """The folder of each page other than notes, or its file if it has no folder."""
    kinds = (kind for kind in KINDS if kind.name != "note")
    urls = (kind.url(Job(kind.name, "name", number)) for kind in kinds for number in range(2))
    return (url.partition("/")[0] for url in urls)


def table() -> Iterator[str]:
    """The rows of the table in `templates/README.md`: a template, its output files, and its record."""
    for kind in KINDS:
        for record, files in kind.files.items():
            yield f"| `{record.template}` | {files} | `{record.__name__}` |"
    yield f"| `{PrintedPage.template}` | the whole briefing, for `briefing pdf` | `PrintedPage` |"


@cache
def records() -> Mapping[str, type[Struct]]:
    """The records available to templates, by name: `site`, each page, and the types of their fields."""
    found: dict[str, type[Struct]] = {}
    todo: list[Any] = [SiteContext, PrintedPage, *(record for kind in KINDS for record in kind.files)]
    while todo:
        each = todo.pop()
        todo.extend(get_args(each))
        if isinstance(each, type) and not get_args(each) and issubclass(each, Struct) and each.__name__ not in found:
            found[each.__name__] = each
            todo.extend(field.type for field in structs.fields(each))
    return found


# --- the navigation -----------------------------------------------------------------------------


def site_context(view: View, words: Words) -> SiteContext:
    """The variables of every template of a site."""
    settings = view.settings
    return SiteContext(
        title=settings.title,
        company=settings.company,
        language=settings.language,
        direction=direction(settings.language),
        base_url=base_url(settings),
        disclosures=" ".join(settings.disclosures.split()),
        navigation=_navigation(view, words),
        words=words,
    )


def _navigation(view: View, words: Words) -> tuple[NavLink, ...]:
    known = view.extent()
    overview, segments = NavLink(words.overview, OVERVIEW), tuple(_segments(view, known))
    lists = tuple(_lists(known, words))
    has_room = len(segments) <= MAX_IN_NAVIGATION and _is_one_line((overview, *segments, *lists))
    return (overview, *(segments if has_room else (NavLink(words.segments, "", segments),)), *lists)


def _is_one_line(links: Iterable[NavLink]) -> bool:
    """Whether links fit on one line of the bar on a wide screen."""
    return sum(width(link.title, 1) + NAVIGATION_GAP for link in links) <= NAVIGATION_ROOM


def _lists(known: Extent, words: Words) -> Iterator[NavLink]:
    """The lists that concern the whole site."""
    for kind in KINDS:
        first = next(iter(kind.which(known)), None) if kind.title else None
        if first:
            yield NavLink(getattr(words, kind.title), kind.url(first))


def _segments(view: View, known: Extent) -> Iterator[NavLink]:
    """Each segment that has notes: its list, or its only note."""
    titles = {segment.id: segment.title for segment in view.settings.segments}
    for segment, count in known.segments:
        only = page_path(view.of_segment(segment)[0]) if count == 1 else ""
        yield NavLink(titles[segment], only or segment_path(segment))
