"""DOCX documents, converted to equivalent HTML: paragraphs, tables with spans, superscripts and subscripts.

Deleted, struck-out and hidden text is left out, inserted text is kept; footnote marks are dropped, and the text of
footnotes comes at the end. A document has no pages of its own, since page breaks depend on the printer.
Reference: ECMA-376 part 1, 17, WordprocessingML.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Final

from briefing.verification.archive.html import read_html
from briefing.verification.archive.model import Draft
from briefing.verification.archive.office import Node, Office, attribute, below, first, tag, whole
from briefing.verification.archive.superscripts import OBJECT

_UNSEEN: Final = frozenset(
    ["del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "tcPr", "trPr", "Fallback", "footnoteReference",
     "endnoteReference", "commentReference", "footnoteRef", "endnoteRef", "softHyphen", "sdtPr", "object"]
)  # fmt: skip
_SPECIAL_CHARS: Final = {"tab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
_SYMBOLS: Final = {
    0x2D: "−", 0x6D: "µ", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xBB: "≈",
}  # fmt: skip
"""Characters of the Symbol font that may occur in numbers; others become a placeholder."""
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_OFF: Final = frozenset({"0", "false", "off", "none"})


def read_docx(content: bytes) -> Iterator[Draft]:
    """The paragraphs of a document, and the cells of its tables."""
    office = Office(content)
    body = first(office.part("word/document.xml"), "body")
    pieces = list(_blocks(body)) if body is not None else []
    for name in filter(office.has, _NOTES):
        pieces += [piece for note in office.part(name) if not attribute(note, "type") for piece in _blocks(note)]
    return read_html("".join(pieces), has_parts=True)


def _blocks(node: Node) -> Iterator[str]:
    """The blocks in a node as HTML, one by one."""
    for child in node:
        name = tag(child)
        if name == "p":
            yield f"<p>{_inside(child)}</p>"
        elif name == "tbl":
            yield f"<table>{''.join(_rows(child))}</table>"
        elif name not in _UNSEEN:
            yield from _blocks(child)


def _inside(node: Node) -> str:
    """The HTML of a paragraph or a part of one; a text box within it is a block of its own."""
    return "".join(_part(child) for child in node)


def _part(node: Node) -> str:
    name = tag(node)
    if name in _UNSEEN:
        return ""
    if name == "t":
        return html.escape(node.text or "")
    if name == "r":
        return _run(node)
    if name == "sym":
        return _symbol(attribute(node, "char"))
    if name == "txbxContent":
        return f"<div>{''.join(_blocks(node))}</div>"
    return _SPECIAL_CHARS.get(name) or _inside(node)


def _run(run: Node) -> str:
    """The HTML of a run, a text with uniform properties; empty if it is hidden or struck out."""
    properties = first(run, "rPr")
    if properties is not None and any(
        _is_on(properties, name) for name in ("vanish", "strike", "dstrike", "webHidden")
    ):
        return ""
    where = _place(properties) if properties is not None else ""
    text = _inside(run)
    return f"<{where}>{text}</{where}>" if where and text else text


def _place(properties: Node) -> str:
    """`sup` or `sub` if a run is raised or lowered, by name or by half points; else empty."""
    aligned, moved = first(properties, "vertAlign"), first(properties, "position")
    named = {"superscript": "sup", "subscript": "sub"}.get(attribute(aligned, "val") if aligned is not None else "")
    by = attribute(moved, "val") if moved is not None else ""
    shifted = "sub" if by.startswith("-") else "sup"
    return named or (shifted if by.strip("-0") else "")


def _symbol(code: str) -> str:
    """A character of a symbol font, by its hexadecimal code."""
    try:
        return _SYMBOLS.get(int(code, 16) & 0xFF, OBJECT)
    except ValueError:
        return OBJECT


def _is_on(properties: Node, name: str) -> bool:
    found = first(properties, name)
    return found is not None and attribute(found, "val") not in _OFF


# --- tables ------------------------------------------------------------------------------------------


def _rows(table: Node) -> Iterator[str]:
    shown_rows = [row for row in _nested(table, "tr") if _property(row, "del") is None]
    rows = [list(_cells(row)) for row in shown_rows]
    heads = [_is_head(row) for row in shown_rows]
    for at, (cells, is_head) in enumerate(zip(rows, heads, strict=True)):
        shown = (_cell(rows[at:], column, cell, is_head) for column, cell in cells if not _is_continued(cell))
        yield f"<tr>{''.join(shown)}</tr>"


def _nested(node: Node, name: str) -> Iterator[Node]:
    """The rows or cells of a node, including those within content controls."""
    for child in node:
        if tag(child) == name:
            yield child
        elif tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _nested(child, name)


def _cells(row: Node) -> Iterator[tuple[int, Node]]:
    """The cells of a row, each with the index of its first column."""
    column = 0
    for cell in _nested(row, "tc"):
        yield column, cell
        column += _across(cell)


def _across(cell: Node) -> int:
    span = _property(cell, "gridSpan")
    text = attribute(span, "val") if span is not None else ""
    return whole(text, 1) or 1


def _property(node: Node, name: str) -> Node | None:
    properties = next(below(node, "tcPr", "trPr"), None)
    return first(properties, name) if properties is not None else None


def _is_head(row: Node) -> bool:
    head = _property(row, "tblHeader")
    return head is not None and attribute(head, "val") not in _OFF


def _is_continued(cell: Node) -> bool:
    """Whether a cell continues the vertically merged cell above it."""
    merge = _property(cell, "vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _cell(rows: Sequence[Sequence[tuple[int, Node]]], column: int, cell: Node, is_head: bool) -> str:
    """A cell as HTML with its spans; `rows` are its own row and those below."""
    down = 1
    for below_it in rows[1:]:
        if not any(at == column and _is_continued(other) for at, other in below_it):
            break
        down += 1
    name = "th" if is_head else "td"
    return f'<{name} colspan="{_across(cell)}" rowspan="{down}">{"".join(_blocks(cell))}</{name}>'
