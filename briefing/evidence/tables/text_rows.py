"""Rows of tables in text without markup: cells between bars or wide gaps, else a label followed only by numbers."""

import re
from collections.abc import Sequence
from typing import Final

from briefing import lazy_re
from briefing.evidence.tables.cell_texts import is_value

_CURRENCY: Final = r"(?:(?:US|HK|C|A|S|NZ|NT|R)?[$€£¥]|RMB|USD|EUR|GBP|JPY|CNY|HKD|CHF|NOK|SEK|DKK|INR|Rs\.?)"
_ITEM: Final = lazy_re.compile(
    rf"(?<![^\s])(?:(?:{_CURRENCY}\s?)?(?:[-−–+]\s?)?(?:\(\s?)?(?:{_CURRENCY}\s?)?[-−–]?\d[\d,]*(?:\.\d+)?(?:\s?\))?"
    rf"(?:\s?(?:%|x|pp|bps?)\)?)?|(?:{_CURRENCY}\s?)?[—–-]|NM|nm|n\.m\.|N/A|n/a)(?=\s|$)"
)
_SEGMENT: Final = lazy_re.compile(r"\S+(?:[ \u00a0]\S+)*")
_UNFINISHED: Final = lazy_re.compile(
    r"(?:\b(?:of|to|was|were|by|at|from|than|and|or|in|for|the|about|over|approximately|is|are|nearly|on|with|december|"
    r"january|february|march|april|may|june|july|august|september|october|november|item|note|page|section|rule|no|form)"
    r"|[,;])\.?$",
    re.I,
)
_LABELLED: Final = lazy_re.compile(
    r"\s*(?P<label>[^，。；\d]{0,30}[\u3400-\u9fff]\s?[(（][^()（）\d]{1,10}[)）][:：]?)\s*"
    r"(?P<number>[-−–]?\d[\d,]*(?:\.\d+)?%?)"
)
"""A Chinese label with its measure in brackets, right before its number: `营业收入（亿元）：64.15`."""
_MAX_LABEL_CHARS: Final = 60
"""A longer text before a single number is prose."""
_GROUPED: Final = lazy_re.compile(r"\d{1,3}(?: \d{3})+")


def row_cells(line: str, columns: int = 0) -> tuple[tuple[int, int], ...]:
    """The spans of the cells of a table row, its label first; empty if the line is prose.

    `Sales 640 590` may end with one number or two: it is a row only if the table is known to have so many `columns`.
    """
    for cut in (_by_bars, _by_gaps):
        if cells := cut(line):
            return cells
    cells = _by_numbers(line)
    is_grouped = bool(_GROUPED.fullmatch(" ".join(line[start:end] for start, end in cells[1:])))
    return () if is_grouped and len(cells) != columns and len(cells) > 2 else cells


def _by_bars(line: str) -> tuple[tuple[int, int], ...]:
    return _numeric_cells(line, [m.span() for m in re.finditer(r"[^|]+", line)]) if line.count("|") > 1 else ()


def _by_gaps(line: str) -> tuple[tuple[int, int], ...]:
    if "\t" not in line and "  " not in line:
        return ()
    return _numeric_cells(line, [match.span() for match in _SEGMENT.finditer(line)])


def _numeric_cells(line: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans stripped of white space, without empty ones; nothing unless one after the first is a number."""
    cells = [(a + len(line[a:b]) - len(line[a:b].lstrip()), a + len(line[a:b].rstrip())) for a, b in spans]
    is_row = len(cells) > 1 and any(is_value(line[a:b]) for a, b in cells[1:])
    return tuple((a, b) for a, b in cells if a < b) if is_row else ()


def _by_numbers(line: str) -> tuple[tuple[int, int], ...]:
    """The cells of a line that is a label followed by nothing but numbers."""
    if labelled := _LABELLED.fullmatch(line.rstrip()):
        return labelled.span("label"), labelled.span("number")
    items: list[tuple[int, int]] = []
    end = len(line.rstrip())
    for start, stop in reversed([match.span() for match in _ITEM.finditer(line)]):
        if line[stop:end].strip():
            break
        items.append((start, stop))
        end = start
    label = line[:end].strip()
    texts = [line[a:b] for a, b in items]
    if not any(map(is_value, texts)) or not label or _UNFINISHED.search(label):
        return ()
    if len(items) == 1 and len(label) > _MAX_LABEL_CHARS:
        return ()
    return ((line.find(label), line.find(label) + len(label)), *reversed(items))
