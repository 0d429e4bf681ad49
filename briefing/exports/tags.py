"""What stands in the head of a page for others: Highwire tags for who cites it, Open Graph for who shares it.

What is shared needs the site's address, so without one there is no Open Graph.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from briefing.exports.citations import Publication, Shown
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
    """What it says."""


def highwire(front: FrontMatter, shown: Shown, within: Publication) -> Iterator[Tag]:
    """How Zotero and others cite a note."""
    day = front.date.isoformat().replace("-", "/")
    said = [
        ("citation_title", shown.title),
        *(("citation_author", author) for author in front.authors),
        ("citation_publication_date", day),
        ("citation_technical_report_institution", within.title),
        ("citation_language", shown.lang),
        ("citation_public_url", shown.url),
    ]
    yield from (Tag("name", name, content) for name, content in said if content)


def open_graph(shown: Shown, within: Publication, alternative: str) -> Iterator[Tag]:
    """How a page looks where it is shared; `alternative` says in words what its card shows."""
    said = [
        ("og:site_name", within.title),
        ("og:title", shown.title),
        ("og:description", shown.description),
        ("og:url", shown.url),
        ("og:locale", locale(shown.lang)),
    ]
    if shown.image:
        size = (("og:image:width", str(CARD_WIDTH)), ("og:image:height", str(CARD_HEIGHT)))
        said += [("og:image", shown.image), ("og:image:type", "image/png"), *size, ("og:image:alt", alternative)]
    yield from (Tag("property", name, content) for name, content in said if content)
    # The other tags of such a card are read from Open Graph.
    yield Tag("name", "twitter:card", "summary_large_image" if shown.image else "summary")


def article_tags(front: FrontMatter, segment: str) -> Iterator[Tag]:
    """What Open Graph says of an article beside."""
    said = [
        ("og:type", "article"),
        ("article:published_time", front.date.isoformat()),
        ("article:modified_time", changed(front).isoformat()),
        ("article:section", segment),
        *(("article:tag", tag) for tag in front.tags),
    ]
    yield from (Tag("property", name, content) for name, content in said if content)


def locale(lang: str) -> str:
    """A language as Open Graph wants it, with its territory; empty where none is known."""
    language, *rest = lang.split("-")
    territory = next((part.upper() for part in rest if len(part) == 2), "")
    return f"{language.lower()}_{territory}" if territory else _TERRITORIES.get(lang.lower(), "")
