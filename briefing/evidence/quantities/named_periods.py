"""The periods that a sentence names, and the ways in which a source may print one.

A half or a quarter may be printed apart from its year, and the first quarter is the three months that end on 31 March.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from briefing import lazy_re
from briefing.evidence.quantities.normalization import fold, without_addresses
from briefing.evidence.quantities.parsed_text import CalendarMatch
from briefing.evidence.quantities.periods import WHOLE_YEAR, calendar_matches, days_of, with_years
from briefing.evidence.quantities.visible import visible
from briefing.model import Period


def named_periods(text: str) -> tuple[Period, ...]:
    """The periods that a text names, a half or quarter in the only year there among them: `first-half sales of 2025`."""
    plain = without_addresses(fold(visible(text)))
    return _named(plain, tuple(calendar_matches(plain)))


def _named(text: str, matches: Sequence[CalendarMatch]) -> tuple[Period, ...]:
    """The same, given all that the text, or a part of it, has of the calendar."""
    dated = [match for match in matches if match.days]
    bare = [
        match
        for match in matches
        if not match.days and len(match.parts) == 1 and _HALF_OR_QUARTER.match(min(match.parts))
    ]
    if len(dated) == len(bare) == 1 and len(dated[0].parts) == 1:
        return tuple(_in_year(text, dated[0], bare[0]))
    return with_years(text, dated)


_BEHIND = lazy_re.compile(
    r"[*_\]]*(?:\s\([^()]{1,16}\))?(?:\s(?!than\b|from\b|against\b|versus\b)[a-z-]+){0,3}?\s(?:in|for|during)\s(?:the\s)?"
    r"(?:full[ -]year\s)?"
)
# The characters after a number in which its period may be.
_MAX_BEHIND = 80


def period_behind(after: str) -> Period | None:
    """The period right after a number, given the text that follows it: `€40m` | ` of sales in 2024`."""
    joint = _BEHIND.match(after) or _AT_THE_END.match(after)
    periods = named_periods(after[joint.end() : joint.end() + _MAX_BEHIND]) if joint else ()
    is_whole = periods and (
        joint is None or not joint[0].endswith("(") or after.startswith(")", joint.end() + periods[0].end)
    )
    return periods[0] if is_whole and periods[0].start == 0 else None


_AT_THE_END = lazy_re.compile(
    r"(?:\s[a-z-]+){0,2}?\s(?:as\s)?(?:at|of|on)\s(?:(?:the\s)?end\sof\s|year-end\s)?(?:the\s)?|\s?\("
)
"""What is between a number and its period where that is a day, or in a bracket: `at the end of | 2024`, `2 GW (| 2025)`."""


class Part(NamedTuple):
    """A month, quarter or half, of whatever year."""

    name: str
    """`M08`, `Q3` or `H1`."""
    text: str
    is_dated: bool

    def is_other(self, part: "Part") -> bool:
        """Whether two are of one kind, and not the same, and one has no year."""
        is_same_kind = self.name[0] == part.name[0] and self.name != part.name
        return is_same_kind and not (self.is_dated and part.is_dated)


def part_of(text: str, start: int, end: int) -> Part | None:
    """The part of a year for which a sentence gives the number between two of its offsets: right after it, or alone.

    A month that the sentence compares with is none: `up 3% from July`.
    """
    plain = without_addresses(fold(text))
    matches = tuple(calendar_matches(plain))
    for match in matches:
        is_behind = _TO_A_PART.fullmatch(plain, end, max(end, match.start)) is not None
        is_alone = len(matches) == 1 and not start <= match.start < end and not _COMPARED.search(plain, 0, match.start)
        is_alone = is_alone and (match.start > start or not _OF_ANOTHER.search(plain, 0, match.start))
        named = [part for part in match.parts if not part.isdigit()]
        is_own = is_behind or is_alone or _opens_clause(plain, match, matches, start)
        if is_own and len(named) == 1 and named[0][0] in "MQH":
            return Part(named[0], text[match.start : match.end], len(match.parts) > 1)
    return None


def _opens_clause(text: str, match: CalendarMatch, matches: Sequence[CalendarMatch], start: int) -> bool:
    """Whether a date opens the clause of a number: `In March prices fell 0.2%; in | April they rose 0.4%`."""
    is_last = match.end <= start and not any(match.end <= other.start < start for other in matches)
    return is_last and bool(_CLAUSE.search(text, 0, match.start)) and bool(_WITHIN.fullmatch(text, match.end, start))


_CLAUSE = lazy_re.compile(
    r"(?:^|[,;，；、]|\band\b|\bwhile\b|\bbut\b)\s?(?:and |while |but |其中|而)?(?:(?:[Ii]n|[Ff]or|[Dd]uring) )?(?:the )?$"
)
_WITHIN = lazy_re.compile(
    r"(?:(?!\b(?:from|than|since|against|versus|after|before|to)\b)[^0-9,;，；.。])*[^0-9,;，；.。]?"
)
"""The words between a date that opens a clause and its number."""
_TO_A_PART = lazy_re.compile(
    r"[*_\]]*(?:\s(?!than\b|from\b|against\b|versus\b)[a-z-]+){0,5}\s(?:in|for|during)\s(?:the\s)?(?:month of\s)?"
)
_OF_ANOTHER = lazy_re.compile(r"[0-9]\S*(?: [a-z]+){0,3} (?:in|for|during) (?:the )?$")
"""What ends before a date that belongs to a number before it."""
_COMPARED = lazy_re.compile(
    r"(?:\b(?:from|than|since|until|till|by|before|after|to|versus|vs\.?|against|with|on|through)|[较比自从至到])\s?(?:the\s)?$",
    re.I,
)


def period_of_clause(text: str, start: int) -> Period | None:
    """The period that opens the clause of the number at an offset of a sentence."""
    plain = without_addresses(fold(text))
    matches = tuple(calendar_matches(plain))
    own = (match for match in matches if match.days and _opens_clause(plain, match, matches, start))
    return next(
        (Period(*match.days, match.start, match.end, text[match.start : match.end]) for match in own if match.days),
        None,
    )


def periods_of_number(text: str, dates: Sequence[CalendarMatch], sentence: tuple[int, int], end: int) -> str:
    """The names of the periods for which a sentence gives a number that ends at an offset: of the one after it, or all.

    `dates` are all that the text has of the calendar, in order.
    """
    start, stop = sentence
    if joint := _BEHIND.match(text, end, stop):
        periods = _named(text, _within(dates, joint.end(), min(stop, joint.end() + _MAX_BEHIND)))
        if periods and periods[0].start == joint.end():
            return _listed(periods[:1])
    return _listed(_named(text, _within(dates, start, stop)))


_START = attrgetter("start")


def _within(dates: Sequence[CalendarMatch], start: int, stop: int) -> Sequence[CalendarMatch]:
    """The dates between two offsets."""
    found = dates[bisect_left(dates, start, key=_START) : bisect_left(dates, stop, key=_START)]
    return found if not found or found[-1].end <= stop else found[:-1]


@lru_cache(maxsize=1024)  # each cell of a column asks for them
def names_of_periods(text: str) -> str:
    """The names of the periods of a text, whatever their spelling: `2025`, `2025-01-01/2025-03-31`."""
    return _listed(named_periods(text))


def _listed(periods: Iterable[Period]) -> str:
    return " ".join(sorted({_name(period.first, period.last) for period in periods}))


@lru_cache(maxsize=1024)
def _name(first: date, last: date) -> str:
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}"
    return f"{first}" if first == last else f"{first}/{last}"


def read_name(name: str) -> Period | None:
    """The period of a name that `names_of_periods` gives; None for several, or none."""
    if not name or " " in name:
        return None
    ends = (f"{name}-01-01", f"{name}-12-31") if len(name) == len("2025") else name.split("/")
    first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
    return Period(first, last, 0, 0, _part_of_year(first, last) or name)


def _part_of_year(first: date, last: date) -> str:
    """`Q1 2025` or `H1 2025`; empty for another period."""
    for letter, months in (("Q", 3), ("H", 6)):
        number = last.month // months
        if number and days_of({"y": f"{first.year}", letter.lower(): f"{number}"}) == (first, last):
            return f"{letter}{number} {first.year}"
    return ""


_HALF_OR_QUARTER = lazy_re.compile("[HQ][1-4]")


def _in_year(text: str, year: CalendarMatch, part: CalendarMatch) -> Iterator[Period]:
    """A half or a quarter that is printed apart from its year."""
    groups = {name[0].lower(): name.lstrip("HQ") for name in part.parts}
    if days := days_of({"y": min(year.parts), **groups}):
        yield Period(*days, part.start, part.end, f"{text[part.start : part.end]} {text[year.start : year.end]}")


def spellings_of(parts: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The parts by which a source may print a period: as printed, or `Q1` for three months that end on 31 March."""
    names = frozenset(part for part in parts if part[0] in "HQ" or part == WHOLE_YEAR)
    days = frozenset(part for part in parts if part[0] in "MD")
    return (parts - names, parts - days - {WHOLE_YEAR}) if names and days else (parts,)
