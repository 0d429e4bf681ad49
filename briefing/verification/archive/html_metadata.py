"""Metadata in the head of a web page: title, authors, date and container."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from briefing.model import Name
from briefing.verification.archive.page_authors import page_authors

_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "title": ("citation_title", "dc.title", "og:title", "twitter:title"),
    "container": ("citation_journal_title", "og:site_name"),
    "issued": ("citation_publication_date", "citation_date", "article:published_time", "dc.date", "date"),
}
_BODIES: Final = ("og:site_name", "application-name", "citation_publisher", "dc.publisher", "twitter:site")
"""Properties that name a page's site or publisher, which is then no author."""
_MAX_CHARS: Final = 300


def read_head(text: str) -> dict[str, str | tuple[Name, ...]]:
    """The title, container, authors and date of a page, if given."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - what only `archive add` needs

    try:
        tree = LexborHTMLParser(text)
    except SelectolaxError:
        return {}
    properties = [pair for node in tree.css("meta") if (pair := _pair(node))]
    title = tree.css_first("title")
    own = {"title": title.text().strip()[:_MAX_CHARS] if title is not None else ""}
    named = {field: _first(properties, names) for field, names in _NAMES.items()}
    scripts = [node.text() for node in tree.css('script[type="application/ld+json"]')]
    authors = page_authors(properties, scripts, [content for key, content in properties if key in _BODIES])
    return {**{k: v for k, v in own.items() if v}, **{k: v for k, v in named.items() if v}, "authors": authors}


def _pair(node: Any) -> tuple[str, str] | None:
    name = node.attributes.get("name") or node.attributes.get("property") or ""
    content = node.attributes.get("content") or ""
    return (name.lower(), content.strip()[:_MAX_CHARS]) if name and content.strip() else None


def _first(properties: Sequence[tuple[str, str]], names: Sequence[str]) -> str:
    return next((content for name in names for key, content in properties if key == name), "")
