"""The period of a number in a note, and of a number in a source: they differ if the row is right but the year wrong.

A ledger entry states its period. A sentence states one if it names a single period, and does not compare or look back
or ahead: in `In 2025, sales were 9.2 billion, from 8.0 a year earlier`, 8.0 has no readable period. A period right
beside the number always counts, as in `8.0 in 2024` or `9.2 billion (2024: 8.0 billion)`. In a source, the period is
above or beside a cell; in prose it opens the sentence or follows the number. A difference is reported only if the
row, column or text of the source also has the note's period. In prose only periods of the same length are compared,
year with year and quarter with quarter, since the text does not say when a fiscal year ends.
"""

import re
from calendar import monthrange
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
    r"|expect\w*|forecast\w*|guid\w+|target\w*|plan\w*|will|on(?=\s(?:19|20)\d\d)|after(?=\s(?:\w+\s){0,3}(?:19|20)\d\d))\b"
    r"|同比|环比|上年|去年|上期|较(?![高低大小多少为])|(?<![占同环对])比(?![例率重亚如])|自(?![动主有由营身家研建产])|至(?![少今])|预计|将|\||→",
    re.I,
)
"""Words of comparison, by which a sentence may refer to more than one period; and the borders of table cells."""
_STRETCH_TO: Final = lazy_re.compile(r"(?i:months?|quarter|half|half-year|year|period) to\b|截至|上半年至")
"""The same words within the name of a period, in which they do not compare."""
_MONTHS: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_YEAR: Final = lazy_re.compile(
    rf"\b((?:19|20)[0-9]{{2}}[AEFP]?) (?=[^\s0-9])(?!(?:[QH][1-4]|[1-4][QH]|{_MONTHS}[a-z]*)\b)"
)
"""A year before a unit in a column's heading, in which `2025 RMB m` is not an amount."""
_MONTH: Final = lazy_re.compile(rf"(?<![0-9]-)\b({_MONTHS})[-'’]([0-9]{{2}})\b(?![-.,])")
_SHORT: Final = lazy_re.compile(r"\b([QH][1-4])[ -]([0-9]{2})\b(?![-.])")
_NUMBERED: Final = lazy_re.compile(r"\b((?:19|20)[0-9]{2})-?M([01][0-9])\b")
_DAY: Final = lazy_re.compile(r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b")
"""Short forms that are periods in a heading: `Jan-24`, `Q1 24`, `2024M01` and `31.12.2024`."""
_BASE: Final = lazy_re.compile(
    r"\b(?:19|20)[0-9]{2}\s?=\s?100\b|\b(?:constant|chained|at) (?:19|20)[0-9]{2}(?= (?:prices|US\$|[A-Z$€£]))", re.I
)
"""The year with which others are compared: `Index 2019=100`, `at 2015 prices`."""
_UNDER_STRETCH: Final = lazy_re.compile(
    r"((?:\D*\s)?)((?:19|20)[0-9]{2}) (.*\b(?:months|quarters?|halves|half|years?|weeks) (?:ended|ending|to) .*?),?",
    re.I | re.S,
)
"""A year under a header row with its period: `2025` under `Three months ended March 31,`."""
_UNDER_OPEN_STRETCH: Final = lazy_re.compile(
    rf"((?:\D*\s)?)(?:((?:19|20)[0-9]{{2}}) ({_MONTHS}[a-z]*\.? [0-9]{{1,2}}|[0-9]{{1,2}} {_MONTHS}[a-z]*),?"
    rf"|((?:{_MONTHS}[a-z]*\.? [0-9]{{1,2}}|[0-9]{{1,2}} {_MONTHS}[a-z]*),? (?:19|20)[0-9]{{2}}))"
    r" ([^()]*\b(?:months|quarters?|halves|half|years?|weeks) (?:ended|ending|to))",
    re.I,
)
"""A day under a header row with its length: `June 30, 2025`, or `2025` and `June 30`, under `Six months ended`."""
_OPEN_STRETCH: Final = lazy_re.compile(
    rf"\b(?:[a-z]+ (?:months|weeks)|quarter|half|year) (?:ended|ending|to) (?:{_MONTHS}[a-z]*\.? [0-9]{{1,2}}"
    rf"|[0-9]{{1,2}} {_MONTHS}[a-z]*)\b,?(?! ?(?:19|20)[0-9]{{2}}\b)",
    re.I,
)
"""A period without its year, which is elsewhere in a heading: `2025 Net sales`, `Three months ended March 31`."""
_ANY_YEAR: Final = lazy_re.compile(r"(?<![0-9/–-])(?:19|20)[0-9]{2}(?![0-9/–-])")
_CITATION: Final = lazy_re.compile(r"\[[^\[\]]*@[^\[\]]*\]|@[\w:.-]+")
MAX_SENTENCE_CHARS: Final = 1000
"""How many characters of a sentence are read before a number, and after it."""
_LENGTHS: Final = (1, 7, 31, 92, 184, 275, 366)
"""The maximum length in days of a day, week, month, quarter, half, nine months and year."""
_QUARTER: Final = 92
_MONTHS_OF: Final = {31: 1, 92: 3, 366: 12}
_DATA_DATE: Final = lazy_re.compile(r"\d{4}-\d\d-\d\d")
_OPENING: Final = lazy_re.compile(r"\s*(?:(?:In|During|For|Throughout|Over)\s)?(?:the\s)?")
"""The text before a period that opens a sentence: `In | 2024, sales were €40m`."""
_VERB: Final = lazy_re.compile(r",?\s(?:was|were|came|totall?ed|reached|amounted|stood)\b")
"""The text after a period that belongs to the subject of a sentence: `Sales in 2024 | were €40m`."""


def period_of(before: str, after: str, length: int) -> Period | None:
    """The period for which a note's sentence gives a number, if there can only be one; else None.

    The number is the first `length` characters of `after`.
    """
    return _beside_or_listed(before, after, length) or _of_sentence(before, after)


def _beside_or_listed(before: str, after: str, length: int) -> Period | None:
    """The period right before or after a number, or its year by a list of years; None if there is none."""
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
    """The only period of the sentence around a number, if the sentence makes no comparison."""
    sentence = _sentence(before, after)
    return None if _COMPARES.search(_STRETCH_TO.sub(" ", sentence)) else _single(named_periods(sentence))


def _sentence(before: str, after: str) -> str:
    """The sentence around a number, without its first character, citations, and brackets about other periods."""
    before, after = before[-MAX_SENTENCE_CHARS:], after[:MAX_SENTENCE_CHARS]
    text = f"{before}0{after}"
    first, last = sentence_around(text, len(before))
    return without_periods_ahead(without_citations(f"{text[first : len(before)]} {text[len(before) + 1 : last]}"))


def period_at(paragraph: Paragraph, number: Quantity, cell: Cell | None) -> Period | None:
    """The period for which a source gives a number: above or beside its cell, or in the words around it."""
    return period_in(cell) if cell else _period_in_prose(paragraph.text, number)


def period_in(cell: Cell) -> Period | None:
    """The period above or beside a cell: in its header, label, column of periods or section."""
    texts = (cell.context.header, cell.context.label, cell.context.time, cell.context.section)
    return next((found for text in texts if (found := _only_period(text))), None)


def _period_in_prose(text: str, number: Quantity) -> Period | None:
    """The period of a number in prose: beside it, or the only one that opens its sentence or belongs to the subject."""
    length = number.end - number.bound_start
    if named := _beside_or_listed(text[: number.bound_start], text[number.bound_start :], length):
        return named
    start, end = sentence_around(text, number.bound_start)
    if own := period_of_clause(text[start:end], number.bound_start - start):
        return own
    before = text[start : number.bound_start]
    # The text after the number may be about another period: `H1 25 sales of | €5m, +2% vs. H1 24`.
    period = _of_sentence(text[: number.bound_start], "") if "(" not in before else None
    if period is None or period.text not in before:
        return None
    at = before.index(period.text)
    is_stated = _OPENING.fullmatch(before, 0, at) or _VERB.match(before, at + len(period.text))
    return period if is_stated else None


def are_apart(one: Period, other: Period) -> bool:
    """Whether two periods have the same length and no day in common, or are different spans of years: `2023/24`."""
    one, other = _as_long_as(one, other), _as_long_as(other, one)
    if _has_years(one) and _has_years(other):
        return (one.first, one.last) != (other.first, other.last)
    if length(one) != length(other):
        return False
    (first, last), (its_first, its_last) = _comparable(one), _comparable(other)
    return last < its_first or its_last < first


def _has_years(period: Period) -> bool:
    """Whether a period consists of several calendar years, as a fiscal or school year is read: `2023/24`."""
    first, last = period.first, period.last
    return first.year < last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _as_long_as(period: Period, other: Period) -> Period:
    """A day as the stretch of the length of another period for which it is given, if it is that of one.

    A day is of its month. A balance sheet of 31 December 2025 is headed `2025`, and in a file of data the quarter
    and the year have the date of their first day: `2025-04-01`.
    """
    day, months = period.last, _MONTHS_OF.get(length(other), 0)
    if period.first != day or not months:
        return period
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    begins_it = first == day and _DATA_DATE.fullmatch(period.text)
    if months == 1 or begins_it or (months, day.month, day.day) == (12, 12, 31):
        return structs.replace(period, first=first, last=_last_of(first.year, first.month + months - 1))
    return period


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def are_of_other_lengths(one: Period, other: Period) -> bool:
    """Whether two periods have different lengths of a quarter, a half, nine months or a year."""
    lengths = {length(one), length(other)}
    return len(lengths) == 2 and min(lengths) >= _QUARTER and max(lengths) <= _LENGTHS[-1]


def _comparable(period: Period) -> tuple[date, date]:
    """The first and last day by which a period is compared: a fiscal year counts as the year in which it ends."""
    is_year = length(period) == _LENGTHS[-1]
    year = period.last.year
    return (date(year, 1, 1), date(year, 12, 31)) if is_year else (period.first, period.last)


def has_column_of(period: Period, row: Paragraph, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether a row of a table has a column for a period, given all paragraphs of its source."""
    return has_cell_of(period, row, paragraphs) or _names_period(period, row.row.header if row.row else "")


def has_cell_of(period: Period, row: Paragraph, paragraphs: Iterable[Paragraph]) -> bool:
    """The same, by the headers of the row's cells only."""
    cells = (cell for other in paragraphs if other.is_of_row(row) for cell in other.cells)
    return any(_names_period(period, header) for header in {cell.context.header for cell in cells})


def has_row_of(period: Period, cell: Cell, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether the column of a cell has a row for a period, given all paragraphs of its source."""
    header = cell.context.header
    others = (other.context for row in paragraphs for other in row.cells if other.context.header == header)
    return any(
        _names_period(period, name)
        for name in {name for other in others for name in (other.label, other.time, other.section)}
    )


def has_namesake_of(period: Period, cell: Cell, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether a row of any table with the label of a cell's has a number for a period."""
    label = cell.context.label
    rows = (other for row in paragraphs for other in row.cells if label and other.context.label == label)
    return any(are_same(period, found) for other in rows if (found := period_in(other)))


def has_sentence_of(period: Period, paragraphs: Iterable[Paragraph]) -> bool:
    """Whether the prose of some paragraphs names a period."""
    return any(_names_period(period, paragraph.text) for paragraph in paragraphs if not paragraph.cells)


def _names_period(period: Period, text: str) -> bool:
    return any(are_same(period, found) for found in _periods(text))


def are_same(one: Period, other: Period) -> bool:
    """Whether two periods count as the same; the year 2024 and 31 December 2024 do."""
    return _comparable(_as_long_as(one, other)) == _comparable(_as_long_as(other, one))


def without_citations(text: str) -> str:
    """A text of a note with a space for each citation."""
    return _CITATION.sub(" ", text)


def _only_period(heading: str) -> Period | None:
    return _single(_periods(heading))


@lru_cache(4096)  # the same few headers recur
def _periods(header: str) -> tuple[Period, ...]:
    """The periods in a header."""
    header = _BASE.sub(" ", header)
    plain = _SHORT.sub(r"\1 20\2", _MONTH.sub(r"\1 20\2", _NUMBERED.sub(r"\1-\2", as_read(header))))
    return named_periods(_YEAR.sub(r"\1, ", _DAY.sub(_iso, plain)))


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"


def as_read(header: str) -> str:
    """A header, given with its nearest row first, in the order of reading: the year or day after its period's name."""
    stretches, years = list(_OPEN_STRETCH.finditer(header)), list(_ANY_YEAR.finditer(header))
    if len(stretches) == len(years) == 1:
        return _with_year(header, stretches[0].group(), years[0])
    if under := _UNDER_STRETCH.fullmatch(header):
        return f"{under[1]}{under[3]}, {under[2]}"
    if under := _UNDER_OPEN_STRETCH.fullmatch(header):
        return f"{under[1]}{under[5]} {under[4] or f'{under[3]}, {under[2]}'}"
    return header


def _with_year(header: str, stretch: str, year: re.Match[str]) -> str:
    """A header with its only year after the stretch that has none."""
    others = f"{header[: year.start()]} {header[year.end() :]}".replace(stretch, " ")
    return f"{stretch.rstrip(', ')}, {year.group()} {' '.join(others.split())}".strip()


def _single(periods: Iterable[Period]) -> Period | None:
    """The period that all of some periods are; None if they differ, or there are none."""
    found: dict[object, Period] = {(period.first, period.last): period for period in periods}
    return next(iter(found.values())) if len(found) == 1 else None


def length(period: Period) -> int:
    """The maximum number of days of a period of this kind: 92 for a quarter, 366 for a year."""
    days = (period.last - period.first).days + 1
    return next((most for most in _LENGTHS if days <= most), days)
