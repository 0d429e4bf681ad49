"""The engine, with a sheet of cells: whatever is edited, all is as if it had been worked out from scratch."""

import pickle
from collections.abc import Mapping
from typing import Any

import hypothesis
import pytest
from conftest import examples
from engine_cells import Sheet, from_scratch, opened, shown, update
from hypothesis import given
from hypothesis import strategies as st
from msgspec.msgpack import decode

from briefing.incremental import Broken, Database, NodeRow, Store, fingerprint, query_of
from briefing.incremental.fingerprints import node_id
from briefing.incremental.graph import MAX_NODES

SHOW = query_of(Sheet.show)
CELLS = {"a": "1", "b": "2", "c": "a + b", "d": "c + 3", "e": "a ? b : c"}


@pytest.fixture
def database() -> Database:
    """A sheet of which everything was shown."""
    found = opened(CELLS, Store())
    update(found, CELLS)
    for name in CELLS:
        shown(found, name)
    return found


# --- what runs again ------------------------------------------------------------------------------


def test_nothing_runs_when_nothing_changed(database: Database) -> None:
    update(database, CELLS)

    assert (database.host.ran, database.dirty_calls(SHOW)) == ([], frozenset())


def test_only_the_readers_of_a_changed_input_run_again(database: Database) -> None:
    update(database, {**CELLS, "d": "c + 4"})

    assert database.host.ran == ["value d", "total ", "is_large "]
    assert database.dirty_calls(SHOW) == {"d"}


def test_an_unchanged_result_leaves_its_readers_clean(database: Database) -> None:
    update(database, {**CELLS, "c": "b + a"})

    assert database.host.ran == ["value c"]
    assert database.dirty_calls(SHOW) == frozenset()


def test_an_opaque_result_makes_its_readers_run_and_stops_there(database: Database) -> None:
    update(database, {**CELLS, "d": "c + 4"})

    assert "is_large " in database.host.ran
    assert "a" not in database.dirty_calls(SHOW)


def test_what_is_read_only_under_a_condition_concerns_only_while_it_holds(database: Database) -> None:
    update(database, {**CELLS, "a": "2"})
    shown(database, "e")
    database.host.ran.clear()
    update(database, {**CELLS, "a": "2", "b": "4"})

    assert "e" in database.dirty_calls(SHOW)
    assert shown(database, "e") == from_scratch({**CELLS, "a": "2", "b": "4"})["e"]


def test_a_query_that_nothing_reads_any_more_is_dropped_and_not_run(database: Database) -> None:
    update(database, {**CELLS, "e": "1"})
    shown(database, "e")
    update(database, {**CELLS, "e": "1", "a": "7"})

    assert "is_odd a" not in database.host.ran


def test_a_query_whose_subject_is_gone_fails_where_it_is_read(database: Database) -> None:
    left = {name: formula for name, formula in CELLS.items() if name != "b"}
    update(database, left)

    assert database.dirty_calls(SHOW) >= {"b", "c"}
    with pytest.raises(KeyError):
        shown(database, "c")
    update(database, CELLS)
    assert shown(database, "c") == from_scratch(CELLS)["c"]


def test_a_query_that_reads_itself_is_an_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match=r"value [ab] reads itself"):
        update(database, {**CELLS, "a": "b", "b": "a"})


# --- the store ------------------------------------------------------------------------------------


@pytest.fixture
def store(database: Database) -> Store:
    """What is stored of it."""
    database.commit()
    return database.store


def reopened(store: Store, cells: Mapping[str, str] = CELLS) -> Database:
    found = opened(cells, store)
    update(found, cells)
    return found


def test_the_next_process_continues_where_the_last_one_ended(store: Store) -> None:
    again = reopened(store, {**CELLS, "d": "c + 4"})

    assert set(again.host.ran) == {"value d", "value a", "value b", "value c", "value e", "total ", "is_large "}
    assert again.dirty_calls(SHOW) == {"d"}


def test_what_was_dirty_at_the_end_of_a_process_is_dirty_in_the_next(database: Database) -> None:
    update(database, {**CELLS, "d": "c + 4"})
    database.commit()

    assert reopened(database.store, {**CELLS, "d": "c + 4"}).dirty_calls(SHOW) == {"d"}


def test_a_result_that_is_lost_is_worked_out_again(store: Store) -> None:
    store.tables["results"].clear()

    assert reopened(store).host.is_odd("a")


@pytest.mark.parametrize("lost", ["inputs", "dirty"])
def test_without_its_inputs_or_dirty_ids_a_database_starts_empty(store: Store, lost: str) -> None:
    store.drop("records", [lost])
    again = reopened(store)

    assert not again.is_current(SHOW, "a")
    assert shown(again, "a") == from_scratch(CELLS)["a"]


def test_a_lost_row_is_distinguished_from_one_that_never_existed(store: Store) -> None:
    edited = {**CELLS, "a": "5"}
    for table in ("memos", "dependents"):
        for key in store.all(table):
            left = Store()
            left.tables = {name: dict(rows) for name, rows in store.tables.items()}
            left.drop(table, [key])
            try:
                again = reopened(left, edited)
                found = {name: shown(again, name) for name in again.dirty_calls(SHOW)}
            except Broken:
                continue
            was = from_scratch(CELLS)
            assert {name: found.get(name, was[name]) for name in CELLS} == from_scratch(edited)


# --- any sequence of edits --------------------------------------------------------------------------

NAMES = [f"c{i}" for i in range(10)]


