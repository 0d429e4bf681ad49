"""The period of a number in a source against that for which a note gives it: the right row, and the wrong year.

A ledger entry gives its period. A sentence does if it names one, and neither compares nor looks back or ahead: `In
2025, sales were 9.2 billion, from 8.0 a year earlier` gives 8.0 for no period that could be read; but `8.0 in 2024`
does, whatever else its sentence says, and so does `9.2 billion (2024: 8.0 billion)`. In a source it is the period
over a cell or beside it, or in prose the one that opens the sentence or follows the number. Only where the row, the
column or the text has the period of the note too, which is then the one that was meant. In prose only periods of one
length are compared, year with year and quarter with quarter: when a fiscal year ends is not in the text.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities import (
    named_periods,
    period_ahead,
    period_behind,
    period_of_clause,
    without_periods_ahead,
)
from briefing.evidence.sentences import sentence_around
from briefing.model import Period, Quantity
from briefing.verification.archive import Cell, Paragraph
from briefing.verification.listed_periods import are_listed, is_list_at, listed_year

_COMPARES: Final = lazy_re.compile(
    r"\b(?:earlier|previous(?:ly)?|prior|preceding|last|next|before|ago|from|since|until|till|by|compared?|comparison|"
    r"versus|vs|against|than|turn(?:ed|s|ing)|became|swung|follow(?:ed|s)|subsequently|later|year-(?:on|over)-year|y[o/]y"
    r"|expect\w*|forecast\w*|guid\w+|target\w*|plan\w*|will|after(?=\s(?:\w+\s){0,3}(?:19|20)\d\d))\b"
    r"|同比|环比|上年|去年|上期|较(?![高低大小多少为])|(?<![占同环对])比(?![例率重亚如])|自(?![动主有由营身家研建产])|至(?![少今])|预计|将|\||→",
    re.I,
)
"""Words of a sentence that may name more than one period, and the edges of a table."""
_STRETCH_TO: Final = lazy_re.compile(r"(?i:months?|quarter|half|half-year|year|period) to\b|截至|上半年至")
"""Words of a stretch up to a day, which are no comparison."""
_MONTHS: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_YEAR: Final = lazy_re.compile(
    rf"\b((?:19|20)[0-9]{{2}}[AEFP]?) (?=[^\s0-9])(?!(?:[QH][1-4]|[1-4][QH]|{_MONTHS}[a-z]*)\b)"
)
"""A year over a unit: `2025 RMB m` is no amount where it heads a column."""
_MONTH: Final = lazy_re.compile(rf"(?<![0-9]-)\b({_MONTHS})[-'’]([0-9]{{2}})\b(?![-.,])")
_SHORT: Final = lazy_re.compile(r"\b([QH][1-4])[ -]([0-9]{2})\b(?![-.])")
_NUMBERED: Final = lazy_re.compile(r"\b((?:19|20)[0-9]{2})-?M([01][0-9])\b")
_DAY: Final = lazy_re.compile(r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b")
"""`Jan-24`, `Q1 24`, `2024M01` and `31.12.2024`, which are periods where they head numbers."""
_UNDER_STRETCH: Final = lazy_re.compile(
    r"((?:\D*\s)?)((?:19|20)[0-9]{2}) (.*\b(?:months|quarters?|halves|half|years?|weeks) (?:ended|ending|to) .*?),?",
    re.I | re.S,
)
"""A year whose stretch is in a header row above it: `2025` under `Three months ended March 31,`."""
_UNDER_OPEN_STRETCH: Final = lazy_re.compile(
    rf"((?:\D*\s)?)(?:((?:19|20)[0-9]{{2}}) ({_MONTHS}[a-z]*\.? [0-9]{{1,2}}|[0-9]{{1,2}} {_MONTHS}[a-z]*),?"
    rf"|((?:{_MONTHS}[a-z]*\.? [0-9]{{1,2}}|[0-9]{{1,2}} {_MONTHS}[a-z]*),? (?:19|20)[0-9]{{2}}))"
    r" ([^()]*\b(?:months|quarters?|halves|half|years?|weeks) (?:ended|ending|to))",
    re.I,
)
"""A day whose stretch is in a header row above it: `June 30, 2025`, or `2025` under it, under `Six months ended`."""
_CITATION: Final = lazy_re.compile(r"\[[^\[\]]*@[^\[\]]*\]|@[\w:.-]+")
MAX_SENTENCE_CHARS: Final = 1000
"""How much of a sentence is read before a number, and after it."""
_LENGTHS: Final = (1, 7, 31, 92, 184, 275, 366)
"""The days of a day, a week, a month, a quarter, a half, nine months and a year, at the most."""
_QUARTER: Final = 92
_OPENING: Final = lazy_re.compile(r"\s*(?:(?:In|During|For|Throughout|Over)\s)?(?:the\s)?")
"""What is before a period that opens a sentence: `In | 2024, sales were €40m`."""
_VERB: Final = lazy_re.compile(r",?\s(?:was|were|came|totall?ed|reached|amounted|stood)\b")
"""What is after a period that belongs to the subject of a sentence: `Sales in 2024 | were €40m`."""


def period_of(before: str, after: str, length: int) -> Period | None:
    """The period for which a sentence gives a number between two texts, if it can only be one.

    The number is the first `length` characters of the latter.
    """
    return _listed_or_behind(before, after, length) or _of_sentence(before, after)


def _listed_or_behind(before: str, after: str, length: int) -> Period | None:
    """The year of a number in a list of as many years, or the period that is right before or after it, of no list."""
    if ahead := period_ahead(before):
        return ahead
    if not are_listed(f"{before[-MAX_SENTENCE_CHARS:]}{after[:MAX_SENTENCE_CHARS]}"):
        return period_behind(after[length:])
    before = without_citations(before[-MAX_SENTENCE_CHARS:])
    text = f"{before}{after[:MAX_SENTENCE_CHARS]}"
    first, last = sentence_around(text, len(before))
    if last - first < MAX_SENTENCE_CHARS and (year := listed_year(text[first:last], len(before) - first)):
        return year
    behind = period_behind(after[length:])
    return behind if behind and not is_list_at(after, after.index(behind.text, length), len(behind.text)) else None


def _of_sentence(before: str, after: str) -> Period | None:
    """The only period of the sentence between two texts, if it compares with no other."""
    sentence = _sentence(before, after)
    return None if _COMPARES.search(_STRETCH_TO.sub(" ", sentence)) else _only(named_periods(sentence))


def _sentence(before: str, after: str) -> str:
    """The sentence between whose words a number is, without the first character of it and without citations."""
    before, after = before[-MAX_SENTENCE_CHARS:], after[:MAX_SENTENCE_CHARS]
    text = f"{before}0{after}"
    first, last = sentence_around(text, len(before))
    return without_periods_ahead(without_citations(f"{text[first : len(before)]} {text[len(before) + 1 : last]}"))


def period_at(paragraph: Paragraph, number: Quantity, cell: Cell | None) -> Period | None:
    """The period for which a source prints a number: over its cell, beside it, or in the words around it."""
    return period_in(cell) if cell else _stated(paragraph.text, number)


def period_in(cell: Cell) -> Period | None:
    """The period over a cell or beside it."""
    texts = (cell.context.header, cell.context.label, cell.context.time, cell.context.section)
    return next((found for text in texts if (found := _named(text))), None)


def _stated(text: str, number: Quantity) -> Period | None:
    """The only period of a sentence of a source, if it opens the sentence, is its subject's, or follows the number."""
    length = number.end - number.bound_start
    if named := _listed_or_behind(text[: number.bound_start], text[number.bound_start :], length):
        return named
    start, end = sentence_around(text, number.bound_start)
    if own := period_of_clause(text[start:end], number.bound_start - start):
        return own
    before = text[start : number.bound_start]
    # What comes after the number may well be about another period: `H1 25 sales of | €5m, +2% vs. H1 24`.
    period = _of_sentence(text[: number.bound_start], "") if "(" not in before else None
    if period is None or period.text not in before:
        return None
    at = before.index(period.text)
    is_stated = _OPENING.fullmatch(before, 0, at) or _VERB.match(before, at + len(period.text))
    return period if is_stated else None


