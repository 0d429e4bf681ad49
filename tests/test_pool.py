"""The same work on many things: the same results in the same order, in however many processes."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from briefing.incremental import FORKS, Pool, WorkerDied, in_background, pool, processors

MANY = range(3 * Pool().parallel_threshold)


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


def dying(at: int) -> Callable[[int], int]:
    """Work in which the system kills the process at one thing."""

    def do(thing: int) -> int:
        if thing == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return thing

    return do


@pytest.mark.skipif(not FORKS, reason="the work is sent to no other process by name")
def test_a_killed_process_ends_the_work_with_a_message() -> None:
    with pytest.raises(WorkerDied, match="ended before its time"):
        list(Pool(2).map(dying, 100, MANY))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_things(processes: int) -> None:
    found = [result for result, _ in Pool(processes).map(doubling, 2, MANY)]

    assert found == [thing * 2 for thing in MANY]


def test_work_that_pays_is_shared_and_other_work_is_not() -> None:
    shared = {process for _, process in Pool(2).map(doubling, 2, MANY)}
    alone = {process for _, process in Pool(2).map(doubling, 2, MANY[: Pool().parallel_threshold - 1])}

    assert os.getpid() not in shared
    assert alone == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_to_do_comes_to_nothing(processes: int) -> None:
    assert list(Pool(processes).map(doubling, 2, [])) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_an_os_error_in_a_worker_is_raised_in_the_caller(processes: int) -> None:
    with pytest.raises(OSError, match="No space left on device") as failed:
        list(Pool(processes).map(stumbling, 100, MANY))

    assert failed.value.filename == "100.html"


def test_there_is_at_least_one_processor() -> None:
    assert processors() >= 1


# --- work beside one's own -------------------------------------------------------------------------


@pytest.mark.parametrize("processors", [1, 2])
def test_work_in_the_background_has_the_same_result(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: processors)
    # More than a pipe holds at once.
    outcome = in_background(lambda: b"many " * 100_000)

    assert outcome() == b"many " * 100_000


@pytest.mark.skipif(not FORKS, reason="where a process is dear, none is begun")
def test_work_in_the_background_runs_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)

    assert in_background(lambda: str(os.getpid()).encode())() != str(os.getpid()).encode()


def test_work_that_fails_in_the_background_is_done_here_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)
    here = os.getpid()

    def only_here() -> bytes:
        if os.getpid() != here:
            raise OSError
        return b"done"

    assert in_background(only_here)() == b"done"


def test_work_is_done_here_if_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "processors", lambda: 2)
    monkeypatch.setattr(os, "fork", full, raising=False)

    assert in_background(lambda: b"done")() == b"done"


@pytest.mark.skipif(not FORKS, reason="where a process is dear, none is begun")
def test_background_work_ends_when_its_result_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)
    outcome = in_background(lambda: b"many " * 100_000)
    child = cast("Any", outcome).child
    del outcome

    assert ended(child)


def ended(child: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        with suppress(ChildProcessError):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
                continue
        return True
    return False


@pytest.mark.skipif(not FORKS, reason="where a process is dear, none is begun")
def test_a_background_process_closes_the_files_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)
    with open(tmp_path / "locked", "w", encoding="utf-8") as file:
        outcome = in_background(lambda: str(is_open(file.fileno())).encode())

    assert outcome() == b"False"


def is_open(descriptor: int) -> bool:
    """Whether this process has a file open."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
