"""Periods: years, halves, quarters, months and days in English and Chinese text, each with its place.

A period is returned only if its year is printed beside it. `January 7` alone is recognised as a date, so that its
digits are no quantity, but its year is not guessed. A range is one period, from the first day of its first end to the
last day of its last. `FY25` is the year 2025, since the text does not say when the fiscal year ends.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache

from briefing import lazy_re
from briefing.evidence.quantities.calendar_forms import GERMAN_MONTHS, MONTHS, SMALL_NUMBERS, form_at, openings
from briefing.evidence.quantities.currency_marks import mark_before
from briefing.evidence.quantities.measures import counts_things, is_counted
from briefing.evidence.quantities.normalization import by_head, fold, has_digits, may_be_chinese, without_addresses
from briefing.evidence.quantities.parsed_text import CalendarMatch, ParsedText, with_offsets
from briefing.evidence.quantities.visible import has_invisible, visible, visible_offsets
from briefing.model import Period

_NUMBERS: Mapping[str, int] = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name.lower(): number for name, number in GERMAN_MONTHS.items()},
    **{word: number for number, word in enumerate(("first", "second", "third", "fourth"), 1)},
    **{word: number for number, word in enumerate(SMALL_NUMBERS, 2)},
    **{char: number for number, char in enumerate("一二三四五六七八九十", 1)},
    **{"十一": 11, "十二": 12, "上": 1, "下": 2, "两": 2},
    **{"quarter": 3, "half": 6, "twelve": 12, "year": 12, "年度": 12},
}

# Not measures, although they look like units: `2025款` is a model year.
_NOT_A_MEASURE = lazy_re.compile(" ?(?:year|quarter|month|week|day|年|款)| [$€£¥]")
# Forms that may be an amount instead: `2000`, `2000-2500`, `May 15`, `25/20/16`.
_PLAIN_FORMS: Sequence[AbstractSet[str]] = ({"y"}, {"y", "y2"}, {"m", "d"}, {"m", "d", "d2"}, frozenset())
_COUNTED = lazy_re.compile(r"(?i:over|than|nearly|almost|about|some|approximately|roughly|around) ?$")


# After a number the mark belongs to that: `5 bn RMB 2000`.
_MEASURED = lazy_re.compile("(?:[0-9] ?|[0-9] ?(?:bn|mn|tn) |llion |[万亿])$")


def _ends_with_mark(before: str) -> bool:
    """Whether a text ends with the currency mark of the number after it."""
    end = len(before) - before.endswith((" ", "-"))
    mark = mark_before(before, end)
    return bool(mark) and not _MEASURED.search(before, 0, end - len(mark))


def _year(digits: str) -> int:
    """The year of two or four digits; two digits from 80 on belong to the last century."""
    number = int(digits)
    return number if number > 99 else number + (1900 if number >= 80 else 2000)


def _number(word: str) -> int:
    """The number of a month, quarter, half or day, from digits, a word or a Chinese numeral."""
    plain = word.lower()
    if len(plain) > 1 and "十" in plain and plain not in _NUMBERS:
        tens, _, ones = plain.partition("十")
        return _NUMBERS.get(tens, 1) * 10 + _NUMBERS.get(ones, 0)
    return int(plain.rstrip("stndrh")) if plain[0].isdigit() else _NUMBERS.get(plain) or _NUMBERS[plain[:3]]


def _months(groups: Mapping[str, str]) -> tuple[int, int]:
    """The first and last month of the printed parts of a date."""
    at = {name: _number(word) for name, word in groups.items() if name[0] not in "yd"}
    if "m" in at or "m2" in at:
        return at.get("m", at.get("m2", 0)), at.get("m2", at.get("m", 0))
    if "q" in at:
        return at["q"] * 3 - 2, at.get("q2", at["q"]) * 3
    if "h" in at:
        return at["h"] * 6 - 5, at["h"] * 6
    return 1, at.get("n", 0) or at.get("t", 0) * 3 or 12


def days_of(groups: Mapping[str, str]) -> tuple[date, date] | None:
    """The first and last day of the printed parts of a date; None if they lack a year, or there is no such day."""
    if "y" not in groups:
        return None
    if "l" in groups:
        return _until(groups)
    year, months = _year(groups["y"]), _months(groups)
    until = _year(groups.get("y2", groups["y"]))
    day = _number(groups.get("d", "1"))
    try:
        end = _number(groups.get("d2", groups.get("d", "0"))) or calendar.monthrange(until, months[1])[1]
        first, last = date(year, months[0], day), date(until, months[1], end)
    except (ValueError, IndexError):
        return None
    if first <= last:
        return first, last
    # In `30 June–5 January 2026` the year of the first end is missing.
    return (date(until, months[1], _number(groups.get("d2", "1"))), last) if "m2" in groups else None


_MAX_DAYS_OVER = 7
"""How many days into the next month a year of 52 or 53 weeks, or a quarter of it, may end."""


def _until(groups: Mapping[str, str]) -> tuple[date, date]:
    """The first and last day of a number of months that end with a month: `the three months ended 31 March 2026`."""
    end = _last_month(groups)
    (first_year, first), (year, last) = divmod(end - _number(groups["l"]) + 1, 12), divmod(end, 12)
    return date(first_year, first + 1, 1), date(year, last + 1, calendar.monthrange(year, last + 1)[1])


def _last_month(groups: Mapping[str, str]) -> int:
    """The last month of such a period, counted from the year 0; the first days of a month count as the one before."""
    month = _number(groups["m"]) - 1 - (0 < _number(groups.get("d", "0")) <= _MAX_DAYS_OVER)
    return _year(groups["y"]) * 12 + month


_PART = {"y": "{:04}", "h": "H{}", "q": "Q{}", "m": "M{:02}", "d": "D{:02}"}


def _parts(groups: Mapping[str, str]) -> frozenset[str]:
    """The canonical parts of a date: `2026`, `Q3`, `M01`."""
    numbers = {name: _year(word) if name[0] == "y" else _number(word) for name, word in groups.items()}
    printed = frozenset(_PART[name[0]].format(number) for name, number in numbers.items() if name[0] in _PART)
    return printed | _stretch_parts(groups) if "l" in groups else printed


WHOLE_YEAR = "Y"
"""The part that stands for a whole year that ends on a printed day."""


def _stretch_parts(groups: Mapping[str, str]) -> frozenset[str]:
    """The part of the quarter, half or year that a number of months up to a month makes up, if it is one."""
    length, end = _number(groups["l"]), _last_month(groups) % 12 + 1
    if length == 12:
        return frozenset({WHOLE_YEAR})
    name = {3: "Q", 6: "H"}.get(length)
    return frozenset({f"{name}{end // length}"} if name and end % length == 0 else ())


def _is_amount(match: re.Match[str], groups: Mapping[str, str]) -> bool:
    """Whether the digits of a match are an amount after all: `RMB 2000`, `2000 stores`, `more than 2000 parts`."""
    text, (start, end) = match.string, match.span()
    if _SHORT_YEAR.fullmatch(match[0]):
        return is_counted(text, end) or counts_things(text, end)
    if groups.keys() not in _PLAIN_FORMS or "年" in match[0]:
        return False
    before = text[max(0, start - 14) : start]
    return bool(
        _ends_with_mark(before)
        or (match[0] == "2000" and _COUNTED.search(before))
        or (match[0][-1].isdigit() and (_measures(text, start, end) or _is_listed(text, start, end)))
    )


_SHORT_YEAR = lazy_re.compile("[HQ][1-4] [0-9]{2}")
"""A quarter with a two-digit year, unless the digits count something: `in Q3 25 | stores opened`."""
_NEXT_OF_LIST = lazy_re.compile(r"(?: and | or |, )(?:[0-9]{4}(?:, | and | or ))?[0-9]{4}(?![0-9]|[.,][0-9])")
_IN = lazy_re.compile(r"(?i:in|since|until|by|during|from|after|before|of fiscal|years?) $")


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether digits that may be a year are in a list with an amount: `between 2010 and 2050 cars`."""
    following = _NEXT_OF_LIST.match(text, end)
    if following is None or _IN.search(text, max(0, start - 10), start):
        return False
    return counts_things(text, following.end()) and not _NOT_A_MEASURE.match(text, following.end())


