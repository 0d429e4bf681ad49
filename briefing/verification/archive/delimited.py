"""Delimiter-separated values as a sheet: with commas, semicolons, tabs or bars, and decimal points or commas."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final

from briefing import lazy_re
from briefing.verification.archive.sheet_rows import Sheet, Value

_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 200
"""How many lines are examined to infer the delimiter."""
_DECIMAL_COMMA: Final = lazy_re.compile(r"[-−+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+\s?%?")
_POINTED: Final = lazy_re.compile(r"[-−+]?\d+\.\d+\s?%?")
_THOUSANDS: Final = lazy_re.compile(r"[-−+]?[1-9]\d{0,2}(?:\.\d{3})+\s?%?")
"""Thousands grouped by points, which are certain beside decimal commas."""
_SPACED: Final = lazy_re.compile(r"[-−+]?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?\s?%?")
"""Thousands grouped by spaces, which are certain since a value is a single number."""
_GROUPED: Final = lazy_re.compile(r"[-−+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\s?%?")


def read_values(text: str) -> Sheet:
    """The records of a text as a sheet; the row number of a record is that of its first line."""
    delimiter = _delimiter(text.split("\n", _SAMPLE)[:_SAMPLE])
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=delimiter)
    records: dict[int, list[str]] = {}
    line = 1
    try:
        for fields in reader:
            records[line] = fields
            line = reader.line_num + 1
    except csv.Error:  # a field beyond its limit, a NUL
        records |= {at: [raw] for at, raw in enumerate(text.split("\n"), 1) if at >= line}
    records = _with_dimensions(records)
    is_comma = delimiter != "," and _has_decimal_comma(field for fields in records.values() for field in fields)
    has_points = is_comma and _has_decimal_point(field for fields in records.values() for field in fields)
    rows = {at: _row(fields, is_comma, has_points) for at, fields in records.items()}
    return Sheet("", {at: row for at, row in rows.items() if row})


def _with_dimensions(records: dict[int, list[str]]) -> dict[int, list[str]]:
    """Records of Eurostat with a field for each dimension: `freq,unit,geo\\TIME_PERIOD` is one field of its files."""
    head = next(iter(records.values()), [])
    names = head[0].partition("\\")[0].split(",") if head and "\\" in head[0] else []
    if len(names) < len("ab") or any("," not in fields[0] for fields in records.values() if fields):
        return records
    first = {at: [*fields[0].split(","), *fields[1:]] if fields else [] for at, fields in records.items()}
    return first | {next(iter(records)): [*names, *head[1:]]}


def _row(fields: Sequence[str], is_comma: bool, has_points: bool) -> dict[int, Value]:
    closed = (re.sub(r"(?<=\d)\s(?=\d)", "", field) if _SPACED.fullmatch(field.strip()) else field for field in fields)
    texts = (_pointed(field, has_points) if is_comma else field for field in closed)
    return {column: Value(text) for column, text in enumerate(texts, 1) if text.strip()}


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that splits most lines into equally many values; commas lose ties, as they may group thousands."""

    def agreeing(delimiter: str) -> tuple[int, bool, int]:
        counts = [len(fields) for fields in csv.reader(lines, delimiter=delimiter) if fields]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) if usual > 1 else 0, delimiter != ",", usual)

    try:
        return max(_DELIMITERS, key=agreeing)
    except csv.Error:
        return ","


def _has_decimal_comma(fields: Iterable[str]) -> bool:
    """Whether commas are decimal ones: at least one number proves it, and not all could be grouped thousands."""
    stripped = (re.sub(r"\s", "", field) for field in fields if "," in field)
    found = [field for field in stripped if _DECIMAL_COMMA.fullmatch(field)]
    return bool(found) and not all(_GROUPED.fullmatch(field) for field in found)


def _has_decimal_point(fields: Iterable[str]) -> bool:
    """Whether points may be decimal ones besides decimal commas: in at least one number they do not group thousands."""
    stripped = (field.strip() for field in fields if "." in field)
    return any(_POINTED.fullmatch(field) and not _THOUSANDS.fullmatch(field) for field in stripped)


def _pointed(field: str, has_points: bool) -> str:
    """A number rewritten with a decimal point; in `3.120` the point is removed if points only group thousands."""
    if _DECIMAL_COMMA.fullmatch(field.strip()):
        return field.replace(".", "").replace(",", ".")
    return field.replace(".", "") if not has_points and _THOUSANDS.fullmatch(field.strip()) else field
