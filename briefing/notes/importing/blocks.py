"""Converts blocks of other tools (directives, divs, callouts, code cells) into quotations, images and code.

A body is parsed into a tree of fences: code, MyST's directives in backticks or colons, Pandoc's divs. Each is then
converted by its row in a table; a fence without a row is unwrapped, so that its text stays, and listed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import Line
from briefing.notes.importing.fences import Fence, Node, read_fences
from briefing.notes.importing.hidden import comment
from briefing.notes.importing.names import id_of
from briefing.notes.importing.tables import list_table, pipe_table

_CALLOUT: Final = lazy_re.compile(r"^(?P<quote>\s*(?:>\s?)+)\[!(?P<kind>[\w-]+)(?:\|[^\]]*)?\][+-]?\s*(?P<title>.*)$")

ALERTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("note", "seealso", "info", "abstract", "summary", "tldr", "todo", "question", "help", "faq"), "NOTE"
    ),
    **dict.fromkeys(("example", "admonition", "dropdown", "quote", "cite", "callout", "details"), "NOTE"),
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "TIP"),
    "important": "IMPORTANT",
    **dict.fromkeys(("warning", "attention"), "WARNING"),
    **dict.fromkeys(("caution", "danger", "error", "bug", "failure", "fail", "missing"), "CAUTION"),
}
"""Our kind of alert for each kind of admonition or callout."""
_NEUTRAL_KINDS: Final = frozenset(
    {"note", "tip", "important", "warning", "caution", "admonition", "dropdown", "callout", "details"}
)
"""Kinds whose names carry no meaning that would be lost."""
_UNWRAPPED: Final = "is unwrapped: its text stays, its layout does not"


AddRemark = Callable[[int, str], None]
"""Records a remark about a line, given by its number."""


def convert_blocks(lines: Sequence[Line], remark: AddRemark) -> tuple[Node, ...]:
    """Convert the blocks of a body; the fences that remain are code."""
    return tuple(_written(read_fences(lines), remark))


# --- writing --------------------------------------------------------------------------------------


def _written(nodes: Sequence[Node], remark: AddRemark) -> Iterator[Node]:
    for node in _callouts(nodes, remark):
        if isinstance(node, Line):
            yield node
        elif node.is_code:
            yield from _code_of(node, remark)
        else:
            yield from _indented(_block(node, remark), node.indent)


def _indented(nodes: Sequence[Node], indent: str) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Line):
            yield Line(node.number, f"{indent}{node.text}" if node.text.strip() else node.text)
        else:
            inner = tuple(_indented(node.inner, indent))
            yield Fence(node.name, node.argument, node.options, node.number, indent + node.indent, inner, True)


_QUERIES: Final = ("dataview", "dataviewjs", "query", "tasks", "base")
"""Code blocks that Obsidian's plugins replace by the results of a query."""


def _code_of(fence: Fence, remark: AddRemark) -> Iterator[Node]:
    """Convert a code block; code that its author hid stays hidden."""
    is_hidden = fence.options.get("echo") == "false"
    if fence.name in _QUERIES:
        remark(fence.number, f"a query of {fence.name} is not run here: its text is shown, what it found is lost")
    if fence.is_cell:
        where = "kept in a comment, as it was hidden" if is_hidden else "shown"
        remark(fence.number, f"a cell of {fence.name} is not run here: its code is {where}, what it made is lost")
    if is_hidden:
        yield from comment([line for line in fence.inner if isinstance(line, Line)], fence.number)
        return
    shown = _without_options(fence.inner) if fence.is_cell else fence.inner
    yield Fence(fence.name, fence.argument, {}, fence.number, fence.indent, shown, True)


def _without_options(inner: Sequence[Node]) -> tuple[Node, ...]:
    """The code of a cell without options for its tool: `#| label: fig-one`, `:tags: [hide-input]`."""
    option = re.compile(r"\s*(?:#\||//\||--\||%%\||:[\w-]+:)")
    first = next((at for at, line in enumerate(inner) if not isinstance(line, Line) or not option.match(line.text)), 0)
    return tuple(inner[first:])


