"""Lines of plain text as paragraphs of prose and rows of tables.

Text without markup shows a table by its lines only: a label and after it nothing but numbers, or columns parted by
tabs, bars or wide spaces. The measure of a row is the nearest above it: a line such as `(in millions)` over the same
rows, else the only such line of its page. Where a page has several, each of them is only likely.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final

from msgspec import Struct, structs

from briefing.evidence.tables import (
    CellContext,
    Measure,
    exceptions,
    is_value,
    printed_money,
    read_measure,
    row_context,
)
from briefing.evidence.tables.phrases import phrases
from briefing.evidence.tables.text_rows import row_cells
from briefing.verification.archive.model import Cell, Draft, TableRow
from briefing.verification.archive.pdf_layout import LaidLine

_SPACES: Final = re.compile(r"[^\S\u00a0\u2007\u2009\u202f]+")
_MAX_HEADING_CHARS: Final = 140
"""A longer line is prose."""
_MAX_HEADINGS: Final = 6
"""The lines above its first row that may head a table."""
_MAX_HEADER_DISTANCE: Final = 30.0
"""The points by which the head of a column may be beside a number."""
_MAX_GAP_LINES: Final = 3
"""The lines without numbers that may separate the rows of one table."""
_MAX_LIKELY: Final = 5
"""Where a document has as many different phrases, none is likely for a page without one of its own."""
_COLUMNS: Final = re.compile(r"\t+|\s*\|\s*| {2,}")
_SPACED: Final = re.compile(r"\d \d{3}$")
_ENDS_BROKEN: Final = frozenset("0123456789.,")
_UNFINISHED: Final = re.compile(r"(?<!\d)\d{1,3}[.,]$|\d,\d{1,2}$")
_LEADING: Final = re.compile(r"\d[\d.,]*")
_CENTS: Final = re.compile(r"(?<![\d,])\d{1,2}\.\d\d(?!\d)")
_HEADS: Final = re.compile(
    r"\(?%\)?\s?[Cc]hange(?:,?\s(?:\d{4}\svs\.?\s\d{4})?)?|[A-Z][a-z]+,?\s\(?%\)?|(?:FY|Q[1-4]\s?|H[12]\s?)?(?:19|20)\d\d[AEFP]?"
)


def squeeze(text: str) -> str:
    """Text with one space for white space; spaces that group digits stay what they are."""
    return _SPACES.sub(" ", text).strip(" ")


class TextLine(Struct, frozen=True):
    """A line of text, with the spans of its cells if it is a row."""

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    columns: tuple[str, ...] = ()
    """Parts separated by wide spaces, tabs or bars, in a line that is no row."""
    spans: tuple[tuple[float, float], ...] = ()
    """The horizontal span of each cell or column on the sheet, if known."""
    begins: bool = False
    """Whether its place on the sheet parts it from the line before."""
    is_short: bool = False
    """Whether it ends well before the lines around it do."""

    @property
    def label(self) -> str:
        """The label of the row."""
        first = self.text[slice(*self.cells[0])] if self.cells else ""
        return "" if is_value(first) else first


def read_lines_of(raws: Iterable[str]) -> list[TextLine]:
    """The lines of a page; one that may be a row or a long number is a row beside others of as many cells."""
    raws = list(raws)
    lines = [read_line(raw) for raw in raws]
    for at, line in enumerate(lines):
        if not line.cells and _SPACED.search(line.text):
            near = {
                len(other.cells) or _years(other)
                for other in lines[max(0, at - _MAX_GAP_LINES) : at + _MAX_GAP_LINES + 1]
            }
            for columns in near - {0}:
                lines[at] = lines[at] if lines[at].cells else read_line(raws[at], columns)
    return lines


def _years(line: TextLine) -> int:
    """How many columns a line of periods heads, that of the labels among them."""
    found = _HEADS.findall(line.text)
    return len(found) + 1 if found else 0


def read_line(raw: str, columns: int = 0) -> TextLine:
    """A line with its white space squeezed, and its cells; `columns` as in `row_cells`."""
    raw = raw.strip()
    spans = row_cells(raw, columns) if any(map(str.isdigit, raw)) else ()
    if not spans:
        heads = tuple(map(squeeze, _COLUMNS.split(raw))) if _COLUMNS.search(raw) else ()
        return TextLine(squeeze(raw), columns=heads)
    text, cells, end = "", [], 0
    for start, stop in spans:
        text += squeeze(f".{raw[end:start]}.")[1:-1]
        cell = squeeze(raw[start:stop])
        cells.append((len(text), len(text) + len(cell)))
        text, end = text + cell, stop
    return TextLine((text + raw[end:]).rstrip(), tuple(cells))


def laid_line(laid: LaidLine) -> TextLine:
    """A line with a position on a sheet; pieces beside each other are cells or the heads of columns."""
    texts = [squeeze(piece.text) for piece in laid.pieces]
    places = tuple((piece.left, piece.right) for piece in laid.pieces)
    if len(texts) == 1:
        line = read_line(texts[0])
        # Words that are set apart by no gap and end in one number are prose.
        line = line if len(line.cells) > 2 else TextLine(texts[0])
        spans = [_share(span, len(line.text), places[0]) for span in line.cells] or places
        return structs.replace(line, spans=tuple(spans), begins=laid.begins, is_short=laid.is_short)
    text = " ".join(texts)
    if not any(map(is_value, texts[1:])):
        return TextLine(text, (), tuple(texts), places, laid.begins, laid.is_short)
    starts = accumulate((len(each) + 1 for each in texts[:-1]), initial=0)
    cells = tuple((start, start + len(each)) for start, each in zip(starts, texts, strict=True))
    return TextLine(text, cells, (), places, laid.begins, laid.is_short)


def _share(span: tuple[int, int], length: int, place: tuple[float, float]) -> tuple[float, float]:
    """The position on a sheet of a part of a text, as if all characters were of equal width."""
    left, right = place
    return left + (right - left) * span[0] / length, left + (right - left) * span[1] / length


class _Heads(Struct, frozen=True):
    """The lines above a row in its table."""

    table: int
    lines: tuple[TextLine, ...]
    measure: str = ""
    """The phrase with the measure of its numbers."""
    section: str = ""


def read_pages(pages: Sequence[Sequence[TextLine]]) -> Iterator[list[Draft]]:
    """The lines of each page as paragraphs, one each; a table may go on over a page's end."""
    by_page = [page_phrases(lines) for lines in pages]
    document = tuple(dict.fromkeys(phrase for found in by_page for phrase in found))
    before: _Heads | None = None
    for number, (lines, own) in enumerate(zip(pages, by_page, strict=True), 1):
        page = _PageTables(lines, own, document, before)
        yield list(_drafts(number, lines, page))
        before = page.heads[-1] if lines and lines[-1].spans else None


