"""Exact arithmetic over figures: on ranges and bounds, with units carried along and checked.

A formula consists of ids, numbers, `+ - * /` between spaces, and brackets:
`deliveries-2026 / deliveries-2025 - 1`. Division is exact (`Fraction`). By
interval arithmetic, a range gives a range and “over” gives “over” or “up to”.
Mixing two currencies, or adding money to a count, is an error. Units of one kind are
converted: GW and MW are added in watts, and the result is in the unit that was
printed. A price is money per unit: €40/MWh times 5 GWh is money, and money
divided by a unit is a price. The difference of two shares is in percentage
points: 42% is never 42 pp.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from enum import Enum
from fractions import Fraction
from operator import add, mul
from typing import Final

from msgspec import Struct, structs

from briefing import lazy_re
from briefing.evidence.quantities import read_value
from briefing.evidence.quantities.measures import kind
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.quantities.units import is_unit_of_measurement
from briefing.model import ID, Bound, Quantity

End = Fraction | None
"""An end of an interval; `None` if it is unbounded there."""

_TOKEN: Final = lazy_re.compile(r"[()]|[^\s()]+")
_RATIOS: Final = {
    "": Fraction(1),
    "x": Fraction(1),
    "%": Fraction(1, 100),
    "pp": Fraction(1, 100),
    "bp": Fraction(1, 10_000),
    "‰": Fraction(1, 1000),
}
"""Dimensionless units, each with its factor."""
_POINTS: Final = ("pp", "bp")
_SHARES: Final = ("%", "‰")
_CURRENCY_NAMES: Final = {"CNY": "RMB"}
"""Currencies that messages name otherwise than by their code."""
_DIGITS: Final = Context(prec=34)
_MAX_BRACKETS: Final = 100
_MAX_DIGITS: Final = 100
_MAX_RESULT: Final = 10**30
_UNBOUNDED: Final = ("these bounds say nothing about the result", "use inputs without “over” or “up to”")


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


def names(formula: str) -> tuple[str, ...]:
    """The ids in a formula, in order, each once."""
    return tuple(dict.fromkeys(token for token in _tokens(formula) if ID.fullmatch(token)))


def terms(formula: str) -> tuple[str, ...]:
    """The parts of a formula in order: ids, numbers, operators and brackets."""
    return tuple(_tokens(formula))


Lookup = Callable[[str], Interval]
"""Returns the value of an id; may raise `FormulaError` itself."""


def evaluate(formula: str, lookup: Lookup) -> Interval:
    """The value of a formula; raises `FormulaError` if it has none."""
    tokens = _tokens(formula)[::-1]
    if tokens.count("(") > _MAX_BRACKETS:
        raise FormulaError(f"the formula has over {_MAX_BRACKETS} brackets", "turn its parts into figures")
    amount = _sum(tokens, lookup)
    if tokens:
        raise FormulaError(f"`{tokens[-1]}` is not expected here", "put spaces around operators: a / b - 1")
    if not amount.ends:
        raise FormulaError(*_UNBOUNDED)
    return amount


def _tokens(formula: str) -> list[str]:
    return _TOKEN.findall(formula)


# A recursive-descent parser: the tokens are in reverse, so that each function pops what it reads.


def _sum(tokens: list[str], lookup: Lookup) -> Interval:
    amount = _product(tokens, lookup)
    while tokens and tokens[-1] in "+-":
        operator, other = tokens.pop(), _product(tokens, lookup)
        amount = _added(amount, other if operator == "+" else _negated(other))
    return amount


def _product(tokens: list[str], lookup: Lookup) -> Interval:
    amount = _atom(tokens, lookup)
    while tokens and tokens[-1] in "*/":
        operator, other = tokens.pop(), _atom(tokens, lookup)
        amount = _multiplied(amount, other) if operator == "*" else _divided(amount, other)
    return amount


def _atom(tokens: list[str], lookup: Lookup) -> Interval:
    if not tokens:
        raise FormulaError("the formula ends too early", "a number or an id is missing at its end")
    first = tokens.pop()
    if first == "(":
        amount = _sum(tokens, lookup)
        if not tokens or tokens.pop() != ")":
            raise FormulaError("a bracket is never closed", "add `)`")
        return amount
    if ID.fullmatch(first):
        return lookup(first)
    return _constant(first)


def _constant(token: str) -> Interval:
    """A literal number; in a formula a point is always a decimal point, so that `1.035` is unambiguous."""
    if len(token) > _MAX_DIGITS:
        raise FormulaError(f"`{token[:20]}…` has {len(token)} digits", f"write a number with {_MAX_DIGITS} at most")
    if re.fullmatch(r"\d+(?:\.\d+)?", token):
        return Interval(Fraction(token), Fraction(token))
    constant = read_value(token)
    if constant is None:
        raise FormulaError(f"`{token}` is neither a number nor an id", "put spaces around operators: a / b - 1")
    return interval_of(constant)


# --- conversion from and to quantities --------------------------------------------------------


def interval_of(quantity: Quantity) -> Interval:
    """A quantity as an interval; a percentage as a plain ratio, any other unit in the base unit of its kind."""
    unit, power = kind(quantity.unit)
    per, divisor = kind(quantity.per) if _is_price(quantity) else ("", 0)
    one = _RATIOS.get(quantity.unit, Fraction(10) ** (power - divisor))
    low, high = Fraction(quantity.low) * one, Fraction(quantity.high) * one
    is_ratio = quantity.unit in _RATIOS
    return Interval(
        None if quantity.bound in (Bound.UP_TO, Bound.UNDER) else low,
        None if quantity.bound in (Bound.OVER, Bound.AT_LEAST) else high,
        {} if is_ratio else {unit: 1} | ({per: -1} if per else {}),
        {} if is_ratio else {unit: quantity.unit} | ({per: quantity.per} if per else {}),
        quantity.bound in (Bound.ABOUT, Bound.NEARLY),
        counted=quantity.low >= 0,
        ratio=_ratio_of_unit(quantity.unit),
    )


def _ratio_of_unit(unit: str) -> Ratio:
    if unit in _POINTS:
        return Ratio.POINTS
    return Ratio.SHARE if unit in _SHARES else Ratio.NUMBER


def _is_price(quantity: Quantity) -> bool:
    """Whether it is money per unit of measurement; the denominator of `$5 per share` or `$5 a month` is ignored."""
    return quantity.unit in MONEY and is_unit_of_measurement(quantity.per)


def quantity_of(amount: Interval, unit: str | None = None, per: str = "") -> Quantity:
    """An amount as a quantity, in `unit` if that is of the same kind (`%`, `pp`, `x` or none for a ratio).

    A share is never given in `pp`, nor points in `%`, whatever `unit` is.
    A price is per `per` if that is of the same kind as its own denominator.

    Raises `FormulaError` if no single unit has the dimension of the amount,
    or if the amount is too large for a figure.
    """
    own = _unit(amount, unit or "") if amount.units else _unit_of_ratio(unit, amount.ratio)
    by = next((name for name, power in amount.units.items() if power < 0), "")
    per = per if by and kind(per)[0] == by else amount.printed.get(by, "")
    one = Fraction(10) ** (kind(own)[1] - kind(per)[1]) if amount.units else _RATIOS[own]
    ends = [end / one for end in amount.ends]
    if max(map(abs, ends)) >= _MAX_RESULT:
        raise FormulaError("the result is too large for a figure", "check for a factor where a divisor was meant")
    low, high = (_decimal(end) for end in (min(ends), max(ends)))
    return Quantity(low, high, own, _bound(amount), Decimal((0, (1,), -30)), per=per)


def _unit_of_ratio(unit: str | None, ratio: Ratio) -> str:
    if unit in _POINTS and ratio in (Ratio.NUMBER, Ratio.SHARE):
        return "%"
    if unit in _SHARES and ratio is Ratio.POINTS:
        return "pp"
    return unit if unit in _RATIOS else ""


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _unit(amount: Interval, wanted: str) -> str:
    """The unit of a result, without a price's denominator: the wanted one if it is of the same kind."""
    own, *others = sorted(amount.units, key=lambda name: -amount.units[name])
    powers = [amount.units[name] for name in (own, *others)]
    if powers != [1] and not (powers == [1, -1] and own in MONEY and others[0] not in MONEY):
        hint = "money by money is a share, money by a number is money, money by a unit is a price"
        raise FormulaError(f"the result would be in {_product_of(amount)}", hint)
    return wanted if kind(wanted)[0] == own else amount.printed[own]


