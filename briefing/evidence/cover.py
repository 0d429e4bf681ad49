"""Cover: which citations support the number at an offset of a note.

The input is blocks of flattened text with the offsets of their citations; the
module knows neither the Markdown parser nor quantities. The rules are those of
the guide's page on writing. A bracketed citation covers the text before it, a
narrative one the text after it; those of a lead-in cover its list, of a caption
its table, and of a sentence the footnotes that it calls. A footnote's citations
cover the sentence that calls it if that sentence has none of its own.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.sentences import sentences

CitationNumbers = tuple[int, ...]
"""The numbers of citations, any of which may support the number at an offset."""


class BlockKind(StrEnum):
    """The kind of a block of text."""

    PROSE = "prose"
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    HEADER = "header"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


PROSE, HEADING, ITEM, CELL, HEADER, CAPTION, FOOTNOTE = BlockKind
"""Module-level names, since looking up an enum member takes 25 times as long in Python 3.11."""


_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE: Final = (
    rf"(?<!\d)(?:19|20)\d\d(?!\d)|\b\d\d? {_MONTH}|\b{_MONTH} \d\d?(?!\d)|\d\d?月(?:\d\d?日)?|\b(?:Q\d|H\d|FY\d\d)\b"
)
_NUMBER: Final = lazy_re.compile(rf"{_DATE}|(?P<number>\d)")
_BETWEEN: Final = lazy_re.compile(r"[\s,;，；、&]*(?:and|和)?\s*")
"""The text between bracketed citations that count as one."""
_CELLS: Final = (CELL, HEADER)
_HEADER_ROW: Final = 1
"""The row number of a table's header."""
_CAPTION: Final = -1
"""Stands for a table's caption in place of a row number."""
_LAST: Final = -1
"""Stands for the last cell of a row in place of a column number."""


class BlockCitation(Struct, frozen=True):
    """A citation in a block: its number in the note, its offset, and whether it is narrative (names its author)."""

    number: int
    at: int
    narrative: bool = False
    footnote: int | None = None
    """The footnote that contains it, if the block only calls that footnote."""
    in_text_note: bool = False
    """Whether that footnote has text besides citations: then a sentence's own citations take precedence."""


_Sentences = tuple[tuple[int, int, tuple[BlockCitation, ...]], ...]
"""The start, end and citations of each sentence of a block."""


class FootnoteCall(Struct, frozen=True):
    """A call of a footnote."""

    footnote: int
    at: int


class Block(Struct, frozen=True):
    """A paragraph, heading, list item, cell, caption or part of a footnote, as plain text."""

    kind: BlockKind
    text: str
    citations: tuple[BlockCitation, ...] = ()
    calls: tuple[FootnoteCall, ...] = ()
    lead: int | None = None
    """The index of the block that introduces the list, if this is a list item."""
    table: int | None = None
    row: int = 0
    column: int = 0
    footnote: int | None = None


def _covering(offset: int, citations: Sequence[BlockCitation]) -> CitationNumbers:
    """The citations of a sentence that cover an offset in it.

    A bracketed citation covers back to the citation before it, and the last one also to the end of the sentence; a
    narrative citation covers forward. Text right after a bracket has the bracket's offset, and is not covered by it.
    """
    following = preceding = None
    for citation in citations:
        if citation.at <= offset:
            preceding = citation
        elif following is None and not citation.narrative:
            following = citation
    found: list[int] = []
    if preceding and (preceding.narrative or following is None):
        found += _together(preceding, citations)
    if following and not _cut_off(offset, following, citations):
        found += _together(following, citations)
    return tuple(found)


def _together(citation: BlockCitation, citations: Sequence[BlockCitation]) -> CitationNumbers:
    """The numbers of a citation and of all others at its offset: adjacent brackets, or citations of one footnote."""
    if citation.narrative or len(citations) == 1:
        return (citation.number,)
    return tuple(each.number for each in citations if each.at == citation.at and not each.narrative)


def _cut_off(offset: int, following: BlockCitation, citations: Sequence[BlockCitation]) -> bool:
    """Whether a narrative citation lies between an offset and the next bracketed one."""
    return any(citation.narrative and offset < citation.at < following.at for citation in citations)


