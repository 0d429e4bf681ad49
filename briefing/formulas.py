"""Arithmetic over figures: exact, over ranges and bounds, with units carried and checked.

A formula has ids, numbers, `+ - * /` between spaces, and brackets:
`deliveries-2026 / deliveries-2025 - 1`. Division is exact (`Fraction`);
a range gives a range, “over” gives “over” or “up to” as the sum goes, and
two currencies, or money plus a count, are refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from briefing.model import Bound, Quantity
from briefing.quantities import read_value

End = Fraction | None
"""An end of an interval; `None` where there is none."""

_TOKEN: Final = re.compile(r"\s*(\(|\)|[-+*/](?=\s)|[^\s()]+)")
_ID: Final = re.compile(r"[^\W\d_][\w-]*")
_RATIOS: Final = {
    "": Fraction(1),
    "x": Fraction(1),
    "%": Fraction(1, 100),
    "pp": Fraction(1, 100),
    "bp": Fraction(1, 10_000),
}
"""Units that are pure numbers, and what one of them is."""
_MONEY: Final = re.compile(r"[A-Z]{3}")
_NAMES: Final = {"CNY": "RMB"}
"""What people call a currency, where it is not its code."""
_DIGITS: Final = Context(prec=34)


class Unsound(Exception):
    """Why a formula has no value."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Amount(Struct, frozen=True):
    """An interval with units; `approximate` when any input was “about” or “nearly”."""

    low: End
    high: End
    units: Mapping[str, int] = {}
    approximate: bool = False


def names(formula: str) -> tuple[str, ...]:
    """The ids in a formula, in order, each once."""
    return tuple(dict.fromkeys(token for token in _tokens(formula) if _ID.fullmatch(token)))


Lookup = Callable[[str], Amount]
"""Gives the amount of an id; may raise `Unsound` itself."""


def evaluate(formula: str, lookup: Lookup) -> Amount:
    """The value of a formula; raises `Unsound` when it has none."""
    tokens = _tokens(formula)
    amount, rest = _sum(tokens, lookup)
    if rest:
        raise Unsound(f"`{rest[0]}` is not expected here", "operators stand between spaces: a / b - 1")
    if amount.low is None and amount.high is None:
        raise Unsound("with these bounds nothing can be said of the result", "use inputs without “over” or “up to”")
    return amount


def _tokens(formula: str) -> list[str]:
    return _TOKEN.findall(f"{formula} ")


def _sum(tokens: list[str], lookup: Lookup) -> tuple[Amount, list[str]]:
    amount, rest = _product(tokens, lookup)
    while rest and rest[0] in "+-":
        other, following = _product(rest[1:], lookup)
        amount = _added(amount, other if rest[0] == "+" else _negated(other))
        rest = following
    return amount, rest


def _product(tokens: list[str], lookup: Lookup) -> tuple[Amount, list[str]]:
    amount, rest = _atom(tokens, lookup)
    while rest and rest[0] in "*/":
        other, following = _atom(rest[1:], lookup)
        amount = _multiplied(amount, other if rest[0] == "*" else _inverted(other))
        rest = following
    return amount, rest


def _atom(tokens: list[str], lookup: Lookup) -> tuple[Amount, list[str]]:
    if not tokens:
        raise Unsound("the formula ends too early", "a number or an id is missing at its end")
    first, rest = tokens[0], tokens[1:]
    if first == "(":
        amount, rest = _sum(rest, lookup)
        if not rest or rest[0] != ")":
            raise Unsound("a bracket is never closed", "add `)`")
        return amount, rest[1:]
    if _ID.fullmatch(first):
        return lookup(first), rest
    constant = read_value(first) or _small(first)
    if constant is None:
        raise Unsound(f"`{first}` is neither a number nor an id", "operators stand between spaces: a / b - 1")
    return amount_of(constant), rest


def _small(token: str) -> Quantity | None:
    """A plain number, however small: `1` is none to a reader of prose, but one here."""
    if not re.fullmatch(r"\d+(?:\.\d+)?", token):
        return None
    value = Decimal(token)
    return Quantity(value, value, "", Bound.EXACT, Decimal(1))


# --- from quantities and back -----------------------------------------------------------------


