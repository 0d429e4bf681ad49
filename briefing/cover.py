"""Which citation a place in a note rests on.

Works on blocks of flattened text with the places of their citations; knows
neither the parser nor what a quantity is. The rules are those of the
contract, "Cover": a bracketed citation covers back, a narrative one forward,
a lead-in its list, a caption its table, a call its footnote.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct, structs

from briefing.sentences import sentences

Cites = tuple[int, ...]
"""Numbers of citations, any of which may bear a place out."""


class Kind(StrEnum):
    """What a block of text is."""

    PROSE = "prose"
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    HEADER = "header"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


_CELLS: Final = (Kind.CELL, Kind.HEADER)


class Cited(Struct, frozen=True):
    """A citation in a block: its number in the note, its offset, and whether it names its author."""

    number: int
    at: int
    narrative: bool = False


class Call(Struct, frozen=True):
    """A call of a footnote."""

    footnote: int
    at: int


class Block(Struct, frozen=True):
    """A paragraph, heading, list item, cell, caption or part of a footnote, as plain text."""

    kind: Kind
    text: str
    cites: tuple[Cited, ...] = ()
    calls: tuple[Call, ...] = ()
    lead: int | None = None
    """Of an item: the block that introduces its list."""
    table: int | None = None
    row: int = 0
    column: int = 0
    footnote: int | None = None


class Coverage(Struct, frozen=True):
    """What covers each sentence of a block, place by place."""

    spans: tuple[tuple[int, int, tuple[Cited, ...]], ...]
    otherwise: Cites = ()
    """What covers a place in a sentence that has no citation of its own."""

    def at(self, place: int) -> Cites:
        """The citations that cover an offset of the block."""
        for start, end, cites in self.spans:
            if start <= place < end and cites:
                return _covering(place, cites)
        return self.otherwise


def _covering(place: int, cites: Sequence[Cited]) -> Cites:
    """Brackets cover back to the citation before, and the last one to the end; names cover forward."""
    ahead = next((cite for cite in cites if cite.at >= place and not cite.narrative), None)
    behind = next((cite for cite in reversed(cites) if cite.at <= place), None)
    found = []
    if behind and (behind.narrative or ahead is None):
        found.append(behind.number)
    if ahead and not _cut_off(place, ahead, cites):
        found.append(ahead.number)
    return tuple(found)


def _cut_off(place: int, ahead: Cited, cites: Sequence[Cited]) -> bool:
    """Whether a named source stands between a place and the bracket after it."""
    return any(cite.narrative and place < cite.at < ahead.at for cite in cites)


def cover(blocks: Sequence[Block]) -> tuple[Coverage, ...]:
    """What covers the places of each block."""
    given = _with_bare_footnotes(blocks)
    own = [Coverage(tuple(_sentence_cites(block))) for block in given]
    rows = _rows(given)
    outside = [_in_table_or_list(block, given, own, rows) for block in given]
    callers = _callers(given, own, outside)
    return tuple(
        Coverage(coverage.spans, cites or callers.get(block.footnote, ()))
        for block, coverage, cites in zip(given, own, outside, strict=True)
    )


def _sentence_cites(block: Block) -> Iterable[tuple[int, int, tuple[Cited, ...]]]:
    """Each sentence with its citations; one alone after a full stop belongs to the sentence before."""
    found: list[tuple[int, int, list[Cited]]] = [(start, end, []) for start, end in _sentences(block)]
    for cite in block.cites:
        index = next((i for i, (_, end, _) in enumerate(found) if cite.at < end), len(found) - 1)
        start = found[index][0]
        alone = not cite.narrative and not block.text[start : cite.at].strip()
        found[index - 1 if alone and index and not _goes_on(block.text[cite.at :]) else index][2].append(cite)
    return [(start, end, tuple(cites)) for start, end, cites in found]


def _sentences(block: Block) -> tuple[tuple[int, int], ...]:
    # What stands in a cell is read in one look.
    return ((0, len(block.text)),) if block.kind in _CELLS else sentences(block.text)


def _goes_on(after: str) -> bool:
    """Whether a sentence goes on in lower case after a citation at its start."""
    return after.lstrip()[:1].islower()


# --- what stands elsewhere ---------------------------------------------------------------


def _in_table_or_list(
    block: Block, blocks: Sequence[Block], own: Sequence[Coverage], rows: Mapping[tuple[int | None, int], Cites]
) -> Cites:
    if block.kind in _CELLS:
        return rows[block.table, block.row]
    return _lead(block.lead, blocks, own)


def _lead(lead: int | None, blocks: Sequence[Block], own: Sequence[Coverage]) -> Cites:
    """The last citation of the sentence with a colon that introduces a list, or a list above it."""
    if lead is None:
        return ()
    block = blocks[lead]
    _, _, cites = own[lead].spans[-1]
    if cites and block.text.rstrip().endswith((":", "：")):
        return (cites[-1].number,)
    return _lead(block.lead, blocks, own)


def _rows(blocks: Sequence[Block]) -> dict[tuple[int | None, int], Cites]:
    """Of each row of each table, the citation in its last cell, or else in the caption."""
    captions = {block.table: block.cites for block in blocks if block.kind is Kind.CAPTION}
    last = {(block.table, block.row): block for block in blocks if block.kind in _CELLS}
    nearest = {place: block.cites or captions.get(block.table, ()) for place, block in last.items()}
    return {place: (cites[-1].number,) if cites else () for place, cites in nearest.items()}


def _with_bare_footnotes(blocks: Sequence[Block]) -> list[Block]:
    """A footnote that is nothing but citations stands for them where it is called."""
    bare: dict[int | None, tuple[Cited, ...]] = {
        block.footnote: block.cites
        for block in blocks
        if block.footnote is not None and block.cites and not any(sign.isalnum() for sign in block.text)
    }
    return [_with_cites(block, bare) if block.calls else block for block in blocks]


def _with_cites(block: Block, bare: dict[int | None, tuple[Cited, ...]]) -> Block:
    called = [Cited(cite.number, call.at) for call in block.calls for cite in bare.get(call.footnote, ())]
    cites = sorted((*block.cites, *called), key=lambda cite: cite.at)
    return structs.replace(block, cites=tuple(cites))


def _callers(blocks: Sequence[Block], own: Sequence[Coverage], outside: Sequence[Cites]) -> dict[int | None, Cites]:
    """What covers the place where each footnote is called."""
    found: dict[int | None, Cites] = {None: ()}
    for block, coverage, cites in zip(blocks, own, outside, strict=True):
        for call in block.calls:
            found.setdefault(call.footnote, Coverage(coverage.spans, cites).at(max(call.at - 1, 0)))
    return found
