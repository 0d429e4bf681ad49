"""What each figure of the ledger is worth, on the day of each note.

Ids are site-wide. A note that defines an id again at a later date revises
it; older notes keep the value of their own day. What is derived is worked
out from its inputs, each figure once: depth first over the graph of inputs,
on a stack of our own, so that a series may be thousands of figures long.
"""

from collections.abc import Iterable
from itertools import dropwhile

from msgspec import Struct

from briefing.evidence.formulas import Amount, Unsound, amount_of, evaluate, names, quantity_of
from briefing.model import Books, Definition, FigureKind, Quantity

_Key = tuple[str, str]
"""A definition by its id and the path of its note."""

_MOST_NAMED = 8
"""How many figures of a circle are named in full."""


class Result(Struct, frozen=True):
    """What a figure comes to: an amount, or the reason why there is none, and what to do about it."""

    amount: Amount | None = None
    message: str = ""
    hint: str = ""


def worth(result: Result, unit: str) -> Quantity:
    """A result as a quantity, a pure number or one of its kind in `unit`; raises `Unsound` where it has no value."""
    if result.amount is None:
        raise Unsound(result.message, result.hint)
    return quantity_of(result.amount, unit)


class Calculator:
    """Works out the figures of a ledger, and remembers each."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.results: dict[_Key, Result] = {}

    def result(self, definition: Definition) -> Result:
        """What a figure comes to."""
        if _key(definition) not in self.results:
            self._work_out(definition)
        return self.results[_key(definition)]

    def _work_out(self, definition: Definition) -> None:
        """Work a figure out, its inputs first."""
        # From the figure that is wanted down to the one that is worked out now.
        path = {_key(definition): (definition, iter(inputs(self.books, definition)))}
        while path:
            key, (item, waiting) = next(reversed(path.items()))
            needed = next((each for each in waiting if _key(each) not in self.results), None)
            if needed and _key(needed) not in path:
                path[_key(needed)] = needed, iter(inputs(self.books, needed))
                continue
            self.results[key] = _circle(path, needed) if needed else self._evaluate(item)
            del path[key]

    def _evaluate(self, definition: Definition) -> Result:
        """What a figure comes to whose inputs are worked out."""
        entry = definition.entry
        if entry.kind is not FigureKind.DERIVED:
            return Result(amount_of(entry.figure.quantity))
        try:
            return Result(evaluate(entry.formula, lambda name: self._amount(name, definition)))
        except Unsound as fault:
            return Result(None, fault.message, fault.hint)

    def _amount(self, name: str, definition: Definition) -> Amount:
        needed = self.books.at(name, definition.day)
        if needed is None:
            raise Unsound(f"no figure is called `{name}`", "define it under `figures:`")
        result = self.results[_key(needed)]
        if result.amount is None:
            raise Unsound(result.message, result.hint)
        return result.amount


def _key(definition: Definition) -> _Key:
    return definition.entry.id, definition.note


def _circle(path: Iterable[_Key], again: Definition) -> Result:
    """That a formula comes back to a figure for which it is being worked out."""
    ids = [name for name, _ in dropwhile(lambda key: key != _key(again), path)]
    named = [*ids, again.entry.id]
    if len(named) > _MOST_NAMED:
        named[3:-2] = ["…"]
    circle = " → ".join(named)
    return Result(None, f"the formula comes back to itself: {circle}", "base one of them on figures with a source")


def inputs(books: Books, definition: Definition) -> tuple[Definition, ...]:
    """The figures that a derived one comes from, as they stood on its day."""
    found = (books.at(name, definition.day) for name in names(definition.entry.formula))
    return tuple(item for item in found if item)
