"""Tables in text without markup: lines become paragraphs of prose, or rows whose cells have a context.

A line is a row if it is a label followed only by numbers, or has columns separated by tabs, bars or wide spaces. The
measure of a row comes from the nearest line such as `(in millions)` above it in its table, else from the only such
line of its page. If a page has several, each of them is only likely.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import read_period
from briefing.evidence.tables import (
    CellContext,
    Measure,
    exceptions,
    have_commas,
    is_unit_header,
    is_value,
    named_measures,
    of_column_and_row,
    printed_money,
    read_measure,
    row_context,
    unit_in,
)
from briefing.evidence.tables.phrases import is_caption, phrases
from briefing.verification.archive.column_heads import line_phrases, texts_above
from briefing.verification.archive.head_spans import spread
from briefing.verification.archive.model import Cell, Draft, TableRow
from briefing.verification.archive.text_lines import HEADS, MAX_GAP_LINES, TextLine

_MAX_HEADING_CHARS: Final = 140
"""A longer line is prose."""
_MAX_HEADINGS: Final = 6
"""How many lines above its first row may head a table."""
_MAX_LIKELY: Final = 5
"""If a document has as many different measures, none is likely to apply to a page without its own."""
_MIN_CAPTIONS: Final = 2
_ENDS_BROKEN: Final = frozenset("0123456789.,")
_UNFINISHED: Final = lazy_re.compile(r"(?<!\d)\d{1,3}[.,]$|\d,\d{1,2}$")
_LEADING: Final = lazy_re.compile(r"\d[\d.,]*")
_STRETCH: Final = lazy_re.compile(
    r"(?:(?:for|as|at|of|the|fiscal|financial|three|six|nine|twelve|months?|years?|quarters?|half|ended|ending)\s+)*+",
    re.I,
)
_AGE: Final = lazy_re.compile(r"(?<![\d.,])\d{1,2}$")
_CONTINUED: Final = lazy_re.compile(r"\bcont(?:inued|d|'d|\.)|续|Fortsetzung|suite", re.I)
_SENTENCE: Final = lazy_re.compile(r"[a-z]{3}\. [A-Z]")
"""The end of a sentence and the beginning of the next."""
_CENTS: Final = lazy_re.compile(r"(?<![\d,])\d{1,2}\.\d\d(?!\d)")


class _Heads(Struct, frozen=True):
    """The headings of a row: the lines above it in its table, and what they say."""

    table: int
    lines: tuple[TextLine, ...]
    measure: str = ""
    """The phrase that gives the measure of the numbers."""
    section: str = ""
    time: str = ""
    """The period in the heading of a part of the table."""


def read_pages(pages: Sequence[Sequence[TextLine]]) -> Iterator[list[Draft]]:
    """For each page its lines as paragraphs; a table may continue on the next page."""
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
        yield Draft(number, line.text, cells or _continued_number(before, line.text), row)
        before = "" if cells else line.text


def _continued_number(before: str, text: str) -> tuple[Cell, ...]:
    """A cell for the digits at the start of a line that continue a number of the line before: `27,41` and `8 MW`."""
    rest = _LEADING.match(text) if before[-1:] in _ENDS_BROKEN and _UNFINISHED.search(before) else None
    return (Cell(0, rest.end(), CellContext(), is_broken=True),) if rest else ()


def page_phrases(lines: Iterable[TextLine]) -> tuple[str, ...]:
    """The measures in the lines of a page, except in captions, which apply only to their own table."""
    others = (line for line in lines if not is_caption(line.text))
    return tuple(dict.fromkeys(phrase for line in others for phrase in line_phrases(line)))


class _PageTables:
    """The tables in the lines of a page."""

    def __init__(
        self, lines: Sequence[TextLine], own: Sequence[str], document: Sequence[str], before: _Heads | None
    ) -> None:
        """`own` are the measures on the page, `document` those on all pages.

        `before` are the headings of the table with which the previous page ended.
        """
        self.heads = tuple(_heads(lines, before))
        self.certain = _certain(lines, own)
        self.likely = tuple(filter(None, map(read_measure, own or (document if len(document) < _MAX_LIKELY else ()))))
        self.moneys = _currencies(lines, self.heads)
        self.has_commas = have_commas((line.text[slice(*cell)] for line in lines for cell in line.cells), own)

    def row(self, line: TextLine, heads: _Heads | None) -> tuple[tuple[Cell, ...], TableRow | None]:
        """The cells of a line with their context, and the line as a row; neither if the line is no row."""
        if heads is None:
            return (), None
        columns = texts_above(heads.lines, line)
        unit, outer = _unit(line, columns), tuple(self.outer(heads, line, columns[0]))
        cells = [
            Cell(*span, self.context(heads, line, at, above, (unit, *_own(heads, line, above), *outer)))
            for at, (span, above) in enumerate(zip(line.cells, columns, strict=True))
        ]
        above = (self.phrase(heads), *(head.text for head in _shown(heads.lines)), heads.time, heads.section)
        shown = [part for part in dict.fromkeys(above) if part and not any(part != o and part in o for o in above)]
        return tuple(cells), TableRow("\n".join(shown), line.text)

    def outer(self, heads: _Heads, line: TextLine, above: Sequence[str]) -> Iterator[Measure | None]:
        """The measures that apply to all cells of a row, but its label's; `above` are the texts above its first."""
        yield from map(read_measure, reversed(above) if line.label else ())
        yield read_measure(self.phrase(heads))

    def phrase(self, heads: _Heads) -> str:
        """The phrase that gives the measure of a table; empty if there is none, or only one that is likely."""
        return heads.measure or self.certain[max(heads.table, 0)]

    def context(
        self, heads: _Heads, line: TextLine, column: int, above: Sequence[str], layers: Iterable[Measure | None]
    ) -> CellContext:
        """The context of a cell; `above` are the texts above it from the top, `layers` the measures that may apply."""
        if column == 0 and line.label:
            return CellContext()
        head = " ".join(above)
        phrase = self.phrase(heads)
        found = row_context(layers, f"{heads.section} {line.label}".strip(), exceptions(phrase), head)
        return structs.replace(
            found,
            measure=_unscaled_if_cents(found.measure, line.text[slice(*line.cells[column])], exceptions(phrase)),
            likely=found.likely if phrase else (*found.likely, *self.likely),
            money=self.moneys.get(heads.table, ""),
            label=line.label,
            time=heads.time,
            section=heads.section,
            has_commas=self.has_commas,
        )