def are_apart(one: Period, other: Period) -> bool:
    """Whether two periods are of one length, and have no day in common."""
    if length(one) != length(other):
        one, other = _as_year(one), _as_year(other)
    if length(one) != length(other):
        return False
    (first, last), (its_first, its_last) = _compared(one), _compared(other)
    return last < its_first or its_last < first


def _as_year(period: Period) -> Period:
    """The year of its last day: a balance sheet of 31 December 2025 is headed `2025`."""
    day = period.last
    is_last = period.first == day and (day.month, day.day) == (12, 31)
    return structs.replace(period, first=date(day.year, 1, 1)) if is_last else period


def are_of_other_lengths(one: Period, other: Period) -> bool:
    """Whether two periods are a quarter, a half, nine months or a year, and not the same of these."""
    lengths = {length(one), length(other)}
    return len(lengths) == 2 and min(lengths) >= _QUARTER and max(lengths) <= _LENGTHS[-1]


def _compared(period: Period) -> tuple[date, date]:
    """The days by which a period is compared: a year, whenever it ends, is the one in which it does."""
    is_year = length(period) == _LENGTHS[-1]
    year = period.last.year
    return (date(year, 1, 1), date(year, 12, 31)) if is_year else (period.first, period.last)


def has_column_of(period: Period, row: Paragraph, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether a row, or the row that a cell is of, has a cell for a period, among the paragraphs of its source."""
    return has_cell_of(period, row, paragraphs) or _has(period, row.row.header if row.row else "")


def has_cell_of(period: Period, row: Paragraph, paragraphs: Iterable[Paragraph]) -> bool:
    """The same by the header of a cell alone, which gives its period in full."""
    cells = (cell for other in paragraphs if other.is_of_row(row) for cell in other.cells)
    return any(_has(period, header) for header in {cell.context.header for cell in cells})


def has_row_of(period: Period, cell: Cell, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether the column that a cell is in has a row for a period, among the paragraphs of its source."""
    header = cell.context.header
    others = (other.context for row in paragraphs for other in row.cells if other.context.header == header)
    return any(
        _has(period, name) for name in {name for other in others for name in (other.label, other.time, other.section)}
    )


def has_sentence_of(period: Period, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether the prose of some paragraphs names a period."""
    return any(_has(period, paragraph.text) for paragraph in paragraphs if not paragraph.cells)


def _has(period: Period, text: str) -> bool:
    return any(are_same(period, found) for found in _periods(text))


def _days(period: Period) -> set[tuple[date, date]]:
    return {_compared(period), _compared(_as_year(period))}


def are_same(one: Period, other: Period) -> bool:
    """Whether two periods are one: the year 2024, and 31 December of it, are."""
    return not _days(one).isdisjoint(_days(other))


def without_citations(text: str) -> str:
    """A text of a note with a space for each citation."""
    return _CITATION.sub(" ", text)


def _named(heading: str) -> Period | None:
    return _only(_periods(heading))


@lru_cache(4096)  # the same few headers recur
def _periods(header: str) -> tuple[Period, ...]:
    """The periods in a header."""
    plain = _SHORT.sub(r"\1 20\2", _MONTH.sub(r"\1 20\2", _NUMBERED.sub(r"\1-\2", as_read(header))))
    return named_periods(_YEAR.sub(r"\1, ", _DAY.sub(_iso, plain)))


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"


def as_read(header: str) -> str:
    """A header, the nearest of whose rows comes first, with its year or its day behind the stretch that it is of."""
    if under := _UNDER_STRETCH.fullmatch(header):
        return f"{under[1]}{under[3]}, {under[2]}"
    if under := _UNDER_OPEN_STRETCH.fullmatch(header):
        return f"{under[1]}{under[5]} {under[4] or f'{under[3]}, {under[2]}'}"
    return header


def _only(periods: Iterable[Period]) -> Period | None:
    """The period that all of them are, if they are one."""
    found: dict[object, Period] = {(period.first, period.last): period for period in periods}
    return next(iter(found.values())) if len(found) == 1 else None


def length(period: Period) -> int:
    """The most days that a period of this kind has: a quarter 92, a year 366."""
    days = (period.last - period.first).days + 1
    return next((most for most in _LENGTHS if days <= most), days)
