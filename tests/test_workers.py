"""The same work on many things: the same results in the same order, in however many processes."""

import os
from collections.abc import Callable

import pytest

from briefing import workers

MANY = range(3 * workers.WORTH_IT)


def doubling(by: int) -> Callable[[int], tuple[int, int]]:
    """Work that also says in which process it was done."""
    return lambda thing: (thing * by, os.getpid())


def stumbling(at: int) -> Callable[[int], int]:
    """Work that fails at one thing."""

    def do(thing: int) -> int:
        if thing == at:
            raise OSError(28, "No space left on device", f"{thing}.html")
        return thing

    return do


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_things(processes: int) -> None:
    found = [result for result, _ in workers.run(doubling, 2, MANY, processes)]

    assert found == [thing * 2 for thing in MANY]


def test_work_that_pays_is_shared_and_other_work_is_not() -> None:
    shared = {process for _, process in workers.run(doubling, 2, MANY, 2)}
    alone = {process for _, process in workers.run(doubling, 2, MANY[: workers.WORTH_IT - 1], 2)}

    assert os.getpid() not in shared
    assert alone == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_to_do_comes_to_nothing(processes: int) -> None:
    assert list(workers.run(doubling, 2, [], processes)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_the_world_failing_is_told_to_who_asked_for_the_work(processes: int) -> None:
    with pytest.raises(OSError, match="No space left on device") as failed:
        list(workers.run(stumbling, 100, MANY, processes))

    assert failed.value.filename == "100.html"


def test_there_is_a_processor() -> None:
    assert workers.processors() >= 1


# --- work beside one's own -------------------------------------------------------------------------


@pytest.mark.parametrize("processors", [1, 2])
def test_what_is_done_meanwhile_comes_to_the_same(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: processors)
    # More than a pipe holds at once.
    outcome = workers.meanwhile(lambda: b"many " * 100_000)

    assert outcome() == b"many " * 100_000


@pytest.mark.skipif(not workers.FORKS, reason="where a process is dear, none is begun")
def test_what_is_done_meanwhile_is_done_by_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 2)

    assert workers.meanwhile(lambda: str(os.getpid()).encode())() != str(os.getpid()).encode()


def test_what_fails_meanwhile_is_done_here_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 2)
    here = os.getpid()

    def only_here() -> bytes:
        if os.getpid() != here:
            raise OSError
        return b"done"

    assert workers.meanwhile(only_here)() == b"done"
