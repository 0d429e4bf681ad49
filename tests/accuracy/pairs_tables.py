"""Answers from tables of filings whose scale stands in the header or in the text, and their bracketed cells.

The tables, the answers and their scale are TAT-QA's (CC BY 4.0, see pairs.md). Each table becomes an archived HTML
page: the paragraphs that name the scale, then the table; the answer is said in words, as an analyst would write it. Of
the bracketed cells only their row labels are kept, so that nothing but the bracket decides.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from pairs_cases import HERE, Pair

SCALES = {"thousand": Decimal(1000), "million": Decimal(1_000_000)}
_BARE = str.maketrans("", "", "() ")
TIMES_1000 = {"thousand": "million", "million": "billion"}


def answers() -> tuple[Pair, ...]:
    """Each answer in words, in the scale that its page names."""
    return tuple(_pair("answer", table, _claim(table, sign, digits)) for table, sign, digits in _cells())


def wrong_answers() -> tuple[Pair, ...]:
    """Each answer a thousand times too large, and with the other sign."""
    made = []
    for table, sign, digits in _cells():
        scale = TIMES_1000[table["scale"]]
        made.append(_pair("a thousand times", table, f"It was {sign}{table['currency']}{digits} {scale}"))
        made.append(_pair("other sign", table, _claim(table, "" if sign else "-", digits)))
    return tuple(made)


def bracketed() -> tuple[Pair, ...]:
    """Each bracketed cell, as the negative number that it is."""
    return tuple(Pair("bracket", (page,), f"It was -{number}") for page, number in _brackets())


def bracketed_as_positive() -> tuple[Pair, ...]:
    """Each bracketed cell without its sign."""
    return tuple(Pair("bracket", (page,), f"It was {number}") for page, number in _brackets())


# --- the data --------------------------------------------------------------------------------------


def _records(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (HERE / name).read_text("utf-8").splitlines())


def _cells() -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each answer's table, its sign and its digits."""
    for table in _records("tables.jsonl"):
        for row, column in table["answers"]:
            cell = table["rows"][row][column]
            digits = "".join(sign for sign in cell if sign.isdigit() or sign in ".,")
            yield table, "-" if "(" in cell or cell.startswith("-") else "", digits


def _claim(table: dict[str, Any], sign: str, digits: str) -> str:
    """An amount in words: thousands as millions where there are enough of them, else in full."""
    value = Decimal(digits.replace(",", "")) * SCALES[table["scale"]]
    words = f"{value / 1_000_000:,f} million" if value >= 1_000_000 else f"{value:,f}"
    if table["scale"] == "million":
        words = f"{digits} million"
    return f"It was {sign}{table['currency']}{words}"


def _pair(kind: str, table: dict[str, Any], note: str) -> Pair:
    return Pair(kind, (_page(table["paragraphs"], table["rows"], table["heads"]),), note)


def _page(paragraphs: list[str], rows: list[list[str]], heads: int) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    lines = (_row(row, "th" if number < heads else "td") for number, row in enumerate(rows))
    return f"<html><body>\n{text}<table>\n{''.join(lines)}</table>\n</body></html>"


def _row(row: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>\n"


def _brackets() -> Iterator[tuple[str, str]]:
    for table in _records("brackets.jsonl"):
        for label, *cells in table["rows"]:
            for cell in cells:
                yield _page([], [["Item", "Amount"], [label, cell]], 1), cell.translate(_BARE)
