"""Bounds on what a stranger's project may take: the processor's time of a page, and time and memory of a whole command.

A template is a program. In a sandbox it can reach nothing, but it can still go on for ever.
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
    """A page took longer than a page may take."""


def page_time(seconds: float = PAGE_SECONDS) -> AbstractContextManager[None]:
    """Raise `TimeExceeded` in what takes more processor time than a page may."""
    return processor_time(seconds, TimeExceeded)


@contextmanager
def processor_time(seconds: float, error: type[BaseException]) -> Iterator[None]:
    """Raise an error in what takes more processor time than this; for the main thread of a process."""
    if not CAN_BOUND:
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise error

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # again and again, should something have caught the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def enter_child(seconds: int = SECONDS, memory: int = MEMORY) -> int | None:
    """Go on in another process that may take no more than this.

    Returns nothing there; here, once it has ended, its exit code, which is that of its signal below zero where the
    system ended it.
    """
    if not CAN_BOUND:
        return None
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if sys.platform == "linux":
        # Whoever ends the command ends this process, whatever it is in the middle of.
        import_module("ctypes").CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource = import_module("resource")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    return None
