"""Numbers of table cells: brackets around a number are a minus sign, and a lone number counts however small it is.

A number of a cell takes its unit and scale from the measure of its table, unless they are printed with it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import structs

from briefing import lazy_re
from briefing.evidence.quantities import read_cell
from briefing.evidence.quantities.amounts import EXACT
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables.measure import PLAIN, Measure
from briefing.model import Bound, Quantity

_PLAIN_NUMBER: Final = lazy_re.compile(r"[-−–+]?\d[\d,]*(?:\.\d+)?")
_BRACKETED: Final = lazy_re.compile(
    r"(?P<before>[A-Z]{0,3}[$€£¥]?\s?)[(（]\s?(?P<inside>[^()（）]*\d[^()（）]*?)\s?[)）]?(?P<after>\s?(?:%|pp|bps?|x|[kmb]n?|million|billion|thousand|万|亿|万元|亿元|元)?)"
)
_DEFAULT_CURRENCIES: Final[Mapping[str, str]] = {}
_DIGITS: Final = lazy_re.compile(r"\d(?:[\d,.'’ \u00a0\u2007\u2009\u202f]*\d)?")
_GROUPING: Final = lazy_re.compile(r"['’ \u00a0\u2007\u2009\u202f]")
_DOLLARS: Final = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"})
"""Currencies whose amounts may be printed with a bare `$` under a heading that names the currency."""


def cell_numbers(
    text: str, names: Sequence[str] = (), currency: Mapping[str, str] = _DEFAULT_CURRENCIES
) -> tuple[Quantity, ...]:
    """The numbers of a cell; `( 127.5 )%` is -127.5 %, and one plain number counts however small it is.

    It covers what `quantities.read_cell` does not: brackets that a table pads or cuts off, and bare small numbers.
    `names` and `currency` are as in `quantities.read`.
    """
    bracketed = _BRACKETED.fullmatch(text.strip()) if "(" in text or "（" in text else None
    if bracketed and (inside := _single("".join(bracketed.group("before", "inside", "after")), names, currency)):
        return (_negative(inside, text),)
    return _numbers(text, names, currency)


def _numbers(text: str, names: Sequence[str], currency: Mapping[str, str]) -> tuple[Quantity, ...]:
    """The numbers of a cell; an ambiguous one is not accepted as a bare number either."""
    found = read_cell(text, names, currency)
    return found.quantities if found.quantities or found.ambiguous else _bare(text)


def _single(text: str, names: Sequence[str], currency: Mapping[str, str]) -> Quantity | None:
    """The number that makes up the whole of a text, if one does."""
    found = _numbers(text, names, currency)
    stripped = text.strip()
    is_all = len(found) == 1 and found[0].end - found[0].bound_start >= len(stripped)
    return found[0] if is_all else None


def _negative(quantity: Quantity, text: str) -> Quantity:
    """A number in brackets as a negative one that spans its whole cell."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    loss = quantity.low >= 0
    low, high = (-quantity.high, -quantity.low) if loss else (quantity.low, quantity.high)
    return structs.replace(quantity, low=low, high=high, start=start, end=end, bound_start=start)


def _bare(text: str) -> tuple[Quantity, ...]:
    """The number of a cell that is one plain number, however small."""
    match = _PLAIN_NUMBER.fullmatch(text.strip())
    if not match:
        return ()
    value = Decimal(match.group().replace(",", "").replace("−", "-").replace("–", "-"))
    exponent = value.as_tuple().exponent
    start = text.find(match.group())
    end = start + len(match.group())
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (Quantity(value, value, "", Bound.EXACT, step, start, end, start),)


def is_unscaled(quantity: Quantity, printed: str) -> bool:
    """Whether a number is printed without a scale of its own."""
    digits = _DIGITS.search(printed)
    if digits is None:
        return False
    plain = _GROUPING.sub("", digits.group())
    # Read with a decimal point, or with a decimal comma: `6.415,0`.
    values = (plain.replace(",", ""), plain.replace(".", "").replace(",", "."))
    ends = (abs(quantity.low), abs(quantity.high))
    return any(value.count(".") < 2 and Decimal(value) in ends for value in values)


def with_measure(quantity: Quantity, printed: str, measure: Measure) -> Quantity:
    """A number with the unit and scale of its table; those printed with it take precedence."""
    if measure == PLAIN or (quantity.unit and quantity.unit not in MONEY):
        return quantity
    unit = _currency(quantity, printed, measure)
    if quantity.unit and measure.unit and unit != measure.unit:
        return quantity
    one = measure.scale if is_unscaled(quantity, printed) else Decimal(1)
    # A step is compared by its exponent: 0.1 million must be 1E+5, not 100000.0.
    low, high, step = quantity.low * one, quantity.high * one, EXACT.normalize(quantity.step * one)
    return structs.replace(quantity, low=low, high=high, step=step, unit=unit, per=quantity.per or measure.per)


def _currency(quantity: Quantity, printed: str, measure: Measure) -> str:
    """The unit of a number: its own, except that a bare `$` is the dollar that the table names."""
    is_bare_dollar = quantity.unit == "USD" and "US" not in printed and "$" in printed
    return measure.unit if not quantity.unit or (is_bare_dollar and measure.unit in _DOLLARS) else quantity.unit
