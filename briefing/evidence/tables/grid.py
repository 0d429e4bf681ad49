"""A table as a grid of texts, and the context of each cell: its unit, scale, label, header and period.

The measure of a cell is composed of several layers, from the nearest to the farthest: the row's unit column, the
column's header, the row's label, the corner, the caption, a line above the table. The nearest unit and the nearest
scale win. A unit other than money (`%`, `MW`) ends the search, and rows that a phrase such as `except per share`
exempts are not scaled.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import read_parts
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables.counted import COUNT_HEAD, counted, heads_units, is_per_share
from briefing.evidence.tables.exemptions import exceptions
from briefing.evidence.tables.measure import PLAIN, Measure, named_measures, of_column_and_row, read_measure
from briefing.evidence.tables.unit_columns import is_time_header, unit_columns, unit_in

_VALUE: Final = lazy_re.compile(
    r"[-−–+]?\s?(?:[A-Z]{0,3}[$€£¥]|[A-Z]{3}\s)?\s?[-−–(（]?\s?[$€£¥]?\s?\d[\d,.' \u00a0\u2009\u202f]*[)）]?\s?"
    r"(?:%|x|pp|bps?|[kmbt]n?|万|亿|元|[A-Za-z]{1,3})?[)）]?[-−]?(?:\s?[\[(]\w{1,2}[\])]|[*†‡¹²³⁴⁵⁶⁷⁸⁹])*"
)
_MIN_COLUMNS: Final = 3
"""A table with names in its second column has at least one of periods, one of names and one of numbers."""
_LISTED: Final = lazy_re.compile(r"\d,\s")
_PERIOD: Final = lazy_re.compile(
    r"(?:FY|CY)?'?\s?(?:19|20)\d\d\s?[AEFP]?(?:\s?[-/–]\s?\d{2,4})?(?:年.{0,6})?|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}"
    r"|(?:19|20)\d\d[- ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|(?:FY|CY)'?\d\d[AEFP]?|[QH][1-4]|[1-4]Q\d*[AEFP]?|[12]H\d*[AEFP]?"
)
_COMMA: Final = lazy_re.compile(r"(?<![\d.,])\d{1,3}(?:(?:[.\u00a0]\d{3}){0,6},\d{1,2}|(?:\.\d{3}){2,5})(?![\d.,])")
_POINT: Final = lazy_re.compile(r"\d\.\d{1,2}(?![\d.])|\d,\d{3}(?!\d)|\d['’]\d{3}")
_COMMA_HEAD: Final = lazy_re.compile(
    r"\b(?:Mio|Mrd|Tsd|TEUR|T€|milliers|migliaia|milhares)\b|\bT€|[Mm]d€|\bd['’]euros?\b|\bde euros\b"
)
_SHARE_COUNT: Final = lazy_re.compile(r"\bshares?\b|股数|股本", re.I)
_RATES: Final = lazy_re.compile(
    r"\b(?:growth|margin|change|yield|rate|ratio|percentage|yoy)\b|同比|环比|占比|毛利率|增速|率$", re.I
)
_RATIOS: Final = lazy_re.compile(
    r"\b(?:ratios?|multiples?|book-to-bill|gearing|beta|coverage)\b|比率|倍数|杠杆率", re.I
)
_WORDS: Final = lazy_re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")
_STOP_WORDS: Final = frozenset(
    [
        "amounts",
        "amount",
        "data",
        "where",
        "otherwise",
        "indicated",
        "noted",
        "stated",
        "other",
        "information",
        "share",
        "shares",
    ]
)


class CellContext(Struct, frozen=True, array_like=True):
    """The context of a cell."""

    measure: Measure = PLAIN
    """Its certain measure."""
    likely: tuple[Measure, ...] = ()
    """Other possible measures."""
    money: str = ""
    """The currency printed in other rows of its table, if there is exactly one."""
    label: str = ""
    header: str = ""
    time: str = ""
    """The text of its row in the column of periods, if the table has one: `2024` under `Year`."""
    section: str = ""
    """The heading of the part of the table that its row is in: `Europe` above `Revenue`, `Chile` beside its mines."""
    is_loss: bool = False
    """Whether the cells beside it hold the brackets that make its number negative."""
    has_commas: bool = False
    """Whether the table prints decimal commas, and points between thousands."""


def is_value(text: str) -> bool:
    """Whether a cell is a number, and not a word, a year, half a range (`2024-`) or a year with a unit (`2025, MW`)."""
    stripped = text.strip()
    is_number = any(map(str.isdigit, stripped)) and bool(_VALUE.fullmatch(stripped)) and not _LISTED.search(stripped)
    return is_number and not _PERIOD.fullmatch(stripped.rstrip("-−"))


def _is_name(text: str) -> bool:
    """Whether a cell is a name: it has letters, and is not a number, part of a date, or unit."""
    return any(map(str.isalpha, text)) and not (is_value(text) or read_parts(text) or unit_in(text))


def _is_section(row: Sequence[str]) -> bool:
    """Whether a row heads a part of the table: it is one text, alone or repeated across all columns."""
    first = row[0].strip() if len(row) > 1 else ""
    return bool(first) and not is_value(first) and all(cell.strip() in ("", first) for cell in row[1:])


def _in_brackets(text: str) -> Measure | None:
    """The measure in a text that is no heading of its own, after a comma or in brackets."""
    return read_measure(text) if "(" in text or ", " in text or "（" in text else None


def have_commas(cells: Iterable[str], heads: Iterable[str]) -> bool:
    """Whether numbers have decimal commas: at least one, or a heading, is unambiguous, and none has a decimal point."""
    numbers = [text for text in cells if "," in text or "." in text]
    if not numbers or any(map(_POINT.search, numbers)):
        return False
    return any(map(_COMMA.search, numbers)) or any(map(_COMMA_HEAD.search, heads))


def row_context(layers: Iterable[Measure | None], label: str = "", excepted: str = "", header: str = "") -> CellContext:
    """The context of a cell from the measures around it, nearest first; `label` is everything that names its row."""
    measures = (read_measure(header) or PLAIN,) if COUNT_HEAD.search(header) else tuple(filter(None, layers))
    measure = _merged(measures)
    is_unscaled, is_restated = _is_excepted(label, excepted) or _is_per_share(label), _is_restated(label, measures)
    likely: Sequence[Measure] = () if is_unscaled else _scaled_as_others(measure, measures)
    if measure.scale != 1 and (is_unscaled or is_restated):
        likely = () if is_unscaled else (measure,)
        measure = structs.replace(measure, scale=Decimal(1))
    if measure.is_money and (counts := counted(label)):
        number = structs.replace(measure, unit="")
        # Shares are counted in the scale of the money, most other things one by one.
        is_scaled = _SHARE_COUNT.search(label) or _has_scale(label)
        scaled = (number,) if number.scale != 1 else ()
        # `Stores` may also mean their sales, `Employees` hardly.
        others = scaled if counts["people"] or counts["persons"] or counts["counter"] else (*scaled, measure)
        measure, likely = (number, ()) if is_scaled else (PLAIN, others)
    elif measure.is_money and heads_units(header):
        scaled = (structs.replace(measure, unit=""),) if measure.scale != 1 else ()
        measure, likely = PLAIN, (*scaled, measure)
    elif (measure.is_money or not measure.unit) and _RATIOS.search(label):
        measure, likely = PLAIN, (Measure("%", label=label),)
    elif (measure == PLAIN and _RATES.search(f"{header} {label}")) or (measure.is_money and _RATES.search(label)):
        likely = (Measure("%", label=header or label),)
    return CellContext(measure, tuple(likely), "", label, header)


def _scaled_as_others(measure: Measure, layers: Sequence[Measure]) -> Sequence[Measure]:
    """The likely measure of a column in another currency: the table's scale, as for US$ beside `RMB in thousands`."""
    scales = {layer.scale for layer in layers if layer.is_money and layer.unit != measure.unit} - {Decimal(1)}
    if not measure.is_money or measure.scale != 1 or len(scales) != 1:
        return ()
    return (structs.replace(measure, scale=scales.pop(), label=layers[-1].label),)


