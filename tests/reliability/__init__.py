"""What the program withstands: faults of the disk, hostile inputs, growth, storms of saves, sizes, chance.

`python -m tests.reliability` runs all of it for a night; one part, and for how long, is named behind:
`python -m tests.reliability faults 500`, `growth`, `storm 200 20`, `fuzz 60`; `--help` lists them. Each prints what it
tried, and ends with 1 where something did not hold. The ordinary suite tries a sample of each, by count and not by
time, in `tests/test_reliability.py` and `tests/test_serve.py`.
"""

from collections.abc import Collection


class Unreadable(Exception):
    """An argument of the command that means nothing."""


def as_number(text: str) -> float:
    """An argument as a number."""
    try:
        return float(text)
    except ValueError:
        raise Unreadable(f"`{text}` is no number") from None


def known(names: Collection[str], there: Collection[str]) -> Collection[str]:
    """Arguments that are among those that there are; all, where none is given."""
    if unknown := [name for name in names if name not in there]:
        raise Unreadable(f"`{unknown[0]}` is none of {', '.join(there)}")
    return names or there
