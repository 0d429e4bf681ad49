"""The same work on many things, in this process or in several.

What comes back does not depend on how many there are. Nothing here knows
what the work is.
"""

import gc
import importlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

Context = TypeVar("Context")
Thing = TypeVar("Thing")
Result = TypeVar("Result")

WORTH_IT: Final = 64
"""Things from which on a second process pays."""

_CHUNK: Final = 16

_work: Callable[[Any], Any]


def processors() -> int:
    """How many processes can run at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    # On Linux, which alone has this function, a fork is safe, and shares what is common instead of sending it.
    method = "fork" if hasattr(os, "sched_getaffinity") else "spawn"
    # To load this takes as long as to read a note, and most edits do without.
    how = importlib.import_module("multiprocessing").get_context(method)
    with how.Pool(jobs, _begin, (begin, context)) as pool:
        yield from pool.imap(_do, things, _CHUNK)


def _begin(begin: Callable[[Context], Callable[[Thing], Result]], context: Context) -> None:
    global _work  # noqa: PLW0603 - one piece of work a process is what a pool's initialiser is for
    # An interrupted build is ended by the process that the person started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = begin(context)


def _do(thing: Any) -> Any:
    return _work(thing)
