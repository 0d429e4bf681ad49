"""Which citation a place in a note rests on.

Works on blocks of flattened text with the places of their citations; knows
neither the parser nor what a quantity is. The rules are those of the
contract, "Cover": a bracketed citation covers back, a narrative one forward,
a lead-in its list, a caption its table, a call its footnote, and the citations
of a footnote the sentence that calls it and has none of its own.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from briefing.evidence.sentences import sentences

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


_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE: Final = (
    rf"(?<!\d)(?:19|20)\d\d(?!\d)|\b\d\d? {_MONTH}|\b{_MONTH} \d\d?(?!\d)|\d\d?月(?:\d\d?日)?|\b(?:Q\d|H\d|FY\d\d)\b"
)
_NUMBER: Final = re.compile(rf"{_DATE}|(?P<number>\d)")
_CELLS: Final = (Kind.CELL, Kind.HEADER)


class Cited(Struct, frozen=True):
    """A citation in a block: its number in the note, its offset, and whether it names its author."""

    number: int
    at: int
    narrative: bool = False
    footnote: int | None = None
    """The footnote in which it stands, where that is called here."""
    beside: bool = False
    """Whether that footnote holds other words too: a sentence's own citations come first."""


_Sentences = tuple[tuple[int, int, tuple[Cited, ...]], ...]
"""Where each sentence of a block starts and ends, and its citations."""


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


def _covering(place: int, cites: Sequence[Cited]) -> Cites:
    """Brackets cover back to the citation before, and the last one to the end; names cover forward.

    What stands right behind a bracket has its offset, and is not covered by it.
    """
    ahead = next((cite for cite in cites if cite.at > place and not cite.narrative), None)
    behind = next((cite for cite in reversed(cites) if cite.at <= place), None)
    found: list[int] = []
    if behind and (behind.narrative or ahead is None):
        found += _together(behind, cites)
    if ahead and not _cut_off(place, ahead, cites):
        found += _together(ahead, cites)
    return tuple(found)


def _together(cite: Cited, cites: Sequence[Cited]) -> Cites:
    """A citation, or all that one footnote holds."""
    if cite.footnote is None:
        return (cite.number,)
    return tuple(each.number for each in cites if (each.footnote, each.at) == (cite.footnote, cite.at))


def _cut_off(place: int, ahead: Cited, cites: Sequence[Cited]) -> bool:
    """Whether a named source stands between a place and the bracket after it."""
    return any(cite.narrative and place < cite.at < ahead.at for cite in cites)