def _has_own_measure(label: str) -> bool:
    """Whether the label of a row in a table of money shows that the row does not contain money."""
    return bool(counted(label) or _RATIOS.search(label))


def _has_scale(label: str) -> bool:
    """Whether a label names a scale."""
    own = read_measure(label)
    return own is not None and own.scale != 1


def _merged(layers: Iterable[Measure]) -> Measure:
    found = PLAIN
    for layer in layers:
        if found.unit and not found.is_money:
            break
        same = not found.unit or not layer.unit or layer.unit == found.unit
        scale = layer.scale if found.scale == 1 and same else found.scale
        if (layer.unit and not found.unit) or scale != found.scale:
            label = " ".join(dict.fromkeys(part for part in (found.label, layer.label) if part))
            unit, per = (found.unit, found.per) if found.unit else (layer.unit, layer.per)
            found = Measure(unit, scale, per, label)
    return found


def _is_per_share(label: str) -> bool:
    """Whether a row is per share and has no scale of its own, so that no scale above it applies."""
    own = read_measure(label) if is_per_share(label) else PLAIN
    return own is None or (own is not PLAIN and own.scale == 1)


def _is_restated(label: str, layers: Iterable[Measure]) -> bool:
    """Whether a label repeats its table's currency without the scale: `Average price (RMB)` under `RMB million`."""
    own = read_measure(label)
    if own is None or not own.is_money or own.scale != 1:
        return False
    return any(layer.unit == own.unit and layer.scale != 1 for layer in layers)


