"""The graph of queries: which node read which, which are dirty, and how all of it is stored.

A node is a call of a query. Each is a row of the store under a number made of
its name, and beside it, under the same number, are the nodes that read it: so
a change is propagated without a scan. Every node has
both rows, so that a lost row can be distinguished from one that never existed.
Where there are many, nodes leave memory, and are read from the store again.
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
"""Nodes that ran and were not written yet, whose encoded results are in memory too."""

MAX_NODES: Final = 60_000
"""Nodes that stay in memory; all those of ten thousand notes would take more than everything else."""

UNKNOWN: Final = object()
"""Placeholder of a result that is not in memory."""


class NodeRow(Struct, frozen=True, array_like=True):
    """A node as it is stored, and as it is sent between processes."""

    name: str
    fingerprint: bytes
    height: int
    reads: bytes
    value: bytes | None = None
    """Its result, where that is sent with it."""


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
        """Its query and argument."""
        return f"{self.query.name} {self.argument}"


class Graph:
    """The calls of a host's queries that are known, and their dependencies."""

    def __init__(self, host: Any, store: Store, max_nodes: int = MAX_NODES) -> None:
        self.host = host
        self.store = store
        self.max_nodes = max_nodes
        self.inputs: Mapping[str, bytes] = {}
        """The fingerprint of each input, by name."""
        self.are_inputs_written = True
        self.dirty: set[int] = set()
        self._empty()
        self._restore()

    def _empty(self) -> None:
        self.queries = queries_of(self.host)
        self.nodes: dict[str, dict[str, Node]] = {name: {} for name in self.queries}
        self.by_id: dict[int, Node] = {}
        self.dependents: dict[int, array[int]] = {}
        """What read a node, and some that no longer do, as far as it is written."""
        self.added: defaultdict[int, array[int]] = defaultdict(_no_ids)
        """What read a node and is not written yet."""
        self.unwritten: dict[int, Node] = {}
        """Nodes that ran since they were last written, or sent to the process that writes."""
        self.dropped: set[int] = set()
        self.pending: list[tuple[int, int]] = []
        """Dirty queries by height, and some that no longer are."""
        self.is_complete = False
        """Whether every node is in memory, so that no store look-up is needed."""

    def _restore(self) -> None:
        inputs, dirty = self.store.get("records", "inputs"), self.store.get("records", "dirty")
        if inputs is None or dirty is None:
            self.store.clear()
            self.is_complete = True
        else:
            self.inputs = _INPUTS.decode(inputs)
            self._restore_dirty(array("q", dirty))

    def _restore_dirty(self, dirty: Iterable[int]) -> None:
        for each in dirty:
            if node := self._by_id(each):
                self._make_dirty(node)

    def __getstate__(self) -> dict[str, Any]:
        """The state that another process needs in addition to the store, which is committed before."""
        names = ("host", "store", "max_nodes", "inputs", "are_inputs_written", "dirty")
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._empty()
        dirty, self.dirty = self.dirty, set()
        self._restore_dirty(dirty)

    def _evict_some(self) -> None:
        """Drop nodes from memory where there are many, and what read them; those without an argument stay: few, and
        read by all others.
        """
        if max(len(self.by_id), len(self.added)) > self.max_nodes:
            self.is_complete = False
            self._evict(node for node in tuple(self.by_id.values()) if node.argument)
            self._write_dependents()
            self.dependents = {}

    def _evict(self, nodes: Iterable[Node]) -> None:
        """Drop nodes from memory, each of which is read from the store when it is needed, unless all fit in."""
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
        # Two names may share an id: the other is as if it had never run.
        return node if node and (node.query.name, node.argument) == (query.name, argument) else None

    def _by_id(self, each: int) -> Node | None:
        node = self.by_id.get(each)
        if node is not None or self.is_complete or each in self.dropped:
            return node
        stored = self.store.get("memos", each)
        if stored is None:
            return None
        row = _ROW.decode(stored)
        name, _, argument = row.name.partition(" ")
        # What another host declares is to this one a target: it cannot be run here, and nothing here reads it.
        node = Node(self.queries.get(name) or Query(name, _unknown, True, is_target=True), argument)
        node.fingerprint, node.height = row.fingerprint, row.height
        node.reads.frombytes(row.reads)
        self._register(node)
        return node

    def _register(self, node: Node) -> None:
        self.nodes.setdefault(node.query.name, {})[node.argument] = node
        self.by_id[node.id] = node
        self.dropped.discard(node.id)

    def _dependents(self, each: int) -> "array[int]":
        """The ids of what read a node, and of some that no longer do."""
        return self._written(each) + self.added.get(each, _no_ids())

    def _written(self, each: int) -> "array[int]":
        """Those that are written."""
        known = self.dependents.get(each)
        if known is None:
            known = _no_ids()
            if not self.is_complete and each not in self.dropped:
                known.frombytes(self.store.get("dependents", each) or b"")
        return known

    def _readers(self, each: int) -> Iterator[Node]:
        """The current readers of a node."""
        if each not in self.added and each not in self.dependents and not self._is_stored(each):
            raise Broken("what depends on a changed input is lost")
        for reader in tuple(dict.fromkeys(self._dependents(each))):
            node = self._by_id(reader)
            if node is None:
                if reader not in self.dropped and self._is_stored(reader):
                    raise Broken("what a result was computed from is lost")
            elif each in node.reads:
                yield node

    def _is_stored(self, each: int) -> bool:
        """Whether the store has what depends on a node, as it has for every node."""
        return self.store.get("dependents", each) is not None

    # --- changes -------------------------------------------------------------------------------

    def _record(self, node: Node, found: bytes, height: int, reads: "array[int]") -> None:
        """Record a run; the readers of the node are dirty if its result changed."""
        before, known, rose = node.fingerprint, frozenset(node.reads), height > node.height
        node.fingerprint, node.height, node.reads = found, height, reads
        self._register(node)
        self.unwritten[node.id] = node
        self._keep_row(node.id)
        for each in reads:
            if each not in known:
                self.added[each].append(node.id)
        self.dirty.discard(node.id)
        if before not in (None, found) and not node.query.is_target:
            self._mark(node.id)
        if rose and known:
            self._raise(node)

    def _keep_row(self, each: int) -> None:
        """See that a node has a row even if nothing reads it: none is then a lost one."""
        self.added.setdefault(each, _no_ids())

    def _raise(self, node: Node) -> None:
        """Raise the heights of a node's readers above its own."""
        for each in self._readers(node.id):
            if each.height <= node.height:
                each.height = node.height + 1
                self.unwritten[each.id] = each
                self._raise(each)

    def _mark(self, changed: int) -> None:
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
            self._mark(node.id)
        self.nodes[node.query.name].pop(node.argument, None)
        self.dropped.add(node.id)
        for known in (self.by_id, self.dependents, self.added, self.unwritten):
            known.pop(node.id, None)
        self.dirty.discard(node.id)

    # --- rows ----------------------------------------------------------------------------------

    def write_some(self) -> None:
        """Write the nodes that ran to the store, once there are many."""
        if len(self.unwritten) > MAX_UNWRITTEN:
            self.write()

    def write(self) -> None:
        """Write the nodes that ran to the store."""
        nodes = sorted(self.unwritten.values(), key=_id)
        self.store.put("memos", ((node.id, encode(_row(node))) for node in nodes))
        self.store.put("results", ((node.id, node.encoded) for node in nodes if node.encoded and node.query.decoder))
        self._forget_unwritten()

    def _forget_unwritten(self) -> None:
        """Count the nodes that ran as written; those whose results are not in memory need not be there either."""
        written, self.unwritten = self.unwritten, {}
        for node in written.values():
            node.encoded = None
        self._evict(node for node in written.values() if node.value is UNKNOWN)

    def commit(self) -> None:
        """Make all nodes visible to other processes and later ones."""
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
        """What read the nodes that were read since this was last written, by their ids."""
        for each in sorted(self.added):
            known = self._written(each) + self.added.pop(each)
            if self.is_complete or each in self.dependents:
                self.dependents[each] = known
            yield each, known.tobytes()

    def drain(self) -> list[NodeRow]:
        """Return and clear what was recorded of nodes that ran, for the process that writes.

        What read them is recorded there alone: no input may change in this process afterwards.
        """
        rows = [_row(node, with_value=bool(node.query.decoder)) for node in self.unwritten.values()]
        self._forget_unwritten()
        self.added.clear()
        return rows


_id: Final = attrgetter("id")


def decode_rows(encoded: bytes) -> list[NodeRow]:
    """Rows as another process sends them."""
    return _ROWS.decode(encoded)


def _no_ids() -> "array[int]":
    return array("q")


def _unknown(_: Any, __: str) -> Any:
    raise NotImplementedError


def _row(node: Node, *, with_value: bool = False) -> NodeRow:
    value = node.encoded if with_value else None
    return NodeRow(node.name, node.fingerprint or b"", node.height, node.reads.tobytes(), value)
