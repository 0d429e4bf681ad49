"""Memoised queries whose dependencies are recorded while they run.

The algorithm is the red-green algorithm of Salsa and rustc, but pushed from the
inputs as in Incremental: the readers of a changed node become dirty; dirty
queries run again in order of height; if the new result has the old fingerprint,
its readers stay clean (early cutoff). So the cost of a change depends on what
depends on it, not on the size of the project.

A node is higher than every node that it reads. A query that runs while others are
dirty may therefore read any node that is no higher than the lowest dirty one: it
is up to date. For a higher node, the nodes that it reads are brought up to date
first. In the terms of Mokhov et al., "Build Systems à la Carte" (2018), this is a
suspending scheduler with verifying traces.
"""

from array import array
from collections.abc import Iterable, Mapping
from heapq import heappop
from operator import attrgetter
from typing import Any, Final

from briefing.incremental.fingerprints import NOTHING, encoded, fingerprint, fingerprint_of, node_id
from briefing.incremental.graph import MAX_NODES, UNKNOWN, Graph, Node, NodeRow, encode
from briefing.incremental.queries import TARGET_HEIGHT, Query
from briefing.incremental.store import Store

_height: Final = attrgetter("height")

MAX_TEMPORARY: Final = 1024
"""How many results of queries that are not `is_held` may be in memory at once."""


