"""Fuzz targets: each reader on texts that grow out of others, as long as is asked for.

A corpus of the cases of the suite and of what `readers` repeats is cut, joined, repeated and changed at random. A
reader must give a result for whatever it is given, soon: what it raises, or does not end with, is printed with its
text. With `atheris` installed, which follows the branches that a text takes, `python -m tests.reliability.fuzz atheris
TARGET` runs one target under it.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from msgspec import Struct

from briefing.limits import processor_time
from tests.reliability import as_number, known
from tests.reliability.growth import Stuck
from tests.reliability.readers import READERS

CASES: Final = Path(__file__).parents[1] / "cases"
SECONDS: Final = 600
"""For each target, where nothing else is asked for."""

MAX_SECONDS: Final = 20
"""Seconds of the processor that one text may take."""

MAX_CHARS: Final = 4_000
SIGNS: Final = (
    "\0\t\n\r \"#$%&'()*+,-./0129:;<=>?@[\\]^_`aAz{|}~"
    "\x0b\x1b\x7f\x85\xa0\xad½²٤中一万亿０\u200b\u2028\u202e\ufeff\ud800\uffff😀"
)


class Target(Struct, frozen=True):
    """Readers that get the same texts, and what they look for."""

    name: str
    readers: tuple[Callable[[str], object], ...]
    units: tuple[str, ...]

    def read(self, text: str) -> None:
        """Each reader reads it."""
        for read in self.readers:
            read(text)


def targets() -> Iterator[Target]:
    """The readers by the first part of their names; what is repeated of some others is a line of their own."""
    given = sorted((reader for reader in READERS if reader[2] != ("x",)), key=_group)
    for name, group in groupby(given, _group):
        members = list(group)
        units = tuple(unit for *_, units in members for unit in units)
        yield Target(name, tuple(read for _, read, _ in members), units)


def _group(reader: tuple[str, Callable[[str], object], tuple[str, ...]]) -> str:
    return reader[0].partition(": ")[0]


TARGETS: Final = tuple(targets())


class Corpus:
    """Texts to begin with: what a reader looks for as often as all else."""

    def __init__(self, units: Sequence[str]) -> None:
        files = sorted(path for path in CASES.rglob("*") if path.suffix in (".md", ".txt", ".html", ".csv"))
        texts = [part for path in files for part in path.read_text("utf-8", "replace").split("\n\n")]
        self.others = [*texts, *(unit for _, _, units in READERS for unit in units)]
        self.own = [*units, "".join(units)]

    def choice(self, chance: random.Random) -> str:
        """One of them."""
        return chance.choice(self.own if chance.random() < 0.5 else self.others)


def changed(text: str, texts: Corpus, chance: random.Random) -> str:
    """A text out of another."""
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        piece = chance.choice(
            (
                "",
                chance.choice(SIGNS),
                chance.choice(SIGNS) * chance.randint(1, 60),
                text[start:end] * chance.randint(2, 20),
                texts.choice(chance),
                texts.choice(chance),
                str(chance.randint(-(10**6), 10**25)),
            )
        )
        at = start if chance.random() < 0.5 else end
        text = (text[:start] + piece + text[at:])[:MAX_CHARS]
    return text


def attempt(read: Callable[[str], object], text: str) -> str:
    """What is wrong with a reader of a text, if anything is."""
    try:
        with processor_time(MAX_SECONDS, Stuck):
            read(text)
    except (Exception, Stuck) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def run(target: Target, seconds: float, seed: int, most: int = sys.maxsize) -> tuple[int, int]:
    """Try a target for a time, or `most` times; how many texts were tried, and how many failed."""
    chance, texts = random.Random(f"{seed} {target.name}"), Corpus(target.units)
    tried = failed = 0
    end = time.monotonic() + seconds
    while tried < most and time.monotonic() < end:
        text = changed(texts.choice(chance), texts, chance)
        tried += 1
        if failure := attempt(target.read, text):
            failed += 1
            print(f"{target.name}: {failure}: {text!r}", flush=True)
        elif tried % 50 == 0:
            texts.own.append(text)
    return tried, failed


def under_atheris(name: str, arguments: list[str]) -> None:
    """One target under atheris, for ever or as its arguments say."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415

    (read,) = [target.read for target in TARGETS if target.name == name]
    atheris.instrument_all()
    atheris.Setup([name, *arguments], lambda data: read(data.decode("utf-8", "surrogateescape")))
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """Each target for as many seconds as are asked for; print how many texts were tried."""
    if arguments[:1] == ["atheris"]:
        under_atheris(arguments[1], arguments[2:])
    if arguments[:1] == ["targets"]:
        print("\n".join(target.name for target in TARGETS))
        return 0
    seconds = as_number(arguments[0]) if arguments else SECONDS
    names = known(arguments[1:], [target.name for target in TARGETS])
    wanted = [target for target in TARGETS if target.name in names]
    failures = 0
    for target in wanted:
        tried, failed = run(target, seconds, seed=int(time.time()))
        failures += failed
        print(f"fuzz: {target.name}: {tried:,} texts in {seconds:.0f} s, {failed} failures", flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
