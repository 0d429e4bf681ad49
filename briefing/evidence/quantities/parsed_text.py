"""The result of parsing a text, and hints for numbers that cannot be parsed.

Places are offsets into the text. If invisible characters were dropped before parsing, a table with the offset of each
remaining character maps the places back to the given text.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from briefing import lazy_re
from briefing.model import Period, Quantity

_SPACED = lazy_re.compile("(?<=[0-9])[ \n](?=[0-9])")


class CalendarMatch(msgspec.Struct, frozen=True):
    """A date or part of a date in a text, with or without its year."""

    start: int
    end: int
    parts: frozenset[str]
    """Its printed parts: `2026`, `H1`, `Q3`, `M01`, `D07`; and the quarter, half or year that ends on a printed day."""
    days: tuple[date, date] | None
    """Its first and last day; None if its year is not printed."""


class ParsedText(msgspec.Struct, frozen=True):
    """The numbers and periods of a text, in order."""

    quantities: tuple[Quantity, ...] = ()
    ambiguous: tuple[tuple[int, int], ...] = ()
    """The places of numbers that can be read in two ways, and are therefore not parsed."""
    periods: tuple[Period, ...] = ()
    dates: tuple[CalendarMatch, ...] = ()
    """All dates and parts of dates, with a year or without."""

    @property
    def is_empty(self) -> bool:
        """Whether the text has no quantity, ambiguous number or period."""
        return not (self.quantities or self.ambiguous or self.periods)


def all_ambiguous(reading: ParsedText) -> ParsedText:
    """The result with all numbers made ambiguous, and without periods."""
    spans = [*reading.ambiguous, *((q.start, q.end) for q in reading.quantities)]
    return ParsedText((), tuple(sorted(spans)), ())


def with_offsets(reading: ParsedText, offsets: Sequence[int]) -> ParsedText:
    """The result of parsing only the characters at some offsets, mapped back to the whole text."""

    def offset(start: int, end: int) -> tuple[int, int]:
        return offsets[start], offsets[end - 1] + 1

    def moved(q: Quantity) -> Quantity:
        start, end = offset(q.start, q.end)
        return msgspec.structs.replace(q, start=start, end=end, bound_start=offsets[q.bound_start])

    return ParsedText(
        tuple(map(moved, reading.quantities)),
        tuple(offset(*span) for span in reading.ambiguous),
        tuple(Period(p.first, p.last, *offset(p.start, p.end), p.text) for p in reading.periods),
        tuple(CalendarMatch(*offset(date.start, date.end), date.parts, date.days) for date in reading.dates),
    )


def spelling_hint(number: str) -> str:
    """A hint for a diagnostic about an ambiguous number."""
    if not number.isascii():
        return "write it in plain digits, separated from what touches it"
    if "~" in number:
        return "put a space after the subscript, or write a range with a dash"
    if _SPACED.search(number):
        plain = _SPACED.sub("" if "," in number else ",", number)
        return f"write {plain} if it is one number; put a word between if it is two"
    if "," in number and "." not in number:
        return f"write {number.replace(',', '.')} if it has decimals; group thousands by three digits"
    return f"write {number.replace('.', ',')} for thousands; give a decimal more or fewer digits"
