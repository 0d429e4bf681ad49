"""Where the program starts: `briefing`, or `python -m briefing`.

An interrupt ends it at once and by the system's own hand, as every shell expects (130): whatever was being written is
finished or thrown away by the next command, and Python's own way, an exception at any line, can be lost in one.
"""

import signal
from contextlib import suppress
from importlib import import_module


def run() -> None:
    """The program."""
    with suppress(ValueError):  # only a main thread has signals
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import_module("briefing.cli").run()


if __name__ == "__main__":
    run()
