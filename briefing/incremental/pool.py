"""Work in several processes: one function applied to many things, or a task in the background.

Results come in order and do not depend on the number of processes. With little work,
or a single processor, everything runs in this process.
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
"""Whether `fork` is safe: only on Linux, the only system that has this function."""

_FIRST_DESCRIPTOR: Final = 3
"""The number of the first file descriptor after stdin, stdout and stderr."""

_work: Callable[[Any], Any]


class WorkerDied(OSError):
    """A worker process was killed, for example because the system ran out of memory."""


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if FORKS else os.cpu_count() or 1


class Pool(Struct, frozen=True):
    """How many processes share work, and from which amount of work on."""

    processes: int = 1
    parallel_threshold: int = 64
    """The number of things from which on a second process pays off."""
    chunk: int = 16
    """How many things are sent to a process at once."""
    forks: bool = FORKS
    """Whether workers are forked: they then inherit the context, which need not be pickled."""

    def is_shared(self, things: Sequence[Thing]) -> bool:
        """Whether several processes would share this work."""
        return self.processes > 1 and len(things) >= self.parallel_threshold

    def map(
        self, begin: Callable[[Context], Callable[[Thing], Result]], context: Context, things: Sequence[Thing]
    ) -> Iterator[Result]:
        """Apply a function to each thing, in order; `begin` makes the function, once per process, from the context.

        Raises `WorkerDied` if a worker process is killed.
        """
        if len(things) >= self.parallel_threshold:
            # The parent may have skipped cleaning up because it expected little work.
            gc.enable()
        if not self.is_shared(things):
            yield from map(begin(context), things)
            return
        # Importing these takes as long as parsing a note, and most edits need neither.
        method = importlib.import_module("multiprocessing").get_context("fork" if self.forks else "spawn")
        futures = importlib.import_module("concurrent.futures.process")
        with futures.ProcessPoolExecutor(self.processes, method, _start_worker, (begin, context)) as pool:
            try:
                yield from pool.map(_run_work, things, chunksize=self.chunk)
            except futures.BrokenProcessPool as error:
                raise WorkerDied("a process of the build ended before its time; run it again, with --jobs 1") from error
            finally:
                pool.shutdown(cancel_futures=True)


def in_background(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Start work in a forked process, if the system can; returns a function that waits for the result.

    The process closes all files that it inherits. If it fails, the work is done here when the result is requested.
    """
    if not FORKS or processors() < 2:
        return work
    reading, writing = os.pipe()
    task = _BackgroundTask(work, reading)
    # If the fork fails, `task` does the work in this process.
    with os.fdopen(writing, "wb") as pipe, suppress(OSError):
        task.child = os.fork()
        if not task.child:
            _run_and_exit(work, pipe)
    return task


class _BackgroundTask:
    """Work in another process, which is abandoned when this object is dropped."""

    def __init__(self, work: Callable[[], bytes], reading: int) -> None:
        self.work = work
        self.reading = reading
        self.child = 0

    def __call__(self) -> bytes:
        """Wait for the result, and return it."""
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
            # Not waited for: it ends by itself, at the latest when the pipe that nobody reads breaks.
            os.waitpid(self.child, os.WNOHANG)


def _run_and_exit(work: Callable[[], bytes], pipe: BinaryIO) -> NoReturn:
    """Do the work, and exit without any clean-up, since all other resources belong to the parent."""
    code = 1
    try:
        _close_files(pipe.fileno())
        pipe.write(work())
        pipe.close()
        code = 0
    finally:
        os._exit(code)


def _close_files(but: int) -> None:
    """Close every file but one: a file that the parent has locked would stay locked while it is open here."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) >= _FIRST_DESCRIPTOR and int(name) != but:
            # The list includes the folder itself, which is closed by now.
            with suppress(OSError):
                os.close(int(name))


def _start_worker(begin: Callable[[Context], Callable[[Thing], Result]], context: Context) -> None:
    global _work  # noqa: PLW0603 - a pool's initialiser sets one piece of work per process
    # On Ctrl-C the parent stops its workers. If it is killed it cannot, so each worker watches for its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = begin(context)


def _end_with_parent() -> None:
    """Wait until the parent process has ended, and exit."""
    parent = importlib.import_module("multiprocessing").parent_process()
    importlib.import_module("multiprocessing.connection").wait([parent.sentinel])
    os._exit(1)


def _run_work(thing: Any) -> Any:
    return _work(thing)