def amount_of(quantity: Quantity) -> Amount:
    """A quantity as an interval; per cent as a pure number."""
    one = _RATIOS.get(quantity.unit, Fraction(1))
    low, high = Fraction(quantity.low) * one, Fraction(quantity.high) * one
    return Amount(
        None if quantity.bound in (Bound.UP_TO, Bound.UNDER) else low,
        None if quantity.bound in (Bound.OVER, Bound.AT_LEAST) else high,
        {} if quantity.unit in _RATIOS else {quantity.unit: 1},
        quantity.bound in (Bound.ABOUT, Bound.NEARLY),
    )


def quantity_of(amount: Amount, unit: str | None = None) -> Quantity:
    """An amount as a quantity, a pure number in `unit` (`%`, `pp`, `x` or none).

    Raises `Unsound` when the amount has units that no single one stands for.
    """
    one = _RATIOS.get(unit or "", Fraction(1)) if not amount.units else Fraction(1)
    known = [end / one for end in (amount.low, amount.high) if end is not None]
    low, high = (_decimal(end) for end in (min(known), max(known)))
    own = _unit(amount.units) if amount.units else (unit if unit in _RATIOS else "")
    return Quantity(low, high, own or "", _bound(amount), Decimal((0, (1,), -30)))


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _unit(units: Mapping[str, int]) -> str:
    if len(units) != 1 or set(units.values()) != {1}:
        listed = " ".join(f"{name}^{power}" for name, power in sorted(units.items()))
        raise Unsound(f"the result would be in {listed}", "money by money is a share, money by a number is money")
    return next(iter(units))


def _bound(amount: Amount) -> Bound:
    if amount.low is None:
        return Bound.UP_TO
    if amount.high is None:
        return Bound.OVER
    return Bound.ABOUT if amount.approximate else Bound.EXACT


# --- intervals -----------------------------------------------------------------------------------


def _added(one: Amount, other: Amount) -> Amount:
    if one.units != other.units:
        raise Unsound(
            f"{_named(one)} and {_named(other)} cannot be added or subtracted", "bring both to one unit first"
        )
    return Amount(
        _both(one.low, other.low, lambda a, b: a + b),
        _both(one.high, other.high, lambda a, b: a + b),
        one.units,
        one.approximate or other.approximate,
    )


def _negated(amount: Amount) -> Amount:
    low = None if amount.high is None else -amount.high
    high = None if amount.low is None else -amount.low
    return Amount(low, high, amount.units, amount.approximate)


def _multiplied(one: Amount, other: Amount) -> Amount:
    units = _combined(one.units, other.units)
    low, high = _product_ends(one, other)
    return Amount(low, high, units, one.approximate or other.approximate)


def _product_ends(one: Amount, other: Amount) -> tuple[End, End]:
    if None not in (one.low, one.high, other.low, other.high):
        corners = [
            a * b for a in (one.low, one.high) for b in (other.low, other.high) if a is not None and b is not None
        ]
        return min(corners), max(corners)
    # An open end is that of something that cannot be negative: deliveries, money, shares.
    return _both(one.low, other.low, lambda a, b: a * b), _both(one.high, other.high, lambda a, b: a * b)


def _inverted(amount: Amount) -> Amount:
    ends = [end for end in (amount.low, amount.high) if end is not None]
    if 0 in ends or min(ends) < 0 < max(ends):
        raise Unsound("the formula divides by nought", "divide by a figure that cannot be zero")
    low = None if amount.high is None else 1 / amount.high
    high = None if amount.low is None else 1 / amount.low
    units = {name: -power for name, power in amount.units.items()}
    return Amount(low, high, units, amount.approximate)


def _both(one: End, other: End, how: Callable[[Fraction, Fraction], Fraction]) -> End:
    return None if one is None or other is None else how(one, other)


def _combined(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    monies = sorted({name for name in (*one, *other) if _MONEY.fullmatch(name)})
    if len(monies) > 1:
        raise Unsound(
            f"{' and '.join(monies)} stand in one formula",
            "bring both to one currency first, by a figure with a source",
        )
    return dict(_powers(one, other))


def _powers(one: Mapping[str, int], other: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name in sorted({*one, *other}):
        power = one.get(name, 0) + other.get(name, 0)
        if power:
            yield name, power


def _named(amount: Amount) -> str:
    return " ".join(sorted(amount.units)) or "a pure number"