class Database(Graph):
    """The queries of one host, memoised in memory and in a store."""

    def __init__(self, host: Any, store: Store, max_nodes: int = MAX_NODES) -> None:
        super().__init__(host, store, max_nodes)
        host.database = self

    def _reset(self) -> None:
        super()._reset()
        self.reads: dict[int, Node] = {}
        """The nodes that the running query has read so far."""
        self.running: set[int] = set()
        self.checked: set[int] = set()
        """Nodes known to be up to date since the last change of an input."""
        self.temporary: list[Node] = []
        """Nodes that are not `is_held` whose results are in memory, until `_drop_temporary`."""

    # --- reading ------------------------------------------------------------------------------

    def get(self, query: Query, argument: str = "") -> Any:
        """The result of a call, recorded as a read of the running query. Raises whatever the query raises."""
        node = self.nodes[query.name].get(argument)
        if node is None or self.pending:
            node = self._current(query, argument)
        self.reads[node.id] = node
        value = node.value
        return self._result(node) if value is UNKNOWN else value

    def _current(self, query: Query, argument: str) -> Node:
        """The node of a call, up to date: it is run if it is dirty, or has never run."""
        node = self._find(query, argument)
        if node is None:
            node = Node(query, argument)
            if query.is_input:
                node.fingerprint = self.inputs.get(node.name, NOTHING)
                self._register(node)
                return node
        elif self.pending:
            self._bring_up_to_date(node)
        if self.by_id.get(node.id) is not node:
            self._execute(node)
        return node

    def _bring_up_to_date(self, node: Node) -> None:
        """Run a node again if it is dirty, or becomes dirty when the nodes that it reads are brought up to date."""
        if node.id in self.running:
            raise RuntimeError(f"{node.name} reads itself")
        while self.pending and self.pending[0][1] not in self.dirty:
            heappop(self.pending)
        if node.id in self.dirty:
            self._refresh(node)
        elif self.pending and node.height > self.pending[0][0] and node.id not in self.checked:
            for id_ in node.reads:
                read = self._by_id(id_)
                if read is not None:
                    self._bring_up_to_date(read)
                if node.id in self.dirty:
                    self._refresh(node)
                    return
            self.checked.add(node.id)

    def _result(self, node: Node) -> Any:
        """The result of a clean node that is not in memory: decoded if it is stored, else computed again."""
        query = node.query
        if query.is_input:
            return query.call(self.host, node.argument)
        stored = (node.encoded or self.store.get("results", node.id)) if query.decoder else None
        value = self._run(node)[0] if stored is None or not query.decoder else query.decoder.decode(stored)
        return self._hold(node, value)

    def _hold(self, node: Node, value: Any) -> Any:
        node.value = value
        if not node.query.is_held:
            self.temporary.append(node)
            if len(self.temporary) > MAX_TEMPORARY:
                self._drop_temporary()
        return value

    def _drop_temporary(self) -> None:
        dropped, self.temporary = self.temporary, []
        for node in dropped:
            node.value = UNKNOWN
        self._evict(dropped)

    def _run(self, node: Node) -> tuple[Any, dict[int, Node]]:
        """Run a query; returns its result and the nodes that it read."""
        if node.id in self.running:
            raise RuntimeError(f"{node.name} reads itself")
        outer, self.reads = self.reads, {}
        self.running.add(node.id)
        try:
            return node.query.call(self.host, node.argument), self.reads
        finally:
            self.running.discard(node.id)
            self.reads = outer

    def _execute(self, node: Node) -> Any:
        """Run a query or target, and record its reads and its result."""
        node.value = UNKNOWN
        value, read = self._run(node)
        query = node.query
        if query.is_opaque:
            new_fingerprint = fingerprint(b"".join([each.fingerprint or b"" for each in read.values()]))
            node.encoded = encode(value) if query.decoder or query.is_target else None
        else:
            result = encoded(value, is_ordered=query.is_ordered)
            new_fingerprint = fingerprint_of(result)
            node.encoded = result if query.decoder else None
        height = TARGET_HEIGHT if query.is_target else 1 + max(map(_height, read.values()), default=0)
        self._record(node, new_fingerprint, height, array("q", read))
        self._hold(node, value)
        return value

    def trim(self) -> None:
        """Drop results that are not `is_held` from memory, and nodes if there are too many; all can be restored."""
        self.reads = {}
        self._drop_temporary()
        self._evict_some()

    # --- changes ------------------------------------------------------------------------------

    def update(self, inputs: Mapping[str, bytes]) -> frozenset[str]:
        """Set the fingerprints of all inputs, by name; the readers of those that changed become dirty.

        Returns the names of the inputs that changed, were added or were removed.
        """
        changed = frozenset(name for name, _ in self.inputs.items() ^ inputs.items())
        self._take_inputs(inputs, changed)
        return changed

    def update_some(self, inputs: Mapping[str, bytes]) -> frozenset[str]:
        """Do the same for some inputs, and leave the others as they are; none can be removed in this way."""
        changed = frozenset(name for name, found in inputs.items() if self.inputs.get(name) != found)
        self._take_inputs({**self.inputs, **inputs}, changed)
        return changed

    def _take_inputs(self, inputs: Mapping[str, bytes], changed: Iterable[str]) -> None:
        before, self.inputs = self.inputs, inputs
        self.are_inputs_written = False
        self.checked.clear()
        for name in changed:
            id_ = node_id(name)
            if node := self.by_id.get(id_):
                node.fingerprint = inputs.get(name, NOTHING)
            if name not in before:
                self._keep_row(id_)
            self._mark_readers(id_)

    def propagate(self) -> None:
        """Run every dirty query that has readers, and forget those that have none, until only targets are dirty."""
        while self.pending:
            _, id_ = heappop(self.pending)
            node = self._by_id(id_) if id_ in self.dirty else None
            if node is None:
                self.dirty.discard(id_)
            elif next(self._readers(id_), None) is None:
                self._forget(node)
            else:
                self._refresh(node)
        self.trim()

    def _refresh(self, node: Node) -> None:
        try:
            self._execute(node)
        except KeyError:
            # What the query is about no longer exists: if another query still reads it, that gets the `KeyError`.
            self._forget(node)

    # --- the interface ------------------------------------------------------------------------

    def evaluate(self, *names: str) -> bytes | None:
        """Run targets and bring queries up to date, by node name; returns the encoded result of the last target."""
        result = None
        for name in names:
            query, _, argument = name.partition(" ")
            declared = self.queries[query]
            if declared.is_target:
                node = self._find(declared, argument) or Node(declared, argument)
                self._execute(node)
                result, node.encoded = node.encoded, None
            else:
                self._current(declared, argument)
        self.trim()
        return result

    def accept(self, rows: Iterable[NodeRow]) -> None:
        """Record nodes that ran in another process."""
        for row in rows:
            name, _, argument = row.name.partition(" ")
            query = self.queries[name]
            node = self._find(query, argument)
            if node is None or node.id in self.dirty or query.is_target:
                node = node or Node(query, argument)
                node.value, node.encoded = UNKNOWN, row.value
                reads = array("q")
                reads.frombytes(row.reads)
                self._record(node, row.fingerprint, row.height, reads)
        self.write_some()
        self.trim()

    def is_current(self, query: Query, argument: str) -> bool:
        """Whether a call has run, and is not dirty so far: before `propagate`, it may still become so."""
        node = self._find(query, argument)
        return node is not None and node.id not in self.dirty

    def dirty_calls(self, query: Query) -> frozenset[str]:
        """The arguments of the dirty calls of a query or target."""
        found = (self._by_id(id_) for id_ in self.dirty)
        return frozenset(node.argument for node in found if node and node.query is query)

    def forget(self, name: str) -> None:
        """Drop a target that is no longer wanted."""
        query, _, argument = name.partition(" ")
        if node := self._find(self.queries[query], argument):
            self._forget(node)
