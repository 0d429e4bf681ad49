"""The same work on many things, in this process or in several.

What comes back does not depend on how many there are. Nothing here knows
what the work is.
"""

import gc
import importlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NoReturn, TypeVar

Context = TypeVar("Context")
Thing = TypeVar("Thing")
Result = TypeVar("Result")

WORTH_IT: Final = 64
"""Things from which on a second process pays."""

_CHUNK: Final = 16

FORKS: Final = hasattr(os, "sched_getaffinity")
"""Whether a fork is safe: on Linux, which alone has this function."""

_STANDARD: Final = 3
"""Files that every process has open."""

_work: Callable[[Any], Any]


def processors() -> int:
    """How many processes can run at once on this machine."""
    return len(os.sched_getaffinity(0)) if FORKS else os.cpu_count() or 1


def run(
    begin: Callable[[Context], Callable[[Thing], Result]], context: Context, things: Sequence[Thing], jobs: int
) -> Iterator[Result]:
    """Do the work on each thing; `begin` makes it once a process, from what is common to all.

    Results come in the order of the things.
    """
    if len(things) >= WORTH_IT:
        # Whoever began may have thought that so little would be done that nothing need be cleaned up.
        gc.enable()
    if jobs < 2 or len(things) < WORTH_IT:
        yield from map(begin(context), things)
        return
    # A fork shares what is common instead of sending it.
    method = "fork" if FORKS else "spawn"
    # To load this takes as long as to read a note, and most edits do without.
    how = importlib.import_module("multiprocessing").get_context(method)
    with how.Pool(jobs, _begin, (begin, context)) as pool:
        yield from pool.imap(_do, things, _CHUNK)


def meanwhile(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin something in another process, where that is cheap; gives what waits for the outcome.

    There no file is open that was so here. Wherever it fails there, it is done here, when its outcome is wanted.
    """
    return _Errand(work) if FORKS and processors() > 1 else work


class _Errand:
    """Something that another process does; when nobody wants it any more, that process ends."""

    def __init__(self, work: Callable[[], bytes]) -> None:
        self.work = work
        self.reading, writing = os.pipe()
        self.child = os.fork()
        if not self.child:
            _do_and_end(work, writing)
        os.close(writing)

    def __call__(self) -> bytes:
        """The outcome, once there is one."""
        with os.fdopen(self.reading, "rb", closefd=False) as pipe:
            found = pipe.read()
        _, code = os.waitpid(self.child, 0)
        self.child = 0
        return self.work() if code else found

    def __del__(self) -> None:
        os.close(self.reading)
        if self.child:
            # It ends by itself, at the latest when it finds nobody to tell.
            os.waitpid(self.child, os.WNOHANG)


def _do_and_end(work: Callable[[], bytes], writing: int) -> NoReturn:
    """Do it, and end without a word: all else that the process has is that of who began it."""
    code = 1
    try:
        # A file that was locked would stay so for as long as this process has it open.
        os.closerange(_STANDARD, writing)
        os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(work())
        code = 0
    finally:
        os._exit(code)


def _begin(begin: Callable[[Context], Callable[[Thing], Result]], context: Context) -> None:
    global _work  # noqa: PLW0603 - one piece of work a process is what a pool's initialiser is for
    # An interrupted build is ended by the process that the person started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = begin(context)


def _do(thing: Any) -> Any:
    return _work(thing)
