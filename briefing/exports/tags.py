"""Tags in the head of a page: Highwire tags for reference managers, Open Graph for social media.

Open Graph needs absolute URLs, so without a base URL there is none.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from briefing.exports.citations import PageDescription, Publication
from briefing.exports.jsonld import changed
from briefing.model import FrontMatter

CARD_WIDTH: Final = 1200
CARD_HEIGHT: Final = 630

_TERRITORIES: Final = {"en": "en_US", "zh": "zh_CN", "zh-hans": "zh_CN", "zh-hant": "zh_TW"}
"""The locales of languages that name no territory; Open Graph wants one."""


class Tag(Struct, frozen=True):
    """A `meta` element in the head of a page."""

    attribute: str
    """`name` or `property`: what carries its name."""
    name: str
    """`citation_title`, `og:title` and the like."""
    content: str
    """The content."""


def highwire(front: FrontMatter, page: PageDescription, within: Publication) -> Iterator[Tag]:
    """The tags by which Zotero and others cite a note."""
    day = front.date.isoformat().replace("-", "/")
    pairs = [
        ("citation_title", page.title),
        *(("citation_author", author) for author in front.authors),
        ("citation_publication_date", day),
        ("citation_technical_report_institution", within.title),
        ("citation_language", page.lang),
        ("citation_public_url", page.url),
    ]
    yield from (Tag("name", name, content) for name, content in pairs if content)


def open_graph(page: PageDescription, within: Publication, alternative: str) -> Iterator[Tag]:
    """The Open Graph tags of a page; `alternative` is the text alternative of its card."""
    pairs = [
        ("og:site_name", within.title),
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:url", page.url),
        ("og:locale", locale(page.lang)),
    ]
    if page.image:
        size = (("og:image:width", str(CARD_WIDTH)), ("og:image:height", str(CARD_HEIGHT)))
        pairs += [("og:image", page.image), ("og:image:type", "image/png"), *size, ("og:image:alt", alternative)]
    yield from (Tag("property", name, content) for name, content in pairs if content)
    # The other tags of such a card are read from Open Graph.
    yield Tag("name", "twitter:card", "summary_large_image" if page.image else "summary")


def article_tags(front: FrontMatter, segment: str) -> Iterator[Tag]:
    """The Open Graph tags of an article."""
    pairs = [
        ("og:type", "article"),
        ("article:published_time", front.date.isoformat()),
        ("article:modified_time", changed(front).isoformat()),
        ("article:section", segment),
        *(("article:tag", tag) for tag in front.tags),
    ]
    yield from (Tag("property", name, content) for name, content in pairs if content)


def locale(lang: str) -> str:
    """A language for Open Graph, with its territory; empty if none is known."""
    language, *rest = lang.split("-")
    territory = next((part.upper() for part in rest if len(part) == 2), "")
    return f"{language.lower()}_{territory}" if territory else _TERRITORIES.get(lang.lower(), "")