def _unscaled_if_cents(measure: Measure, printed: str, excepted: str) -> Measure:
    """The measure of a number; without a scale if it has cents, and amounts per share are exempt from the scale."""
    is_small = "share" in excepted and _CENTS.search(printed)
    return structs.replace(measure, scale=Decimal(1)) if is_small and measure.scale != 1 else measure


def _measures_above(above: Sequence[str]) -> Iterator[Measure | None]:
    """The measures in the texts above a cell: in the nearest, then in the two nearest joined, and so on.

    A unit may be broken across two lines; but a caption above must not turn `MW` into another unit. What goes on from
    a number is none: `Under 18` above `years`.
    """
    counts = (count for count in range(1, len(above) + 1) if not _AGE.search(" ".join(above[-count - 1 : -count])))
    return (read_measure(" ".join(above[-count:])) for count in counts)


def _own(heads: _Heads, line: TextLine, above: Sequence[str]) -> Iterator[Measure]:
    """The measures of a cell by its column, its row, and by what a caption gives for the name of one of these."""
    yield from of_column_and_row(_measures_above(above), tuple(map(_measure_in_label, (line.label, heads.section))))
    names = f"{line.label} {' '.join(above)}"
    yield from (measure for head in heads.lines for measure in named_measures(head.text, names))


def _unit(line: TextLine, columns: Sequence[Sequence[str]]) -> Measure | None:
    """The measure in the unit cell of a row: between its label and its numbers, or below a heading such as `Unit`."""
    texts = [line.text[slice(*cell)] for cell in line.cells]
    between = texts[1:2] if line.label and not is_value(texts[1]) else []
    headed = [text for text, above in zip(texts[1:], columns[1:], strict=True) if any(map(is_unit_header, above))]
    return next(filter(None, map(unit_in, (*headed, *between))), None)


def _measure_in_label(label: str) -> Measure | None:
    """The measure in a label, if it has a comma or bracket or ends with `%`; other words are no unit."""
    return read_measure(label) if "," in label or "(" in label or "（" in label or label.endswith(" %") else None


def _certain(lines: Sequence[TextLine], own: Sequence[str]) -> list[str]:
    """For each line of a page the measure of a table there that has none of its own: the only one of the page.

    If the page has several captions, it is the only one below the table's caption, else above all captions.
    """
    captions = [at for at, line in enumerate(lines) if _begins_table(line)]
    if len(captions) < _MIN_CAPTIONS:
        return [own[0] if agree(own) else ""] * len(lines)
    parts = [lines[start:end] for start, end in pairwise((0, *captions, len(lines)))]
    found = [page_phrases(part) for part in parts]
    general = found[0] if agree(found[0]) else ("",)
    certain = (own[0] if agree(own) else general[0] if not own else "" for own in found)
    return [phrase for phrase, part in zip(certain, parts, strict=True) for _ in part]


def agree(found_phrases: Iterable[str]) -> bool:
    """Whether all phrases with a measure give the same unit and scale, and there is at least one."""
    found = {(measure.unit, measure.scale) for phrase in found_phrases if (measure := read_measure(phrase))}
    return len(found) == 1