def _product_of(amount: Interval) -> str:
    """The dimension of an amount in words: `RMB / GWh`, `RMB^2`."""
    units = [(_currency_name(amount.printed[name]), power) for name, power in amount.units.items()]
    tops = [f"{name}{f'^{power}' if power > 1 else ''}" for name, power in units if power > 0]
    bottoms = [f" / {name}{f'^{-power}' if power < -1 else ''}" for name, power in units if power < 0]
    return " × ".join(tops or ["1"]) + "".join(bottoms)


def _bound(amount: Interval) -> Bound:
    if amount.low is None:
        return Bound.UP_TO
    if amount.high is None:
        return Bound.OVER
    return Bound.ABOUT if amount.approximate else Bound.EXACT


# --- intervals -----------------------------------------------------------------------------------


def _added(one: Interval, other: Interval) -> Interval:
    if one.units != other.units:
        raise FormulaError(
            f"{_unit_names(one)} and {_unit_names(other)} cannot be added or subtracted",
            "convert both to one unit first",
        )
    return Interval(
        _if_bounded(one.low, other.low, add),
        _if_bounded(one.high, other.high, add),
        one.units,
        _printed(one, other),
        one.approximate or other.approximate,
        one.never_negative and other.never_negative,
        _ratio_of_sum(one.ratio, other.ratio),
    )


