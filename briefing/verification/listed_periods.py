"""The years of listed numbers: `$202 million and $92 million in 2020 and 2019, respectively`.

A list of years and a list of as many numbers, next to each other in a sentence, correspond in order.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Final, NamedTuple

from briefing import lazy_re
from briefing.evidence.quantities import read_period, read_periods, read_quantities
from briefing.model import Period, Quantity

_YEAR: Final = r"(?:19|20)[0-9]{2}年?(?![0-9])"
_JOINT: Final = lazy_re.compile(r",? (?:and|&) |, |、|和|及|与")
_YEARS: Final = lazy_re.compile(rf"(?<![0-9]){_YEAR}(?:(?:, |、){_YEAR}){{0,6}}(?:,? (?:and|&) |和|及|与){_YEAR}")
_DAYS_OF_A_YEAR: Final = 350
_MAX_GAP: Final = 60
"""The most characters between the two lists."""


class _Lists(NamedTuple):
    """The lists of years in a sentence, and its numbers."""

    years: Sequence[re.Match[str]]
    numbers: Sequence[Quantity]


def are_listed(text: str) -> bool:
    """Whether a text has a list of years."""
    return _YEARS.search(text) is not None


def is_list_at(text: str, start: int, length: int) -> bool:
    """Whether a list of years begins within a span of a text."""
    years = _YEARS.search(text, start)
    return years is not None and years.start() < start + length


def listed_year(sentence: str, start: int) -> Period | None:
    """The year of the number at an offset of a sentence, if it is in a list that corresponds to one of years."""
    lists = _lists(sentence)
    numbers = _list_around(lists.numbers, sentence, start)
    for years in lists.years if numbers else ():
        names = re.findall(r"[0-9]{4}", years[0])
        if len(names) == len(numbers) and _are_next(sentence, numbers, years):
            at = next(at for at, number in enumerate(numbers) if number.bound_start <= start < number.end)
            return _in_year(sentence, years.start(), names[0], names[at])
    return None


def _in_year(sentence: str, start: int, first: str, year: str) -> Period:
    """A year of a list as a period: the whole year, or the part of it that is printed before the first year."""
    for stretch in read_periods(sentence[:start] + first):
        found = read_period(f"{stretch.text[: -len(first)]}{year}") if stretch.end == start + len(first) else None
        if found and (found.last - found.first).days < _DAYS_OF_A_YEAR:
            return found
    return Period(date(int(year), 1, 1), date(int(year), 12, 31), 0, 0, year)


@lru_cache(maxsize=64)
def _lists(sentence: str) -> _Lists:
    return _Lists(tuple(_YEARS.finditer(sentence)), tuple(read_quantities(sentence)))


def _list_around(numbers: Sequence[Quantity], sentence: str, start: int) -> list[Quantity]:
    """The list of numbers that contains the one at an offset; empty if no number is there."""
    at = next((at for at, number in enumerate(numbers) if number.bound_start <= start < number.end), None)
    if at is None:
        return []

    def is_joined(pair: tuple[Quantity, Quantity]) -> bool:
        return _JOINT.fullmatch(sentence, pair[0].end, pair[1].bound_start) is not None

    before = takewhile(is_joined, ((numbers[i - 1], numbers[i]) for i in range(at, 0, -1)))
    after = takewhile(is_joined, ((numbers[i], numbers[i + 1]) for i in range(at, len(numbers) - 1)))
    return [*reversed([first for first, _ in before]), numbers[at], *(last for _, last in after)]


def _are_next(sentence: str, numbers: Sequence[Quantity], years: re.Match[str]) -> bool:
    """Whether the two lists are adjacent, with no number between except the day before the first year."""
    gap = sentence[numbers[-1].end : years.start()] or sentence[years.end() : numbers[0].bound_start]
    return 0 < len(gap) <= _MAX_GAP and not re.search(r"[0-9](?![0-9]?,? $)", gap)
