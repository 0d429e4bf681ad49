"""Records as CSV (RFC 4180), as JSON, and as columns for a terminal.

Cells that a spreadsheet would treat as a formula are prefixed with an
apostrophe (OWASP, CSV injection).
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec

from briefing.notes.records.json_schema import DRAFT, Schema

_LEADING: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""The first characters of formulas; East Asian spreadsheets accept the wide forms too."""

_NUMBERS: Final = frozenset(("low", "high"))
"""Columns that hold plain numbers, of which one may be negative."""


TEXT: Final[Schema] = {"type": "string"}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


def as_csv(columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> str:
    """UTF-8 text with a header; lists are separated by semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(_cell(record[name]), name) for name in columns] for record in records)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)


def _safe(cell: str, name: str) -> str:
    is_formula = cell.startswith(_LEADING) or cell.lstrip().startswith(_LEADING)
    return f"'{cell}" if is_formula and name not in _NUMBERS else cell


def as_json(records: Iterable[Mapping[str, Any]]) -> str:
    """A JSON array of objects; numbers of figures are texts, since JSON readers round them."""
    return json_text(list(records))


def json_text(document: object) -> str:
    """JSON for people and programs."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def array_schema(meanings: Mapping[str, str], types: Mapping[str, Schema] = MappingProxyType({})) -> Schema:
    """The JSON Schema of such an array: each field is a string, unless `types` has another type for it."""
    fields = {name: {**types.get(name, TEXT), "description": meaning} for name, meaning in meanings.items()}
    record = {"type": "object", "properties": fields, "required": list(fields)}
    return {"$schema": DRAFT, "type": "array", "items": record}


def as_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns for a terminal, as wide as their widest cell; Chinese characters take two (UAX #11)."""
    lines = [[name.upper() for name in columns], *rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "".join("  ".join(map(_padded, line, widths)).rstrip() + "\n" for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