def _heads(lines: Sequence[TextLine], before: _Heads | None) -> Iterator[_Heads | None]:
    """For each line its headings; None for a line that is no row."""
    repeated = _repeated(lines, before)
    heads = structs.replace(before, table=-1) if before and lines[repeated:] and lines[repeated].cells else None
    pending: list[TextLine] = []
    yield from (None for _ in range(repeated))
    for at, line in enumerate(lines[repeated:], repeated):
        if line.cells and (
            len(line.cells) > 2 or heads or pending or _has_neighbour(lines, at) or _measure_in_label(line.label)
        ):
            heads = (
                _headings_after(heads, pending, lines[at:])
                if heads
                else _headings_of_new_table(at, pending, lines[at:])
            )
            pending = []
            yield heads
            continue
        yield None
        if _is_prose(line):
            heads, pending = None, []
        elif line.text and not line.is_rule:
            heads, pending = (None, []) if _begins_table(line) else (heads, pending)
            pending.append(line)
        heads = None if len(pending) > MAX_GAP_LINES else heads


def _repeated(lines: Sequence[TextLine], before: _Heads | None) -> int:
    """How many lines at the start of a page repeat the headings of a table that continues there."""
    heads = {head.text for head in before.lines} if before else set()
    return next((at for at, line in enumerate(lines) if line.text not in heads), len(lines))


def _begins_table(line: TextLine) -> bool:
    """Whether a line is the caption of a table, and not of one that continues."""
    return not line.cells and is_caption(line.text) and not _CONTINUED.search(line.text)


def _is_prose(line: TextLine) -> bool:
    ends = len(line.text) > _MAX_HEADING_CHARS or line.text.endswith((".", "。", ";"))
    return bool(line.text) and ends and len(line.spans) < 2 and not phrases(line.text)


def _has_neighbour(lines: Sequence[TextLine], at: int) -> bool:
    return any(0 <= near < len(lines) and lines[near].cells for near in (at - 1, at + 1))


def _headings_of_new_table(at: int, pending: Sequence[TextLine], below: Sequence[TextLine]) -> _Heads:
    near = spread(pending[-_MAX_HEADINGS:], below)
    time = _period_heading(near[_columns(near) :])
    return _Heads(
        at,
        tuple(line for line in near if not time or _period_heading([line]) != time),
        _measure_of(near),
        _section(near),
        time,
    )


def _headings_after(heads: _Heads, pending: Sequence[TextLine], below: Sequence[TextLine]) -> _Heads:
    """The headings of a row in the same table, after `pending` lines that may head a part of it."""
    if not pending:
        return heads
    has_columns = any(len(line.spans) > 1 for line in pending)
    near = spread(pending[-_MAX_HEADINGS:], below) if has_columns else _column_headings(heads.lines)
    time = _period_heading(near[_columns(near) :] if has_columns else pending) or ("" if has_columns else heads.time)
    return structs.replace(
        heads, lines=near, measure=_measure_of(pending) or heads.measure, section=_section(pending), time=time
    )


def _columns(lines: Sequence[TextLine]) -> int:
    """How many of the lines above a table end with column headings; all of them if no line has any."""
    heads = (at for at, line in enumerate(lines, 1) if len(line.columns) > 1 or len(HEADS.findall(line.text)) > 1)
    return max(heads, default=len(lines))


def _column_headings(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines above a table, without those below the column headings that head only its first part."""
    return (*lines[: _columns(lines)], *(line for line in lines[_columns(lines) :] if read_measure(line.text)))


def _period_heading(lines: Sequence[TextLine]) -> str:
    """The last line that is only a period: `2025`, `Year ended December 31, 2025`; empty if there is none."""
    texts = [line.text.rstrip(":") for line in lines if not line.cells and len(line.columns) < 2]
    return next((text for text in reversed(texts) if read_period(_STRETCH.sub("", text, 1))), "")


def _measure_of(lines: Sequence[TextLine]) -> str:
    """The nearest phrase with a measure, except in lines of several parts, where it applies to a column only."""
    whole = (line for line in reversed(lines) if len(line.spans) < 2)
    return next((phrase for line in whole for phrase in line_phrases(line)), "")


def _section(pending: Sequence[TextLine]) -> str:
    """The last two lines that may head a part: they are no sentences, measure, periods or column headings."""
    whole = (line.text for line in pending if len(line.columns) < 2 and not _SENTENCE.search(line.text))
    named = [text for text in whole if not phrases(text) and not HEADS.search(text)]
    return " ".join(named[-2:])


def _shown(heads: Sequence[TextLine]) -> list[TextLine]:
    """The heading lines that are shown with a row: those of its columns if known, and the nearest one."""
    columns = [head for head in heads if len(head.spans) > 1][-2:]
    return [*columns, *(head for head in heads[-1:] if head not in columns)] if columns else list(heads[-2:])


def _currencies(lines: Sequence[TextLine], heads: Sequence[_Heads | None]) -> dict[int, str]:
    """By table, the currency printed in its cells, if there is exactly one."""
    found: dict[int, set[str]] = {}
    for line, head in zip(lines, heads, strict=True):
        if head:
            printed = {code for start, end in line.cells if (code := printed_money(line.text[start:end]))}
            found.setdefault(head.table, set()).update(printed)
    return {table: next(iter(codes)) for table, codes in found.items() if len(codes) == 1}
