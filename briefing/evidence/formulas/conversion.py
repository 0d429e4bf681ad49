"""From quantities to intervals, and back."""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from briefing.evidence.formulas.intervals import FormulaError, Interval, Ratio, dimension
from briefing.evidence.quantities.measures import kind
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.quantities.units import is_unit_of_measurement
from briefing.model import Bound, Quantity

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
_DIGITS: Final = Context(prec=34)
_MAX_RESULT: Final = 10**30


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
        raise FormulaError(f"the result would be in {dimension(amount)}", hint)
    return wanted if kind(wanted)[0] == own else amount.printed[own]


def _bound(amount: Interval) -> Bound:
    if amount.low is None:
        return Bound.UP_TO
    if amount.high is None:
        return Bound.OVER
    return Bound.ABOUT if amount.approximate else Bound.EXACT
