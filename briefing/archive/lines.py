"""Lines of plain text as paragraphs of prose and rows of tables.

Text without markup shows a table by its lines only: a label and behind it nothing but numbers, or columns parted by
tabs, bars or wide spaces. A row counts in what stands nearest above it: a line such as `(in millions)` over the same
rows, else the only such line of its page. Where a page has several, each of them is only likely.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct, structs

from briefing.archive.model import Cell, Draft, Row
from briefing.tables import Context, Measure, exceptions, is_value, printed_money, read_measure, row_context
from briefing.tables.phrases import phrases
from briefing.tables.rows import row_cells

_SPACES: Final = re.compile(r"[^\S\u00a0\u2007\u2009\u202f]+")
_HEADING: Final = 140
"""A longer line is prose."""
_REACH: Final = 6
"""How many lines above its first row may head a table."""
_GAP: Final = 3
"""How many lines without numbers may part the rows of one table."""
_FEW: Final = 5
"""So many phrases of other pages are worth a thought."""
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


class Line(Struct, frozen=True):
    """A line of text, and where its cells stand if it is a row."""

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    columns: tuple[str, ...] = ()
    """What wide spaces, tabs or bars part, in a line that is no row."""

    @property
    def label(self) -> str:
        """What names the row."""
        first = self.text[slice(*self.cells[0])] if self.cells else ""
        return "" if is_value(first) else first


def read_lines_of(raws: Iterable[str]) -> list[Line]:
    """The lines of a page; one that may be a row or a long number is a row beside others of as many cells."""
    raws = list(raws)
    lines = [read_line(raw) for raw in raws]
    for at, line in enumerate(lines):
        if not line.cells and _SPACED.search(line.text):
            near = {len(other.cells) or _years(other) for other in lines[max(0, at - _GAP) : at + _GAP + 1]}
            for columns in near - {0}:
                lines[at] = lines[at] if lines[at].cells else read_line(raws[at], columns)
    return lines


def _years(line: Line) -> int:
    """How many columns a line of periods heads, that of the labels among them."""
    found = _HEADS.findall(line.text)
    return len(found) + 1 if found else 0


def read_line(raw: str, columns: int = 0) -> Line:
    """A line with its white space squeezed, and its cells; `columns` as in `row_cells`."""
    raw = raw.strip()
    spans = row_cells(raw, columns) if any(map(str.isdigit, raw)) else ()
    if not spans:
        heads = tuple(map(squeeze, _COLUMNS.split(raw))) if _COLUMNS.search(raw) else ()
        return Line(squeeze(raw), columns=heads)
    text, cells, end = "", [], 0
    for start, stop in spans:
        text += squeeze(f".{raw[end:start]}.")[1:-1]
        cell = squeeze(raw[start:stop])
        cells.append((len(text), len(text) + len(cell)))
        text, end = text + cell, stop
    return Line((text + raw[end:]).rstrip(), tuple(cells))


class _Heads(Struct, frozen=True):
    """What stands above a row in its table."""

    table: int
    lines: tuple[Line, ...]
    measure: str = ""
    """The phrase that says what its numbers count in."""
    section: str = ""


def read_page(number: int, lines: Sequence[Line], said: Sequence[str], document: Sequence[str]) -> Iterator[Draft]:
    """The lines of a page as paragraphs, one each.

    `said` are the phrases of the page that name what its numbers count in, `document` those of all pages.
    """
    page = _Page(lines, said, document)
    before = ""
    for line, heads in zip(lines, page.heads, strict=True):
        cells, row = page.row(line, heads)
        yield Draft(number, line.text, cells or _broken(before, line.text), row)
        before = "" if cells else line.text


def _broken(before: str, text: str) -> tuple[Cell, ...]:
    """The digits that begin a line where the line above it ends within a number: `27,41` and `8 MW`."""
    rest = _LEADING.match(text) if before[-1:] in _ENDS_BROKEN and _UNFINISHED.search(before) else None
    return (Cell(0, rest.end(), Context(), is_broken=True),) if rest else ()


def page_phrases(lines: Iterable[Line]) -> tuple[str, ...]:
    """What the lines of a page say that numbers are given in."""
    return tuple(dict.fromkeys(phrase for line in lines for phrase in phrases(line.text, bool(line.cells))))


class _Page:
    """The tables that the lines of a page make up."""

    def __init__(self, lines: Sequence[Line], said: Sequence[str], document: Sequence[str]) -> None:
        self.heads = tuple(_heads(lines))
        self.certain = said[0] if _agree(said) else ""
        self.likely = tuple(filter(None, map(read_measure, said or (document if len(document) < _FEW else ()))))
        self.moneys = _moneys(lines, self.heads)

    def row(self, line: Line, heads: _Heads | None) -> tuple[tuple[Cell, ...], Row | None]:
        """The cells of a line with what they count in, and the line as a row."""
        if heads is None:
            return (), None
        columns = _columns(heads.lines, line)
        cells = [Cell(*span, self.context(heads, line, at, columns)) for at, span in enumerate(line.cells)]
        above = (heads.measure or self.certain, *(head.text for head in heads.lines[-2:]))
        shown = [part for part in dict.fromkeys(above) if part and not any(part != o and part in o for o in above)]
        return tuple(cells), Row("\n".join(shown), line.text)

    def context(self, heads: _Heads, line: Line, column: int, columns: Sequence[str]) -> Context:
        """What a cell of a line counts in."""
        if column == 0 and line.label:
            return Context()
        head = columns[column] if columns else ""
        phrase = heads.measure or self.certain
        layers = (read_measure(head), _inside(line.label), _inside(heads.section), read_measure(phrase))
        found = row_context(layers, f"{heads.section} {line.label}".strip(), exceptions(phrase), head)
        return structs.replace(
            found,
            measure=_cents(found.measure, line.text[slice(*line.cells[column])], exceptions(phrase)),
            likely=found.likely if phrase else (*found.likely, *self.likely),
            money=self.moneys.get(heads.table, ""),
            label=line.label,
        )


def _cents(measure: Measure, printed: str, excepted: str) -> Measure:
    """Cents behind the point are an amount per share, where a phrase leaves such amounts out of its scale."""
    is_small = "share" in excepted and _CENTS.search(printed)
    return structs.replace(measure, scale=Decimal(1)) if is_small and measure.scale != 1 else measure


def _inside(label: str) -> Measure | None:
    """What a label says behind a comma or in brackets; words of its own are no unit."""
    return read_measure(label) if "," in label or "(" in label or "（" in label else None


def _agree(said: Iterable[str]) -> bool:
    found = {(measure.unit, measure.scale) for phrase in said if (measure := read_measure(phrase))}
    return len(found) == 1


def _heads(lines: Sequence[Line]) -> Iterator[_Heads | None]:
    """For each line what stands above it in its table; nothing for one that is no row."""
    heads: _Heads | None = None
    pending: list[Line] = []
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
        heads = None if len(pending) > _GAP else heads


def _is_prose(line: Line) -> bool:
    ends = len(line.text) > _HEADING or line.text.endswith((".", "。", ";"))
    return bool(line.text) and ends and not phrases(line.text)


def _has_neighbour(lines: Sequence[Line], at: int) -> bool:
    return any(0 <= near < len(lines) and lines[near].cells for near in (at - 1, at + 1))


def _begun(at: int, pending: Sequence[Line]) -> _Heads:
    near = tuple(pending[-_REACH:])
    return _Heads(at, near, _measure_of(near), _section(near))


def _continued(heads: _Heads, pending: Sequence[Line]) -> _Heads:
    """The same table behind lines that may head a part of it."""
    if not pending:
        return heads
    return structs.replace(heads, measure=_measure_of(pending) or heads.measure, section=_section(pending))


def _measure_of(lines: Sequence[Line]) -> str:
    return next((phrase for line in reversed(lines) for phrase in phrases(line.text)), "")


def _section(pending: Sequence[Line]) -> str:
    """The last lines that head a part, and are no measure or run of periods."""
    named = [line.text for line in pending if not phrases(line.text) and not _HEADS.search(line.text)]
    return " ".join(named[-2:])


def _columns(heads: Sequence[Line], line: Line) -> tuple[str, ...]:
    """What stands above each cell of a row, where a line above it has as many parts."""
    for head in reversed(heads):
        for parts in (head.columns, tuple(match.group() for match in _HEADS.finditer(head.text))):
            if len(parts) == len(line.cells) > 1:
                return parts
            if len(parts) == len(line.cells) - 1 > 0:
                return ("", *parts)
    return ()


def _moneys(lines: Sequence[Line], heads: Sequence[_Heads | None]) -> dict[int, str]:
    """By table the only currency that is printed in its cells."""
    found: dict[int, set[str]] = {}
    for line, head in zip(lines, heads, strict=True):
        if head:
            printed = {code for start, end in line.cells if (code := printed_money(line.text[start:end]))}
            found.setdefault(head.table, set()).update(printed)
    return {table: next(iter(codes)) for table, codes in found.items() if len(codes) == 1}
