"""Quantities as `tests/cases/support.md` writes them, and the rows of its tables.

A quantity is what `read_value` reads, with what only the words around it can say in braces behind it:
`27% {falls}`, `640 {in brackets}`, `RMB 3 {per tonne}`, `640 {robot}`, `640 {unit ktpa}`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import structs

from briefing.evidence.quantities import Policy, Verdict, read_value
from briefing.model import Quantity

CASES = Path(__file__).parent / "cases" / "support.md"
_TAG = re.compile(r" \{([^}]+)\}")
_WORDS: dict[str, dict[str, object]] = {
    "falls": {"direction": -1},
    "rises": {"direction": 1},
    "in brackets": {"bracketed": True},
}

Row = tuple[str, str, Policy, Verdict]
"""What is claimed, what is found, the policy and the verdict."""


def quantity(text: str) -> Quantity:
    """The quantity that a cell of the tables writes."""
    read = read_value(_TAG.sub("", text))
    assert read is not None, text
    for tag in _TAG.findall(text):
        read = structs.replace(read, **_fields(tag))
    return read


def _fields(tag: str) -> dict[str, object]:
    field, _, word = tag.partition(" ")
    return _WORDS.get(tag) or ({field: word} if field in ("per", "unit") else {"noun": tag})


def rows() -> Iterator[Row]:
    """Each verdict of the case file: of its lists, and of its tables of bounds."""
    for table in _tables():
        head, *lines = table
        yield from _listed(lines) if head[1] == "found" else _crossed(head, lines)


def _tables() -> Iterator[list[list[str]]]:
    """Each table as rows of cells, its ruler left out."""
    table: list[list[str]] = []
    for line in [*CASES.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            table.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
        elif table:
            yield [table[0], *table[2:]]
            table = []


def _listed(lines: list[list[str]]) -> Iterator[Row]:
    for claimed, found, *verdicts in lines:
        for policy, verdict in zip(Policy, verdicts[:2], strict=True):
            yield claimed, found, policy, Verdict(verdict)


def _crossed(head: list[str], lines: list[list[str]]) -> Iterator[Row]:
    for claimed, *cells in lines:
        for found, cell in zip(head[1:], cells, strict=True):
            by_source, _, by_repeat = cell.partition(" / ")
            yield claimed, found, Policy.SOURCE, Verdict(by_source)
            yield claimed, found, Policy.REPEAT, Verdict(by_repeat or by_source)