@st.composite
def formulas(draw: st.DrawFn, at: int) -> str:
    """A formula of numbers and of the cells before its own."""
    before = st.sampled_from(NAMES[:at]) if at else st.just("1")
    condition = (
        st.tuples(before, before, before).map(" ? ".join).map(lambda text: text[::-1].replace("?", ":", 1)[::-1])
    )
    terms = st.one_of(st.integers(0, 3).map(str), before, *([condition] if at else []))
    return " + ".join(draw(st.lists(terms, min_size=1, max_size=3)))


EDITS = st.integers(0, len(NAMES) - 1).flatmap(lambda at: st.tuples(st.just(NAMES[at]), st.none() | formulas(at)))
HOW = st.sampled_from(["here", "in the next program", "in another process"])


@hypothesis.settings(max_examples=examples(60))
@given(
    st.tuples(*(formulas(at) for at in range(len(NAMES)))),
    st.lists(st.tuples(st.lists(EDITS, min_size=1, max_size=2), HOW), max_size=8),
    st.sampled_from([0, 4, MAX_NODES]),
)
def test_any_sequence_of_edits_has_the_results_of_a_new_database(
    first: tuple[str, ...], edits: list[tuple[list[tuple[str, str | None]], str]], max_nodes: int
) -> None:
    cells = dict(zip(NAMES, first, strict=True))
    database, results = opened(cells, Store(), max_nodes), dict[str, Any]()
    for changed, how in [([], "here"), *edits]:
        cells = {**cells, **{name: formula or "0" for name, formula in changed}}
        if how == "in the next program":
            database = opened(cells, database.store, max_nodes)
        update(database, cells)
        todo = [name for name in cells if name not in results or name in database.dirty_calls(SHOW)]
        results.update({name: made(database, name, how) for name in todo})
        database.commit()

        assert results == from_scratch(cells)


def made(database: Database, name: str, how: str) -> Any:
    """What a target comes to, made here or in a process to which the database was sent."""
    if how != "in another process":
        return shown(database, name)
    database.commit()
    other: Database = pickle.loads(pickle.dumps(database))
    found = shown(other, name)
    database.accept(other.drain())
    return found


def test_nodes_beyond_a_limit_are_evicted_and_loaded_again(store: Store) -> None:
    database = opened(CELLS, store, max_nodes=2)
    update(database, {**CELLS, "d": "c + 4"})
    results = {name: shown(database, name) for name in CELLS}
    database.commit()
    database.trim()

    assert {node.argument for node in database.by_id.values()} == {""}
    assert results == from_scratch({**CELLS, "d": "c + 4"})
    assert database.is_current(SHOW, "d")


def test_a_node_that_was_written_stays_in_memory_only_with_its_result(store: Store) -> None:
    database = reopened(store, {**CELLS, "d": "c + 4"})
    shown(database, "d")
    database.commit()

    assert "d" in database.nodes["value"]
    assert "d" not in database.nodes["show"]


def test_a_node_from_another_process_stays_no_longer_than_it_is_unwritten(store: Store) -> None:
    database, other = opened(CELLS, store), reopened(store, {**CELLS, "f": "1"})
    database.accept(other.drain())
    assert "f" in database.nodes["value"]

    database.write()
    assert "f" not in database.nodes["value"]


def test_what_reads_many_nodes_is_written_before_the_end() -> None:
    database = opened(CELLS, Store(), max_nodes=2)
    update(database, CELLS)

    assert not database.added
    assert shown(database, "c") == from_scratch(CELLS)["c"]


def test_a_read_outside_of_queries_is_not_kept(database: Database) -> None:
    database.host.value("a")
    database.trim()

    assert not database.reads


def test_calls_on_one_cell_have_neighbouring_rows() -> None:
    names = [f"{query} {name}" for name in CELLS for query in ("value", "is_odd", "show")]
    ordered = [name.partition(" ")[2] for name in sorted(names, key=node_id)]

    assert ordered == [name for name in dict.fromkeys(ordered) for _ in range(3)]


@given(st.tuples(*(formulas(at) for at in range(len(NAMES)))))
def test_exactly_the_reads_of_a_query_are_recorded(first: tuple[str, ...]) -> None:
    cells = dict(zip(NAMES, first, strict=True))
    database = opened(cells, Store())
    update(database, cells)
    for name in cells:
        shown(database, name)
    calls: dict[str, set[str]] = {}
    for caller, name in database.host.calls:
        calls.setdefault(caller, set()).add(name)
    nodes = [node for known in database.nodes.values() for node in known.values() if not node.query.is_input]
    recorded = {node.name: {database.by_id[each].name for each in node.reads} for node in nodes}

    assert recorded == calls
    assert all(node.height > database.by_id[each].height for node in nodes for each in node.reads)


# --- fingerprints -------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inside: st.tuples(inside) | st.tuples(inside, inside) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=6,
)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=3))
def test_values_in_a_row_have_the_same_fingerprints_only_if_all_are_the_same(
    pairs: list[tuple[object, object]],
) -> None:
    one, other = (b"".join(map(fingerprint, values)) for values in zip(*pairs, strict=True))

    assert (one == other) == all(a == b for a, b in pairs)


def test_the_order_of_keys_counts_only_in_ordered_queries() -> None:
    one, other = {"a": "long enough to hash", "b": ""}, {"b": "", "a": "long enough to hash"}

    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one, is_ordered=True) != fingerprint(other, is_ordered=True)


def test_a_row_is_what_is_sent_of_a_node(database: Database) -> None:
    update(database, {**CELLS, "d": "c + 4"})
    database.drain()
    shown(database, "d")
    (row,) = database.drain()

    assert isinstance(row, NodeRow)
    assert (row.name, row.value) == ("show d", None)
    assert decode(database.evaluate("show d") or b"", type=list[Any])[0] == 7
