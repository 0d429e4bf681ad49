"""Where the program starts: `briefing`, or `python -m briefing`.

An interrupt ends it at once by the system's default action, as every shell expects (130): the next command finishes
or discards whatever was being written. Python's way, an exception at an arbitrary line, could be swallowed there.
"""

import signal
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Final

_STACK_SLOTS: Final = 2**16
"""More than all frames need that Python's limit of recursion allows."""


def on_one_chunk(function: Callable[[], None]) -> Callable[[], None]:
    """A function below which all calls have their frames in one piece of memory.

    Up to version 3.12, Python takes memory for frames in chunks of 16 KiB, and returns a chunk to the system as soon as
    it is empty, so that a loop whose calls are the first of a chunk takes and returns it each time: 10 µs a call
    (https://github.com/python/cpython/issues/142183). The chunk of a frame with a large stack has room for all others;
    the system provides only what of it is used.
    """
    function.__code__ = function.__code__.replace(co_stacksize=_STACK_SLOTS)
    return function


@on_one_chunk
def run() -> None:
    """The program."""
    with suppress(ValueError):  # only the main thread handles signals
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import_module("briefing.cli").run()


if __name__ == "__main__":
    run()