def _negated(amount: Interval) -> Interval:
    low = None if amount.high is None else -amount.high
    high = None if amount.low is None else -amount.low
    return Interval(low, high, amount.units, amount.printed, amount.approximate, ratio=amount.ratio)


def _multiplied(one: Interval, other: Interval) -> Interval:
    if other.high is not None and other.high < 0:
        return _negated(_multiplied(one, _negated(other)))
    if one.high is not None and one.high < 0:
        return _negated(_multiplied(_negated(one), other))
    units = _combined(one.units, other.units)
    low, high = _product_ends(one, other)
    return Interval(
        low,
        high,
        units,
        _printed(one, other),
        one.approximate or other.approximate,
        one.never_negative and other.never_negative,
        _ratio_of_product(one.ratio, other.ratio),
    )


def _divided(one: Interval, other: Interval) -> Interval:
    return structs.replace(_multiplied(one, _inverted(other)), ratio=_ratio_of_quotient(one.ratio, other.ratio))


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
        raise FormulaError(*_UNBOUNDED)
    if amount.high is not None and amount.high < 0:
        return _negated(_inverted(_negated(amount)))
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


def _printed(one: Interval, other: Interval) -> Mapping[str, str]:
    return {**other.printed, **one.printed} if other.printed else one.printed


def _if_bounded(one: End, other: End, operation: Callable[[Fraction, Fraction], Fraction]) -> End:
    return None if one is None or other is None else operation(one, other)


def _combined(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
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
        return _product_of(amount)
    return " ".join(sorted(_currency_name(amount.printed[unit]) for unit in amount.units)) or "a pure number"


def _currency_name(unit: str) -> str:
    return _CURRENCY_NAMES.get(unit, unit)
