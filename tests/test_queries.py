"""The queries of a site: each has one result for one project, however it came to be known."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from built_project import Studio
from conftest import note, project
from edited_project import EDITS, Edit, begun
from msgspec.msgpack import decode

from briefing.build.session import Session, compose
from briefing.incremental import NodeRow, Store

# --- the same as from scratch ---------------------------------------------------------------------


def laid(studio: Studio, store: Store | None = None) -> Session:
    studio.lay()
    return compose(studio.inputs, store)


@cache
def built() -> tuple[Studio, Store]:
    """A small project in which everything occurs, and what is stored once all of it was made."""
    studio, store = Studio(Path(mkdtemp()), begun()), Store()
    session = laid(studio, store)
    everything_made(session)
    return studio, store


def everything_made(session: Session) -> None:
    """Make all targets that are out of date, and remember them."""
    planned = session.plan()
    done = dict(session.work(planned.todo, lambda _: None))
    session.remember({**planned.reusable, **done})


def copy_of(store: Store) -> Store:
    other = Store()
    other.tables = {name: dict(rows) for name, rows in store.tables.items()}
    return other


def names_of(store: Store) -> list[str]:
    """Every query that is known, with its argument."""
    return [decode(row, type=NodeRow).name for row in store.all("memos").values()]


def result(session: Session, name: str) -> Any:
    """The result of a call, or that there is none any more."""
    query, _, argument = name.partition(" ")
    try:
        return session.database.get(session.database.queries[query], argument)
    except KeyError:
        return KeyError


OPAQUE = {"renderer", "calculator"}
"""Queries whose results are no values, so that two cannot be compared."""


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_after_an_edit_every_query_has_the_result_that_it_has_from_scratch(tmp_path: Path, edit: Edit) -> None:
    _, before = built()
    store, studio = copy_of(before), Studio(tmp_path, begun())
    edit(studio.sketch, 2, 5)
    edited, anew = laid(studio, store), laid(studio)
    everything_made(edited)

    for name in names_of(store):
        if name.partition(" ")[0] not in {"make", *OPAQUE}:
            assert result(edited, name) == result(anew, name), name
            query, _, argument = name.partition(" ")
            one, other = (each.database.nodes[query].get(argument) for each in (edited, anew))
            assert (one and one.fingerprint) == (other and other.fingerprint), name


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_what_is_recorded_of_an_edited_project_is_what_is_recorded_from_scratch(tmp_path: Path, edit: Edit) -> None:
    _, before = built()
    store, studio = copy_of(before), Studio(tmp_path, begun())
    edit(studio.sketch, 2, 5)
    edited, anew = laid(studio, store), laid(studio)
    everything_made(edited)
    everything_made(anew)

    one, other = recorded(edited), recorded(anew)
    assert {name: reads for name, reads in one.items() if name in other} == {
        name: reads for name, reads in other.items() if name in one
    }
    assert other.keys() <= one.keys()


def recorded(session: Session) -> dict[str, frozenset[int]]:
    """What each node read."""
    rows = [decode(row, type=NodeRow) for row in session.database.store.all("memos").values()]
    return {row.name: frozenset(memoryview(row.reads).cast("q")) for row in rows}


def test_a_build_after_one_that_changed_nothing_has_nothing_to_make() -> None:
    studio, store = built()
    again = laid(studio, copy_of(store))

    assert again.plan().todo == ()
    assert len(again.plan().reusable) > 10


# --- what is read ---------------------------------------------------------------------------------


def reads(session: Session, *calls: str) -> list[str]:
    """What a piece of work reads of a site."""
    return [name for name in calls if any(node.name == name for node in session.database.reads.values())]


def test_a_figure_that_is_looked_up_is_read() -> None:
    session = compose(project(note("Text.")))

    assert session.view.ledger.at("nothing", session.view.as_of()) is None
    assert reads(session, "definitions nothing", "definitions other") == ["definitions nothing"]


@pytest.mark.parametrize(
    ("word", "read"),
    [("@iea-2024", "source_with_suffix iea-2024"), ("@iea2024", "nearest iea2024"), ("@nobody", "nearest nobody")],
)
def test_whether_a_word_is_a_citation_depends_on_the_sources(word: str, read: str) -> None:
    session = compose(project(note(f"{word} says so.\n")))
    (cite,) = session.view.note("note.md").body.cites
    session.view.is_citation(cite)

    assert reads(session, read) == [read]


@pytest.mark.parametrize("kind", ["front", "card", "adjacent", "anchors", "index_entry", "note"])
def test_a_note_that_is_gone_has_no_result(kind: str) -> None:
    session = compose(project())

    assert result(session, f"{kind} gone.md") is KeyError
    assert result(session, f"{kind} index.md") is not KeyError
