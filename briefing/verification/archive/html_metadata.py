"""Metadata in the head of a web page: title, authors, date and publisher."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "title": ("citation_title", "dc.title", "og:title", "twitter:title"),
    "container": ("citation_journal_title", "og:site_name"),
    "issued": ("citation_publication_date", "citation_date", "article:published_time", "dc.date", "date"),
}
_AUTHORS: Final = ("citation_author", "author", "dc.creator", "article:author")
_MAX_CHARS: Final = 300


def read_head(text: str) -> dict[str, str | tuple[str, ...]]:
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
    authors = next((found for name in _AUTHORS if (found := _all(properties, name))), ())
    return {**{k: v for k, v in own.items() if v}, **{k: v for k, v in named.items() if v}, "authors": authors}


def _pair(node: Any) -> tuple[str, str] | None:
    name = node.attributes.get("name") or node.attributes.get("property") or ""
    content = node.attributes.get("content") or ""
    return (name.lower(), content.strip()[:_MAX_CHARS]) if name and content.strip() else None


def _first(properties: Sequence[tuple[str, str]], names: Sequence[str]) -> str:
    return next((content for name in names for key, content in properties if key == name), "")


def _all(properties: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    """The authors by one name; a URL is no name of a person."""
    found = (content for key, content in properties if key == name and "://" not in content)
    return tuple(dict.fromkeys(found))