# A year although a noun follows: `In 2025 cars were dearer`, `since 2019 stores were opened`; not `in 2025 cars`.
_DATES = lazy_re.compile(
    r"(?:(?:^|[.!?:;]  ?|\n)(?:In|By|After|Before)|\b(?:[Ss]ince|[Uu]ntil|[Dd]uring|[Tt]hroughout)) $"
)


def _measures(text: str, start: int, end: int) -> bool:
    """Whether digits that may be a year have a measure, or count something."""
    if _NOT_A_MEASURE.match(text, end):
        return False
    return is_counted(text, end) or (
        counts_things(text, end) and not _DATES.search(text, max(0, start - len(". Throughout ")), start)
    )


# Each form without Chinese characters contains a match of one of these, which most sentences do not. A digit of a
# date is part of a year, is next to a letter, `'` or `/`, or is after `FY`, `fiscal`, `calendar` or `year`.
_DIGIT_OF_A_DATE = lazy_re.compile("[0-9](?:[A-Za-z'/]|(?<=[A-Za-z'/][0-9])|(?<=19|20|21)|(?<=[YLRlr] [0-9]))")
_WORDS_OF_A_DATE = (
    *MONTHS,
    *GERMAN_MONTHS,
    *map(str.upper, MONTHS),
    *("Quarter", "quarter", "Half", "half", "irst [a-z0-9]{1,6} month"),
)
_WORD_OF_A_DATE = lazy_re.compile(by_head((word[0], word[1:]) for word in _WORDS_OF_A_DATE))