def _block(fence: Fence, remark: AddRemark) -> list[Node]:
    name = fence.name.lower().removeprefix("callout-")
    if fence.name.lower().startswith("callout") or name in ALERTS:
        return _alert(fence, name if name in ALERTS else "note", remark)
    for names, writer in _WRITERS:
        if name in names:
            return writer(fence, remark)
    if fence.inner or fence.argument:
        remark(fence.number, f"`{fence.name or 'a div'}` {_UNWRAPPED}")
    return [*_title(fence), *_written(fence.inner, remark), Line(fence.number, "")]


def _title(fence: Fence) -> list[Node]:
    """The title of a block as a paragraph, linked as the block was."""
    words, link = (fence.argument or fence.options.get("title", "")).strip("* "), fence.options.get("link", "")
    text = f"[{words or link}]({link})" if link else f"**{words}**" if words else ""
    return [Line(fence.number, ""), *([Line(fence.number, text), Line(fence.number, "")] if text else [])]


def _id(fence: Fence) -> list[Node]:
    """The id for cross-references, on a line before the block."""
    name = id_of(fence.options.get("name", "") or fence.options.get("label", ""))
    return [Line(fence.number, ""), Line(fence.number, f"{{#{name}}}")] if name else []


def _alert(fence: Fence, kind: str, remark: AddRemark) -> list[Node]:
    inner = _stripped([*_written(fence.inner, remark)])
    title = fence.argument or fence.options.get("title", "")
    if not title and inner and isinstance(inner[0], Line) and (head := re.match(r"#+\s+(.*)", inner[0].text)):
        title, inner = head[1], _stripped(inner[1:])
    if kind not in _NEUTRAL_KINDS:
        if title:
            remark(fence.number, f"`{kind}` is shown as `{ALERTS[kind]}`")
        title = title or kind.capitalize()
    number = fence.number
    head_lines = [Line(number, ""), Line(number, f"> [!{ALERTS[kind]}]")]
    titled = [Line(number, f"> **{title.strip('* ')}**"), Line(number, ">")] if title else []
    return [*head_lines, *titled, *_quoted(inner), Line(number, "")]


def _stripped(nodes: Sequence[Node]) -> Sequence[Node]:
    """Nodes without empty lines at the beginning and end."""
    full = [at for at, node in enumerate(nodes) if not isinstance(node, Line) or node.text.strip()]
    return nodes[full[0] : full[-1] + 1] if full else ()


def _quoted(nodes: Sequence[Node]) -> list[Node]:
    quoted: list[Node] = []
    for node in _stripped(nodes):
        if isinstance(node, Line):
            quoted.append(Line(node.number, f"> {node.text}".rstrip()))
        else:
            inner = tuple(_quoted(node.inner)) if node.indent.strip() else node.inner
            quoted.append(Fence(node.name, node.argument, {}, node.number, f"> {node.indent}", inner, True))
    return quoted


def _callouts(nodes: Sequence[Node], remark: AddRemark) -> Iterator[Node]:
    """Convert callouts of Obsidian, whose title follows the marker."""
    for node in nodes:
        found = _CALLOUT.match(node.text) if isinstance(node, Line) else None
        if not found or not isinstance(node, Line):
            yield node
            continue
        kind = found["kind"].lower()
        if kind in ("quote", "cite"):
            yield Line(
                node.number, f"{found['quote']}**{found['title']}**" if found["title"] else found["quote"].rstrip()
            )
            continue
        ours = ALERTS.get(kind, "NOTE")
        if found["title"] and kind not in _NEUTRAL_KINDS:
            remark(node.number, f"`{kind}` is shown as `{ours}`")
        title = found["title"].strip() or ("" if kind in _NEUTRAL_KINDS else kind.capitalize())
        yield Line(node.number, f"{found['quote']}[!{ours}]")
        if title:
            yield Line(node.number, f"{found['quote']}**{title}**")
            yield Line(node.number, found["quote"].rstrip())


# --- by name --------------------------------------------------------------------------------------


