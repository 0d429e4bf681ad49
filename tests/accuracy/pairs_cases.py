"""Pairs of a source and a note, and the Markdown files that list them.

A file has one pair a line, `- source ⇒ note`, under a heading that names the kind. A heading that ends in *(warning)*
says that a warning is a right answer. Characters that would not be seen are written as Python escapes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ARROW = " ⇒ "
_ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4}|U[0-9a-f]{8})")


class Pair(NamedTuple):
    """What one or two sources say, and what a note makes of it."""

    kind: str
    sources: tuple[str, ...]
    note: str
    """Markdown; `@k` and `@l` name the sources."""
    soft: bool = False
    """Whether a warning is a right answer."""


class Line(NamedTuple):
    """A line of a case file under its heading."""

    kind: str
    soft: bool
    fields: tuple[str, ...]


def lines(name: str) -> Iterator[Line]:
    """Every case of a file, unescaped."""
    kind, soft = "", False
    for line in (HERE / name).read_text("utf-8").split("\n"):
        if line.startswith("## "):
            kind, soft = line[3:].removesuffix(" (warning)"), line.endswith("(warning)")
        elif line.startswith("- "):
            yield Line(kind, soft, tuple(map(_unescaped, line[2:].split(ARROW))))


def pairs(name: str) -> tuple[Pair, ...]:
    """Every pair of a file."""
    return tuple(Pair(kind, tuple(source.split(" ‖ ")), note, soft) for kind, soft, (source, note) in lines(name))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else chr(int(found[1][1:], 16)), text)