class Cover:
    """What covers each place in the blocks of a note, found where it is asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = _with_footnotes(blocks)
        self.sentences: dict[int, _Sentences] = {}

    def at(self, index: int, place: int) -> Cites:
        """The citations that cover an offset of a block."""
        within = self.within(index, place)
        if within is not None:
            return within
        block = self.blocks[index]
        return self.beside(block) or self.calls.get(block.footnote, ())

    def within(self, index: int, place: int) -> Cites | None:
        """What covers a place in a sentence with citations of its own."""
        sentences = self.sentences_of(index)
        cites = next((cites for start, end, cites in sentences if start <= place < end and cites), None)
        return _covering(place, cites) if cites else None

    def sentences_of(self, index: int) -> _Sentences:
        """The sentences of a block with their citations; of one without citations, none."""
        if index not in self.sentences:
            block = self.blocks[index]
            self.sentences[index] = _sentence_cites(block) if block.cites else ()
        return self.sentences[index]

    def beside(self, block: Block) -> Cites:
        """What covers a cell from its row or caption, and an item from the lead-in of its list."""
        return self.rows[block.table, block.row] if block.kind in _CELLS else self.before(block.lead)

    def before(self, lead: int | None) -> Cites:
        """The last citation of the sentence with a colon that introduces a list, or a list above it."""
        if lead is None:
            return ()
        block, sentences = self.blocks[lead], self.sentences_of(lead)
        if sentences and sentences[-1][2] and block.text.rstrip().endswith((":", "：")):
            return _together(sentences[-1][2][-1], sentences[-1][2])
        return self.before(block.lead)

    @cached_property
    def rows(self) -> dict[tuple[int | None, int], Cites]:
        """Of each row of each table, the citation in its last cell, or else in the caption."""
        captions = {block.table: block.cites for block in self.blocks if block.kind is Kind.CAPTION}
        last = {(block.table, block.row): block for block in self.blocks if block.kind in _CELLS}
        nearest = {place: _own(block.cites or captions.get(block.table, ())) for place, block in last.items()}
        return {place: _together(cites[-1], cites) if cites else () for place, cites in nearest.items()}

    @cached_property
    def calls(self) -> dict[int | None, Cites]:
        """What covers the place where each footnote is first called."""
        found: dict[int | None, Cites] = {None: ()}
        for index, block in enumerate(self.blocks):
            for call in block.calls:
                if call.footnote not in found:
                    within = self.within(index, max(call.at - 1, 0))
                    found[call.footnote] = self.beside(block) if within is None else within
        return found


def _sentence_cites(block: Block) -> _Sentences:
    """Each sentence with its citations; one alone after a full stop belongs to the sentence before."""
    found: list[tuple[int, int, list[Cited]]] = [(start, end, []) for start, end in _sentences(block)]
    for cite in block.cites:
        index = next((i for i, (_, end, _) in enumerate(found) if cite.at < end), len(found) - 1)
        start = found[index][0]
        alone = not cite.narrative and not block.text[start : cite.at].strip()
        found[index - 1 if alone and index and not _goes_on(block.text[cite.at :]) else index][2].append(cite)
    return tuple((start, end, _own(cites)) for start, end, cites in found)


def _own(cites: Sequence[Cited]) -> tuple[Cited, ...]:
    """The citations of a sentence or cell; those within its footnotes, if it has none."""
    return tuple(cite for cite in cites if not cite.beside) or tuple(cites)


def _sentences(block: Block) -> tuple[tuple[int, int], ...]:
    # What stands in a cell is read in one look.
    return ((0, len(block.text)),) if block.kind in _CELLS else sentences(block.text)


def _goes_on(after: str) -> bool:
    """Whether a sentence goes on in lower case after a citation at its start."""
    return after.lstrip()[:1].islower()


def _with_footnotes(blocks: Sequence[Block]) -> Sequence[Block]:
    """The citations of a footnote stand for it where it is called, but for those of its own numbers."""
    if not any(block.calls for block in blocks):
        return blocks
    cites: dict[int | None, list[Cited]] = {}
    worded: set[int | None] = set()
    for block in blocks:
        if block.footnote is not None:
            cites.setdefault(block.footnote, []).extend(_without_numbers(block))
            if any(map(str.isalnum, block.text)):
                worded.add(block.footnote)
    return [_with_called(block, cites, worded) for block in blocks]


def _without_numbers(block: Block) -> Iterator[Cited]:
    """The citations of a block that cover no number of it: brackets back, and names forward."""
    numbers = [match.start() for match in _NUMBER.finditer(block.text) if match.group("number")]
    edges = [0, *(cite.at for cite in block.cites), len(block.text)]
    for index, cite in enumerate(block.cites):
        start, end = edges[index + cite.narrative :][:2]
        if not any(start <= number < end for number in numbers):
            yield cite


def _with_called(block: Block, cites: Mapping[int | None, Sequence[Cited]], worded: Container[int | None]) -> Block:
    called = [
        Cited(cite.number, call.at, footnote=call.footnote, beside=call.footnote in worded)
        for call in block.calls
        for cite in cites.get(call.footnote, ())
        if call.footnote != block.footnote
    ]
    return structs.replace(block, cites=tuple(sorted((*block.cites, *called), key=lambda cite: cite.at)))
