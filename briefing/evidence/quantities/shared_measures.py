"""A measure after a bracket that is meant for two numbers: `rose to 445.2 (398.5) million`, `20,7 (Vorjahr: 21,2) %`.

The number in the bracket is that of the period before, or repeats the first in words (`30 (thirty) days`). It is not
negative, unlike one in brackets alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.amounts import Amount, read_amounts

_OPENS: Final = lazy_re.compile(
    r" [(](?:(?:Vorjahr\w{0,12}|Vj\.?|VJ\.?|(?:prior|previous)[ -]year|prev\.?|previously|\0[\0 ]*+) ?:? ?)?", re.I
)
"""The text from a number to the one in the bracket; dates have been blanked with NULs."""
_MAX_MEASURE: Final = 32
"""The most characters of a measure."""


def with_shared_measures(text: str, amounts: Sequence[Amount]) -> Sequence[Amount]:
    """The amounts of a text, with the measure after a bracket given to the number in it and the one before it."""
    return list(_shared(text, amounts)) if ") " in text else amounts


def _shared(text: str, amounts: Sequence[Amount]) -> Iterator[Amount]:
    measure: Amount | None = None
    for at, amount in enumerate(amounts):
        if measure:
            yield _measured(amount, measure)
            measure = None
        else:
            measure = _measure_of_both(text, amount, amounts[at + 1]) if at + 1 < len(amounts) else None
            yield _measured(amount, measure) if measure else amount


def _measure_of_both(text: str, left: Amount, right: Amount) -> Amount | None:
    """An amount with the measure printed after the bracket of the right number; None if it is not meant for both."""
    is_bare = left.power is None and (left.unit is None or left.marked)
    if not is_bare or not text.startswith(") ", right.end) or not _OPENS.fullmatch(text, left.stop, right.bound_start):
        return None
    found = next(iter(read_amounts(f"12{text[right.end + 1 : right.end + 1 + _MAX_MEASURE]}")), None)
    if found is None or found.start or not (found.unit or found.power):
        return None
    return msgspec.structs.replace(found, unit=found.unit or left.unit)


def _measured(amount: Amount, measure: Amount) -> Amount:
    """An amount with a measure, or with its scale if the amount has a currency before it."""
    if amount.unit:
        return msgspec.structs.replace(amount, power=measure.power)
    return msgspec.structs.replace(
        amount, power=measure.power, unit=measure.unit, shift=measure.shift, per=measure.per, noun=measure.noun
    )
