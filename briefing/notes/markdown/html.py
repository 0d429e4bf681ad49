"""Tokens into HTML, wherever it differs from the parser's own.

The content security policy of the pages allows no inline style, and the
site's own words depend on its language: they are left as holes.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from briefing.model import OUTWARD_REL, Part, Phrase, letters
from briefing.notes.markdown.links import is_outward


class Spot(NamedTuple):
    """A token where it is rendered."""

    renderer: RendererHTML
    tokens: Sequence[Token]
    at: int
    options: Any
    env: dict[str, Any]

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def plainly(self) -> str:
        """What the parser itself would write."""
        return self.renderer.renderToken(self.tokens, self.at, self.options, self.env)

    def hole(self, part: Part) -> str:
        """A hole in the page, as `reading` keeps them."""
        return str(self.env["hole"](part))


def teach(md: MarkdownIt) -> None:
    """Give a parser the renderers of this room."""
    for kind, render in _RENDERERS.items():
        md.add_render_rule(kind, _rule(render))


def number_lines(tokens: Sequence[Token]) -> None:
    """Have the HTML of each block say on which line it begins, as `data-line`."""
    for token in tokens:
        if token.map and token.type != "inline" and token.nesting >= 0:
            token.attrs["data-line"] = token.map[0] + 1


def _rule(render: Callable[[Spot], str]) -> Callable[..., str]:
    return lambda *spot: render(Spot(*spot))


# --- links, images, citations, charts ------------------------------------------------------------


def _cite(spot: Spot) -> str:
    return str(spot.token.meta.get("hole", escapeHtml(spot.token.content)))


def _escaped(spot: Spot) -> str:
    return escapeHtml(spot.token.content)


def _link(spot: Spot) -> str:
    if "hole" in spot.token.meta:
        spot.token.attrs["href"] = spot.token.meta["hole"]
    elif is_outward(str(spot.token.attrs.get("href", ""))):
        spot.token.attrs["rel"] = OUTWARD_REL
    return spot.plainly()


def _image(spot: Spot) -> str:
    for child in spot.token.children or ():
        if child.type in ("cite", "fault", "lost_footnote", "text_special"):
            child.type = "text"
    if "hole" in spot.token.meta:
        spot.token.attrs["src"] = spot.token.meta["hole"]
    return str(spot.renderer.image(spot.tokens, spot.at, spot.options, spot.env))


def _fence(spot: Spot) -> str:
    if "hole" in spot.token.meta:
        return str(spot.token.meta["hole"])
    return str(spot.renderer.fence(spot.tokens, spot.at, spot.options, spot.env))


# --- tables ---------------------------------------------------------------------------------


def _table(spot: Spot) -> str:
    # A wide table scrolls by itself, and by keyboard: whoever listens is told what it is.
    return f'<div class="table" role="region" {_table_name(spot)} tabindex="0">{spot.plainly()}'


def _table_name(spot: Spot) -> str:
    """Its caption, or its number among the tables of the note: no two regions are called alike."""
    number = spot.env["tables"] = spot.env.get("tables", 0) + 1
    caption = spot.tokens[spot.at + 1]
    if caption.type != "caption_open":
        return f'aria-label="{spot.hole(Phrase("table"))} {number}"'
    name = caption.attrs.setdefault("id", f"table.{number}")
    return f'aria-labelledby="{escapeHtml(str(name))}"'


def _table_end(_: Spot) -> str:
    return "</table></div>\n"


def _cell(spot: Spot) -> str:
    attributes = spot.token.attrs
    if "style" in attributes:
        attributes["class"] = "align-" + str(attributes.pop("style")).rpartition(":")[2]
    if spot.token.tag == "th":
        attributes["scope"] = "col"
    return spot.plainly()


# --- alerts ---------------------------------------------------------------------------------


def _alert(spot: Spot) -> str:
    spot.token.tag = "aside"
    spot.token.attrs["class"] = str(spot.token.attrs["class"]).replace("markdown-alert", "alert")
    return spot.plainly()


def _alert_end(_: Spot) -> str:
    return "</aside>\n"


def _alert_title(spot: Spot) -> str:
    opening = next(spot.tokens[at] for at in range(spot.at, -1, -1) if spot.tokens[at].type == "alert_open")
    # The parser's own English word, which the hole replaces.
    spot.tokens[spot.at + 1].children = []
    return '<p class="alert-title">' + spot.hole(Phrase(f"alert_{opening.info.lower()}"))


# --- footnotes --------------------------------------------------------------------------------


def _footnote_call(spot: Spot) -> str:
    number, name = _footnote_names(spot.token)
    # Lettered, since references are numbered.
    letter = letters(number - 1)
    return f'<sup><a class="footnote" href="#fn.{number}" id="{name}" role="doc-noteref">{letter}</a></sup>'


def _footnotes(spot: Spot) -> str:
    title = spot.hole(Phrase("footnotes"))
    return f'<section class="footnotes" role="doc-endnotes">\n<h2 id="footnotes.">{title}</h2>\n<ol>\n'


def _footnote(spot: Spot) -> str:
    return f'<li id="fn.{spot.token.meta["id"] + 1}">'


def _footnote_back(spot: Spot) -> str:
    _, name = _footnote_names(spot.token)
    label = spot.hole(Phrase("back_to_text"))
    return f' <a href="#{name}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'


def _footnote_names(token: Token) -> tuple[int, str]:
    """A footnote's number, and the id of this call of it."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"fnref.{number}" + (f".{again + 1}" if again else "")


_RENDERERS: Final[dict[str, Callable[[Spot], str]]] = {
    "alert_close": _alert_end,
    "alert_open": _alert,
    "alert_title_open": _alert_title,
    "cite": _cite,
    "fault": _cite,
    "fence": _fence,
    "footnote_anchor": _footnote_back,
    "footnote_block_open": _footnotes,
    "footnote_open": _footnote,
    "footnote_ref": _footnote_call,
    "image": _image,
    "link_open": _link,
    "lost_footnote": _cite,
    "table_close": _table_end,
    "table_open": _table,
    "td_open": _cell,
    "text_special": _escaped,
    "th_open": _cell,
}
