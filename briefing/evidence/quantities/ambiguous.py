"""The possible values of an ambiguous number: `1 250`, `12,5`, `1.800`.

In a note such a number is an error, and the author has to write it plainly. In a source nobody can rewrite it, so
that each possible reading is compared with a claim, and none is certain.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities.parser import read_value
from briefing.model import Quantity

_NUMBER: Final = lazy_re.compile(r"\d(?:[\d.,'\s]*\d)?")
_GROUPED: Final = lazy_re.compile(r"\d{1,3}(?:[.,'\s]\d{3})+")
_PART: Final = lazy_re.compile(r"(?<!\S)\d+(?!\S)")
_SEPARATOR: Final = lazy_re.compile(r"[.,'\s]")


def _whole(number: str) -> str:
    """Digits read with grouped thousands: `1 250`, `1.800` and `1,800`; empty if they cannot be read so."""
    return _SEPARATOR.sub("", number) if _GROUPED.fullmatch(number) else ""


def _after_comma(number: str) -> str:
    """Digits read with a decimal comma: `1 250,5`; padded to four decimals, which cannot be taken for a group."""
    whole, _, decimals = number.partition(",")
    return f"{_SEPARATOR.sub('', whole)}.{decimals:0<4}" if decimals.isdigit() else ""


def _after_point(number: str) -> str:
    """Digits read with a decimal point: `1 250.5`; padded to four decimals, which cannot be taken for a group."""
    whole, _, decimals = number.partition(".")
    return f"{_SEPARATOR.sub('', whole)}.{decimals:0<4}" if decimals.isdigit() else ""


_READINGS: Final[tuple[Callable[[str], str], ...]] = (_whole, _after_comma, _after_point)


def readings(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Each quantity that the ambiguous number in a span of a text may be, with that span."""
    printed = text[start:end]
    for reading in _READINGS:
        if found := read_value(_NUMBER.sub(partial(_respelled, reading), printed)):
            yield structs.replace(found, start=start, end=end, bound_start=start)
    if not text[end:].strip():
        yield from _two_cells(printed, start)


def _two_cells(printed: str, at: int) -> Iterator[Quantity]:
    """The numbers of `118 640` at the end of a text, which may be two cells of a row."""
    parts = list(_PART.finditer(printed))
    for part in parts if len(parts) > 1 else ():
        if found := read_value(part.group()):
            start = at + part.start()
            yield structs.replace(found, start=start, end=at + part.end(), bound_start=start)


def _respelled(reading: Callable[[str], str], number: re.Match[str]) -> str:
    """A number rewritten by a reading; `?`, which cannot be parsed, if the reading does not apply."""
    return reading(number.group()) or "?"
