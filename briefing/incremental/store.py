"""Where a database stores its rows, as bytes by table and key.

This one is in memory, for tests and for use as a library; `disk.Store` has the
same interface and keeps its rows in a file. Neither interprets what it stores.
A store may be lost as a whole at any time. If only a part of it is lost, it is
unknown what depended on that part, so the store is `Broken`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

Key = int | str

TABLES: Final = ("memos", "dependents", "results", "records", "templates")
"""The keys of `memos`, `dependents` and `results` are the ids of nodes; those of the others are names."""


class Broken(OSError):
    """The store lacks rows or has wrong ones: everything must be computed again."""


class Store:
    """Rows in memory."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, bytes]] = {table: {} for table in TABLES}

    def get(self, table: str, key: Key) -> bytes | None:
        """The value of a row; None if there is none."""
        return self.tables[table].get(key)

    def all(self, table: str) -> Mapping[Key, bytes]:
        """Every row of a table, by key."""
        return dict(self.tables[table])

    def put(self, table: str, rows: Iterable[tuple[Key, bytes]]) -> None:
        """Write rows, replacing those with the same keys."""
        self.tables[table].update(rows)

    def drop(self, table: str, keys: Iterable[Key]) -> None:
        """Delete rows, if they exist."""
        for key in keys:
            self.tables[table].pop(key, None)

    def clear(self) -> None:
        """Delete everything."""
        for rows in self.tables.values():
            rows.clear()

    def commit(self) -> None:
        """Make all that was written visible to other processes, atomically."""

    def close(self) -> None:
        """Release the file; what was not committed is lost."""


class Overlay(Store):
    """Rows in memory on top of another store, which is only read."""

    def __init__(self, base: Store) -> None:
        super().__init__()
        self.base = base
        self.dropped: dict[str, set[Key]] = {table: set() for table in TABLES}

    def get(self, table: str, key: Key) -> bytes | None:
        own = super().get(table, key)
        return own if own is not None or key in self.dropped[table] else self.base.get(table, key)

    def all(self, table: str) -> Mapping[Key, bytes]:
        below = {key: value for key, value in self.base.all(table).items() if key not in self.dropped[table]}
        return {**below, **super().all(table)}

    def put(self, table: str, rows: Iterable[tuple[Key, bytes]]) -> None:
        written = dict(rows)
        super().put(table, written.items())
        self.dropped[table] -= written.keys()

    def drop(self, table: str, keys: Iterable[Key]) -> None:
        gone = set(keys)
        super().drop(table, gone)
        self.dropped[table] |= gone

    def clear(self) -> None:
        super().clear()
        self.dropped = {table: set(self.base.all(table)) for table in TABLES}
