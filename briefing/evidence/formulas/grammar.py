"""The grammar of formulas: `sum = product {("+" | "-") product}`, `product = atom {("*" | "/") atom}`.

An atom is an id, a number, or a sum in brackets. It is parsed by recursive descent, and
evaluated at once.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from briefing import lazy_re
from briefing.evidence.formulas.conversion import interval_of
from briefing.evidence.formulas.intervals import UNBOUNDED, FormulaError, Interval
from briefing.evidence.quantities import read_value
from briefing.model import ID

_TOKEN: Final = lazy_re.compile(r"[()]|[^\s()]+")
_OTHER_SIGNS: Final = {"×": "*", "·": "*", "x": "*", "÷": "/", ":": "/", "−": "-", "–": "-"}
"""Signs of operators in print, by those of a formula."""
_MAX_BRACKETS: Final = 100
_MAX_DIGITS: Final = 100


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
        raise FormulaError(f"`{tokens[-1]}` is not expected here", _hint(tokens[-1]))
    if not amount.ends:
        raise FormulaError(*UNBOUNDED)
    return amount


def _tokens(formula: str) -> list[str]:
    return _TOKEN.findall(formula)


# A recursive-descent parser: the tokens are in reverse, so that each function pops what it reads.


def _sum(tokens: list[str], lookup: Lookup) -> Interval:
    amount = _product(tokens, lookup)
    while tokens and tokens[-1] in "+-":
        operator, other = tokens.pop(), _product(tokens, lookup)
        amount = amount + other if operator == "+" else amount - other
    return amount


def _product(tokens: list[str], lookup: Lookup) -> Interval:
    amount = _atom(tokens, lookup)
    while tokens and tokens[-1] in "*/":
        operator, other = tokens.pop(), _atom(tokens, lookup)
        amount = amount * other if operator == "*" else amount / other
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
        raise FormulaError(f"`{token}` is neither a number nor an id", _hint(token))
    return interval_of(constant)


def _hint(token: str) -> str:
    """What to write instead of a token that is not understood."""
    if sign := _OTHER_SIGNS.get(token):
        return f"write `{sign}`"
    if re.fullmatch(r"\d+,\d+", token):
        return f"write a decimal point: {token.replace(',', '.')}"
    if re.fullmatch(r"[=^*/%+-]+|\w+,", token):
        return "a formula has `+`, `-`, `*`, `/` and brackets only, and no functions"
    return "put spaces around operators: a / b - 1"