def _may_be_dated(text: str) -> bool:
    return may_be_chinese(text) or bool(_DIGIT_OF_A_DATE.search(text) or _WORD_OF_A_DATE.search(text))


def calendar_matches(text: str) -> Iterator[CalendarMatch]:
    """All dates and parts of dates in a folded text, in order."""
    if not _may_be_dated(text):
        return
    chinese, offset = may_be_chinese(text), 0
    while opening := openings(chinese).search(text, offset):
        found = form_at(text, opening.start(), chinese)
        if not found:
            offset = opening.start() + 1
            continue
        match, groups = found
        offset = match.end()
        if not _is_amount(match, groups):
            yield CalendarMatch(*match.span(), _parts(groups), days_of(groups))


_RANGE = lazy_re.compile(" ?[-—~] ?|至|到| to | through ")


def _with_ranges_joined(text: str, periods: list[Period]) -> Iterator[Period]:
    """Periods in order, ranges such as `1Q25–3Q25` combined into one."""
    pending: Period | None = None
    for period in periods:
        if pending and pending.first < period.first and _RANGE.fullmatch(fold(text[pending.end : period.start])):
            pending = Period(pending.first, period.last, pending.start, period.end, text[pending.start : period.end])
            continue
        if pending:
            yield pending
        pending = period
    if pending:
        yield pending


_HANZI_YEAR = lazy_re.compile("[一二][〇零九]")


def may_spell_years(text: str) -> bool:
    """Whether a text may have a year in Chinese numerals: `二〇二六年`."""
    return not text.isascii() and bool(_HANZI_YEAR.search(text))


def with_years(text: str, matches: Iterable[CalendarMatch]) -> tuple[Period, ...]:
    """The periods among the calendar matches of a text, in order: those with a year, ranges combined."""
    return tuple(
        _with_ranges_joined(text, [Period(*m.days, m.start, m.end, text[m.start : m.end]) for m in matches if m.days])
    )


def read_periods(text: str) -> tuple[Period, ...]:
    """Every period of a text that is printed with its year, in order."""
    if has_invisible(text):
        offsets = visible_offsets(text)
        return with_offsets(ParsedText(periods=_periods(visible(text))), offsets).periods
    return _periods(text)


def _periods(text: str) -> tuple[Period, ...]:
    return (
        with_years(text, calendar_matches(without_addresses(fold(text))))
        if has_digits(text) or may_spell_years(text)
        else ()
    )


def read_period(text: str) -> Period | None:
    """The period that makes up a whole text; None if there is none."""
    periods = read_periods(text)
    return periods[0] if len(periods) == 1 and periods[0].text == visible(text).strip() else None


@lru_cache(maxsize=4096)  # the same few years and quarters recur
def read_parts(text: str) -> frozenset[str]:
    """The parts of all dates in a text, with a year or without: `2026`, `H1`, `Q3`, `M01`, `D07`.

    A period counts as found at a locator if one of its parts is there, and the others are anywhere in the source.
    """
    return frozenset(part for match in calendar_matches(without_addresses(fold(visible(text)))) for part in match.parts)
