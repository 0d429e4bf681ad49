"""Notes that changed are parsed, by several processes where that pays, or ahead of all else by one."""

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
"""Queries that need the text of a note, or much of it: they run while it is at hand."""


class PrefetchedNotes(Struct, frozen=True, array_like=True):
    """Notes that were parsed ahead."""

    names: tuple[str, ...]
    """With which they were."""
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
    """Parse some notes as they are now, in a process that has nothing but the store; gives what `accept` takes."""
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
    """Take over what was parsed ahead, as far as it is of the notes as they are now."""
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
