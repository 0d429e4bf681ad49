"""The page numbers printed on the sheets of a file: `6`, `iv`, `F-12`.

They come from the file's page labels; else from numbers that stand alone at the edges of sheets, provided that several
sheets agree on the offset between this number and that of the sheet. Reference: ISO 32000-1, 12.4.2, page labels.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from briefing import lazy_re
from briefing.model import Locator

_MIN_AGREEING: Final = 3
"""How many sheets must agree on an offset, if the file has as many; else two."""
_MIN_ROMAN: Final = 2
"""The same for lower-case Roman numerals, which mean nothing else at the edge of a sheet."""
_LABEL: Final = lazy_re.compile(
    r"(?P<series>[A-Z]{1,3}-)?(?P<number>\d{1,4})|(?P<roman>[ivxlc]{1,7})|(?P<capitals>[IVXLC]{1,7})"
)
_AT_EDGE: Final = lazy_re.compile(
    r"(?:(?:page|p\.|seite|第)\s*+)?(?:[-–—|·•/]\s*+)?\s*+(?P<label>(?:[A-Z]{1,3}-)?\d{1,4}|[ivxlc]{1,7})\s*"
    r"(?:[-–—|·•]|/\s?\d{1,4}|of\s+\d{1,4}|von\s+\d{1,4}|页|頁)?",
    re.I,
)
_BESIDE: Final = lazy_re.compile(
    r"(?P<first>(?:[A-Z]-)?\d{1,4})\s*[|·•].*|.*(?:[|·•]|\b[Pp]age)\s*(?P<last>(?:[A-Z]-)?\d{1,4})"
)
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_Label = tuple[str, int]
"""A series and a number in it: `F-12` is `("F-", 12)`."""


def labels_in(text: str) -> frozenset[str]:
    """Candidates for a page number in a text at the edge of a sheet."""
    stripped = text.strip()
    if match := _AT_EDGE.fullmatch(stripped):
        label = match["label"]
        return frozenset([label]) if read_label(label) else frozenset()
    match = _BESIDE.fullmatch(stripped)
    return frozenset([match["first"] or match["last"]]) if match else frozenset()


def read_label(label: str) -> _Label | None:
    """A page label as a series and a number; None for a word."""
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    if match["number"]:
        return match["series"] or "", int(match["number"])
    letters = match["roman"] or match["capitals"]
    number = _roman(letters.lower())
    return (("i" if match["roman"] else "I"), number) if number else None


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    signed = [-one if one < after else one for one, after in zip(values, (*values[1:], 0), strict=True)]
    return sum(signed)


def by_labels(labels: Sequence[str]) -> dict[int, str]:
    """The printed number of each sheet by the page labels of the file; empty if these only count the sheets."""
    counts = all(not label or label == str(sheet) for sheet, label in enumerate(labels, 1))
    return {} if counts else {sheet: label for sheet, label in enumerate(labels, 1) if label}


def by_edges(candidates: Sequence[frozenset[str]]) -> dict[int, str]:
    """The printed number of each sheet, found at its edges.

    A candidate is accepted if several sheets have the same offset to theirs; the result is empty unless at least half
    of all sheets have such a number.
    """
    pairs = [(sheet, label, read) for sheet, found in enumerate(candidates, 1) for label in sorted(found)
             if (read := read_label(label))]  # fmt: skip
    shifts = Counter((series, sheet - number) for sheet, _, (series, number) in pairs)
    ranked = sorted(pairs, key=lambda pair: shifts[pair[2][0], pair[0] - pair[2][1]])
    least = min(_MIN_AGREEING, max(len(candidates), 2))
    printed = {
        sheet: label
        for sheet, label, (series, number) in ranked
        if shifts[series, sheet - number] >= (min(least, _MIN_ROMAN) if series == "i" else least)
    }
    return _filled(dict(sorted(printed.items()))) if len(printed) * 2 >= len(candidates) else {}


def _filled(printed: Mapping[int, str]) -> dict[int, str]:
    """The labels, completed for sheets without a number between sheets of the same series."""
    found = dict(printed)
    for sheet in range(min(printed, default=0), max(printed, default=0)):
        if sheet not in found and (before := read_label(found.get(sheet - 1, ""))) and before[0] not in ("i", "I"):
            series, number = before
            after = next((s for s in range(sheet + 1, sheet + 4) if s in printed), None)
            if after and read_label(printed[after]) == (series, number + after - sheet + 1):
                found[sheet] = f"{series}{number + 1}"
    return found


def by_offset(sheets: int, offset: int) -> dict[int, str]:
    """The printed number of each sheet, given the offset that is configured for the source."""
    return {sheet: str(sheet - offset) for sheet in range(1, sheets + 1) if sheet > offset}


def names(locator: Locator, label: str) -> bool:
    """Whether a locator includes the page with a label."""
    if label.isdecimal():
        return locator.meets(Locator(locator.kind, ((label, label),)))
    return any(_is_between(label, first, last) for first, last in locator.ranges)


def _is_between(label: str, first: str, last: str) -> bool:
    if label in (first, last):
        return True
    read, low, high = read_label(label), read_label(first), read_label(last)
    return bool(read and low and high and read[0] == low[0] == high[0] and low[1] <= read[1] <= high[1])
