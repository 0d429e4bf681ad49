"""The possible values of an ambiguous number: `1 250`, `12,5`, `1.800`.

The author of a note is asked to write such a number plainly. In a source each reading is one that a reader may
have in mind, and none is certain.
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
    """`1 250`, `1.800` and `1,800` as thousands."""
    return _SEPARATOR.sub("", number) if _GROUPED.fullmatch(number) else ""


def _after_comma(number: str) -> str:
    """`1 250,5` with a comma before its decimals; four of them leave no doubt."""
    whole, _, decimals = number.partition(",")
    return f"{_SEPARATOR.sub('', whole)}.{decimals:0<4}" if decimals.isdigit() else ""


def _after_point(number: str) -> str:
    """`1 250.5` with a point before its decimals; four of them leave no doubt."""
    whole, _, decimals = number.partition(".")
    return f"{_SEPARATOR.sub('', whole)}.{decimals:0<4}" if decimals.isdigit() else ""


_READINGS: Final[tuple[Callable[[str], str], ...]] = (_whole, _after_comma, _after_point)


def readings(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Each value that the number in a stretch of a text may have, placed there."""
    printed = text[start:end]
    for reading in _READINGS:
        if found := read_value(_NUMBER.sub(partial(_respelled, reading), printed)):
            yield structs.replace(found, start=start, end=end, bound_start=start)
    if not text[end:].strip():
        yield from _two_cells(printed, start)


def _two_cells(printed: str, at: int) -> Iterator[Quantity]:
    """`118 640` at the end of a line, which may be two cells of a row."""
    parts = list(_PART.finditer(printed))
    for part in parts if len(parts) > 1 else ():
        if found := read_value(part.group()):
            start = at + part.start()
            yield structs.replace(found, start=start, end=at + part.end(), bound_start=start)


def _respelled(reading: Callable[[str], str], number: re.Match[str]) -> str:
    """A number in a plain form; one that cannot be read so is none."""
    return reading(number.group()) or "?"
