"""What each figure of the ledger is worth, on the day of each note.

Ids are site-wide. A note that defines an id again at a later date revises
it; older notes keep the value of their own day. What is derived is worked
out anew from its inputs.
"""

from collections import defaultdict
from collections.abc import Iterable

from briefing.formulas import Amount, Unsound, amount_of, evaluate, names, quantity_of
from briefing.model import Books, Definition, FigureKind, Head, Quantity


def inputs(books: Books, definition: Definition) -> tuple[Definition, ...]:
    """The figures that a derived one comes from, as they stood on its day."""
    found = (books.at(name, definition.day) for name in names(definition.entry.formula))
    return tuple(item for item in found if item)


def worth(books: Books, definition: Definition, unit: str) -> Quantity:
    """The value of a figure, worked out where it is derived, a pure number in `unit`.

    Raises `Unsound` where a formula has no value.
    """
    if definition.entry.kind is not FigureKind.DERIVED:
        return definition.entry.figure.quantity
    return quantity_of(amount(books, definition, ()), unit)


def amount(books: Books, definition: Definition, above: tuple[str, ...]) -> Amount:
    """The value of a figure as an interval; `above` are the ids that are being worked out."""
    entry = definition.entry
    if entry.kind is not FigureKind.DERIVED:
        return amount_of(entry.figure.quantity)
    if entry.id in above:
        circle = " → ".join([*above[above.index(entry.id) :], entry.id])
        raise Unsound(f"the formula comes back to itself: {circle}", "base one of them on figures with a source")
    return evaluate(entry.formula, lambda name: amount(books, _needed(books, name, definition), (*above, entry.id)))


def _needed(books: Books, name: str, definition: Definition) -> Definition:
    found = books.at(name, definition.day)
    if found is None:
        raise Unsound(f"no figure is called `{name}`", "define it under `figures:`")
    return found


def gather(notes: Iterable[Head]) -> Books:
    """Gather the ledgers of all notes."""
    found: dict[str, list[Definition]] = defaultdict(list)
    kept = (note for note in notes if note.ledger)
    for note in sorted(kept, key=lambda note: (note.front.date, note.path)):
        for entry in note.ledger:
            found[entry.id].append(Definition(note.path, note.front.date, entry))
    return Books({name: tuple(definitions) for name, definitions in found.items()})
