"""Memoised queries whose dependencies are recorded while they run.

Red-green as in Salsa and rustc, pushed from the inputs as in Incremental:
what reads a changed node is dirty; dirty queries run again, the lowest first;
one whose result has the fingerprint that it had before stops there (early
cutoff). So a change costs what depends on it, however much there is beside.

A node's height is above those of all that it reads. A query that runs while
others are dirty may read what no dirty node is below, which is as it was;
of anything higher, its own reads are brought up to date first. (Mokhov and
others, Build Systems à la Carte: a suspending scheduler, verifying traces.)
"""

from array import array
from collections.abc import Iterable, Mapping
from heapq import heappop
from typing import Any, Final

from briefing.incremental.fingerprints import NOTHING, fingerprint, node_id
from briefing.incremental.graph import MAX_NODES, UNKNOWN, Graph, Node, NodeRow, encode
from briefing.incremental.queries import TARGET_HEIGHT, Query
from briefing.incremental.store import Store

MAX_BRIEF: Final = 1024
"""Results that are not held, but are in memory while whatever reads them runs."""


class Database(Graph):
    """The queries of one host, remembered in a store."""

    def __init__(self, host: Any, store: Store, max_nodes: int = MAX_NODES) -> None:
        super().__init__(host, store, max_nodes)
        host.database = self

    def _empty(self) -> None:
        super()._empty()
        self.reads: dict[int, Node] = {}
        """The nodes that the running query has read so far."""
        self.running: set[int] = set()
        self.checked: set[int] = set()
        """Nodes that were found up to date since the last change of an input."""
        self.brief: list[Node] = []
        """Nodes whose results are in memory for a moment."""

    # --- reading ------------------------------------------------------------------------------

    def get(self, query: Query, argument: str = "") -> Any:
        """The result of a call, which is now read by the query that runs. Raises what the query raises."""
        node = self.nodes[query.name].get(argument)
        if node is None or self.pending:
            node = self._current(query, argument)
        self.reads[node.id] = node
        value = node.value
        return self._result(node) if value is UNKNOWN else value

    def _current(self, query: Query, argument: str) -> Node:
        """A node that is up to date; it runs where it never did, or is dirty."""
        node = self._find(query, argument)
        if node is None:
            node = Node(query, argument)
            if query.is_input:
                node.fingerprint = self.inputs.get(node.name, NOTHING)
                self._register(node)
                return node
        elif self.pending:
            self._ensure(node)
        if self.by_id.get(node.id) is not node:
            self._execute(node)
        return node

    def _ensure(self, node: Node) -> None:
        """Bring a node up to date, if any dirty one is below it."""
        if node.id in self.running:
            raise RuntimeError(f"{node.name} reads itself")
        while self.pending and self.pending[0][1] not in self.dirty:
            heappop(self.pending)
        if node.id in self.dirty:
            self._refresh(node)
        elif self.pending and node.height > self.pending[0][0] and node.id not in self.checked:
            for each in node.reads:
                read = self._by_id(each)
                if read is not None:
                    self._ensure(read)
                if node.id in self.dirty:
                    self._refresh(node)
                    return
            self.checked.add(node.id)

    def _result(self, node: Node) -> Any:
        """A result that is not in memory: decoded where it is stored, else computed from what it read before."""
        query = node.query
        if query.is_input:
            return query.call(self.host, node.argument)
        encoded = (node.encoded or self.store.get("results", node.id)) if query.decoder else None
        value = self._run(node)[0] if encoded is None or not query.decoder else query.decoder.decode(encoded)
        return self._hold(node, value)

    def _hold(self, node: Node, value: Any) -> Any:
        node.value = value
        if not node.query.is_held:
            self.brief.append(node)
            if len(self.brief) > MAX_BRIEF:
                self._drop_brief()
        return value

    def _drop_brief(self) -> None:
        dropped, self.brief = self.brief, []
        for node in dropped:
            node.value = UNKNOWN
        self._evict(dropped)

    def _run(self, node: Node) -> tuple[Any, dict[int, Node]]:
        """Run a query; gives its result, and what it read."""
        if node.id in self.running:
            raise RuntimeError(f"{node.name} reads itself")
        around, self.reads = self.reads, {}
        self.running.add(node.id)
        try:
            return node.query.call(self.host, node.argument), self.reads
        finally:
            self.running.discard(node.id)
            self.reads = around

    def _execute(self, node: Node) -> Any:
        """Run a query or target, and record its reads and its result."""
        node.value = UNKNOWN
        value, read = self._run(node)
        query = node.query
        if query.is_opaque:
            found = fingerprint(b"".join([each.fingerprint or b"" for each in read.values()]))
        else:
            found = fingerprint(value, is_ordered=query.is_ordered)
        height = TARGET_HEIGHT if query.is_target else 1 + max((each.height for each in read.values()), default=0)
        node.encoded = encode(value) if query.decoder or query.is_target else None
        self._record(node, found, height, array("q", read))
        self._hold(node, value)
        return value

    def trim(self) -> None:
        """Drop results that are not held from memory, and nodes when there are too many; each can be restored."""
        self.reads = {}
        self._drop_brief()
        self._evict_some()

    # --- changes ------------------------------------------------------------------------------

    def update(self, inputs: Mapping[str, bytes]) -> frozenset[str]:
        """Take over the fingerprints of all inputs, by name; whatever reads one that changed is dirty.

        Gives the names of those that changed, were added or are gone.
        """
        changed = frozenset(name for name, _ in self.inputs.items() ^ inputs.items())
        self._take_inputs(inputs, changed)
        return changed

    def update_some(self, inputs: Mapping[str, bytes]) -> frozenset[str]:
        """Do the same where only some inputs may have changed, of which none is gone."""
        changed = frozenset(name for name, found in inputs.items() if self.inputs.get(name) != found)
        self._take_inputs({**self.inputs, **inputs}, changed)
        return changed

    def _take_inputs(self, inputs: Mapping[str, bytes], changed: Iterable[str]) -> None:
        before, self.inputs = self.inputs, inputs
        self.are_inputs_written = False
        self.checked.clear()
        for name in changed:
            each = node_id(name)
            if node := self.by_id.get(each):
                node.fingerprint = inputs.get(name, NOTHING)
            if name not in before:
                self._keep_row(each)
            self._mark(each)

    def propagate(self) -> None:
        """Run every dirty query that something reads, until only targets are dirty."""
        while self.pending:
            _, each = heappop(self.pending)
            node = self._by_id(each) if each in self.dirty else None
            if node is None:
                self.dirty.discard(each)
            elif next(self._readers(each), None) is None:
                self._forget(node)
            else:
                self._refresh(node)
        self.trim()

    def _refresh(self, node: Node) -> None:
        try:
            self._execute(node)
        except KeyError:
            # Its subject is gone; a query that still reads it gets that when it runs.
            self._forget(node)

    # --- the interface ------------------------------------------------------------------------

    def evaluate(self, *names: str) -> bytes | None:
        """Run a target, and return its encoded result; or bring queries up to date."""
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
        """Take over nodes that ran in another process."""
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
        """Whether a call is known, and would not have to run again as far as is known by now."""
        node = self._find(query, argument)
        return node is not None and node.id not in self.dirty

    def dirty_calls(self, query: Query) -> frozenset[str]:
        """The arguments with which a query or target has to run again."""
        found = (self._by_id(each) for each in self.dirty)
        return frozenset(node.argument for node in found if node and node.query is query)

    def forget(self, name: str) -> None:
        """Drop a target that is no longer wanted."""
        query, _, argument = name.partition(" ")
        if node := self._find(self.queries[query], argument):
            self._forget(node)
