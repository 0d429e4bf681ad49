"""Parses the notes that changed: in several processes if there are many, or in the background if there are few.

In the background, a forked process parses them while this one still imports the rest of the
program. It has only the text of the notes; `accept` then discards results for notes that
changed meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.msgpack import Decoder

from briefing.incremental import Database, NodeRow, Pool, Store
from briefing.incremental.graph import decode_rows
from briefing.model import Inputs
from briefing.site import View

PREFETCHED_QUERIES: Final = ("index_entry", "source_uses", "cited", "anchors", "search_note")
"""Queries that need the text of a note: they run right after it was parsed, while it is in memory."""


class PrefetchedNotes(Struct, frozen=True, array_like=True):
    """Notes that were parsed in the background."""

    names: tuple[str, ...]
    """The names with which they were parsed; with others, the result is useless."""
    keys: Mapping[str, bytes]
    """The fingerprints of their texts, by path."""
    rows: Mapping[str, list[NodeRow]]


def parse(database: Database, paths: Sequence[str], pool: Pool, step: Callable[[], None]) -> None:
    """Parse some notes; `step` is called after each."""
    if not pool.is_shared(paths):
        for path in paths:
            database.evaluate(*_queries(path))
            step()
        return
    database.commit()
    for rows in pool.map(_begin, database, paths):
        database.accept(decode_rows(rows))
        step()


def prefetch(changed: Inputs, store: Store) -> bytes:
    """Parse some notes, in a process that has nothing but the store; returns the argument of `accept`."""
    view = View(changed)
    database = Database(view, store)
    given = view.fingerprints()
    keys = {path: given[f"text {path}"] for path in view.texts}
    mine = {name: found for name, found in given.items() if name.startswith(("text ", "option ", "file settings"))}
    database.update({**database.inputs, **mine})
    names, rows = view.names(), {}
    database.drain()
    for path in view.texts:
        database.evaluate(*_queries(path))
        rows[path] = database.drain()
    return msgspec.msgpack.encode(PrefetchedNotes(names, keys, rows))


def accept(database: Database, names: Sequence[str], parsed: bytes) -> None:
    """Take over prefetched notes whose texts are still the same."""
    found = _PARSED.decode(parsed)
    for path, rows in found.rows.items():
        if found.names == names and database.inputs.get(f"text {path}") == found.keys[path]:
            database.accept(rows)


_PARSED: Final = Decoder(PrefetchedNotes)


def _begin(database: Database) -> Callable[[str], bytes]:
    def do(path: str) -> bytes:
        database.evaluate(*_queries(path))
        return msgspec.msgpack.encode(database.drain())

    return do


def _queries(path: str) -> tuple[str, ...]:
    return tuple(f"{query} {path}" for query in PREFETCHED_QUERIES)
