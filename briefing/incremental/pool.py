"""Work in several processes: one function on many things, or a task in the background.

Results do not depend on the number of processes. Nothing here
knows what the work is.
"""

import gc
import importlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final, NoReturn, TypeVar

from msgspec import Struct

Context = TypeVar("Context")
Thing = TypeVar("Thing")
Result = TypeVar("Result")

FORKS: Final = hasattr(os, "sched_getaffinity")
"""Whether a fork is safe: on Linux, which alone has this function."""

_STANDARD: Final = 3
"""Files that every process has open."""

_work: Callable[[Any], Any]


class WorkerDied(OSError):
    """A process that was given work was killed, as by a system that ran out of memory."""


def processors() -> int:
    """How many processes can run at once on this machine."""
    return len(os.sched_getaffinity(0)) if FORKS else os.cpu_count() or 1


class Pool(Struct, frozen=True):
    """The number of processes that share work, and the amount of work from which they do."""

    processes: int = 1
    parallel_threshold: int = 64
    """Things from which on a second process pays."""
    chunk: int = 16
    """Things that a process is given at once."""
    forks: bool = FORKS
    """Whether a process is a copy of this one, to which nothing need be sent."""

    def is_shared(self, things: Sequence[Thing]) -> bool:
        """Whether several processes would do this."""
        return self.processes > 1 and len(things) >= self.parallel_threshold

    def map(
        self, begin: Callable[[Context], Callable[[Thing], Result]], context: Context, things: Sequence[Thing]
    ) -> Iterator[Result]:
        """Do the work on each thing; `begin` makes it once a process, from what is common to all.

        Results come in the order of the things. Raises `WorkerDied` where one of the processes ends before its time.
        """
        if len(things) >= self.parallel_threshold:
            # The parent may have skipped cleaning up because it expected little work.
            gc.enable()
        if not self.is_shared(things):
            yield from map(begin(context), things)
            return
        # Loading these takes as long as reading a note, and most edits need neither.
        method = importlib.import_module("multiprocessing").get_context("fork" if self.forks else "spawn")
        futures = importlib.import_module("concurrent.futures.process")
        with futures.ProcessPoolExecutor(self.processes, method, _begin, (begin, context)) as pool:
            try:
                yield from pool.map(_run, things, chunksize=self.chunk)
            except futures.BrokenProcessPool as error:
                raise WorkerDied("a process of the build ended before its time; run it again, with --jobs 1") from error
            finally:
                pool.shutdown(cancel_futures=True)


def in_background(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin work in another process, where that is cheap; returns a function that waits for the result.

    The other process has no file of this one open. If it fails, the work is done here when the result is requested.
    """
    if not FORKS or processors() < 2:
        return work
    reading, writing = os.pipe()
    task = _BackgroundTask(work, reading)
    # If the system has no room for another process, `task` does the work here.
    with os.fdopen(writing, "wb") as pipe, suppress(OSError):
        task.child = os.fork()
        if not task.child:
            _run_and_exit(work, pipe)
    return task


class _BackgroundTask:
    """Work in another process, which ends when this object is dropped."""

    def __init__(self, work: Callable[[], bytes], reading: int) -> None:
        self.work = work
        self.reading = reading
        self.child = 0

    def __call__(self) -> bytes:
        """The result, once it is there."""
        if not self.child:
            return self.work()
        with os.fdopen(self.reading, "rb", closefd=False) as pipe:
            found = pipe.read()
        _, code = os.waitpid(self.child, 0)
        self.child = 0
        return self.work() if code else found

    def __del__(self) -> None:
        os.close(self.reading)
        if self.child:
            # It ends by itself, at the latest when the parent is gone.
            os.waitpid(self.child, os.WNOHANG)


def _run_and_exit(work: Callable[[], bytes], pipe: BinaryIO) -> NoReturn:
    """Do the work, and end without cleaning up, since all other resources are the parent's."""
    code = 1
    try:
        _close_files(pipe.fileno())
        pipe.write(work())
        pipe.close()
        code = 0
    finally:
        os._exit(code)


def _close_files(but: int) -> None:
    """Close every file but one: one that is locked would stay so for as long as this process has it open."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) >= _STANDARD and int(name) != but:
            # The folder itself was open while it was read.
            with suppress(OSError):
                os.close(int(name))


def _begin(begin: Callable[[Context], Callable[[Thing], Result]], context: Context) -> None:
    global _work  # noqa: PLW0603 - one piece of work a process is what a pool's initialiser is for
    # An interrupted build is ended by the process that the person started; where that is killed, nobody else would.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = begin(context)


def _end_with_parent() -> None:
    """Wait until the process that began this one has ended, and end as well."""
    parent = importlib.import_module("multiprocessing").parent_process()
    importlib.import_module("multiprocessing.connection").wait([parent.sentinel])
    os._exit(1)


def _run(thing: Any) -> Any:
    return _work(thing)
