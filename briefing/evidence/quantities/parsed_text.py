"""The result of parsing a text, and hints for numbers that cannot be parsed.

Spans are offsets. Where invisible characters were dropped before parsing, a table of the remaining characters maps
each offset back to the given text.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from briefing import lazy_re
from briefing.model import Period, Quantity

_SPACED = lazy_re.compile("(?<=[0-9])[ \n](?=[0-9])")


class CalendarMatch(msgspec.Struct, frozen=True):
    """Something of the calendar, whether or not its year is printed."""

    start: int
    end: int
    parts: frozenset[str]
    """Its printed parts: `2026`, `H1`, `Q3`, `M01`, `D07`; those too that a stretch which ends then is known by."""
    days: tuple[date, date] | None
    """Its first and last day, when its year is printed."""


class ParsedText(msgspec.Struct, frozen=True):
    """The numbers and periods of a text, in order."""

    quantities: tuple[Quantity, ...] = ()
    ambiguous: tuple[tuple[int, int], ...] = ()
    """The places of numbers that can be read in two ways, and are therefore not read."""
    periods: tuple[Period, ...] = ()
    dates: tuple[CalendarMatch, ...] = ()
    """All that it has of the calendar, with a year or without."""

    @property
    def is_empty(self) -> bool:
        """Whether the text has none of these."""
        return not (self.quantities or self.ambiguous or self.periods)


def all_ambiguous(reading: ParsedText) -> ParsedText:
    """The reading with none of its numbers taken for certain, and without its periods."""
    spans = [*reading.ambiguous, *((q.start, q.end) for q in reading.quantities)]
    return ParsedText((), tuple(sorted(spans)), ())


def with_offsets(reading: ParsedText, offsets: Sequence[int]) -> ParsedText:
    """The reading of the characters at some places, with offsets in the text that they are of."""

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
        return "write it in plain digits, and part it from what touches it"
    if "~" in number:
        return "put a space behind what is lowered, or write a range with a dash"
    if _SPACED.search(number):
        plain = _SPACED.sub("" if "," in number else ",", number)
        return f"write {plain} if it is one number; put a word between if it is two"
    if "," in number and "." not in number:
        return f"write {number.replace(',', '.')} if it has decimals; group thousands by three digits"
    return f"write {number.replace('.', ',')} for thousands; give a decimal more or fewer digits"
