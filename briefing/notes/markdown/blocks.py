"""Flattens the tokens of a note to blocks of plain text, and records the offset of each token in it.

Numbers are searched in this text, since emphasis or a link must not split one. Emphasis
and links are removed; code, images and URLs are replaced by a placeholder; the offsets of
citations, footnote calls and spans are recorded. A citation or call is replaced by a
placeholder too if otherwise a number would touch a letter or digit.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markdown_it.token import Token
from msgspec import Struct

from briefing import lazy_re
from briefing.evidence.cover import (
    CAPTION,
    CELL,
    FOOTNOTE,
    HEADER,
    HEADING,
    ITEM,
    PROSE,
    Block,
    BlockCitation,
    FootnoteCall,
)
from briefing.model import Quantity
from briefing.notes.markdown.sub_superscript import as_text

OBJECT: Final = "\ufffc"
"""The placeholder for anything that is not prose: code, images, URLs."""

_GLUED: Final = lazy_re.compile("[0-9A-Za-z\u00c0-\u052f][0-9]|[0-9][.,][0-9]")
"""Characters before and after a citation that would form one word or number without it."""

_BLOCKS: Final = {
    "heading_open": HEADING,
    "td_open": CELL,
    "th_open": HEADER,
    "caption_open": CAPTION,
}
_IN_TABLES: Final = (CELL, HEADER, CAPTION)


class Run(Struct, frozen=True):
    """A text token in the flattened text."""

    start: int
    end: int
    child: int
    token: Token
    inside_link: bool


class Marked(Struct, frozen=True):
    """A bracketed span in the flattened text."""

    start: int
    end: int
    id: str
    exempt: bool


class Flat(Struct, frozen=True):
    """A block's text without markup, and the tokens at each offset of it."""

    inline: Token
    block: Block
    runs: tuple[Run, ...]
    spans: tuple[Marked, ...]
    attached: tuple[Token, ...]
    """Tokens that have texts themselves: images, citations, anything with a tooltip."""

    def span_at(self, quantity: Quantity) -> Marked | None:
        """The bracketed span that contains a quantity, if there is one."""
        for span in self.spans:
            if span.start <= quantity.start and quantity.end <= span.end:
                return span
        return None


def flattened(tokens: Sequence[Token]) -> Iterator[Flat]:
    """Flatten each block, with its list, table or footnote."""
    outline = _Outline()
    for index, token in enumerate(tokens):
        if token.type == "inline":
            yield _flat(token, outline, tokens[index - 1])
        elif change := _CHANGES.get(token.type):
            change(outline, token)


def _flat(inline: Token, outline: "_Outline", opening: Token) -> Flat:
    children = inline.children or ()
    if len(children) == 1 and children[0].type == "text":  # a fast path, for most cells
        token = children[0]
        block = outline.block(opening, token.content, (), ())
        return Flat(inline, block, (Run(0, len(token.content), 0, token, inside_link=False),), (), ())
    return _Flattener(inline).flat(outline, opening)


class _Outline:
    """The list, table, row and footnote at the current position of a walk over the tokens of a note."""

    def __init__(self) -> None:
        self.leads: list[int | None] = []
        self.count = 0
        self.table = -1
        self.row = 0
        self.column = 0
        self.footnote: int | None = None

    def open_list(self, _: Token) -> None:
        self.leads.append(self.count - 1 if self.count else None)

    def close_list(self, _: Token) -> None:
        self.leads.pop()

    def open_table(self, _: Token) -> None:
        self.table, self.row = self.table + 1, 0

    def open_row(self, _: Token) -> None:
        self.row, self.column = self.row + 1, 0

    def open_footnote(self, token: Token) -> None:
        self.footnote = token.meta["id"]

    def close_footnote(self, _: Token) -> None:
        self.footnote = None

    def block(
        self, opening: Token, text: str, cites: tuple[BlockCitation, ...], calls: tuple[FootnoteCall, ...]
    ) -> Block:
        """Create the next block."""
        other = ITEM if self.leads else PROSE if self.footnote is None else FOOTNOTE
        kind = _BLOCKS.get(opening.type, other)
        block = Block(
            kind=kind,
            text=text,
            citations=cites,
            calls=calls,
            lead=self.leads[-1] if self.leads else None,
            table=self.table if kind in _IN_TABLES else None,
            row=self.row,
            column=self.column,
            footnote=self.footnote,
        )
        self.count, self.column = self.count + 1, self.column + 1
        return block