def _drafts(number: int, lines: Sequence[TextLine], page: "_PageTables") -> Iterator[Draft]:
    before = ""
    for line, heads in zip(lines, page.heads, strict=True):
        cells, row = page.row(line, heads)
        yield Draft(number, line.text, cells or _broken(before, line.text), row)
        before = "" if cells else line.text


def _broken(before: str, text: str) -> tuple[Cell, ...]:
    """The digits that begin a line where the line above it ends within a number: `27,41` and `8 MW`."""
    rest = _LEADING.match(text) if before[-1:] in _ENDS_BROKEN and _UNFINISHED.search(before) else None
    return (Cell(0, rest.end(), CellContext(), is_broken=True),) if rest else ()


def page_phrases(lines: Iterable[TextLine]) -> tuple[str, ...]:
    """The phrases with measures in the lines of a page."""
    return tuple(dict.fromkeys(phrase for line in lines for phrase in phrases(line.text, bool(line.cells))))


class _PageTables:
    """The tables that the lines of a page make up."""

    def __init__(
        self, lines: Sequence[TextLine], own: Sequence[str], document: Sequence[str], before: _Heads | None
    ) -> None:
        """`own` are the phrases with measures of the page, `document` those of all pages.

        `before` are the heads of the table with which the page before ended.
        """
        self.heads = tuple(_heads(lines, before))
        self.certain = own[0] if agree(own) else ""
        self.likely = tuple(filter(None, map(read_measure, own or (document if len(document) < _MAX_LIKELY else ()))))
        self.moneys = _moneys(lines, self.heads)

    def row(self, line: TextLine, heads: _Heads | None) -> tuple[tuple[Cell, ...], TableRow | None]:
        """The cells of a line with what they count in, and the line as a row."""
        if heads is None:
            return (), None
        columns = _columns(heads.lines, line)
        corner = tuple(reversed(columns[0])) if line.label else ()
        cells = [Cell(*span, self.context(heads, line, at, columns[at], corner)) for at, span in enumerate(line.cells)]
        above = (heads.measure or self.certain, *(head.text for head in _shown(heads.lines)))
        shown = [part for part in dict.fromkeys(above) if part and not any(part != o and part in o for o in above)]
        return tuple(cells), TableRow("\n".join(shown), line.text)

    def context(
        self, heads: _Heads, line: TextLine, column: int, above: Sequence[str], corner: Sequence[str]
    ) -> CellContext:
        """The context of a cell; `above` are the texts over it, from the top, `corner` over the label of its row."""
        if column == 0 and line.label:
            return CellContext()
        head = " ".join(above)
        phrase = heads.measure or self.certain
        own = (read_measure(head), *(map(read_measure, reversed(above)) if len(above) > 1 else ()))
        layers = (*own, _inside(line.label), _inside(heads.section), *map(read_measure, corner), read_measure(phrase))
        found = row_context(layers, f"{heads.section} {line.label}".strip(), exceptions(phrase), head)
        return structs.replace(
            found,
            measure=_cents(found.measure, line.text[slice(*line.cells[column])], exceptions(phrase)),
            likely=found.likely if phrase else (*found.likely, *self.likely),
            money=self.moneys.get(heads.table, ""),
            label=line.label,
        )


