"""The period of a number in a table against that for which a note gives it: the right row, and the wrong year.

A ledger entry gives its period. A sentence does if it names one, and neither compares nor looks back or ahead:
`In 2025, sales were 9.2 billion, from 8.0 a year earlier` gives 8.0 for no period that could be read. Only periods of
one length are compared, year with year and quarter with quarter: when a fiscal year ends is not in the text. And only
where the row has a cell for the period of the note, which is then the one that was meant.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from briefing.evidence.quantities import read_periods
from briefing.evidence.sentences import sentences
from briefing.model import Period
from briefing.verification.archive import Cell, Paragraph

_COMPARES: Final = re.compile(
    r"\b(?:earlier|previous(?:ly)?|prior|preceding|last|next|before|ago|from|since|until|till|by|compared?|comparison|"
    r"versus|vs|against|than|year-(?:on|over)-year|y[o/]y|expect\w*|forecast\w*|guid\w+|target\w*|plan\w*|will)\b"
    r"|同比|环比|上年|去年|上期|较|比|自|至|预计|将|\||→",
    re.I,
)
"""Words of a sentence that may name more than one period, and the edges of a table."""
_MONTHS: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_YEAR: Final = re.compile(rf"\b((?:19|20)[0-9]{{2}}[AEFP]?) (?=[^\s0-9])(?!(?:[QH][1-4]|[1-4][QH]|{_MONTHS}[a-z]*)\b)")
"""A year over a unit: `2025 RMB m` is no amount where it heads a column."""
_MONTH: Final = re.compile(rf"(?<![0-9]-)\b({_MONTHS})[-'’]([0-9]{{2}})\b(?![-.,])")
_SHORT: Final = re.compile(r"\b([QH][1-4])[ -]([0-9]{2})\b(?![-.])")
_NUMBERED: Final = re.compile(r"\b((?:19|20)[0-9]{2})-?M([01][0-9])\b")
_DAY: Final = re.compile(r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b")
"""`Jan-24`, `Q1 24`, `2024M01` and `31.12.2024`, which are periods where they head numbers."""
_ENDED: Final = re.compile(
    r"\b(?P<length>(?:fiscal |financial )?years?|(?:three|six|nine|twelve|3|6|9|12) months)(?: then)? end(?:ed|ing) "
    rf"(?:on )?(?:[0-3]?[0-9] )?(?P<month>{_MONTHS})[a-z]*\.?(?: [0-3]?[0-9])?,?[: ]*(?=(?:19|20)[0-9]{{2}})",
    re.I,
)
_ENDS: Final = {
    "three": {"mar": "Q1", "jun": "Q2", "sep": "Q3", "dec": "Q4"},
    "six": {"jun": "H1", "dec": "H2"},
    "nine": {"sep": "9M"},
}
"""What ends with a month, by its length: `Three months ended March 31, 2024`."""
_WORDS: Final = {"3": "three", "6": "six", "9": "nine"}
_CITATION: Final = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|@[\w:.-]+")
_LENGTHS: Final = (1, 7, 31, 92, 184, 366)
"""The days of a day, a week, a month, a quarter, a half and a year, at the most."""


def period_of(before: str, after: str) -> Period | None:
    """The period for which a sentence gives the number between two texts, if it can only be one."""
    text = f"{before}0{after}"
    first, last = next((part for part in sentences(text) if part[0] <= len(before) < part[1]), (0, len(text)))
    sentence = without_citations(f"{text[first : len(before)]} {text[len(before) + 1 : last]}")
    return None if _COMPARES.search(sentence) else _only(read_periods(sentence))


def heading_period(cell: Cell) -> Period | None:
    """The period that heads a cell: its column's, else its row's."""
    context = cell.context
    return next((found for text in (context.header, context.label, context.time) if (found := _named(text))), None)


def are_apart(one: Period, other: Period) -> bool:
    """Whether two periods are of one length, and have no day in common."""
    return _length(one) == _length(other) and (one.last < other.first or other.last < one.first)


def has_column_of(period: Period, row: Paragraph) -> bool:
    """Whether a row, or the row that a cell is of, has a cell for a period."""
    headers = {cell.context.header for cell in row.cells} | ({row.row.header} if row.row else set())
    days = (period.first, period.last)
    return any(days == (found.first, found.last) for header in headers for found in _periods(header))


def has_row_of(period: Period, cell: Cell, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether the column that a cell is in has a row for a period, among the paragraphs of its source."""
    header, days = cell.context.header, (period.first, period.last)
    others = (other.context for row in paragraphs for other in row.cells if other.context.header == header)
    names = {name for other in others for name in (other.label, other.time)}
    return any(days == (found.first, found.last) for name in names for found in _periods(name))


def without_citations(text: str) -> str:
    """A text of a note with a space for each citation."""
    return _CITATION.sub(" ", text)


def _named(heading: str) -> Period | None:
    return _only(_periods(heading))


@lru_cache(4096)  # the same few headers recur
def _periods(header: str) -> tuple[Period, ...]:
    """The periods in a header."""
    plain = _SHORT.sub(r"\1 20\2", _MONTH.sub(r"\1 20\2", _NUMBERED.sub(r"\1-\2", header)))
    return read_periods(_YEAR.sub(r"\1, ", _ENDED.sub(_ended, _DAY.sub(_iso, plain))))


def _ended(found: re.Match[str]) -> str:
    """The period that ends on a day, before its year; a year is the one in which it ends."""
    length = found["length"].lower().split()[0]
    if length in ("twelve", "12") or "year" in found["length"].lower():
        return ""
    name = _ENDS[_WORDS.get(length, length)].get(found["month"].lower())
    return f"{name} " if name else found[0]


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"


def _only(periods: Iterable[Period]) -> Period | None:
    """The period that all of them are, if they are one."""
    found: dict[object, Period] = {(period.first, period.last): period for period in periods}
    return next(iter(found.values())) if len(found) == 1 else None


def _length(period: Period) -> int:
    days = (period.last - period.first).days + 1
    return next((length for length in _LENGTHS if days <= length), days)