_CHANGES: Final[dict[str, Callable[[_Outline, Token], None]]] = {
    "bullet_list_open": _Outline.open_list,
    "ordered_list_open": _Outline.open_list,
    "bullet_list_close": _Outline.close_list,
    "ordered_list_close": _Outline.close_list,
    "table_open": _Outline.open_table,
    "tr_open": _Outline.open_row,
    "footnote_open": _Outline.open_footnote,
    "footnote_close": _Outline.close_footnote,
}


class _Flattener:
    """Removes the markup of a block, and records the offset of each token."""

    def __init__(self, inline: Token) -> None:
        self.inline = inline
        self.text = ""
        self.runs: list[Run] = []
        self.citations: list[BlockCitation] = []
        self.calls: list[FootnoteCall] = []
        self.spans: list[Marked] = []
        self.attached: list[Token] = []
        self.opened: list[tuple[int, Token]] = []
        self.parted_at = 0
        """The offset of the last citation or footnote call."""
        self.links = 0
        self.in_autolink = False

    def flat(self, outline: _Outline, opening: Token) -> Flat:
        for child, token in enumerate(self.inline.children or ()):
            if token.type == "text" and not self.in_autolink:
                self.run(child, token)
            else:
                self.add_token(child, token)
        block = outline.block(opening, self.text, tuple(self.citations), tuple(self.calls))
        return Flat(self.inline, block, tuple(self.runs), tuple(self.spans), tuple(self.attached))

    def run(self, child: int, token: Token) -> None:
        text = as_text(token) if token.meta else token.content
        start = len(self.text)
        if 0 < start == self.parted_at and _GLUED.match(self.text[-1] + text[:2]):
            self.text += OBJECT
            start += len(OBJECT)
        self.text += text
        self.runs.append(Run(start, start + len(text), child, token, self.links > 0))

    def add_token(self, child: int, token: Token) -> None:
        if token.type in ("image", "cite") or "title" in token.attrs:
            self.attached.append(token)
        match token.type:
            case "text_special" if not self.in_autolink:
                self.run(child, token)
            case "cite":
                self.parted_at = len(self.text)
                self.citations.append(BlockCitation(token.meta["number"], self.parted_at, token.meta["narrative"]))
            case "footnote_ref":
                self.parted_at = len(self.text)
                self.calls.append(FootnoteCall(token.meta["id"], self.parted_at))
            case "span_open":
                self.opened.append((len(self.text), token))
            case "span_close":
                self.spans.append(self.marked())
            case "link_open" | "link_close":
                self.links += token.nesting
                self.in_autolink = token.markup == "autolink" and token.type == "link_open"
            case other:
                self.text += _PLACEHOLDERS.get(other, "")

    def marked(self) -> Marked:
        start, opening = self.opened.pop()
        classes = str(opening.attrs.get("class", "")).split()
        entry = opening.meta.get("entry") or opening.attrs.get("id", "")
        return Marked(start, len(self.text), str(entry), "unsourced" in classes)


def within(inline: Token, opening: Token) -> str:
    """The text of a span of a block, without its markup."""
    children = inline.children or []
    if "places" not in inline.meta:
        inline.meta["places"] = {id(child): index for index, child in enumerate(children)}
    start = inline.meta["places"][id(opening)]
    end = start + 1
    while children[end].type != "span_close" or children[end].level != opening.level:
        end += 1
    return "".join(child.content for child in children[start:end] if child.type in ("text", "text_special"))


_PLACEHOLDERS: Final = {
    "softbreak": " ",
    "hardbreak": "\n",
    **dict.fromkeys(("code_inline", "image", "text", "text_special", "fault"), OBJECT),
}
"""The text in place of tokens that are not prose, by their type."""