def _cents(measure: Measure, printed: str, excepted: str) -> Measure:
    """Cents after the point are an amount per share, where a phrase leaves such amounts out of its scale."""
    is_small = "share" in excepted and _CENTS.search(printed)
    return structs.replace(measure, scale=Decimal(1)) if is_small and measure.scale != 1 else measure


def _inside(label: str) -> Measure | None:
    """The text of a label after a comma or in brackets; words of its own are no unit."""
    return read_measure(label) if "," in label or "(" in label or "（" in label else None


def agree(found_phrases: Iterable[str]) -> bool:
    """Whether phrases give one measure."""
    found = {(measure.unit, measure.scale) for phrase in found_phrases if (measure := read_measure(phrase))}
    return len(found) == 1


def _heads(lines: Sequence[TextLine], before: _Heads | None) -> Iterator[_Heads | None]:
    """For each line what is above it in its table; nothing for one that is no row."""
    heads = structs.replace(before, table=-1) if before and lines and lines[0].cells else None
    pending: list[TextLine] = []
    for at, line in enumerate(lines):
        if line.cells and (len(line.cells) > 2 or heads or pending or _has_neighbour(lines, at) or _inside(line.label)):
            heads = _continued(heads, pending) if heads else _begun(at, pending)
            pending = []
            yield heads
            continue
        yield None
        if _is_prose(line):
            heads, pending = None, []
        elif line.text:
            pending.append(line)
        heads = None if len(pending) > _MAX_GAP_LINES else heads


def _is_prose(line: TextLine) -> bool:
    ends = len(line.text) > _MAX_HEADING_CHARS or line.text.endswith((".", "。", ";"))
    return bool(line.text) and ends and len(line.spans) < 2 and not phrases(line.text)


def _has_neighbour(lines: Sequence[TextLine], at: int) -> bool:
    return any(0 <= near < len(lines) and lines[near].cells for near in (at - 1, at + 1))


