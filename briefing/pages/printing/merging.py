"""Merges pages of the site into one page: ids stay unique, links stay within it or lead to the published site.

Other links are removed: otherwise local paths would end up in the file.
"""

import posixpath
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from briefing import lazy_re

TOP: Final = "content."
"""The anchor of what a page is about, which every page has."""

_NAMING: Final = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers")
"""Attributes that hold ids."""

_IDLE: Final = "script, template, button, form, iframe, object, embed, base, link[rel=alternate], meta[http-equiv]"
"""What does nothing on paper, or might load something."""

_HEADING: Final = lazy_re.compile(r"(</?h)([12])(?=[\s>])")
"""Headings that are a level lower in a part; those below stay, as the style sheet knows them."""


class Links(Struct, frozen=True):
    """Where links lead in a document."""

    parts: Mapping[str, str]
    """The prefix of the ids of each page that is a part of it, by the path of the page."""
    base_url: str
    """The address of the published site, or empty."""

    def target(self, page: str, href: str) -> str:
        """The target of a link on a page; empty if it has none."""
        if urlsplit(href).scheme or href.startswith("//"):
            return href
        path, _, anchor = href.partition("#")
        path = _from_root(page, path) if path else page
        if path in self.parts:
            return f"#{self.parts[path]}{anchor or TOP}"
        return urljoin(self.base_url, f"{path}#{anchor}" if anchor else path) if self.base_url else ""


class PageExcerpt(Struct, frozen=True):
    """The content of a page, and its title, day and URL for the head and foot of sheets."""

    html: str
    lang: str
    direction: str
    title: str
    day: str
    url: str


def excerpt(content: str, page: str, links: Links, *, is_demoted: bool = False) -> PageExcerpt:
    """The content of a page's `main` as part of a document; if demoted, headings are one level lower."""
    tree = LexborHTMLParser(content)
    root: Any = tree.css_first("html")
    main: Any = tree.css_first("main") or tree.body
    _adapt(main, page, links)
    html = main.inner_html or ""
    given = root.attributes
    return PageExcerpt(
        html=_HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html) if is_demoted else html,
        lang=main.attributes.get("lang") or given.get("lang") or "",
        direction=main.attributes.get("dir") or given.get("dir") or "ltr",
        title=given.get("data-title") or "",
        day=given.get("data-day") or "",
        url=given.get("data-url") or "",
    )


def alone(content: str, page: str, links: Links) -> str:
    """A whole page as a standalone document."""
    tree = LexborHTMLParser(content)
    _adapt(tree.css_first("html"), page, links)
    return tree.html or ""


def _adapt(node: Any, page: str, links: Links) -> None:
    """Adapt a node of a page's tree to the document."""
    for idle in node.css(_IDLE):
        idle.decompose()
    prefix = links.parts[page]
    for each in node.css("[id]") if prefix else ():
        name = each.attributes["id"] or ""
        # The printed address of a figure is the one on the site.
        each.attrs["id"], each.attrs["data-id"] = prefix + name, name
    for name in _NAMING if prefix else ():
        for each in node.css(f"[{name}]"):
            each.attrs[name] = " ".join(prefix + key for key in (each.attributes[name] or "").split())
    for each in node.css("a[href]"):
        target = links.target(page, each.attributes["href"] or "")
        if target:
            each.attrs["href"] = target
        else:
            del each.attrs["href"]
    for selector, name in (("[src]", "src"), ("link[href]", "href")):
        for each in node.css(selector):
            each.attrs[name] = _from_root(page, each.attributes[name] or "")


def _from_root(page: str, address: str) -> str:
    """The path of a file from the site's root, given relative to a page."""
    is_elsewhere = urlsplit(address).scheme or address.startswith("/")
    return address if is_elsewhere else posixpath.normpath(posixpath.join(posixpath.dirname(page), address))
