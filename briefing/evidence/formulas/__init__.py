"""Exact arithmetic over figures: on ranges and bounds, with units carried along and checked.

A formula consists of ids, numbers, `+ - * /` between spaces, and brackets:
`deliveries-2026 / deliveries-2025 - 1` (`grammar`). Division is exact (`Fraction`). By
interval arithmetic, a range gives a range and “over” gives “over” or “up to” (`intervals`).
Mixing two currencies, or adding money to a count, is an error. Units of one kind are
converted: GW and MW are added in watts, and the result is in the unit that was
printed (`conversion`). A price is money per unit: €40/MWh times 5 GWh is money, and money
divided by a unit is a price. The difference of two shares is in percentage
points: 42% is never 42 pp. Reference: Moore, Kearfott and Cloud, Introduction to
Interval Analysis (2009).
"""

from briefing.evidence.formulas.conversion import interval_of, quantity_of
from briefing.evidence.formulas.grammar import Lookup, evaluate, names, terms
from briefing.evidence.formulas.intervals import FormulaError, Interval

__all__ = ["FormulaError", "Interval", "Lookup", "evaluate", "interval_of", "names", "quantity_of", "terms"]
