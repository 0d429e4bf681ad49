"""Assembles a document: the notes in reading order, then the figures, the guidance and the sources.

Each part is the site's page, from the same templates; a cover with a
contents list, and the head and foot of sheets, are added.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Final

from markupsafe import Markup
from msgspec import Struct, structs

from briefing.model import INDEX, CardData, Words, direction
from briefing.pages import Job, plan, url_of
from briefing.pages.evidence import Day
from briefing.pages.metadata import NO_METADATA
from briefing.pages.printed import Chapter, ChapterPart, PrintedPage
from briefing.pages.printing.merging import TOP, Links, PageExcerpt, alone, excerpt
from briefing.site import View
from briefing.site.urls import OVERVIEW, base_url

_KINDS: Final = ("note", "figures", "guidance", "source")
"""The kinds of pages in a document, in order."""

_POLICY: Final = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
_HEADINGS: Final = "h1, h2, h3, h4, h5, h6 { white-space: pre-wrap; }"
"""Chromium leaves out of an outline the spaces at which it broke a line, unless they are preserved."""
_SIZE: Final = "@page { size: A4; }"
"""Before the style sheet of the site, which may say otherwise."""


class Made(Struct, frozen=True):
    """The rendered site."""

    view: View
    words: Words
    day: Callable[[date], str]
    """Formats a day."""
    page: Callable[[str], str]
    """The content of a page, by its path."""


class Document(Struct, frozen=True):
    """The whole briefing: the template's record, and a style sheet to load after the site's."""

    page: PrintedPage
    style: str


def jobs(view: View, note: str = "") -> tuple[Job, ...]:
    """The jobs for a document: a note, by its path, or the whole briefing."""
    everything = list(plan(view.extent()))
    if note:
        return tuple(job for job in everything if (job.kind, job.name) == ("note", note))
    return tuple(sorted((job for job in everything if job.kind in _KINDS), key=lambda job: _KINDS.index(job.kind)))


def framed(html: str, page: str, site: str, style: str = "") -> str:
    """A page as a standalone document, with the files that it loads and print settings.

    `site` is the address of the published site, or empty.
    """
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    adapted = alone(html, page, Links({page: ""}, site))
    before = adapted.replace("<head>", f"<head>{policy}<style>{_SIZE}{_HEADINGS}</style>", 1)
    return before.replace("</head>", f"<style>{style}</style></head>", 1)


def whole(made: Made, wanted: Iterable[Job], sheets: Mapping[str, int]) -> Document:
    """The whole briefing, with the sheet numbers known so far."""
    chapters = [list(jobs) for _, jobs in groupby(wanted, key=lambda job: job.name if job.kind == "note" else job.kind)]
    numbered = ((url_of(job), f"p{number}.") for number, job in enumerate((j for c in chapters for j in c), 1))
    links = Links(dict(numbered), base_url(made.view.settings))
    built = [_chapter(made, f"c{number}", jobs, links, sheets) for number, jobs in enumerate(chapters, 1)]
    settings, day = made.view.settings, made.view.as_of()
    page = PrintedPage(
        **NO_METADATA,
        path=OVERVIEW,
        root="",
        title=settings.title,
        description=made.view.card(INDEX).summary if made.view.is_published(INDEX) else "",
        lang=settings.language,
        direction=direction(settings.language),
        canonical=links.base_url,
        day=Day(day.isoformat(), made.day(day)),
        chapters=tuple(chapter for chapter, _ in built),
    )
    return Document(page, "\n".join(_rules(chapter.id, first) for chapter, first in built))


# --- chapters -------------------------------------------------------------------------------


def _chapter(
    made: Made, name: str, jobs: list[Job], links: Links, sheets: Mapping[str, int]
) -> tuple[Chapter, PageExcerpt]:
    """A chapter, and the first page that it holds."""
    is_list = jobs[0].kind == "source"
    pages = [_excerpt(made, job, links, is_demoted=is_list or number > 0) for number, job in enumerate(jobs)]
    card = made.view.card(jobs[0].name) if jobs[0].kind == "note" else None
    heading = made.words.sources if is_list else ""
    first = structs.replace(pages[0], lang=made.view.settings.language, title=heading, url="") if is_list else pages[0]
    parts = zip(jobs, pages, strict=True)
    chapter = Chapter(
        id=name,
        title=first.title,
        heading=heading,
        segment=_segment(made, card),
        lang=first.lang,
        day=Day(card.day.isoformat(), made.day(card.day)) if card else None,
        is_draft=card is not None and card.is_draft,
        sheet=str(sheets.get(name, "")),
        parts=tuple(_part(links.parts[url_of(job)], page) for job, page in parts),
    )
    return chapter, first


def _part(prefix: str, page: PageExcerpt) -> ChapterPart:
    return ChapterPart(prefix + TOP, page.lang, page.direction, Markup(page.html))


def _excerpt(made: Made, job: Job, links: Links, *, is_demoted: bool) -> PageExcerpt:
    page = url_of(job)
    return excerpt(made.page(page), page, links, is_demoted=is_demoted)


def _segment(made: Made, card: CardData | None) -> str:
    titles = {segment.id: segment.title for segment in made.view.settings.segments}
    return titles.get(card.segment, "") if card else ""


# --- sheets ---------------------------------------------------------------------------------


def _rules(name: str, first: PageExcerpt) -> str:
    """The CSS rules for a chapter's page break, heads and feet."""
    return f"#{name} {{ page: {name}; break-before: page; }} @page {name} {{ {' '.join(_boxes(first))} }}"


def _boxes(first: PageExcerpt) -> Iterator[str]:
    yield f"@top-left {{ content: {_string(first.title)}; }}"
    yield f"@top-right {{ content: {_string(first.day)}; }}"
    if first.url:
        yield f"@bottom-left {{ content: {_string(first.url)}; }}"


def _string(text: str) -> str:
    """A CSS string, escaped so that it cannot end the string or the surrounding element."""
    return '"' + re.sub(r'[\x00-\x1f"\\<]', lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'
