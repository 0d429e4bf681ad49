"""Quantities and periods: values with their unit, and ranges of days."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Bound(StrEnum):
    """The relation of a printed number to the true one."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at least"
    UP_TO = "up to"
    UNDER = "under"


class Quantity(Struct, frozen=True, array_like=True):
    """A value or a range, with its unit, its precision and its place in a text."""

    low: Decimal
    high: Decimal
    """Equal to `low` for a single value."""
    unit: str
    """ISO 4217 for money, `%`, `pp`, `bp`, `x`, a physical unit or a duration; empty for a count."""
    bound: Bound
    step: Decimal
    """The place value of the last printed digit, scale included: 100000000 for `RMB 0.5bn`."""
    start: int = 0
    end: int = 0
    """The printed quantity with sign, currency, scale and unit, without its qualifier."""
    bound_start: int = 0
    """Where the qualifier before it starts; `start` when there is none."""
    direction: int = 0
    """-1 after a word of falling or of loss (`fell 27%`), 1 after one of rising or of profit, 0 for neither."""
    bracketed: bool = False
    """Whether a positive number is printed alone in round brackets, where accounts print a minus."""
    per: str = ""
    """The denominator, in the singular: `share` of `RMB 3 per share`, `MWh` of `41.7 EUR/MWh`."""
    noun: str = ""
    """The counted noun of a bare number, in the singular, if it is certain: `robot` of `640 robots`."""

    @property
    def value(self) -> tuple[Decimal, Decimal, str, Bound]:
        """The asserted value, independent of its notation."""
        return (self.low, self.high, self.unit, self.bound)

    @property
    def ends(self) -> tuple[str, str]:
        """Both ends as plain digits, whatever their exponent: `550000`, `2.5`; never rounded."""
        return _plain(self.low), _plain(self.high)


def _plain(value: Decimal) -> str:
    digits = str(value)  # the same as `format`, and faster, unless there is an exponent
    if "E" in digits:
        digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


class Period(Struct, frozen=True, array_like=True):
    """A range of whole days, and where it is printed."""

    first: date
    last: date
    """The last day, inclusive."""
    start: int
    end: int
    text: str
