"""Renderers of tokens whose HTML differs from the parser's default.

The content security policy of the pages forbids inline styles; words in the site's
language are left as holes.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from briefing.model import OUTWARD_REL, Part, Phrase, letters
from briefing.notes.markdown.links import is_outward


class RenderContext(NamedTuple):
    """A token and the arguments of the renderer."""

    renderer: RendererHTML
    tokens: Sequence[Token]
    at: int
    options: Any
    env: dict[str, Any]

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def plainly(self) -> str:
        """The default output of the parser."""
        return self.renderer.renderToken(self.tokens, self.at, self.options, self.env)

    def hole(self, part: Part) -> str:
        """Add a hole; returns its placeholder."""
        return str(self.env["hole"](part))


def add_renderers(md: MarkdownIt) -> None:
    """Give a parser the renderers of this module."""
    for kind, render in _RENDERERS.items():
        md.add_render_rule(kind, _rule(render))


def number_lines(tokens: Sequence[Token]) -> None:
    """Add the first line of each block to its HTML, as `data-line`."""
    for token in tokens:
        if token.map and token.type != "inline" and token.nesting >= 0:
            token.attrs["data-line"] = token.map[0] + 1


def _rule(render: Callable[[RenderContext], str]) -> Callable[..., str]:
    return lambda *context: render(RenderContext(*context))


# --- links, images, citations, charts ------------------------------------------------------------


def _cite(context: RenderContext) -> str:
    return str(context.token.meta.get("hole", escapeHtml(context.token.content)))


def _escaped(context: RenderContext) -> str:
    return escapeHtml(context.token.content)


def _link(context: RenderContext) -> str:
    if "hole" in context.token.meta:
        context.token.attrs["href"] = context.token.meta["hole"]
    elif is_outward(str(context.token.attrs.get("href", ""))):
        context.token.attrs["rel"] = OUTWARD_REL
    return context.plainly()


def _image(context: RenderContext) -> str:
    for child in context.token.children or ():
        if child.type in ("cite", "fault", "lost_footnote", "text_special"):
            child.type = "text"
    if "hole" in context.token.meta:
        context.token.attrs["src"] = context.token.meta["hole"]
    return str(context.renderer.image(context.tokens, context.at, context.options, context.env))


def _fence(context: RenderContext) -> str:
    if "hole" in context.token.meta:
        return str(context.token.meta["hole"])
    return str(context.renderer.fence(context.tokens, context.at, context.options, context.env))


# --- tables ---------------------------------------------------------------------------------


def _table(context: RenderContext) -> str:
    # A wide table can be scrolled separately, also by keyboard, and has a name for screen readers.
    return f'<div class="table" role="region" {_table_name(context)} tabindex="0">{context.plainly()}'


def _table_name(context: RenderContext) -> str:
    """The caption of a table, or its number in the note, so that every region has a unique name."""
    number = context.env["tables"] = context.env.get("tables", 0) + 1
    caption = context.tokens[context.at + 1]
    if caption.type != "caption_open":
        return f'aria-label="{context.hole(Phrase("table"))} {number}"'
    name = caption.attrs.setdefault("id", f"table.{number}")
    return f'aria-labelledby="{escapeHtml(str(name))}"'


def _table_end(_: RenderContext) -> str:
    return "</table></div>\n"


def _cell(context: RenderContext) -> str:
    attributes = context.token.attrs
    if "style" in attributes:
        attributes["class"] = "align-" + str(attributes.pop("style")).rpartition(":")[2]
    if context.token.tag == "th":
        attributes["scope"] = "col"
    return context.plainly()


# --- alerts ---------------------------------------------------------------------------------


def _alert(context: RenderContext) -> str:
    context.token.tag = "aside"
    context.token.attrs["class"] = str(context.token.attrs["class"]).replace("markdown-alert", "alert")
    return context.plainly()


def _alert_end(_: RenderContext) -> str:
    return "</aside>\n"


def _alert_title(context: RenderContext) -> str:
    opening = next(context.tokens[at] for at in range(context.at, -1, -1) if context.tokens[at].type == "alert_open")
    # Remove the parser's English word, which the hole replaces.
    context.tokens[context.at + 1].children = []
    return '<p class="alert-title">' + context.hole(Phrase(f"alert_{opening.info.lower()}"))


# --- footnotes --------------------------------------------------------------------------------


def _footnote_call(context: RenderContext) -> str:
    number, name = _footnote_names(context.token)
    # Letters, since numbers are used for references.
    letter = letters(number - 1)
    return f'<sup><a class="footnote" href="#fn.{number}" id="{name}" role="doc-noteref">{letter}</a></sup>'


def _footnotes(context: RenderContext) -> str:
    title = context.hole(Phrase("footnotes"))
    return f'<section class="footnotes" role="doc-endnotes">\n<h2 id="footnotes.">{title}</h2>\n<ol>\n'


def _footnote(context: RenderContext) -> str:
    return f'<li id="fn.{context.token.meta["id"] + 1}">'


def _footnote_back(context: RenderContext) -> str:
    _, name = _footnote_names(context.token)
    label = context.hole(Phrase("back_to_text"))
    return f' <a href="#{name}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'


def _footnote_names(token: Token) -> tuple[int, str]:
    """The number of a footnote, and the id of this call."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"fnref.{number}" + (f".{again + 1}" if again else "")


_RENDERERS: Final[dict[str, Callable[[RenderContext], str]]] = {
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
