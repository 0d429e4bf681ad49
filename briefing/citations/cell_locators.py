"""Locators in spreadsheets and tables: `sheet Sales, row "North America", column 2025`.

CSL defines no such locators; this is our extension. A name is in quotation marks, or
begins with a capital letter and ends at a comma, or is that of a row before a column
(`row net income, diluted, column 2025`). A column may also be a letter or a period. Other
words after a label (`row housing`) are a remark; numbers are parsed as for pages.
"""

import re
from typing import Final

from briefing import lazy_re
from briefing.citations.labels import KINDS, WORDS
from briefing.model import Locator, LocatorKind

_END: Final = r"(?=\s*+(?:[,，;；]|\.\s*$|$))"
_YEAR: Final = (
    r"(?:(?:19|20)[0-9]{2}(?:[AEFP]|/[0-9]{2}(?:[0-9]{2})?)?"
    r"|[1-9][0-9]?[QHM]\s?'?[0-9]{2}(?:[0-9]{2})?[AEFP]?)(?![\w/])"
)
"""A year, or a period that begins with a digit: `2026E`, `2024/25`, `1Q25`."""
_LETTERS: Final = r"(?![IVXLCDM]+\s*(?:[,，;；.]|$))[A-Z]{1,3}"
"""Letters of columns, without those that are also Roman numerals, which are parsed as numbers."""
_LABEL: Final = r"(?P<label>(?i:worksheet|sheet|rows?|columns?|cols?\.?)|工作表|数据行|[栏欄列])\s*"
_OPENS: Final = lazy_re.compile("(?i:worksheet|sheet|row|col)|工作表|数据行|栏|欄|列")
"""A cheap test before the patterns below, which take 4 ms to compile: most texts have no such locator."""
_NAMED: Final = lazy_re.compile(
    _LABEL + r"(?:[\"“„«「『](?P<quoted>[^\"”“»」』]{1,200})[\"”“»」』]"
    rf"|['‘](?P<single>[^\"“”]{{1,200}}?)['’]{_END}"
    rf"|(?<=[a-z.]\s)(?P<words>(?![A-Z]{{1,3}}(?:\s*[-–—:]|[-.][0-9]|{_END[3:-1]}))[^\W\d_a-z][^,，;；]{{0,80}}?){_END}"
    rf"|(?<=工作表)(?![ivxlcdm]+[-–][ivxlcdm]+{_END})(?P<named>[^\s\d,，;；][^\s,，;；]{{0,80}}))"
)
_WORDS: Final = rf"(?!(?i:{WORDS})\s*(?:[0-9]|[ivxl]+\b)|[0-9“\"'‘])[^,，;；\"“”]{{1,80}}+"
_COLUMN_FOLLOWS: Final = r"(?=[,，]\s*+(?i:columns?|cols?\.?)\s+[0-9A-Z“\"'‘])"
_ROWS: Final = lazy_re.compile(
    rf"(?i:row(?P<several>s?))\s+(?P<words>{_WORDS}(?:[,，]\s*+{_WORDS}){{0,8}}){_COLUMN_FOLLOWS}"
)
_LISTED: Final = lazy_re.compile(rf"{_LABEL}(?<=[\s.])(?={_LETTERS}|{_YEAR}|[A-Z]{{1,3}}:)")
_ITEM: Final = lazy_re.compile(
    rf"(?P<first>{_LETTERS}|{_YEAR}|[A-Z]{{1,3}}(?=:))(?:\s*(?:[-–—:]|to)\s*(?P<last>[A-Z]{{1,3}}|{_YEAR}))?{_END}"
)
UNNAMED: Final = r"(?P<label>(?i:rows?|columns?|cols?\.?|sheets?))\s+(?P<words>[^\W\d_][^,，;；\"“”]{0,80})"
"""Words after a label that would be a name only in quotation marks."""

_CELL: Final = (
    r"\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[0-9]{1,7})(?::\$?(?P<to_column>[A-Z]{1,3})\$?(?P<to_row>[0-9]{1,7}))?"
)
_REFERENCE: Final = lazy_re.compile(
    rf"(?:(?i:cells?|range)\s+)?(?:(?:'(?P<quoted>[^'!]{{1,80}})'|(?P<sheet>[^\s'!,，;；]{{1,80}}))!)?{_CELL}(?![\w!])"
)
_COMMA: Final = lazy_re.compile(r"\s*[,，]\s*")


def cell_reference(text: str) -> tuple[str, str] | None:
    """A cell reference at the start of a text, `Sheet1!B2:C4`: as written, and as a locator with labels."""
    match = _REFERENCE.match(text)
    if match is None:
        return None
    sheet = match["quoted"] or match["sheet"]
    rows, columns = (_span(match[name], match[f"to_{name}"]) for name in ("row", "column"))
    return match.group(), (f'sheet "{sheet}", ' if sheet else "") + f"row{rows}, column{columns}"


def _span(first: str, last: str | None) -> str:
    return f"s {first}–{last}" if last and last != first else f" {first}"


def cell_locator(text: str, at: int) -> tuple[Locator, int] | None:
    """The sheet, row or column that begins at an offset, and the offset of its end."""
    if not _OPENS.match(text, at):
        return None
    if (label := _LISTED.match(text, at)) and (listed := _listed(text, label)):
        return listed
    if rows := _ROWS.match(text, at):
        return _rows(rows)
    match = _NAMED.match(text, at)
    if match is None or (match["words"] and not match["label"].islower()):
        return None
    name = " ".join((match["quoted"] or match["single"] or match["words"] or match["named"]).split())
    return Locator(_kind(match), ((name, name),)), match.end()


def _rows(match: re.Match[str]) -> tuple[Locator, int]:
    """`rows North, South`: several rows if the label is a plural."""
    names = re.split("[,，]", match["words"]) if match["several"] else [match["words"]]
    plain = (" ".join(name.split()) for name in names)
    return Locator(LocatorKind.ROW, tuple((name, name) for name in plain)), match.end()


def _kind(label: re.Match[str]) -> LocatorKind:
    return KINDS.get(label["label"].lower(), LocatorKind.COLUMN)


def _listed(text: str, label: re.Match[str]) -> tuple[Locator, int] | None:
    """`columns B:D, F`, `column 2025`, `column 1Q25`: letters or periods."""
    ranges: list[tuple[str, str]] = []
    at = end = label.end()
    while match := _ITEM.match(text, at):
        ranges.append((match["first"], match["last"] or match["first"]))
        end = match.end()
        comma = _COMMA.match(text, end)
        if comma is None:
            break
        at = comma.end()
    return (Locator(_kind(label), tuple(ranges)), end) if ranges else None