def _is_excepted(label: str, excepted: str) -> bool:
    """Whether a phrase exempts a row: `except per share`, `except shares`."""
    if not excepted or not label:
        return False
    lower = label.lower()
    if "share" in excepted or "每股" in excepted or "unit" in excepted:
        if is_per_share(label):
            return True
        rest = re.sub(r"(?:and )?per[- ](?:\w+ )?(?:share|unit)s?", " ", excepted)
        if re.search(r"\bshares?\b", rest) and re.search(r"\bshares\b", lower):
            return True
    words = set(_WORDS.findall(excepted)) - _STOP_WORDS
    return bool(words & set(_WORDS.findall(lower)))


class Grid(Struct, frozen=True, dict=True):
    """A table: its rows of texts, the number of header rows, its caption, and the measures printed above it."""

    rows: tuple[tuple[str, ...], ...]
    headers: int
    caption: str = ""
    above: tuple[str, ...] = ()
    """Phrases above it with a measure for the whole table, the nearest first."""

    @cached_property
    def has_labels(self) -> bool:
        """Whether the first column names its rows."""
        first = [row[0].strip() for row in self.rows[self.headers :] if row and row[0].strip()]
        return sum(map(is_value, first)) * 2 < max(len(first), 1)

    @cached_property
    def names(self) -> int:
        """The index of the column that names its rows: the first, or the second if the first has periods or groups."""
        body = [row for row in self.rows[self.headers :] if any(cell.strip() for cell in row) and not _is_section(row)]
        if not self.headers or not body or len(body[0]) < _MIN_COLUMNS or self.times is not None:
            return 0
        firsts = [row[0].strip() for row in body]
        is_group = len(set(firsts)) < len(firsts) and not any(map(is_value, firsts))
        has_names = (is_group or all(map(_PERIOD.fullmatch, firsts))) and all(_is_name(row[1].strip()) for row in body)
        return int(has_names and 1 not in self.units)

    @cached_property
    def outer(self) -> tuple[Measure | None, ...]:
        """The measures of caption and lines above, the nearest first."""
        return (read_measure(self.caption), *map(read_measure, self.above))

    @cached_property
    def units(self) -> tuple[int, ...]:
        """The indices of the columns that name the unit or the scale of each row."""
        heads = self.rows[self.headers - 1] if self.headers else ()
        return unit_columns(heads) or ((1,) if self._has_unnamed_units() else ())

    @cached_property
    def other_names(self) -> tuple[int, ...]:
        """The columns between the first and the numbers, whose texts may have what a row counts in: `GDP (US$)`."""
        body = self.rows[self.headers :]
        width = len(body[0]) if self.has_labels and body else 0
        ahead = tuple(takewhile(lambda at: not any(is_value(row[at]) for row in body), range(1, width)))
        has_numbers = len(ahead) < width - 1
        return tuple(at for at in ahead if has_numbers and at not in (self.names, self.times, *self.units))

    def _has_unnamed_units(self) -> bool:
        """Whether the column between labels and numbers has no header, but units in most rows."""
        if not self.has_labels or any(row[1].strip() for row in self.rows[: self.headers] if len(row) > 1):
            return False
        cells = [row[1].strip() for row in self.rows[self.headers :] if len(row) > 2 and row[1].strip()]
        return sum(unit_in(cell) is not None for cell in cells) * 2 > len(cells)

    @cached_property
    def times(self) -> int | None:
        """The index of the column, after the labels, that gives the period of each row, if there is one."""
        heads = self.rows[self.headers - 1] if self.headers else ()
        return next((at for at, text in enumerate(heads) if at and is_time_header(text)), None)

    @cached_property
    def money(self) -> str:
        """The currency printed in the cells; empty if there is none, or more than one."""
        found = {read for row in self.rows[self.headers :] for text in row[1:] if (read := printed_money(text))}
        return next(iter(found)) if len(found) == 1 else ""

    @cached_property
    def has_commas(self) -> bool:
        """Whether its numbers have decimal commas."""
        heads = (text for row in (*self.rows[: self.headers], (self.caption, *self.above)) for text in row)
        return have_commas((text for row in self.rows[self.headers :] for text in row[1:]), heads)

    @cached_property
    def excepted(self) -> str:
        """The rows that the phrases of the table exempt."""
        heads = [text for row in self.rows[: self.headers] for text in row]
        return " ".join(filter(None, map(exceptions, (*heads, self.caption, *self.above))))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """For each row the heading of its part of the table: the last row of one text above it, or its group's name."""
        found, section = [], ""
        first = len(self.head_rows)
        for at, row in enumerate(self.rows):
            is_group = self.names and row[0].strip() and not _PERIOD.fullmatch(row[0].strip())
            section = row[0] if at >= first and (is_group or _is_section(row)) else section
            found.append(section)
        return tuple(found)

    @cached_property
    def opens_with_part(self) -> bool:
        """Whether the last header row is the heading of the first of several parts, rather than of columns."""
        *_, last = self.rows[: self.headers] or ((),)
        is_name = self.headers > 1 and _is_section(last) and _is_name(last[0].strip())
        return is_name and any(map(_is_section, self.rows[self.headers :]))

    def head(self, column: int) -> tuple[str, ...]:
        """The texts above a column, the nearest first; a text that is alone in its row spans all columns."""
        return tuple(filter(None, (row[column] for row in self.heads if column < len(row))))

    @cached_property
    def heads(self) -> tuple[tuple[str, ...], ...]:
        """The text above each column in each header row, the lowest row first."""
        return tuple(map(_spread, reversed(self.head_rows)))

    @property
    def head_rows(self) -> tuple[tuple[str, ...], ...]:
        """The header rows, without a last one that heads the first part."""
        return self.rows[: self.headers - self.opens_with_part]

    @cached_property
    def columns(self) -> dict[int, Measure]:
        """A cache, filled by `measure`: the measure of each column for rows that have none of their own."""
        return {}

    def measure(self, row: int, column: int) -> Measure:
        """The certain measure of a cell; most rows have none of their own, and share that of their column."""
        if self.units or self.other_names or (column == 0 and self.has_labels):
            return self.context(row, column).measure
        label = self.rows[row][self.names] if column and self.has_labels else ""
        if label and (read_measure(label) or self.excepted or self.sections[row] or _has_own_measure(label)):
            return self.context(row, column).measure
        if column not in self.columns:
            self.columns[column] = self._of_column(row, column, self.head(column))
        return self.columns[column]

    def _of_column(self, row: int, column: int, heads: Sequence[str]) -> Measure:
        if any(map(COUNT_HEAD.search, heads)):
            return row_context((), header=" ".join(heads)).measure
        found = _merged(filter(None, self._layers(row, column, heads, "", "")))
        return PLAIN if found.is_money and heads_units(" ".join(heads)) else found

    def context(self, row: int, column: int) -> CellContext:
        """The context of a cell."""
        heads = self.head(column)
        is_label = column == 0 and self.has_labels
        if row < self.headers or is_label:
            return CellContext(header=heads[0] if heads else "")
        label = self.rows[row][self.names] if column and self.has_labels else ""
        section = self.sections[row] if label else ""
        named = f"{section} {label}".strip()
        context = row_context(self._layers(row, column, heads, label, section), named, self.excepted, " ".join(heads))
        times = 0 if self.names else self.times
        time = self.rows[row][times] if times is not None else ""
        return structs.replace(
            context, money=self.money, label=label, time=time, section=section, has_commas=self.has_commas
        )

    def _layers(
        self, row: int, column: int, heads: Sequence[str], label: str, section: str
    ) -> Iterator[Measure | None]:
        own = [read_measure(text) for text in heads]
        named = [read_measure(label), read_measure(section)] if label else []
        top = self.rows[self.headers - 1] if self.headers else self.rows[row]
        yield from (unit_in(self.rows[row][at], top[at]) for at in self.units if at != column)
        yield from of_column_and_row(own, named)
        yield from (_in_brackets(self.rows[row][at]) for at in self.other_names if at != column)
        if column and self.has_labels:
            yield from (read_measure(line[0]) for line in reversed(self.rows[: self.headers]) if line)
        for text in (self.caption, *self.above):
            yield from named_measures(text, f"{label} {' '.join(heads)}")
        yield from self.outer


