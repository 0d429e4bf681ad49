"""Measures in brackets beside a number in prose: `Revenue (in millions): 640` and `Revenue: 640 (RMB m)`.

Such a line is a table of one cell: the measure applies as a header's would. Brackets that contain digits, or anything
but a measure, are ignored.
"""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.tables.cell_numbers import is_unscaled, with_measure
from briefing.evidence.tables.measure import read_measure
from briefing.model import Quantity

_MAX_LABEL_CHARS: Final = 40
_MAX_MARKS: Final = 6
"""The most characters that brackets, colon and spaces add to a label."""
_BEFORE: Final = lazy_re.compile(rf"[(（]([^()（）0-9]{{1,{_MAX_LABEL_CHARS}}})[)）]\s?[:：=]\s?$")
_AFTER: Final = lazy_re.compile(rf"\s?[(（]([^()（）0-9]{{1,{_MAX_LABEL_CHARS}}})[)）]")


def with_labels(text: str, quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of a text, each with the measure in the brackets beside it unless it has its own."""
    return tuple(_labelled(text, quantity) for quantity in quantities)


def _labelled(text: str, quantity: Quantity) -> Quantity:
    """A quantity with the measure of its label, which becomes part of its span."""
    printed = text[quantity.start : quantity.end]
    label = _label(text, quantity)
    measure = read_measure(label[1]) if label and is_unscaled(quantity, printed) else None
    if not label or not measure:
        return quantity
    start, end = min(label.start(), quantity.bound_start), max(label.end(), quantity.end)
    return structs.replace(with_measure(quantity, printed, measure), bound_start=start, end=end)


def _label(text: str, quantity: Quantity) -> re.Match[str] | None:
    start = max(0, quantity.bound_start - _MAX_LABEL_CHARS - _MAX_MARKS)
    return _BEFORE.search(text, start, quantity.bound_start) or _AFTER.match(text, quantity.end)
