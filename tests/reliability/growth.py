"""Nothing explodes: the time of every reader and of every pattern grows with the length of its text, not faster.

Of a text n, 2n and 4n times as long, the processor seconds are compared, the least of several runs each: a step to
double length may take 2.6 times as long. Texts are made twofold: by hand, for each reader, of what it looks for; and
from each regular expression of the program itself, of what each of its repetitions takes, so that a new pattern is
tried without anybody's thinking of it.
"""

import gc
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

from msgspec import Struct

import briefing

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants
    import sre_parse

MOST: Final = 2.6
"""How many times as long a text of double length may take."""

ENOUGH: Final = 0.02
"""Processor seconds below which a time says nothing."""

LONGEST: Final = 400_000
"""Characters beyond which a pattern that is still quick is left alone."""

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
        return self.ratio <= MOST

    def __str__(self) -> str:
        shown = self.text if len(self.text) < 40 else f"{self.text[:40]}…"
        return f"{self.ratio:6.2f} at {self.length:>9,} ({self.seconds:.3f} s): {self.name} of {shown!r}"


_OTHERS: Final = count(1)


def seconds(read: Reader, text: str, runs: int = 3) -> float:
    """The processor seconds of a reader, the least of some runs."""
    taken = []
    gc.disable()  # as the program does: to look for circles takes ever longer
    for _ in range(runs):
        other = text + " " * next(_OTHERS)  # what was read is remembered
        began = time.process_time()
        read(other)
        taken.append(time.process_time() - began)
        if taken[-1] > 1:
            break
    gc.enable()
    return min(taken)


def grown(name: str, read: Reader, made: Callable[[int], str], unit: str, start: int = 64) -> Growth:
    """How the time of a reader grows: at the first length at which it takes long enough to be told."""
    repeats = start
    while (taken := seconds(read, made(repeats), 1)) < ENOUGH and len(made(repeats)) < LONGEST:
        repeats *= 4 if taken < ENOUGH / 16 else 2
    double = seconds(read, made(2 * repeats))
    ratio = double / max(seconds(read, made(repeats)), 1e-9) if double >= ENOUGH else 0.0
    if ratio > MOST:  # once more, twice as long: a step of the memory may look so
        repeats *= 2
        ratio = min(ratio, seconds(read, made(2 * repeats)) / max(seconds(read, made(repeats)), 1e-9))
    return Growth(name, unit, len(made(repeats)), double, ratio)


# --- patterns ------------------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every regular expression that the program holds or compiles, once each, with the module that does."""
    compiled: dict[tuple[str, int], str] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def note(pattern: Any, flags: int) -> Any:
        caller = sys._getframe(2).f_globals.get("__name__", "")
        if caller.startswith("briefing.") and isinstance(pattern, str):
            compiled.setdefault((pattern, int(flags)), caller)
        return compile_(pattern, flags)

    re._compile = note  # type: ignore[attr-defined]
    try:
        for found in walk_packages([str(Path(briefing.__file__).parent)], "briefing."):
            if found.name != "briefing.__main__":
                for pattern in _held(vars(import_module(found.name))):
                    if isinstance(pattern.pattern, str):
                        compiled.setdefault((pattern.pattern, pattern.flags), found.name)
        # Some are compiled when they are first used.
        for _, read, units in import_module("tests.reliability.readers").READERS:
            for unit in units:
                read(unit)
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    for (text, flags), caller in sorted(compiled.items()):
        yield caller, re.compile(text, flags)


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns in the tables of a module."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5 and isinstance(value, dict | list | tuple):
        for each in list(value.values() if isinstance(value, dict) else value):
            yield from _held(each, depth + 1)


