"""Fuzz targets: each reader on texts that grow out of others, as long as is asked for.

A corpus of the cases of the suite and of what `readers` repeats is cut, joined, repeated and changed at random. A
reader must give a result for whatever it is given, soon: what it raises, or does not end with, is printed with its
text. With `atheris` installed, which follows the branches that a text takes, `python -m tests.reliability.fuzz atheris
TARGET` runs one target under it.
"""

import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from tests.reliability.readers import READERS

CASES: Final = Path(__file__).parents[1] / "cases"
SECONDS: Final = 600
"""For each target, where nothing else is asked for."""

STUCK: Final = 20
"""Seconds of the processor that one text may take."""

LONGEST: Final = 4_000
SIGNS: Final = (
    "\0\t\n\r \"#$%&'()*+,-./0129:;<=>?@[\\]^_`aAz{|}~"
    "\x0b\x1b\x7f\x85\xa0\xad½²٤中一万亿０\u200b\u2028\u202e\ufeff\ud800\uffff😀"
)


def corpus() -> list[str]:
    """Texts to begin with."""
    files = sorted(path for path in CASES.rglob("*") if path.suffix in (".md", ".txt", ".html", ".csv"))
    texts = [part for path in files for part in path.read_text("utf-8", "replace").split("\n\n")]
    return [*texts, *(unit for _, _, units in READERS for unit in units)]


def changed(text: str, texts: list[str], chance: random.Random) -> str:
    """A text out of another."""
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        piece = chance.choice(
            (
                "",
                chance.choice(SIGNS),
                chance.choice(SIGNS) * chance.randint(1, 60),
                text[start:end] * chance.randint(2, 20),
                chance.choice(texts),
                str(chance.randint(-(10**6), 10**25)),
            )
        )
        at = start if chance.random() < 0.5 else end
        text = (text[:start] + piece + text[at:])[:LONGEST]
    return text


class Stuck(Exception):
    """A reader that does not end."""


def _stop(_: int, __: FrameType | None) -> None:
    raise Stuck


def attempt(read: Callable[[str], object], text: str) -> str:
    """What is wrong with a reader of a text, if anything is."""
    signal.setitimer(signal.ITIMER_PROF, STUCK)
    try:
        read(text)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def run(
    name: str, read: Callable[[str], object], seconds: float, seed: int, most: int = sys.maxsize
) -> tuple[int, int]:
    """Try a target for a time, or `most` times; how many texts were tried, and how many failed."""
    signal.signal(signal.SIGPROF, _stop)
    chance, texts = random.Random(f"{seed} {name}"), corpus()
    tried = failed = 0
    end = time.monotonic() + seconds
    while tried < most and time.monotonic() < end:
        text = changed(chance.choice(texts), texts, chance)
        tried += 1
        if said := attempt(read, text):
            failed += 1
            print(f"{name}: {said}: {text!r}", flush=True)
        elif tried % 50 == 0:
            texts.append(text)
    return tried, failed


def under_atheris(name: str, arguments: list[str]) -> None:
    """One target under atheris, for ever or as its arguments say."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415

    (read,) = [read for each, read, _ in READERS if each == name]
    atheris.instrument_all()
    atheris.Setup([name, *arguments], lambda data: read(data.decode("utf-8", "surrogateescape")))
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """Each target for as many seconds as are asked for; print how many texts were tried."""
    if arguments[:1] == ["atheris"]:
        under_atheris(arguments[1], arguments[2:])
    seconds = float(arguments[0]) if arguments else SECONDS
    wanted = [reader for reader in READERS if reader[0] in arguments[1:] or not arguments[1:]]
    failures = 0
    for name, read, _ in wanted:
        tried, failed = run(name, read, seconds, seed=int(time.time()))
        failures += failed
        print(f"fuzz: {name}: {tried:,} texts in {seconds:.0f} s, {failed} failures", flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
