"""A toy for the engine: a sheet of cells with formulas, each printed by a target."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec.msgpack import Decoder, decode

from briefing.incremental import Database, Store, fingerprint, query, source, target
from briefing.incremental.graph import MAX_NODES

Result = TypeVar("Result")


class Sheet:
    """Cells by name; a formula is a sum of numbers, of cells, and of `a ? b : c`, which is `b` where `a` is odd."""

    database: Database

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.ran: list[str] = []
        """Every query that ran, and its argument."""
        self.calls: list[tuple[str, str]] = []
        """Every call, by the query or target from which it came."""
        self.inside = [""]

    @property
    def fingerprints(self) -> dict[str, bytes]:
        cells = {f"cell {name}": fingerprint(formula) for name, formula in self.cells.items()}
        return {**cells, "names ": fingerprint(sorted(self.cells))}

    @source
    def cell(self, name: str) -> str | None:
        return self.cells.get(name)

    @source
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.cells))

    @query()
    def value(self, name: str) -> int:
        return self.running(f"value {name}", lambda: self.calculated(name))

    @query(decoder=Decoder(bool))
    def is_odd(self, name: str) -> bool:
        return self.running(f"is_odd {name}", lambda: bool(self.ask("value", name) % 2))

    @query(is_opaque=True)
    def total(self) -> int:
        return self.running("total ", lambda: sum(int(self.ask("value", name)) for name in self.ask("names")))

    @query()
    def is_large(self) -> bool:
        return self.running("is_large ", lambda: bool(self.ask("total") > 9))

    @target
    def show(self, name: str) -> tuple[int, bool]:
        return self.running(f"show {name}", lambda: (int(self.ask("value", name)), bool(self.ask("is_large"))))

    def running(self, name: str, work: Callable[[], Result]) -> Result:
        self.ran.append(name)
        self.inside.append(name)
        try:
            return work()
        finally:
            self.inside.pop()

    def ask(self, kind: str, *argument: str) -> Any:
        self.calls.append((self.inside[-1], f"{kind} {''.join(argument)}"))
        return getattr(self, kind)(*argument)

    def calculated(self, name: str) -> int:
        formula = self.ask("cell", name)
        if formula is None:
            raise KeyError(name)
        return sum(self.term(term) for term in formula.split(" + "))

    def term(self, term: str) -> int:
        if "?" in term:
            which, one, other = term.replace(":", "?").split(" ? ")
            return int(self.ask("value", one if self.ask("is_odd", which) else other))
        return int(term) if term.isdigit() else int(self.ask("value", term))


def opened(cells: Mapping[str, str], store: Store, max_nodes: int = MAX_NODES) -> Database:
    """A database of a sheet."""
    return Database(Sheet(cells), store, max_nodes)


def update(database: Database, cells: Mapping[str, str]) -> None:
    """Change cells."""
    database.host.cells = dict(cells)
    database.host.ran, database.host.calls = [], []
    database.update(database.host.fingerprints)
    database.propagate()


def shown(database: Database, name: str) -> tuple[int, bool]:
    """What the target of a cell comes to."""
    found = database.evaluate(f"show {name}")
    assert found
    value: tuple[int, bool] = decode(found, type=tuple[int, bool])
    return value


def from_scratch(cells: Mapping[str, str]) -> dict[str, tuple[int, bool]]:
    """What all targets come to where nothing is known."""
    database = opened(cells, Store())
    update(database, cells)
    return {name: shown(database, name) for name in cells}
