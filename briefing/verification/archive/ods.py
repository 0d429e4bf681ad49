"""OpenDocument spreadsheets, whose files contain both the shown text and the stored value of each cell.

Reference: ISO/IEC 26300-1 (ODF 1.2), chapter 9, tables.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from briefing.verification.archive.model import NOT_CALCULATED
from briefing.verification.archive.office import Node, Office, attribute, below, first, tag, whole
from briefing.verification.archive.sheet_rows import Merge, Sheet, Value

_MAX_REPEATED: Final = 1000
"""A row or cell that is repeated more often only fills the rest of its sheet."""
_HIDDEN: Final = frozenset({"collapse", "filter"})


def read_ods(content: bytes) -> list[Sheet]:
    """The visible sheets of a spreadsheet."""
    root = Office(content).part("content.xml")
    body = first(root, "body")
    book = first(body, "spreadsheet") if body is not None else None
    hidden = _hidden_styles(root)
    tables = [] if book is None else list(below(book, "table"))
    return [_sheet(node) for node in tables if attribute(node, "style-name") not in hidden]


def _hidden_styles(root: Node) -> frozenset[str]:
    styles = first(root, "automatic-styles")
    return frozenset(
        attribute(style, "name")
        for style in (() if styles is None else styles)
        if any(attribute(looks, "display") == "false" for looks in below(style, "table-properties"))
    )


_MAX_DIGITS: Final = 400
"""More digits than any float can have."""


def _sheet(table: Node) -> Sheet:
    rows: dict[int, Mapping[int, Value]] = {}
    merges: list[Merge] = []
    hidden = _hidden_columns(table)
    number = 1
    for node in _inside(table, "table-row"):
        times = _times(node, "number-rows-repeated")
        cells = {column: value for column, value in _cells(node, number, merges).items() if column not in hidden}
        if cells and attribute(node, "visibility") not in _HIDDEN and times <= _MAX_REPEATED:
            rows.update((row, cells) for row in range(number, number + times))
        number += times
    return Sheet(attribute(table, "name"), rows, tuple(merges))


def _inside(table: Node, name: str) -> Iterator[Node]:
    """The rows or columns of a table, including those in groups and headers."""
    for node in table:
        if tag(node) == name:
            yield node
        elif tag(node).startswith(("table-header", "table-row", "table-column", "table-rows", "table-columns")):
            yield from _inside(node, name)


def _hidden_columns(table: Node) -> frozenset[int]:
    found: set[int] = set()
    at = 1
    for node in _inside(table, "table-column"):
        times = _times(node, "number-columns-repeated")
        if attribute(node, "visibility") in _HIDDEN:
            found.update(range(at, at + min(times, _MAX_REPEATED)))
        at += times
    return frozenset(found)


def _times(node: Node, name: str) -> int:
    return whole(attribute(node, name), 1) or 1


def _cells(row: Node, number: int, merges: list[Merge]) -> dict[int, Value]:
    """The values of a row's cells by column; merged cells are added to `merges`."""
    found: dict[int, Value] = {}
    column = 1
    for node in below(row, "table-cell", "covered-table-cell"):
        times = _times(node, "number-columns-repeated")
        across, down = _times(node, "number-columns-spanned"), _times(node, "number-rows-spanned")
        if across > 1 or down > 1:
            merges.append(Merge(number, column, number + down - 1, column + across - 1))
        value = _value(node) if tag(node) == "table-cell" else None
        if value and value.text and times <= _MAX_REPEATED:
            found.update((at, value) for at in range(column, column + times))
        column += times
    return found


def _value(node: Node) -> Value:
    shown = " ".join("".join(_texts(text)) for text in below(node, "p"))
    kind = attribute(node, "value-type")
    if kind == "date":
        return Value(attribute(node, "date-value").partition("T")[0] or shown)
    if kind not in ("float", "percentage", "currency"):
        return Value(shown or (NOT_CALCULATED if attribute(node, "formula") else ""))
    return Value(
        shown, _stored(shown, attribute(node, "value"), kind), _is_scaled(shown, attribute(node, "value"), kind)
    )


def _texts(node: Node) -> Iterator[str]:
    """The pieces of a paragraph's text, without comments and notes."""
    yield node.text or ""
    for child in node:
        if tag(child) == "s":
            yield " "
        elif tag(child) not in ("annotation", "note"):
            yield from _texts(child)
        yield child.tail or ""


def _stored(shown: str, value: str, kind: str) -> str:
    """The stored number with all digits, with the text shown around it; empty if there is none."""
    exact = _exact(value)
    digits = [at for at, char in enumerate(shown) if char.isdigit()]
    if exact is None or not digits:
        return ""
    number = exact * 100 if kind == "percentage" else exact
    text = f"{abs(number.normalize()):f}"
    return f"{shown[: digits[0]]}{text}{shown[digits[-1] + 1 :]}"


def _is_scaled(shown: str, value: str, kind: str) -> bool:
    """Whether the shown number leaves out thousands of the stored one."""
    exact = _exact(value)
    plain = _exact("".join(char for char in shown if char.isdigit() or char == "."))
    if exact is None or not plain or not exact:
        return False
    return abs(exact) * (100 if kind == "percentage" else 1) / plain > 500


def _exact(text: str) -> Decimal | None:
    try:
        value = Decimal(text or "nan")
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < _MAX_DIGITS else None
