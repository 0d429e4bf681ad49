"""Tables: their captions, and cells or lines that do not fit.

GFM drops the cells of a row beyond the columns of its header, and parses any line right
below a table as another row. Both are reported. A line `Table: …` ends the table instead;
it becomes a paragraph, which is then moved into the table as its caption.
Reference: the GitHub Flavored Markdown Spec, "Tables (extension)".
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec import Struct

from briefing import lazy_re

_CAPTION: Final = lazy_re.compile(r"Table:\s*")
_BREAK: Final = lazy_re.compile(r"(?<!\\)\|")


class Misfit(Struct, frozen=True):
    """A part of a line that does not fit into a table: excess cells, or a line that is not a row."""

    line: int
    """The number of the line, counted from 0."""
    text: str
    is_cell: bool


def end_at_caption(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """A block rule that never creates a block, but makes `Table: …` interrupt the table above it."""
    at = state.bMarks[start] + state.tShift[start]
    return state.parentType == "table" and state.src.startswith("Table:", at)


def watched(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Wrap the parser's rule for tables, so that it records misfits in the environment."""

    def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not rule(state, start, end, silent):
            return False
        if not silent:
            misfits = list(_misfits(state, start))
            if misfits:
                found: list[Misfit] = state.env.setdefault("misfits", [])
                found += misfits
        return True

    return table


def _misfits(state: StateBlock, start: int) -> Iterator[Misfit]:
    columns = len(_cells(_line(state, start)))
    for line in range(start + 2, state.line):
        row = _line(state, line)
        if row.count("|") > columns - 1 and len(cells := _cells(row)) > columns:
            beyond = row[cells[columns] :].strip().removesuffix("|").strip()
            if beyond.strip(" |"):
                yield Misfit(line, beyond, is_cell=True)
        elif "|" not in row and row:
            yield Misfit(line, row, is_cell=False)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _cells(row: str) -> list[int]:
    """The offset of each cell in a row."""
    breaks = [match.start() for match in _BREAK.finditer(row)]
    starts = [0, *(at + 1 for at in breaks)]
    if breaks and breaks[0] == 0:
        starts = starts[1:]
    return starts[:-1] if breaks and breaks[-1] == len(row) - 1 else starts


def captions(state: StateCore) -> None:
    """A core rule: move a paragraph `Table: …` into the table that it follows, as its caption."""
    tokens = state.tokens
    starts = [at for at, token in enumerate(tokens) if token.type == "table_open"]
    ends = [at for at, token in enumerate(tokens) if token.type == "table_close"]
    for start, end in zip(starts, ends, strict=True):
        paragraph = tokens[end + 1 : end + 4]
        if _is_caption(paragraph):
            del tokens[end + 1 : end + 4]
            tokens[start + 1 : start + 1] = _caption(paragraph)


def _is_caption(tokens: Sequence[Token]) -> bool:
    return (
        len(tokens) == 3
        and tokens[0].type == "paragraph_open"
        and bool(_CAPTION.match(tokens[1].content))
        and bool(tokens[1].children and tokens[1].children[0].type == "text")
    )


def _caption(tokens: Sequence[Token]) -> list[Token]:
    opening, block, closing = tokens
    opening.type, opening.tag = "caption_open", "caption"
    closing.type, closing.tag = "caption_close", "caption"
    children = block.children or []
    children[0].content = _CAPTION.sub("", children[0].content, count=1)
    return [opening, block, closing]
