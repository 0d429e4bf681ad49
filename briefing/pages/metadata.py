"""The metadata in the head of a page: JSON-LD, tags for reference managers and social media, breadcrumbs.

It follows schema.org, Highwire Press tags and the Open Graph protocol.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypedDict
from urllib.parse import quote

from markupsafe import Markup

from briefing.citations.references import Style, format_reference
from briefing.evidence.states import label, sentence
from briefing.exports import (
    PageDescription,
    Publication,
    SocialCard,
    Support,
    Tag,
    article,
    article_tags,
    as_bibtex,
    as_script,
    as_source,
    as_text,
    breadcrumbs,
    can_write,
    csl_json,
    dataset,
    formats,
    highwire,
    open_graph,
    website,
)
from briefing.model import INDEX, Definition, FrontMatter, Note, Source, State
from briefing.pages.context import CitingView, Download, NavLink
from briefing.pages.evidence import LedgerRow, Tally
from briefing.site import View
from briefing.site.resolver import Resolver
from briefing.site.urls import OVERVIEW, base_url, card_path, segment_path


class MetaFields(TypedDict):
    """The fields of `Base` that readers do not see."""

    trail: tuple[NavLink, ...]
    head: tuple[Tag, ...]
    json_ld: Markup
    json_ld_hash: str


class BaseFields(MetaFields):
    """The fields of `Base`."""

    path: str
    root: str
    title: str
    description: str
    lang: str
    direction: str
    canonical: str


NO_METADATA: MetaFields = {"trail": (), "head": (), "json_ld": Markup(""), "json_ld_hash": ""}
"""The metadata of a page that search engines should not find, and of a file that is no page."""


def meta_fields(trail: tuple[NavLink, ...], head: tuple[Tag, ...], things: Iterable[Mapping[str, Any]]) -> MetaFields:
    """The metadata of a page."""
    script = as_script(things)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return {"trail": trail, "head": head, "json_ld": script, "json_ld_hash": f"sha256-{digest}"}


class PageMetadata:
    """Builds the metadata of the pages of a site."""

    def __init__(self, view: View, style: Style) -> None:
        self.view = view
        self.style = style
        self.words = style.words
        self.base_url = base_url(view.settings)
        settings = view.settings
        self.within = Publication(settings.title, settings.company, settings.language, self.base_url)

    def absolute(self, path: str) -> str:
        """The absolute URL of a file; empty if the site has no base URL."""
        folder, _, name = path.rpartition("/")
        short = f"{folder}/".removeprefix("/") if name == "index.html" else path
        return f"{self.base_url}{quote(short)}" if self.base_url else ""

    # pages

    def page(
        self,
        path: str,
        title: str,
        description: str,
        trail: Sequence[NavLink] = (),
        files: Sequence[Download] = (),
    ) -> MetaFields:
        """The metadata of a page other than a note; `files` contain its data."""
        way = (NavLink(self.words.overview, OVERVIEW), *trail)
        page = PageDescription(
            title, description, self.within.language, self.absolute(path), self.image(""), self.linked(way)
        )
        tags = (Tag("property", "og:type", "website"), *self.shared(page)) if self.base_url else ()
        return meta_fields(way, tags, [*self.data(page, files), breadcrumbs(page)])

    def data(self, page: PageDescription, files: Sequence[Download]) -> Iterator[Mapping[str, Any]]:
        """The ledger that a page shows, if there are files of it."""
        if files:
            downloads = ((self.absolute(file.path), file.type) for file in files)
            states = [(state.value, label(state, self.words)) for state in State]
            yield dataset(page, self.within, downloads, self.view.as_of().isoformat(), states)

    def note(
        self, note: Note, segment: str, sources: Sequence[Source], tally: Tally, headline: Sequence[LedgerRow]
    ) -> MetaFields:
        """The metadata of a note, its figures and the sources that it cites."""
        front = note.front
        way = () if note.is_index else (NavLink(self.words.overview, OVERVIEW), *self.above(front, segment))
        lang, url = front.lang or self.within.language, self.absolute(note.page_path)
        page = PageDescription(front.title, front.summary, lang, url, self.image(note.path), self.linked(way))
        figures = [(row.label, row.text, f"{row.state.sign} {row.state.sentence}") for row in headline]
        support = Support(sources, tally.sentence, figures)
        things = [article(front, page, self.within, segment, support)]
        things.append(website(self.within, front.summary) if note.is_index else breadcrumbs(page))
        tags = [*highwire(front, page, self.within)]
        if self.base_url:
            tags += [*article_tags(front, segment), *self.shared(page)]
        return meta_fields(way, tuple(tags), things)

    def above(self, front: FrontMatter, segment: str) -> tuple[NavLink, ...]:
        """The segment of a note, which has a page only if it has several notes."""
        if not segment:
            return ()
        return (NavLink(segment, segment_path(front.segment) if self.view.is_listed(front.segment) else ""),)

    def linked(self, way: Sequence[NavLink]) -> tuple[tuple[str, str], ...]:
        return tuple((link.title, self.absolute(link.path) if link.path else "") for link in way)

    def shared(self, page: PageDescription) -> Iterable[Tag]:
        return open_graph(page, self.within, f"{self.within.title}: {page.title}")

    def image(self, path: str) -> str:
        """The URL of the card of a note, else of the site; empty if the font has no letters for either."""
        if not self.view.has_cards():
            return ""
        if path and can_write(self.view.card(path).title):
            return self.absolute(card_path(path))
        title = self.view.card(INDEX).title if self.view.is_published(INDEX) else self.view.settings.title
        return self.absolute(card_path(INDEX)) if can_write(title) else ""

    # citing

    def citing(self, note: Note) -> CitingView:
        """How to cite a note."""
        source = self.as_source(note)
        # Not with `formats` and `style`, which cache results: there are few sources, but many notes.
        plain = format_reference(source, self.words).striptags()
        return CitingView(plain, as_text(as_bibtex(source)), as_text(csl_json([source])))

    def cited(self, source: Source) -> CitingView:
        """How to cite a source."""
        entry = formats(source)
        plain = self.style.reference(source, self.view.suffix(source.id)).striptags()
        return CitingView(plain, entry.bibtex, as_text(csl_json([source])))

    # sharing

    def card(self, path: str) -> SocialCard:
        """The content of the card of a note, or of the site without a path."""
        settings = self.view.settings
        if not path:
            return SocialCard(
                site="", kicker=settings.company, title=settings.title, day="", value="", label="", state=""
            )
        front = self.view.front(path)
        found = next((self.view.ledger.at(name, front.date) for name in front.headline), None)
        titles = {segment.id: segment.title for segment in settings.segments}
        return SocialCard(
            site=settings.title,
            kicker=titles.get(front.segment, settings.company),
            title=front.title,
            day=f"{self.words.as_of}{self.style.day(front.date)}",
            value=found.entry.figure.text if found else "",
            label=", ".join(part for part in (found.entry.label, found.entry.period) if part) if found else "",
            state=self.state(found) if found else "",
        )

    def state(self, definition: Definition) -> str:
        """The label of a figure's state, with our reading if the value differs."""
        known = Resolver(self.view).assess_defined(definition.entry.figure, definition)
        return sentence(known, self.words)

    def as_source(self, note: Note) -> Source:
        version = f"{self.words.updated}{self.style.day(note.changed)}" if note.changed != note.front.date else ""
        return as_source(note.path, note.front, self.within, version, self.absolute(note.page_path))
