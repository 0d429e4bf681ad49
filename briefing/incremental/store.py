"""Where a database stores its rows, as bytes by table and key.

This store lives as long as the program does, as a library or a test needs it;
`disk.Store` keeps the same in a file. Neither knows what is stored. Losing
all of it is always safe; losing part of it is `Broken`, since what depends on
the lost part is no longer known.
"""

from collections.abc import Iterable, Mapping
from typing import Final

Key = int | str

TABLES: Final = ("memos", "dependents", "results", "records", "templates")
"""`memos` to `results` by the id of a node, the others by name."""


class Broken(OSError):
    """The store is not what was written: everything has to be computed again."""


class Store:
    """Rows in memory."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, bytes]] = {table: {} for table in TABLES}

    def get(self, table: str, key: Key) -> bytes | None:
        """One row, if there is one."""
        return self.tables[table].get(key)

    def all(self, table: str) -> Mapping[Key, bytes]:
        """Every row of a table, by key."""
        return dict(self.tables[table])

    def put(self, table: str, rows: Iterable[tuple[Key, bytes]]) -> None:
        """Write rows in place of those that have these keys."""
        self.tables[table].update(rows)

    def drop(self, table: str, keys: Iterable[Key]) -> None:
        """Delete rows; one that is not there is no fault."""
        for key in keys:
            self.tables[table].pop(key, None)

    def clear(self) -> None:
        """Delete everything."""
        for rows in self.tables.values():
            rows.clear()

    def commit(self) -> None:
        """Make all that was written visible to other processes, at once."""

    def close(self) -> None:
        """Release the file; what was not committed is lost."""


class Overlay(Store):
    """Rows of another store, which is only read, under rows of its own in memory."""

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