class Cover:
    """Finds the citations that cover an offset in the blocks of a note; sentences are split on demand."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = _with_footnotes(blocks)
        self.sentences: dict[int, _Sentences] = {}

    def at(self, index: int, offset: int) -> CitationNumbers:
        """The citations that cover an offset of a block."""
        in_sentence = self.in_sentence(index, offset)
        if in_sentence is not None:
            return in_sentence
        block = self.blocks[index]
        return self.from_context(block) or self.calls.get(block.footnote, ())

    def in_sentence(self, index: int, offset: int) -> CitationNumbers | None:
        """The citations that cover an offset; None if its sentence has no citations of its own."""
        for start, end, citations in self.sentences_of(index):
            if start <= offset < end and citations:
                return _covering(offset, citations)
        return None

    def sentences_of(self, index: int) -> _Sentences:
        """The sentences of a block with their citations; empty for a block without citations."""
        if index not in self.sentences:
            block = self.blocks[index]
            self.sentences[index] = _sentence_citations(block) if block.citations else ()
        return self.sentences[index]

    def from_context(self, block: Block) -> CitationNumbers:
        """The citations elsewhere that cover a block: of a cell's row, column or caption, or of a list's lead-in."""
        return self.from_table(block) if block.kind in _CELLS else self.from_lead(block.lead)

    def from_table(self, cell: Block) -> CitationNumbers:
        """The last citation of the first place with any: the row's last cell, its first, header, corner, caption."""
        table, row = cell.table, cell.row
        places = (
            (table, row, _LAST),
            (table, row, 0),
            (table, _HEADER_ROW, cell.column),
            (table, _HEADER_ROW, 0),
            (table, _CAPTION, 0),
        )
        citations = next(filter(None, map(self.cited_cells.get, places)), ())
        return _together(citations[-1], citations) if citations else ()

    def from_lead(self, lead: int | None) -> CitationNumbers:
        """The last citation of the sentence, ending with a colon, that introduces the list or an outer list."""
        if lead is None:
            return ()
        block, sentences = self.blocks[lead], self.sentences_of(lead)
        if sentences and sentences[-1][2] and block.text.rstrip().endswith((":", "：")):
            return _together(sentences[-1][2][-1], sentences[-1][2])
        return self.from_lead(block.lead)

    @cached_property
    def cited_cells(self) -> dict[tuple[int | None, int, int], tuple[BlockCitation, ...]]:
        """The citations by table, row and column, with entries for the last cell of each row and for captions."""
        found: dict[tuple[int | None, int, int], tuple[BlockCitation, ...]] = {}
        for block in self.blocks:
            if block.kind in _CELLS:
                citations = _block_citations(block)
                found[block.table, block.row, block.column] = found[block.table, block.row, _LAST] = citations
            elif block.kind is CAPTION:
                found[block.table, _CAPTION, 0] = _block_citations(block)
        return found

    @cached_property
    def calls(self) -> dict[int | None, CitationNumbers]:
        """For each footnote, the citations that cover its first call."""
        found: dict[int | None, CitationNumbers] = {None: ()}
        for index, block in enumerate(self.blocks):
            for call in block.calls:
                if call.footnote not in found:
                    in_sentence = self.in_sentence(index, max(call.at - 1, 0))
                    found[call.footnote] = self.from_context(block) if in_sentence is None else in_sentence
        return found


def _sentence_citations(block: Block) -> _Sentences:
    """Each sentence with its citations; a citation that stands alone after a full stop belongs to the one before."""
    found: list[tuple[int, int, list[BlockCitation]]] = [(start, end, []) for start, end in _sentences(block)]
    for citation in _joined(block):
        index = next((i for i, (_, end, _) in enumerate(found) if citation.at < end), len(found) - 1)
        start = found[index][0]
        alone = not citation.narrative and not block.text[start : citation.at].strip()
        found[index - 1 if alone and index and not _continues(block.text[citation.at :]) else index][2].append(citation)
    return tuple((start, end, _preferring_own(citations)) for start, end, citations in found)


def _block_citations(block: Block) -> tuple[BlockCitation, ...]:
    """The citations of a cell or a caption."""
    return _preferring_own(tuple(_joined(block))) if block.citations else ()


def _joined(block: Block) -> Iterator[BlockCitation]:
    """The citations of a block; bracketed ones with no word between them get the offset of the first."""
    last: BlockCitation | None = None
    for citation in block.citations:
        are_brackets = last and not (last.narrative or citation.narrative)
        if last and are_brackets and _BETWEEN.fullmatch(block.text, last.at, citation.at):
            last = structs.replace(citation, at=last.at)
        else:
            last = citation
        yield last


def _preferring_own(citations: Sequence[BlockCitation]) -> tuple[BlockCitation, ...]:
    """The citations of a sentence or cell itself; if it has none, those of its footnotes."""
    return tuple(citation for citation in citations if not citation.in_text_note) or tuple(citations)


def _sentences(block: Block) -> tuple[tuple[int, int], ...]:
    # A cell is one unit of text.
    return ((0, len(block.text)),) if block.kind in _CELLS else sentences(block.text)


def _continues(after: str) -> bool:
    """Whether the text after a citation continues a sentence, since it begins in lower case."""
    return after.lstrip()[:1].islower()


def _with_footnotes(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks with each footnote's citations added where it is called, except those that cover its own numbers."""
    if not any(block.calls for block in blocks):
        return blocks
    citations: dict[int | None, list[BlockCitation]] = {}
    worded: set[int | None] = set()
    for block in blocks:
        if block.footnote is not None:
            citations.setdefault(block.footnote, []).extend(_citations_without_numbers(block))
            if any(map(str.isalnum, block.text)):
                worded.add(block.footnote)
    return [_with_called_citations(block, citations, worded) for block in blocks]


def _citations_without_numbers(block: Block) -> Iterator[BlockCitation]:
    """The citations of a block that cover none of its own numbers."""
    numbers = [match.start() for match in _NUMBER.finditer(block.text) if match.group("number")]
    edges = [0, *(citation.at for citation in block.citations), len(block.text)]
    for index, citation in enumerate(block.citations):
        start, end = edges[index + citation.narrative :][:2]
        if not any(start <= number < end for number in numbers):
            yield citation


def _with_called_citations(
    block: Block, citations: Mapping[int | None, Sequence[BlockCitation]], worded: Container[int | None]
) -> Block:
    called = [
        BlockCitation(citation.number, call.at, footnote=call.footnote, in_text_note=call.footnote in worded)
        for call in block.calls
        for citation in citations.get(call.footnote, ())
        if call.footnote != block.footnote
    ]
    return structs.replace(
        block, citations=tuple(sorted((*block.citations, *called), key=lambda citation: citation.at))
    )