def pumps(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """For each repetition in a pattern: what leads to it, and what it takes once."""
    parsed = sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    seen: set[tuple[str, str]] = set()
    for lead, unit in _pumps(parsed, ""):
        if unit and (lead[-40:], unit) not in seen:
            seen.add((lead[-40:], unit))
            yield lead[-40:], unit


def _pumps(nodes: Any, lead: str) -> Iterator[tuple[str, str]]:
    for op, value in nodes:
        if op in _REPEATS:
            _, most, inside = value
            for unit in islice(_texts(inside), 3):
                if most is sre_constants.MAXREPEAT or most > 30:
                    yield lead, unit
            yield from _pumps(list(inside), lead)
        elif op is sre_constants.SUBPATTERN:
            yield from _pumps(list(value[-1]), lead)
        elif op is sre_constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(list(branch), lead)
        lead += next(_texts([(op, value)]), "")


_REPEATS: Final = (
    sre_constants.MAX_REPEAT,
    sre_constants.MIN_REPEAT,
    getattr(sre_constants, "POSSESSIVE_REPEAT", None),
)
_KINDS: Final = {
    sre_constants.CATEGORY_DIGIT: "1",
    sre_constants.CATEGORY_SPACE: " ",
    sre_constants.CATEGORY_WORD: "a",
    sre_constants.CATEGORY_NOT_DIGIT: "a",
    sre_constants.CATEGORY_NOT_SPACE: "a",
    sre_constants.CATEGORY_NOT_WORD: "-",
}


def _texts(nodes: Any) -> Iterator[str]:
    """Some short texts that a part of a pattern takes; what looks around takes none."""
    choices = [list(islice(_of(op, value), 3)) or [""] for op, value in nodes]
    longest = max(map(len, choices), default=1)
    for at in range(longest):
        yield "".join(texts[min(at, len(texts) - 1)] for texts in choices)


def _of(op: Any, value: Any) -> Iterator[str]:
    if op is sre_constants.LITERAL:
        yield chr(value)
    elif op in (sre_constants.ANY, sre_constants.NOT_LITERAL):
        yield from ("a", " ", "1")
    elif op is sre_constants.IN:
        yield from _of_class(value)
    elif op is sre_constants.BRANCH:
        for branch in value[1]:
            yield from islice(_texts(branch), 1)
    elif op is sre_constants.SUBPATTERN:
        yield from _texts(value[-1])
    elif op in _REPEATS:
        least, _, inside = value
        yield from (text * max(least, 1) for text in _texts(inside))
    elif op is getattr(sre_constants, "ATOMIC_GROUP", None):
        yield from _texts(value)


def _of_class(members: Any) -> Iterator[str]:
    if members[0][0] is sre_constants.NEGATE:
        taken = re.compile("[" + "".join(map(re.escape, _members(members[1:]))) + "]") if members[1:] else None
        yield from (sign for sign in "a1 -.,\n(" if not taken or not taken.match(sign))
    else:
        yield from _members(members)


def _members(members: Any) -> Iterator[str]:
    for op, value in members:
        if op is sre_constants.LITERAL:
            yield chr(value)
        elif op is sre_constants.RANGE:
            yield chr(value[0])
        elif op is sre_constants.CATEGORY:
            yield _KINDS.get(value, "a")


def pattern_growths() -> Iterator[Growth]:
    """How the time of each pattern grows on what each of its repetitions takes, in a text that it does not match."""
    for name, pattern in patterns():
        for lead, unit in pumps(pattern):
            for tail in ("", "\0"):
                yield grown(
                    f"{name} {pattern.pattern[:60]!r}",
                    lambda text, pattern=pattern: sum(1 for _ in pattern.finditer(text)),  # type: ignore[misc]
                    lambda n, lead=lead, unit=unit, tail=tail: lead + unit * n + tail,  # type: ignore[misc]
                    unit,
                )


# --- readers -------------------------------------------------------------------------------------


def reader_growths() -> Iterator[Growth]:
    """How the time of each reader grows on texts of what it looks for."""
    readers = import_module("tests.reliability.readers")
    for name, read, units in readers.READERS:
        for unit in units:
            yield grown(name, read, lambda n, unit=unit: unit * n, unit, 16)  # type: ignore[misc]


def main(arguments: list[str]) -> int:
    """Print what grows faster than its text, and how many were tried."""
    kinds = {"readers": reader_growths, "patterns": pattern_growths}
    tried, failed = 0, 0
    for kind in arguments or kinds:
        for growth in kinds[kind]():
            tried += 1
            if not growth.is_linear:
                failed += 1
                print(growth, flush=True)
    print(f"growth: {tried} tried, {failed} grow by more than {MOST} from a text to its double")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
