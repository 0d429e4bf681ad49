"""Plain text: each line is a paragraph, or each block between empty lines; comma-separated lines are rows.

Form feeds separate pages. A run of lines with equally many fields is a table of comma-separated values if no space
follows its commas, no comma groups thousands, and its first line has headings instead of numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.tables import CellContext, Grid, is_value
from briefing.verification.archive.model import Cell, Draft, TableRow
from briefing.verification.archive.text_lines import read_lines_of, squeeze
from briefing.verification.archive.text_tables import read_pages

_BLOCK: Final = lazy_re.compile(r"\n[ \t]*\n")
_HEAD: Final = lazy_re.compile(r"[^\d.,-]\d{1,3}$")
_TAIL: Final = lazy_re.compile(r"\d{3}(?!\d)")
"""The parts before and after a comma that groups the thousands of a number, which follows words or a symbol."""
_HYPHENATED: Final = lazy_re.compile(r"\w[-\u2010]$")
_MIN_ROWS: Final = 3
"""The least number of lines in a table of comma-separated values."""


def read_lines(text: str) -> Iterator[Draft]:
    """Each line of a plain text as a paragraph."""
    for number, drafts in _pages(text):
        yield from _with_commas(number, drafts)


def read_blocks(text: str) -> Iterator[Draft]:
    """Each block of a plain text between empty lines as a paragraph."""
    for number, drafts in _pages(text):
        block: list[Draft] = []
        for draft in (*drafts, Draft(number, "")):
            if draft.text:
                block.append(draft)
            elif block:
                yield joined(block)
                block = []


def _pages(text: str) -> Iterator[tuple[int, list[Draft]]]:
    pages = [read_lines_of(leaf.split("\n")) for leaf in text.split("\f")]
    yield from enumerate(read_pages(pages), 1)


def joined(drafts: Sequence[Draft], hyphens: bool = False) -> Draft:
    """Several lines joined into one paragraph, with the offsets of cells adjusted.

    `hyphens`: whether a hyphen at the end of a line may split a word, as in print.
    """
    text, cells = "", []
    for draft in drafts:
        if hyphens and _HYPHENATED.search(text) and draft.text[:1].isalnum():
            text, between = (text[:-1] if draft.text[0].islower() and text[-2].isalpha() else text), ""
        else:
            between = " " if text else ""
        at = len(text) + len(between)
        text = f"{text}{between}{draft.text}"
        cells += [structs.replace(cell, start=cell.start + at, end=cell.end + at) for cell in draft.cells]
    rows = [draft.row for draft in drafts if draft.row]
    return Draft(drafts[0].page, text, tuple(cells), TableRow(rows[0].header, text) if rows else None)


def _with_commas(number: int, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The lines of a page, in which runs of comma-separated values become rows."""
    at = 0
    while at < len(drafts):
        end = _end_of_run(drafts, at)
        if end - at < _MIN_ROWS:
            yield drafts[at]
            at += 1
            continue
        yield from _values(number, [draft.text for draft in drafts[at:end]])
        at = end


def _end_of_run(drafts: Sequence[Draft], start: int) -> int:
    """The end of the run of lines with as many fields as the first, which must be a header."""
    first = _record(drafts[start].text)
    end = start + 1
    if len(first) < 2 or any(map(is_value, first)):
        return end
    while end < len(drafts) and len(_record(drafts[end].text)) == len(first):
        end += 1
    return end


def _record(line: str) -> list[str]:
    """The fields of a line of comma-separated values; empty if its commas serve another purpose."""
    fields = _fields(line) if "," in line else []
    grouped = any(_HEAD.search(one) and _TAIL.match(other) for one, other in pairwise(fields))
    return [] if grouped or (", " in line and '"' not in line) else fields


def _values(number: int, lines: Sequence[str], delimiter: str = ",") -> Iterator[Draft]:
    records = [(squeeze(line), fields) for line in lines if (fields := _fields(line, delimiter))]
    grid = Grid(tuple(tuple(fields) for _, fields in records), _headed(records))
    for row, (text, fields) in enumerate(records):
        cells = _cells_of(text, fields, [grid.context(row, column) for column in range(len(fields))])
        yield Draft(number, text, tuple(cells) if row >= grid.headers else (), TableRow(records[0][0], text))


def _headed(records: Sequence[tuple[str, Sequence[str]]]) -> int:
    return int(bool(records) and not any(map(is_value, records[0][1])))


def _fields(line: str, delimiter: str = ",") -> list[str]:
    try:
        return [squeeze(field) for field in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:  # a field beyond its limit, a NUL
        return [squeeze(line)]


def _cells_of(text: str, fields: Sequence[str], contexts: Iterable[CellContext]) -> Iterator[Cell]:
    """The fields of a line as cells, at the offsets where they are found in its text."""
    end = 0
    for field, context in zip(fields, contexts, strict=True):
        at = text.find(field, end)
        if field and at >= 0:
            yield Cell(at, at + len(field), context)
            end = at + len(field)
