"""Nothing explodes: the time of every reader and of every pattern grows with the length of its text, not faster.

Of a text n, 2n and 4n times as long, the processor seconds are compared, the least of several runs each: a step to
double length may take 2.6 times as long. Texts are made twofold: by hand, for each reader, of what it looks for; and
from each regular expression of the program itself, of what each of its repetitions takes, so that a new pattern is
tried without anybody's thinking of it.
"""

import gc
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import count, product
from typing import Final

from msgspec import Struct

from briefing.limits import processor_time
from tests.reliability import known

MAX_RATIO: Final = 2.6
"""How many times as long a text of double length may take."""

MIN_SECONDS: Final = 0.02
"""Processor seconds below which a time is not compared."""

MAX_SECONDS: Final = 20
"""Processor seconds after which a text of `start` repetitions, or of double the last length, takes for ever."""

RETRIES: Final = 3
"""How often what seems to grow too fast is measured again."""

MAX_READER_CHARS: Final = 400_000
"""Characters beyond which a reader that is still quick is not tried."""

MAX_PATTERN_CHARS: Final = 40_000
"""The same of a pattern: what takes the square of so many is not quick."""

Reader = Callable[[str], object]


class Growth(Struct, frozen=True):
    """How a time grows: of what, at which length, and by how much from there to the double."""

    name: str
    text: str
    """The text that is repeated."""
    length: int
    seconds: float
    ratio: float

    @property
    def is_linear(self) -> bool:
        """Whether it is no more than in proportion."""
        return self.ratio <= MAX_RATIO

    def __str__(self) -> str:
        shown = self.text if len(self.text) < 40 else f"{self.text[:40]}…"
        return f"{self.ratio:6.2f} at {self.length:>9,} ({self.seconds:.3f} s): {self.name} of {shown!r}"


_OTHERS: Final = count(1)
_BLANKS: Final = str.maketrans("01", " \t")


def _end() -> str:
    """Blanks of one length that no text has ended in yet: some readers remember what they read."""
    return f"{next(_OTHERS):024b}".translate(_BLANKS)


def _seconds(read: Reader, text: str, runs: int = 3, *, as_is: bool = False) -> float:
    """The processor seconds of a reader, the least of some runs; of a text as it is, or with an end of its own."""
    taken = []
    gc.disable()  # as the program does: to look for circles takes ever longer
    for _ in range(runs):
        other = text if as_is else text + _end()
        began = time.process_time()
        with suppress(Stuck), processor_time(MAX_SECONDS, Stuck):
            read(other)
        taken.append(time.process_time() - began)
        if taken[-1] > 1:
            break
    gc.enable()
    return min(taken)


class Stuck(BaseException):
    """What does not end; nothing that a reader catches."""


def grown(
    name: str,
    read: Reader,
    made: Callable[[int], str],
    unit: str,
    *,
    start: int = 64,
    longest: int = MAX_PATTERN_CHARS,
    as_is: bool = False,
) -> Growth:
    """How the time of a reader grows: at the first length at which it takes long enough to be told."""
    seconds = partial(_seconds, read, as_is=as_is)
    repeats = start
    while (taken := seconds(made(repeats), 1)) < MIN_SECONDS and len(made(repeats)) < longest:
        repeats *= 4 if taken < MIN_SECONDS / 16 else 2
    if taken >= MAX_SECONDS:
        return Growth(name, unit, len(made(repeats)), taken, math.inf)
    double = seconds(made(2 * repeats))
    ratio = double / max(seconds(made(repeats)), 1e-9) if double >= MIN_SECONDS else 0.0
    for _ in range(RETRIES):  # twice as long each time: a step of the memory, or another process, may look so
        if ratio <= MAX_RATIO or double > MAX_SECONDS / 4:
            break
        repeats *= 2
        before, double = seconds(made(repeats)), seconds(made(2 * repeats))
        ratio = min(ratio, double / max(before, 1e-9))
    return Growth(name, unit, len(made(repeats)), double, ratio)


# --- patterns ------------------------------------------------------------------------------------


def pattern_growths() -> Iterator[Growth]:
    """How the time of each pattern grows on what each of its repetitions takes, in a text that it does not match."""
    patterns = import_module("tests.reliability.patterns")
    found, left = patterns.everything()
    for call in left:
        yield Growth(f"{call.path}:{call.line}, which no reader reaches", "", 0, 0.0, math.inf)
    for each in found:
        for (lead, unit), tail in product(patterns.pumps(each.pattern), patterns.tails(each.pattern)):
            made = partial(_pumped, lead, unit, tail)
            yield grown(f"{each.where} {each.text[:60]!r}", each.run, made, unit, as_is=True)


def _pumped(lead: str, unit: str, tail: str, count: int) -> str:
    return lead + unit * count + tail


# --- readers -------------------------------------------------------------------------------------


def reader_growths() -> Iterator[Growth]:
    """How the time of each reader grows on texts of what it looks for."""
    readers = import_module("tests.reliability.readers")
    for name, read, units in readers.READERS:
        for unit in units:
            yield grown(name, read, lambda n, unit=unit: unit * n, unit, start=16, longest=MAX_READER_CHARS)  # type: ignore[misc]


def main(arguments: list[str]) -> int:
    """Print what grows faster than its text, and how many were tried."""
    # Patterns first: what is composed is seen when a reader runs for the first time.
    kinds = {"patterns": pattern_growths, "readers": reader_growths}
    tried, failed = 0, 0
    wanted = known(arguments, kinds)
    for kind in (kind for kind in kinds if kind in wanted):
        for growth in kinds[kind]():
            tried += 1
            if not growth.is_linear:
                failed += 1
                print(growth, flush=True)
    print(f"growth: {tried} tried, {failed} grow by more than {MAX_RATIO} from a text to its double")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