def _begun(at: int, pending: Sequence[TextLine]) -> _Heads:
    near = tuple(pending[-_MAX_HEADINGS:])
    return _Heads(at, near, _measure_of(near), _section(near))


def _continued(heads: _Heads, pending: Sequence[TextLine]) -> _Heads:
    """The same table after lines that may head a part of it."""
    if not pending:
        return heads
    if any(len(line.spans) > 1 for line in pending):
        return structs.replace(
            heads,
            lines=tuple(pending[-_MAX_HEADINGS:]),
            section=_section(pending),
            measure=_measure_of(pending) or heads.measure,
        )
    return structs.replace(heads, measure=_measure_of(pending) or heads.measure, section=_section(pending))


def _measure_of(lines: Sequence[TextLine]) -> str:
    return next((phrase for line in reversed(lines) for phrase in phrases(line.text)), "")


def _section(pending: Sequence[TextLine]) -> str:
    """The last lines that head a part, and are no measure or run of periods."""
    named = [line.text for line in pending if not phrases(line.text) and not _HEADS.search(line.text)]
    return " ".join(named[-2:])


def _shown(heads: Sequence[TextLine]) -> list[TextLine]:
    """The heads that are shown with a row: those of its columns where they are known, and the nearest."""
    columns = [head for head in heads if len(head.spans) > 1][-2:]
    return [*columns, *(head for head in heads[-1:] if head not in columns)] if columns else list(heads[-2:])


def _columns(heads: Sequence[TextLine], line: TextLine) -> tuple[tuple[str, ...], ...]:
    """The texts above each cell of a row, from the top."""
    if line.spans and any(len(head.spans) > 1 for head in heads):
        return tuple(_over(heads, line, at) for at in range(len(line.cells)))
    found = [parts for head in heads if (parts := _parts(head, len(line.cells)))]
    return tuple(tuple(filter(None, texts)) for texts in zip(*found, strict=True)) or ((),) * len(line.cells)


def _parts(head: TextLine, count: int) -> tuple[str, ...]:
    """The texts of a head over each of `count` cells, the first of which may be a label; none where they do not fit."""
    for parts in (head.columns, tuple(match.group() for match in _HEADS.finditer(head.text))):
        if len(parts) == count > 1:
            return parts
        if len(parts) == count - 1 > 0:
            return ("", *parts)
    return ()


def _over(heads: Sequence[TextLine], line: TextLine, at: int) -> tuple[str, ...]:
    """The texts over a cell, from the top."""
    parts = ((head.columns or (head.text,), head.spans) for head in heads)
    return tuple(text for texts, spans in parts if len(texts) == len(spans) and (text := _part(texts, spans, line, at)))


def _part(texts: Sequence[str], spans: Sequence[tuple[float, float]], line: TextLine, at: int) -> str:
    """The part of a head that is over a cell or nearest to it; one that is alone heads all but the labels."""
    apart = [_distance(line.spans[at], span) for span in spans]
    nearest = min(range(len(texts)), key=apart.__getitem__)
    if apart[nearest] <= 0:
        return texts[nearest]
    if len(texts) == 1:
        is_over = [_distance(span, spans[0]) <= 0 for span in line.spans]
        return texts[0] if at and line.label and any(is_over[1:]) and not is_over[0] else ""
    # A part over no cell heads the nearest one.
    closest = min(_distance(span, spans[nearest]) for span in line.spans)
    return texts[nearest] if apart[nearest] == closest < _MAX_HEADER_DISTANCE else ""


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spans are apart; less than 0 by how much they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])


def _moneys(lines: Sequence[TextLine], heads: Sequence[_Heads | None]) -> dict[int, str]:
    """By table the only currency that is printed in its cells."""
    found: dict[int, set[str]] = {}
    for line, head in zip(lines, heads, strict=True):
        if head:
            printed = {code for start, end in line.cells if (code := printed_money(line.text[start:end]))}
            found.setdefault(head.table, set()).update(printed)
    return {table: next(iter(codes)) for table, codes in found.items() if len(codes) == 1}
