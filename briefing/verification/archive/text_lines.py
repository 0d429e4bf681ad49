"""Lines of plain text and of PDF sheets, with their cells, or with parts that may be column headings.

`read_line` finds cells by the characters of a line; `laid_line` takes them from the pieces that the layout of a sheet
found, together with their positions. `text_tables` then assembles such lines into tables.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.tables import is_value
from briefing.evidence.tables.phrases import is_caption
from briefing.evidence.tables.text_rows import row_cells
from briefing.verification.archive.pdf_layout import LaidLine

MAX_GAP_LINES: Final = 3
"""The most lines without numbers between the rows of one table."""
_SPACES: Final = lazy_re.compile(r"[^\S\u00a0\u2007\u2009\u202f]+")
_COLUMNS: Final = lazy_re.compile(r"\t+|\s*\|\s*| {2,}")
_LEADERS: Final = lazy_re.compile(r"(?:[.·…] ?){4,}|(?<=\s)_{4,}")
"""Dot leaders between a label and its numbers, which count as a gap."""
_RULE: Final = lazy_re.compile(r"[-=_–—~*+ ]{3,}")
_SPACED: Final = lazy_re.compile(r"\d \d{3}$")
HEADS: Final = lazy_re.compile(
    r"\(?%\)?\s?[Cc]hange(?:,?\s(?:\d{4}\svs\.?\s\d{4})?)?|[A-Z][a-z]+,?\s\(?%\)?|(?:FY|Q[1-4]\s?|H[12]\s?)?(?:19|20)\d\d[AEFP]?"
)

Span = tuple[float, float]
"""The left and right end of something on its sheet, in points."""


def distance(one: Span, other: Span) -> float:
    """The distance between two spans; negative if they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])


def together(spans: Iterable[Span]) -> Span:
    """The smallest span that contains all of some spans."""
    lefts, rights = zip(*spans, strict=True)
    return min(lefts), max(rights)


def squeeze(text: str) -> str:
    """Text with runs of white space replaced by one space; no-break and narrow spaces, which group digits, are kept."""
    return _SPACES.sub(" ", text).strip(" ")


class TextLine(Struct, frozen=True):
    """A line of text, with the spans of its cells if it is a row."""

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    columns: tuple[str, ...] = ()
    """Parts separated by wide spaces, tabs or bars, if the line is not a row."""
    spans: tuple[Span, ...] = ()
    """The horizontal span of each cell or column on the sheet, if known."""
    begins: bool = False
    """Whether its position on the sheet separates it from the previous line."""
    is_short: bool = False
    """Whether it ends well before the lines around it."""

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule made of dashes, as below a heading or above a total."""
        return _RULE.fullmatch(self.text) is not None

    @property
    def label(self) -> str:
        """The label of a row; empty if it has none."""
        first = self.text[slice(*self.cells[0])] if self.cells else ""
        return "" if is_value(first) else first


def read_lines_of(raws: Iterable[str]) -> list[TextLine]:
    """The lines of a page; an ambiguous one is a row if lines near it have as many columns."""
    raws = list(raws)
    lines = [read_line(raw) for raw in raws]
    for at, line in enumerate(lines):
        if not line.cells and _SPACED.search(line.text):
            near = {
                len(other.cells) or _years(other)
                for other in lines[max(0, at - MAX_GAP_LINES) : at + MAX_GAP_LINES + 1]
            }
            for columns in near - {0}:
                lines[at] = lines[at] if lines[at].cells else read_line(raws[at], columns)
    return lines


def _years(line: TextLine) -> int:
    """The number of columns, including one for labels, below a line of periods; 0 if there are none."""
    found = HEADS.findall(line.text)
    return len(found) + 1 if found else 0


def read_line(raw: str, columns: int = 0) -> TextLine:
    """A line with normalized white space and its cells; `columns` is as in `row_cells`."""
    raw = _LEADERS.sub(lambda dots: " " * len(dots.group()), raw).strip()
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
    """A line of a sheet; its pieces are cells if they contain numbers, else possible column headings."""
    texts = [squeeze(piece.text) for piece in laid.pieces]
    places = tuple((piece.left, piece.right) for piece in laid.pieces)
    if len(texts) == 1:
        line = read_line(texts[0])
        # A single piece that ends with one number is prose.
        line = line if len(line.cells) > 2 else TextLine(texts[0])
        spans = [_share(span, len(line.text), places[0]) for span in line.cells] or places
        return structs.replace(line, spans=tuple(spans), begins=laid.begins, is_short=laid.is_short)
    text = " ".join(texts)
    if not any(map(is_value, texts[1:])):
        # The number of a caption may be apart from its words, which are no heading of a column.
        parts, spans = ((), (together(places),)) if is_caption(text) else (tuple(texts), places)
        return TextLine(text, (), parts, spans, laid.begins, laid.is_short)
    starts = accumulate((len(each) + 1 for each in texts[:-1]), initial=0)
    cells = tuple((start, start + len(each)) for start, each in zip(starts, texts, strict=True))
    return TextLine(text, cells, (), places, laid.begins, laid.is_short)


def _share(span: tuple[int, int], length: int, place: Span) -> Span:
    """The position of a part of a text on a sheet, assuming that all characters have equal width."""
    left, right = place
    return left + (right - left) * span[0] / length, left + (right - left) * span[1] / length
