"""A table as a grid of texts: its labels, headers and parts, and from these the context of each cell."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.tables.cell_context import CellContext, has_own_measure, merged, row_context
from briefing.evidence.tables.cell_texts import PERIOD, have_commas, is_name, is_value, printed_money
from briefing.evidence.tables.counted import COUNT_HEAD, heads_units
from briefing.evidence.tables.exemptions import exceptions
from briefing.evidence.tables.measure import PLAIN, Measure, named_measures, of_column_and_row, read_measure
from briefing.evidence.tables.unit_columns import is_time_header, unit_columns, unit_in

_MIN_COLUMNS: Final = 3
"""A table with names in its second column has at least one of periods, one of names and one of numbers."""


def _is_section(row: Sequence[str]) -> bool:
    """Whether a row heads a part of the table: it is one text, alone or repeated across all columns."""
    first = row[0].strip() if len(row) > 1 else ""
    return bool(first) and not is_value(first) and all(cell.strip() in ("", first) for cell in row[1:])


def _in_brackets(text: str) -> Measure | None:
    """The measure in a text that is no heading of its own, after a comma or in brackets."""
    return read_measure(text) if "(" in text or ", " in text or "（" in text else None


_YEAR: Final = lazy_re.compile(r"(?:19|20)[0-9]{2}")
_STRETCH: Final = lazy_re.compile(
    r"\b(?:[a-z]+ (?:months|weeks)|quarter|half|year) (?:ended|ending|to)"
    r" (?:[a-z]+\.? [0-9]{1,2}|[0-9]{1,2} [a-z]+),?$",
    re.I,
)


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
        has_names = (is_group or all(map(PERIOD.fullmatch, firsts))) and all(is_name(row[1].strip()) for row in body)
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
            is_group = self.names and row[0].strip() and not PERIOD.fullmatch(row[0].strip())
            section = row[0] if at >= first and (is_group or _is_section(row)) else section
            found.append(section)
        return tuple(found)

    @cached_property
    def opens_with_part(self) -> bool:
        """Whether the last header row is the heading of the first of several parts, rather than of columns."""
        *_, last = self.rows[: self.headers] or ((),)
        has_name = self.headers > 1 and _is_section(last) and is_name(last[0].strip())
        return has_name and any(map(_is_section, self.rows[self.headers :]))

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
    def stretch(self) -> str:
        """All but the year of the period that a corner names for the years beside it: `six months ended June 30,`."""
        corners = (row[0].strip() for row in self.head_rows if row)
        return next((found.group() for text in corners if (found := _STRETCH.search(text))), "")

    @cached_property
    def columns(self) -> dict[int, Measure]:
        """A cache, filled by `measure`: the measure of each column for rows that have none of their own."""
        return {}

    def measure(self, row: int, column: int) -> Measure:
        """The certain measure of a cell; most rows have none of their own, and share that of their column."""
        if self.units or self.other_names or (column == 0 and self.has_labels):
            return self.context(row, column).measure
        label = self.rows[row][self.names] if column and self.has_labels else ""
        if label and (read_measure(label) or self.excepted or self.sections[row] or has_own_measure(label)):
            return self.context(row, column).measure
        if column not in self.columns:
            self.columns[column] = self._of_column(row, column, self.head(column))
        return self.columns[column]

    def _of_column(self, row: int, column: int, heads: Sequence[str]) -> Measure:
        if any(map(COUNT_HEAD.search, heads)):
            return row_context((), header=" ".join(heads)).measure
        found = merged(filter(None, self._layers(row, column, heads, "", "")))
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
        header = " ".join((*heads, self.stretch) if heads and _YEAR.fullmatch(heads[0]) else heads).strip()
        context = row_context(self._layers(row, column, heads, label, section), named, self.excepted, header)
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
