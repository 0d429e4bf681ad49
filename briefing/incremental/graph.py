"""The graph of queries: which node read which, which nodes are dirty, and how all of it is stored.

A node is a call of a query. It has two rows in the store, both under its id: the
node itself, with the ids of the nodes that it read (`memos`), and the ids of the
nodes that read it (`dependents`), a reverse index by which a change is propagated
without a scan. Every node has both, so that a lost row can be told from one that
never existed. If there are many nodes, they are evicted from memory, and loaded
from the store when they are needed.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappush
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import Struct

from briefing.incremental.fingerprints import node_id
from briefing.incremental.queries import Query, queries_of
from briefing.incremental.store import Broken, Store

MAX_UNWRITTEN: Final = 1024
"""How many nodes may have run and not been written yet; their encoded results are in memory too."""

MAX_NODES: Final = 60_000
"""How many nodes may be in memory: those of ten thousand notes would take more of it than everything else."""

UNKNOWN: Final = object()
"""Placeholder for a result that is not in memory."""


class NodeRow(Struct, frozen=True, array_like=True):
    """A node as it is stored and sent between processes; `reads` are 64-bit ids."""

    name: str
    fingerprint: bytes
    height: int
    reads: bytes
    value: bytes | None = None
    """Its encoded result, when sent between processes; in the store it is a row of `results`."""


_ROW: Final = msgspec.msgpack.Decoder(NodeRow)
_ROWS: Final = msgspec.msgpack.Decoder(list[NodeRow])
_INPUTS: Final = msgspec.msgpack.Decoder(dict[str, bytes])
encode: Final = msgspec.msgpack.Encoder(enc_hook=str).encode


class Node:
    """A call of a query: its reads, and the fingerprint of its result."""

    __slots__ = ("argument", "encoded", "fingerprint", "height", "id", "query", "reads", "value")

    def __init__(self, query: Query, argument: str) -> None:
        self.query = query
        self.argument = argument
        self.id = node_id(self.name)
        self.height = 0
        self.fingerprint: bytes | None = None
        self.reads = array("q")
        self.value: Any = UNKNOWN
        self.encoded: bytes | None = None

    @property
    def name(self) -> str:
        """The name of its query, a space, and its argument."""
        return f"{self.query.name} {self.argument}"


class Graph:
    """The known calls of a host's queries, and their dependencies."""

    def __init__(self, host: Any, store: Store, max_nodes: int = MAX_NODES) -> None:
        self.host = host
        self.store = store
        self.max_nodes = max_nodes
        self.inputs: Mapping[str, bytes] = {}
        """The fingerprint of each input, by name."""
        self.are_inputs_written = True
        self.dirty: set[int] = set()
        self._reset()
        self._restore()

    def _reset(self) -> None:
        self.queries = queries_of(self.host)
        self.nodes: dict[str, dict[str, Node]] = {name: {} for name in self.queries}
        self.by_id: dict[int, Node] = {}
        self.dependents: dict[int, array[int]] = {}
        """The readers of a node that the store has, by id; some may no longer read it."""
        self.added: defaultdict[int, array[int]] = defaultdict(_no_ids)
        """The readers of a node that the store does not have yet, by id."""
        self.unwritten: dict[int, Node] = {}
        """Nodes that ran and were not written yet, or not sent to the process that writes."""
        self.dropped: set[int] = set()
        self.pending: list[tuple[int, int]] = []
        """A heap of (height, id) of dirty queries; some may no longer be dirty."""
        self.is_complete = False
        """Whether every node is in memory, so that the store need not be asked."""

    def _restore(self) -> None:
        inputs, dirty = self.store.get("records", "inputs"), self.store.get("records", "dirty")
        if inputs is None or dirty is None:
            self.store.clear()
            self.is_complete = True
        else:
            self.inputs = _INPUTS.decode(inputs)
            self._restore_dirty(array("q", dirty))

    def _restore_dirty(self, dirty: Iterable[int]) -> None:
        for id_ in dirty:
            if node := self._by_id(id_):
                self._make_dirty(node)

    def __getstate__(self) -> dict[str, Any]:
        """The state that another process needs besides the store, which must have been committed."""
        names = ("host", "store", "max_nodes", "inputs", "are_inputs_written", "dirty")
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._reset()
        dirty, self.dirty = self.dirty, set()
        self._restore_dirty(dirty)

    def _evict_some(self) -> None:
        """Drop nodes from memory if there are too many, but those without an argument: few, and read by many others."""
        if max(len(self.by_id), len(self.added)) > self.max_nodes:
            self.is_complete = False
            self._evict(node for node in tuple(self.by_id.values()) if node.argument)
            self._write_dependents()
            self.dependents = {}

    def _evict(self, nodes: Iterable[Node]) -> None:
        """Drop written nodes from memory; they are loaded again when they are needed. Does nothing if all fit."""
        for node in nodes if not self.is_complete else ():
            if node.id not in self.unwritten:
                self.by_id.pop(node.id, None)
                self.nodes[node.query.name].pop(node.argument, None)

    # --- nodes ---------------------------------------------------------------------------------

    def _find(self, query: Query, argument: str) -> Node | None:
        node = self.nodes[query.name].get(argument)
        if node is not None or self.is_complete or query.is_input:
            return node
        node = self._by_id(node_id(f"{query.name} {argument}"))
        # If two names share an id, the one that is not stored counts as never run.
        return node if node and (node.query.name, node.argument) == (query.name, argument) else None

    def _by_id(self, id_: int) -> Node | None:
        node = self.by_id.get(id_)
        if node is not None or self.is_complete or id_ in self.dropped:
            return node
        stored = self.store.get("memos", id_)
        if stored is None:
            return None
        row = _ROW.decode(stored)
        name, _, argument = row.name.partition(" ")
        # A query of another host is treated as a target: it cannot run here, and nothing here reads it.
        node = Node(self.queries.get(name) or Query(name, _cannot_run, True, is_target=True), argument)
        node.fingerprint, node.height = row.fingerprint, row.height
        node.reads.frombytes(row.reads)
        self._register(node)
        return node

    def _register(self, node: Node) -> None:
        self.nodes.setdefault(node.query.name, {})[node.argument] = node
        self.by_id[node.id] = node
        self.dropped.discard(node.id)

    def _dependents(self, id_: int) -> "array[int]":
        """The ids of the readers of a node; some may no longer read it."""
        return self._stored_dependents(id_) + self.added.get(id_, _no_ids())

    def _stored_dependents(self, id_: int) -> "array[int]":
        """The ids of the readers of a node that the store has."""
        known = self.dependents.get(id_)
        if known is None:
            known = _no_ids()
            if not self.is_complete and id_ not in self.dropped:
                known.frombytes(self.store.get("dependents", id_) or b"")
        return known

    def _readers(self, id_: int) -> Iterator[Node]:
        """The nodes that read a node now. Raises `Broken` if a row that must exist is lost."""
        if id_ not in self.added and id_ not in self.dependents and not self._is_stored(id_):
            raise Broken("what depends on a changed input is lost")
        for reader in tuple(dict.fromkeys(self._dependents(id_))):
            node = self._by_id(reader)
            if node is None:
                if reader not in self.dropped and self._is_stored(reader):
                    raise Broken("what a result was computed from is lost")
            elif id_ in node.reads:
                yield node

    def _is_stored(self, id_: int) -> bool:
        """Whether the store has the readers of a node, as it should for every node."""
        return self.store.get("dependents", id_) is not None

    # --- changes -------------------------------------------------------------------------------

    def _record(self, node: Node, new_fingerprint: bytes, height: int, reads: "array[int]") -> None:
        """Record a run; if the result changed, the readers of the node become dirty."""
        before, known, rose = node.fingerprint, frozenset(node.reads), height > node.height
        node.fingerprint, node.height, node.reads = new_fingerprint, height, reads
        self._register(node)
        self.unwritten[node.id] = node
        self._keep_row(node.id)
        for id_ in [read for read in reads if read not in known] if known else reads:
            self.added[id_].append(node.id)
        self.dirty.discard(node.id)
        if before not in (None, new_fingerprint) and not node.query.is_target:
            self._mark_readers(node.id)
        if rose and known:
            self._raise_readers(node)

    def _keep_row(self, id_: int) -> None:
        """Make sure that a node has a row in `dependents` even if nothing reads it, so that a lost row is noticed."""
        if id_ not in self.added:
            self.added[id_] = _no_ids()

    def _raise_readers(self, node: Node) -> None:
        """Make the readers of a node, and theirs, higher than what they read."""
        for reader in self._readers(node.id):
            if reader.height <= node.height:
                reader.height = node.height + 1
                self.unwritten[reader.id] = reader
                self._raise_readers(reader)

    def _mark_readers(self, changed: int) -> None:
        """Make the readers of a node dirty."""
        readers = list(self._readers(changed))
        self.dependents[changed] = array("q", [node.id for node in readers])
        for node in readers:
            if node.id not in self.dirty:
                self._make_dirty(node)

    def _make_dirty(self, node: Node) -> None:
        self.dirty.add(node.id)
        if not node.query.is_target:
            heappush(self.pending, (node.height, node.id))

    def _forget(self, node: Node) -> None:
        """Drop a node, and make its readers dirty."""
        if not node.query.is_target:
            self._mark_readers(node.id)
        self.nodes[node.query.name].pop(node.argument, None)
        self.dropped.add(node.id)
        for known in (self.by_id, self.dependents, self.added, self.unwritten):
            known.pop(node.id, None)
        self.dirty.discard(node.id)

    # --- rows ----------------------------------------------------------------------------------

    def write_some(self) -> None:
        """Write the nodes that ran to the store, if there are more than `MAX_UNWRITTEN`."""
        if len(self.unwritten) > MAX_UNWRITTEN:
            self.write()

    def write(self) -> None:
        """Write the nodes that ran to the store."""
        nodes = sorted(self.unwritten.values(), key=_id)
        self.store.put("memos", ((node.id, encode(_row(node))) for node in nodes))
        self.store.put("results", ((node.id, node.encoded) for node in nodes if node.encoded and node.query.decoder))
        self._mark_written()

    def _mark_written(self) -> None:
        """Mark all nodes as written, and evict those whose results are not in memory either."""
        written, self.unwritten = self.unwritten, {}
        for node in written.values():
            node.encoded = None
        self._evict(node for node in written.values() if node.value is UNKNOWN)

    def commit(self) -> None:
        """Write everything, and make it visible to other and later processes."""
        self.write()
        self._write_dependents()
        for table in ("memos", "results", "dependents"):
            self.store.drop(table, self.dropped)
        self.store.put("records", [("dirty", array("q", self.dirty).tobytes())])
        if not self.are_inputs_written:
            self.store.put("records", [("inputs", encode(dict(self.inputs)))])
        self.dropped, self.are_inputs_written = set(), True
        self.store.commit()

    def _write_dependents(self) -> None:
        self.store.put("dependents", self._changed_dependents())

    def _changed_dependents(self) -> Iterator[tuple[int, bytes]]:
        """The rows of `dependents` that have new readers."""
        for id_ in sorted(self.added):
            known = self._stored_dependents(id_) + self.added.pop(id_)
            if self.is_complete or id_ in self.dependents:
                self.dependents[id_] = known
            yield id_, known.tobytes()

    def drain(self) -> list[NodeRow]:
        """Return the nodes that ran, for the process that writes, and forget that they are unwritten.

        Only that process records their readers, so no input may change in this one afterwards.
        """
        rows = [_row(node, with_value=bool(node.query.decoder)) for node in self.unwritten.values()]
        self._mark_written()
        self.added.clear()
        return rows


_id: Final = attrgetter("id")


def decode_rows(encoded: bytes) -> list[NodeRow]:
    """Decode nodes that another process sent."""
    return _ROWS.decode(encoded)


def _no_ids() -> "array[int]":
    return array("q")


def _cannot_run(_: Any, __: str) -> Any:
    raise NotImplementedError


def _row(node: Node, *, with_value: bool = False) -> NodeRow:
    value = node.encoded if with_value else None
    return NodeRow(node.name, node.fingerprint or b"", node.height, node.reads.tobytes(), value)
