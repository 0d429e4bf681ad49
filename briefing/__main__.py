"""Where the program starts: `briefing`, or `python -m briefing`.

An interrupt ends it at once by the system's default action, as every shell expects (130): the next command finishes
or discards whatever was being written. Python's way, an exception at an arbitrary line, could be swallowed there.
"""

import signal
from contextlib import suppress
from importlib import import_module


def run() -> None:
    """The program."""
    with suppress(ValueError):  # only the main thread handles signals
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import_module("briefing.cli").run()


if __name__ == "__main__":
    run()
