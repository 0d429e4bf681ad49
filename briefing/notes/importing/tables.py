"""Converts MyST's list tables and Pandoc's grid tables, drawn with `+` and `|`, into pipe tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import Line

_RULE: Final = lazy_re.compile(r"^\s*\+(?:[-=:]+\+)+\s*$")
_ROW: Final = lazy_re.compile(r"^(?P<margin>\s*)[*-]\s+(?=[*-](?:\s|$))")
_CELL: Final = lazy_re.compile(r"^(?P<indent>\s*)[*-](?:\s+(?P<text>.*))?$")


def list_table(lines: Iterable[Line]) -> list[list[str]]:
    """The rows of a list of lists, padded to the same length; empty if it is not such a list."""
    rows: list[list[list[str]]] = []
    indent, margin = 0, None
    for line in lines:
        row = _ROW.match(line.text)
        if row and margin not in (None, row["margin"]):
            row = None
        if row:
            indent, margin = row.end(), row["margin"]
            rows.append([])
        cell = _CELL.match(" " * indent + line.text[indent:] if row else line.text)
        if rows and cell and len(cell["indent"]) == indent:
            rows[-1].append([cell["text"] or ""])
        elif line.text.strip():
            if not rows or not rows[-1]:
                return []
            rows[-1][-1].append(line.text.strip())
    longest = max(map(len, rows), default=0)
    return [
        [*(_cell([part.strip().rstrip("\\") for part in cell]) for cell in row), *[""] * (longest - len(row))]
        for row in rows
    ]


def pipe_table(rows: Sequence[Sequence[str]], number: int, indent: str = "") -> list[Line]:
    """Rows as a pipe table, whose header is the first row."""
    head, *body = rows
    listed = [head, ["---"] * len(head), *body]
    return [Line(number, f"{indent}| {' | '.join(_escaped(cell) for cell in row)} |") for row in listed]


def _escaped(cell: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", cell.strip()) or " "


def is_grid(text: str) -> bool:
    """Whether a text is a line between two rows of a grid table."""
    return bool(_RULE.match(text))


def grid_table(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The table at the beginning of some lines, and its number of lines; empty if its columns do not line up."""
    length = next((at for at, line in enumerate(lines) if not re.match(r"^\s*[+|]", line.text)), len(lines))
    drawn = [line.text for line in lines[:length]]
    edges = [at for at, sign in enumerate(drawn[0].rstrip()) if sign == "+"]
    if any(len(text.rstrip()) != len(drawn[0].rstrip()) for text in drawn) or len(drawn) < 3:
        return [], 0
    rows = list(_grid_rows(drawn, edges))
    has_header = any("=" in text for text in drawn if _RULE.match(text))
    head = [] if has_header else [[""] * (len(edges) - 1)]
    return pipe_table([*head, *rows], lines[0].number), length


def _grid_rows(drawn: Sequence[str], edges: Sequence[int]) -> Iterator[list[str]]:
    row: list[list[str]] = []
    for text in drawn:
        if _RULE.match(text):
            if row:
                yield [_cell(cell) for cell in row]
            row = []
            continue
        row = row or [[] for _ in edges[1:]]
        for cell, start, end in zip(row, edges, edges[1:], strict=False):
            cell.append(text[start + 1 : end].strip())


def _cell(lines: Sequence[str]) -> str:
    """The lines of a cell joined; items of a list are separated by `; `."""
    filled = [line for line in lines if line]
    items = [re.sub(r"^[-*]\s+", "", line) for line in filled]
    is_list = len(filled) > 1 and sum(line[:2] in ("- ", "* ") for line in filled) > 1
    return ("; " if is_list else " ").join(items if is_list else filled)