def _spread(row: Sequence[str]) -> tuple[str, ...]:
    """The text over each column in a header row: its own cell, the next filled one to the left, or the only one.

    Behind a name of its row and an empty cell it is of its own column: `PreUnit | | £`.
    """
    texts = [text.strip() for text in row]
    filled = [text for text in texts[1:] if text]
    if len(filled) == 1 and not (texts[0] and not texts[1]):
        return (*texts[:1], *(text or filled[0] for text in texts[1:]))
    spread, left = texts[:1], ""
    for text in texts[1:]:
        left = text or left
        spread.append(left)
    return tuple(spread)


_MONEY_SIGN: Final = lazy_re.compile(r"(?:US|HK|C|A|S|NZ|NT|R)?[$€£¥]|\b(?:RMB|USD|EUR|GBP|CNY|HKD)\b")
_SIGNS: Final = {"€": "EUR", "£": "GBP", "RMB": "CNY", "HK$": "HKD", "C$": "CAD", "A$": "AUD", "S$": "SGD", "¥": "CNY"}


def printed_money(text: str) -> str:
    """The currency whose symbol a cell begins with."""
    match = _MONEY_SIGN.match(text.strip())
    if match is None:
        return ""
    code = _SIGNS.get(match.group(), match.group())
    return code if code in MONEY else "USD"
