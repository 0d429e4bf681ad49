"""XLSX spreadsheets: the shown text of each cell of the visible sheets.

The file contains only stored numbers and their formats; strings are shared among cells. A formula has the value that it
had when the file was saved; programs that cannot calculate leave none.
Reference: ECMA-376 part 1, 18, SpreadsheetML.
"""

import posixpath
from collections.abc import Mapping, Sequence
from typing import Final

from briefing import lazy_re
from briefing.verification.archive.cell_lookup import number_of
from briefing.verification.archive.formats import BUILT_IN, show
from briefing.verification.archive.model import NOT_CALCULATED, UnreadableFile
from briefing.verification.archive.office import Node, Office, attribute, below, first, tag, whole
from briefing.verification.archive.sheet_rows import Merge, Sheet, Value

_PLACE: Final = lazy_re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_COLUMNS: Final = 16_384
_ERRORS: Final = frozenset({"e"})


def read_xlsx(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook."""
    office = Office(content)
    book = office.part("xl/workbook.xml")
    targets = _targets(office)
    properties, listed = first(book, "workbookPr"), first(book, "sheets")
    is_1904 = properties is not None and attribute(properties, "date1904") in ("1", "true")
    reader = _SheetReader(_shared(office), _formats(office), is_1904)
    found = [node for node in (() if listed is None else listed) if attribute(node, "state") in ("", "visible")]
    named = ((attribute(node, "name"), targets.get(attribute(node, "id"), "")) for node in found)
    return [reader.sheet(name, office.part(target)) for name, target in named if office.has(target)]


def _targets(office: Office) -> dict[str, str]:
    """The path of each sheet's part, by its relationship id."""
    found = office.part("xl/_rels/workbook.xml.rels")
    paths = ((attribute(node, "Id"), attribute(node, "Target")) for node in found)
    return {name: posixpath.normpath(posixpath.join("xl", path)).lstrip("/") for name, path in paths}


def _shared(office: Office) -> list[str]:
    if not office.has("xl/sharedStrings.xml"):
        return []
    return [_rich(node) for node in below(office.part("xl/sharedStrings.xml"), "si")]


def _rich(node: Node) -> str:
    """The text of a rich string, without phonetic readings, struck-out text and superscript digits, which are marks."""
    plain = "".join(child.text or "" for child in below(node, "t"))
    return plain + "".join(_run(run) for run in below(node, "r"))


def _run(run: Node) -> str:
    properties = first(run, "rPr")
    text = "".join(child.text or "" for child in below(run, "t"))
    placed = first(properties, "vertAlign") if properties is not None else None
    is_struck = (
        properties is not None
        and (struck := first(properties, "strike")) is not None
        and attribute(struck, "val") != "0"
    )
    is_raised = placed is not None and attribute(placed, "val") == "superscript"
    return "" if is_struck or (is_raised and text.strip("()*†‡ ").isdigit()) else text


def _formats(office: Office) -> list[str]:
    """The number format of each cell style, by index."""
    if not office.has("xl/styles.xml"):
        return []
    styles = office.part("xl/styles.xml")
    own, used = first(styles, "numFmts"), first(styles, "cellXfs")
    codes = {attribute(node, "numFmtId"): attribute(node, "formatCode") for node in (() if own is None else own)}
    return [
        codes.get(attribute(node, "numFmtId")) or BUILT_IN.get(whole(attribute(node, "numFmtId")), "General")
        for node in (() if used is None else used)
    ]


class _SheetReader:
    """Parses sheets, given the strings and formats that they share."""

    def __init__(self, shared: Sequence[str], formats: Sequence[str], is_1904: bool) -> None:
        self.shared = shared
        self.formats = formats
        self.is_1904 = is_1904

    def sheet(self, name: str, root: Node) -> Sheet:
        """A sheet without its hidden rows and columns."""
        hidden = _hidden(root)
        rows: dict[int, Mapping[int, Value]] = {}
        data = first(root, "sheetData")
        for node in () if data is None else data:
            if attribute(node, "hidden") in ("1", "true"):
                continue
            cells = self.cells(node)
            if visible := {column: value for column, value in cells.items() if column not in hidden}:
                rows[_row_of(node, rows)] = visible
        merged = first(root, "mergeCells")
        return Sheet(name, rows, tuple(_merge(node) for node in (() if merged is None else merged)))

    def cells(self, row: Node) -> Mapping[int, Value]:
        """The values of a row's cells, by column."""
        found: dict[int, Value] = {}
        column = 0
        for node in row:
            place = _PLACE.fullmatch(node.get("r", ""))
            column = number_of(place[1]) if place else column + 1
            if (value := self.value(node)) and value.text:
                found[column] = value
        return found

    def value(self, node: Node) -> Value | None:
        """The value of a cell as shown; None for an empty cell or an error."""
        kind, stored = node.get("t", "n"), first(node, "v")
        if kind == "inlineStr":
            inline = first(node, "is")
            return Value(_rich(inline)) if inline is not None else None
        if stored is None or not (text := stored.text or ""):
            return Value(NOT_CALCULATED) if first(node, "f") is not None else None
        if kind in _ERRORS:
            return None
        if kind == "s":
            at = whole(text, len(self.shared))
            return Value(self.shared[at]) if at < len(self.shared) else None
        if kind == "b":
            return Value("TRUE" if text == "1" else "FALSE")
        return Value(text) if kind in ("str", "d") else self.number(text, node.get("s", ""))

    def number(self, text: str, style: str) -> Value:
        """A number, formatted by its style."""
        at = whole(style, len(self.formats))
        code = self.formats[at] if at < len(self.formats) else "General"
        try:
            shown = show(float(text), code, self.is_1904)
        except (ArithmeticError, ValueError) as error:
            raise UnreadableFile(f"`{text[:40]}` in it is not a number") from error
        return Value(shown.text, shown.stored, shown.is_scaled)


def _row_of(node: Node, rows: Mapping[int, object]) -> int:
    number = attribute(node, "r")
    return whole(number) or max(rows, default=0) + 1


def _hidden(root: Node) -> frozenset[int]:
    columns = first(root, "cols")
    found: set[int] = set()
    for node in () if columns is None else columns:
        if attribute(node, "hidden") in ("1", "true"):
            begin, end = whole(attribute(node, "min")) or _COLUMNS, whole(attribute(node, "max"), _COLUMNS)
            found.update(range(begin, min(end, _COLUMNS) + 1))
    return frozenset(found)


def _merge(node: Node) -> Merge:
    ends = list(_PLACE.finditer(attribute(node, "ref"))) if tag(node) == "mergeCell" else []
    if len(ends) != 2:
        return Merge(0, 0, 0, 0)
    (left, top), (right, bottom) = (match.groups() for match in ends)
    return Merge(int(top), number_of(left), int(bottom), number_of(right))
