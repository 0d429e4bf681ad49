"""What a command takes: the time on the clock, and the memory of its largest process.

The peak is what the system says on reaping the child: the most resident memory of
any one process among it and the descendants it waited for. Memory that several
processes share counts in each. It is never less than what this program itself holds
(some 20 MB), since a child begins as its copy; so corpora are made by children too.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent.parent
"""The repository."""

PER_MEGABYTE: Final = 1e6 if sys.platform == "darwin" else 1e6 / 1024
"""`ru_maxrss` counts bytes on macOS, and kibibytes elsewhere."""


# As on a person's machine, Python keeps what it compiled, whatever the machine that measures was told.
_OURS: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Taken(NamedTuple):
    """What one run took."""

    seconds: float
    megabytes: float
    busy: float = 0.0
    """Seconds of all processors together, with which a machine that has other work to do is told from a slow tool."""


class Failed(Exception):
    """A command that did not end well, and the last it printed."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Taken:
    """Run a command to its end; what it prints goes to a file, so that no pipe makes it wait."""
    log = folder / ".log"
    with log.open("wb") as output:
        started = perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env={**_OURS, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"{' '.join(command)} ended with {child.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    return Taken(seconds, usage.ru_maxrss / PER_MEGABYTE, usage.ru_utime + usage.ru_stime)


def middle(taken: Sequence[Taken]) -> Taken:
    """The median times of several runs, and the most memory that any of them took."""
    seconds, megabytes, busy = zip(*taken, strict=True)
    return Taken(median(seconds), max(megabytes), median(busy))


def ratio(ours: Sequence[Taken], theirs: Sequence[Taken]) -> float:
    """The median of the ratios of runs that stood beside each other; noise that lasts hits both."""
    return median(our.seconds / their.seconds for our, their in zip(ours, theirs, strict=False))


def busy_ratio(ours: Sequence[Taken], theirs: Sequence[Taken]) -> float | None:
    """The same of the processors' seconds, where those were measured."""
    pairs = [(our.busy, their.busy) for our, their in zip(ours, theirs, strict=False)]
    return median(our / their for our, their in pairs) if all(our and their for our, their in pairs) else None
