"""What is read of a text, and how to write what cannot be read.

A reading holds offsets. Where invisible characters were left out before the text was read, a table of the characters
that remain leads each offset back to the given text.
"""

import re
from collections.abc import Sequence

import msgspec

from briefing.model import Period, Quantity

_SPACED = re.compile("(?<=[0-9])[ \n](?=[0-9])")


class Reading(msgspec.Struct, frozen=True):
    """All that is read of a text, in order."""

    quantities: tuple[Quantity, ...] = ()
    ambiguous: tuple[tuple[int, int], ...] = ()
    """The places of numbers that can be read in two ways, and are therefore not read."""
    periods: tuple[Period, ...] = ()

    @property
    def is_something(self) -> bool:
        """Whether there is any of this."""
        return bool(self.quantities or self.ambiguous or self.periods)


def doubted(reading: Reading) -> Reading:
    """The reading with none of its numbers taken for certain, and without its periods."""
    spans = [*reading.ambiguous, *((q.start, q.end) for q in reading.quantities)]
    return Reading((), tuple(sorted(spans)), ())


def placed(reading: Reading, places: Sequence[int]) -> Reading:
    """The reading of the characters at some places, with offsets in the text that they are of."""

    def place(start: int, end: int) -> tuple[int, int]:
        return places[start], places[end - 1] + 1

    def moved(q: Quantity) -> Quantity:
        start, end = place(q.start, q.end)
        return msgspec.structs.replace(q, start=start, end=end, bound_start=places[q.bound_start])

    return Reading(
        tuple(map(moved, reading.quantities)),
        tuple(place(*span) for span in reading.ambiguous),
        tuple(Period(p.first, p.last, *place(p.start, p.end), p.text) for p in reading.periods),
    )


def how_to_write(number: str) -> str:
    """What to do about a number that could be read in two ways, as a hint of a diagnostic."""
    if not number.isascii():
        return "write it in plain digits, and part it from what touches it"
    if "~" in number:
        return "put a space behind what is lowered, or write a range with a dash"
    if _SPACED.search(number):
        plain = _SPACED.sub("" if "," in number else ",", number)
        return f"write {plain} if it is one number; put a word between if it is two"
    return f"write {number.replace('.', ',')} for thousands; give a decimal more or fewer digits"
