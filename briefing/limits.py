"""Resource limits for untrusted projects: CPU time for a page, and time and memory for a whole command.

A template is a program. In a sandbox it cannot reach anything, but it can still run for ever.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from types import FrameType
from typing import Final

PAGE_SECONDS: Final = 10
"""Processor time of one page; the slowest of ten thousand took a fiftieth of that."""

SECONDS: Final = 900
"""Processor time of each process of a command."""

MEMORY: Final = 4 * 2**30
"""Bytes of memory of each process."""

_PR_SET_PDEATHSIG: Final = 1

CAN_BOUND: Final = hasattr(os, "fork") and hasattr(signal, "setitimer")


class TimeExceeded(Exception):
    """A page took longer than allowed."""


def page_time(seconds: float = PAGE_SECONDS) -> AbstractContextManager[None]:
    """Raise `TimeExceeded` in a block that takes more CPU time than a page may."""
    return processor_time(seconds, TimeExceeded)


@contextmanager
def processor_time(seconds: float, error: type[BaseException]) -> Iterator[None]:
    """Raise an error in a block that takes more CPU time than this; for the main thread of a process."""
    if not CAN_BOUND:
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise error

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # repeatedly, in case something catches the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def enter_child(seconds: int = SECONDS, memory: int = MEMORY) -> int | None:
    """Continue in a child process with limited resources.

    Returns None in the child; in the parent, once the child has ended, its exit code: the negative number of a
    signal that ended it.
    """
    if not CAN_BOUND:
        return None
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if sys.platform == "linux":
        # Whoever stops the command also stops this process, whatever it is doing.
        import_module("ctypes").CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource = import_module("resource")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    return None
