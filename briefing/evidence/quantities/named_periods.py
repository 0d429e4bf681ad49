"""The periods that a sentence names, and the different ways in which a source may print one.

A half or quarter may be printed apart from its year, and the first quarter as the three months ended 31 March.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from briefing import lazy_re
from briefing.evidence.quantities.normalization import fold, without_addresses
from briefing.evidence.quantities.parsed_text import CalendarMatch
from briefing.evidence.quantities.periods import WHOLE_YEAR, calendar_matches, days_of, with_years
from briefing.evidence.quantities.visible import visible
from briefing.model import Period


def named_periods(text: str) -> tuple[Period, ...]:
    """The periods that a text names, including a half or quarter of the only year in it: `first-half sales of 2025`."""
    plain = without_addresses(fold(visible(text)))
    return periods_among(plain, tuple(calendar_matches(plain)))


def periods_among(text: str, matches: Sequence[CalendarMatch]) -> tuple[Period, ...]:
    """The same, given the calendar matches of the text or of a part of it."""
    dated = [match for match in matches if match.days]
    bare = [
        match
        for match in matches
        if not match.days and len(match.parts) == 1 and _HALF_OR_QUARTER.match(min(match.parts))
    ]
    if len(dated) == len(bare) == 1 and len(dated[0].parts) == 1:
        return tuple(_in_year(text, dated[0], bare[0]))
    return with_years(text, dated)


@lru_cache(maxsize=1024)  # called for each cell of a column
def names_of_periods(text: str) -> str:
    """The canonical names of the periods of a text: `2025`, `2025-01-01/2025-03-31`."""
    return names_of(named_periods(text))


def names_of(periods: Iterable[Period]) -> str:
    """The canonical names of periods, sorted and without duplicates."""
    return " ".join(sorted({_name(period.first, period.last) for period in periods}))


@lru_cache(maxsize=1024)
def _name(first: date, last: date) -> str:
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}"
    return f"{first}" if first == last else f"{first}/{last}"


def read_name(name: str) -> Period | None:
    """The period of a canonical name; None for an empty name, or several names."""
    if not name or " " in name:
        return None
    ends = (f"{name}-01-01", f"{name}-12-31") if len(name) == len("2025") else name.split("/")
    first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
    return Period(first, last, 0, 0, _part_of_year(first, last) or name)


def _part_of_year(first: date, last: date) -> str:
    """`Q1 2025` or `H1 2025` for a quarter or half of the calendar; empty for another period."""
    for letter, months in (("Q", 3), ("H", 6)):
        number = last.month // months
        if number and days_of({"y": f"{first.year}", letter.lower(): f"{number}"}) == (first, last):
            return f"{letter}{number} {first.year}"
    return ""


_HALF_OR_QUARTER = lazy_re.compile("[HQ][1-4]")


def _in_year(text: str, year: CalendarMatch, part: CalendarMatch) -> Iterator[Period]:
    """The period of a half or quarter that is printed apart from its year."""
    groups = {name[0].lower(): name.lstrip("HQ") for name in part.parts}
    if days := days_of({"y": min(year.parts), **groups}):
        yield Period(*days, part.start, part.end, f"{text[part.start : part.end]} {text[year.start : year.end]}")


def spellings_of(parts: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The sets of parts by which a source may print a period: `Q1`, or three months that end on 31 March."""
    names = frozenset(part for part in parts if part[0] in "HQ" or part == WHOLE_YEAR)
    days = frozenset(part for part in parts if part[0] in "MD")
    return (parts - names, parts - days - {WHOLE_YEAR}) if names and days else (parts,)
