"""Doubts about the inputs of derived figures: a result is no better than the figures it is calculated from.

Each figure is assessed once, after its inputs, by a depth-first search with an
explicit stack, as in `calculator`.
"""

from collections.abc import Callable, Iterator

from briefing.evidence.calculator import inputs
from briefing.model import Definition, Ledger, State

_WORST_FIRST = (State.OTHERWISE, State.UNCHECKED)
_Key = tuple[str, str]
"""A definition, identified by its id and the path of its note."""


class Doubts:
    """The doubts about the inputs of a ledger's figures; `state` returns how a figure itself is supported."""

    def __init__(self, ledger: Ledger, state: Callable[[Definition], State]) -> None:
        self.ledger = ledger
        self.state = state
        self.found: dict[_Key, State | None] = {}

    def of(self, definition: Definition) -> State | None:
        """The worst state among the direct and indirect inputs of a figure; None if none of them is in doubt."""
        if _key(definition) not in self.found:
            self._look(definition)
        return self.found[_key(definition)]

    def _look(self, definition: Definition) -> None:
        """Find the doubt about a figure, after those about its inputs; a cycle is not followed further."""
        path = {_key(definition): (definition, iter(inputs(self.ledger, definition)))}
        while path:
            key, (item, waiting) = next(reversed(path.items()))
            needed = next((each for each in waiting if _key(each) not in self.found and _key(each) not in path), None)
            if needed:
                path[_key(needed)] = needed, iter(inputs(self.ledger, needed))
            else:
                self.found[key] = min(self._doubts(item), key=_WORST_FIRST.index, default=None)
                del path[key]

    def _doubts(self, definition: Definition) -> Iterator[State]:
        for each in inputs(self.ledger, definition):
            state = self.state(each)
            doubt = state if state in _WORST_FIRST else self.found.get(_key(each))
            if doubt:
                yield doubt


def _key(definition: Definition) -> _Key:
    return definition.entry.id, definition.note
