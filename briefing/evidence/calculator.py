"""The value of each ledger figure at the date of each note.

Ids are site-wide. A note that redefines an id at a later date revises it;
older notes keep the value of their own day. Each derived figure is evaluated
once, depth first over the graph of its inputs, with an explicit stack instead
of recursion, so that a chain of figures may be thousands long.
"""

from collections.abc import Iterable
from itertools import dropwhile

from msgspec import Struct

from briefing.evidence.formulas import FormulaError, Interval, evaluate, interval_of, names, quantity_of
from briefing.model import Definition, FigureKind, Ledger, Quantity
from briefing.model.suggestions import did_you_mean

_Key = tuple[str, str]
"""A definition, identified by its id and the path of its note."""

_MAX_NAMED = 8
"""The longest cycle of which every figure is named in the message."""


class FigureResult(Struct, frozen=True):
    """The value of a figure, or the reason why it has none and a hint."""

    amount: Interval | None = None
    message: str = ""
    hint: str = ""


def result_quantity(result: FigureResult, unit: str, per: str) -> Quantity:
    """A result as a quantity in `unit`, per `per` if it is a price; raises `FormulaError` if it has no value."""
    if result.amount is None:
        raise FormulaError(result.message, result.hint)
    return quantity_of(result.amount, unit, per)


class Calculator:
    """Evaluates the figures of a ledger, each once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.results: dict[_Key, FigureResult] = {}

    def result(self, definition: Definition) -> FigureResult:
        """The value of a figure."""
        if _key(definition) not in self.results:
            self._calculate(definition)
        return self.results[_key(definition)]

    def _calculate(self, definition: Definition) -> None:
        """Evaluate a figure, its inputs first."""
        # The stack: from the requested figure down to the one being evaluated.
        path = {_key(definition): (definition, iter(inputs(self.ledger, definition)))}
        while path:
            key, (item, waiting) = next(reversed(path.items()))
            needed = next((each for each in waiting if _key(each) not in self.results), None)
            if needed and _key(needed) not in path:
                path[_key(needed)] = needed, iter(inputs(self.ledger, needed))
                continue
            self.results[key] = _circular(path, needed) if needed else self._evaluate(item)
            del path[key]

    def _evaluate(self, definition: Definition) -> FigureResult:
        """The value of a figure whose inputs have all been evaluated."""
        entry = definition.entry
        if entry.kind is not FigureKind.DERIVED:
            return FigureResult(interval_of(entry.figure.quantity))
        try:
            return FigureResult(evaluate(entry.formula, lambda name: self._amount(name, definition)))
        except FormulaError as fault:
            return FigureResult(None, fault.message, fault.hint)

    def _amount(self, name: str, definition: Definition) -> Interval:
        needed = self.ledger.at(name, definition.as_of)
        if needed is None:
            raise FormulaError(f"no figure is called `{name}`", _hint(name, self.ledger))
        result = self.results[_key(needed)]
        if result.amount is None:
            raise FormulaError(result.message, result.hint)
        return result.amount


def _hint(name: str, ledger: Ledger) -> str:
    """The figure or the subtraction that was meant by an id that no ledger defines."""
    for at in (at for at, sign in enumerate(name) if sign == "-"):
        left, right = name[:at], name[at + 1 :]
        if left in ledger.definitions and (right in ledger.definitions or right.isdigit()):
            return f"put spaces around operators: {left} - {right}"
    return did_you_mean(name, ledger.definitions) or "define it under `figures:`"


def _key(definition: Definition) -> _Key:
    return definition.entry.id, definition.note


def _circular(path: Iterable[_Key], again: Definition) -> FigureResult:
    """The error for a formula that depends on itself; it names the cycle."""
    ids = [name for name, _ in dropwhile(lambda key: key != _key(again), path)]
    named = [*ids, again.entry.id]
    if len(named) > _MAX_NAMED:
        named[3:-2] = ["…"]
    circle = " → ".join(named)
    return FigureResult(None, f"the formula depends on itself: {circle}", "base one of them on figures with a source")


def inputs(ledger: Ledger, definition: Definition) -> tuple[Definition, ...]:
    """The figures that a derived one depends on, as of its day."""
    found = (ledger.at(name, definition.as_of) for name in names(definition.entry.formula))
    return tuple(item for item in found if item)