def _figure(fence: Fence, remark: AddRemark) -> list[Node]:
    """An image with its caption as a paragraph."""
    caption = [line for line in fence.inner if isinstance(line, Line)]
    words = " ".join(line.text.strip() for line in caption).strip()
    alt = fence.options.get("alt", "") or re.sub(r"[*_`\[\]]|\{[^}]*\}|\([^)]*\)", "", words)[:120]
    label = id_of(fence.options.get("name", "") or fence.options.get("label", ""))
    _remark_dropped(fence, remark, ("name", "label", "alt", "class"))
    image = f"![{alt}]({fence.argument})" + (f"{{#{label}}}" if label else "")
    return [Line(fence.number, ""), Line(fence.number, image), Line(fence.number, ""), *caption, Line(fence.number, "")]


def _remark_dropped(fence: Fence, remark: AddRemark, kept: Sequence[str]) -> None:
    if dropped := [name for name in fence.options if name not in kept]:
        remark(fence.number, f"`{', '.join(dropped)}` of `{fence.name}` is dropped")


def _math(fence: Fence, remark: AddRemark) -> list[Node]:
    remark(fence.number, "a formula is shown as code")
    return [*_id(fence), Fence("tex", "tex", {}, fence.number, "", fence.inner, True)]


def _to_comment(fence: Fence, remark: AddRemark) -> list[Node]:
    remark(fence.number, f"`{fence.name}` is not supported and is kept in a comment")
    lines = [Line(fence.number, f"{fence.name} {fence.argument}".strip()), *_flat(fence.inner)]
    return list(comment(lines, fence.number))


def _flat(nodes: Sequence[Node]) -> Iterator[Line]:
    for node in nodes:
        if isinstance(node, Line):
            yield node
        else:
            yield from _flat(node.inner)


def _conditional(fence: Fence, remark: AddRemark) -> list[Node]:
    """Content for certain output formats: kept if it would be shown in HTML, else put into a comment."""
    when, unless = fence.options.get("when-format"), fence.options.get("unless-format")
    holds = "html" in when if when else "html" not in unless if unless else not fence.options
    shown = holds == (fence.name == "content-visible") and fence.name != "notes"
    return _unwrapped(fence, remark) if shown else _to_comment(fence, remark)


def _references(fence: Fence, remark: AddRemark) -> list[Node]:
    remark(fence.number, "the list of references is left out: each note lists its own")
    return []


def _unwrapped(fence: Fence, remark: AddRemark) -> list[Node]:
    """The content of a fence that only affects layout."""
    remark(fence.number, f"`{fence.name}` {_UNWRAPPED}")
    _remark_dropped(fence, remark, ("title", "link", "link-type", "class", "class-card"))
    return [*_title(fence), *_written(fence.inner, remark), Line(fence.number, "")]


def _table(fence: Fence, remark: AddRemark) -> list[Node]:
    """Convert a `list-table`, in which each row is a list of cells."""
    rows = list_table(_flat(fence.inner))
    if not rows:
        return _to_comment(fence, remark)
    _remark_dropped(fence, remark, ("header-rows", "name", "class"))
    head = [] if fence.options.get("header-rows", "0") != "0" else [[""] * len(rows[0])]
    number = fence.number
    caption = [Line(number, ""), Line(number, f"Table: {fence.argument}")] if fence.argument else []
    return [*(_id(fence) or [Line(number, "")]), *pipe_table([*head, *rows], number), *caption, Line(number, "")]


_WRITERS: Final[tuple[tuple[tuple[str, ...], Callable[[Fence, AddRemark], list[Node]]], ...]] = (
    (("figure", "image", "figure-md"), _figure),
    (("math",), _math),
    (("list-table",), _table),
    (("bibliography", "references", "#refs", "refs"), _references),
    (("content-hidden", "content-visible", "notes"), _conditional),
    (
        ("toctree", "tableofcontents", "contents", "literalinclude", "include", "csv-table", "raw", "iframe"),
        _to_comment,
    ),
    (
        ("margin", "sidebar", "aside", "column-margin", "grid", "grid-item", "grid-item-card", "card", "tab-set"),
        _unwrapped,
    ),
    (
        ("tab-item", "panel-tabset", "columns", "column", "div", "container", "topic", "glossary", "epigraph"),
        _unwrapped,
    ),
)
