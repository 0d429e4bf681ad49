"""Many small things by the drawer: they come and go as if each lay by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.drawers import Drawers, drawer
from briefing.memory import Memory

NAMES = st.sampled_from(["a.md", "b.md", "储能.md", "", "a\0b", *(f"{i}.md" for i in range(20))])
STEPS = st.one_of(
    st.tuples(st.just("put"), NAMES, st.integers(0, 9)),
    st.tuples(st.just("drop"), NAMES, st.just(0)),
    st.tuples(st.sampled_from(["clear", "settle", "all"]), st.just(""), st.just(0)),
)


def few(name: str) -> str:
    """One of three drawers."""
    return drawer(name, 3)


def drawers(memory: Memory) -> Drawers[int]:
    return Drawers(memory, "jobs", int, few)


def do(step: tuple[str, str, int], things: Drawers[int], expected: dict[str, int]) -> None:
    """The same to drawers and to a plain dictionary."""
    what, name, value = step
    if what == "put":
        things.put(name, value)
        expected[name] = value
    elif what == "drop":
        things.drop(name)
        expected.pop(name, None)
    elif what == "clear":
        things.clear()
        expected.clear()
    elif what == "settle":
        things.settle()
    else:
        assert things.all() == expected


@given(st.lists(STEPS, max_size=12), st.lists(STEPS, max_size=12))
def test_things_are_kept_as_in_a_dictionary_and_are_there_for_the_next(first: list[Any], later: list[Any]) -> None:
    names = {name for _, name, _ in (*first, *later)}
    memory, expected = Memory(), dict[str, int]()
    for steps in (first, later):
        things = drawers(memory)
        for step in steps:
            do(step, things, expected)
        things.settle()
        assert {name: drawers(memory).get(name) for name in names} == {name: expected.get(name) for name in names}
    assert drawers(memory).all() == expected


def test_only_the_drawer_is_written_in_which_something_changed() -> None:
    memory, written = Memory(), Recording()
    full = drawers(memory)
    for i in range(30):
        full.put(f"{i}.md", i)
    full.settle()
    written.shelves = memory.shelves
    again = drawers(written)
    again.put("7.md", 70)
    again.settle()

    assert written.put_down == [few("7.md")]
    assert len(memory.all("jobs")) == 3


def test_nothing_is_kept_before_it_is_settled() -> None:
    memory = Memory()
    things = drawers(memory)
    things.put("a.md", 1)
    things.settle()
    things.put("a.md", 2)
    things.clear()

    assert drawers(memory).all() == {"a.md": 1}


def test_an_empty_drawer_is_taken_away() -> None:
    memory = Memory()
    things = drawers(memory)
    things.put("a.md", 1)
    things.settle()
    things.drop("a.md")
    things.settle()

    assert memory.all("jobs") == {}


@pytest.mark.parametrize("name", ["a.md", "储能.md", "", "\ud800"])
def test_a_name_lies_in_the_same_drawer_each_time(name: str) -> None:
    assert drawer(name) == drawer(name)
    assert 0 <= int(drawer(name), 16) < 256


class Recording(Memory):
    """Takes note of what is put down."""

    def __init__(self) -> None:
        super().__init__()
        self.put_down: list[str] = []

    def put(self, shelf: str, things: Any) -> None:
        kept = list(things)
        self.put_down += [name for name, _, _ in kept]
        super().put(shelf, kept)
