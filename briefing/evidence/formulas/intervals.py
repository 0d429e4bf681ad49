"""Intervals with units, and their sums, products and quotients.

An end may be unbounded: “over 5” is an interval without an upper end. Each operation
raises `FormulaError` where no single answer is true: for two currencies, a divisor
that may be zero, or bounds that say nothing about the result.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from operator import add, mul
from typing import Final

from msgspec import Struct, structs

from briefing.evidence.quantities.spellings import MONEY

End = Fraction | None
"""An end of an interval; `None` if it is unbounded there."""

_CURRENCY_NAMES: Final = {"CNY": "RMB"}
"""Currencies that messages name otherwise than by their code."""
UNBOUNDED: Final = ("these bounds say nothing about the result", "use inputs without “over” or “up to”")
"""The message and the hint about an interval without an end."""


class FormulaError(Exception):
    """Why a formula has no value."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint


class Ratio(Enum):
    """The kind of a dimensionless number, which decides between `%` and `pp`."""

    NUMBER = "number"
    """No ratio: a count or a constant."""
    SHARE = "share"
    POINTS = "points"
    BETWEEN = "between"
    """A sum or difference of shares: may be a share or points."""


class Interval(Struct, frozen=True):
    """An interval with units."""

    low: End
    high: End
    units: Mapping[str, int] = {}
    """The power of each unit, by the base unit of its kind: `W` for GW."""
    printed: Mapping[str, str] = {}
    """For each base unit, the unit that was printed first."""
    approximate: bool = False
    """Whether any input was “about” or “nearly”."""
    counted: bool = False
    """Whether it cannot be negative, as deliveries cannot: then “up to 5” begins at zero."""
    ratio: Ratio = Ratio.NUMBER

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """Its bounded ends."""
        return tuple(end for end in (self.low, self.high) if end is not None)

    @property
    def is_closed(self) -> bool:
        """Whether it is bounded at both ends."""
        return len(self.ends) == 2

    @property
    def never_negative(self) -> bool:
        """Whether it is a count, or has a lower end of zero or more."""
        return self.counted or (self.low is not None and self.low >= 0)

    def __add__(self, other: "Interval") -> "Interval":
        """The sum; raises `FormulaError` if the units differ."""
        if self.units != other.units:
            raise FormulaError(
                f"{_unit_names(self)} and {_unit_names(other)} cannot be added or subtracted",
                "convert both to one unit first",
            )
        ends = _if_bounded(self.low, other.low, add), _if_bounded(self.high, other.high, add)
        return _combined(self, other, ends, self.units, _ratio_of_sum(self.ratio, other.ratio))

    def __neg__(self) -> "Interval":
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.units, self.printed, self.approximate, ratio=self.ratio)

    def __sub__(self, other: "Interval") -> "Interval":
        """The difference; raises `FormulaError` if the units differ."""
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        """The product; raises `FormulaError` if it would be in two currencies."""
        if other.high is not None and other.high < 0:
            return -(self * -other)
        if self.high is not None and self.high < 0:
            return -(-self * other)
        units = _units_of_product(self.units, other.units)
        return _combined(self, other, _product_ends(self, other), units, _ratio_of_product(self.ratio, other.ratio))

    def __truediv__(self, other: "Interval") -> "Interval":
        """The quotient; raises `FormulaError` if the divisor may be zero, or for two currencies."""
        return structs.replace(self * _inverted(other), ratio=_ratio_of_quotient(self.ratio, other.ratio))


def _combined(
    one: Interval, other: Interval, ends: tuple[End, End], units: Mapping[str, int], ratio: Ratio
) -> Interval:
    """The result of an operation on two intervals."""
    printed = {**other.printed, **one.printed} if other.printed else one.printed
    approximate = one.approximate or other.approximate
    return Interval(*ends, units, printed, approximate, one.never_negative and other.never_negative, ratio)


def _product_ends(one: Interval, other: Interval) -> tuple[End, End]:
    if one.never_negative and other.never_negative:
        return _if_bounded(one.low, other.low, mul), _if_bounded(one.high, other.high, mul)
    if one.is_closed and other.is_closed:
        corners = [a * b for a in one.ends for b in other.ends]
        return min(corners), max(corners)
    # Multiplied by a factor of unknown sign, an unbounded end may end up on either side.
    wide, narrow = (one, other) if other.is_closed else (other, one)
    if not (narrow.is_closed and narrow.never_negative):
        return None, None
    low = None if wide.low is None else min(wide.low * factor for factor in narrow.ends)
    high = None if wide.high is None else max(wide.high * factor for factor in narrow.ends)
    return low, high


def _inverted(amount: Interval) -> Interval:
    if not amount.ends:
        raise FormulaError(*UNBOUNDED)
    if amount.high is not None and amount.high < 0:
        return -_inverted(-amount)
    if 0 in amount.ends or not amount.never_negative:
        raise FormulaError("the formula may divide by zero", "divide by a figure that cannot be zero")
    low = None if amount.high is None else 1 / amount.high
    high = None if amount.low is None else 1 / amount.low
    units = {name: -power for name, power in amount.units.items()}
    return Interval(low, high, units, amount.printed, amount.approximate, counted=True)


def _ratio_of_sum(one: Ratio, other: Ratio) -> Ratio:
    """`1 - share` is a share, `points + points` are points; of two shares, or a share and points, it may be either."""
    if Ratio.NUMBER in (one, other):
        return one if other is Ratio.NUMBER else other
    return Ratio.POINTS if one is other is Ratio.POINTS else Ratio.BETWEEN


def _ratio_of_product(one: Ratio, other: Ratio) -> Ratio:
    """Twice some points are points, and so is a share of them."""
    others = [each for each in (one, other) if each not in (Ratio.NUMBER, Ratio.SHARE)]
    return others[0] if others else Ratio.SHARE if Ratio.SHARE in (one, other) else Ratio.NUMBER


def _ratio_of_quotient(one: Ratio, other: Ratio) -> Ratio:
    """Half of some points is points; any other quotient is a share, such as the quotient of two counts."""
    return one if other is Ratio.NUMBER is not one else Ratio.SHARE


def _if_bounded(one: End, other: End, operation: Callable[[Fraction, Fraction], Fraction]) -> End:
    return None if one is None or other is None else operation(one, other)


def _units_of_product(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    monies = sorted({_currency_name(name) for name in (*one, *other) if name in MONEY})
    if len(monies) > 1:
        raise FormulaError(
            f"one formula has {' and '.join(monies)}",
            "convert both to one currency first, using a figure with a source",
        )
    return dict(_powers(one, other))


def _powers(one: Mapping[str, int], other: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name in sorted({*one, *other}):
        power = one.get(name, 0) + other.get(name, 0)
        if power:
            yield name, power


def _unit_names(amount: Interval) -> str:
    if -1 in amount.units.values():
        return dimension(amount)
    return " ".join(sorted(_currency_name(amount.printed[unit]) for unit in amount.units)) or "a pure number"


def _currency_name(unit: str) -> str:
    return _CURRENCY_NAMES.get(unit, unit)


def dimension(amount: Interval) -> str:
    """The dimension of an amount in words: `RMB / GWh`, `RMB^2`."""
    units = [(_currency_name(amount.printed[name]), power) for name, power in amount.units.items()]
    tops = [f"{name}{f'^{power}' if power > 1 else ''}" for name, power in units if power > 0]
    bottoms = [f" / {name}{f'^{-power}' if power < -1 else ''}" for name, power in units if power < 0]
    return " × ".join(tops or ["1"]) + "".join(bottoms)
